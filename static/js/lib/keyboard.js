// Keys: Ctrl K to search, ? for help, [data-key] buttons, arrows within tabs.
import { openDialog } from "./dialog.js";

/** Tell whether the person is writing, so that letters are not commands. */
export function isTyping(target) {
  return Boolean(target?.closest?.("input, textarea, select, [contenteditable]"));
}

/** Listen for the keys of every page. */
export function startKeyboard() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") focusSearch(event);
    else if (event.target.closest?.('[role="tab"]')) moveInTabs(event);
    else if (!isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) pressKey(event);
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('[role="tab"][aria-controls]');
    if (tab) showPane(tab);
  });
}

/** Show the pane of a tab and hide its neighbours. Fires `tab:shown` on the pane. */
export function showPane(tab) {
  for (const each of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    const pane = document.getElementById(each.getAttribute("aria-controls"));
    if (pane) pane.hidden = !chosen;
    if (pane && chosen) pane.dispatchEvent(new CustomEvent("tab:shown", { bubbles: true }));
  }
}

function focusSearch(event) {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function pressKey(event) {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    openDialog("help");
    return;
  }
  const key = event.key.toLowerCase();
  if (!/^[a-z0-9]$/.test(key)) return;
  const button = document.querySelector(`[data-key="${key}"]:not([disabled])`);
  if (button && !event.repeat) button.click();
}

function moveInTabs(event) {
  const tabs = [...event.target.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
  const at = tabs.indexOf(event.target.closest('[role="tab"]'));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  showPane(tab);
}
