// Every ten seconds: what the line was like, as differences between two looks at getStats.
// Nothing flowed means null, never 0. Samples the hub did not acknowledge are sent again, also by
// the page that is loaded after this one.
import { emit } from "../../lib/live.js";

const EVERY_MS = 10_000;
const MOST_KEPT = 30;
const MOST_FRAMES_WAITING = 2; // received, and not shown yet when one looks
const OLDEST_MS = 50 * 60 * 1000; // the hub takes samples of the last hour

export class Samples {
  /** `around()` gives {publisher, watcher, speaking, expected, roundTrip, mode}; `told(sample)` hears each. */
  constructor(meeting, { around, told }) {
    this.meeting = meeting;
    this.around = around;
    this.told = told;
    this.before = null;
    this.kept = `samples-${meeting}`;
    this.unsent = read(this.kept);
    this.seq = this.unsent.at(-1)?.sample.seq ?? 0;
    this.timer = null;
    this.sending = false;
  }

  start() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.take(), EVERY_MS);
    this.take();
  }

  stop() {
    clearInterval(this.timer);
  }

  async take() {
    const { publisher, watcher, speaking, expected, roundTrip, mode } = this.around();
    const now = { at: performance.now(), out: await rowsOf(publisher?.peer), in: await rowsOf(watcher?.peer) };
    const before = this.before;
    this.before = now;
    if (!before) return;
    const sample = measured(before, now, { speaking, expected });
    sample.rtt_ms ??= round(roundTrip ?? null, 1); // without sound and picture: the live line's
    sample.facts.mode = mode;
    this.seq += 1;
    if (this.seq === 1) sample.facts.browser = navigator.userAgent.slice(0, 200);
    this.unsent.push({ at: Date.now(), sample: { seq: this.seq, ...sample } });
    if (this.unsent.length > MOST_KEPT) this.unsent.shift();
    this.told(sample);
    this.send();
  }

  /** Send what is not stored yet; called again when the line is back. */
  async send() {
    if (this.sending || !this.unsent.length) return;
    this.sending = true;
    try {
      const samples = this.unsent.map(({ at, sample }) => ({ ...sample, age_s: Math.max(0, Math.round((Date.now() - at) / 100) / 10) }));
      const { seq } = await emit("room:sample", { meeting: this.meeting, samples });
      this.unsent = this.unsent.filter(({ sample }) => sample.seq > seq);
    } catch (error) {
      if (error.problem?.status === 400) this.unsent = []; // the hub will not take them later either
    } finally {
      this.sending = false;
      localStorage.setItem(this.kept, JSON.stringify(this.unsent));
    }
  }
}

function read(name) {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? "[]");
    return found.filter(({ at }) => Date.now() - at < OLDEST_MS);
  } catch {
    return [];
  }
}

async function rowsOf(peer) {
  const rows = [];
  if (peer && peer.connectionState !== "closed") for (const row of (await peer.getStats()).values()) rows.push(row);
  return rows;
}

const round = (value, places = 1) => (value === null || !Number.isFinite(value) ? null : Math.round(value * 10 ** places) / 10 ** places);
const find = (rows, type, kind) => rows.filter((row) => row.type === type && (!kind || row.kind === kind));

/** Sum the growth of a field over the rows present both times; null when nothing was there. */
function grown(before, now, field) {
  let total = null;
  for (const row of now) {
    const former = before.find((each) => each.id === row.id);
    if (former && row[field] !== undefined && row[field] >= (former[field] ?? 0)) total = (total ?? 0) + row[field] - (former[field] ?? 0);
  }
  return total;
}

const share = (part, whole) => (part === null || !whole ? null : Math.min(100, Math.max(0, (part / whole) * 100)));

