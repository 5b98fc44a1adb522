// The meeting room: presence, media and the state everybody sees, put together.
import { openDialog } from "../../lib/dialog.js";
import { isTyping } from "../../lib/keyboard.js";
import { emit, onNews, socket, turnAmong } from "../../lib/live.js";
import { deliver, deliverForm, startOutgoing, waiting } from "../../lib/outgoing.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";
import { Devices, canShare } from "./devices.js";
import { Directing } from "./directing.js";
import { Floor } from "./floor.js";
import { FACTS, Publisher, Watcher } from "./media.js";
import { Pictures } from "./pictures.js";
import { Presence } from "./presence.js";
import { Samples } from "./samples.js";
import { Shown } from "./shown.js";
import { WeakLine } from "./weakline.js";

const root = document.querySelector("[data-room]");
const { meeting, site: own, stateUrl, lobbyUrl } = root.dataset;
const sounds = { 1: document.getElementById("sound-1"), 2: document.getElementById("sound-2") };
const button = (id) => document.getElementById(id);

/** What one answer on how the room stands costs the hub. */
const STATE_MS = 30;

let state = JSON.parse(document.getElementById("room-state").textContent);
let fetching = null;
let gone = false;
let isNew = true;
const wentBy = new Map(); // site: whether its line was lost

const pictures = new Pictures(root, own, { resized });
const publisher = own ? new Publisher(meeting, { told, reachable }) : null;
const watcher = new Watcher(meeting, { told, reachable, feeds: () => weak.limited(pictures.feeds(state, weak.view)), show: received });
const devices = own && !FACTS.elsewhere ? new Devices({ meeting, publisher, joined: () => Boolean(presence?.joined), isMain, carriesPicture: () => weak.sendsPicture, changed: draw }) : null;
const floor = new Floor({ meeting, own, devices, warnedAhead: Number(root.dataset.warnedAhead) });
const shown = new Shown({ meeting, say });
const directing = new Directing({ meeting, state: () => state });
const presence = own ? new Presence({ meeting, token: root.dataset.token, wayInUrl: root.dataset.wayInUrl, many: Number(root.dataset.many ?? 0), back: joined, refused, doubted: refresh }) : null;
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
window.room = { publisher, watcher, presence, samples, weak, devices, waiting, line: own ? socket() : null, state: () => state }; // for tests and support
startOutgoing();

follow(state, state);
draw();
onNews(`meeting:${meeting}`, heard);
if (!own && weak.hasMedia) watcher.start();

// ---- coming in -----------------------------------------------------------------------------

async function joined(reply) {
  if (isNew && "many" in root.dataset) sitDown();
  else if (reply.room && !asksItself(reply.room)) comeBack(reply);
  else await refresh();
  isNew = false;
  if (devices && !devices.started) await devices.start();
  weak.back();
  if (weak.hasMedia && !publisher.connected) publisher.start();
  if (weak.hasMedia && !watcher.connected) watcher.start();
  await devices?.tell();
  if (state.sharer === own && !devices?.screen) await emit("room:end-share", { meeting }).catch(() => {}); // the page that shared is gone
  draw();
  pictures.fitSoon();
  samples.start();
  samples.send();
}

/** The page just came with the state; in a large meeting it need not be asked for again because of one's own seat. */
function sitDown() {
  const mine = state.sites.find((site) => site.id === own);
  if (mine) Object.assign(mine, { here: true, came: true });
}

/** All came back to a large meeting: how it stands came with the answer, worked out once for many. */
function comeBack({ room, seat, asked }) {
  const mine = state.sites.find((site) => site.id === own);
  if (mine) Object.assign(mine, seat, { here: true, came: true });
  brought({ ...room, stage: { ...room.stage, held: true, removed: false, asked } });
}

// ---- the state everybody sees ----------------------------------------------------------------

