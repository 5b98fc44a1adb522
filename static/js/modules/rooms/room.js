// The meeting room: presence, media, the state everybody sees, and the controls.
import { openDialog } from "../../lib/dialog.js";
import { isTyping } from "../../lib/keyboard.js";
import { emit, onNews, socket } from "../../lib/live.js";
import { deliver, deliverForm, startOutgoing, waiting } from "../../lib/outgoing.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";
import { CAMERA, MICROPHONE, Publisher, Watcher } from "./media.js";
import { Pictures } from "./pictures.js";
import { Presence } from "./presence.js";
import { Samples } from "./samples.js";
import { WeakLine } from "./weakline.js";

const root = document.querySelector("[data-room]");
const { meeting, site: own, stateUrl, lobbyUrl } = root.dataset;
const asked = new URLSearchParams(location.search);
const sounds = { 1: document.getElementById("sound-1"), 2: document.getElementById("sound-2") };
const button = (id) => document.getElementById(id);

let state = JSON.parse(document.getElementById("room-state").textContent);
let microphone = false;
let camera = own && asked.get("camera") !== "0";
let wantsSound = asked.get("mic") !== "0";
let soundTrack = null;
let pictureTrack = null;
let fetching = null;
let gone = false;
const wentBy = new Map(); // site: whether its line was lost

const pictures = new Pictures(root, own);
const publisher = own ? new Publisher(meeting, { told }) : null;
const watcher = new Watcher(meeting, { told, feeds: () => weak.limited(pictures.feeds(state, weak.view)), show: received });
const presence = own ? new Presence({ meeting, token: root.dataset.token, wayInUrl: root.dataset.wayInUrl, back: joined, refused, doubted: refresh }) : null;
const samples = new Samples(meeting, { around, told: showLine });
const weak = new WeakLine({
  meeting,
  own,
  publisher,
  watcher,
  joined: () => (presence ? presence.joined : true),
  onStage: () => pictures.large(state)?.id === own,
  changed: followLine,
  say: notice,
  beginsWith: root.dataset.beginsWith,
  chosen: "chosen" in root.dataset,
  lineUrl: root.dataset.lineUrl,
});
window.room = { publisher, watcher, presence, samples, weak, waiting, line: own ? socket() : null, state: () => state }; // for tests and support
startOutgoing();

draw();
onNews(`meeting:${meeting}`, heard);
if (!own && weak.hasMedia) watcher.start();

// ---- coming in -----------------------------------------------------------------------------

async function joined() {
  await refresh();
  if (!soundTrack && !pictureTrack) await startDevices();
  weak.back();
  if (weak.hasMedia && !publisher.connected) publisher.start();
  if (weak.hasMedia && !watcher.connected) watcher.start();
  await tellDevices();
  samples.start();
  samples.send();
}

async function startDevices() {
  const chosen = (kind) => {
    const id = localStorage.getItem(`device-${kind}`);
    return id ? { deviceId: { ideal: id } } : {};
  };
  soundTrack = await track("audio", { ...MICROPHONE, ...chosen("microphone") });
  if (soundTrack) soundTrack.enabled = false;
  else say(t("no-microphone"), "warn");
  await publisher.setSound(soundTrack);
  if (camera) await startCamera(chosen("camera"));
  if (isMain() && wantsSound && soundTrack) microphone = true;
  wantsSound = false;
  switchSound();
}

async function startCamera(chosen = {}) {
  pictureTrack = await track("video", { ...CAMERA, ...chosen });
  camera = Boolean(pictureTrack);
  if (!pictureTrack) say(t("no-camera"), "warn");
  else pictureTrack.addEventListener("ended", () => { camera = false; tellDevices(); draw(); });
  pictures.ownTrack = pictureTrack;
  await publisher.setPicture(pictureTrack);
}

async function track(kind, wishes) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wishes });
    return stream.getTracks()[0];
  } catch {
    return null;
  }
}

