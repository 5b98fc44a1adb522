// What a page does on a weak line: smaller pictures, one picture, sound only, and at last the
// documents here and the voice by telephone; and back up by itself. The hub is told, so that
// the technician and the roll know. People at the site may also choose.
import { openDialog } from "../../lib/dialog.js";
import { emit } from "../../lib/live.js";
import { t } from "../../lib/texts.js";
import { ALL, FULL, LayerKeeper, MODES, NO_PICTURE, SINGLE, SMALL, SOUND, TELEPHONE, THIN, sizeOn } from "./layers.js";
import { FACTS, MAIN_BITS, THUMB_BITS } from "./media.js";

/** What must fit beside what comes down already, before more is asked for: kbit/s of a short try. */
const CARRIES_KBPS = { [SINGLE]: 120, [SMALL]: 500, [FULL]: 450 };
const TRY_KB = 48;
const TRY_WITHIN_MS = 6000;
/** From the telephone back: asked ever more rarely while it does not help. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 240_000;
const PINGS = 3;
const PING_WITHIN_MS = 1500;
/** Connections that came to nothing, one after the other, though the hub answers: no way for sound. */
const FAILURES_TO_TELEPHONE = 2;

/** What each choice allows at best. */
const CHOICES = { auto: FULL, saving: SINGLE, sound: SOUND, telephone: TELEPHONE };

const at = (id) => document.getElementById(id);

export class WeakLine {
  /**
   * `joined()` tells whether the page is in the room, `onStage()` whether the site is the large
   * picture; `changed()` draws, asks anew and promises when the hub has taken it; `say(text, ms)` shows a notice.
   */
  constructor({ meeting, own, publisher, watcher, joined, onStage, changed, say, beginsWith, chosen, lineUrl }) {
    Object.assign(this, { meeting, own, publisher, watcher, joined, onStage, changed, say, lineUrl });
    const begin = Math.max(0, MODES.indexOf(beginsWith || "full"));
    const least = chosen ? begin : FULL;
    this.keeper = new LayerKeeper({
      watching: () => watcher.peer,
      publishing: () => publisher?.peer,
      carries: (rung) => this.carries(rung),
      moved: () => this.moved(),
      begin,
      least,
    });
    this.last = FULL;
    this.told = own ? (beginsWith || "full") : "";
    this.pause = FIRST_PAUSE_MS;
    this.trial = null;
    this.startControls();
    this.show();
    if (begin === TELEPHONE && !chosen) this.tryLater();
    this.last = begin;
  }

  get rung() {
    return this.keeper.rung;
  }

  get mode() {
    return MODES[this.rung];
  }

  /** Whether sound and picture are connected at all. */
  get hasMedia() {
    return this.rung < TELEPHONE;
  }

  get receivesPictures() {
    return this.rung < SOUND;
  }

  get sendsPicture() {
    return this.keeper.sends < NO_PICTURE;
  }

  /** What the pictures are drawn and asked for with. */
  get view() {
    return { saving: this.rung >= SINGLE, size: (isScreen) => sizeOn(this.rung, { isScreen, simulcast: FACTS.simulcast }) };
  }

  /** Leave out of the slots what is not to be sent. */
  limited(feeds) {
    if (this.receivesPictures) return feeds;
    return feeds.map((feed) => (feed.kind === "video" ? { ...feed, site: null } : feed));
  }

  /** Sound and picture came to nothing once more; after some tries the telephone is left. */
  failed({ tries, refused }) {
    if (!refused && tries >= FAILURES_TO_TELEPHONE && this.joined()) this.keeper.fallTo(TELEPHONE);
  }

  /** The page is in the room (again): measure anew, tell the hub what it may have missed. */
  back() {
    this.keeper.anew();
    this.carry();
    this.tell();
  }

  /** The speaker's picture is wanted large by all; others' is not. */
  carry() {
    const { sends } = this.keeper;
    const large = this.onStage();
    const main = sends === ALL ? MAIN_BITS : sends === THIN && large ? MAIN_BITS / 2.5 : 0;
    this.publisher?.carry({ main, thumb: sends === NO_PICTURE ? 0 : THUMB_BITS });
  }

