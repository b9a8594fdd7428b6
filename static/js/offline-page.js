// The page for work without network. What is typed is sealed as soon as it is kept, and goes to the house
// by itself; it is not read again here, but for what the house sends back to be mended.
(() => {
  "use strict";

  const SYNC = "escale-offline";
  const FIRST_WAIT_MS = 5_000;
  const LONGEST_WAIT_MS = 300_000;
  const LOOKED_EVERY_MS = 60_000;
  const DRAFTED_AFTER_MS = 300;
  const {
    offlineStore: store, offlineSeal: sealing, offlineSend: sending, offlineDraft: drafts,
  } = self;

  const one = (selector) => document.querySelector(selector);
  const forms = [...document.querySelectorAll("form[data-offline-form]")];
  let mending = null; // {token, number, kind, written_at} of the entry that is written again
  let lastState = "";
  let before = { refused: 0, ended: 0 };

  const say = (name) => {
    for (const part of document.querySelectorAll("[data-offline-said]")) {
      part.hidden = part.dataset.offlineSaid !== name;
    }
  };

  // --- what stands here ---------------------------------------------------------------------------

  // Prepared twice for one session, this phone sends with both keys, and counts as one.
  const numbersOf = (sessions, { number, session }) => [
    number,
    ...sessions.filter((one) => session && one.session === session).map((one) => one.number),
  ];
  const sessionOf = ({ session, number }) => session ?? number;
  const newest = (sessions) => sessions.reduce((a, b) => (a.preparedAt > b.preparedAt ? a : b), {});

  const showRefused = (refused) => {
    const list = one("[data-offline-refused]");
    list.closest("[data-offline-mend]").hidden = !refused.length;
    list.replaceChildren(
      ...refused.map(({ token, state, why }) => {
        const row = one("template[data-offline-row]").content.firstElementChild.cloneNode(true);
        row.dataset.token = token;
        row.querySelector("[data-offline-why]").textContent = why;
        row.querySelector("[data-offline-again]").hidden = state === "unreadable";
        return row;
      }),
    );
  };

  const showEnded = (ended) => {
    const notice = one("[data-offline-ended]");
    notice.hidden = !ended.length;
    const lost = ended.reduce((sum, session) => sum + session.lost, 0);
    notice.querySelector("[data-offline-lost]").textContent = String(lost);
  };

  const refresh = async () => {
    const sessions = await store.sessions();
    const open = sessions.filter((session) => !session.lost);
    const entries = await store.entries();
    const current = newest(open);
    const mayWrite = Date.now() < (current.writesUntil ?? 0);
    const writing = open.filter(({ writesUntil }) => Date.now() < writesUntil);
    drafts.forget(writing.map(sessionOf)).catch(() => {}); // tried again in a minute
    const own = numbersOf(sessions, current);
    const kept = entries.filter(({ state }) => state === "kept");
    const refused = entries.filter(({ state }) => state === "refused" || state === "unreadable");
    const sent = entries.filter(
      ({ state, number }) => state === "sent" && (!current.number || own.includes(number)),
    );
    one("[data-offline-label]").textContent = current.label ?? "";
    one("[data-offline-kept]").textContent = String(kept.length);
    one("[data-offline-sent]").textContent = String(sent.length);
    one("[data-offline-send]").hidden = !kept.length;
    one("[data-offline-net=on]").hidden = lastState === "away" || !navigator.onLine;
    one("[data-offline-net=off]").hidden = !one("[data-offline-net=on]").hidden;
    one("[data-offline-none]").hidden = Boolean(current.number) || sessions.length > 0;
    one("[data-offline-over]").hidden = !current.number || mayWrite;
    one("[data-offline-unknown]").hidden = lastState !== "unknown";
    one("[data-offline-forms]").hidden = !mayWrite && !mending;
    one("[data-offline-mending]").hidden = !mending;
    const ended = sessions.filter((session) => session.lost);
    if (refused.length > before.refused || ended.length > before.ended) say("");
    before = { refused: refused.length, ended: ended.length };
    showRefused(refused);
    showEnded(ended);
    return { current, kept, mayWrite };
  };

  // --- sent by itself -----------------------------------------------------------------------------

  let timer = 0;
  let wait = FIRST_WAIT_MS;

  // Whatever goes wrong meanwhile, it is tried again.
  const send = async () => {
    clearTimeout(timer);
    let isDone = false;
    try {
      lastState = await sending.sendAll();
      isDone = !(await refresh()).kept.length;
    } finally {
      clearTimeout(timer);
      if (isDone) wait = FIRST_WAIT_MS;
      else {
        timer = setTimeout(send, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  };

  const sendSoon = () => {
    wait = FIRST_WAIT_MS;
    send();
  };

  // Where the browser knows how, it sends even once this page is closed.
  const askSync = async () => {
    try {
      await (await navigator.serviceWorker.ready).sync.register(SYNC);
    } catch {
      // The page sends by itself when it is open.
    }
  };

  // --- written --------------------------------------------------------------------------------------

  const GROUP = "fieldset, .mb-3";
  const labelOf = (box) => {
    const group = box.closest(GROUP);
    return (group?.querySelector("legend, label")?.innerText ?? box.name).replace("*", "").trim();
  };

  // What is missing is said by the page: a browser's own words would point at a hidden button.
  const isComplete = (form) => {
    const boxes = [...form.elements];
    const wrong = boxes.filter((box) => box.willValidate && !box.validity.valid);
    const either = form.dataset.either.split(" ").filter(Boolean);
    const isSaid = boxes.some((box) => either.includes(box.name) && box.checked);
    if (either.length && !isSaid) wrong.unshift(boxes.find((box) => box.name === either[0]));
    const names = [...new Set(wrong.map(labelOf))];
    form.querySelector("[data-offline-missing]").hidden = !names.length;
    form.querySelector("[data-offline-names]").textContent = names.join(", ");
    wrong[0]?.closest(GROUP)?.scrollIntoView();
    wrong[0]?.focus({ preventScroll: true });
    return !names.length;
  };

  // What mostly holds for whoever comes next stays: the language, the interpreter.
  const clear = (form) => {
    const stays = form.dataset.stays.split(" ");
    const former = [...new FormData(form)].filter(([name]) => stays.includes(name));
    fill(form, former);
    for (const fold of form.querySelectorAll("details")) fold.open = false;
  };

  const keep = async (form) => {
    const { current, mayWrite } = await refresh();
    const sessions = await store.sessions();
    const kind = form.dataset.offlineForm;
    const former = mending?.kind === kind ? mending : null;
    const session = former ? sessions.find(({ number }) => number === former.number) : current;
    if (!former && !mayWrite) return;
    if (!session?.point) {
      say("failed"); // ended meanwhile: what is typed stays on the page
      return;
    }
    const token = former?.token ?? crypto.randomUUID();
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const sealed = await sealing.seal(session, token, {
      kind,
      fields,
      written_at: former?.written_at ?? Date.now(),
    });
    const { number } = session;
    const version = crypto.randomUUID();
    const isOnly = "only" in form.dataset;
    const entry = { token, number, version, sealed, state: "kept", why: "", isOnly };
    await store.keepEntry(entry, numbersOf(sessions, session));
    mending = null;
    clear(form);
    dropDraft(form, session);
    say("kept");
    scrollTo({ top: 0 });
    askSync();
    sendSoon();
  };

  for (const form of forms) {
    let isBusy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isBusy || !isComplete(form)) return;
      isBusy = true;
      try {
        await keep(form);
      } catch {
        say("failed"); // the disk is full, maybe: what is typed stays on the page
      } finally {
        isBusy = false;
      }
    });
    form.addEventListener("input", () => {
      say("");
      draftSoon(form);
      form.querySelector("[data-offline-missing]").hidden = true;
    });
  }

  // --- half typed -----------------------------------------------------------------------------------

  const waiting = new Map(); // what is to be drafted, by its form
  const drops = new Map(); // how often the draft of a form was dropped

  // An entry that is taken up again is here already, as it was sent back.
  const draft = async (form) => {
    clearTimeout(waiting.get(form));
    if (!waiting.delete(form) || mending) return;
    const before = drops.get(form);
    const { current, mayWrite } = await refresh();
    if (!mayWrite || drops.get(form) !== before) return; // the entry was kept meanwhile
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    await drafts.keep(sessionOf(current), form.dataset.offlineForm, fields);
  };
  // A full disk is said when the entry is kept: until then it stands on the page.
  const draftNow = (form) => draft(form).catch(() => {});
  const draftSoon = (form) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(draftNow, DRAFTED_AFTER_MS, form));
  };

  // The entry itself is safe: a draft that stays would be offered again, no more.
  const dropDraft = (form, session) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    drops.set(form, (drops.get(form) ?? 0) + 1);
    one("[data-offline-back]").hidden = true;
    return drafts.drop(sessionOf(session), form.dataset.offlineForm).catch(() => {});
  };

  // What was typed last comes back, and is shown; the other form has its own too.
  const takeUpDrafts = async () => {
    const { current, mayWrite } = await refresh();
    if (!mayWrite) return;
    let last = 0;
    for (const form of forms) {
      const kind = form.dataset.offlineForm;
      const found = await drafts.read(sessionOf(current), kind);
      if (!found || waiting.has(form)) continue;
      fill(form, found.fields);
      for (const fold of form.querySelectorAll("details")) {
        fold.open = [...fold.querySelectorAll("input, select")].some((box) =>
          /radio|checkbox/.test(box.type) ? box.checked && !box.defaultChecked : box.value,
        );
      }
      if (found.at > last) choose(kind);
      last = Math.max(last, found.at);
    }
    one("[data-offline-back]").hidden = !last;
  };

  // --- mended ---------------------------------------------------------------------------------------

  const fill = (form, fields) => {
    form.reset();
    for (const box of form.elements) {
      const values = fields.filter(([name]) => name === box.name).map(([, value]) => value);
      if (!box.name || !values.length) continue;
      if (box.type === "radio" || box.type === "checkbox") box.checked = values.includes(box.value);
      else box.value = values[0];
    }
  };

  const choose = (kind) => {
    for (const form of forms) form.hidden = form.dataset.offlineForm !== kind;
    for (const button of document.querySelectorAll("[data-offline-choose]")) {
      button.setAttribute("aria-pressed", String(button.dataset.offlineChoose === kind));
    }
  };

  // This phone cannot read it: the house does, and sends it back.
  const writeAgain = async (token) => {
    const entry = (await store.entries()).find((found) => found.token === token);
    const session = (await store.sessions()).find(({ number }) => number === entry.number);
    const { state, answers } = await sending.sendSome(session, [entry]);
    lastState = state;
    const answer = answers[0];
    if (answer?.state === "refused") {
      const { kind, written_at } = answer;
      const form = forms.find(({ dataset }) => dataset.offlineForm === kind);
      if (!form) return;
      mending = { token, number: entry.number, kind, written_at };
      choose(kind);
      fill(form, answer.fields);
      scrollTo({ top: 0 });
    } else if (state === "away") say("needs-network");
    await refresh();
  };

  document.addEventListener("click", async ({ target }) => {
    const token = target.closest("[data-token]")?.dataset.token;
    if (target.closest("[data-offline-send]")) sendSoon();
    else if (target.closest("[data-offline-again]")) await writeAgain(token);
    else if (target.closest("[data-offline-anew]")) {
      const { current } = await refresh();
      for (const form of forms.filter(({ hidden }) => !hidden)) {
        await dropDraft(form, current); // what is seen to be empty does not come back
        clear(form);
      }
    } else if (target.closest("[data-offline-cancel]")) {
      for (const form of forms) if (form.dataset.offlineForm === mending.kind) clear(form);
      mending = null;
      await refresh();
    }
    else if (target.closest("[data-offline-remove]")) {
      await store.dropEntry(token);
      await refresh();
    } else if (target.closest("[data-offline-read]")) {
      for (const { number, lost } of await store.sessions()) if (lost) await store.dropSession(number);
      await refresh();
    }
    const chosen = target.closest("[data-offline-choose]");
    if (chosen) choose(chosen.dataset.offlineChoose);
  });

  // --- at the start -----------------------------------------------------------------------------------

  addEventListener("online", sendSoon);
  addEventListener("offline", refresh);
  navigator.serviceWorker?.addEventListener("message", refresh);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sendSoon();
    else for (const form of [...waiting.keys()]) draftNow(form);
  });
  setInterval(refresh, LOOKED_EVERY_MS);
  navigator.storage?.persist?.();
  choose("consultation");
  takeUpDrafts().catch(() => {});
  sendSoon();
})();
