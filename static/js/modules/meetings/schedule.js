// The form of a meeting: rows of the agenda, choosing sites, clashes while typing.
// Without this script the same form works: buttons send it and it comes back changed.
import htmx from "htmx";

import { focus, rowsOf } from "../../lib/rows.js";
import { t } from "../../lib/texts.js";

const QUIET_MS = 450;

const form = document.querySelector("[data-schedule]");
const summary = document.getElementById("summary");
const lines = form.querySelector("[data-lines]");
const all = form.querySelector("[data-all-sites]");
const sites = [...form.querySelectorAll("[data-site]")];
let timer = null;
let unsaved = false;

startLines();
startSites();
startSummary();
warnBeforeLeaving();

function startLines() {
  const rows = rowsOf(lines, form.querySelector("[data-line-template]"), "agenda", showOrder);
  form.querySelector("[data-line-add]").addEventListener("click", (event) => {
    event.preventDefault();
    focus(rows.add());
    changed();
  });
  lines.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const line = button?.closest("[data-line]");
    if (!line) return;
    if (button.matches("[data-line-remove]")) rows.remove(line);
    else move(line, button, rows);
    changed();
  });
}

function move(line, button, rows) {
  if (button.matches("[data-line-up]")) line.previousElementSibling?.before(line);
  if (button.matches("[data-line-down]")) line.nextElementSibling?.after(line);
  rows.renumber();
  button.focus();
}

// The order on the page is the order that is stored.
function showOrder() {
  [...lines.children].forEach((line, index) => {
    line.querySelector("[data-line-number]").textContent = index + 1;
    line.querySelector("[data-line-up]").disabled = index === 0;
    line.querySelector("[data-line-down]").disabled = index === lines.children.length - 1;
  });
}

function startSites() {
  const free = sites.filter((site) => !site.disabled);
  const settle = () => { all.checked = sites.length > 0 && sites.every((site) => site.checked); };
  all.addEventListener("change", () => free.forEach((site) => { site.checked = all.checked; }));
  free.forEach((site) => site.addEventListener("change", settle));
  settle();
  // "All" says it: ten thousand names need not be sent at every keystroke.
  form.addEventListener("formdata", ({ formData }) => { if (all.checked) formData.delete("sites"); });
  all.disabled = free.length === 0;
  for (const button of form.querySelectorAll("[data-group-all]")) {
    button.hidden = !button.closest(".site-group").querySelector("[data-site]:not(:disabled)");
    button.addEventListener("click", () => {
      const own = [...button.closest(".site-group").querySelectorAll("[data-site]:not(:disabled)")];
      const on = own.some((site) => !site.checked);
      own.forEach((site) => { site.checked = on; });
      settle();
      changed();
    });
  }
}

function startSummary() {
  summary.addEventListener("htmx:afterSwap", showClashes);
  showClashes();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.querySelector("[data-check]")?.addEventListener("click", (event) => {
    event.preventDefault();
    refresh();
  });
  summary.addEventListener("click", (event) => {
    const slot = event.target.closest("[data-slot]");
    if (!slot) return;
    event.preventDefault();
    const [day, start, end] = slot.value.replace(/^slot:/, "").split("|");
    Object.entries({ day, start, end }).forEach(([name, value]) => { form.elements[name].value = value; });
    changed();
    refresh();
    form.elements.day.focus();
  });
}

// On a narrow screen the summary stands below the form: its bar says that there is something to see.
function showClashes() {
  const count = summary.querySelectorAll(".clash:not(.clash-none)").length;
  const link = form.querySelector("[data-clash-link]");
  link.hidden = count === 0;
  link.querySelector("span").textContent = t("clashes", { count });
}

function changed() {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(refresh, QUIET_MS);
}

function refresh() {
  clearTimeout(timer);
  // The field called "form" hides the form's own property of that name, so htmx must not be
  // handed the form as the source: it gets the values.
  const values = new FormData(form);
  if (summary.dataset.meeting) values.set("meeting_id", summary.dataset.meeting);
  htmx.ajax("POST", summary.dataset.clashes, { source: summary, target: summary, swap: "innerHTML", values });
}

function warnBeforeLeaving() {
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = t("unsaved");
  });
}
