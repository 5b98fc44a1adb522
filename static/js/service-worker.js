// Without a line: the schedule this browser has kept (lib/offline.js) stands in for any page.
// Nothing else is touched: with a line every request goes to the hub as if this did not exist.
const KEPT = "diem-cau-offline";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});

/** A proxy before a hub that is down answers 502 or 504: that is no line either. */
async function page(request) {
  try {
    const answer = await fetch(request);
    return [502, 504].includes(answer.status) ? ((await (await caches.open(KEPT)).match("/offline")) ?? answer) : answer;
  } catch {
    return kept("/offline");
  }
}

async function kept(what) {
  const cache = await caches.open(KEPT);
  return (await cache.match(what)) ?? Response.error();
}
