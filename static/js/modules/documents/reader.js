// The reader: pages of a PDF drawn lazily by pdf.js, page and zoom, search that forgives marks.
import * as pdfjs from "pdfjs";
import { EventBus, PDFLinkService, PDFViewer } from "pdfjs-viewer";

import { send } from "../../lib/csrf.js";
import { onNews } from "../../lib/live.js";
import { t } from "../../lib/texts.js";
import { startFinding } from "./finding.js";
import { startInStep } from "./instep.js";
import { startMarks } from "./marks.js";
import { startThumbnails } from "./thumbnails.js";
import { startWatermark } from "./watermark.js";

const STEP = 1.2;
const SMALLEST = 0.3;
const LARGEST = 4;

const reader = document.querySelector("[data-reader]");
const pages = reader?.querySelector("[data-pages-of]");

noteOpening();
awaitRendition();
awaitOpening();
if (pages) show().catch(tellFailure);

/** Tell the hub that the reader saw the document; a GET must not do that. */
function noteOpening() {
  const url = reader?.dataset.opened;
  if (url) send(url, { keepalive: true }).catch(() => {});
}

/** Load the page again when the rendition it waits for is there, or could not be made. */
function awaitRendition() {
  const waiting = reader?.querySelector("[data-rendition-waits]")?.dataset.renditionWaits;
  if (!waiting) return;
  onNews(reader.dataset.liveRoom, (name) => {
    if (name === "document:rendition:made" || name === "document:rendition:failed") location.reload();
  });
}

/** Load the page again when what opens a document to its readers has happened. */
function awaitOpening() {
  if (!reader || !("notYet" in reader.dataset)) return;
  const opening = new Set(["meeting:opened", "meeting:closed", "room:agenda-item-began", "document:access-set"]);
  onNews(reader.dataset.liveRoom, (name) => {
    if (opening.has(name)) location.reload();
  });
}

async function show() {
  pdfjs.GlobalWorkerOptions.workerSrc = pages.dataset.worker;
  const events = new EventBus();
  const links = new PDFLinkService({ eventBus: events, externalLinkEnabled: false });
  const viewer = new PDFViewer({
    container: pages,
    viewer: pages.querySelector(".pdfViewer"),
    eventBus: events,
    linkService: links,
    annotationMode: pdfjs.AnnotationMode.ENABLE,
    enableAutoLinking: false, // an address printed in a document is text; the library also trips over it when a page is left
    annotationEditorMode: pdfjs.AnnotationEditorType.DISABLE,
    removePageBorders: true,
  });
  links.setViewer(viewer);
  events.on("pagesinit", () => {
    namePages();
    viewer.currentScaleValue = "page-width";
    reader.querySelector("[data-wait]").hidden = true;
  });
  const task = pdfjs.getDocument({
    url: pages.dataset.pagesOf,
    cMapUrl: pages.dataset.cmaps,
    cMapPacked: true,
    standardFontDataUrl: pages.dataset.fonts,
    wasmUrl: pages.dataset.wasm,
    useWasm: false, // the page's policy compiles nothing
    isEvalSupported: false,
    enableXfa: false,
  });
  const pdf = await task.promise;
  viewer.setDocument(pdf);
  links.setDocument(pdf);
  startPaging(viewer, events, pdf.numPages);
  startZoom(viewer);
  startFinding(reader, viewer, events, pdf);
  startThumbnails(reader, viewer, events, pdf);
  startWatermark(pages, events);
  startMarks(reader, pages, viewer, events);
  startInStep(reader, viewer, events);
}

/** Name each page in our language; pdf.js would do so in English, and late. */
function namePages() {
  for (const page of pages.querySelectorAll(".page")) {
    page.removeAttribute("data-l10n-id");
    page.setAttribute("aria-label", t("page", { number: page.dataset.pageNumber }));
  }
}

function startPaging(viewer, events, count) {
  const input = reader.querySelector("#page-number");
  const total = reader.querySelector("[data-pages]");
  const back = reader.querySelector("[data-previous]");
  const on = reader.querySelector("[data-next]");
  const update = () => {
    const page = viewer.currentPageNumber;
    if (document.activeElement !== input) input.value = String(page);
    back.disabled = page <= 1;
    on.disabled = page >= count;
  };
  total.textContent = `/ ${count}`;
  back.addEventListener("click", () => viewer.previousPage());
  on.addEventListener("click", () => viewer.nextPage());
  input.addEventListener("change", () => {
    const asked = Number.parseInt(input.value, 10);
    if (asked >= 1 && asked <= count) viewer.currentPageNumber = asked;
    input.value = String(viewer.currentPageNumber);
  });
  events.on("pagechanging", update);
  update();
}

function startZoom(viewer) {
  const zoom = (factor) => {
    viewer.currentScale = Math.min(LARGEST, Math.max(SMALLEST, viewer.currentScale * factor));
  };
  const fit = () => {
    viewer.currentScaleValue = "page-width";
  };
  reader.querySelector("[data-smaller]").addEventListener("click", () => zoom(1 / STEP));
  reader.querySelector("[data-larger]").addEventListener("click", () => zoom(STEP));
  reader.querySelector("[data-fit]").addEventListener("click", fit);
  new ResizeObserver(() => {
    if (viewer.currentScaleValue === "page-width") fit();
  }).observe(pages);
}

function tellFailure() {
  const wait = reader.querySelector("[data-wait]");
  wait.hidden = false;
  wait.textContent = t("not-loaded");
}
