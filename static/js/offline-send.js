// What is kept goes to the house, some at a time; the house keeps each once, however often it comes.
// Shared by the page and its worker.
(() => {
  "use strict";

  const MOST = 20; // entries at once
  const ANSWERS_MS = 20_000;
  const { offlineStore: store, offlineSeal: sealing } = self;

  const post = (session, entries) =>
    fetch(session.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Escale-Offline": session.secret },
      body: JSON.stringify({
        entries: entries.map(({ token, sealed }) => ({ token, sealed: sealing.toText(sealed) })),
      }),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERS_MS),
    });

  // Send these and note what became of each. Return what the house says: its answers, or why there
  // are none: "away", "unknown" (this phone is not the one that was prepared), "ended".
  const sendSome = async (session, entries) => {
    let response;
    let answers = [];
    try {
      response = await post(session, entries);
      // Whoever stands between may cut it, or answer in the place of the house.
      if (response.ok) answers = [...(await response.json()).entries];
    } catch {
      return { state: "away", answers: [] };
    }
    if (response.status === 410) {
      await store.end(session);
      return { state: "ended", answers: [] };
    }
    if (response.status === 403) return { state: "unknown", answers: [] };
    if (!response.ok) return { state: "away", answers: [] };
    for (const { token, state, why } of answers) {
      const sent = entries.find((entry) => entry.token === token);
      if (!sent) continue;
      const change = state === "kept" ? { state: "sent", sealed: null, why: "" } : { state, why };
      await store.settle(sent, change);
    }
    return { state: "sent", answers };
  };

  // Send what is kept for one session, until the house says something else than "sent".
  const sendOf = async (session) => {
    const kept = (await store.entries()).filter(
      ({ number, state }) => number === session.number && state === "kept",
    );
    // With nothing to send it is asked all the same: the work may have been ended elsewhere.
    let at = 0;
    let state;
    do {
      ({ state } = await sendSome(session, kept.slice(at, at + MOST)));
      at += MOST;
    } while (state === "sent" && at < kept.length);
    return state;
  };

  const sendKept = async () => {
    let last = "sent";
    for (const session of await store.sessions()) {
      if (session.lost) continue;
      const state = await sendOf(session);
      if (state === "away") return state;
      if (state !== "sent") last = state;
    }
    return last;
  };

  // The page and its worker take turns.
  const sendAll = () =>
    navigator.locks ? navigator.locks.request("escale-offline-send", sendKept) : sendKept();

  self.offlineSend = { sendAll, sendSome };
})();
