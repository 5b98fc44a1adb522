// The pictures: the speaker large, the sites around it in places that never change.
import { t } from "../../lib/texts.js";

const initials = (name) => name.replace(/^(Xã|Phường|Thị trấn|TT\.|Điểm cầu|UBND)\s+/iu, "").split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();

export class Pictures {
  constructor(root, own) {
    this.root = root;
    this.own = own;
    this.stage = root.querySelector("#stage");
    this.template = document.getElementById("tile");
    this.narrow = matchMedia("(max-width: 640px)");
    this.small = this.narrow.matches ? 2 : 7;
    this.page = 0;
    this.tiles = [];
    this.tracks = new Map();
    this.ownTrack = null;
    for (let place = 0; place < this.small; place += 1) {
      const tile = this.template.content.firstElementChild.cloneNode(true);
      this.tiles.push(tile);
      root.append(tile);
    }
  }

  /** The slots of the watching connection: large picture, two sounds, the small pictures. */
  feeds(state, { saving, poor }) {
    const large = this.large(state);
    const main = state.sites.find((site) => site.main);
    const speaker = this.isElsewhere(large) ? large.id : null;
    const chair = main && main.id !== large?.id && this.isElsewhere(main) ? main.id : null;
    const small = this.shown(state).map((site) => (site && !saving && site.id !== large?.id && site.camera && this.isElsewhere(site) ? site.id : null));
    while (small.length < this.small) small.push(null);
    return [
      { kind: "video", site: large?.camera ? speaker : null, layer: saving || poor ? "thumb" : "main" },
      { kind: "audio", site: speaker, layer: "main" },
      { kind: "audio", site: chair, layer: "main" },
      ...small.map((site) => ({ kind: "video", site, layer: "thumb" })),
    ];
  }

  isElsewhere(site) {
    return Boolean(site?.here) && site.id !== this.own;
  }

  large(state) {
    return state.sites.find((site) => site.id === state.speaker) ?? state.sites.find((site) => site.main) ?? null;
  }

  pages(state) {
    return Math.max(1, Math.ceil(state.sites.length / this.small));
  }

  shown(state) {
    return state.sites.slice(this.page * this.small, (this.page + 1) * this.small);
  }

  turn(state, by) {
    this.page = (this.page + by + this.pages(state)) % this.pages(state);
  }

  /** Note the track of a slot; it stays the same whoever is shown in it. */
  put(slot, track) {
    this.tracks.set(slot, new MediaStream([track]));
  }

  /** Draw everything from the state. */
  draw(state, { saving, sound }) {
    const large = this.large(state);
    this.drawStage(state, large, sound);
    const shown = this.shown(state);
    this.tiles.forEach((tile, place) => this.drawTile(tile, shown[place], 3 + place, { large, saving }));
    document.getElementById("pages").hidden = this.pages(state) < 2;
    document.getElementById("page-number").textContent = `${this.page + 1}/${this.pages(state)}`;
  }

  drawStage(state, site, sound) {
    const figure = this.stage;
    figure.classList.toggle("is-speaking", Boolean(state.speaker));
    figure.classList.toggle("is-frozen", Boolean(site?.came && !site.here));
    figure.querySelector("[data-name]").textContent = site ? named(site) : "";
    figure.querySelector("[data-note]").textContent = state.speaker ? t("speaking") : t("main-site");
    this.fill(figure, site, 0, why(site) || (sound && site?.id !== this.own ? t("sound-only") : ""));
  }

  drawTile(tile, site, slot, { large, saving }) {
    tile.hidden = !site;
    if (!site) return;
    const isLarge = site.id === large?.id;
    tile.dataset.site = site.id;
    tile.classList.toggle("is-speaking", isLarge);
    tile.classList.toggle("is-frozen", site.came && !site.here);
    tile.querySelector("[data-name]").textContent = site.id === this.own ? t("you", { name: site.name }) : site.name;
    tile.querySelector('[data-microphone="on"]').hidden = !site.microphone;
    tile.querySelector('[data-microphone="off"]').hidden = site.microphone;
    const hand = tile.querySelector(".camera-hand");
    hand.hidden = !site.hand;
    tile.querySelector("[data-hand]").textContent = site.hand ?? "";
    const reason = why(site) || (isLarge ? t("on-stage") : saving && site.id !== this.own ? t("saving") : "");
    this.fill(tile, site, slot, reason);
  }

  /** Show the picture, or the initials and why there is none. */
  fill(figure, site, slot, reason) {
    const video = figure.querySelector("video");
    const isOwn = site?.id === this.own;
    const stream = isOwn ? this.ownStream() : this.tracks.get(slot) ?? null;
    if (video.srcObject !== stream) video.srcObject = stream;
    video.classList.toggle("is-mirror", isOwn);
    const off = figure.querySelector(".camera-off");
    off.hidden = !reason && Boolean(stream);
    video.hidden = !off.hidden;
    off.querySelector(".avatar").textContent = site ? initials(site.name) : "";
    off.querySelector("[data-why]").textContent = reason;
  }

  ownStream() {
    if (!this.ownTrack) return null;
    this.ownMedia ??= new MediaStream();
    if (this.ownMedia.getVideoTracks()[0] !== this.ownTrack) {
      this.ownMedia = new MediaStream([this.ownTrack]);
    }
    return this.ownMedia;
  }
}

function named(site) {
  return site.person ? `${site.name} · ${site.person}` : site.name;
}

function why(site) {
  if (!site) return "";
  if (!site.came) return t("not-come");
  if (!site.here) return t(site.lost ? "line-of-site-lost" : "not-here");
  if (site.mode === "telephone" || site.mode === "sound") return t(`takes-part-${site.mode}`);
  return site.camera ? "" : t("camera-off");
}
