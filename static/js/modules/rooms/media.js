// The two connections of a page to the media engine, through the hub: one that publishes the
// site's sound and pictures, one that watches. Each comes back by itself when it fails.
import { emit } from "../../lib/live.js";

const CONNECT_WITHIN_MS = 20_000;
/** Chrome says "disconnected" after some five seconds without an answer; what heals, heals soon. */
const PATIENCE_MS = 4000;
const RETRY_MS = [500, 1500, 3000, 5000];
/** Refusals that trying again does not change; joining again does. */
const NOT_IN_THE_ROOM = new Set(["not-in-the-room", "may-not-follow", "no-such-meeting", "not-found", "not-signed-in"]);

/** What is asked of a camera: more than this a commune's line can't send anyway. */
export const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 20 } };
export const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
export const MAIN_BITS = 500_000;
export const THUMB_BITS = 100_000;
const MIDDLE_BITS = 150_000;
/** What the hub said of its engine: the relay's addresses, and whether it takes two sizes over one line. */
export const FACTS = JSON.parse(document.getElementById("media-facts")?.textContent ?? "{}");
/** A shared screen is read, not watched: sharp and slow. */
export const SCREEN = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 5, max: 8 } };
const SCREEN_BITS = 1_200_000;

/** The main picture in two sizes, large first; a camera of 640 × 360 carries no third, so the small picture keeps its own line. */
const TWO_SIZES = [
  { rid: "h", maxBitrate: MAIN_BITS, maxFramerate: 20 },
  { rid: "m", maxBitrate: MIDDLE_BITS, maxFramerate: 20, scaleResolutionDownBy: 2 },
];

/** A peer connection that is made anew when it fails. Subclasses say how to connect. */
class Connection {
  /** `reachable()` tells whether the hub can be asked; whoever comes back in starts anew. */
  constructor(meeting, { told, reachable = () => true }) {
    this.meeting = meeting;
    this.told = told;
    this.reachable = reachable;
    this.peer = null;
    this.tries = 0;
    this.stopped = true;
    this.timer = null;
  }

  get connected() {
    return this.peer?.connectionState === "connected";
  }

  async start() {
    if (FACTS.elsewhere) return; // another server carries sound and pictures
    this.stopped = false;
    clearTimeout(this.timer);
    this.peer?.close();
    const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: FACTS.iceServers ?? [] });
    this.peer = peer;
    peer.addEventListener("connectionstatechange", () => this.changed(peer));
    try {
      await this.negotiate(peer);
      await reached(peer);
      this.tries = 0;
      this.told("connected", this);
    } catch (error) {
      if (peer === this.peer && !this.stopped) this.later(error);
    }
  }

  changed(peer) {
    if (peer !== this.peer || this.stopped) return;
    if (peer.connectionState === "failed") this.later();
    if (peer.connectionState === "disconnected") {
      this.told("doubtful", this);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => peer === this.peer && !this.connected && this.later(), PATIENCE_MS);
    }
  }

  later(error) {
    if (NOT_IN_THE_ROOM.has(error?.problem?.code)) {
      this.told("refused", this, error.problem);
      return;
    }
    clearTimeout(this.timer);
    if (!this.reachable()) {
      this.tries = 0;
      return;
    }
    const pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
    this.tries += 1;
    // `refused`: the hub or its engine said no; otherwise nothing came through on the line.
    const refused = error?.problem?.code ?? "";
    this.told("failed", this, { seconds: Math.ceil(pause / 1000), tries: this.tries, refused, sentence: refused ? error.message : "" });
    this.timer = setTimeout(() => this.start(), pause);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.peer?.close();
    this.peer = null;
  }
}

/** Sends the site's sound, its picture and a small picture. Tracks change without a new offer. */
export class Publisher extends Connection {
  constructor(meeting, options) {
    super(meeting, options);
    this.sound = null;
    this.picture = null;
    this.screen = null;
    this.senders = {};
    this.carried = { main: MAIN_BITS, thumb: THUMB_BITS };
  }

  /** Send only what the line carries: bits per second of each picture, 0 for none of it. */
  async carry(bits) {
    this.carried = bits;
    const main = this.screen && bits.main === MAIN_BITS ? SCREEN_BITS : bits.main;
    if (this.senders.main) await Promise.all([limit(this.senders.main, main), limit(this.senders.thumb, bits.thumb)]);
  }

  async negotiate(peer) {
    const line = (kind, encoding) => peer.addTransceiver(kind, { direction: "sendonly", sendEncodings: encoding }).sender;
    this.senders = {
      sound: line("audio", [{ maxBitrate: 40_000 }]),
      main: line("video", FACTS.simulcast ? TWO_SIZES : [{ maxBitrate: MAIN_BITS, maxFramerate: 20 }]),
      thumb: line("video", [{ maxBitrate: THUMB_BITS, maxFramerate: 12, scaleResolutionDownBy: 4 }]),
    };
    await this.putTracks();
    await peer.setLocalDescription();
    await gathered(peer);
    const { sdp } = await emit("room:publish", { meeting: this.meeting, sdp: peer.localDescription.sdp });
    await peer.setRemoteDescription({ type: "answer", sdp });
    await this.carry(this.carried);
  }

