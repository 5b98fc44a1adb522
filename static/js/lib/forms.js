// Forms: no double sending, filters that send themselves, the first mistake in view.
import { t } from "./texts.js";

const CHOSEN = "select, [type=checkbox], [type=radio], [type=file]";

/** Listen for submits and changes on all forms of the page. */
export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  // Back from the next page, or after a download: the form may be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-download]")) setTimeout(() => release(event.target), 3000);
  });
  document.addEventListener("change", (event) => event.target.form?.matches("[data-submit-on-change]") && event.target.form.requestSubmit());
  document.addEventListener("click", (event) => event.target.closest?.("[data-go-back]") && history.back());
  document.querySelector("[data-focus]")?.focus();
  sayWhatIsMissing();
}

/** What the browser says of a field is in the language of the page, not in the browser's own. */
function sayWhatIsMissing() {
  document.addEventListener("invalid", ({ target: field }) => field.validity.customError || field.setCustomValidity(wordsOf(field)), true);
  // What was said is taken back before the browser looks again, however the field was filled in.
  document.addEventListener("click", ({ target }) => {
    for (const field of target.closest?.("button, [type=submit]")?.form?.elements ?? []) takeBack(field);
  }, true);
  document.addEventListener("input", ({ target: field }) => {
    for (const each of field.form?.elements ?? []) if (each.name === field.name) takeBack(each);
  });
}

function takeBack(field) {
  if (!("mustEqual" in field.dataset)) field.setCustomValidity?.(""); // lib/dialog.js says that itself
}

function wordsOf(field) {
  const { valueMissing, tooShort, rangeUnderflow, rangeOverflow } = field.validity;
  if (valueMissing) return t(field.matches(CHOSEN) ? "field-choose" : "field-missing");
  if (tooShort) return t("field-short", { least: field.minLength });
  if (rangeUnderflow) return t("field-least", { least: field.min });
  if (rangeOverflow) return t("field-most", { most: field.max });
  return t("field-wrong");
}

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}
