// Choosing all units at once. Without this script each is ticked.
const button = document.querySelector("[data-units-all]");
const boxes = [...document.querySelectorAll("[data-units-form] input[name=units]")];

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
