// Rows of a form that the person adds, removes and puts back: numbered in the order in which they
// stand, as the hub reads them. Without scripts the buttons send the form and it comes back changed.
import { t } from "./texts.js";
import { say } from "./toast.js";

const FIELD = "input:not([type=hidden])";
const NUMBERED = ["name", "id", "for", "aria-describedby"];

/**
 * What is done with the rows in `list`. `template` holds a blank one; the names of their fields
 * begin with `prefix` and a number. `numbered()` is called when they stand in another order.
 */
export function rowsOf(list, template, prefix, numbered) {
  const numbers = new RegExp(`${prefix}-\\d+-`, "g");

  function renumber() {
    [...list.children].forEach((row, index) => {
      row.querySelector("[data-line-actions]").hidden = false;
      for (const name of NUMBERED) {
        for (const each of row.querySelectorAll(`[${name}]`)) each.setAttribute(name, each.getAttribute(name).replace(numbers, `${prefix}-${index}-`));
      }
    });
    numbered();
  }

  /** A blank row at the end. */
  function add() {
    list.append(template.content.cloneNode(true));
    renumber();
    return list.lastElementChild;
  }

  /** Take a row out, with a way back; a blank one stands in for the last. */
  function remove(row) {
    const next = row.nextElementSibling;
    row.remove();
    const blank = list.children.length ? null : add();
    renumber();
    focus(list);
    say(t("row-removed"), "ok", { undo: () => putBack(row, next, blank) });
  }

  function putBack(row, next, blank) {
    if (next?.isConnected) next.before(row);
    else list.append(row);
    if (blank && [...blank.querySelectorAll(FIELD)].every((each) => each.value === each.defaultValue)) blank.remove();
    renumber();
    focus(row);
    list.dispatchEvent(new Event("input", { bubbles: true })); // as if it had been typed again
  }

  renumber();
  return { add, remove, renumber };
}

/** Put the cursor into the first field. */
export function focus(within) {
  within.querySelector(FIELD)?.focus();
}
