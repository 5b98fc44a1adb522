// The list of sites inside the room: filters, and the lines beside the names.
import { followLines, lines } from "../quality/lines.js";

let chosen = "all";

const WEAK = ["poor", "lost"];
const fits = {
  all: () => true,
  weak: (row) => isWeak(row),
  out: (row) => row.dataset.in === "no",
};

function panel() {
  return document.getElementById("attendance-panel");
}

function isWeak(row) {
  return row.dataset.in === "yes" && WEAK.includes(lines()[row.dataset.site]?.grade);
}

function show() {
  if (!panel()) return;
  const rows = [...panel().querySelectorAll("[data-site]")];
  const weak = panel().querySelector("[data-weak]");
  if (!weak) return; // a large meeting: sites are found by their name
  weak.textContent = rows.filter(isWeak).length;
  for (const row of rows) row.hidden = !fits[chosen](row);
  for (const button of panel().querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", String(button.dataset.filter === chosen));
  }
}

document.addEventListener("click", (event) => {
  const filter = event.target.closest("#attendance-panel [data-filter]");
  if (!filter) return;
  chosen = filter.dataset.filter;
  show();
});

followLines(panel, (place) => place ?? show());
