// Light or dark, size of text, language: changed at once, then kept by the hub.
import { send } from "./csrf.js";
import { say } from "./toast.js";

const LOOK = "/account/look";

/** Listen for the switches of the account menu and of the plain pages. */
export function startLook() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-set], [data-text-size-set], [data-language-set], [data-theme-switch]");
    if (!button) return;
    const { themeSet, textSizeSet, languageSet } = button.dataset;
    if (themeSet) change({ theme: themeSet });
    else if (textSizeSet) change({ text_size: Number(textSizeSet) });
    else if (languageSet) change({ locale: languageSet });
    else change({ theme: document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark" });
  });
}

async function change(what) {
  const root = document.documentElement;
  const look = { theme: root.dataset.bsTheme, text_size: Number(root.dataset.textSize ?? 0), locale: root.lang, ...what };
  root.dataset.bsTheme = look.theme;
  root.dataset.textSize = look.text_size;
  press("[data-theme-set]", (button) => button.dataset.themeSet === look.theme);
  press("[data-text-size-set]", (button) => Number(button.dataset.textSizeSet) === look.text_size);
  try {
    await send(LOOK, { json: look });
    if (what.locale) location.reload();
  } catch (refusal) {
    say(refusal.sentence, "error");
  }
}

function press(selector, isPressed) {
  for (const button of document.querySelectorAll(selector)) button.setAttribute("aria-pressed", String(isPressed(button)));
}
