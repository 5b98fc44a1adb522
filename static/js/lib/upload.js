// Resumable uploads (tus 1.0): progress in bytes, and "continue" after the line was cut.
import { Upload } from "tus";

import { csrfToken } from "./csrf.js";
import { percentOf, sizeOf } from "./format.js";
import { t } from "./texts.js";

const CHUNK_BYTES = 1024 * 1024;
const LARGEST_HASHED_BYTES = 64 * 1024 * 1024; // the browser reads a whole file to hash it
const RETRY_AFTER_MS = [500, 1500, 4000];

/** Start every [data-upload] field. Fires `upload:done` {url, name, answer} on it per file. */
export function startUploads() {
  document.querySelectorAll("[data-upload]").forEach(uploadField);
}

function uploadField(field) {
  if (field.dataset.ready) return;
  field.dataset.ready = "1";
  const input = field.querySelector('input[type="file"]');
  const drop = field.querySelector(".upload-drop");
  input.addEventListener("change", () => {
    for (const file of input.files) startUpload(field, file);
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
    for (const file of event.dataTransfer.files) startUpload(field, file);
  });
}

async function startUpload(field, file) {
  const row = addRow(field, file);
  const sha256 = await sha256Of(file);
  const upload = new Upload(file, {
    endpoint: field.dataset.upload,
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_AFTER_MS,
    removeFingerprintOnSuccess: true,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    metadata: { filename: file.name.normalize("NFC"), filetype: file.type, ...sha256, ...metadataOf(field) },
    onProgress: (sent, size) => row.progress(sent, size),
    onError: (error) => row.failed(error, () => upload.start()),
    onSuccess: ({ lastResponse } = {}) => {
      row.done();
      const answer = parsed(lastResponse?.getBody?.());
      field.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, detail: { url: upload.url, name: file.name, answer } }));
    },
  });
  row.onRemove(() => upload.abort(true).catch(() => {}));
  const before = await upload.findPreviousUploads();
  if (before.length) upload.resumeFromPreviousUpload(before[0]);
  upload.start();
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
      state.textContent = reason ? t("upload-refused", { reason }) : t("upload-paused", { percent: percentOf(share) });
      if (!reason) actions.prepend(button(t("upload-continue"), (self) => { self.remove(); again(); }));
    },
    onRemove(stop) {
      const remove = button(t("close"), () => { stop(); row.remove(); });
      remove.setAttribute("aria-label", t("upload-remove", { name: file.name }));
      remove.textContent = "×";
      actions.append(remove);
    },
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
