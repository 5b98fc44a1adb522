// Forms: no double sending, filters that send themselves, the first mistake in view.

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
}

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}
