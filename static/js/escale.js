// What makes Escale's pages quick. Every page works without it.
(() => {
  "use strict";

  const isTyping = (element) =>
    element.isContentEditable || element.matches("input, textarea, select");

  // --- the search box: `/` from anywhere, arrows, Enter, Escape -------------------------------

  const listOf = (box) => {
    const target = box.dataset.searchTarget && document.querySelector(box.dataset.searchTarget);
    if (!target) return null;
    return target.matches("[data-search-list]")
      ? target
      : target.querySelector("[data-search-list]");
  };
  const itemsOf = (box) => [...(listOf(box)?.querySelectorAll("[data-search-item]") ?? [])];
  const selectedOf = (box) => itemsOf(box).find((item) => item.ariaSelected === "true");

  const select = (box, chosen) => {
    for (const item of itemsOf(box)) item.setAttribute("aria-selected", String(item === chosen));
    if (chosen) {
      box.setAttribute("aria-activedescendant", chosen.id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  // A box whose results are on the page is a combobox, and its list a grid of one column: each row
  // may hold several links and buttons. Said here, because without JavaScript it is a plain list.
  const prepareSearch = () => {
    for (const box of document.querySelectorAll("[data-search-target]")) {
      const list = listOf(box);
      const items = itemsOf(box);
      box.setAttribute("role", "combobox");
      box.setAttribute("aria-autocomplete", "list");
      box.setAttribute("aria-haspopup", "grid");
      box.setAttribute("aria-expanded", String(items.length > 0));
      if (list) box.setAttribute("aria-controls", list.id);
      else box.removeAttribute("aria-controls");
      if (list && items.length) list.setAttribute("role", "grid");
      else list?.setAttribute("role", "list");
      items.forEach((item, number) => {
        item.id ||= `${list.id}-${number}`;
        item.setAttribute("role", "row");
        item.firstElementChild.setAttribute("role", "gridcell");
      });
      select(box, selectedOf(box) ?? (box.value ? items[0] : null));
    }
  };

  const clear = (box) => {
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  const onSearchKey = (event) => {
    const box = event.target;
    if (event.isComposing) return;
    if (event.key === "Escape" && box.value) {
      event.preventDefault();
      clear(box);
      return;
    }
    const items = itemsOf(box);
    if (!items.length) return;
    const place = items.indexOf(selectedOf(box));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = place < 0 && step < 0 ? items.length - 1 : place + step;
      const chosen = items[(next + items.length) % items.length];
      select(box, chosen);
      chosen.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && place >= 0 && !box.hasAttribute("data-search-stale")) {
      const main = items[place].querySelector("[data-search-main]");
      if (!main) return;
      event.preventDefault();
      main.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("[data-search-box]")) onSearchKey(event);
    else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box =
        document.querySelector("main [data-search-box]") ??
        document.querySelector("[data-search-box]");
      if (!box || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // Between a key and its answer the list on screen answers another question: until then Enter
  // sends the search itself, as it does without JavaScript.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-search-target]")) return;
    event.target.setAttribute("data-search-stale", "");
    select(event.target, null);
  });

  document.addEventListener("searchDone", () => {
    const box = document.querySelector("main [data-search-target]");
    if (box) clear(box);
  });

  // --- toasts ---------------------------------------------------------------------------------

  const FADE_AFTER = 7000;

  const leave = (toast) => {
    toast.setAttribute("data-toast-leaving", "");
    setTimeout(() => toast.remove(), 400);
  };

  // A toast that is being read (pointer or focus on it) waits.
  const fade = (toast) =>
    setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) fade(toast);
      else leave(toast);
    }, FADE_AFTER);

  const prepareToasts = () => {
    for (const toast of document.querySelectorAll("[data-toast-fades]:not([data-toast-timed])")) {
      toast.setAttribute("data-toast-timed", "");
      fade(toast);
    }
  };

  // --- the problems of a consultation, by what people say or by the tile ------------------------

  const plainWords = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .replaceAll("œ", "oe")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2 && !EMPTY_WORDS.has(word));
  const EMPTY_WORDS = new Set(["des", "les", "une", "aux", "que", "qui", "est", "pas", "sur", "dans", "avec", "elle", "the", "and"]);
  // The end of a word changes with who does it: "grattent", "gratter", "gratte".
  const stem = (word) => word.slice(0, Math.max(4, word.length - 2));
  const isSaid = (word, said) => said.some((known) => known.startsWith(stem(word)));

  const showProblems = (part, isShown) => {
    let count = 0;
    for (const group of part.querySelectorAll("[data-problem-group]")) {
      for (const box of group.querySelectorAll("input")) {
        const shows = isShown(box) || box.checked;
        box.closest(".form-check").hidden = !shows;
        count += shows;
      }
      group.hidden = !group.querySelector(".form-check:not([hidden])");
    }
    part.querySelector("[data-problem-none]").hidden = count > 0;
  };

  // The lines that have most of the words typed.
  const searchProblems = (part, typed) => {
    const words = plainWords(typed);
    const scores = new Map();
    for (const box of part.querySelectorAll("input[data-said]")) {
      const said = box.dataset.said.split(" ");
      scores.set(box, words.filter((word) => isSaid(word, said)).length);
    }
    const best = Math.max(...scores.values());
    showProblems(part, (box) => !words.length || (best > 0 && scores.get(box) === best));
    part.querySelector("[data-problem-list]").open = words.length > 0;
  };

  for (const part of document.querySelectorAll("[data-problems]")) {
    const form = part.closest("form");
    const found = part.querySelector("template").content.cloneNode(true);
    const search = found.querySelector("input");
    let followsProblem = false; // the tile, as long as nobody has chosen one
    part.prepend(found);
    search.addEventListener("input", () => searchProblems(part, search.value));
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const first = part.querySelector(".form-check:not([hidden]) > input");
      if (search.value && first) first.click();
    });
    form.addEventListener("change", ({ target }) => {
      if (target.name === "motif") {
        followsProblem = false;
        search.value = "";
        showProblems(part, (box) => box.dataset.tile === target.value);
      } else if (target.name === "problem") {
        const tile = form.querySelector(`[name=motif][value="${target.dataset.tile}"]`);
        if (tile && (followsProblem || !form.querySelector("[name=motif]:checked"))) {
          tile.checked = followsProblem = true;
        }
      }
    });
  }

  // --- dialogs and menus ----------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    event.target.closest("[data-dialog-close]")?.closest("dialog").close();
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // --- tables wider than the screen can be scrolled by keyboard -----------------------------------

  const prepareTables = () => {
    for (const wrap of document.querySelectorAll("[data-scrollable]")) {
      const isWide = wrap.scrollWidth > wrap.clientWidth;
      const said = { tabindex: "0", role: "region", "aria-label": wrap.dataset.scrollable };
      for (const [name, value] of Object.entries(said)) {
        if (isWide) wrap.setAttribute(name, value);
        else wrap.removeAttribute(name);
      }
    }
  };

  // --- htmx -------------------------------------------------------------------------------------

  const setNetworkNotice = (isShown) => {
    const notice = document.querySelector("[data-network-notice]");
    if (!notice || notice.hidden === !isShown) return;
    notice.hidden = !isShown;
    if (isShown) notice.scrollIntoView({ block: "nearest" });
  };

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (name !== "htmx:responseError" || event.detail.xhr.status >= 500) setNetworkNotice(true);
    });
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !waiting) setNetworkNotice(false);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    event.detail.requestConfig?.elt.removeAttribute("data-search-stale");
    prepare();
    // What had the focus went away with the swap: the search box takes it back.
    if (document.activeElement === document.body) {
      document.querySelector("main [data-search-target]")?.focus();
    }
  });

  // --- a text that grows too long says so while it grows ------------------------------------------

  document.addEventListener("input", ({ target }) => {
    const limit = Number(target.dataset?.limit);
    if (!limit || !("value" in target)) return;
    const words = document.querySelector("[data-too-long]");
    const length = [...target.value].length;
    let said = target.parentElement.querySelector(".too-long");
    if (length <= limit) {
      said?.remove();
      return;
    }
    if (!said) {
      said = document.createElement("p");
      said.className = "too-long";
      said.setAttribute("role", "status");
      target.after(said);
    }
    said.textContent = `${words?.dataset.tooLong ?? ""} ${length} / ${limit}`;
  });

  // --- a form is sent once, and only when somebody answers --------------------------------------

  // The server makes one of two posts; a second click would lose what the first one shows. Where
  // the server does not answer at all, the browser would put its own page in the place of this one:
  // so it is asked first, and what is typed stays here until it answers.
  const PENDING_MS = 3000;
  const ANSWERS_MS = 4000;
  const pending = new WeakSet();
  let waiting = null;

  const answers = () =>
    fetch(document.querySelector("link[rel=icon]").href, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWERS_MS),
    }).then(
      ({ ok }) => ok,
      () => false,
    );

  const setRetry = (form, submitter) => {
    waiting = form && { form, submitter };
    const button = document.querySelector("[data-network-retry]");
    if (button) button.hidden = !form;
    setNetworkNotice(Boolean(form));
  };

  const send = async (form, submitter) => {
    if (pending.has(form)) return;
    pending.add(form);
    const isThere = await answers();
    if (!isThere) {
      pending.delete(form);
      setRetry(form, submitter);
      return;
    }
    setRetry(null);
    form.dataset.isAnswered = "";
    form.requestSubmit(submitter);
    delete form.dataset.isAnswered;
    setTimeout(() => pending.delete(form), PENDING_MS);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "isAnswered" in form.dataset) return;
    if (!document.querySelector("[data-network-retry]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.querySelector("[data-network-retry]")?.addEventListener("click", () => {
    if (waiting) send(waiting.form, waiting.submitter);
  });

  // What waited for a sign-in goes by itself; without JavaScript its button sends it.
  document.querySelector("form[data-send-now]")?.requestSubmit();

  // --- at the start -------------------------------------------------------------------------------

  const prepare = () => {
    prepareSearch();
    prepareToasts();
    prepareTables();
  };

  prepare();
  // On a phone the tabs scroll: the page that is open must be among those seen.
  document
    .querySelector(".tabs [aria-current]")
    ?.scrollIntoView({ block: "nearest", inline: "center" });
  document.querySelector("[data-error-summary]:not([data-example] *)")?.focus();
  window.addEventListener("resize", prepareTables);
})();
