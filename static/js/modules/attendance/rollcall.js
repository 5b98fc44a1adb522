// The answer to the call of the roll, in the room: over the live line, and kept in the browser
// until the hub has it. Where a page holds no seat, and in the lobby, the form is sent as a form.
import htmx from "htmx";
import { deliver, whenSettled } from "../../lib/outgoing.js";
import { say } from "../../lib/toast.js";

const ANSWER = "room:answer-roll";
const room = document.querySelector("[data-room]");

/** Say how many sit there; the card tells whether the secretary has it, or that it waits. */
async function answer(form) {
  const { meeting } = room.dataset;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const reply = await deliver(ANSWER, { meeting, head_count: Number(form.elements.head_count.value) });
    if (!reply) form.querySelector("[data-roll-waits]").hidden = false;
  } catch (refusal) {
    say(refusal.message, "error");
  } finally {
    button.disabled = !form.querySelector("[data-roll-waits]").hidden;
  }
}

// Before htmx, which would send it as a form.
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-roll-answer]");
  if (!form || !room?.dataset.site || !window.room?.presence) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  answer(form);
}, true);

whenSettled((name) => {
  const card = document.getElementById("roll-card");
  if (name === ANSWER && card) htmx.trigger(card, "live");
});
