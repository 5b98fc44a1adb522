// Delay and loss of one line over the meeting. What was not measured is a gap, never zero.
import uPlot from "uplot";
import { t } from "../../lib/texts.js";

const ZONE = "Asia/Ho_Chi_Minh";
const HEIGHT = 260;
const place = document.getElementById("line-chart");

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

function axis(scale, unit, side) {
  return {
    scale,
    side,
    size: 56,
    stroke: colour("--muted"),
    grid: { show: side === 3, stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line") },
    values: (_plot, values) => values.map((value) => `${value.toLocaleString("vi-VN")}${unit}`),
  };
}

function options(width, hasEngine) {
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
    scales: { ms: { range: (_plot, _low, high) => [0, Math.max(200, high * 1.1)] }, pct: { range: (_plot, _low, high) => [0, Math.max(10, high * 1.1)] } },
    axes: [
      { stroke: colour("--muted"), grid: { show: false }, ticks: { stroke: colour("--line") }, values: (_plot, values) => values.map((value) => clock(value).slice(0, 5)) },
      axis("ms", "", 3),
      axis("pct", "%", 1),
    ],
    series: [
      { label: t("time"), value: (_plot, value) => (value === null ? "–" : clock(value)) },
      line("delay", "ms", "--primary", [], milliseconds),
      line("loss", "pct", "--seal", [6, 3], percent),
      ...(hasEngine ? [line("delay-engine", "ms", "--info", [2, 3], milliseconds), line("loss-engine", "pct", "--gold", [2, 3], percent)] : []),
    ],
  };
}

const milliseconds = (value) => `${Math.round(value)} ms`;
const percent = (value) => `${value.toLocaleString("vi-VN")}%`;

function line(name, scale, tone, dash, written) {
  return { label: t(name), scale, stroke: colour(tone), width: 2, dash, spanGaps: false, value: (_plot, value) => (value === null || value === undefined ? "–" : written(value)) };
}

/** Put a gap between samples that lie further apart than so many seconds (three intervals). */
function withGaps({ at, rtt_ms: delay, loss_pct: loss }, apart = 30) {
  const columns = [[], [], []];
  at.forEach((moment, index) => {
    if (index && moment - at[index - 1] > apart) {
      columns[0].push(at[index - 1] + 10);
      columns[1].push(null);
      columns[2].push(null);
    }
    columns[0].push(moment);
    columns[1].push(delay[index]);
    columns[2].push(loss[index]);
  });
  return columns;
}

/** Both witnesses on one axis of time; a null is a gap of one of them, `undefined` is bridged. */
function together(samples) {
  const browser = withGaps(samples, samples.apart_s);
  return samples.engine.at.length ? uPlot.join([browser, withGaps(samples.engine)], [[1, 2, 2], [1, 2, 2]]) : browser;
}

async function draw() {
  const answer = await fetch(place.dataset.samples, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const samples = await answer.json();
  const plot = new uPlot(options(place.clientWidth, samples.engine.at.length > 0), together(samples), place);
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
}

if (place) {
  draw().catch(() => {
    const note = document.querySelector("[data-chart-note]");
    note.textContent = t("no-chart");
    note.hidden = false;
  });
}