// ---- the state everybody sees ----------------------------------------------------------------

function heard(name, facts) {
  if (name === "room:seat-left") wentBy.set(facts.site, facts.lost);
  if (name === "room:media-restarted") restartMedia();
  else if (name === "meeting:closed") location.href = lobbyUrl;
  else if (name.startsWith("room:") || name.startsWith("meeting:") || name === "quality:mode-changed") refreshSoon();
}

/** Another device took the place, the chair removed the site, or the hub forgot us: then join again. */
function lostPlace() {
  const taken = state.sites.find((site) => site.id === own)?.here;
  if (state.removed) refused({ code: "removed-from-room" });
  else if (taken) refused({ code: "elsewhere" });
  else presence.join();
}

function refreshSoon() {
  fetching ??= setTimeout(() => { fetching = null; refresh(); }, 40 + Math.random() * 160);
}

async function refresh() {
  const connection = presence?.connection ?? "";
  let next;
  try {
    const answer = await fetch(`${stateUrl}?connection=${encodeURIComponent(connection)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    next = await answer.json();
  } catch {
    return;
  }
  const before = state;
  state = next;
  for (const site of state.sites) site.lost = wentBy.get(site.id);
  if (state.over) { location.href = lobbyUrl; return; }
  if (presence?.joined && !state.held && connection === presence.connection) { lostPlace(); return; }
  if (before.open !== state.open) { location.reload(); return; }
  tellChanges(before, state);
  followFloor(before, state);
  draw();
  watcher.follow();
}

function tellChanges(before, now) {
  for (const site of now.sites) {
    const former = before.sites.find((each) => each.id === site.id);
    if (!former || site.id === own) continue;
    if (former.here && !site.here && !site.removed) say(t(site.lost ? "site-dropped" : "site-went", { name: site.name }), site.lost ? "warn" : "ok");
    else if (!former.here && site.here) say(t(former.came ? "site-back" : "site-came", { name: site.name }));
  }
}

/** Open the microphone when the floor one asked for is given; close it when it is over. */
function followFloor(before, now) {
  if (!own) return;
  const mine = now.sites.find((site) => site.id === own);
  const had = before.speaker === own;
  const has = now.speaker === own;
  if (!had && has) {
    const hadHand = before.sites.find((site) => site.id === own)?.hand;
    say(t(hadHand ? "floor-yours" : "floor-yours-press"));
    if (hadHand) setMicrophone(true);
  } else if (had && !has && !mine.main) {
    say(t("floor-over"));
  }
  if (microphone && !mine.microphone && (mine.muted || (!has && !mine.main))) {
    microphone = false;
    if (mine.muted) say(t("muted-by-chair"), "warn");
    switchSound();
  }
}

function isMain() {
  return Boolean(state.sites.find((site) => site.id === own)?.main);
}

// ---- media -----------------------------------------------------------------------------------

function received(slot, arriving) {
  if (slot === 1 || slot === 2) {
    sounds[slot].srcObject = new MediaStream([arriving]);
    sounds[slot].play().catch((error) => { if (error.name === "NotAllowedError") openDialog("sound-dialog"); });
    return;
  }
  pictures.put(slot, arriving);
  draw();
}

function told(what, connection, details = {}) {
  if (what === "connected") { notice(""); watcher.follow(); }
  if (what === "doubtful") presence?.doubt();
  if (what === "failed") weak.failed(details);
  if (what === "failed" && details.tries > 1 && weak.hasMedia) notice(details.sentence || t("media-failed", details));
  if (what === "refused" && connection === publisher && !gone) refreshSoon();
}

function restartMedia() {
  if (!weak.hasMedia) return;
  notice(t("media-again"));
  publisher?.start();
  watcher.start();
}

/** Another mode: other pictures are asked for; one's own picture may rest. */
function followLine(isOther) {
  draw();
  watcher.follow();
  if (isOther) tellDevices();
}

function around() {
  const large = pictures.large(state);
  const expected = Boolean(large?.camera && large.here && large.id !== own && weak.receivesPictures);
  return { publisher, watcher, speaking: microphone, expected, roundTrip: presence?.roundTrip, mode: weak.mode };
}

function showLine(sample) {
  const badge = button("own-line");
  const loss = sample.loss_pct ?? sample.up_loss_pct;
  const grade = sample.rtt_ms === null ? "lost" : sample.rtt_ms > 300 || loss > 5 ? "poor" : sample.rtt_ms > 150 || loss > 1 ? "fair" : "good";
  badge.className = `chip ${{ good: "chip-ok", fair: "chip-gold", poor: "chip-gold", lost: "chip-seal" }[grade]}`;
  const drawing = badge.querySelector("use");
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#signal-${{ good: 4, fair: 3, poor: 2, lost: 0 }[grade]}`));
  badge.querySelector("[data-words]").textContent = t({ good: "line-good", fair: "line-fair", poor: "line-poor", lost: "line-lost-short" }[grade]);
  const figure = (value, places) => (value === null || value === undefined ? "–" : value.toFixed(places).replace(".", ","));
  badge.querySelector("[data-figures]").textContent = t("figures", { rtt: figure(sample.rtt_ms, 0), loss: figure(loss, 1) });
}

