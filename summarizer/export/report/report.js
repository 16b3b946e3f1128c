"use strict";
// The page is complete without this script. It lights words for items and items for words, filters
// claims, and lists the items over a stretch of words. Text is only ever moved as text.
(() => {
  const choices = document.getElementById("choices");
  const twoColumns = matchMedia("(min-width: 60rem)");

  let ranges, pieces, places, items, panel;
  let own, evidence; // for each piece, the items whose own words it is, and those it is evidence for
  const kinds = new Set();

  function readMarks() {
    ranges = JSON.parse(document.getElementById("marks").textContent);
    pieces = [...document.querySelectorAll("article .w")];
    places = new Map(pieces.map((piece, n) => [piece, n]));
    items = new Map(Object.keys(ranges).map((id) => [id, document.getElementById(id)]));
    panel = document.getElementById("summary");
    own = pieces.map(() => new Set());
    evidence = pieces.map(() => new Set());
    for (const [id, marks] of Object.entries(ranges)) {
      for (const [kind, first, last] of marks) {
        kinds.add(kind);
        const over = kind === "evidence" ? evidence : own;
        for (let n = first; n <= last; n++) over[n].add(id);
      }
    }
  }

  // ---- Light: one set of items at a time; pointing goes before pinning, that before focus.

  let pointed = [];
  let pinned = [];
  let focused = [];
  let filtered = [];
  let lit = [];

  function light() {
    for (const element of lit) element.classList.remove("lit", ...kinds);
    lit = [];
    const ids = [pointed, pinned, focused, filtered].find((some) => some.length) ?? [];
    for (const id of ids) {
      add(items.get(id));
      for (const [kind, first, last] of ranges[id]) {
        for (let n = first; n <= last; n++) add(pieces[n], kind);
      }
    }
    return ids;
  }
  function add(element, ...more) {
    element.classList.add("lit", ...more);
    lit.push(element);
  }

  function itemsAt(element) {
    const link = element.closest('a[href^="#"]');
    if (link && items.has(target(link))) return [target(link)];
    const item = element.closest(".item");
    if (item) return [item.id];
    const piece = element.closest("article .w");
    if (piece) {
      const n = places.get(piece);
      return [...(own[n].size ? own[n] : evidence[n])];
    }
    const passage = passageOf(element);
    return passage ? itemsOver(passage) : [];
  }
  // As written: what the browser makes of an odd id is another spelling of it.
  function target(link) {
    return link.getAttribute("href").slice(1);
  }
  function passageOf(element) {
    const refs = element.closest(".refs");
    return refs ? refs.previousElementSibling : element.closest(".s");
  }
  function itemsOver(passage) {
    const found = new Set();
    for (const piece of passage.querySelectorAll(".w")) {
      for (const id of evidence[places.get(piece)]) found.add(id);
    }
    return [...found];
  }

  // What lights up in the other column is brought into view, if there is another column.
  const HEADER = 60;
  let waiting = 0;
  function show(ids, from, delay) {
    clearTimeout(waiting);
    if (!ids.length || !twoColumns.matches) return;
    waiting = setTimeout(() => {
      const fromPanel = panel.contains(from);
      const box = (fromPanel ? firstWords(ids[0]) : items.get(ids[0]))?.getBoundingClientRect();
      if (box && (box.top < HEADER || box.bottom > innerHeight)) {
        (fromPanel ? window : panel).scrollBy({ top: box.top - innerHeight / 3 });
      }
    }, delay);
  }
  function firstWords(id) {
    const marks = ranges[id];
    const [, first] = marks.find(([kind]) => kind === "content" || kind === "trigger") ?? marks[0] ?? [];
    return pieces[first];
  }

  // Only a pointer that moves points: what scrolls by under one that rests lights nothing.
  let rests = "";
  document.addEventListener("pointerover", (event) => {
    const place = `${event.screenX} ${event.screenY}`;
    if (event.pointerType === "touch" || place === rests) return;
    rests = place;
    pointed = itemsAt(event.target);
    light();
    show(pointed, event.target, 350);
  });
  document.documentElement.addEventListener("pointerleave", () => {
    pointed = [];
    light();
  });
  document.addEventListener("focusin", (event) => {
    focused = itemsAt(event.target);
    // Who moves by keys has a pointer that rests somewhere.
    if (event.target.matches(":focus-visible")) pointed = [];
    // A link leads from an item to its sentence: the item stays lit there, not all of the sentence's.
    if (!(event.target.matches(".s") && pinned.length)) pinned = [];
    light();
    if (event.target.matches(":focus-visible")) show(focused, event.target, 0);
  });
  document.addEventListener("focusout", () => {
    focused = [];
    light();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || choices.matches(":popover-open")) return;
    pointed = pinned = focused = [];
    light();
  });

  // ---- Several items over one stretch of words: a click, or Enter on the marks, lists them.

  function list(ids, beside) {
    const entries = ids.map((id) => {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      const heading = items.get(id).querySelector("h3").textContent.replace(/\s+/g, " ").trim();
      const words = items.get(id).querySelector(".words, .quote").textContent.trim();
      link.href = `#${id}`;
      link.textContent = `${heading}: ${words}`;
      entry.append(link);
      return entry;
    });
    choices.firstElementChild.replaceChildren(...entries);
    choices.showPopover();
    const box = beside.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - choices.offsetWidth - 16);
    choices.style.left = `${Math.max(16, left) + scrollX}px`;
    choices.style.top = `${box.bottom + 6 + scrollY}px`;
    entries[0].firstElementChild.focus();
  }
  function choose(ids, beside) {
    if (ids.length === 1) go(ids[0]);
    else if (ids.length) list(ids, beside);
  }
  function go(id) {
    if (items.get(id).classList.contains("out")) clear();
    pinned = [id];
    location.hash = id;
    items.get(id).focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) {
      if (items.has(target(link))) {
        event.preventDefault();
        if (choices.contains(link)) choices.hidePopover();
        go(target(link));
      } else {
        pinned = itemsAt(link);
      }
      return;
    }
    const piece = event.target.closest("article .w");
    if (!piece || !getSelection().isCollapsed) return;
    const n = places.get(piece);
    choose([...new Set([...own[n], ...evidence[n]])], piece);
  });

  function joinMarks() {
    for (const refs of document.querySelectorAll(".refs")) {
      const links = [...refs.querySelectorAll("a:not(.uncovered)")];
      if (links.length < 2) continue;
      const button = document.createElement("button");
      const names = links.map((link) => link.textContent).join(" ");
      button.type = "button";
      button.textContent = names;
      button.setAttribute("aria-haspopup", "dialog");
      button.setAttribute("aria-label", `${links.length} items: ${names}`);
      button.addEventListener("click", () => list(itemsOver(passageOf(refs)), button));
      links[0].replaceWith(button);
      for (const link of links) link.remove();
    }
  }

  // ---- Filters: any of the pressed speakers, and any of the pressed stances.

  let buttons = [];
  let claims, status, all;

  function pressed(filter) {
    const chosen = buttons.filter((button) => button.ariaPressed === "true");
    return chosen.filter((button) => button.dataset.filter === filter).map((b) => b.dataset.value);
  }
  function filter() {
    const [speakers, unnamed, stances] = ["speaker", "unnamed", "stance"].map(pressed);
    const active = speakers.length + unnamed.length + stances.length > 0;
    const anyone = !speakers.length && !unnamed.length;
    const kept = claims.filter(({ dataset }) => {
      const nameless = unnamed.length > 0 && "unnamed" in dataset;
      const speaks = anyone || nameless || speakers.includes(dataset.speaker);
      return speaks && (!stances.length || stances.includes(dataset.stance));
    });
    for (const claim of claims) claim.classList.toggle("out", !kept.includes(claim));
    status.textContent = active ? `${kept.length} of ${claims.length} claims shown.` : "";
    all.hidden = !active;
    filtered = active ? kept.map((claim) => claim.id) : [];
    pinned = [];
    light();
  }
  function clear() {
    for (const button of buttons) button.ariaPressed = "false";
    filter();
  }
  function readFilters() {
    const name = (button) => `${button.dataset.filter} ${button.dataset.value}`;
    const before = new Set(buttons.filter((one) => one.ariaPressed === "true").map(name));
    buttons = [...document.querySelectorAll("[data-filter]")];
    claims = [...document.querySelectorAll("#claims .item")];
    status = document.querySelector("#claims .filters [role=status]");
    all = document.getElementById("all");
    for (const button of buttons) {
      button.ariaPressed = before.has(name(button)) ? "true" : "false";
      button.addEventListener("click", () => {
        button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
        filter();
      });
    }
    all?.addEventListener("click", () => {
      clear();
      buttons[0].focus();
    });
    for (const filters of document.querySelectorAll(".filters")) filters.hidden = false;
    if (buttons.length) filter();
  }

  // A page that puts in other items says so, and all of it is read again.
  function read() {
    pointed = pinned = focused = filtered = lit = [];
    readMarks();
    joinMarks();
    readFilters();
  }
  document.addEventListener("summary:replaced", read);
  read();
  document.documentElement.classList.add("script-on");
})();
