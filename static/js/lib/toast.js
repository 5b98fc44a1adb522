// Short notes in the corner. What is only news leaves by itself; warnings and errors stay.

const GONE_AFTER_MS = { ok: 6000, news: 8000 };
const SHOWN_AT_ONCE = 3;

/** Show a sentence. kind: ok, news (of somebody else's trouble), warn, error. */
export function say(text, kind = "ok") {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.className = `toast-line toast-${kind}`;
  toast.querySelector("span").textContent = text;
  const drawing = toast.querySelector("use");
  const name = { news: "info-circle", warn: "alert-triangle", error: "alert-circle" }[kind] ?? "circle-check";
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#${name}`));
  region.append(toast);
  while (region.children.length > SHOWN_AT_ONCE) region.firstElementChild.remove();
  leaveLater(toast);
}

/** Let the toasts that came with the page leave too, and close on their button. */
export function startToasts() {
  document.querySelectorAll("[data-toast]").forEach(leaveLater);
  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-toast-close]")?.closest("[data-toast]")?.remove();
  });
}

function leaveLater(toast) {
  for (const [kind, after] of Object.entries(GONE_AFTER_MS)) {
    if (toast.classList.contains(`toast-${kind}`)) setTimeout(() => toast.remove(), after);
  }
}
