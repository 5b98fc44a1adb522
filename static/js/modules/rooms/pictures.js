// The pictures: what is large, the sites around it in places that never change, the gallery.
// Which of the three layouts is drawn is set for all by those who run the meeting; a person may
// choose another for this screen.
import { t } from "../../lib/texts.js";

const initials = (name) => name.replace(/^(Xã|Phường|Thị trấn|TT\.|Điểm cầu|UBND)\s+/iu, "").split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();

const FIRST_SMALL_SLOT = 3; // after the large picture and two sounds
/** A picture smaller than this, in px, says nothing: fewer are shown, and the others are on further pages. */
const LEAST = { width: 132, height: 96 };
const GAP_PX = 8;
const RESTS_AFTER_MS = 150;
const SIDE = 4; // rows and columns around the large picture, where there is room for them

export class Pictures {
  /** `resized` is called when the window has room for more or fewer pictures than before. */
  constructor(root, own, { resized }) {
    Object.assign(this, { root, own, resized });
    this.stage = root.querySelector("#stage");
    this.shown = root.querySelector("#shown");
    this.template = document.getElementById("tile");
    this.narrow = matchMedia("(max-width: 640px)");
    this.look = ""; // chosen for this screen; "" is as set for all
    this.page = 0;
    this.tiles = [];
    this.tracks = new Map();
    this.ownTrack = null;
    this.room = this.measured();
    this.slots = this.shape("speaker").places;
    new ResizeObserver(() => this.fitSoon()).observe(root);
  }

  // ---- how many there is room for --------------------------------------------------------------

  /** How many rows and columns of the least size fit, and whether the window is a phone's. */
  measured() {
    const style = getComputedStyle(this.root);
    const inner = (size, before, after) => size - parseFloat(style[before]) - parseFloat(style[after]);
    const fitting = (length, least) => Math.max(1, Math.floor((length + GAP_PX) / (least + GAP_PX)));
    return {
      rows: fitting(inner(this.root.clientHeight, "paddingTop", "paddingBottom"), LEAST.height),
      columns: fitting(inner(this.root.clientWidth, "paddingLeft", "paddingRight"), LEAST.width),
      narrow: this.narrow.matches,
    };
  }

