// Asking VGCA's signing program on this machine to sign. It listens on one fixed loopback
// address: one connection for each operation, one JSON message there, one back.
import { t } from "../../lib/texts.js";

const SIGNED = 0;
const CANCELLED = 11;

/** Return what to say about the program's answer (JSON text). */
export function meaningOf(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return t("vgca-refused", { message: String(text).slice(0, 200) });
  }
  if (answer.Status === SIGNED) return t("vgca-sent");
  if (answer.Status === CANCELLED) return t("vgca-cancelled");
  return t("vgca-refused", { message: answer.Message || answer.Error || String(answer.Status) });
}

function start(panel) {
  const said = panel.querySelector("[data-vgca-said]");
  const button = panel.querySelector("[data-vgca-start]");
  const again = panel.querySelector("[data-vgca-again]");
  const { operation, message } = JSON.parse(panel.dataset.request);
  let answered = false;
  button.disabled = true;
  said.textContent = t("vgca-opening");
  const line = new WebSocket(`${panel.dataset.vgca}/${operation}`);
  line.addEventListener("open", () => {
    line.send(JSON.stringify(message));
    said.textContent = t("vgca-at-work");
  });
  line.addEventListener("message", (event) => {
    answered = true;
    said.textContent = meaningOf(event.data);
    // The file went out once: whoever did not sign it begins anew.
    button.hidden = true;
    again.hidden = said.textContent === t("vgca-sent");
    line.close();
  });
  line.addEventListener("close", () => {
    button.disabled = false;
    if (!answered) said.textContent = t("vgca-away");
  });
}

// What ended on the hub's side begins anew from there: this half of the page offers nothing more.
document.body.addEventListener("htmx:afterSwap", () => {
  if (!document.querySelector("[data-errand-over]")) return;
  for (const each of document.querySelectorAll("[data-vgca-start], [data-vgca-again]")) each.hidden = true;
});

for (const panel of document.querySelectorAll("[data-vgca]")) {
  panel.querySelector("[data-vgca-start]").addEventListener("click", () => start(panel));
}
