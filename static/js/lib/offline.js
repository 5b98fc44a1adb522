// Keeps the schedule on this computer for the time without a line; the service worker shows it.
// It is one person's: whoever signs out, or finds the session ended, takes it away.
const KEPT = "diem-cau-offline";
const STAMP = "offline-kept";
const ANEW_MS = 10 * 60_000;
const CALM_MS = 3000; // the page itself comes first

const person = document.body.dataset.signedIn;

/** Keep today's schedule when it is old, and forget it when nobody is signed in here. */
export async function startOffline() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  if (!person) {
    if (location.pathname === "/sign-in") await forget();
    return;
  }
  document.addEventListener("submit", (event) => event.target.action?.endsWith("/sign-out") && forget());
  await new Promise((resolve) => { setTimeout(resolve, CALM_MS); });
  await navigator.serviceWorker.register("/service-worker.js");
  const [whose, when] = (localStorage.getItem(STAMP) ?? "").split(" ");
  if (whose !== person || Date.now() - Number(when) > ANEW_MS) await keep();
}

async function keep() {
  const answer = await fetch("/offline", { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const files = [...page.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon]")].map((link) => link.getAttribute("href"));
  const drawn = [...page.querySelectorAll("svg use")].map((use) => use.getAttribute("href").split("#")[0]).filter(Boolean);
  const cache = await caches.open(KEPT);
  await cache.addAll([...new Set([...files, ...drawn])]);
  await cache.put("/offline", answer);
  localStorage.setItem(STAMP, `${person} ${Date.now()}`);
}

async function forget() {
  localStorage.removeItem(STAMP);
  await caches.delete(KEPT);
}
