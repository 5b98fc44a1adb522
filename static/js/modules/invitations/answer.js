// The answer of a unit: only the fields that belong to the answer chosen, rows of delegates.
// Without this script all fields are shown, and the hub leaves out what does not belong.

const form = document.querySelector("[data-answer]");
if (form) {
  const lines = form.querySelector("[data-lines]");
  const add = form.querySelector("[data-line-add]");
  form.addEventListener("change", showFields);
  add.addEventListener("click", (event) => {
    event.preventDefault();
    addLine().querySelector("input").focus();
  });
  lines.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line-remove]")?.closest("[data-line]");
    if (!line) return;
    line.remove();
    if (!lines.children.length) addLine();
    renumber();
    lines.querySelector("input").focus();
  });
  renumber();
  showFields();

  function showFields() {
    const chosen = form.elements.answer.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(chosen);
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
