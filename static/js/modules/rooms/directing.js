// Buttons and forms that ask the room for something, and what those who run the meeting set.
import htmx from "htmx";

import { openDialog } from "../../lib/dialog.js";
import { emit } from "../../lib/live.js";
import { showPane } from "../../lib/keyboard.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";

const at = (id) => document.getElementById(id);
const NAMES = ["site", "item", "question", "document"];
const NUMBERS = ["place", "minutes", "page"];

export class Directing {
  constructor({ meeting, state }) {
    this.meeting = meeting;
    this.state = state;
    this.moderates = Boolean(at("pane-directing"));
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("change", (event) => this.changed(event));
    at("remove-confirm")?.addEventListener("click", () => {
      this.tell("room:remove", { site: at("remove-confirm").dataset.site });
      at("remove-dialog").close();
    });
    at("move-media-confirm")?.addEventListener("click", () => this.moveMedia());
    at("waiting-count")?.addEventListener("click", () => {
      at("side").classList.add("is-open");
      showPane(at("pane-directing-tab"));
      at("pane-directing").focus();
    });
  }

  /** Send a message of the room; a refusal is said in the corner. */
  async tell(name, facts = {}) {
    try {
      return await emit(name, { meeting: this.meeting, ...facts });
    } catch (error) {
      say(error.message, "error");
      return null;
    }
  }

  clicked(event) {
    const pressed = (selector) => event.target.closest?.(selector);
    const sender = pressed("button[data-send]");
    if (sender) this.tell(sender.dataset.send, factsOf(sender));
    const remover = pressed("[data-remove]");
    if (remover) this.askToRemove(remover.dataset);
    const mover = pressed("[data-move-media]");
    if (mover) this.askToMove(mover.dataset);
    const words = pressed("[data-words][data-site]");
    if (words) this.askForWords(words.dataset);
    const answer = pressed("[data-answer]");
    if (answer) this.askForAnswer(answer.dataset);
    const layout = pressed("[data-layout]");
    if (layout) this.setLayout({ layout: layout.dataset.layout });
    const size = pressed("[data-size]");
    if (size) this.setLayout({ size: Number(size.dataset.size) });
    if (pressed('[data-dialog="limits-dialog"]')) htmx.ajax("GET", at("limits-here").dataset.url, { target: "#limits-here" });
  }

  async submitted(event) {
    const form = event.target.closest?.("form[data-send]");
    if (!form) return;
    event.preventDefault();
    const wrong = form.querySelector("[data-form-error]");
    wrong.hidden = true;
    try {
      await emit(form.dataset.send, { meeting: this.meeting, ...Object.fromEntries(new FormData(form)) });
      form.reset();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      form.closest("dialog")?.close();
    } catch (error) {
      const fields = Object.values(error.problem?.fields ?? {});
      wrong.textContent = fields.length ? fields.join(" ") : error.message;
      wrong.hidden = false;
    }
  }

  changed(event) {
    const { target } = event;
    if (target.closest?.("#ask-dialog form")) showForQuestion(target.closest("form"));
    if (target.id === "admission") this.tell("room:admission", { admission: target.checked });
    if (target.id === "pin") this.setLayout({ pinned: target.value || null });
    if (target.id === "same-page") this.setLayout({ page: target.checked ? this.page ?? 0 : null });
    if (target.dataset?.limit !== undefined && target.matches("input")) this.limit(target);
  }

  async limit(input) {
    const minutes = input.value.trim();
    if (!input.checkValidity()) { input.reportValidity(); return; }
    const kept = await this.tell("room:limit", { item: input.dataset.limit || null, minutes: minutes ? Number(minutes) : null });
    if (kept) input.closest("#limits").querySelector("[data-limit-said]").textContent = t("limit-saved");
  }

  askToRemove({ remove, name }) {
    at("remove-text").textContent = t("remove-question", { name });
    at("remove-confirm").dataset.site = remove;
    openDialog("remove-dialog");
  }

  askToMove({ moveMedia, name }) {
    at("move-media-text").textContent = t("move-media-question", { name });
    Object.assign(at("move-media-confirm").dataset, { node: moveMedia, name });
    openDialog("move-media-dialog");
  }

  async moveMedia() {
    const { node, name } = at("move-media-confirm").dataset;
    at("move-media-dialog").close();
    if (await this.tell("room:move-media", { node })) say(t("media-moved", { name }));
  }

  askForWords({ words, site, name }) {
    const form = at("words-dialog").querySelector("form");
    form.dataset.send = words;
    form.elements.site.value = site;
    at("words-text").textContent = t(words === "room:refuse" ? "words-refuse" : "words-turn-away", { name });
    openDialog("words-dialog");
  }

  askForAnswer({ answer, subject }) {
    const form = at("answer-dialog").querySelector("form");
    form.elements.question.value = answer;
    at("answer-text").textContent = t("answer-to", { subject });
    openDialog("answer-dialog");
  }

  /** Set the layout of all sites; what is not said stays as it is. */
  setLayout(changes) {
    const state = this.state();
    const { size, page, ...wanted } = { layout: state.layout, pinned: state.pinned, ...state.gallery, ...changes };
    Object.assign(state, wanted, { gallery: { size, page } }); // so that the next change builds on this one
    return this.tell("room:layout", { ...wanted, size, page });
  }

  draw(state, page) {
    if (!this.moderates) return;
    this.page = page;
    for (const each of document.querySelectorAll("[data-layout]")) each.setAttribute("aria-pressed", String(each.dataset.layout === state.layout));
    for (const each of document.querySelectorAll("[data-size]")) each.setAttribute("aria-pressed", String(Number(each.dataset.size) === state.gallery.size));
    for (const each of document.querySelectorAll("[data-gallery-only]")) each.hidden = state.layout !== "gallery";
    at("same-page").checked = state.gallery.page !== null;
    at("admission").checked = state.admission;
    if (document.activeElement !== at("pin")) at("pin").value = state.pinned ?? "";
    at("waiting-dot").hidden = at("waiting-count").hidden = !state.waiting;
    at("waiting-count").querySelector("[data-words]").textContent = t("site-waiting", { count: state.waiting });
    const sharer = state.sites.find((site) => site.id === state.sharer);
    at("sharing-now").hidden = !sharer;
    at("sharing-now").querySelector("[data-words]").textContent = sharer ? `${sharer.name} ${t("sharing")}.` : "";
  }
}

function factsOf(button) {
  const facts = {};
  for (const name of NAMES) if (button.dataset[name]) facts[name] = button.dataset[name];
  for (const name of NUMBERS) if (button.dataset[name]) facts[name] = Number(button.dataset[name]);
  return facts;
}

function showForQuestion(form) {
  const isQuestion = form.elements.turn.value === "question";
  for (const each of form.querySelectorAll("[data-for-question]")) each.hidden = !isQuestion;
}
