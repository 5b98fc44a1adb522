// Votes: the panel follows the news, but never sweeps away what is being chosen or typed.
import htmx from "htmx";
import { onNews, refreshSoon, turnAmong } from "../../lib/live.js";
import { lengthOf, serverNow } from "../../lib/clock.js";

const OPENING = ["votes:opened", "attendance:roll:started"];
const ENDING = ["votes:closed", "votes:cancelled", "votes:stopped"];
let newsWaits = false;

const panel = () => document.getElementById("votes-panel");

/** Whether a choice or a word would be lost if the panel were fetched again now. */
function isBusy() {
  const fields = [...(panel()?.querySelectorAll("input:not([type=hidden]), textarea, select") ?? [])];
  return fields.some((field) => (field.type === "radio" ? field.checked : field.tagName === "SELECT" ? document.activeElement === field : field.value !== field.defaultValue));
}

function follow() {
  const section = panel();
  if (!section || section.dataset.followed) return;
  section.dataset.followed = "yes";
  if (section.closest(".side-pane")) for (const link of section.querySelectorAll("a[data-beside]")) { link.target = "_blank"; link.rel = "noopener"; }
}

/** Bring the tab of the room into view when something is asked of the site. */
function bringForward() {
  const tab = document.getElementById("pane-votes-tab");
  if (!tab || document.activeElement?.matches("textarea, input")) return;
  tab.click();
  const side = document.getElementById("side");
  if (getComputedStyle(side).display === "none") document.getElementById("panel").click();
}

document.addEventListener("live", (event) => {
  if (event.target.id !== "votes-panel" || !isBusy()) return;
  newsWaits = true;
  event.stopImmediatePropagation();
}, true);

document.addEventListener("change", (event) => {
  if (!event.target.matches(".ballot input[name=choice]")) return;
  const opinion = event.target.form.querySelector(".ballot-opinion");
  if (!opinion) return;
  opinion.hidden = event.target.value !== "3";
  opinion.querySelector("textarea").required = !opinion.hidden;
});

document.addEventListener("focusout", () => setTimeout(() => {
  if (!newsWaits || !panel() || isBusy()) return;
  newsWaits = false;
  htmx.trigger(panel(), "live");
}, 50));

// A refusal is shown in the panel itself, with the state it was refused in.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!["votes-panel", "messages-panel", "roll-card"].includes(event.detail.target?.id)) return;
  if (![403, 409].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("htmx:afterSettle", follow);
document.addEventListener("taken-back", () => panel() && htmx.trigger(panel(), "live"));

const room = panel()?.dataset.liveRoom ?? document.querySelector("[data-votes-room]")?.dataset.votesRoom;
const unit = document.querySelector("[data-votes-unit]")?.dataset.votesUnit ?? panel()?.dataset.unit;
if (unit) onNews(`unit:${unit}`, (name) => { if (name === "votes:cast" && panel()) refreshSoon(panel()); });
if (room) {
  onNews(room, (name, { listeners = 0 }) => {
    // Many ballots are fetched in turns; the card of the roll stands ready.
    if (OPENING.includes(name)) setTimeout(bringForward, name === "votes:opened" ? turnAmong(listeners) : 0);
    if (ENDING.includes(name)) for (const box of panel()?.querySelectorAll(".ballot input:checked") ?? []) box.checked = false;
  });
}

setInterval(() => {
  for (const counter of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.ceil((Date.parse(counter.dataset.until) - serverNow()) / 1000));
    counter.textContent = lengthOf(left).slice(left < 3600 ? 3 : 0);
  }
}, 500);
follow();
