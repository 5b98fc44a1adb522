// Tells a technician of lost lines wherever the list of alerts stands (board, room): a toast, the
// number of open alerts before the page's title, and a tone if they want one.
import { say } from "../../lib/toast.js";

const SOUND_KEY = "line-alert-sound";
const TITLE = document.title;
const TONES_HZ = [880, 660];
const TONE_S = 0.18;

const told = new Set();
let isFirst = true;
let audio = null;

document.addEventListener("htmx:afterSettle", look);
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-alert-sound]")) return;
  localStorage.setItem(SOUND_KEY, wantsSound() ? "" : "on");
  showSound();
  if (wantsSound()) sound();
});
look();

function look() {
  const list = document.getElementById("alerts");
  if (!list) return;
  const open = [...list.querySelectorAll('[data-alert-state="open"]')];
  document.title = open.length ? `(${open.length}) ${TITLE}` : TITLE;
  const fresh = open.filter((row) => !told.has(row.dataset.alert));
  for (const row of fresh) told.add(row.dataset.alert);
  showSound();
  if (fresh.length && !isFirst) {
    for (const row of fresh.slice(0, 3)) say(row.dataset.alertText, "warn");
    if (wantsSound()) sound();
  }
  isFirst = false;
}

function wantsSound() {
  return localStorage.getItem(SOUND_KEY) === "on";
}

function showSound() {
  const button = document.querySelector("[data-alert-sound]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(wantsSound()));
  button.querySelector("[data-sound-on]").hidden = !wantsSound();
  button.querySelector("[data-sound-off]").hidden = wantsSound();
}

/** Two short tones. Browsers allow them after the first click on the page. */
function sound() {
  audio ??= new AudioContext();
  audio.resume();
  TONES_HZ.forEach((hertz, place) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + place * TONE_S);
    tone.stop(audio.currentTime + (place + 1) * TONE_S);
  });
}
