// Being in the room: joining with the token of the lobby, signs of life, and coming back after
// the line was lost with a fresh token and a new connection. Seat, hand and floor stay.
import { send } from "../../lib/csrf.js";
import { emit, socket } from "../../lib/live.js";
import { t } from "../../lib/texts.js";

const HEARTBEAT_MS = 15_000;
const PROBE_MS = 2000;
const PAUSES_S = [1, 2, 3, 5, 5, 8];
const NO_USE = new Set(["removed-from-room", "room-not-open", "no-seat", "wait-for-the-chair", "no-such-meeting", "not-signed-in"]);

export class Presence {
  /** `back()` after every join; `refused(problem)` when the hub will not have us; `doubted()` to look. */
  constructor({ meeting, token, wayInUrl, back, refused, doubted }) {
    Object.assign(this, { meeting, token, wayInUrl, back, refused, doubted });
    this.joined = false;
    this.ended = false;
    this.tries = 0;
    this.timer = null;
    this.banner = document.getElementById("line-banner");
    const line = socket();
    line.io.reconnection(false); // we count down, probe, and come back ourselves
    line.on("disconnect", () => this.lost());
    line.on("connect", () => this.join());
    line.on("connect_error", () => this.lost());
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
      await emit("room:join", { meeting: this.meeting, token, event_key: `join-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}` });
      this.token = "";
      this.joined = true;
      this.tries = 0;
      this.show("");
      await this.back();
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
      this.count(PAUSES_S[Math.min(this.tries++, PAUSES_S.length - 1)], () => this.join());
    } else {
      this.lost();
    }
  }

  lost() {
    this.joined = false;
    if (this.ended) return;
    this.count(PAUSES_S[Math.min(this.tries++, PAUSES_S.length - 1)], () => this.comeBack());
  }

  /** Look with a small question first: an attempt on a dead line makes TCP wait ever longer. */
  async comeBack() {
    this.show(t("retry-now"));
    try {
      this.token = (await send(this.wayInUrl, { signal: AbortSignal.timeout(PROBE_MS) })).token;
    } catch (error) {
      if (NO_USE.has(error.code)) this.failed(error);
      else this.lost();
      return;
    }
    if (socket().connected) this.join();
    else socket().connect();
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

  async beat() {
    if (!this.joined || this.ended) return;
    try {
      await emit("room:heartbeat", { meeting: this.meeting });
    } catch (error) {
      if (error.problem?.code === "not-in-the-room") this.doubted();
    }
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