function measured(before, now, { speaking, expected }) {
  const seconds = (now.at - before.at) / 1000;
  const sound = [find(before.in, "inbound-rtp", "audio"), find(now.in, "inbound-rtp", "audio")];
  const picture = [find(before.in, "inbound-rtp", "video"), find(now.in, "inbound-rtp", "video")];
  const soundPackets = grown(...sound, "packetsReceived");
  const picturePackets = grown(...picture, "packetsReceived");
  const lost = (grown(...sound, "packetsLost") ?? 0) + (grown(...picture, "nackCount") ?? 0);
  const arrived = (soundPackets ?? 0) + (picturePackets ?? 0);
  const samples = grown(...sound, "totalSamplesReceived");
  const concealed = (grown(...sound, "concealedSamples") ?? 0) - (grown(...sound, "silentConcealedSamples") ?? 0);
  const emitted = grown(...sound, "jitterBufferEmittedCount");
  const stage = now.in.find((row) => row.type === "inbound-rtp" && row.kind === "video" && row.mid === "0");
  const formerStage = stage && before.in.find((row) => row.id === stage.id);
  const flowing = stage && formerStage && stage.packetsReceived > formerStage.packetsReceived;
  const out = [find(before.out, "outbound-rtp"), find(now.out, "outbound-rtp")];
  const sent = grown(...out, "packetsSent");
  const remote = [find(before.out, "remote-inbound-rtp"), find(now.out, "remote-inbound-rtp")];
  const pair = chosenPair(now.in) ?? chosenPair(now.out);
  const bytesOut = grown(...out, "bytesSent");
  const bytesIn = grown([...sound[0], ...picture[0]], [...sound[1], ...picture[1]], "bytesReceived");
  const jitters = sound[1].filter((row) => row.packetsReceived > 0 && row.jitter !== undefined).map((row) => row.jitter * 1000);
  return {
    rtt_ms: round(roundTrip(before, now), 1),
    jitter_ms: soundPackets ? round(Math.max(...jitters), 1) : null,
    loss_pct: arrived ? round(share(lost, arrived + lost), 2) : null,
    concealed_pct: soundPackets ? round(share(Math.max(0, concealed), samples), 2) : null,
    jitter_buffer_ms: soundPackets && emitted ? round((grown(...sound, "jitterBufferDelay") / emitted) * 1000, 1) : null,
    up_kbps: sent ? round((bytesOut * 8) / 1000 / seconds, 1) : null,
    up_loss_pct: sent ? round(share(grown(...remote, "packetsLost"), sent), 2) : null,
    down_kbps: arrived ? round((bytesIn * 8) / 1000 / seconds, 1) : null,
    fps: flowing || (expected && formerStage) ? round((stage.framesDecoded - formerStage.framesDecoded) / seconds, 1) : null,
    freeze_pct: flowing ? round(share((stage.totalFreezesDuration ?? 0) - (formerStage.totalFreezesDuration ?? 0), seconds), 2) : null,
    speaking,
    video_expected: Boolean(expected),
    facts: { ...factsOf(now, pair, stage), whole: flowing ? isWhole(formerStage, stage) : false, picture_kbps: flowing ? round(((stage.bytesReceived - formerStage.bytesReceived) * 8) / 1000 / seconds, 1) : null },
  };
}

/** Tell whether each frame that was sent came and was shown: what is missing then was never sent. */
function isWhole(before, now) {
  const more = (field) => (now[field] ?? 0) - (before[field] ?? 0);
  const lost = more("packetsLost") > 0 || more("nackCount") > 0 || more("pliCount") > 0;
  return !lost && more("framesDecoded") > 0 && more("framesDecoded") >= more("framesReceived") - MOST_FRAMES_WAITING;
}

function chosenPair(rows) {
  const transport = rows.find((row) => row.type === "transport" && row.selectedCandidatePairId);
  return transport ? rows.find((row) => row.id === transport.selectedCandidatePairId) : null;
}

/** The mean of the checks answered since: the last value stays when the line is dead. */
function roundTrip(before, now) {
  for (const side of ["in", "out"]) {
    const pair = chosenPair(now[side]);
    const former = pair && before[side].find((row) => row.id === pair.id);
    const answers = former ? pair.responsesReceived - former.responsesReceived : 0;
    if (answers > 0) return ((pair.totalRoundTripTime - former.totalRoundTripTime) / answers) * 1000;
  }
  return null;
}

function factsOf(now, pair, stage) {
  const rows = [...now.in, ...now.out];
  const local = pair && rows.find((row) => row.id === pair.localCandidateId);
  const main = find(now.out, "outbound-rtp", "video")[0];
  return {
    path: local ? `${local.candidateType}/${local.protocol}` : "",
    limit: main?.qualityLimitationReason ?? "",
    width: stage?.frameWidth ?? 0,
    height: stage?.frameHeight ?? 0,
    camera: main?.frameWidth ? `${main.frameWidth}x${main.frameHeight}` : "",
  };
}
