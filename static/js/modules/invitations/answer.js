// The answer of a unit: only the fields that belong to the answer chosen, rows of delegates.
// A guest's has no delegates.
// Without this script all fields are shown, and the hub leaves out what does not belong.
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";

const form = document.querySelector("[data-answer]");
if (form) {
  const lines = form.querySelector("[data-lines]");
  const add = form.querySelector("[data-line-add]");
  form.addEventListener("change", showFields);
  add?.addEventListener("click", (event) => {
    event.preventDefault();
    addLine().querySelector("input").focus();
  });
  lines?.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line-remove]")?.closest("[data-line]");
    if (!line) return;
    const next = line.nextElementSibling;
    line.remove();
    const blank = lines.children.length ? null : addLine();
    renumber();
    lines.querySelector("input").focus();
    say(t("row-removed"), "ok", { undo: () => putBack(line, next, blank) });
  });
  if (lines) renumber();
  showFields();

  function showFields() {
    const chosen = form.elements.answer.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(chosen);
  }

  function putBack(line, next, blank) {
    if (next?.isConnected) next.before(line);
    else lines.append(line);
    if (blank && ![...blank.querySelectorAll("input")].some((each) => each.value)) blank.remove();
    renumber();
    line.querySelector("input").focus();
  }

  function addLine() {
    lines.append(form.querySelector("[data-line-template]").content.cloneNode(true));
    renumber();
    return lines.lastElementChild;
  }

  function renumber() {
    [...lines.children].forEach((line, index) => {
      line.querySelector("[data-line-actions]").hidden = false;
      for (const each of line.querySelectorAll("[name], [id], [for]")) {
        for (const attribute of ["name", "id", "for"]) {
          const value = each.getAttribute(attribute);
          if (value) each.setAttribute(attribute, value.replace(/delegates-\d+-/, `delegates-${index}-`));
        }
      }
    });
    add.hidden = lines.children.length >= Number(lines.dataset.most);
  }
}
