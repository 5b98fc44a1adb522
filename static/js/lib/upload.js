// Resumable uploads (tus 1.0): progress in bytes, and "continue" after the line was cut.
import { Upload } from "tus";

import { csrfToken } from "./csrf.js";
import { percentOf, sizeOf } from "./format.js";
import { t } from "./texts.js";

const CHUNK_BYTES = 1024 * 1024;
const LARGEST_HASHED_BYTES = 64 * 1024 * 1024; // the browser reads a whole file to hash it
const RETRY_AFTER_MS = [500, 1500, 4000];
const PASSING = ["upload-moved", "upload-busy"]; // refusals that are over by the next try
const NAMES = new Intl.Collator("vi", { numeric: true });

/** Start every [data-upload] field. Fires `upload:done` {url, name, answer} on it per file. */
export function startUploads() {
  document.querySelectorAll("[data-upload]").forEach(uploadField);
}

function uploadField(field) {
  if (field.dataset.ready) return;
  field.dataset.ready = "1";
  const input = field.querySelector('input[type="file"]');
  const drop = field.querySelector(".upload-drop");
  const send = sender(field);
  input.addEventListener("change", () => {
    send(input.files);
    input.value = "";
  });
  if (input.files.length) input.dispatchEvent(new Event("change")); // chosen before this was loaded
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    send(event.dataTransfer.files);
  });
}

/**
 * Files go one after the other, by name and number ("Phụ lục 2" before "Phụ lục 10"): that is
 * the order in which they lie in the dossier. One that is interrupted does not hold up the rest.
 */
function sender(field) {
  let before = Promise.resolve();
  return (files) => {
    for (const file of [...files].sort((one, other) => NAMES.compare(one.name, other.name))) {
      const row = addRow(field, file);
      before = before.then(() => startUpload(field, file, row)).catch(() => {});
    }
  };
}

async function startUpload(field, file, row) {
  if (row.isGone()) return;
  const sha256 = await sha256Of(file);
  await new Promise((resolve, reject) => tell(field, file, row, sha256, resolve).catch(reject));
}

async function tell(field, file, row, sha256, settled) {
  const upload = new Upload(file, {
    endpoint: field.dataset.upload,
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_AFTER_MS,
    onShouldRetry: mayPass,
    removeFingerprintOnSuccess: true,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    metadata: { filename: file.name.normalize("NFC"), filetype: file.type, ...sha256, ...metadataOf(field) },
    onProgress: (sent, size) => row.progress(sent, size),
    onError: (error) => {
      row.failed(error, () => upload.start());
      settled();
    },
    onSuccess: ({ lastResponse } = {}) => {
      row.done();
      settled();
      const answer = parsed(lastResponse?.getBody?.());
      field.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, detail: { url: upload.url, name: file.name, answer } }));
    },
  });
  row.onRemove(() => {
    upload.abort(true).catch(() => {});
    settled();
  });
  const before = await upload.findPreviousUploads();
  if (before.length) upload.resumeFromPreviousUpload(before[0]);
  upload.start();
}

/** Tell whether to try again by oneself: after a cut, a failure or a refusal that passes. */
function mayPass({ originalResponse: answer }) {
  const status = answer?.getStatus() ?? 0;
  return navigator.onLine && (status < 400 || status >= 500 || PASSING.includes(parsed(answer.getBody())?.code));
}

/** The digest that the hub compares; only pages over TLS (or on this machine) can compute it. */
async function sha256Of(file) {
  if (!globalThis.crypto?.subtle || file.size > LARGEST_HASHED_BYTES) return {};
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  return { sha256: hex.join("") };
}

function metadataOf(field) {
  const fields = JSON.parse(field.dataset.uploadFields || "{}");
  for (const input of field.querySelectorAll("[data-upload-field]")) fields[input.name] = input.value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function addRow(field, file) {
  const row = document.createElement("li");
  row.className = "upload-file";
  const name = Object.assign(document.createElement("b"), { className: "clip", textContent: file.name });
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
  bar.setAttribute("aria-label", t("uploading", { name: file.name }));
  const state = Object.assign(document.createElement("p"), { className: "upload-state num", textContent: sizeOf(file.size) });
  row.append(name, actions, bar, state);
  field.querySelector(".upload-list").append(row);
  let share = 0;
  let stop = () => {};
  const remove = button("×", () => { stop(); row.remove(); });
  remove.setAttribute("aria-label", t("upload-remove", { name: file.name }));
  actions.append(remove);
  return {
    progress(sent, size) {
      share = size ? sent / size : 1;
      bar.value = sent;
      row.dataset.state = "sending";
      if (share >= 1) state.textContent = t("upload-checking");
      else state.textContent = t("upload-progress", { sent: sizeOf(sent), size: sizeOf(size), percent: percentOf(share) });
    },
    done() {
      row.dataset.state = "done";
      bar.remove();
      actions.replaceChildren();
      state.textContent = `${t("upload-done")} · ${sizeOf(file.size)}`;
    },
    failed(error, again) {
      row.dataset.state = "failed";
      const reason = parsed(error.originalResponse?.getBody?.())?.title;
      if (reason) bar.remove(); // nothing is half done: it was not taken
      state.textContent = reason ? t("upload-refused", { reason }) : t("upload-paused", { percent: percentOf(share) });
      if (!reason) actions.prepend(button(t("upload-continue"), (self) => { self.remove(); again(); }));
    },
    onRemove: (act) => { stop = act; },
    isGone: () => !row.isConnected,
  };
}

function button(text, act) {
  const self = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line btn-sm", textContent: text });
  self.addEventListener("click", () => act(self));
  return self;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
