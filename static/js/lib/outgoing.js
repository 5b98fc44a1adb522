// What a person did is kept until the hub has acknowledged it: in IndexedDB, so that a lost
// line, a page loaded again or a crashed browser loses nothing. Each thing has a key; the hub
// does what comes twice under one key once (hub.inbox). Sent again in order, oldest first.
//
//   await deliver("room:hand", { meeting })                 over the live line
//   <form method="post" data-keep>                          as a request
//   <form method="post" data-keep="without-line">           the same, but as a page while there is
//                                                           a line: it shows mistakes in its fields
import { csrfToken } from "./csrf.js";
import { emit, onConnect, whoAnswers } from "./live.js";
import { t } from "./texts.js";
import { say } from "./toast.js";

const DATABASE = "diem-cau";
const STORE = "outgoing";
const KEPT_MS = 24 * 3600 * 1000; // the hub knows the key for a week
const ANSWER_WITHIN_MS = 6000;
const LINE_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 10_000;
/** Tells pages without anything to send that something waits from before. */
export const WAITS = "waiting-to-send";
const SHOWN_AFTER_MS = 700;

const person = document.body.dataset.signedIn ?? "";
const canSend = []; // who says whether a message can go over the live line now
const settlers = []; // who wants to hear what the hub has answered
const settled = new Map(); // key: {done} or {refusal}
let started = false;
let store = null;
let sending = null;
let shown = 0;

/** A key nobody else makes; also where the page is not secure and has no randomUUID. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Say something over the live line, now or as soon as it is possible. Returns the reply, or null
 * when it waits. Throws what the hub refuses, as `emit` does.
 */
export function deliver(name, message) {
  return keep({ name, message });
}

/** The same for a form: `fields` are its values. Returns {} when it was taken, null when it waits. */
export function deliverForm(url, fields) {
  return keep({ url: new URL(url, location.href).pathname, fields });
}

/** Say whether a message of the live line can be sent at this moment: `may({name, message})`. */
export function sendsWhen(may) {
  canSend.push(may);
}

/** Call `listener(name, {done} or {refusal})` when the hub has answered what was said over the live line, now or long after. */
export function whenSettled(listener) {
  settlers.push(listener);
}

/** How many things wait, for tests and support. */
export async function waiting() {
  return (await all()).length;
}

/** Send what waits, oldest first, until one does not get through. */
export function sendWaiting() {
  sending = (sending ?? Promise.resolve()).then(sendInOrder).finally(show);
  return sending;
}

/** Look for what waits when the page starts, and whenever the line may be back. */
export function startOutgoing() {
  if (!person || started) return;
  started = true;
  addEventListener("online", sendWaiting);
  setInterval(() => shown && sendWaiting(), LOOK_EVERY_MS);
  document.addEventListener("submit", submitted);
  sendWaiting();
}

async function keep(what) {
  const entry = { ...what, key: newKey(), person, at: Date.now() };
  await put(entry);
  localStorage.setItem(WAITS, "1");
  setTimeout(show, SHOWN_AFTER_MS);
  await sendWaiting();
  const outcome = settled.get(entry.key);
  settled.delete(entry.key);
  if (outcome?.refusal) throw outcome.refusal;
  return outcome?.done ?? null;
}

async function sendInOrder() {
  for (const entry of await all()) {
    if (Date.now() - entry.at > KEPT_MS) {
      await remove(entry);
      continue;
    }
    if (entry.name && !canSend.some((may) => may(entry))) continue;
    const outcome = entry.name ? await overLine(entry) : await overWeb(entry);
    if (!outcome) return; // the line is lost: the rest waits, in its order
    await remove(entry);
    settled.set(entry.key, outcome);
    if (entry.name) for (const listener of settlers) listener(entry.name, outcome);
    if (outcome.refusal && Date.now() - entry.at > ANSWER_WITHIN_MS * 2) say(t("waited-refused", { reason: outcome.refusal.message }), "warn");
  }
}

async function overLine(entry) {
  try {
    return { done: await emit(entry.name, { ...entry.message, event_key: entry.key }, { within: ANSWER_WITHIN_MS }) };
  } catch (error) {
    return error.problem && error.problem.status < 500 ? { refusal: error } : null;
  }
}

async function overWeb(entry) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Event-Key": entry.key };
  try {
    const answer = await fetch(entry.url, { method: "POST", headers, body: new URLSearchParams(entry.fields), redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (answer.ok || answer.type === "opaqueredirect") return { done: {} };
    if (answer.status >= 500 || answer.status === 429) return null;
    const problem = await answer.json().catch(() => null);
    return { refusal: Object.assign(new Error(problem?.title ?? t("request-refused", { code: answer.status })), { problem }) };
  } catch {
    return null;
  }
}

async function submitted(event) {
  const form = event.target.closest?.("form[data-keep]");
  if (!form || event.defaultPrevented) return;
  const { submitter } = event;
  if (form.dataset.keep === "without-line" && (form.dataset.hasLine || submitter?.value !== "send")) return;
  event.preventDefault();
  if (form.dataset.keep === "without-line" && (await hasLine())) {
    form.dataset.hasLine = "yes";
    delete form.dataset.sent; // lib/forms.js took this for the first sending
    form.requestSubmit(submitter);
    return;
  }
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrf_token;
  try {
    if (await deliverForm(form.action, fields)) location.reload();
    else say(t("waits-for-line"), "warn");
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  } catch (refusal) {
    say(refusal.message, "error");
  }
}

function hasLine() {
  return whoAnswers(LINE_WITHIN_MS).then(() => true, () => false);
}

async function show() {
  const waits = await all();
  const count = waits.filter((entry) => Date.now() - entry.at >= SHOWN_AFTER_MS).length;
  const line = document.getElementById("waiting-to-send");
  if (!line) return;
  if (shown && !count) say(t("all-sent"));
  shown = count;
  if (!waits.length) localStorage.removeItem(WAITS);
  line.querySelector("[data-waiting]").textContent = count ? t("waiting-to-send", { count }) : "";
  line.hidden = !count;
}

// ---- the store; a browser that has none keeps it in the page ------------------------------------

function opened() {
  store ??= new Promise((done) => {
    const memory = { entries: [] };
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "place", autoIncrement: true });
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(memory);
    } catch {
      done(memory);
    }
  });
  return store;
}

/** Do one thing with the stored entries, and wait until it is written. */
async function within(mode, work) {
  const database = await opened();
  if (database.entries) return work.inMemory(database.entries);
  return new Promise((done, failed) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = work.inStore(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = () => failed(transaction.error);
  });
}

async function all() {
  const entries = await within("readonly", { inStore: (kept) => kept.getAll(), inMemory: (kept) => [...kept] });
  return entries.filter((entry) => entry.person === person);
}

function put(entry) {
  return within("readwrite", {
    inStore: (kept) => kept.add(entry),
    inMemory: (kept) => kept.push({ ...entry, place: kept.length ? kept.at(-1).place + 1 : 1 }),
  });
}

function remove(entry) {
  return within("readwrite", {
    inStore: (kept) => kept.delete(entry.place),
    inMemory: (kept) => kept.splice(kept.findIndex((each) => each.place === entry.place), 1),
  });
}

onConnect(sendWaiting);
