// What is half typed on the page without network, kept so that it comes back if the page closes. An entry
// is sealed for the house and read here no more; a draft has to be read again, so that it has a key of
// its own, which no script takes out of the browser and which goes with it: when the entry is kept, when
// it is given up, when the work has ended or its day is over. See ADR 0011.
(() => {
  "use strict";

  // A base apart: a phone that was prepared with a former page opens its own as it was.
  const NAME = "escale-offline-draft";
  const STORE = "drafts";
  const NONCE = 12; // bytes
  const BLOCK = 1024; // characters: how long a draft is says nothing of what is in it

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const inOne = async (mode, task) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction(STORE, mode);
        const request = task(work.objectStore(STORE));
        work.oncomplete = () => resolve(request?.result);
        work.onabort = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  };

  const idOf = (session, kind) => `${session}|${kind}`;
  const how = (iv, id) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });

  // What was typed last is written last, and dropped for good.
  let turn = Promise.resolve();
  const inTurn = (task) => {
    turn = turn.then(task, task);
    return turn;
  };

  const keep = (session, kind, fields) =>
    inTurn(async () => {
      const id = idOf(session, kind);
      const text = JSON.stringify(fields);
      const plain = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK));
      const iv = crypto.getRandomValues(new Uint8Array(NONCE));
      const rule = { name: "AES-GCM", length: 256 };
      const key = await crypto.subtle.generateKey(rule, false, ["encrypt", "decrypt"]);
      const sealed = await crypto.subtle.encrypt(how(iv, id), key, plain);
      await inOne("readwrite", (rows) => rows.put({ id, key, iv, sealed, at: Date.now() }));
    });

  // Its fields and when they were typed; undefined where there is none, or none that opens.
  const read = (session, kind) =>
    inTurn(async () => {
      const id = idOf(session, kind);
      const row = await inOne("readonly", (rows) => rows.get(id));
      if (!row) return undefined;
      try {
        const plain = await crypto.subtle.decrypt(how(row.iv, id), row.key, row.sealed);
        return { at: row.at, fields: JSON.parse(new TextDecoder().decode(plain)) };
      } catch {
        return undefined;
      }
    });

  const drop = (session, kind) =>
    inTurn(() => inOne("readwrite", (rows) => rows.delete(idOf(session, kind))));

  // Of every session but these.
  const forget = (sessions) =>
    inTurn(() =>
      inOne("readwrite", (rows) => {
        const request = rows.getAllKeys();
        request.onsuccess = () => {
          for (const id of request.result) {
            if (!sessions.some((session) => id.startsWith(`${session}|`))) rows.delete(id);
          }
        };
      }),
    );

  self.offlineDraft = { keep, read, drop, forget };
})();
