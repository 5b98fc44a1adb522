// Short notes in the corner. What is only news leaves by itself; warnings and errors stay.
import { send } from "./csrf.js";

const GONE_AFTER_MS = { ok: 6000, news: 8000, undo: 10_000 };
const SHOWN_AT_ONCE = 3;

/**
 * Show a sentence. kind: ok, news (of somebody else's trouble), warn, error. With `undo`, a button
 * beside it calls that function, for ten seconds and as long as it has the focus.
 */
export function say(text, kind = "ok", { undo } = {}) {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.className = `toast-line toast-${undo ? "undo" : kind}`;
  toast.querySelector("span").textContent = text;
  const drawing = toast.querySelector("use");
  const name = { news: "info-circle", warn: "alert-triangle", error: "alert-circle" }[kind] ?? "circle-check";
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#${name}`));
  if (undo) toast.querySelector("[data-toast-close]").before(undoButton(toast, undo));
  region.append(toast);
  while (region.children.length > SHOWN_AT_ONCE) region.firstElementChild.remove();
  leaveLater(toast);
}

/** What a fragment said beside itself (hub.web.toast.spoken); what is taken back is told as `taken-back`. */
function heard({ detail: { text, kind, undo } }) {
  say(text, kind, undo ? { undo: () => takeBack(undo) } : {});
}

async function takeBack(path) {
  try {
    await send(path, { json: {} });
    document.dispatchEvent(new CustomEvent("taken-back"));
  } catch (refusal) {
    say(refusal.sentence, "error");
  }
}

/** Let the toasts that came with the page leave too, and close on their button. */
export function startToasts() {
  document.addEventListener("said", heard);
  document.querySelectorAll("[data-toast]").forEach(leaveLater);
  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-toast-close]")?.closest("[data-toast]")?.remove();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyZ") return;
    const button = [...document.querySelectorAll("[data-undo]")].at(-1);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function undoButton(toast, undo) {
  const button = document.getElementById("undo-template").content.firstElementChild.cloneNode(true);
  button.addEventListener("click", () => {
    toast.remove();
    undo();
  });
  return button;
}

function leaveLater(toast) {
  for (const [kind, after] of Object.entries(GONE_AFTER_MS)) {
    if (toast.classList.contains(`toast-${kind}`)) setTimeout(() => removeWhenLeft(toast), after);
  }
}

/** Nobody loses the button under the pointer or the finger. */
function removeWhenLeft(toast) {
  if (!toast.matches(":hover, :focus-within")) toast.remove();
  else setTimeout(() => removeWhenLeft(toast), 1000);
}
