// Native dialogs. Any [data-dialog="id"] opens one; [data-dialog-close] closes the one it is in.

/** Open the dialog with this id. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[autofocus], .dialog-body input:not([type=hidden]), .dialog-body textarea, .dialog-body select")?.focus();
}

/** Listen for the buttons that open and close dialogs and for clicks beside them. */
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog]");
    if (opener) {
      event.preventDefault();
      opener.closest("details.menu")?.removeAttribute("open");
      openDialog(opener.dataset.dialog);
      return;
    }
    const closer = event.target.closest?.("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
    else if (event.target instanceof HTMLDialogElement) closeBeside(event);
  });
  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-must-equal]");
    if (field) field.setCustomValidity(field.value.trim() === field.dataset.mustEqual ? "" : field.dataset.mustEqual);
  });
}

function closeBeside(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && event.detail) event.target.close();
}
