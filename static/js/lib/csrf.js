// Requests of our own, with the page's token, and refusals as errors that carry a sentence.
import { t } from "./texts.js";

/** A refusal of the hub: its sentence, HTTP status, code and sentences per field. */
export class Refusal extends Error {
  constructor(sentence, { status = 0, code = "", fields = {} } = {}) {
    super(sentence);
    this.sentence = sentence;
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** Return the token that goes with everything that changes something. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/**
 * Send JSON (`json`) or form fields (`form`: FormData) and return the JSON answer, or null.
 * Throws Refusal, also when the hub does not answer (status 0).
 */
export async function send(url, { method = "POST", json, form, signal, keepalive = false } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(url, { method, headers, body: json === undefined ? form : JSON.stringify(json), signal, keepalive });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(t("request-failed"));
  }
  const body = await bodyOf(answer);
  if (!answer.ok) {
    const said = { status: answer.status, code: body?.code, fields: body?.fields };
    throw new Refusal(body?.title ?? t("request-refused", { code: answer.status }), said);
  }
  return body;
}

async function bodyOf(answer) {
  if (answer.status === 204) return null;
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
