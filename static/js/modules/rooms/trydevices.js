// What the lobby does with camera, microphone and loudspeaker: look, listen, choose, switch.
import { t } from "../../lib/texts.js";
import { CAMERA, MICROPHONE } from "./media.js";

/** A microphone that gives nothing at all for so long is switched off or broken. */
const SILENT_MS = 6000;
const HEARD_FROM = 12;
const at = (id) => document.getElementById(id);
const on = { camera: true, microphone: true };
const streams = { camera: null, microphone: null };
const found = { camera: "", microphone: "" };
let meter = null;
let speaker = "";

/** What was found out of the devices, for the record of the test. */
export function deviceFacts() {
  return { camera: found.camera, microphone: found.microphone, speaker };
}

/** Begin, on a lobby that has a camera and a microphone to try. */
export async function tryDevices() {
  listenToButtons();
  if (!navigator.mediaDevices) {
    found.camera = found.microphone = "insecure";
    showOff("insecure");
    sayOfMicrophone("insecure");
    at("sound-level").hidden = true;
    return;
  }
  await open("camera");
  await open("microphone");
  await listDevices();
  navigator.mediaDevices.addEventListener("devicechange", listDevices);
}

async function open(kind) {
  close(kind);
  const isCamera = kind === "camera";
  const id = localStorage.getItem(`device-${kind}`);
  const wishes = { ...(isCamera ? CAMERA : MICROPHONE), ...(id ? { deviceId: { ideal: id } } : {}) };
  try {
    streams[kind] = await navigator.mediaDevices.getUserMedia(isCamera ? { video: wishes } : { audio: wishes });
    found[kind] = "ok";
    streams[kind].getTracks()[0].addEventListener("ended", () => lostDevice(kind));
  } catch (error) {
    found[kind] = nameOf(error);
  }
  if (isCamera) showCamera();
  else listen();
}

function nameOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "denied";
  if (error.name === "NotReadableError" || error.name === "AbortError") return "busy";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "missing";
  return "unknown";
}

/** Unplugged, or taken by another program, while the page was looking at it. */
function lostDevice(kind) {
  streams[kind] = null;
  found[kind] = "gone";
  if (kind === "camera") showCamera();
  else listen();
}

function close(kind) {
  streams[kind]?.getTracks().forEach((track) => track.stop());
  streams[kind] = null;
}

function showCamera() {
  const stream = streams.camera;
  at("preview").srcObject = stream;
  at("preview").hidden = !stream;
  if (stream) at("preview-off").hidden = true;
  else showOff(on.camera ? `camera-${found.camera}` : "camera-off");
}

function showOff(reason) {
  at("preview-off").hidden = false;
  at("preview-title").textContent = t(reason);
  at("preview-text").textContent = t(`${reason}-text`);
}

/** Say in words how the microphone is; the bar alone says little to most people. */
function sayOfMicrophone(reason) {
  const line = at("microphone-words");
  line.dataset.state = reason === "heard" ? "ok" : ["", "listening", "off"].includes(reason) ? "" : "wrong";
  line.textContent = reason ? t(`microphone-${reason}`) : "";
}

/** The bar shows that the microphone hears something; nothing is recorded. */
function listen() {
  meter?.close();
  meter = null;
  at("sound-level").value = 0;
  if (!streams.microphone) {
    sayOfMicrophone(on.microphone ? found.microphone : "off");
    return;
  }
  sayOfMicrophone("listening");
  const began = Date.now();
  let heard = false;
  meter = new AudioContext();
  const analyser = meter.createAnalyser();
  analyser.fftSize = 512;
  meter.createMediaStreamSource(streams.microphone).connect(analyser);
  const values = new Float32Array(analyser.fftSize);
  const mine = meter;
  const look = () => {
    if (meter !== mine) return;
    analyser.getFloatTimeDomainData(values);
    const loud = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const level = loud > 0 ? Math.max(0, Math.min(100, 100 + (20 * Math.log10(loud)) * 1.6)) : 0;
    at("sound-level").value = level;
    if (!heard && level > HEARD_FROM) {
      heard = true;
      sayOfMicrophone("heard");
    } else if (!heard && meter.state === "running" && Date.now() - began > SILENT_MS) {
      sayOfMicrophone("silent");
    }
    setTimeout(look, 80);
  };
  look();
}

async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  fill(at("cameras"), devices.filter((device) => device.kind === "videoinput"), "camera");
  fill(at("microphones"), devices.filter((device) => device.kind === "audioinput"), "microphone");
  const speakers = devices.filter((device) => device.kind === "audiooutput" && device.deviceId);
  if (speakers.length && HTMLMediaElement.prototype.setSinkId) fill(at("speakers"), speakers, "speaker");
}

function fill(select, devices, kind) {
  const chosen = streams[kind]?.getTracks()[0]?.getSettings().deviceId ?? localStorage.getItem(`device-${kind}`);
  const options = devices.map((device, index) => {
    const option = document.createElement("option");
    option.value = device.deviceId;
    option.textContent = device.label || t("device", { number: index + 1 });
    option.selected = device.deviceId === chosen;
    return option;
  });
  if (!options.length) options.push(Object.assign(document.createElement("option"), { value: "", textContent: t("no-device") }));
  select.replaceChildren(...options);
}

function listenToButtons() {
  for (const [id, kind] of [["cameras", "camera"], ["microphones", "microphone"]]) {
    at(id).addEventListener("change", () => {
      localStorage.setItem(`device-${kind}`, at(id).value);
      if (on[kind]) open(kind);
    });
  }
  at("speakers").addEventListener("change", () => localStorage.setItem("device-speaker", at("speakers").value));

  for (const kind of ["camera", "microphone"]) {
    at(`toggle-${kind}`).addEventListener("click", async () => {
      on[kind] = !on[kind];
      at(`toggle-${kind}`).setAttribute("aria-pressed", String(on[kind]));
      if (on[kind] && navigator.mediaDevices) await open(kind);
      else {
        close(kind);
        if (kind === "camera") showCamera();
        else listen();
      }
      tellDoor();
    });
  }

  at("test-sound").addEventListener("click", async () => {
    const context = new AudioContext();
    const way = context.createMediaStreamDestination();
    const player = new Audio();
    player.srcObject = way.stream;
    const chosen = localStorage.getItem("device-speaker");
    if (chosen && player.setSinkId) await player.setSinkId(chosen).catch(() => {});
    await player.play().catch(() => {});
    const loudness = context.createGain();
    loudness.gain.value = 0.2;
    loudness.connect(way);
    [523, 659, 784].forEach((pitch, place) => {
      const tone = context.createOscillator();
      tone.frequency.value = pitch;
      tone.connect(loudness);
      tone.start(context.currentTime + place * 0.28);
      tone.stop(context.currentTime + place * 0.28 + 0.24);
    });
    at("heard").hidden = false;
    setTimeout(() => { player.pause(); context.close(); }, 1500);
  });
  at("heard").addEventListener("click", (event) => {
    const answer = event.target.closest("[data-heard]");
    if (!answer) return;
    speaker = answer.dataset.heard;
    for (const each of at("heard").querySelectorAll("[data-heard]")) each.setAttribute("aria-pressed", String(each === answer));
    at("heard-words").textContent = t(speaker === "ok" ? "speaker-ok" : "speaker-unheard");
  });
}

/** What is switched on here is switched on in the room. */
export function tellDoor() {
  const door = document.querySelector("[data-join]");
  if (!door?.elements.mic) return;
  door.elements.mic.value = on.microphone ? "1" : "0";
  door.elements.camera.value = on.camera && found.camera === "ok" ? "1" : "0";
}