  choose(name) {
    clearTimeout(this.trial);
    this.keeper.choose(CHOICES[name]);
  }

  async moved() {
    const before = this.last;
    this.last = this.rung;
    this.carry();
    if (this.rung !== before) this.changeMedia(before);
    this.show();
    const taken = this.changed(before !== this.rung);
    this.tell();
    await taken;
  }

  changeMedia(before) {
    clearTimeout(this.trial);
    if (this.rung === TELEPHONE) {
      this.watcher.stop();
      this.publisher?.stop();
      this.say("");
      if (!this.isChosen) this.tryLater();
      return;
    }
    if (before === TELEPHONE) {
      this.watcher.start();
      this.publisher?.start();
    }
    if (this.isChosen) return;
    if (this.rung > before) this.say(t({ [SMALL]: "fell-to-small", [SINGLE]: "fell-to-single", [SOUND]: "fell-to-sound" }[this.rung]), 8000);
    else this.say(t(this.rung === FULL ? "good-line-again" : "line-better"), 6000);
  }

  get isChosen() {
    return this.keeper.down.least === this.rung && this.rung > FULL;
  }

  /** Tell the hub; what it does not hear now it hears after the next joining. */
  async tell() {
    if (!this.own || !this.joined() || this.told === this.mode) return;
    const mode = this.mode;
    try {
      await emit("room:mode", { meeting: this.meeting, mode, chosen: this.isChosen });
      this.told = mode;
    } catch {
      return;
    }
    this.tell(); // it may have moved meanwhile
  }

  // ---- from the telephone back ----------------------------------------------------------------

  tryLater() {
    clearTimeout(this.trial);
    this.trial = setTimeout(() => this.tryNow(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  /** Sound is tried again when small questions are answered in good time. */
  async tryNow() {
    clearTimeout(this.trial);
    if (this.rung !== TELEPHONE) return;
    for (let count = 0; count < PINGS; count += 1) {
      try {
        await emit("room:ping", { meeting: this.meeting }, { within: PING_WITHIN_MS });
      } catch {
        this.tryLater();
        return;
      }
    }
    this.keeper.riseTo(SOUND);
  }

  /** Tell whether the line brings so much down at this moment that a picture would fit. */
  async carries(rung) {
    const answer = await fetch(`${this.lineUrl}?kb=${TRY_KB}&again=${Math.random()}`, { cache: "no-store", signal: AbortSignal.timeout(TRY_WITHIN_MS) });
    if (!answer.ok) return false;
    const reader = answer.body.getReader();
    await reader.read(); // the way there, which says nothing of how wide it is
    const began = performance.now();
    let bytes = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) bytes += piece.value.length;
    return !bytes || (bytes * 8) / (performance.now() - began) >= CARRIES_KBPS[rung];
  }

  // ---- what people see and choose --------------------------------------------------------------

  startControls() {
    at("saving").addEventListener("click", () => openDialog("line-dialog"));
    at("line-dialog").addEventListener("change", (event) => this.choose(event.target.value));
    at("try-sound").addEventListener("click", () => {
      this.say(t("trying-sound"), 8000);
      this.keeper.down.least = FULL;
      this.keeper.riseTo(SOUND);
    });
  }

  show() {
    const { least } = this.keeper.down;
    const chosen = Object.keys(CHOICES).find((name) => CHOICES[name] === least) ?? "auto";
    for (const choice of at("line-dialog").querySelectorAll("[name=line-choice]")) choice.checked = choice.value === chosen;
    at("line-now").textContent = t(`mode-${this.mode}`);
    at("saving").setAttribute("aria-pressed", String(this.rung > FULL));
    at("by-telephone").hidden = this.rung !== TELEPHONE;
    document.body.classList.toggle("is-by-telephone", this.rung === TELEPHONE);
  }
}
