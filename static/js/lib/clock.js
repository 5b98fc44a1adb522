// The hub's time. Computers in communes are often wrong; the hub's clock is what counts.
import { say } from "./toast.js";
import { t } from "./texts.js";

const DRIFT_NOTICED_MS = 60_000;
const VIETNAM_MS = 7 * 3600_000;

const serverTime = Date.parse(document.querySelector('meta[name="server-time"]')?.content ?? "");
const received = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
const offset = Number.isNaN(serverTime) ? 0 : serverTime - received;

/** Return the present moment by the hub's clock. */
export function serverNow() {
  return new Date(Date.now() + offset);
}

/** Write a moment as 08:47:12 (or 08:47) in Vietnamese time, whatever this computer's zone is. */
export function timeOf(moment, { seconds = true } = {}) {
  const text = new Date(new Date(moment).getTime() + VIETNAM_MS).toISOString();
  return text.slice(11, seconds ? 19 : 16);
}

/** Write a moment as 23/11/2026 in Vietnamese time. */
export function dateOf(moment) {
  const [year, month, day] = new Date(new Date(moment).getTime() + VIETNAM_MS).toISOString().slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

/** Keep every [data-clock] running, and [data-since] elements counting from their moment. */
export function startClocks() {
  tick();
  setInterval(tick, 1000);
  if (Math.abs(offset) > DRIFT_NOTICED_MS && !sessionStorage.getItem("drift-said")) {
    sessionStorage.setItem("drift-said", "1");
    say(t("clock-drift", { minutes: Math.round(Math.abs(offset) / 60_000) }), "warn");
  }
}

/** Write all of them now: also those that have just come with a part of the page. */
export function tick() {
  const now = serverNow();
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = timeOf(now);
  for (const counter of document.querySelectorAll("[data-since]")) {
    const passed = Math.max(0, Math.floor((now - Date.parse(counter.dataset.since)) / 1000));
    counter.textContent = lengthOf(passed, counter.dataset.sinceStyle === "minutes");
  }
}

/** Write seconds as 00:47:12, or 00:47 when only hours and minutes are wanted. */
export function lengthOf(seconds, onlyMinutes = false) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.slice(0, onlyMinutes ? 2 : 3).map((part) => String(part).padStart(2, "0")).join(":");
}
