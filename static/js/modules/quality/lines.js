// Bars and milliseconds of every line on the page: elements with data-line="<site>" inside a
// section with data-lines="<address>". Asked every ten seconds and when a line changed.
import { onNews } from "../../lib/live.js";
import { t } from "../../lib/texts.js";

const EVERY_MS = 10_000;
/** Up to so many sites are asked for by name; a page that shows more asks for all. */
const BY_NAME = 100;
const WORDS = { good: "line-good", fair: "line-fair", poor: "line-poor", lost: "line-lost-short" };
const BARS = { good: "signal-4", fair: "signal-3", poor: "signal-2", lost: "signal-0" };

let known = {};

/** Return the last heard lines by site. */
export function lines() {
  return known;
}

/** Keep the lines of a section current, from when it is on the page; `then` hears every answer. */
export function followLines(find, then = () => {}) {
  let follows = false;
  const begin = () => {
    if (follows || !find()?.dataset.lines) return;
    follows = true;
    follow(find, then);
  };
  begin();
  document.addEventListener("htmx:afterSettle", () => (follows ? draw(find(), then) : begin()));
}

function follow(find, then) {
  const section = find();
  const ask = async () => {
    const sites = [...(find()?.querySelectorAll("[data-line]") ?? [])].map((place) => place.dataset.line);
    if (!sites.length) return;
    try {
      const answer = await fetch(`${section.dataset.lines}${sites.length > BY_NAME ? "" : `?sites=${sites}`}`, { headers: { Accept: "application/json" } });
      if (answer.ok) known = (await answer.json()).lines;
    } catch {
      return; // the banner of the live line says that we are cut off
    }
    draw(find(), then);
  };
  ask();
  setInterval(ask, EVERY_MS);
  onNews(section.dataset.liveRoom, (name) => name === "quality:changed" && ask());
}

function draw(section, then) {
  if (!section) return;
  for (const place of section.querySelectorAll("[data-line]")) {
    const line = known[place.dataset.line];
    if (!line) continue;
    const ms = place.querySelector("[data-ms]");
    if (ms) ms.textContent = line.rtt_ms === null ? "–" : `${Math.round(line.rtt_ms)} ms`;
    const bars = place.querySelector("[data-bars]");
    if (bars) drawBars(bars, line.grade, section.dataset.sprite);
    then(place, line);
  }
  then(null, null);
}

function drawBars(bars, grade, sprite) {
  bars.className = `line-${grade}`;
  bars.querySelector("use").setAttribute("href", `${sprite}#${BARS[grade]}`);
  let word = bars.querySelector(".visually-hidden");
  if (!word) {
    word = document.createElement("span");
    word.className = "visually-hidden";
    bars.append(word);
  }
  word.textContent = t(WORDS[grade]);
}
