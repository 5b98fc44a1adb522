// Twelve seconds: delay (acknowledged messages), loss each way and jitter (UDP echo), whether a
// relay answers, down and up (HTTP).
import { csrfToken } from "../../lib/csrf.js";
import { emit } from "../../lib/live.js";

const PINGS = 25;
const ECHO_MESSAGES = 150;
const ECHO_EVERY_MS = 20;
const DOWN_MS = 2600;
const UP_MS = 2600;
const LEFT_OUT_MS = 500; // while TCP finds its speed
const SMALLEST_UP = 16 * 1024;
const LARGEST_UP = 1024 * 1024;
const RELAY_WITHIN_MS = 4000;
const COUNTED = 204; // bytes of a message that comes back with how many had arrived

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

/** Run the test. `told(part, value)` hears what is known so far. Returns the figures, null when unknown. */
export async function testLine({ meeting, lineUrl, iceServers, told }) {
  const rtts = await delays(meeting);
  told("rtt_ms", median(rtts));
  const relay = relayAnswers(iceServers);
  const echo = await echoes(meeting);
  told("loss_pct", echo.loss);
  const down = await receive(lineUrl, (kbps) => told("down_kbps", kbps));
  const up = await send(lineUrl, (kbps) => told("up_kbps", kbps));
  if (rtts.length === 0 && down === null) throw new Error("nothing could be measured");
  return {
    rtt_ms: rounded(echo.rtt ?? median(rtts)),
    jitter_ms: rounded(echo.jitter),
    loss_pct: rounded(echo.loss),
    up_loss_pct: rounded(echo.upLoss),
    down_loss_pct: rounded(echo.downLoss),
    down_kbps: rounded(down),
    up_kbps: rounded(up),
    udp_open: echo.open,
    relay_open: await relay,
  };
}

const rounded = (value) => (value === null ? null : Math.round(value * 10) / 10);

/** The median is the delay; the slowest tell of TCP repairing losses, not of jitter. */
async function delays(meeting) {
  const found = [];
  for (let count = 0; count < PINGS; count += 1) {
    const began = performance.now();
    try {
      await emit("room:ping", { meeting });
    } catch {
      break;
    }
    found.push(performance.now() - began);
    if (found.length > 5 && found.reduce((a, b) => a + b) > 2500) break;
  }
  return found;
}

/** Messages that are never repeated, to the engine and back, over the path of sound and picture. */
async function echoes(meeting) {
  const unknown = { open: null, loss: null, upLoss: null, downLoss: null, jitter: null, rtt: null };
  const peer = new RTCPeerConnection();
  try {
    const channel = peer.createDataChannel("echo", { ordered: false, maxRetransmits: 0 });
    const opened = new Promise((done) => { channel.onopen = () => done(true); setTimeout(() => done(false), 5000); });
    await peer.setLocalDescription();
    await new Promise((done) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done();
      setTimeout(done, 1000);
    });
    const { sdp } = await emit("room:echo", { meeting, sdp: peer.localDescription.sdp });
    await peer.setRemoteDescription({ type: "answer", sdp });
    if (!(await opened)) return { ...unknown, open: false };
    return await count(channel);
  } catch {
    return unknown;
  } finally {
    peer.close();
  }
}

async function count(channel) {
  const sentAt = new Map();
  const times = [];
  let furthest = -1; // of the messages that came back
  let arrived = 0; // there, when the furthest did
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }) => {
    const view = new DataView(data);
    const number = view.getUint32(0);
    if (!sentAt.has(number)) return;
    times.push(performance.now() - sentAt.get(number));
    if (number > furthest && data.byteLength >= COUNTED) [furthest, arrived] = [number, view.getUint32(data.byteLength - 4)];
  };
  for (let number = 0; number < ECHO_MESSAGES; number += 1) {
    const message = new ArrayBuffer(200);
    new DataView(message).setUint32(0, number);
    sentAt.set(number, performance.now());
    channel.send(message);
    await new Promise((done) => setTimeout(done, ECHO_EVERY_MS));
  }
  await new Promise((done) => setTimeout(done, 800));
  const steps = times.slice(1).map((time, at) => Math.abs(time - times[at]));
  const sent = furthest + 1;
  return {
    open: true,
    loss: (1 - times.length / ECHO_MESSAGES) * 100,
    upLoss: sent && arrived ? Math.max(0, 1 - arrived / sent) * 100 : null,
    downLoss: arrived ? Math.max(0, 1 - times.length / arrived) * 100 : null,
    jitter: steps.length ? steps.reduce((a, b) => a + b) / steps.length : null,
    rtt: times.length ? median(times) : null,
  };
}

/** Whether one of the relays (TURN) lends an address; null when none is set up. */
async function relayAnswers(iceServers = []) {
  const relays = iceServers.filter(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
  if (!relays.length) return null;
  const peer = new RTCPeerConnection({ iceServers: relays, iceTransportPolicy: "relay" });
  try {
    peer.createDataChannel("relay");
    const lent = new Promise((done) => {
      peer.onicecandidate = ({ candidate }) => candidate?.type === "relay" && done(true);
      setTimeout(() => done(false), RELAY_WITHIN_MS);
    });
    await peer.setLocalDescription();
    return await lent;
  } catch {
    return false;
  } finally {
    peer.close();
  }
}

async function receive(url, told) {
  const began = performance.now();
  let counted = 0;
  let from = null;
  const stop = new AbortController();
  setTimeout(() => stop.abort(), DOWN_MS);
  try {
    while (performance.now() - began < DOWN_MS) {
      const answer = await fetch(`${url}?again=${Math.random()}`, { cache: "no-store", signal: stop.signal });
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const passed = performance.now() - began;
        if (from === null && passed > LEFT_OUT_MS) from = performance.now();
        else if (from !== null) counted += value.length;
        if (from !== null && performance.now() > from) told((counted * 8) / (performance.now() - from));
      }
    }
  } catch {
    // the time is up
  }
  return from === null || !counted ? null : (counted * 8) / (performance.now() - from);
}

async function send(url, told) {
  const began = performance.now();
  let size = SMALLEST_UP;
  let best = null;
  while (performance.now() - began < UP_MS) {
    const body = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(body.subarray(at, Math.min(at + 65536, size)));
    const from = performance.now();
    try {
      const answer = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(4000), headers: { "X-CSRFToken": csrfToken(), "Content-Type": "application/octet-stream", Accept: "application/json" } });
      if (!answer.ok) return best;
    } catch {
      return best;
    }
    const passed = performance.now() - from;
    best = (size * 8) / passed;
    told(best);
    if (passed < 400) size = Math.min(size * 2, LARGEST_UP);
  }
  return best;
}
