// Signing out leaves nothing typed behind for the next person at this computer: what long forms
// have kept (lib/typed.js) goes, after a question.
import { openDialog } from "./dialog.js";

const QUESTION = "typed-left";

/** Listen for the forms that sign out. */
export function startLeaving() {
  const person = document.body.dataset.signedIn;
  if (!person) return;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.getAttribute("action")?.endsWith("/sign-out")) return;
    const left = Object.keys(localStorage).filter((key) => key.startsWith(`typed:${person}:`));
    if (left.length && !form.closest(`#${QUESTION}`)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.closest("details.menu")?.removeAttribute("open");
      openDialog(QUESTION);
      return;
    }
    document.body.dataset.leaving = "yes";
    for (const key of left) localStorage.removeItem(key);
  });
}
