// Moments are typed as dd/mm/yyyy HH:mm: browsers' own date fields follow the browser's
// language, not the page's. A button beside the field opens a calendar that fills in the day.
import { serverNow, dateOf } from "./clock.js";
import { t } from "./texts.js";

// Our own table: browsers disagree on Vietnamese names of days ("Th 2", "Thứ 2").
const MONTHS = Array.from({ length: 12 }, (_none, index) => `Tháng ${index + 1}`);
const WEEKDAYS = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];
const WEEKDAYS_LONG = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const VIETNAMESE = { months: { short: MONTHS, long: MONTHS }, weekdays: { short: WEEKDAYS, long: WEEKDAYS_LONG } };

/** Give every [data-moment] field its calendar button. */
export function startDatepickers(root = document) {
  for (const field of root.querySelectorAll("[data-moment]:not([data-ready])")) {
    field.dataset.ready = "1";
    const input = field.querySelector("[data-moment-input]");
    input.addEventListener("blur", () => { input.value = tidied(input.value); });
    field.append(calendarButton(field, input));
  }
}

/** Complete what was typed in a hurry: 5/1/2026 8:5 becomes 05/01/2026 08:05. */
export function tidied(text) {
  const match = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2})[:hg.](\d{1,2})?)?$/i);
  if (!match) return text;
  const two = (part) => (part ?? "0").padStart(2, "0");
  const day = `${two(match[1])}/${two(match[2])}/${match[3]}`;
  return match[4] === undefined ? day : `${day} ${two(match[4])}:${two(match[5])}`;
}

function calendarButton(field, input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button icon-button-line";
  button.setAttribute("aria-label", t("choose-date"));
  button.innerHTML = document.getElementById("calendar-icon")?.innerHTML ?? "";
  button.addEventListener("click", () => openCalendar(field, input, button));
  return button;
}

async function openCalendar(field, input, button) {
  await loadStyle();
  const { Calendar } = await import("datepicker");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog calendar-dialog";
  dialog.setAttribute("aria-label", t("choose-date"));
  const place = document.createElement("div");
  dialog.append(place);
  (field.closest("dialog") ?? document.body).append(dialog);
  const chosen = isoOf(input.value);
  const today = isoOf(dateOf(serverNow()));
  const [year, month] = (chosen ?? today).split("-").map(Number);
  const calendar = new Calendar(place, {
    locale: document.documentElement.lang === "vi" ? VIETNAMESE : "en-GB",
    firstWeekday: 1,
    selectedDates: chosen ? [chosen] : [],
    selectedMonth: month - 1,
    selectedYear: year,
    dateToday: new Date(`${today}T00:00:00`),
    selectedTheme: document.documentElement.dataset.bsTheme,
    onClickDate(self) {
      const [picked] = self.context.selectedDates;
      if (picked) fill(field, input, picked);
      dialog.close();
    },
  });
  calendar.init();
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  dialog.showModal();
}

function fill(field, input, iso) {
  const [year, month, day] = iso.split("-");
  const time = input.value.match(/\d{1,2}:\d{2}$/)?.[0] ?? "08:00";
  input.value = `${day}/${month}/${year}` + (field.dataset.moment === "day" ? "" : ` ${time}`);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function isoOf(text) {
  const match = tidied(text).match(/^(\d{2})\/(\d{2})\/(\d{4})/);
  return match ? `${match[3]}-${match[2]}-${match[1]}` : null;
}

async function loadStyle() {
  if (document.getElementById("datepicker-style")) return;
  const link = Object.assign(document.createElement("link"), { id: "datepicker-style", rel: "stylesheet", href: import.meta.resolve("datepicker-style") });
  const ready = new Promise((resolve) => { link.onload = link.onerror = resolve; });
  document.head.prepend(link);
  await ready;
}
