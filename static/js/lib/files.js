// Choosing a file in the language of the page: browsers write their own words on the native field.
// The field itself stays, unseen, over what is drawn: click, keyboard and dropping a file go to it.
import { t } from "./texts.js";

/** Dress the file fields of the page, each once. */
export function startFiles() {
  for (const input of document.querySelectorAll('input[type="file"].input:not([data-dressed])')) dress(input);
}

function dress(input) {
  input.dataset.dressed = "";
  const box = element("span", "file-choice");
  const shown = element("span", "file-choice-shown");
  const name = element("span", "file-choice-name");
  shown.setAttribute("aria-hidden", "true");
  shown.append(element("span", "btn btn-line btn-sm", t(input.multiple ? "choose-files" : "choose-file")), name);
  input.before(box);
  box.append(input, shown);
  const tell = () => { name.textContent = chosen(input.files); };
  input.addEventListener("change", () => setTimeout(tell)); // uploads empty the field at once
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

function chosen(files) {
  if (files.length > 1) return t("files-chosen", { count: files.length });
  return files[0]?.name ?? t("no-file-chosen");
}

function element(tag, cls, text = "") {
  const made = document.createElement(tag);
  made.className = cls;
  made.textContent = text;
  return made;
}
