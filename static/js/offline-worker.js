// The worker of /offline/: gives back, without network, what was kept when the phone was prepared, and
// sends what waits when the network is back and the page is closed. It keeps nothing by itself.
(() => {
  "use strict";

  const CACHE = "escale-offline";
  const SYNC = "escale-offline";

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  const fromCache = async (request) => {
    const cache = await caches.open(CACHE);
    const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    return found ?? fetch(request);
  };

  self.addEventListener("fetch", (event) => {
    const { method, url } = event.request;
    if (method === "GET" && new URL(url).origin === location.origin) {
      event.respondWith(fromCache(event.request));
    }
  });

  // What could not be sent fails, so that the browser tries again.
  const sendAndTell = async () => {
    const state = await self.offlineSend.sendAll();
    for (const client of await self.clients.matchAll()) client.postMessage(state);
    if (state === "away") throw new Error(state);
  };

  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC) event.waitUntil(sendAndTell());
  });
})();
