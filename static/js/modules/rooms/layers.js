// The engine sends what it is asked for, whatever the line; so the page asks for less on a poor
// line (video.md §1), and sends less of its own. Looks at both connections every two seconds.
import { Ladder } from "./ladder.js";

const LOOK_MS = 2000;
const BAD_LOSS = 0.08;
const GOOD_LOSS = 0.01;
/** What is left bears more: a lost packet is asked for again or filled in. To give up the last
 * picture for a loss that is not its doing would help nobody. */
const BAD_LAST_LOSS = 0.2;
const BAD_SOUND_LOSS = 0.25;
const SLOW_S = 2.0;
/** What was on its way before the hub took the last request arrives, or is missed, for so long. */
const DRAINS_MS = 1500;
/** A request the hub has not answered for so long did not get through: then what arrives counts. */
const TAKEN_WITHIN_MS = 8000;

/** What a page receives, best first: the words of the hub (quality.models.LineMode). */
export const MODES = ["full", "small", "single", "sound", "telephone"];
export const [FULL, SMALL, SINGLE, SOUND, TELEPHONE] = MODES.keys();
/** What it sends: picture and small picture; the small one; none. */
export const [ALL, THIN, NO_PICTURE] = [0, 1, 2];

/**
 * The size of the large picture on a rung: the middle one where the engine and the site have it.
 * A shared screen is read: smaller only where it comes in two sizes, as the small picture is the camera's.
 */
export function sizeOn(rung, { isScreen = false, simulcast = false } = {}) {
  if (rung === FULL || (isScreen && !simulcast)) return "main";
  return rung === SMALL || isScreen ? "middle" : "thumb";
}

export class LayerKeeper {
  /**
   * `watching()` and `publishing()` give the connections; `carries()` asks the line, before a
   * picture is asked for, whether it would carry one; `moved()` hears of every change and returns
   * a promise of when the hub has taken it.
   */
  constructor({ watching, publishing, carries, moved, begin = FULL, least = FULL }) {
    Object.assign(this, { watching, publishing, carries, moved });
    this.down = new Ladder({ lowest: TELEPHONE, begin, least });
    this.up = new Ladder({ lowest: NO_PICTURE });
    this.before = { in: null, out: null };
    this.asking = false;
    this.changes = 0; // that the hub has not taken yet
    this.drainedAt = 0;
    setInterval(() => this.look(), LOOK_MS);
  }

  get rung() {
    return this.down.rung;
  }

  /** What may be sent: never more than fits beside what is received. */
  get sends() {
    const beside = this.rung >= SOUND ? NO_PICTURE : this.rung >= SMALL ? THIN : ALL;
    return Math.max(this.up.rung, beside);
  }

  /** Let people at the site decide: nothing better than this rung until they choose again. */
  choose(least) {
    this.down.least = least;
    this.down.hold = 5;
    this.down.move(least);
    this.settle();
  }

  fallTo(rung) {
    if (this.rung >= rung) return;
    this.down.fall(rung);
    this.settle();
  }

  riseTo(rung) {
    if (this.rung <= rung || rung < this.down.least) return;
    this.down.move(rung);
    this.settle();
  }

  /**
   * Let a change reach the hub before the line is judged again. A full line carries the request
   * late, and what was sent until then is still in front of it: to count that would cost one rung
   * more, and the sound's last picture on a line that carries it.
   */
  async settle() {
    this.changes += 1;
    const limit = new Promise((over) => setTimeout(over, TAKEN_WITHIN_MS));
    await Promise.race([this.moved(), limit]).catch(() => {});
    this.changes -= 1;
    this.drainedAt = performance.now() + DRAINS_MS;
  }

  get isSettled() {
    return !this.changes && performance.now() >= this.drainedAt;
  }

  /** Forget what was measured: the connection is another one now. */
  anew() {
    this.before = { in: null, out: null };
    this.down.bad = this.down.good = this.up.bad = this.up.good = 0;
  }

  async look() {
    if (this.rung === TELEPHONE) return;
    await this.lookIn();
    await this.lookOut();
  }

