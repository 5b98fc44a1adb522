// Messages in the room: unread ones are counted on the tab, the newest stays in view, and what is
// being typed is never swept away by news.
import htmx from "htmx";
import { csrfToken } from "../../lib/csrf.js";
import { onNews, refreshSoon } from "../../lib/live.js";

const OF_UNIT = ["messages:sent", "messages:incident:called", "messages:incident:noted", "messages:incident:taken", "messages:incident:solved"];
const tab = document.getElementById("pane-messages-tab");
let followed = "";
let kept = null;
let said = 0;

let missed = 0;

const panel = () => document.getElementById("messages-panel");
const pane = () => panel()?.closest("[role=tabpanel]");

function isShown() {
  return Boolean(pane()) && !pane().hidden && !document.hidden && panel().offsetParent !== null;
}

/** Count what is new on the tab, or note that it was read when it is in view. */
function settle() {
  const section = panel();
  if (!section) return;
  followUnit(section.dataset.unit);
  putBack(section);
  const list = section.querySelector("[data-messages]");
  list.scrollTop = list.scrollHeight;
  missed = 0;
  const unread = Number(section.dataset.unread) + Number(section.dataset.calls);
  if (isShown() && Number(section.dataset.unread)) noteRead(section);
  badge(isShown() ? Number(section.dataset.calls) : unread);
}

function badge(count) {
  const dot = tab?.querySelector("[data-unread-count]");
  if (!dot) return;
  dot.hidden = count === 0;
  dot.textContent = count > 99 ? "99+" : String(count);
}

async function noteRead(section) {
  const newest = Number(section.dataset.newest);
  if (newest <= said) return;
  said = newest;
  const body = new URLSearchParams({ number: String(newest) });
  await fetch(section.dataset.readUrl, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => { said = 0; });
  section.dataset.unread = "0";
}

function followUnit(unit) {
  if (!unit || followed === unit) return;
  followed = unit;
  onNews(`unit:${unit}`, (name) => { if (OF_UNIT.includes(name) && panel()) refreshSoon(panel()); });
}

/** Keep what is being typed while the panel is fetched anew because of news. */
function keep(section) {
  const words = section.querySelector("#message-text");
  const call = section.querySelector(".help-call[open]");
  kept = {
    words: words?.value ?? "",
    to: section.querySelector("#message-to")?.selectedOptions[0],
    focus: document.activeElement?.id,
    caret: words?.selectionStart,
    call: call && { kind: call.querySelector("input:checked")?.value, text: call.querySelector("#call-text").value },
  };
}

function putBack(section) {
  if (!kept) return;
  const words = section.querySelector("#message-text");
  if (words && kept.words && !words.value) words.value = kept.words;
  const to = section.querySelector("#message-to");
  if (to && kept.to) choose(to, kept.to);
  const call = section.querySelector(".help-call");
  if (call && kept.call) {
    call.open = true;
    call.querySelector("#call-text").value = kept.call.text;
    const kind = [...call.querySelectorAll("input[name=kind]")].find((box) => box.value === kept.call.kind);
    if (kind) kind.checked = true;
  }
  if (kept.focus && section.querySelector(`#${CSS.escape(kept.focus)}`)) {
    section.querySelector(`#${CSS.escape(kept.focus)}`).focus();
    if (kept.focus === "message-text") words.setSelectionRange(kept.caret, kept.caret);
  }
  kept = null;
}

/** Choose the same reader again; one that was found by name is not in the new list. */
function choose(to, former) {
  const list = to.querySelector("optgroup");
  const isListed = [...to.options].some((option) => option.value === former.value);
  if (!isListed && former.value && former.parentElement?.id === "message-sites") list?.append(former);
  if (isListed || former.parentElement === list) to.value = former.value;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "messages-panel") return;
  if (event.detail.requestConfig.verb === "get") keep(panel());
});
document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "messages-panel" || event.detail.target?.id === "messages-panel" || event.target.querySelector?.("#messages-panel")) settle(); });
document.addEventListener("visibilitychange", settle);
tab?.addEventListener("click", () => setTimeout(settle, 50));
// Enter sends, Shift+Enter begins a line; on a phone the button does.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "message-text" || event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (event.target.value.trim()) htmx.trigger(event.target.form, "submit");
});
const ofMeeting = document.querySelector("[data-room]")?.dataset.meeting;
if (ofMeeting) {
  // Many hear it: it is counted here, and fetched by who looks.
  onNews(`meeting:${ofMeeting}`, (name, { listeners }) => {
    if (name !== "messages:sent" || !listeners || isShown()) return;
    missed += 1;
    badge(Number(panel()?.dataset.unread ?? 0) + Number(panel()?.dataset.calls ?? 0) + missed);
  });
}
settle();