function heard(name, facts) {
  if (name === "room:seat-left") wentBy.set(facts.site, facts.lost);
  if (name === "room:media-restarted") restartMedia();
  else if (name === "room:page-turned") shown.turned(facts);
  else if (name === "meeting:closed" && facts.listeners) refused({ title: t("meeting-over") }); // not all go to the lobby at once
  else if (name === "meeting:closed") location.href = lobbyUrl;
  else if (facts.stage && !asksItself(facts)) brought(facts);
  else if (/^(room|meeting):/.test(name) || (state.shown && /^document:/.test(name)) || name === "quality:mode-changed") refreshSoon(facts.stage || directing.moderates ? 0 : facts.listeners);
}

/** Few pages are told more than all others: who directs, who speaks, whom the news is about, who reads what others may not. */
function asksItself({ stage, site }) {
  const reads = stage.shown && !stage.shown.readable && (isMain() || !own);
  return site === own || stage.speaker === own || directing.moderates || reads;
}

/** In a large room news brings how it stands, so that not every page has to ask. */
function brought({ stage, sites, hands, others_muted: othersMuted }) {
  if (state.at && stage.at < state.at) return;
  const news = new Map(sites.map((site) => [site.id, site]));
  const known = state.sites.filter(({ id, place }) => place !== null || id === own || news.has(id)).map((site) => {
    const now = news.get(site.id);
    if (now) return { ...now, place: site.place };
    return { ...site, hand: site.hand > hands.listed && site.hand <= hands.raised ? site.hand : null, muted: othersMuted ? site.here : site.muted };
  });
  const strange = sites.filter((site) => !state.sites.some(({ id }) => id === site.id));
  take({ ...state, ...stage, sites: [...known, ...strange] });
}

/** Another device took the place, the chair removed the site, or the hub forgot us: then join again. */
function lostPlace() {
  const taken = state.sites.find((site) => site.id === own)?.here;
  if (state.removed) refused({ code: "removed-from-room" });
  else if (taken) refused({ code: "elsewhere" });
  else presence.join();
}

/** Ask how the room stands; where `listeners` heard the same, in turns. */
function refreshSoon(listeners = 0) {
  const wait = 40 + Math.max(Math.random() * 160, turnAmong(listeners, STATE_MS));
  if (fetching && fetching.due <= Date.now() + wait) return;
  clearTimeout(fetching?.timer);
  fetching = { due: Date.now() + wait, timer: setTimeout(() => { fetching = null; refresh(); }, wait) };
}

/** From which place on the sites are asked for: the page that is seen, and some of what follows. */
function firstWanted() {
  return pictures.knowsPage(state) ? state.first : pictures.firstPlace(state);
}

