// Private notes and highlights: kept by the hub for their author, drawn over the pages.
import { send } from "../../lib/csrf.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";

const LONGEST_QUOTE = 200;

export function startMarks(reader, pages, viewer, events) {
  const list = reader.querySelector("[data-marks]");
  const none = reader.querySelector("[data-no-marks]");
  const form = reader.querySelector("[data-note]");
  const onPage = reader.querySelector("[data-note-page]");
  const url = pages.dataset.marksOf;
  const place = pages.dataset.mark;
  let marks = [];

  load();
  events.on("pagerendered", ({ source }) => drawOn(source.div));
  events.on("pagechanging", ({ pageNumber }) => {
    onPage.textContent = String(pageNumber);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("textarea");
    const note = { page: viewer.currentPageNumber, kind: "note", boxes: [[0.96, freeHeight(), 0, 0]], text: field.value };
    attempt(async () => {
      keep(await send(url, { json: note }));
      form.reset();
    });
  });
  reader.querySelector("[data-highlight]").addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  reader.querySelector("[data-highlight]").addEventListener("click", () => {
    const chosen = selected();
    if (!chosen.length) {
      say(t("mark-choose"), "warn");
      return;
    }
    attempt(async () => {
      for (const mark of chosen) keep(await send(url, { json: mark }));
      window.getSelection().removeAllRanges();
    });
  });

  async function load() {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    marks = (await answer.json()).marks;
    redraw();
  }

  async function attempt(work) {
    try {
      await work();
    } catch (refusal) {
      say(refusal.sentence ?? t("request-failed"), "error");
    }
  }

  function keep(mark) {
    marks = [...marks.filter((each) => each.id !== mark.id), mark].sort((one, other) => one.page - other.page);
    redraw();
  }

  function freeHeight() {
    const taken = marks.filter((each) => each.page === viewer.currentPageNumber && each.kind === "note").length;
    return Math.min(0.95, 0.02 + taken * 0.05);
  }

  /** Return a highlight for each page on which words are chosen. */
  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const rects = [...selection.getRangeAt(0).getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1);
    const text = selection.toString().trim().slice(0, LONGEST_QUOTE);
    const found = [];
    for (const page of pages.querySelectorAll(".page")) {
      const sheet = page.getBoundingClientRect();
      const boxes = rects
        .filter((rect) => rect.top >= sheet.top - 1 && rect.bottom <= sheet.bottom + 1 && rect.height < sheet.height / 4)
        .map((rect) => [part(rect.left - sheet.left, sheet.width), part(rect.top - sheet.top, sheet.height), part(rect.width, sheet.width), part(rect.height, sheet.height)]);
      if (boxes.length) found.push({ page: Number(page.dataset.pageNumber), kind: "highlight", boxes: boxes.slice(0, LONGEST_QUOTE), text });
    }
    return found;
  }

  function redraw() {
    none.hidden = marks.length > 0;
    list.replaceChildren(...marks.map(row));
    for (const page of pages.querySelectorAll(".page[data-loaded]")) drawOn(page);
  }

  function drawOn(page) {
    for (const old of page.querySelectorAll(".page-mark")) old.remove();
    for (const mark of marks.filter((each) => String(each.page) === page.dataset.pageNumber)) {
      for (const [x, y, width, height] of mark.boxes) {
        const box = document.createElement("div");
        box.className = `page-mark is-${mark.kind}`;
        box.setAttribute("aria-hidden", "true");
        box.title = mark.text;
        box.style.left = `${x * 100}%`;
        box.style.top = `${y * 100}%`;
        if (mark.kind === "highlight") {
          box.style.width = `${width * 100}%`;
          box.style.height = `${height * 100}%`;
        }
        page.append(box);
      }
    }
  }

  function row(mark) {
    const item = document.createElement("li");
    const words = document.createElement("div");
    words.className = "grow";
    const go = document.createElement("button");
    go.type = "button";
    go.className = "link";
    go.textContent = t(`mark-${mark.kind}`, { number: mark.page });
    go.addEventListener("click", () => {
      viewer.currentPageNumber = mark.page;
    });
    const field = document.createElement("textarea");
    field.className = "input";
    field.rows = 2;
    field.maxLength = 2000;
    field.value = mark.text;
    field.setAttribute("aria-label", t("mark-words", { number: mark.page }));
    const save = button(t("mark-save"), () => attempt(async () => keep(await send(place + mark.id, { json: { text: field.value } }))));
    save.hidden = true;
    field.addEventListener("input", () => {
      save.hidden = field.value === mark.text;
    });
    const drop = button(t("mark-remove"), () =>
      attempt(async () => {
        const { undo } = await send(`${place}${mark.id}/drop`);
        marks = marks.filter((each) => each.id !== mark.id);
        redraw();
        say(t("mark-removed"), "ok", { undo: () => attempt(() => send(undo, { json: {} }).then(() => keep(mark))) });
      }),
    );
    words.append(go, field);
    item.append(words, save, drop);
    return item;
  }
}

function part(length, whole) {
  return Math.min(1, Math.max(0, length / whole));
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet btn-sm";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
