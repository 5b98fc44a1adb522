// The wall: full screen, the screen kept awake, tiles in the colour of their line.
import { followLines } from "../quality/lines.js";

const GRADES = ["good", "fair", "poor", "lost"];

document.querySelector("[data-fullscreen]")?.addEventListener("click", async () => {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
});

async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // a hall without it must touch the keyboard now and then
  }
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stayAwake());
stayAwake();

followLines(() => document.getElementById("wall"), (tile, line) => {
  if (!tile) return;
  tile.classList.remove(...GRADES.map((grade) => `wall-${grade}`));
  tile.classList.add(`wall-${line.grade}`);
});
