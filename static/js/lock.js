// A page left alone covers itself and asks the server to lock; so does F8. The lock is the server's:
// this only makes it sooner and hides what is on the screen. Without JavaScript it locks all the same.
(() => {
  "use strict";

  const KEY = "F8";
  const SAID_EVERY = 30_000; // milliseconds between two signs of life sent to the server
  const LOOKED_EVERY = 5_000;

  const form = document.querySelector("[data-lock]");
  if (!form) return;
  const after = Number(form.dataset.lockAfter) * 1000;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("escale") : null;
  let lastMove = Date.now();
  let lastSaid = Date.now();
  let isLocked = false;

  const cover = () => {
    isLocked = true;
    document.documentElement.classList.add("is-covered");
    document.title = "Escale";
  };

  const post = async () => {
    await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
      keepalive: true,
    });
  };

  // Windows lock one after the other: of two at once, the later would throw away the place that the
  // first has just kept, and everybody would have to sign in again.
  const inTurn = (task) => (navigator.locks ? navigator.locks.request("escale-lock", task) : task());

  const leave = () => {
    cover();
    inTurn(post).then(
      () => location.assign(form.dataset.lockedUrl),
      () => form.submit(), // no network: the browser says so, and nothing is left on the screen
    );
  };

  const lock = () => {
    if (isLocked) return;
    others?.postMessage("locked");
    leave();
  };

  const sayAwake = () => {
    lastSaid = Date.now();
    fetch(form.dataset.awakeUrl, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
    }).catch(() => {});
  };

  const onMove = () => {
    lastMove = Date.now();
    others?.postMessage("awake");
    if (lastMove - lastSaid > SAID_EVERY) sayAwake();
  };

  others?.addEventListener("message", ({ data }) => {
    if (data === "awake") lastMove = Date.now();
    if (data === "locked" && !isLocked) leave();
  });

  let isNoted = false;
  for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
    window.addEventListener(
      name,
      () => {
        if (isNoted || isLocked) return;
        isNoted = true;
        setTimeout(() => {
          isNoted = false;
        }, 1000);
        onMove();
      },
      { passive: true, capture: true },
    );
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== KEY || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    lock();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lock();
  });

  // A PC that slept wakes up locked: the clock is looked at, not counted.
  const look = () => {
    if (Date.now() - lastMove >= after) lock();
  };
  setInterval(look, LOOKED_EVERY);
  document.addEventListener("visibilitychange", look);

  // The back button shows what the server says now, not what was kept.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      cover();
      location.reload();
    }
  });
})();