// ---- controls --------------------------------------------------------------------------------

async function setMicrophone(on) {
  const before = microphone;
  microphone = on && Boolean(soundTrack);
  if (!(await tellDevices())) microphone = before;
  switchSound();
  draw();
}

function switchSound() {
  if (soundTrack) soundTrack.enabled = microphone;
}

/** Others see a picture when the camera is on and the line carries it. */
function showsPicture() {
  return Boolean(camera && pictureTrack && weak.sendsPicture);
}

async function tellDevices() {
  if (!presence?.joined) return false;
  try {
    await emit("room:media", { meeting, microphone, camera: showsPicture() });
    return true;
  } catch (error) {
    const code = error.problem?.code;
    if (code === "no-floor" || code === "muted-by-the-chair") {
      microphone = false;
      say(t(code === "no-floor" ? "no-floor" : "muted-by-chair"), "warn");
      await emit("room:media", { meeting, microphone, camera: showsPicture() }).catch(() => {});
    } else if (error.problem) say(error.message, "error");
    return false;
  }
}

async function toggleCamera() {
  if (camera && pictureTrack) {
    pictureTrack.stop();
    pictureTrack = null;
    camera = false;
    pictures.ownTrack = null;
    await publisher.setPicture(null);
  } else {
    await startCamera();
  }
  draw();
  await tellDevices();
}

async function tell(name, facts = {}) {
  try {
    return await emit(name, { meeting, ...facts });
  } catch (error) {
    say(error.message, "error");
    return null;
  }
}

/** What must not be lost: kept in the browser until the hub has it, also over a lost line. */
async function keepTelling(name) {
  try {
    if (!(await deliver(name, { meeting }))) say(t("waits-for-line"), "warn");
  } catch (error) {
    say(error.message, "error");
  }
}

async function leave() {
  gone = true;
  const connection = presence?.connection ?? "";
  presence?.stop();
  if (own) await emit("room:leave", { meeting }, { within: 2500 }).catch((error) => error.problem ?? deliverForm(root.dataset.leaveUrl, { connection }));
  stopMedia();
  location.href = lobbyUrl;
}

function stopMedia() {
  samples.stop();
  publisher?.stop();
  watcher.stop();
  soundTrack?.stop();
  pictureTrack?.stop();
}

function refused(problem) {
  if (gone) return;
  gone = true;
  presence?.stop();
  stopMedia();
  const sentence = { "elsewhere": t("elsewhere"), "removed-from-room": t("removed") }[problem.code];
  button("gone-text").textContent = sentence ?? problem.title ?? problem.message ?? "";
  openDialog("gone-dialog");
}