async function refresh() {
  const connection = presence?.connection ?? "";
  let next;
  try {
    const answer = await fetch(`${stateUrl}?connection=${encodeURIComponent(connection)}&first=${firstWanted()}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    next = await answer.json();
  } catch {
    return;
  }
  const before = state;
  if (presence?.joined && !next.held && !next.over && connection === presence.connection) { state = next; lostPlace(); return; }
  take(next);
  if (before.first !== state.first && !pictures.knowsPage(state)) refreshSoon(); // turned on meanwhile
}

function take(next) {
  const before = state;
  state = next;
  for (const site of state.sites) site.lost = wentBy.get(site.id);
  if (state.over) { location.href = lobbyUrl; return; }
  if (before.open !== state.open) { location.reload(); return; }
  tellChanges(before, state);
  follow(before, state);
  draw();
  watcher.follow();
}

function follow(before, now) {
  floor.follow(before, now);
  shown.take(now.shown);
  if (devices?.screen && before.sharer === own && now.sharer !== own) {
    say(t("sharing-stopped"), "warn");
    devices.dropScreen();
  }
}

function tellChanges(before, now) {
  for (const site of now.sites) {
    const former = before.sites.find((each) => each.id === site.id);
    if (!former || site.id === own) continue;
    if (former.here && !site.here && !site.removed) say(t(site.lost ? "site-dropped" : "site-went", { name: site.name }), site.lost ? "news" : "ok");
    else if (!former.here && site.here) say(t(former.came ? "site-back" : "site-came", { name: site.name }));
  }
}

function isMain() {
  return Boolean(state.sites.find((site) => site.id === own)?.main);
}

/** Without the live line there is nobody to ask for sound and picture: joining starts them. */
function reachable() {
  return presence ? presence.joined : true;
}

// ---- media -----------------------------------------------------------------------------------

function received(slot, arriving) {
  if (slot === 1 || slot === 2) {
    sounds[slot].srcObject = new MediaStream([arriving]);
    sounds[slot].setSinkId?.(localStorage.getItem("device-speaker") ?? "").catch(() => {}); // unplugged since the lobby
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
  if (what === "failed" && (details.tries > 1 || details.refused === "media-room-full") && weak.hasMedia) notice(details.sentence || t("media-failed", details));
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
  const taken = watcher.follow();
  if (isOther) devices?.tell();
  return taken;
}

function around() {
  const large = pictures.large(state);
  const expected = Boolean((large?.camera || large?.id === state.sharer) && large?.here && large.id !== own && weak.receivesPictures);
  return { publisher, watcher, speaking: Boolean(devices?.microphone), expected, roundTrip: presence?.roundTrip, mode: weak.mode };
}

function showLine(sample) {
  const badge = button("own-line");
  const loss = sample.loss_pct ?? sample.up_loss_pct;
  if (sample.rtt_ms === null && (watcher.connected || (FACTS.elsewhere && presence?.joined))) return; // not measured yet
  const grade = sample.rtt_ms === null ? "lost" : sample.rtt_ms > 300 || loss > 5 ? "poor" : sample.rtt_ms > 150 || loss > 1 ? "fair" : "good";
  badge.className = `chip ${{ good: "chip-ok", fair: "chip-gold", poor: "chip-gold", lost: "chip-seal" }[grade]}`;
  const drawing = badge.querySelector("use");
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#signal-${{ good: 4, fair: 3, poor: 2, lost: 0 }[grade]}`));
  badge.querySelector("[data-words]").textContent = t({ good: "line-good", fair: "line-fair", poor: "line-poor", lost: "line-lost-short" }[grade]);
  const figure = (value, places) => (value === null || value === undefined ? "–" : value.toFixed(places).replace(".", ","));
  badge.querySelector("[data-figures]").textContent = t("figures", { rtt: figure(sample.rtt_ms, 0), loss: figure(loss, 1) });
}

// ---- going out -------------------------------------------------------------------------------

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
  devices?.stop();
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

addEventListener("pagehide", () => { publisher?.peer?.close(); watcher.peer?.close(); });

// ---- controls --------------------------------------------------------------------------------

/** What must not be lost: kept in the browser until the hub has it, also over a lost line. */
async function keepTelling(name) {
  try {
    if (!(await deliver(name, { meeting }))) say(t("waits-for-line"), "warn");
  } catch (error) {
    say(error.message, "error");
  }
}

const changePictures = (change) => {
  change();
  showPictures();
};

/** While the line is lost its banner takes a strip, for a while: the pictures stay as they are. */
function resized(room) {
  if (presence?.joined === false) return;
  if (pictures.fit(state, room)) showPictures();
}

function showPictures() {
  draw();
  watcher.follow();
  if (!pictures.knowsPage(state)) refreshSoon();
}

function turnPages(by) {
  changePictures(() => pictures.turn(state, by, directing.moderates));
  const page = pictures.ledPage(state);
  if (pictures.isLed(state) && directing.moderates && page !== state.gallery.page) directing.setLayout({ page });
}

