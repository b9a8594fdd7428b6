// What a phone keeps without network, in IndexedDB: how to reach the house, and entries sealed for it,
// which this phone cannot read again. Shared by the page and its worker.
(() => {
  "use strict";

  const NAME = "escale-offline";

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("sessions", { keyPath: "number" });
        request.result.createObjectStore("entries", { keyPath: "token" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  // `task` works in one transaction; what it returns is there once the disk has it.
  const inOne = async (mode, task) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction(["sessions", "entries"], mode, { durability: "strict" });
        const request = task(work.objectStore("sessions"), work.objectStore("entries"));
        work.oncomplete = () => resolve(request?.result);
        work.onabort = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  };

  const sessions = () => inOne("readonly", (sessions) => sessions.getAll());
  const keepSession = (session) => inOne("readwrite", (sessions) => sessions.put(session));
  const dropSession = (number) => inOne("readwrite", (sessions) => sessions.delete(number));

  const entries = () => inOne("readonly", (_sessions, entries) => entries.getAll());
  // Of what a session has only one (`isOnly`), the last written takes the place of what has not left.
  // It has a token of its own: the house may hold the former already, its answer lost on the way.
  // `numbers` are those of all that this phone was prepared with for that session.
  const keepEntry = (entry, numbers = [entry.number]) =>
    inOne("readwrite", (_sessions, entries) => {
      const request = entries.getAll();
      request.onsuccess = () => {
        for (const { token, number, state, isOnly } of request.result) {
          const isReplaced = entry.isOnly && isOnly && numbers.includes(number) && state !== "sent";
          if (isReplaced) entries.delete(token);
        }
        entries.put(entry);
      };
    });
  const dropEntry = (token) => inOne("readwrite", (_sessions, entries) => entries.delete(token));

  // Of one that was written again meanwhile, the answer is to the former text: it changes nothing.
  const settle = (sent, change) =>
    inOne("readwrite", (_sessions, entries) => {
      const request = entries.get(sent.token);
      request.onsuccess = () => {
        const now = request.result;
        if (now && now.version === sent.version) entries.put({ ...now, ...change });
      };
    });

  // The house has destroyed the key, nobody would read what is still here: what is left of it is how
  // many had not left. Only the house says so: a phone whose clock is wrong loses nothing.
  const end = async (session) => {
    const own = (await entries()).filter((entry) => entry.number === session.number);
    const lost = own.filter((entry) => entry.state !== "sent").length;
    const { number, label } = session;
    await inOne("readwrite", (sessions, entries) => {
      for (const { token } of own) entries.delete(token);
      if (lost) sessions.put({ number, label, lost });
      else sessions.delete(number);
    });
  };

  self.offlineStore = {
    sessions, keepSession, dropSession, entries, keepEntry, dropEntry, settle, end,
  };
})();
