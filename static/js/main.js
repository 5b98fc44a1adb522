// What every page does. Features add their own modules; see static/js/modules.
import htmx from "htmx";

import { startAutosave } from "./lib/autosave.js";
import { startClocks, tick } from "./lib/clock.js";
import { csrfToken } from "./lib/csrf.js";
import { startDatepickers } from "./lib/datepicker.js";
import { startDialogs } from "./lib/dialog.js";
import { startExports } from "./lib/exports.js";
import { startFiles } from "./lib/files.js";
import { startForms } from "./lib/forms.js";
import { startKeyboard } from "./lib/keyboard.js";
import { startLeaving } from "./lib/leaving.js";
import { startLook } from "./lib/look.js";
import { startMenus } from "./lib/menus.js";
import { t } from "./lib/texts.js";
import { say, startToasts } from "./lib/toast.js";

startToasts();
startClocks();
startDialogs();
startExports();
startFiles();
startForms();
startKeyboard();
startLeaving();
startLook();
startMenus();
startAutosave();
startDatepickers();
startWhatThePageNeeds();
window.addEventListener("load", keepForOffline);

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:afterSettle", () => {
  tick();
  startDatepickers();
  startFiles();
  startWhatThePageNeeds();
});
document.addEventListener("htmx:sendError", () => say(t("request-failed"), "error"));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const refusal = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-refusal]");
  say(refusal?.textContent.trim() || t("request-refused", { code: xhr.status }), "error");
});
// A fragment may ask for a toast: HX-Trigger: {"toast": {"text": "…", "kind": "ok"}}.
document.addEventListener("toast", (event) => say(event.detail.text ?? event.detail.value, event.detail.kind));

// On a phone the current tab may lie outside its row.
for (const tab of document.querySelectorAll('.tabs [aria-current], .tabs [aria-selected="true"]')) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

/** A page that is left at once, or a full disk: then nothing is kept, and nothing is lost. */
async function keepForOffline() {
  try {
    await (await import("./lib/offline.js")).startOffline();
  } catch (error) {
    console.debug("offline", error);
  }
}

/** Load the live line, uploads and what waits to be sent only where the page has them, side by side: a weak line is asked once. */
function startWhatThePageNeeds() {
  const has = (selector) => document.querySelector(selector) !== null;
  if (has("[data-live-room]")) import("./lib/live.js").then((live) => live.watchSections());
  if (has("[data-upload]")) import("./lib/upload.js").then((upload) => upload.startUploads());
  if (has("form[data-keep]") || localStorage.getItem("waiting-to-send")) import("./lib/outgoing.js").then((outgoing) => outgoing.startOutgoing());
  if (has("form[data-remember]") || sessionStorage.getItem("typed-was-sent")) import("./lib/typed.js").then((typed) => typed.startRemembering());
  if (has("[data-bs-toggle]")) import("bootstrap");
}

export { htmx };
