// Menus are <details class="menu">: they close on Escape, outside clicks and when another opens.

/** Listen for what closes menus. */
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}
