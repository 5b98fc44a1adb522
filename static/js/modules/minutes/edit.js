// The minutes editor: saves two seconds after the last key, never loses what was typed.
//
// What is typed is first kept in this browser; it is forgotten only when the hub has said that
// it is stored. When somebody else saved in between, both texts are shown and the reader decides.
import { Editor, StarterKit, TableKit } from "editor";

import { serverNow, timeOf } from "../../lib/clock.js";
import { csrfToken } from "../../lib/csrf.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";
import { keeper } from "./keeper.js";
import { outline } from "./outline.js";
import { tools } from "./tools.js";

const DELAY_MS = 2000;
const AGAIN_AFTER_MS = 5000;

const place = document.getElementById("editor");
const stored = place.innerHTML;
const kept = keeper(place.dataset.key);
const conflict = document.getElementById("conflict");
const note = document.querySelector("[data-saved]");

let revision = Number(place.dataset.revision);
let acknowledged = "";
let timer = null;
let saving = null;
let stopped = false;

place.innerHTML = "";
const editor = new Editor({
  element: place,
  content: stored,
  injectCSS: false,
  extensions: [
    StarterKit.configure({ heading: { levels: [2, 3] }, link: false, code: false, codeBlock: false }),
    TableKit.configure({ table: { resizable: false } }),
  ],
  editorProps: { attributes: { "aria-label": t("minutes-editor"), "aria-multiline": "true", role: "textbox", lang: "vi", spellcheck: "false" } },
  onCreate: ({ editor: made }) => { acknowledged = made.getHTML(); },
  onUpdate: touched,
});
if (!acknowledged) acknowledged = editor.getHTML();

tools(editor);
outline(editor);
offerKept();

function touched() {
  kept.put(editor.getHTML(), revision);
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, DELAY_MS);
}

/** Save what is there now; resolves to whether the hub has everything that was typed. */
async function save() {
  clearTimeout(timer);
  if (saving) await saving;
  const html = editor.getHTML();
  if (html === acknowledged) return true;
  if (stopped) return false;
  saving = put(html);
  const done = await saving;
  saving = null;
  if (done && editor.getHTML() !== html) touched();
  return done;
}

async function put(html) {
  tell("saving", t("saving"));
  let answer;
  try {
    answer = await fetch(place.dataset.save, {
      method: "PUT",
      headers: { Accept: "application/json", "Content-Type": "application/json", "If-Match": `"${revision}"`, "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ html }),
    });
  } catch {
    return failed(t("minutes-offline"));
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body) return acknowledge(html, body);
  if (answer.status === 409 && body?.html !== undefined) return disagree(body);
  if (answer.status >= 500 || !body) return failed(t("minutes-offline"));
  stopped = answer.status === 409;
  return failed(body.title, stopped || answer.status === 400 ? 0 : AGAIN_AFTER_MS);
}

function acknowledge(html, body) {
  revision = body.revision;
  acknowledged = html;
  if (editor.getHTML() === html) kept.drop();
  for (const field of document.querySelectorAll('#submit input[name="revision"]')) field.value = revision;
  tell("saved", t("saved-at", { time: timeOf(body.saved_at) }));
  return true;
}

function failed(sentence, again = AGAIN_AFTER_MS) {
  tell("failed", sentence);
  if (again) timer = setTimeout(save, again);
  return false;
}

/** Show both texts. Nothing is saved until the reader has chosen. */
async function disagree(body) {
  stopped = true;
  tell("failed", t("minutes-two-texts"));
  conflict.querySelector("[data-conflict-text]").textContent = body.title;
  conflict.querySelector("[data-conflict-saved]").innerHTML = body.html; // cleaned by the hub
  conflict.hidden = false;
  conflict.focus();
  conflict.querySelector("[data-conflict='mine']").onclick = () => keepMine(body);
  conflict.querySelector("[data-conflict='theirs']").onclick = () => takeTheirs(body);
  const difference = await fetch(place.dataset.difference, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ html: editor.getHTML() }),
  });
  if (difference.ok) conflict.querySelector("[data-conflict-difference]").innerHTML = await difference.text();
  return false;
}

async function keepMine(body) {
  settle(body);
  acknowledged = "";
  if (await save()) say(t("minutes-mine-saved"));
}

/** The reader's own text is saved first, so that it stays in the history too. */
async function takeTheirs(body) {
  settle(body);
  acknowledged = "";
  if (!(await save())) return;
  editor.commands.setContent(body.html);
  await save();
}

function settle(body) {
  revision = body.revision;
  stopped = false;
  conflict.hidden = true;
  editor.commands.focus();
}

/** Text of an earlier visit that never reached the hub: offered, never thrown away unasked. */
function offerKept() {
  const text = kept.take();
  if (!text || text.html === acknowledged) return kept.drop();
  const offer = document.getElementById("local-draft");
  offer.hidden = false;
  offer.querySelector("[data-local='take']").onclick = () => {
    offer.hidden = true;
    revision = Math.min(text.revision, revision);
    editor.commands.setContent(text.html);
    touched();
  };
  offer.querySelector("[data-local='drop']").onclick = () => {
    offer.hidden = true;
    kept.drop();
  };
}

function tell(state, text) {
  note.dataset.state = state;
  note.querySelector("[data-saved-text]").textContent = text;
}

for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", () => {
    const piece = document.getElementById(`piece-${button.dataset.insert}`);
    editor.chain().focus().insertContent(piece.innerHTML.trim()).run();
  });
}

document.querySelector("#submit form")?.addEventListener("submit", async (event) => {
  if (editor.getHTML() === acknowledged) return;
  event.preventDefault();
  if (await save()) event.target.submit();
  else event.target.closest("dialog").close();
});

window.addEventListener("beforeunload", (event) => {
  if (editor.getHTML() !== acknowledged) {
    save();
    event.preventDefault();
  }
});
window.addEventListener("online", () => save());
place.dataset.ready = timeOf(serverNow());
