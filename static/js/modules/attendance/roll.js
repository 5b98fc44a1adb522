// The roll: filters, ticking all shown, saving a head count when it was typed. What the
// secretary is typing is never swept away by news: the section is fetched again afterwards.
import htmx from "htmx";

let chosen = "all";
let newsWaits = false;

const fits = {
  all: () => true,
  present: (row) => row.dataset.present === "yes",
  gone: (row) => row.dataset.gone === "yes",
  uncalled: (row) => row.dataset.called === "no",
};

function roll() {
  return document.getElementById("roll");
}

function show() {
  let shown = 0;
  for (const row of roll().querySelectorAll("tbody tr")) {
    row.hidden = !fits[chosen](row);
    shown += row.hidden ? 0 : 1;
  }
  for (const button of roll().querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", String(button.dataset.filter === chosen));
  }
  roll().querySelector("[data-nobody]").hidden = shown > 0;
}

function isBusy() {
  const focused = document.activeElement;
  const typing = focused?.matches?.("[data-head-count]") && focused.value !== focused.defaultValue;
  return typing || Boolean(roll()?.querySelector('input[name="sites"]:checked'));
}

document.addEventListener("click", (event) => {
  const filter = event.target.closest("#roll [data-filter]");
  if (!filter) return;
  chosen = filter.dataset.filter;
  show();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of roll().querySelectorAll('input[name="sites"]')) {
      if (!box.closest("tr").hidden) box.checked = event.target.checked;
    }
  }
  if (event.target.matches("[data-head-count]")) {
    const status = event.target.dataset.headCount;
    event.target.form.querySelector(`button[value="${status}"]`).click();
  }
  if (newsWaits && !isBusy()) {
    newsWaits = false;
    htmx.trigger(roll(), "live");
  }
});

document.addEventListener("live", (event) => {
  if (event.target.id !== "roll" || !isBusy()) return;
  newsWaits = true;
  event.stopImmediatePropagation();
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  if (roll() && (event.target.id === "roll" || event.detail.elt?.id === "roll")) show();
});
