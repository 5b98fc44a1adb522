// Files that may take long to make: asked for without leaving the page (RFC 7240), saved when they come at once;
// otherwise the panel shows how far they are. Which ones it shows stands in the address (#export=…), after the hash, so
// that a reload shows them again and no page has to know. Without this script the links are plain downloads.
import { Refusal, send } from "./csrf.js";
import { numberOf } from "./format.js";
import { t } from "./texts.js";
import { say } from "./toast.js";

const PATIENCE_S = 2;
const ASKED_AGAIN_MS = 1500;
const HASH = /^#export=([0-9a-f,-]+)$/;

const rows = new Map(); // id of a file: its line in the panel

/** Take over the links of files, and show again what the address says is being made. */
export function startExports() {
  if (!document.getElementById("exports")) return;
  document.addEventListener("click", clicked);
  for (const id of HASH.exec(location.hash)?.[1].split(",") ?? []) follow(id);
}

function clicked(event) {
  const link = event.target.closest?.("a[download]:not([data-stored])");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.origin !== location.origin) return;
  event.preventDefault();
  if (!link.hasAttribute("aria-busy")) ask(link);
}

async function ask(link) {
  const { href } = link;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(href, {
      headers: {
        Prefer: `respond-async, wait=${PATIENCE_S}`,
        Accept: "application/problem+json, */*;q=0.1",
        Slug: encodeURIComponent(titleOf(link)),
      },
    });
    if (answer.status === 202) follow(answer.headers.get("Location").split("/").at(-1), titleOf(link));
    else await take(answer, href);
  } catch {
    say(t("request-failed"), "error");
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** What the page calls the file, until it has a name. */
function titleOf(link) {
  const words = link.textContent.trim().replace(/\s+/g, " ");
  const heading = document.querySelector("h1")?.textContent.trim() ?? "";
  return [heading, words].filter(Boolean).join(" · ").slice(0, 120);
}

async function take(answer, href) {
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "") ?? [];
  if (answer.ok && name) {
    const content = URL.createObjectURL(await answer.blob());
    download(content, decodeURIComponent(name));
    setTimeout(() => URL.revokeObjectURL(content), 60_000);
  } else if (answer.ok || answer.status === 401) {
    location.assign(href); // a page after all, or the door
  } else {
    const problem = await answer.json().catch(() => null);
    say(problem?.title ?? t("request-refused", { code: answer.status }), "error");
  }
}

function download(href, name = "") {
  const link = Object.assign(document.createElement("a"), { href, download: name });
  link.dataset.stored = "";
  link.click();
}

/** Show a file in the panel until the person has it, puts it in the background or gives it up. */
function follow(id, title = "") {
  if (rows.has(id)) return;
  const row = document.getElementById("export-template").content.firstElementChild.cloneNode(true);
  rows.set(id, row);
  row.querySelector("[data-export-title]").textContent = title;
  row.querySelector("[data-stored]").href = `/exports/${id}/file`;
  for (const button of row.querySelectorAll("[data-export-do]")) button.addEventListener("click", () => act(id, button.dataset.exportDo));
  show(row, { title, state: "making", done: 0, total: 0 });
  const panel = document.getElementById("exports");
  panel.append(row);
  panel.hidden = false;
  keepInAddress();
  watch(id, row);
}

async function watch(id, row) {
  let facts = { state: "making" };
  while (facts.state === "making" && rows.has(id)) {
    try {
      facts = await send(`/exports/${id}`, { method: "GET" });
    } catch (error) {
      if (error instanceof Refusal && error.status >= 400 && error.status < 500) return leave(id);
    }
    if (facts.title && rows.has(id)) show(row, facts);
    if (facts.state === "making") await new Promise((later) => setTimeout(later, ASKED_AGAIN_MS));
  }
  if (rows.has(id)) finished(id, facts);
}

function show(row, { title, state, done, total, current, problem, again }) {
  const bar = row.querySelector("progress");
  row.dataset.state = state;
  row.querySelector("[data-export-title]").textContent = title;
  row.querySelector("[data-export-state]").textContent = words({ state, done, total, current, problem });
  row.querySelector("[download]:not([data-stored])").href = again ?? "";
  bar.hidden = state !== "making";
  if (total > 1) Object.assign(bar, { max: total, value: done });
  else bar.removeAttribute("value");
  for (const each of row.querySelectorAll("[data-while]")) each.hidden = !each.dataset.while.split(" ").includes(state);
}

function words({ state, done, total, current, problem }) {
  if (state === "failed") return problem;
  if (state === "interrupted" || state === "expired") return t(`export-${state}`);
  if (state !== "making") return "";
  if (total > 1) return t("export-parts", { done: numberOf(done), total: numberOf(total), current: current ?? "" });
  return current ? `${t("export-making")}: ${current}` : t("export-making");
}

function finished(id, { state, title, problem }) {
  keepInAddress(id);
  if (state === "ready") {
    download(`/exports/${id}/file`);
    say(t("export-ready", { title }));
  } else {
    say(words({ state, problem }), "warn");
  }
  tell(id, "seen");
}

async function act(id, name) {
  if (name !== "close" && !(await tell(id, name))) return;
  leave(id);
  if (name === "background") say(t("export-in-background"));
  if (name === "discard") say(t("export-cancelled"));
}

async function tell(id, name) {
  try {
    await send(`/exports/${id}/${name}`);
    return true;
  } catch (error) {
    say(error.message, "error");
    return false;
  }
}

function leave(id) {
  rows.get(id)?.remove();
  rows.delete(id);
  document.getElementById("exports").hidden = !rows.size;
  keepInAddress();
}

/** Write into the address what is shown, but for one that is finished: it was taken. */
function keepInAddress(but = "") {
  const shown = [...rows].filter(([id, row]) => id !== but && row.dataset.state === "making").map(([id]) => id);
  const hash = shown.length ? `#export=${shown.join(",")}` : "";
  if (hash || HASH.test(location.hash)) history.replaceState(history.state, "", location.pathname + location.search + hash);
}
