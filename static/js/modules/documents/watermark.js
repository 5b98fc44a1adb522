// Who reads, in which unit, when: over every page on the screen. The file itself stays as it is.
const ROWS = 6;

export function startWatermark(pages, events) {
  const text = pages.dataset.watermark;
  if (!text) return;
  events.on("pagerendered", ({ source }) => cover(source.div, text));
}

function cover(page, text) {
  page.querySelector(".watermark")?.remove();
  const sheet = document.createElement("div");
  sheet.className = "watermark";
  sheet.setAttribute("aria-hidden", "true");
  for (let row = 0; row < ROWS; row += 1) {
    const line = document.createElement("span");
    line.textContent = `${text}   ${text}   ${text}`;
    sheet.append(line);
  }
  page.append(sheet);
}
