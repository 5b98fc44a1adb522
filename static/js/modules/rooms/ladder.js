// A ladder of modes with hysteresis (video.md §1): twice bad, one rung down; good for `hold`
// looks, one rung up, with `hold` doubled at every fall so that a line at its limit does not
// swing. A long calm forgets the falls. Knows nothing of browsers.

const SHORTEST_HOLD = 5;
const LONGEST_HOLD = 60;
const CALM_LOOKS = 150;

export class Ladder {
  /** Rung 0 is the best, `lowest` the worst; `least` is the best rung that is allowed. */
  constructor({ lowest, begin = 0, least = 0 }) {
    this.lowest = lowest;
    this.least = least;
    this.rung = Math.max(begin, least);
    this.hold = SHORTEST_HOLD;
    this.bad = 0;
    this.good = 0;
  }

  /** Take one look; return whether one should go down ("down"), may go up ("up"), or stay (""). */
  look({ bad, good }) {
    this.bad = bad ? this.bad + 1 : 0;
    this.good = good ? this.good + 1 : 0;
    if (this.good >= CALM_LOOKS) this.hold = SHORTEST_HOLD;
    if (this.bad >= 2 && this.rung < this.lowest) return "down";
    return this.rung > this.least && this.good >= this.hold ? "up" : "";
  }

  fall(to = this.rung + 1) {
    this.hold = Math.min(this.hold * 2, LONGEST_HOLD);
    this.move(Math.min(to, this.lowest));
  }

  rise() {
    this.move(Math.max(this.rung - 1, this.least));
  }

  /** What should have carried one rung more does not: wait longer before the next try. */
  stay() {
    this.hold = Math.min(this.hold * 2, LONGEST_HOLD);
    this.bad = this.good = 0;
  }

  move(rung) {
    this.rung = rung;
    this.bad = this.good = 0;
  }
}
