// The row of buttons above the editor.

const COMMANDS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  underline: (chain) => chain.toggleUnderline(),
  heading: (chain) => chain.toggleHeading({ level: 2 }),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  "add-row": (chain) => chain.addRowAfter(),
  "add-column": (chain) => chain.addColumnAfter(),
  "delete-row": (chain) => chain.deleteRow(),
  "delete-column": (chain) => chain.deleteColumn(),
  "delete-table": (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const STATES = {
  bold: ["bold"],
  italic: ["italic"],
  underline: ["underline"],
  heading: ["heading"],
  bullets: ["bulletList"],
  numbers: ["orderedList"],
};

/** Make the buttons work and show what holds where the cursor is. Arrow keys move between them. */
export function tools(editor) {
  const bar = document.getElementById("editor-tools");
  const inTable = bar.querySelector("[data-in-table]");

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) COMMANDS[button.dataset.command](editor.chain().focus()).run();
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...bar.querySelectorAll("button")].filter((button) => button.offsetParent);
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next?.focus();
    event.preventDefault();
  });

  function show() {
    for (const [command, state] of Object.entries(STATES)) {
      bar.querySelector(`[data-command="${command}"]`).setAttribute("aria-pressed", String(editor.isActive(...state)));
    }
    inTable.hidden = !editor.isActive("table");
  }

  editor.on("transaction", show);
  show();
}
