// Small pictures of the pages, drawn when they come into sight.
import { t } from "../../lib/texts.js";

const WIDTH = 96;

export function startThumbnails(reader, viewer, events, pdf) {
  const strip = reader.querySelector("#thumbs");
  const button = reader.querySelector("[data-thumbs]");
  const frame = reader.querySelector("#frame");
  let seen = null;

  button.addEventListener("click", () => {
    const shown = strip.hidden;
    strip.hidden = !shown;
    button.setAttribute("aria-pressed", String(shown));
    frame.classList.toggle("has-thumbs", shown);
    if (shown && !seen) fill();
    if (shown) tellCurrent(viewer.currentPageNumber);
  });
  events.on("pagechanging", ({ pageNumber }) => tellCurrent(pageNumber));

  function fill() {
    seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          seen.unobserve(entry.target);
          draw(entry.target).catch(() => {});
        }
      },
      { root: strip, rootMargin: "200px" },
    );
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const choice = document.createElement("button");
      choice.type = "button";
      choice.dataset.page = String(number);
      choice.setAttribute("aria-label", t("page", { number }));
      const canvas = document.createElement("canvas");
      canvas.width = WIDTH;
      canvas.height = Math.round(WIDTH * Math.SQRT2);
      const label = document.createElement("span");
      label.className = "num";
      label.textContent = String(number);
      choice.append(canvas, label);
      choice.addEventListener("click", () => {
        viewer.currentPageNumber = number;
      });
      strip.append(choice);
      seen.observe(choice);
    }
  }

  async function draw(choice) {
    const page = await pdf.getPage(Number(choice.dataset.page));
    const sharp = Math.min(2, window.devicePixelRatio || 1);
    const viewport = page.getViewport({ scale: (WIDTH * sharp) / page.getViewport({ scale: 1 }).width });
    const canvas = choice.querySelector("canvas");
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    await page.render({ canvasContext: canvas.getContext("2d"), viewport, canvas }).promise;
  }

  function tellCurrent(number) {
    if (strip.hidden) return;
    for (const choice of strip.children) {
      const here = choice.dataset.page === String(number);
      if (here) choice.setAttribute("aria-current", "page");
      else choice.removeAttribute("aria-current");
      if (here) choice.scrollIntoView({ block: "nearest" });
    }
  }
}
