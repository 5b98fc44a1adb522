// The floor on the page: time left of the speaker with its warnings, the agenda item, and what
// concerns one's own site: being given the floor, being asked to turn the microphone on.
import { lengthOf, serverNow } from "../../lib/clock.js";
import { openDialog } from "../../lib/dialog.js";
import { emit } from "../../lib/live.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";

const at = (id) => document.getElementById(id);

/** Write seconds as 02:14, or 1:02:14 from an hour on. */
function clockOf(seconds) {
  const text = lengthOf(seconds);
  return text.startsWith("00:") ? text.slice(3) : text.replace(/^0/, "");
}

export class Floor {
  /** `own` is the site of this page; `devices` its microphone, none where another server carries the sound. */
  constructor({ meeting, own, devices, warnedAhead }) {
    Object.assign(this, { meeting, own, devices, warnedAhead });
    this.state = null;
    this.said = "";
    this.refusal = undefined;
    this.asked = false;
    setInterval(() => this.tick(), 1000);
    at("unmute-yes")?.addEventListener("click", () => { this.asked = false; devices.setMicrophone(true); });
    at("unmute-no")?.addEventListener("click", () => { this.asked = false; emit("room:decline-unmute", { meeting }).catch(() => {}); });
  }

  /** Follow what changed; `before` may be the same state, on the first look. */
  follow(before, now) {
    this.state = now;
    if (this.own) {
      this.followOwn(before, now);
      this.followAsking(now);
      this.followRefusal(now);
    }
    this.tick();
  }

  /** Open the microphone when the floor one asked for is given; close it when it is over. */
  followOwn(before, now) {
    const mine = now.sites.find((site) => site.id === this.own);
    const had = before.speaker === this.own;
    const has = now.speaker === this.own;
    if (!had && has) {
      const hadHand = before.sites.find((site) => site.id === this.own)?.hand;
      say(t(hadHand ? "floor-yours" : "floor-yours-press"));
      if (hadHand) this.devices?.setMicrophone(true);
    } else if (had && !has && !mine.main) {
      say(t("floor-over"));
    }
    if (this.devices?.microphone && !mine.microphone && (mine.muted || (!has && !mine.main))) {
      if (mine.muted) say(t("muted-by-chair"), "warn");
      this.devices.silence();
    }
  }

  followAsking(now) {
    const dialog = at("unmute-dialog");
    if (now.asked && !this.asked && this.devices && !this.devices.microphone) openDialog("unmute-dialog");
    if (!now.asked && dialog.open) dialog.close();
    this.asked = Boolean(now.asked);
  }

  followRefusal(now) {
    const number = now.refusal?.number ?? null;
    if (this.refusal !== undefined && number && number !== this.refusal) say(t("refused-floor", { reason: now.refusal.reason }), "warn");
    this.refusal = number;
  }

  // ---- time ----------------------------------------------------------------------------------

  tick() {
    if (!this.state) return;
    this.drawSpeech(at("speech-time"), this.state.since, this.state.allotted);
    for (const each of document.querySelectorAll("[data-speech-since]")) {
      this.drawSpeech(each, each.dataset.speechSince, Number(each.dataset.allotted) || null);
    }
    this.warn();
    this.drawItem();
  }

  left(since, allotted) {
    const passed = Math.max(0, Math.floor((serverNow() - Date.parse(since)) / 1000));
    return allotted ? allotted - passed : null;
  }

  drawSpeech(place, since, allotted) {
    place.hidden = !since;
    if (!since) return;
    const left = this.left(since, allotted);
    if (left === null) {
      place.textContent = clockOf(Math.max(0, Math.floor((serverNow() - Date.parse(since)) / 1000)));
      return;
    }
    place.textContent = left >= 0 ? t("time-left", { time: clockOf(left) }) : t("time-over", { time: clockOf(-left) });
    place.classList.toggle("is-ending", left >= 0 && left <= this.warnedAhead);
    place.classList.toggle("is-late", left < 0);
  }

  /** Say it once when a minute is left, and once when the time is over; nobody is cut off. */
  warn() {
    const { since, allotted, speaker } = this.state;
    if (!since || !allotted) { this.said = ""; return; }
    const left = this.left(since, allotted);
    const stage = left < 0 ? "over" : left <= this.warnedAhead && allotted > this.warnedAhead ? "ending" : "";
    const mark = `${since} ${allotted} ${stage}`;
    if (!stage || mark === this.said) return;
    this.said = mark;
    const name = this.state.sites.find((site) => site.id === speaker)?.name ?? "";
    const mine = speaker === this.own;
    at("floor-words").textContent = t(stage === "over" ? "time-is-over" : "minute-left", { name });
    if (mine) say(t(stage === "over" ? "your-time-is-over" : "your-minute-left"), "warn");
  }

  drawItem() {
    const { item } = this.state;
    const chip = at("item-now");
    chip.hidden = !item;
    if (item) {
      const spent = item.before_s + Math.max(0, Math.floor((serverNow() - Date.parse(item.since)) / 1000));
      chip.querySelector("[data-title]").textContent = t("item-now", item);
      chip.querySelector("[data-planned]").textContent = t("minutes-of", { spent: Math.floor(spent / 60), planned: item.minutes });
      chip.classList.toggle("chip-gold", spent > item.minutes * 60);
    }
    for (const each of document.querySelectorAll("[data-spent-at]")) {
      const spent = Number(each.dataset.spent) + Math.max(0, Math.floor((serverNow() - Date.parse(each.dataset.spentAt)) / 1000));
      each.textContent = clockOf(spent);
      each.classList.toggle("is-late", spent > Number(each.dataset.planned));
    }
  }
}
