// Finding words in a document without typing their marks: "nguyen van duc" finds Nguyễn Văn Đức.
import { t } from "../../lib/texts.js";

/** Return the text without marks, in small letters, as long as it was. */
export function fold(text) {
  return Array.from(text.normalize("NFC"), (letter) => {
    const plain = letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐðÐ]/g, "d").toLowerCase();
    return plain.length === letter.length ? plain : letter.toLowerCase();
  }).join("");
}

/**
 * Return the places of `wanted` in a page's pieces of text: of each, the pieces it touches and,
 * in every one of them, from which letter to which.
 */
export function placesIn(pieces, wanted) {
  const starts = [];
  let whole = "";
  for (const piece of pieces) {
    starts.push(whole.length);
    whole += fold(piece);
  }
  const found = [];
  for (let at = whole.indexOf(wanted); wanted && at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    found.push(pieces.flatMap((piece, index) => {
      const from = Math.max(at - starts[index], 0);
      const to = Math.min(end - starts[index], piece.length);
      return from < to ? [{ index, from, to }] : [];
    }));
  }
  return found;
}

/** Return the texts of the drawn pieces: empty ones are not drawn and only end a line. */
function piecesOf(items) {
  const pieces = [];
  for (const { str, hasEOL } of items) {
    if (str) pieces.push(str);
    if (hasEOL && pieces.length) pieces[pieces.length - 1] += " ";
  }
  return pieces;
}

const CAN_HIGHLIGHT = Boolean(globalThis.CSS?.highlights && globalThis.Highlight);

/** The letters `from` to `to` of a drawn piece, which is one text node. */
function rangeIn(span, from, to) {
  const text = span.firstChild;
  if (!CAN_HIGHLIGHT || text?.nodeType !== Node.TEXT_NODE || from >= text.length) return null;
  const range = new Range();
  range.setStart(text, from);
  range.setEnd(text, Math.min(to, text.length));
  return range;
}

/** Search as it is typed; Enter goes to the next place, Shift Enter back. */
export function startFinding(reader, viewer, events, pdf) {
  const form = reader.querySelector("[data-find]");
  const input = form.querySelector("input");
  const told = reader.querySelector("[data-found]");
  const texts = new Map();
  let places = [];
  let current = 0;
  let round = 0;

  async function textOf(page) {
    if (!texts.has(page)) {
      const content = await (await pdf.getPage(page)).getTextContent();
      texts.set(page, piecesOf(content.items));
    }
    return texts.get(page);
  }

  async function search() {
    round += 1;
    const mine = round;
    const wanted = fold(input.value.trim());
    const found = [];
    for (let page = 1; wanted && page <= pdf.numPages; page += 1) {
      for (const pieces of placesIn(await textOf(page), wanted)) found.push({ page, pieces });
      if (mine !== round) return;
    }
    places = found;
    current = 0;
    if (!wanted) told.textContent = "";
    show();
  }

  function show() {
    unmark();
    if (!input.value.trim()) return;
    if (!places.length) {
      told.textContent = t("found-nothing");
      return;
    }
    told.textContent = t("found", { at: current + 1, count: places.length });
    const { page } = places[current];
    if (viewer.currentPageNumber !== page) viewer.currentPageNumber = page;
    mark();
  }

  function unmark() {
    reader.querySelectorAll(".textLayer .is-found").forEach((span) => span.classList.remove("is-found", "is-current"));
    for (const name of ["found", "found-current"]) globalThis.CSS?.highlights?.delete(name);
  }

  // The words themselves are coloured (CSS Custom Highlight API, Chrome 105); without it, their lines.
  function mark() {
    const ranges = { "found": [], "found-current": [] };
    places.forEach(({ page, pieces }, index) => {
      const view = viewer.getPageView(page - 1);
      const spans = view?.textLayer?.div?.querySelectorAll("span[role=presentation]:not(.markedContent)") ?? [];
      for (const { index: piece, from, to } of pieces) {
        const span = spans[piece];
        if (!span) continue;
        const range = rangeIn(span, from, to);
        if (range) ranges[index === current ? "found-current" : "found"].push(range);
        span.classList.add("is-found");
        if (index === current) {
          span.classList.add("is-current");
          if (piece === pieces[0].index) span.scrollIntoView({ block: "center" });
        }
      }
    });
    if (!CAN_HIGHLIGHT) return;
    for (const [name, found] of Object.entries(ranges)) {
      const highlight = new Highlight();
      found.forEach((range) => highlight.add(range));
      CSS.highlights.set(name, highlight);
    }
  }

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!places.length) return;
    current = (current + 1) % places.length;
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey || !places.length) return;
    event.preventDefault();
    current = (current - 1 + places.length) % places.length;
    show();
  });
  events.on("textlayerrendered", mark);
}