  /** Once the window rests: each further picture may need a new connection. */
  fitSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const room = this.measured();
      if (Object.keys(room).some((each) => room[each] !== this.room[each])) this.resized(room);
    }, RESTS_AFTER_MS);
  }

  /** Take another size of the window and tell if it shows more or fewer; who was seen first stays in sight. */
  fit(state, room) {
    const before = this.shapeOf(state);
    const place = this.firstPlace(state);
    this.room = room;
    const now = this.shapeOf(state);
    this.page = Math.floor(place / now.places);
    return Object.keys(now).some((each) => now[each] !== before[each]);
  }

  /** Rows, columns and places for small pictures in speaker, document, beside or gallery of `most`. */
  shape(mode, most = 0) {
    const { rows, columns, narrow } = this.room;
    if (mode === "gallery") {
      const side = Math.sqrt(most);
      const grid = narrow ? { rows: Math.min(3, rows), columns: 2 } : { rows: Math.min(side, rows), columns: Math.min(side, columns) };
      return { ...grid, places: grid.rows * grid.columns };
    }
    if (narrow) {
      const below = mode === "speaker" && rows > 3 ? 2 : 1;
      return { rows: below, columns: 2, places: 2 * below };
    }
    const down = Math.min(SIDE, rows);
    const places = { speaker: down === SIDE ? 2 * SIDE - 1 : down, document: down, beside: down - 1 }[mode];
    return { rows: down, columns: SIDE, places };
  }

  // ---- what stands where ---------------------------------------------------------------------

  /** speaker, gallery or document. */
  mode(state) {
    return this.look || state.layout;
  }

  /** Tell whether the pages of others turn with those who run the meeting. */
  isLed(state) {
    return !this.look && this.mode(state) === "gallery" && state.gallery.page !== null;
  }

  shapeOf(state) {
    return this.shape(this.hasDocument(state) ? "beside" : this.mode(state), state.gallery.size);
  }

  size(state) {
    return this.shapeOf(state).places;
  }

  /** Tell whether the document takes the large place; then the speaker stands beside it. */
  hasDocument(state) {
    return this.mode(state) === "document" && Boolean(state.shown) && !this.sharer(state);
  }

  sharer(state) {
    return state.sites.find((site) => site.id === state.sharer && site.here) ?? null;
  }

  /** The site in the large picture; in the gallery there is none. */
  large(state) {
    if (this.mode(state) === "gallery") return null;
    const find = (id) => state.sites.find((site) => site.id === id);
    return this.sharer(state) ?? find(state.pinned) ?? find(state.speaker) ?? state.sites.find((site) => site.main) ?? null;
  }

  pages(state) {
    return this.mode(state) === "document" ? 1 : Math.max(1, Math.ceil(state.total / this.size(state)));
  }

  /** The pages one may turn to, first and last: all, or those of the sites that all are led to. */
  pagesOpen(state) {
    const last = this.pages(state) - 1;
    if (!this.isLed(state)) return [0, last];
    const { page, size } = state.gallery;
    const holding = (place) => Math.min(Math.floor(place / this.size(state)), last);
    return [holding(page * size), holding(Math.min((page + 1) * size, state.total) - 1)];
  }

  pageOf(state) {
    const [first, last] = this.pagesOpen(state);
    return Math.min(Math.max(this.page, first), last);
  }

  /** The page that all are led to by the one turned to here, where fewer may have room. */
  ledPage(state) {
    const [first, last] = this.pagesOpen(state);
    if (this.isLed(state) && this.page >= first && this.page <= last) return state.gallery.page;
    return Math.floor((Math.min(this.page, this.pages(state) - 1) * this.size(state)) / state.gallery.size);
  }

  /** The fixed place, from 0, of the first site on the page. */
  firstPlace(state) {
    return this.mode(state) === "document" ? 0 : this.pageOf(state) * this.size(state);
  }

  /** Tell whether the state knows the sites of the page; of a large meeting it knows a part. */
  knowsPage(state) {
    const first = this.firstPlace(state);
    const last = Math.min(first + this.size(state), state.total) - 1;
    const known = state.sites.filter((site) => site.place !== null).length;
    return first >= state.first && last < state.first + known;
  }

  sitesShown(state) {
    const size = this.size(state);
    if (this.mode(state) !== "document") {
      const first = this.firstPlace(state);
      return state.sites.filter(({ place }) => place !== null && place >= first && place < first + size);
    }
    const large = this.sharer(state) ? null : this.large(state);
    const first = [state.sites.find((site) => site.id === state.speaker), state.sites.find((site) => site.main)];
    const order = [...new Set([...first, ...state.sites])].filter((site) => site && site !== large);
    return order.slice(0, size);
  }

  /** Turn pages, round and round; `leads` turns beyond those that all are led to. */
  turn(state, by, leads) {
    const [first, last] = leads ? [0, this.pages(state) - 1] : this.pagesOpen(state);
    const count = last - first + 1;
    this.page = first + ((this.pageOf(state) - first + by + count) % count);
  }

  // ---- what is received ----------------------------------------------------------------------

  /** The slots of the watching connection: large picture, two sounds, the small pictures. */
  feeds(state, { saving, size }) {
    const large = this.large(state);
    const sharer = this.sharer(state);
    const find = (wanted) => { const site = state.sites.find(wanted); return this.isElsewhere(site) ? site.id : null; };
    const chair = find((site) => site.main);
    const speaker = find((site) => site.id === state.speaker && !site.main);
    const picture = this.isElsewhere(large) && (large.camera || large === sharer) ? large.id : null;
    const isSmall = (site) => !saving && site.camera && this.isElsewhere(site) && (site !== large || site === sharer);
    const small = this.sitesShown(state).map((site) => (isSmall(site) ? site.id : null));
    while (small.length < this.slots) small.push(null);
    return [
      { kind: "video", site: picture, layer: size(Boolean(large) && large === sharer) },
      { kind: "audio", site: speaker, layer: "main" },
      { kind: "audio", site: chair, layer: "main" },
      ...small.map((site) => ({ kind: "video", site, layer: "thumb" })),
    ];
  }

  isElsewhere(site) {
    return Boolean(site?.here) && site.id !== this.own;
  }

  /** Note the track of a slot; it stays the same whoever is shown in it. */
  put(slot, track) {
    this.tracks.set(slot, new MediaStream([track]));
  }

  // ---- drawing -------------------------------------------------------------------------------

  /** Draw everything from the state. */
  draw(state, { saving, sound }) {
    const mode = this.mode(state);
    const large = this.large(state);
    const { rows, columns, places: size } = this.shapeOf(state);
    this.provide(size);
    const hasDocument = this.hasDocument(state);
    this.root.className = ["pictures", `pictures-${mode}`, mode === "speaker" && rows < SIDE ? "pictures-beside" : "", hasDocument ? "has-document" : ""].filter(Boolean).join(" ");
    this.root.style.setProperty("--rows", rows);
    this.root.style.setProperty("--columns", columns);
    this.shown.hidden = !hasDocument;
    this.stage.hidden = mode === "gallery";
    if (large) this.drawStage(state, large, sound);
    const shown = this.sitesShown(state);
    this.tiles.forEach((tile, place) => this.drawTile(tile, place < size ? shown[place] : null, FIRST_SMALL_SLOT + place, { state, large, saving }));
    document.getElementById("pages").hidden = this.pages(state) < 2;
    document.getElementById("page-number").textContent = `${this.pageOf(state) + 1}/${this.pages(state)}`;
  }

  /** Make as many tiles as places. Slots only become more: the watching connection asks for them. */
  provide(size) {
    while (this.tiles.length < size) {
      const tile = this.template.content.firstElementChild.cloneNode(true);
      this.tiles.push(tile);
      this.root.append(tile);
    }
    this.slots = Math.max(this.slots, size);
  }

  drawStage(state, site, sound) {
    const figure = this.stage;
    const shares = site === this.sharer(state);
    figure.classList.toggle("is-speaking", site.id === state.speaker);
    figure.classList.toggle("is-frozen", Boolean(site.came && !site.here));
    figure.querySelector("[data-name]").textContent = named(site);
    figure.querySelector("[data-note]").textContent = note(state, site, shares);
    figure.querySelector("video").classList.toggle("is-document", shares);
    const reason = (shares ? "" : why(site)) || (sound && site.id !== this.own ? t("sound-only") : "");
    this.fill(figure, site, 0, reason, shares);
  }

  drawTile(tile, site, slot, { state, large, saving }) {
    tile.hidden = !site;
    if (!site) return;
    const isLarge = site.id === large?.id;
    tile.dataset.site = site.id;
    tile.classList.toggle("is-speaking", site.id === state.speaker);
    tile.classList.toggle("is-frozen", site.came && !site.here);
    tile.querySelector("[data-name]").textContent = site.id === this.own ? t("you", { name: site.name }) : site.name;
    tile.querySelector('[data-microphone="on"]').hidden = !site.microphone;
    tile.querySelector('[data-microphone="off"]').hidden = site.microphone;
    const hand = tile.querySelector(".camera-hand");
    hand.hidden = !site.hand;
    tile.querySelector("[data-hand]").textContent = site.hand ?? "";
    showTime(tile.querySelector("[data-time]"), this.mode(state) === "gallery" && site.id === state.speaker ? state : null);
    const onStage = isLarge && site !== this.sharer(state);
    const reason = why(site) || (onStage ? t("on-stage") : saving && site.id !== this.own ? t("saving") : "");
    this.fill(tile, site, slot, reason);
  }

  /** Show the picture, or the initials and why there is none. */
  fill(figure, site, slot, reason, shares = false) {
    const video = figure.querySelector("video");
    const isOwn = site.id === this.own;
    const stream = isOwn ? this.ownStream(shares) : this.tracks.get(slot) ?? null;
    if (video.srcObject !== stream) video.srcObject = stream;
    video.classList.toggle("is-mirror", isOwn && !shares);
    const off = figure.querySelector(".camera-off");
    off.hidden = !reason && Boolean(stream);
    video.hidden = !off.hidden;
    off.querySelector(".avatar").textContent = initials(site.name);
    off.querySelector("[data-why]").textContent = reason;
  }

  /** One's own camera, or one's own screen in the large picture. */
  ownStream(shares) {
    const track = shares ? this.ownScreen : this.ownTrack;
    if (!track) return null;
    this.ownMedia ??= new Map();
    if (!this.ownMedia.has(track)) this.ownMedia = new Map([...this.ownMedia].filter(([each]) => each.readyState === "live")).set(track, new MediaStream([track]));
    return this.ownMedia.get(track);
  }
}

/** Where no large picture tells how long the speaker has, the small one does; floor.js counts. */
function showTime(place, state) {
  place.hidden = !state;
  if (state) Object.assign(place.dataset, { speechSince: state.since ?? "", allotted: state.allotted ?? "" });
  else delete place.dataset.speechSince;
}

function named(site) {
  return site.person ? `${site.name} · ${site.person}` : site.name;
}

function note(state, site, shares) {
  if (shares) return t("sharing");
  if (site.id === state.speaker) return t({ question: "asks", answer: "answers" }[state.turn] ?? "speaking");
  return site.id === state.pinned ? t("pinned") : t("main-site");
}

function why(site) {
  if (!site) return "";
  if (!site.came) return t("not-come");
  if (!site.here) return t(site.lost ? "line-of-site-lost" : "not-here");
  if (site.mode === "telephone" || site.mode === "sound") return t(`takes-part-${site.mode}`);
  return site.camera ? "" : t("camera-off");
}
