// Long forms that are not lost: what is typed is kept on this computer until the hub has taken it.
// Signing out takes it away (lib/leaving.js). <form data-remember> keeps; [data-remembered] in it offers what was kept. One's own only.
import { dateOf, serverNow, timeOf } from "./clock.js";
import { t } from "./texts.js";

const QUIET_MS = 800;
const SENT = "typed-was-sent";
const OLDEST_MS = 7 * 24 * 3600_000;
/** Of the page, not typed; and what must not lie on a disk. */
const LEFT_OUT = new Set(["csrf_token", "event_key", "version", "step", "account_password", "pin", "password"]);

const started = new WeakSet();
forgetWhatWasTaken();

/** Keep the forms that ask for it, each once: this is called again when parts of the page come. */
export function startRemembering() {
  for (const form of document.querySelectorAll("form[data-remember]")) {
    if (!started.has(form)) remember(form);
    started.add(form);
  }
}

function remember(form) {
  const key = `typed:${document.body.dataset.signedIn}:${location.pathname}`;
  const offer = form.querySelector("[data-remembered]");
  const note = form.querySelector("[data-kept]");
  let timer = null;
  let latest = JSON.stringify(valuesOf(form));

  offerKept();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("click", (event) => event.target.closest("[data-line-remove], [data-line-up], [data-line-down]") && later());
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem(SENT, key);
  });
  window.addEventListener("pagehide", keep);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET_MS);
  }

  function keep() {
    clearTimeout(timer);
    const values = JSON.stringify(valuesOf(form));
    if (values === latest || document.body.dataset.leaving) return;
    latest = values;
    localStorage.setItem(key, JSON.stringify({ at: serverNow().getTime(), values: JSON.parse(values) }));
    if (offer) offer.hidden = true;
    if (!note) return;
    note.hidden = false;
    note.textContent = t("kept-at", { time: timeOf(serverNow()) });
  }

  function offerKept() {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!kept || !offer || JSON.stringify(kept.values) === latest) return;
    if (serverNow().getTime() - kept.at > OLDEST_MS) {
      localStorage.removeItem(key);
      return;
    }
    offer.querySelector("[data-remembered-when]").textContent = `${timeOf(kept.at, { seconds: false })} ${dateOf(kept.at)}`;
    offer.hidden = false;
    offer.querySelector("[data-remembered-take]").addEventListener("click", () => {
      offer.hidden = true;
      putBack(form, kept.values);
    });
    offer.querySelector("[data-remembered-drop]").addEventListener("click", () => {
      offer.hidden = true;
      localStorage.removeItem(key);
    });
  }
}

/** Another page, or none with mistakes, came after sending: the hub has it. */
function forgetWhatWasTaken() {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  const isSamePage = key.endsWith(`:${location.pathname}`);
  const isRefusal = document.querySelector("[data-refusal]") || location.pathname === "/sign-in";
  if (!isSamePage && !isRefusal) localStorage.removeItem(key);
}

function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
}

function putBack(form, values) {
  const rows = Math.max(0, ...values.map(([name]) => Number(/-(\d+)-/.exec(name)?.[1] ?? 0) + 1));
  const add = form.querySelector("[data-line-add]");
  for (let more = rows - form.querySelectorAll("[data-line]").length; add && more > 0; more -= 1) add.click();
  const has = (name, value) => values.some(([each, typed]) => each === name && typed === value);
  for (const field of form.elements) {
    if (!field.name || LEFT_OUT.has(field.name) || ["submit", "button", "file"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = has(field.name, field.value);
    else field.value = values.find(([name]) => name === field.name)?.[1] ?? "";
  }
  const first = form.querySelector("input:not([type=hidden])");
  for (const heard of ["input", "change"]) first?.dispatchEvent(new Event(heard, { bubbles: true }));
  first?.focus();
}
