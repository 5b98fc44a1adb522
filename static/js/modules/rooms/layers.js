// The engine sends what it is asked for, whatever the line; so the page asks for less on a poor
// line (video.md §1): twice bad, one step down; good for `hold` looks, one step up, with `hold`
// doubled at every step down so that a line at its limit does not swing.

const LOOK_MS = 2000;
const BAD_LOSS = 0.08;
const GOOD_LOSS = 0.01;
const LONGEST_HOLD = 60;

export class LayerKeeper {
  /** `peer()` gives the watching connection; `step(poor)` asks for the small or the full picture. */
  constructor({ peer, step }) {
    this.peer = peer;
    this.step = step;
    this.poor = false;
    this.bad = 0;
    this.good = 0;
    this.hold = 5;
    this.before = null;
    setInterval(() => this.look(), LOOK_MS);
  }

  async look() {
    const peer = this.peer();
    if (!peer || peer.connectionState !== "connected") {
      this.before = null;
      return;
    }
    const now = sums(await peer.getStats());
    const before = this.before;
    this.before = now;
    if (!before || now.packets <= before.packets) return;
    const packets = now.packets - before.packets;
    const lost = Math.max(0, now.lost - before.lost);
    const loss = lost / (packets + lost);
    const stuck = now.stage > before.stage + 5 && now.frames === before.frames;
    this.judge(loss > BAD_LOSS || stuck, loss < GOOD_LOSS && !stuck);
  }

  judge(isBad, isGood) {
    this.bad = isBad ? this.bad + 1 : 0;
    this.good = isGood ? this.good + 1 : 0;
    if (!this.poor && this.bad >= 2) {
      this.poor = true;
      this.hold = Math.min(this.hold * 2, LONGEST_HOLD);
      this.step(true);
    } else if (this.poor && this.good >= this.hold) {
      this.poor = false;
      this.step(false);
    }
  }
}

function sums(stats) {
  const sum = { packets: 0, lost: 0, stage: 0, frames: 0 };
  for (const row of stats.values()) {
    if (row.type !== "inbound-rtp") continue;
    sum.packets += row.packetsReceived ?? 0;
    sum.lost += row.kind === "audio" ? row.packetsLost ?? 0 : row.nackCount ?? 0;
    if (row.mid === "0") {
      sum.stage = row.packetsReceived ?? 0;
      sum.frames = row.framesDecoded ?? 0;
    }
  }
  return sum;
}
