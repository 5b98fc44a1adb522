// The answer of a unit: only the fields that belong to the answer chosen, rows of delegates.
// A guest's has no delegates.
// Without this script all fields are shown, and the hub leaves out what does not belong.
import { focus, rowsOf } from "../../lib/rows.js";

const form = document.querySelector("[data-answer]");
if (form) {
  const lines = form.querySelector("[data-lines]");
  form.addEventListener("change", showFields);
  if (lines) startDelegates();
  showFields();

  function showFields() {
    const chosen = form.elements.answer.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(chosen);
  }

  function startDelegates() {
    const add = form.querySelector("[data-line-add]");
    const rows = rowsOf(lines, form.querySelector("[data-line-template]"), "delegates", () => {
      add.hidden = lines.children.length >= Number(lines.dataset.most);
    });
    add.addEventListener("click", (event) => {
      event.preventDefault();
      focus(rows.add());
    });
    lines.addEventListener("click", (event) => {
      const line = event.target.closest("[data-line-remove]")?.closest("[data-line]");
      if (line) rows.remove(line);
    });
  }
}
