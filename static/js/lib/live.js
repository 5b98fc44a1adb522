// The live line: one connection per page. News says that something changed; the page then
// fetches its section again, after a random delay, as many pages hear the same news at once.
//
//   <section hx-get="…" hx-trigger="live" data-live-room="meeting:…" data-live-on="invitation:answered">
import htmx from "htmx";
import { io } from "socket.io";

import { say } from "./toast.js";
import { t } from "./texts.js";

const SPREAD_MS = 400;
/** Of many that hear the same, each that asks waits so long for every other: a section costs the hub some 10 ms. */
const MANY_SPREAD_MS = 10;
const SILENCE_SHOWN_AFTER_MS = 2500;
const REPLY_WITHIN_MS = 10_000;

let connection = null;
let lostTimer = null;
let wasLost = false;
const watched = new Map(); // room: what is called once the hub has said that we hear it
const listeners = [];
const connectListeners = [];
const waiting = new WeakMap();
const unseen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { unseen.unobserve(target); refreshSoon(target); }
});

/** Return the page's connection, opened when first asked for. */
export function socket() {
  if (!connection) {
    connection = io({ transports: ["websocket"], reconnectionDelay: 500, reconnectionDelayMax: 5000, randomizationFactor: 0.5 });
    connection.on("connect", connected);
    connection.on("disconnect", disconnected);
    connection.on("connect_error", disconnected);
    connection.onAny(heard);
  }
  return connection;
}

/**
 * Send a message and return the reply; wait `within` ms for it. Rejects with an error whose message can be shown; a
 * refusal of the hub also carries `problem`, a lost line does not.
 */
export async function emit(name, message = {}, { within = REPLY_WITHIN_MS } = {}) {
  const reply = await socket().timeout(within).emitWithAck(name, message).catch(() => null);
  if (reply?.ok) return reply;
  // The session ended (signed out elsewhere, disabled): leave the page, and with it the room.
  if (reply?.error?.code === "not-signed-in") location.assign("/sign-in");
  throw Object.assign(new Error(reply?.error?.title ?? t("request-failed")), { problem: reply?.error });
}

/**
 * Ask over the web who answers: since when the process lives, and its time. Costs the hub next to
 * nothing. Rejects when nobody answers within so many ms.
 */
export async function whoAnswers(within) {
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(within) });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** Call `listener()` each time the page's connection is there; does not open one. */
export function onConnect(listener) {
  connectListeners.push(listener);
}

/** Give the connection up at once, when it does not answer: what it still holds would wait in vain. */
export function cutLine() {
  socket().io.engine?.close();
}

/** Call `listener(name, facts)` for every piece of news of a room. */
export function onNews(room, listener) {
  listeners.push({ room, listener });
  watch(room);
}

/**
 * Call `listener()` once the hub has said that this page hears the room: what was fetched before may be of before the
 * news that nobody told it.
 */
export function onceHeard(room, listener) {
  watch(room);
  const waits = watched.get(room);
  if (waits) waits.push(listener); else listener();
}

/** Watch the rooms of all sections on the page; called again after each swap. */
export function watchSections() {
  for (const section of document.querySelectorAll("[data-live-room]")) watch(section.dataset.liveRoom);
}

/** Fetch a section again soon; news that comes meanwhile is covered by the same fetch. */
export function refreshSoon(section, longest = 0) {
  const wait = Math.random() * Math.max(longest, Number(section.dataset.liveSpread ?? SPREAD_MS));
  const before = waiting.get(section);
  if (before && before.due <= Date.now() + wait) return;
  clearTimeout(before?.timer);
  const timer = setTimeout(() => {
    waiting.delete(section);
    if (section.isConnected) htmx.trigger(section, "live");
  }, wait);
  waiting.set(section, { due: Date.now() + wait, timer });
}

/** Where thousands hear the same news a section nobody looks at waits until it is seen; others take longer turns. */
function refreshAmong(section, listeners) {
  if (!section.getClientRects().length) unseen.observe(section);
  else refreshSoon(section, listeners * MANY_SPREAD_MS);
}

/** Who directs a meeting has one of few pages, and waits for no turn. */
function directs() {
  return document.querySelector("[data-moderates]") !== null;
}

/** Whether a section can show by itself what many hear: who listens for `many` then prevents its default. */
function isTaken(section, name) {
  return !section.dispatchEvent(new CustomEvent("many", { bubbles: true, cancelable: true, detail: { name } }));
}

/** How long one of many that hear the same waits before it asks for what costs the hub `each` ms. */
export function turnAmong(listeners, each = MANY_SPREAD_MS) {
  return Math.random() * listeners * each;
}

function watch(room) {
  if (!room || watched.has(room)) return;
  watched.set(room, []);
  if (socket().connected) ask(room);
}

function ask(room) {
  connection.emit("watch", { room }, () => {
    for (const listener of watched.get(room) ?? []) listener();
    watched.set(room, null);
  });
}

function heard(name, facts = {}) {
  for (const each of listeners) if (!facts.room || each.room === facts.room) each.listener(name, facts);
  for (const section of document.querySelectorAll("[data-live-room]")) {
    const names = (section.dataset.liveOn ?? "").split(/[\s,]+/);
    if (section.dataset.liveRoom !== facts.room || !names.includes(name)) continue;
    if (!facts.listeners || directs()) refreshSoon(section);
    else if (!isTaken(section, name)) refreshAmong(section, facts.listeners);
  }
}

function connected() {
  clearTimeout(lostTimer);
  lostTimer = null;
  for (const room of watched.keys()) ask(room);
  for (const listener of connectListeners) listener();
  if (!wasLost) return;
  wasLost = false;
  showLine("");
  say(t("line-back"));
  const many = directs() ? 0 : Number(document.querySelector("[data-many]")?.dataset.many ?? 0);
  document.querySelectorAll("[data-live-room]").forEach((section) => (many ? refreshAmong(section, many) : refreshSoon(section)));
}

function disconnected() {
  lostTimer ??= setTimeout(() => {
    wasLost = true;
    showLine(t("line-lost"));
  }, SILENCE_SHOWN_AFTER_MS);
}

function showLine(text) {
  const banner = document.getElementById("line-banner");
  if (!banner) return;
  banner.querySelector("[data-line-text]").textContent = text;
  banner.hidden = !text;
}
