// Buttons that copy what an element says, where the browser allows it (pages over TLS, loopback).
import { t } from "../../lib/texts.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = t("copied");
  });
}