button("microphone")?.addEventListener("click", () => devices.setMicrophone(!devices.microphone));
button("camera")?.addEventListener("click", () => devices.toggleCamera());
button("hand")?.addEventListener("click", () => keepTelling(state.sites.find((site) => site.id === own)?.hand ? "room:lower" : "room:hand"));
button("share")?.addEventListener("click", () => {
  if (devices.screen) devices.endShare();
  else if (isMain() || state.speaker === own) devices.share();
  else say(t("sharing-needs-floor"), "warn");
});
button("panel").addEventListener("click", () => button("panel").setAttribute("aria-expanded", String(button("side").classList.toggle("is-open"))));
button("earlier").addEventListener("click", () => turnPages(-1));
button("later").addEventListener("click", () => turnPages(1));
button("layout-menu").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-look]");
  if (!chosen) return;
  button("layout-menu").open = false;
  changePictures(() => { pictures.look = chosen.dataset.look; pictures.page = 0; });
});
button("leave").addEventListener("click", () => (button("leave-dialog") && state.open ? openDialog("leave-dialog") : leave()));
button("just-leave")?.addEventListener("click", leave);
document.querySelector("[data-leave-link]").addEventListener("click", (event) => { event.preventDefault(); button("leave").click(); });
button("fullscreen").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
button("start-sound").addEventListener("click", () => Object.values(sounds).forEach((sound) => sound.play().catch(() => {})));
new MutationObserver(() => button("panel").setAttribute("aria-expanded", String(button("side").classList.contains("is-open")))).observe(button("side"), { attributeFilter: ["class"] });

let talking = false;
document.addEventListener("keydown", (event) => {
  if (event.key === "F6") { event.preventDefault(); nextRegion(event.shiftKey ? -1 : 1); return; }
  if (event.code !== "Space" || event.repeat || !devices || isTyping(event.target) || event.target.closest?.("button, a, summary, [role=tab]") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (!devices.microphone) { talking = true; devices.setMicrophone(true); }
});
document.addEventListener("keyup", (event) => {
  if (event.code === "Space" && talking) { talking = false; devices.setMicrophone(false); }
});

/** Bar, pictures, panel, controls, and round again. A panel that is slid away is passed over. */
function nextRegion(by) {
  const regions = [".stage-bar", "#main", "#side", ".controls"].map((each) => document.querySelector(each)).filter((each) => each.offsetParent !== null || each.getClientRects().length);
  const here = regions.findIndex((each) => each.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length];
  const first = next.matches("#main") ? next : next.querySelector('[role="tab"][aria-selected="true"], button:not([disabled]):not([hidden]), a');
  first?.focus();
}

// ---- drawing ---------------------------------------------------------------------------------

function draw() {
  if (devices) {
    pictures.ownTrack = devices.camera ? devices.picture : null;
    pictures.ownScreen = devices.screen;
  }
  pictures.draw(state, { saving: weak.view.saving, sound: !weak.receivesPictures });
  directing.draw(state, pictures.ledPage(state));
  const [first, last] = pictures.pagesOpen(state);
  const led = first === last && !directing.moderates;
  for (const id of ["earlier", "later"]) { button(id).disabled = led; button(id).title = led ? t("same-page") : ""; }
  for (const each of document.querySelectorAll("[data-look]")) each.setAttribute("aria-pressed", String(each.dataset.look === pictures.look));
  if (own) drawHand();
  if (devices) drawDevices();
}

function drawHand() {
  const mine = state.sites.find((site) => site.id === own);
  const hand = button("hand");
  hand.classList.toggle("is-raised", Boolean(mine?.hand));
  hand.setAttribute("aria-pressed", String(Boolean(mine?.hand)));
  hand.querySelector("[data-label]").textContent = mine?.hand ? t("hand-up", { number: mine.hand }) : t("hand-down");
  hand.hidden = Boolean(mine?.main);
}

function drawDevices() {
  pressed("microphone", devices.microphone, t(devices.microphone ? "microphone-on" : "microphone-off"));
  pressed("camera", devices.camera);
  const share = button("share");
  share.hidden = !canShare;
  pressed("share", Boolean(devices.screen), t(devices.screen ? "stop-sharing" : "share"));
  share.classList.remove("is-off");
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
