// A document shown to all sites in step. pdf.js comes only when there is something to show. The
// page follows the presenter until one turns pages on one's own; then a button leads back.
import { emit } from "../../lib/live.js";
import { t } from "../../lib/texts.js";

const DRAWN_AGAIN_AFTER_MS = 120;
const SHARPEST = 2;

let library = null;

/** Load pdf.js once. */
async function pdfjs(data) {
  library ??= import("pdfjs").then((module) => {
    module.GlobalWorkerOptions.workerSrc = data.worker;
    return module;
  });
  return library;
}

export class Shown {
  constructor({ meeting, say }) {
    Object.assign(this, { meeting, say });
    this.root = document.getElementById("shown");
    this.box = this.root.querySelector(".shown-page");
    this.canvas = this.root.querySelector("canvas");
    this.shown = null;
    this.pdf = null;
    this.version = "";
    this.page = 0;
    this.follows = true;
    this.drawing = null;
    this.part("back").addEventListener("click", () => this.turn(-1));
    this.part("on").addEventListener("click", () => this.turn(1));
    this.part("follow").addEventListener("click", () => this.comeBack());
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    new ResizeObserver(() => this.drawSoon()).observe(this.box);
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** Take over what the room shows: null, something withheld, or a version and its page. */
  take(shown) {
    const another = shown?.version !== this.shown?.version;
    this.shown = shown;
    if (another) { this.follows = true; this.page = 0; }
    if (!shown?.readable) { this.close(); this.label(); return; }
    if (shown.version !== this.version) this.open(shown);
    else this.goTo(shown.page);
  }

  /** The presenter turned the page; news brought it. */
  turned({ version, page }) {
    if (version !== this.shown?.version) return;
    this.shown.page = page;
    this.goTo(page);
  }

  goTo(page) {
    if (this.follows && page !== this.page) { this.page = page; this.draw(); }
    this.label();
  }

  comeBack() {
    this.follows = true;
    this.page = 0;
    this.goTo(this.shown.page);
  }

  pressed(event) {
    const by = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 }[event.key];
    if (!by || event.target.closest("a, input")) return;
    event.preventDefault();
    this.turn(by);
  }

  /** Who presents turns the page for all; others turn their own. */
  async turn(by) {
    const page = this.page + by;
    if (!this.pdf || page < 1 || page > this.pdf.numPages) return;
    this.page = page;
    if (this.shown.presents && this.follows) {
      this.shown.page = page;
      emit("room:turn-page", { meeting: this.meeting, page }).catch((error) => this.say(error.message, "error"));
    } else {
      this.follows = page === this.shown.page;
    }
    this.label();
    await this.draw();
  }

  async open(shown) {
    this.version = shown.version;
    this.words(t("shown-loading"));
    this.label();
    try {
      const module = await pdfjs(this.root.dataset);
      const { cmaps, fonts, wasm } = this.root.dataset;
      const task = module.getDocument({
        url: shown.content, cMapUrl: cmaps, cMapPacked: true, standardFontDataUrl: fonts, wasmUrl: wasm,
        useWasm: false, // the page's policy compiles nothing
        isEvalSupported: false, enableXfa: false,
      });
      const pdf = await task.promise;
      if (this.version !== shown.version) { task.destroy(); return; }
      this.pdf?.loadingTask.destroy();
      this.pdf = pdf;
      this.page = 0;
      this.words("");
      this.goTo(this.shown?.page ?? shown.page);
    } catch {
      if (this.version === shown.version) this.words(t("shown-failed"));
    }
  }

  close() {
    this.pdf?.loadingTask.destroy();
    this.pdf = null;
    this.version = "";
    this.page = 0;
    this.canvas.width = this.canvas.height = 0;
    this.part("text").textContent = "";
    this.words(this.shown ? t("shown-withheld", { name: this.shown.by }) : t("shown-nothing"));
  }

  drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), DRAWN_AGAIN_AFTER_MS);
  }

  /** Draw the page as large as its place allows; a drawing that is overtaken is given up. */
  async draw() {
    if (!this.pdf || !this.page || !this.box.clientWidth) return;
    this.drawing?.cancel();
    const { pdf, page: number } = this;
    const page = await pdf.getPage(number);
    if (pdf !== this.pdf || number !== this.page) return;
    const whole = page.getViewport({ scale: 1 });
    const scale = Math.min(this.box.clientWidth / whole.width, this.box.clientHeight / whole.height);
    const sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
    const viewport = page.getViewport({ scale: scale * sharp });
    const sheet = document.createElement("canvas");
    sheet.width = Math.floor(viewport.width);
    sheet.height = Math.floor(viewport.height);
    this.drawing = page.render({ canvasContext: sheet.getContext("2d"), viewport });
    try {
      await this.drawing.promise;
    } catch {
      return; // overtaken by another page or size
    }
    this.canvas.width = sheet.width;
    this.canvas.height = sheet.height;
    this.canvas.getContext("2d").drawImage(sheet, 0, 0);
    this.root.dataset.drawn = String(number);
    await this.read(page);
  }

  /** The words of the page, for those who hear it instead of seeing it. */
  async read(page) {
    const { items } = await page.getTextContent();
    if (page.pageNumber === this.page) this.part("text").textContent = items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
  }

  words(text) {
    const place = this.part("words");
    place.textContent = text;
    place.hidden = !text;
  }

  label() {
    const { shown } = this;
    this.root.querySelector(".shown-bar").hidden = !shown?.readable;
    if (!shown?.readable) return;
    const last = this.pdf?.numPages ?? 0; // none while it is being opened
    this.part("title").textContent = shown.title;
    this.part("by").textContent = t("shown-by", { name: shown.by });
    this.part("page").textContent = t("page-of", { page: this.page || shown.page, count: last || "…" });
    this.part("open").href = shown.reader;
    this.part("stop").hidden = !shown.presents;
    this.part("follow").hidden = this.follows;
    this.part("back").disabled = this.page <= 1;
    this.part("on").disabled = this.page >= last;
  }
}
