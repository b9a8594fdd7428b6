// A phone is prepared for a session: the page for work without network is kept with all it needs, then
// the house hands over, once, how to seal and how to send.
(() => {
  "use strict";

  const CACHE = "escale-offline";
  const form = document.querySelector("form[data-offline-prepare]");
  if (!form) return;
  const { offlineStore: store, offlineSeal: sealing } = self;
  const button = form.querySelector("button");
  const show = (name) => {
    for (const part of document.querySelectorAll("[data-offline-said]")) {
      part.hidden = part.dataset.offlineSaid !== name;
    }
  };

  const isAble =
    "serviceWorker" in navigator && "caches" in self && "indexedDB" in self && self.crypto?.subtle;
  if (!isAble) {
    show("unable");
    return;
  }
  form.hidden = false;

  const keepPage = async () => {
    const { worker, scope, shell } = form.dataset;
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const cache = await caches.open(CACHE);
    const known = JSON.parse(shell);
    for (const path of known) {
      const response = await fetch(path, { cache: "reload" });
      if (!response.ok || response.redirected) throw new Error(path);
      await cache.put(path, response);
    }
    // Those of a former version.
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (!known.includes(pathname + search)) await cache.delete(request);
    }
  };

  // Asked for twice, the phone has two keys, and sends with both: the form's token is left out, so
  // that a lost answer is no obstacle.
  const askKey = async () => {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (!response.ok) throw new Error(String(response.status));
    const { point, ...session } = await response.json();
    await store.keepSession({ ...session, point: sealing.toBytes(point) });
  };

  const prepare = async () => {
    button.disabled = true;
    show("working");
    try {
      await keepPage();
      await navigator.storage?.persist?.();
      await askKey();
      show("ready");
      form.hidden = true;
    } catch {
      show("failed");
      button.disabled = false;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    prepare();
  });
})();
