"use strict";
// The page is complete without this script. It lights words for items and items for words, filters
// items, and lists the items over a stretch of words. Text is only ever moved as text.
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
    const [, first] = marks.find(([kind]) => ["content", "trigger", "field"].includes(kind)) ?? marks[0] ?? [];
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
      const own = items.get(id).querySelector(".words, .quote");
      const parts = own ? [own] : [...items.get(id).querySelectorAll("dd")];
      const words = parts.map((part) => part.textContent.trim());
      link.href = `#${id}`;
      link.textContent = words.length ? `${heading}: ${words.join(", ")}` : heading;
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
    const item = items.get(id);
    if (item.classList.contains("out")) clear(sections.find((section) => section.items.includes(item)));
    pinned = [id];
    location.hash = id;
    item.focus();
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

  // ---- Filters: of each group of a section any of the pressed buttons; of several groups all.

  let sections = [];

  const isPressed = (button) => button.ariaPressed === "true";
  const fits = (item, { filter, value }) => item.dataset[filter] === value;

  function filter(section) {
    const groups = section.groups.map((buttons) => buttons.filter(isPressed)).filter((some) => some.length);
    const kept = section.items.filter((item) =>
      groups.every((some) => some.some((button) => fits(item, button.dataset))),
    );
    for (const item of section.items) item.classList.toggle("out", !kept.includes(item));
    section.kept = groups.length ? kept : [];
    section.all.hidden = !groups.length;
    const counts = `${kept.length} of ${section.items.length} ${section.noun} shown.`;
    section.status.textContent = groups.length ? counts : "";
    filtered = sections.flatMap((one) => one.kept).map((item) => item.id);
    pinned = [];
    light();
  }
  function clear(section) {
    for (const button of section.groups.flat()) button.ariaPressed = "false";
    filter(section);
  }
  function readFilters() {
    const name = (one, button) => `${one.id} ${button.dataset.filter} ${button.dataset.value}`;
    const before = new Set(
      sections.flatMap((one) => one.groups.flat().filter(isPressed).map((button) => name(one, button))),
    );
    sections = [...document.querySelectorAll(".filters")].map((filters) => {
      const { id } = filters.closest("section");
      return {
        id,
        noun: filters.dataset.noun,
        groups: [...filters.querySelectorAll("[role=group]")].map((group) => [...group.querySelectorAll("button")]),
        items: [...document.querySelectorAll(`#${id} .item`)],
        status: filters.querySelector("[role=status]"),
        all: filters.querySelector(".all"),
        kept: [],
      };
    });
    for (const section of sections) {
      for (const button of section.groups.flat()) {
        button.ariaPressed = before.has(name(section, button)) ? "true" : "false";
        button.addEventListener("click", () => {
          button.ariaPressed = isPressed(button) ? "false" : "true";
          filter(section);
        });
      }
      section.all.addEventListener("click", () => {
        clear(section);
        section.groups[0][0].focus();
      });
      filter(section);
    }
    for (const filters of document.querySelectorAll(".filters")) filters.hidden = false;
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