  async setSound(track) {
    this.sound = track;
    await this.putTracks();
  }

  async setPicture(track) {
    this.picture = track;
    await this.putTracks();
  }

  /** Send the screen in place of the main picture; the small picture stays the camera's. */
  async setScreen(track) {
    this.screen = track;
    if (track) track.contentHint = "detail";
    await this.putTracks();
    await this.carry(this.carried);
  }

  async putTracks() {
    if (!this.senders.sound) return;
    await Promise.all([
      this.senders.sound.replaceTrack(this.sound),
      this.senders.main.replaceTrack(this.screen ?? this.picture),
      this.senders.thumb.replaceTrack(this.picture?.readyState === "live" ? this.picture : null),
    ]);
  }
}

/** Receives into numbered slots; what a slot shows changes without a new offer. */
export class Watcher extends Connection {
  constructor(meeting, { told, reachable, feeds, show }) {
    super(meeting, { told, reachable });
    this.feeds = feeds;
    this.sent = [];
    this.following = Promise.resolve();
    this.showTrack = show;
  }

  async negotiate(peer) {
    peer.addEventListener("track", (event) => this.showTrack(Number(event.transceiver.mid), event.track));
    this.sent = this.feeds().map((feed) => ({ ...feed }));
    this.following = Promise.resolve(); // what the former connection still waits for is no matter of this one
    const { sdp } = await emit("room:watch", { meeting: this.meeting, feeds: this.sent });
    await peer.setRemoteDescription({ type: "offer", sdp });
    await peer.setLocalDescription();
    await gathered(peer);
    await emit("room:watch-answer", { meeting: this.meeting, sdp: peer.localDescription.sdp });
  }

  /** Ask for what differs from what was asked before. The promise is kept when the hub has taken it. */
  follow() {
    this.following = this.following.then(() => this.catchUp());
    return this.following;
  }

  /** All at once: on a line that is full each question and answer takes seconds. More slots need a new connection. */
  async catchUp() {
    if (!this.connected || this.stopped) return;
    const wanted = this.feeds();
    if (wanted.length > this.sent.length) {
      this.start();
      return;
    }
    const { sent } = this;
    const isOther = (feed, slot) => sent[slot].site !== feed.site || sent[slot].layer !== feed.layer;
    const asked = wanted.map((feed, slot) => (isOther(feed, slot) ? this.ask(sent, slot, feed) : null));
    const failed = (await Promise.allSettled(asked)).find(({ status }) => status === "rejected");
    if (!failed || sent !== this.sent || this.stopped) return;
    if (failed.reason.problem) this.later(failed.reason);
    else if (this.reachable()) setTimeout(() => this.follow(), RETRY_MS[0]); // not answered in time: the sound goes on meanwhile
  }

  async ask(sent, slot, feed) {
    const former = sent[slot];
    sent[slot] = { ...feed };
    try {
      await emit("room:show", { meeting: this.meeting, slot, feed });
    } catch (error) {
      sent[slot] = former;
      throw error;
    }
  }
}

async function limit(sender, bits) {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) {
    const own = share(encoding.rid, bits);
    encoding.active = own > 0;
    if (own > 0) encoding.maxBitrate = own;
  }
  if (parameters.encodings.length) await sender.setParameters(parameters).catch(() => {}); // the connection ended meanwhile
}

/** What one size gets of the bits of a picture: where they are too few for both, the large one ends. */
function share(rid, bits) {
  if (rid === "m") return Math.min(bits, MIDDLE_BITS);
  return rid === "h" && bits < MAIN_BITS ? 0 : bits;
}

function gathered(peer) {
  return new Promise((done) => {
    const look = () => peer.iceGatheringState === "complete" && done();
    look();
    peer.addEventListener("icegatheringstatechange", look);
    setTimeout(done, FACTS.iceServers?.length ? 3000 : 1500); // a relay answers late on a slow line; addresses found later reach the engine as its peer's own checks
  });
}

function reached(peer) {
  return new Promise((done, failed) => {
    const limit = setTimeout(() => failed(new Error("not connected in time")), CONNECT_WITHIN_MS);
    const look = () => {
      if (peer.connectionState === "connected") { clearTimeout(limit); done(); }
      if (["failed", "closed"].includes(peer.connectionState)) { clearTimeout(limit); failed(new Error(peer.connectionState)); }
    };
    look();
    peer.addEventListener("connectionstatechange", look);
  });
}