button("microphone")?.addEventListener("click", () => setMicrophone(!microphone));
button("camera")?.addEventListener("click", toggleCamera);
button("hand")?.addEventListener("click", () => keepTelling(state.sites.find((site) => site.id === own)?.hand ? "room:lower" : "room:hand"));
button("panel").addEventListener("click", () => button("panel").setAttribute("aria-expanded", String(button("side").classList.toggle("is-open"))));
button("earlier").addEventListener("click", () => { pictures.turn(state, -1); draw(); watcher.follow(); });
button("later").addEventListener("click", () => { pictures.turn(state, 1); draw(); watcher.follow(); });
button("leave").addEventListener("click", () => (button("leave-dialog") && state.open ? openDialog("leave-dialog") : leave()));
button("just-leave")?.addEventListener("click", leave);
document.querySelector("[data-leave-link]").addEventListener("click", (event) => { event.preventDefault(); button("leave").click(); });
button("fullscreen").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
button("start-sound").addEventListener("click", () => Object.values(sounds).forEach((sound) => sound.play().catch(() => {})));

document.addEventListener("click", (event) => {
  const sender = event.target.closest?.("[data-send]");
  if (sender) tell(sender.dataset.send, sender.dataset.site ? { site: sender.dataset.site } : {});
  const remover = event.target.closest?.("[data-remove]");
  if (remover) {
    button("remove-text").textContent = t("remove-question", { name: remover.dataset.name });
    button("remove-confirm").dataset.site = remover.dataset.remove;
    openDialog("remove-dialog");
  }
});
button("remove-confirm")?.addEventListener("click", () => {
  tell("room:remove", { site: button("remove-confirm").dataset.site });
  button("remove-dialog").close();
});

let talking = false;
document.addEventListener("keydown", (event) => {
  if (event.code !== "Space" || event.repeat || !own || isTyping(event.target) || event.target.closest?.("button, a, summary, [role=tab]") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (!microphone) { talking = true; setMicrophone(true); }
});
document.addEventListener("keyup", (event) => {
  if (event.code === "Space" && talking) { talking = false; setMicrophone(false); }
});
addEventListener("pagehide", () => { publisher?.peer?.close(); watcher.peer?.close(); });

// ---- drawing ---------------------------------------------------------------------------------

function draw() {
  pictures.draw(state, { saving: weak.view.saving, sound: !weak.receivesPictures });
  const time = button("speech-time");
  if (state.since) { time.dataset.since = state.since; time.hidden = false; } else { delete time.dataset.since; time.textContent = ""; time.hidden = true; }
  if (!own) return;
  const mine = state.sites.find((site) => site.id === own);
  pressed("microphone", microphone, t(microphone ? "microphone-on" : "microphone-off"));
  pressed("camera", Boolean(camera && pictureTrack));
  const hand = button("hand");
  hand.classList.toggle("is-raised", Boolean(mine?.hand));
  hand.setAttribute("aria-pressed", String(Boolean(mine?.hand)));
  hand.querySelector("[data-label]").textContent = mine?.hand ? t("hand-up", { number: mine.hand }) : t("hand-down");
  hand.hidden = Boolean(mine?.main);
}

function pressed(id, on, label) {
  const control = button(id);
  control.setAttribute("aria-pressed", String(on));
  control.classList.toggle("is-off", !on);
  control.querySelector("[data-on]").hidden = !on;
  control.querySelector("[data-off]").hidden = on;
  if (label) control.querySelector("[data-label]").textContent = label;
}

let noticeTimer = null;
function notice(text, goneAfterMs = 0) {
  clearTimeout(noticeTimer);
  const line = button("notice");
  line.textContent = text;
  line.hidden = !text;
  if (goneAfterMs) noticeTimer = setTimeout(() => { line.hidden = true; }, goneAfterMs);
}
