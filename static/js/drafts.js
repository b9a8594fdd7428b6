// A long form is kept on the server as one types, for its author alone, and offered back.
(() => {
  "use strict";

  const AFTER_MS = 1200; // of rest before what is typed is kept
  const AT_MOST_MS = 4000; // between two saves while one goes on typing
  const KEEPALIVE_BYTES = 60_000; // what a page that closes may still send
  const OURS = new Set(["csrfmiddlewaretoken", "once", "seen", "draft"]);

  const main = document.querySelector("main[data-draft-key]");
  const form = [...(main?.querySelectorAll("form[method=post]:not([action])") ?? [])].find(
    (found) =>
      (found.matches("[data-draft]") || found.querySelector("textarea")) &&
      !found.querySelector("[type=file], [type=password]"),
  );
  if (!form || !main.dataset.draftKey) return;
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;

  const typed = () =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !OURS.has(name) && !name.startsWith("initial-"),
    );
  const asText = (fields) => JSON.stringify([...fields].sort());

  const ask = (what, extra = {}) => {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: csrf,
      do: what,
      path: location.pathname,
      key: main.dataset.draftKey,
      form: form.querySelector("[name=once]").value,
      ...extra,
    });
    return fetch(main.dataset.draftUrl, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: body.toString().length < KEEPALIVE_BYTES,
    });
  };
  const show = (name) => document.querySelector(`template[${name}]`).content.firstElementChild.cloneNode(true);

  // --- keeping ----------------------------------------------------------------------------------

  const state = show("data-draft-state");
  (form.querySelector(".form-actions") ?? form).after(state);
  const say = (isSaved, when = "") => {
    state.querySelector("[data-draft-saved]").hidden = !isSaved;
    state.querySelector("[data-draft-failed]").hidden = isSaved;
    state.querySelector("[data-draft-when]").textContent = when;
  };

  let last = asText(typed());
  let isSent = false;
  let timer = 0;
  let since = 0;

  const save = async (isLeaving = false) => {
    clearTimeout(timer);
    since = 0;
    const fields = typed();
    const now = asText(fields);
    if (isSent || now === last) return;
    last = now;
    try {
      const answer = await ask("save", { fields: JSON.stringify(fields) });
      if (isLeaving) return;
      if (!answer.ok) throw new Error(String(answer.status));
      if (answer.status === 204) return;
      const { when, others } = await answer.json();
      say(true, when);
      // Another window writes the same form: what it keeps is offered here too.
      if (others.some((number) => !known.has(number))) readDrafts();
      taken.splice(0).forEach((number) => ask("forget", { number }));
    } catch {
      last = "";
      say(false);
    }
  };

  form.addEventListener("input", () => {
    const now = Date.now();
    since ||= now;
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(AFTER_MS, since + AT_MOST_MS - now)));
  });
  form.addEventListener("submit", () => {
    if ("isAnswered" in form.dataset) isSent = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });

  // --- offering back ----------------------------------------------------------------------------

  const fill = (fields) => {
    const values = Map.groupBy
      ? Map.groupBy(fields, ([name]) => name)
      : fields.reduce((all, pair) => all.set(pair[0], [...(all.get(pair[0]) ?? []), pair]), new Map());
    for (const box of form.elements) {
      if (!box.name || OURS.has(box.name) || box.type === "hidden" || box.type === "submit") continue;
      const kept = (values.get(box.name) ?? []).map(([, value]) => value);
      if (box.type === "radio" || box.type === "checkbox") box.checked = kept.includes(box.value);
      else if (box.multiple) for (const option of box.options) option.selected = kept.includes(option.value);
      else if (kept.length) box.value = kept[0];
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const known = new Set();
  const taken = [];

  // The draft goes once this form keeps one of its own, or is recorded.
  const takeUp = (number) => {
    taken.push(number);
    const box = document.createElement("input");
    Object.assign(box, { type: "hidden", name: "draft", value: number });
    form.append(box);
  };

  const offer = ({ number, when, fields }) => {
    if (known.has(number)) return;
    known.add(number);
    if (asText(fields) === asText(typed())) return;
    const notice = show("data-draft-offer");
    notice.querySelector("[data-draft-when]").textContent = when;
    notice.querySelector("[data-draft-take]").addEventListener("click", () => {
      fill(fields);
      takeUp(number);
      notice.remove();
      form.querySelector("textarea").focus();
    });
    notice.querySelector("[data-draft-forget]").addEventListener("click", () => {
      ask("forget", { number });
      notice.remove();
    });
    form.before(notice);
  };

  const readDrafts = () =>
    ask("read")
      .then((answer) => (answer.status === 200 ? answer.json() : { drafts: [] }))
      .then(({ drafts }) => drafts.forEach(offer))
      .catch(() => {});
  readDrafts();
})();
