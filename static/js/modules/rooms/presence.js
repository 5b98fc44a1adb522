// Being in the room: joining with the token of the lobby, signs of life, and coming back after
// the line was lost with a fresh token and a new connection. Seat, hand and floor stay.
import { send } from "../../lib/csrf.js";
import { cutLine, emit, socket, turnAmong, whoAnswers } from "../../lib/live.js";
import { newKey, sendsWhen, sendWaiting } from "../../lib/outgoing.js";
import { t } from "../../lib/texts.js";

const HEARTBEAT_MS = 15_000;
const ANSWER_WITHIN_MS = 5000;
/** A line that carries sound answers within this; what does not has been cut. */
const DOUBT_MS = 2500;
const PROBE_MS = 2000;
const OPEN_WITHIN_MS = 8000;
/** A probe that nobody answers takes two seconds itself, so a line that is back is found soon. */
const PAUSES_S = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3];
/** The hub answers but cannot take us: then asking often makes it worse. */
const PAUSES_OF_HUB_S = [1, 2, 4, 6, 8];
/** What coming back costs the hub for each page, ms: when it began anew, ten thousand do. */
const BACK_MS = 5;
const NO_USE = new Set(["removed-from-room", "room-not-open", "no-seat", "wait-for-the-chair", "no-such-meeting", "not-signed-in"]);

export class Presence {
  /** `back(reply)` after every join; `refused(problem)` when the hub will not have us; `doubted()` to look. */
  constructor({ meeting, token, wayInUrl, many, back, refused, doubted }) {
    Object.assign(this, { meeting, token, wayInUrl, many, back, refused, doubted });
    this.wasIn = false;
    this.joinedAt = ""; // by the clock of the hub, in a large meeting
    this.tookTurn = false;
    this.joined = false;
    this.ended = false;
    this.tries = 0;
    this.timer = null;
    this.probing = false;
    this.doubting = null;
    this.roundTrip = null; // ms, of the last sign of life that was answered
    this.banner = document.getElementById("line-banner");
    const line = socket();
    line.io.reconnection(false); // we count down, probe, and come back ourselves
    line.io.timeout(OPEN_WITHIN_MS);
    line.on("disconnect", () => this.lost());
    line.on("connect", () => this.join());
    line.on("connect_error", () => this.lost());
    addEventListener("offline", () => this.doubt());
    addEventListener("online", () => this.ended || this.joined || this.comeBack());
    sendsWhen(({ message }) => this.joined && message.meeting === this.meeting);
    if (line.connected) this.join();
    setInterval(() => this.beat(), HEARTBEAT_MS);
  }

  get connection() {
    return socket().id ?? "";
  }

  async join() {
    clearTimeout(this.timer);
    if (this.ended) return;
    try {
      if (!this.token) this.token = (await send(this.wayInUrl)).token;
      const token = this.token;
      const reply = await emit("room:join", { meeting: this.meeting, token, event_key: `join-${newKey()}`, back: this.wasIn });
      this.token = "";
      this.joined = this.wasIn = true;
      this.tries = 0;
      this.tookTurn = false;
      this.show("");
      if (this.many) whoAnswers(PROBE_MS).then(({ at }) => { this.joinedAt = at; }, () => {});
      await this.back(reply);
      sendWaiting();
    } catch (error) {
      this.failed(error);
    }
  }

  failed(error) {
    const problem = error.problem ?? error;
    this.token = "";
    if (NO_USE.has(problem.code)) {
      this.stop();
      this.refused(problem);
    } else if (socket().connected) {
      this.count(pauseOf(PAUSES_OF_HUB_S, this.tries++), () => this.join());
    } else {
      this.lost();
    }
  }

  lost(answered = false) {
    this.joined = false;
    this.roundTrip = null;
    if (this.ended) return;
    this.count(pauseOf(answered ? PAUSES_OF_HUB_S : PAUSES_S, this.tries++), () => this.comeBack());
  }

  /** Look with a small question first: an attempt on a dead line makes TCP wait ever longer. */
  async comeBack() {
    clearTimeout(this.timer);
    if (this.probing) return;
    this.probing = true;
    this.show(t("retry-now"));
    try {
      if (this.many && this.joinedAt && !this.tookTurn) {
        const anew = (await whoAnswers(PROBE_MS)).started > this.joinedAt;
        this.tookTurn = true;
        if (anew) {
          this.probing = false;
          this.count(Math.ceil(turnAmong(this.many, BACK_MS) / 1000), () => this.comeBack());
          return;
        }
      }
      this.token = (await send(this.wayInUrl, { signal: AbortSignal.timeout(PROBE_MS) })).token;
    } catch (error) {
      this.probing = false;
      if (NO_USE.has(error.code)) this.failed(error);
      else this.lost(Boolean(error.status));
      return;
    }
    this.probing = false;
    if (socket().connected) this.join();
    else socket().connect();
  }

  /** Sound and picture stand still: ask at once, and give the connection up when nobody answers. */
  doubt() {
    if (!this.joined || this.ended) return null;
    this.doubting ??= this.ask(DOUBT_MS).finally(() => { this.doubting = null; });
    return this.doubting;
  }

  async beat() {
    if (this.joined && !this.ended) await this.ask(ANSWER_WITHIN_MS);
  }

  async ask(within) {
    const connection = this.connection;
    const began = performance.now();
    try {
      await emit("room:heartbeat", { meeting: this.meeting }, { within });
      this.roundTrip = performance.now() - began;
    } catch (error) {
      if (error.problem?.code === "not-in-the-room") this.doubted();
      else if (!error.problem && this.joined && connection === this.connection) cutLine();
    }
  }

  count(seconds, then) {
    clearTimeout(this.timer);
    if (seconds <= 0) {
      then();
      return;
    }
    this.show(t("retry-in", { seconds, count: this.tries }));
    this.timer = setTimeout(() => this.count(seconds - 1, then), 1000);
  }

  show(text) {
    this.banner.querySelector("[data-line-text]").textContent = text;
    this.banner.hidden = !text;
  }

  stop() {
    this.ended = true;
    this.joined = false;
    clearTimeout(this.timer);
    this.show("");
  }
}

const pauseOf = (pauses, tries) => pauses[Math.min(tries, pauses.length - 1)];
