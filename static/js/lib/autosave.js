// Drafts that save themselves: two seconds after the last key, and before the page is left.
import { send } from "./csrf.js";
import { timeOf, serverNow } from "./clock.js";
import { t } from "./texts.js";

const DELAY_MS = 2000;
const AGAIN_AFTER_MS = 5000;

/**
 * Save a form to `url` as it is typed into. `data()` returns what to send (FormData or a plain
 * object, sent as JSON). The answer may hold `version`, which is put into the form's field of
 * that name, and `saved_at`. Fires `autosave:saved` and `autosave:refused` on the form.
 */
export function autosave(form, { url, delay = DELAY_MS, data = () => new FormData(form) } = {}) {
  const note = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
  let timer = null;
  let changed = false;
  let saving = false;

  function touched() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function save() {
    if (saving || !changed) return;
    changed = false;
    saving = true;
    tell("saving", t("saving"));
    try {
      const body = data();
      const answer = await send(url, body instanceof FormData ? { form: body } : { json: body });
      if (answer?.version !== undefined && form.elements.version) form.elements.version.value = answer.version;
      tell("saved", t("saved-at", { time: timeOf(answer?.saved_at ?? serverNow()) }));
      form.dispatchEvent(new CustomEvent("autosave:saved", { detail: answer }));
    } catch (refusal) {
      failed(refusal);
    } finally {
      saving = false;
      if (changed) touched();
    }
  }

  function failed(refusal) {
    const final = refusal.status >= 400 && refusal.status < 500;
    tell("failed", final ? refusal.sentence : t("save-failed"));
    form.dispatchEvent(new CustomEvent("autosave:refused", { detail: refusal }));
    if (!final) {
      changed = true;
      timer = setTimeout(save, AGAIN_AFTER_MS);
    }
  }

  function tell(state, text) {
    if (!note) return;
    note.dataset.state = state;
    note.querySelector("[data-saved-text]").textContent = text;
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  window.addEventListener("beforeunload", (event) => {
    if (changed && !form.dataset.sent) event.preventDefault();
  });
  return { save, touched };
}

/** Start the forms that ask for it: <form data-autosave="url">. */
export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form, { url: form.dataset.autosave });
}