  async lookIn() {
    const settled = this.isSettled;
    if (!settled) this.before.in = null; // the next look has nothing older than the change to compare with
    const flow = settled && (await this.flow("in", this.watching()));
    if (!flow || !this.isSettled) return;
    const bad = this.isBad(flow);
    const good = flow.packets ? flow.loss < GOOD_LOSS && !flow.stuck : flow.answered && flow.rtt < SLOW_S / 4;
    const step = this.down.look({ bad, good });
    if (step === "down") {
      this.down.fall();
      this.settle();
    } else if (step === "up" && !this.asking) {
      await this.tryUp();
    }
  }

  /** A picture that stands still though nothing was lost is the matter of a computer, not of the line. */
  isBad({ loss, stuck, rtt }) {
    if (this.rung === SOUND) return loss > BAD_SOUND_LOSS || rtt > SLOW_S;
    return (stuck && loss > GOOD_LOSS) || loss > (this.rung === SINGLE ? BAD_LAST_LOSS : BAD_LOSS);
  }

  /** A picture on a line that does not carry it would cost the sound: so ask the line first. */
  async tryUp() {
    const rung = this.rung;
    this.asking = true;
    const carries = await this.carries(rung - 1).catch(() => false);
    this.asking = false;
    if (this.rung !== rung) return;
    if (!carries) {
      this.down.stay();
      return;
    }
    this.down.rise();
    this.settle();
  }

  async lookOut() {
    const flow = await this.flow("out", this.publishing());
    if (!flow || !flow.packets) return;
    const step = this.up.look({ bad: flow.loss > (this.up.rung === THIN ? BAD_LAST_LOSS : BAD_LOSS), good: flow.loss < GOOD_LOSS });
    if (step === "down") this.up.fall();
    else if (step === "up") this.up.rise();
    else return;
    this.moved();
  }

  /** Return what flowed since the last look; null when there is nothing to compare. */
  async flow(way, peer) {
    if (!peer || peer.connectionState !== "connected") {
      this.before[way] = null;
      return null;
    }
    const now = (way === "in" ? sumsIn : sumsOut)(await peer.getStats());
    const before = this.before[way];
    this.before[way] = now;
    if (!before || now.packets < before.packets) return null;
    const packets = now.packets - before.packets;
    const lost = Math.max(0, now.lost - before.lost);
    const answers = now.answers - before.answers;
    return {
      packets,
      loss: packets + lost ? lost / (way === "in" ? packets + lost : Math.max(packets, lost)) : 0,
      stuck: now.stage > before.stage + 5 && now.frames === before.frames,
      answered: answers > 0,
      rtt: answers > 0 ? (now.roundTrips - before.roundTrips) / answers : 0,
    };
  }
}

/** Pictures are repeated under the same number, so what they lost shows in what was asked again. */
function sumsIn(stats) {
  const sum = { packets: 0, lost: 0, stage: 0, frames: 0, answers: 0, roundTrips: 0 };
  for (const row of stats.values()) {
    if (row.type === "candidate-pair") addPair(sum, row);
    if (row.type !== "inbound-rtp") continue;
    sum.packets += row.packetsReceived ?? 0;
    sum.lost += row.kind === "audio" ? row.packetsLost ?? 0 : Math.max(row.nackCount ?? 0, row.packetsLost ?? 0);
    if (row.mid === "0") {
      sum.stage = row.packetsReceived ?? 0;
      sum.frames = row.framesDecoded ?? 0;
    }
  }
  return sum;
}

function sumsOut(stats) {
  const sum = { packets: 0, lost: 0, stage: 0, frames: 0, answers: 0, roundTrips: 0 };
  for (const row of stats.values()) {
    if (row.type === "candidate-pair") addPair(sum, row);
    if (row.type === "outbound-rtp") sum.packets += row.packetsSent ?? 0;
    if (row.type === "remote-inbound-rtp") sum.lost += row.packetsLost ?? 0;
  }
  return sum;
}

function addPair(sum, row) {
  sum.answers += row.responsesReceived ?? 0;
  sum.roundTrips += row.totalRoundTripTime ?? 0;
}
