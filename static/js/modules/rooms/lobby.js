// The lobby: try the devices, test the line, go in with what is switched on.
import { send } from "../../lib/csrf.js";
import { watchSections } from "../../lib/live.js";
import { startOutgoing } from "../../lib/outgoing.js";
import { t } from "../../lib/texts.js";
import { testLine } from "./linetest.js";
import { FACTS } from "./media.js";
import { deviceFacts, tellDoor, tryDevices } from "./trydevices.js";

const TEST_S = 12;
const root = document.querySelector("[data-lobby]");
const { meeting, line: lineUrl, test: testUrl, hasSite } = root.dataset;
const at = (id) => document.getElementById(id);

watchSections();
startOutgoing();
if (at("preview")) tryDevices(); // a conference held elsewhere has its own
document.addEventListener("htmx:afterSettle", () => { tellDoor(); watchSections(); });
document.addEventListener("submit", tellDoor, true);
// Thousands wait for the opening: the way in stands ready and is not fetched.
document.addEventListener("many", (event) => {
  const wayIn = event.target.id === "door" && event.detail.name === "meeting:opened" && event.target.querySelector("[data-once-open]");
  if (!wayIn) return;
  event.preventDefault();
  event.target.dataset.situation = "ready";
  event.target.querySelector("[data-until-open]").remove();
  wayIn.hidden = false;
});

// ---- the line test ---------------------------------------------------------------------------

at("start-test").addEventListener("click", async () => {
  const button = at("start-test");
  button.disabled = true;
  verdict("", t("testing", { seconds: TEST_S }));
  advise("", []);
  const began = Date.now();
  const counting = setInterval(() => verdict("", t("testing", { seconds: Math.max(0, TEST_S - Math.round((Date.now() - began) / 1000)) })), 500);
  try {
    const figures = await testLine({ meeting, lineUrl, iceServers: FACTS.iceServers, told: show });
    Object.entries(figures).forEach(([name, value]) => show(name, value));
    clearInterval(counting);
    await keep(figures);
  } catch {
    verdict("lost", t("test-failed"));
  } finally {
    clearInterval(counting);
    button.disabled = false;
    button.querySelector("span").textContent = t("test-again");
  }
});
at("start-test").disabled = false; // on a slow line the page is there long before this script

async function keep(figures) {
  if (!hasSite) {
    verdict("fair", t("not-saved"));
    return;
  }
  const facts = { ...deviceFacts(), browser: navigator.userAgent.slice(0, 200) };
  try {
    const { grade, sentence, advice } = await send(testUrl, { json: { ...figures, ...facts } });
    verdict(grade, sentence);
    advise(advice, causesOf(figures));
  } catch (error) {
    verdict("lost", error.sentence ?? t("test-failed"));
  }
}

/** What is wrong, in words and with what helps; the figures stand behind. */
function causesOf({ rtt_ms: rtt, jitter_ms: jitter, loss_pct: loss, up_loss_pct: up, down_loss_pct: down, udp_open: udp, relay_open: relay }) {
  const causes = [];
  if (udp === false) causes.push(relay ? "cause-relay" : "cause-udp");
  if (relay === false) causes.push("cause-relay-closed");
  if (loss > 2) causes.push(up > 2 * (down ?? 0) ? "cause-loss-up" : down > 2 * (up ?? 0) ? "cause-loss-down" : "cause-loss");
  if (rtt > 300) causes.push("cause-delay");
  if (jitter > 30) causes.push("cause-jitter");
  return causes;
}

function advise(advice, causes) {
  at("advice").hidden = !advice && !causes.length;
  const lines = [advice, ...causes.map((cause) => t(cause))].filter(Boolean);
  at("advice").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

function verdict(grade, sentence) {
  at("verdict").dataset.grade = grade;
  at("verdict").querySelector("span").textContent = sentence;
}

function show(name, value) {
  const words = wordsOf(name, value);
  const figure = document.querySelector(`[data-figure="${name}"]`);
  if (figure) figure.textContent = words;
  const short = { rtt_ms: "rtt", down_kbps: "down", up_kbps: "up" }[name];
  if (!short || value === null) return;
  at(`${short}-figure`).textContent = words;
  at(`${short}-bar`).value = value;
}

function wordsOf(name, value) {
  if (value === null || value === undefined) return t(name === "relay_open" ? "relay-none" : "not-measured");
  if (name === "udp_open") return t(value ? "udp-open" : "udp-closed");
  if (name === "relay_open") return t(value ? "relay-open" : "relay-closed");
  const number = value.toLocaleString("vi-VN", { maximumFractionDigits: value < 100 ? 1 : 0 });
  return t(name.endsWith("ms") ? "ms" : name.endsWith("pct") ? "percent" : "kbps", { value: number });
}
