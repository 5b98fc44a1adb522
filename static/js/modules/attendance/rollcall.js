// The answer to the call of the roll, in the room: over the live line, and kept in the browser
// until the hub has it. Where a page holds no seat, and in the lobby, the form is sent as a form.
import htmx from "htmx";
import { deliver, whenSettled } from "../../lib/outgoing.js";
import { say } from "../../lib/toast.js";

const ANSWER = "room:answer-roll";
const STARTED = "attendance:roll:started";
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

whenSettled((name, outcome) => {
  const card = document.getElementById("roll-card");
  if (name !== ANSWER || !card) return;
  if (card.dataset.many && outcome.done) showIn(card, { noted: true });
  else htmx.trigger(card, "live");
});

/** Show of a site's card what it is asked, or that the hub has its answer, or nothing. */
function showIn(card, { asked = false, noted = false }) {
  card.classList.toggle("has-content", asked || noted);
  card.querySelector("[data-roll-ask]").hidden = !asked;
  card.querySelector("[data-roll-noted]").hidden = !noted;
  card.querySelector("[data-roll-answered]")?.remove();
}

// Ten thousand sites are asked at once: their cards have the question ready and fetch nothing.
document.addEventListener("many", (event) => {
  const card = event.target;
  if (card.id !== "roll-card" || "calls" in card.dataset || !card.querySelector("[data-roll-ask]")) return;
  event.preventDefault();
  card.dataset.many = "yes";
  const { name } = event.detail;
  const noted = card.querySelector("[data-roll-noted]");
  if (name === STARTED) {
    noted.hidden = true;
    card.querySelector("[data-roll-waits]").hidden = true;
    card.querySelector("[data-roll-answer] button").disabled = false;
  }
  showIn(card, { asked: name === STARTED, noted: !noted.hidden });
});
