// A page shown to all sites in step: the reader follows who presents, or presents itself.
import htmx from "htmx";

import { onceHeard, onNews, refreshSoon } from "../../lib/live.js";
import { send } from "../../lib/csrf.js";
import { say } from "../../lib/toast.js";

const TURNED_AFTER_MS = 150;
/** News that comes so soon after one's own turning is of it, and may be of the page before. */
const OWN_NEWS_MS = 1000;
const LED_MS = 1000;

export function startInStep(reader, viewer, events) {
  const place = reader.querySelector("[data-in-step]");
  if (!place) return;
  const { version, document: shownDocument } = place.dataset;
  let follows = true;
  let ledAt = 0; // scrolling to a page passes others, and may rest beside it
  let turnedAt = 0;
  let timer = null;

  const strip = () => place.querySelector("#in-step");
  const shownPage = () => Number(strip()?.dataset.shownPage ?? 0);
  const turns = () => strip() !== null && "turns" in strip().dataset;
  const post = (url, fields = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return send(url, { form }).catch((refusal) => say(refusal.message, "error"));
  };

  function note(page) {
    strip().dataset.shownPage = String(page);
    place.querySelector("[data-shown-number]").textContent = String(page);
  }

  function goTo(page) {
    if (!page || viewer.currentPageNumber === page) return;
    ledAt = Date.now();
    viewer.currentPageNumber = page;
  }

  function take() {
    const box = place.querySelector("[data-follow]");
    if (box) box.checked = follows;
    if (follows) goTo(shownPage());
  }

  place.addEventListener("htmx:afterSettle", take);
  onNews(reader.dataset.liveRoom, (name, facts) => {
    if (name !== "room:page-turned" || facts.version !== version || !shownPage()) return;
    if (turns() && Date.now() - turnedAt < OWN_NEWS_MS) return;
    note(facts.page);
    if (follows) goTo(facts.page);
  });
  onceHeard(reader.dataset.liveRoom, function again() {
    if (strip()) refreshSoon(strip());
    else place.addEventListener("htmx:afterSettle", again, { once: true });
  });
  place.addEventListener("change", (event) => {
    if (!event.target.matches("[data-follow]")) return;
    follows = event.target.checked;
    if (follows) goTo(shownPage());
  });
  place.addEventListener("click", (event) => {
    const { show, end } = strip()?.dataset ?? {};
    if (event.target.closest("[data-show-page]")) {
      follows = true;
      post(show, { document: shownDocument, page: viewer.currentPageNumber }).then(() => htmx.trigger(strip(), "live"));
    } else if (event.target.closest("[data-end-showing]")) post(end);
  });
  events.on("pagechanging", ({ pageNumber }) => {
    if (Date.now() - ledAt < LED_MS || !shownPage() || !follows || pageNumber === shownPage()) return;
    if (turns()) turn(pageNumber);
    else { follows = false; take(); } // who turns pages on their own has left; the switch leads back
  });
  events.on("pagesinit", () => { if (follows) goTo(shownPage()); });

  function turn(page) {
    turnedAt = Date.now();
    note(page);
    clearTimeout(timer);
    timer = setTimeout(() => post(strip().dataset.turn, { page }), TURNED_AFTER_MS);
  }
}
