// A meeting dragged to another day or half of the day: the hub then shows old and new and asks.
// Without a mouse the button beside each meeting does the same.
import { csrfToken } from "../../lib/csrf.js";

/** Where a half begins when a meeting comes from the other one, in minutes. */
const BEGINS = [8 * 60, 13 * 60 + 30];
const NOON = 12 * 60;
const LAST = 24 * 60 - 1;

const table = document.querySelector(".week");
let held = null;

for (const slot of table.querySelectorAll("[data-slot]")) {
  slot.draggable = true;
  slot.querySelector(".slot").draggable = false;
}

table.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-slot]") ?? null;
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.querySelector("b").textContent);
  held.classList.add("is-held");
});
table.addEventListener("dragover", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  event.preventDefault();
  mark(cell);
});
table.addEventListener("dragend", letGo);
table.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  event.preventDefault();
  ask(held, cell);
  letGo();
});

function cellOf(event) {
  const cell = held && event.target.closest?.("td[data-day]");
  return cell && cell !== held.closest("td") ? cell : null;
}

function mark(cell) {
  for (const each of table.querySelectorAll(".is-target")) each.classList.toggle("is-target", each === cell);
  cell.classList.add("is-target");
}

function letGo() {
  for (const each of table.querySelectorAll(".is-target")) each.classList.remove("is-target");
  held?.classList.remove("is-held");
  held = null;
}

function ask(slot, cell) {
  const { version, start, end, move, edit } = slot.dataset;
  const when = { day: cell.dataset.day, ...hours(minutesOf(start), minutesOf(end), Number(cell.dataset.half)) };
  if (edit) {
    location.assign(`${edit}?${new URLSearchParams(when)}`);
    return;
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = move;
  for (const [name, value] of Object.entries({ ...when, version, step: "review", csrf_token: csrfToken() })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

/** The same hours, or as long from where the other half begins. */
function hours(start, end, half) {
  const length = end > start ? end - start : 60;
  const from = (start < NOON ? 0 : 1) === half ? start : BEGINS[half];
  return { start: written(from), end: written(Math.min(from + length, LAST)) };
}

function minutesOf(text) {
  const [hour, minute] = text.split(":").map(Number);
  return hour * 60 + minute;
}

function written(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
