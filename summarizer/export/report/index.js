"use strict";
// Search and facets over the articles in this page; what a line opens to is read when it is opened.
(() => {
  const PAGE = 50;
  const MOST = 12; // of kinds and speakers: what is rarer is found by searching
  const data = JSON.parse(document.getElementById("data").textContent);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const count = new Intl.NumberFormat("en");
  const years = new Set(data.rows.map(([, date]) => date.slice(0, 4)));
  const facets = [
    { name: years.size > 1 ? "Year" : "Month", label: (key) => key, ordered: true },
    { name: "Kind of event", label: (key) => data.types[key], most: MOST },
    { name: "Items", label: (key) => data.recipes[key], most: MOST },
    { name: "Speaker", label: (key) => data.speakers[key], most: MOST },
    { name: "With", label: (key) => data.marks[key], ordered: true },
    { name: "Review", label: (key) => data.states[key], ordered: true },
  ].map((facet, at) => ({ ...facet, at, chosen: new Set() }));
  const rows = data.rows.map(([title, date, types, speakers, marks, events, claims, items, report, state], number) => ({
    number, title, date, speakers, events, claims, items, report, state,
    marks: data.marks.map((_, bit) => bit).filter((bit) => marks & (1 << bit)),
    words: fold([title, ...types.map((n) => data.types[n]), ...speakers.map((n) => data.speakers[n])].join("\n")),
  }));
  rows.forEach((row, at) => {
    const when = row.date.slice(0, years.size > 1 ? 4 : 7) || "no date";
    const states = row.state === undefined ? [] : [row.state];
    row.keys = [[when], data.rows[at][2], row.items.map(([recipe]) => recipe), row.speakers, row.marks, states]; // what it is under in each facet
  });
  const query = document.getElementById("query");
  const order = document.getElementById("order");
  const list = document.getElementById("rows");
  const status = document.querySelector("[role=status]");
  const clear = document.getElementById("clear");
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  let found = rows;
  let first = 0;

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // A facet counts what its own choice would leave, were it not made: one pass does for all.
  function filter() {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    for (const facet of facets) facet.counts = new Map();
    found = [];
    for (const row of rows) {
      if (!words.every((word) => row.words.includes(word))) continue;
      const failing = facets.filter(({ chosen, at }) => chosen.size && !row.keys[at].some((key) => chosen.has(key)));
      if (!failing.length) found.push(row);
      if (failing.length > 1) continue;
      for (const facet of failing.length ? failing : facets) {
        for (const key of row.keys[facet.at]) facet.counts.set(key, (facet.counts.get(key) ?? 0) + 1);
      }
    }
    const later = (a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : a.number - b.number);
    if (order.value === "newest") found.sort(later);
    if (order.value === "oldest") found.sort((a, b) => later(b, a));
    first = 0;
    showFacets();
    showRows();
    const narrowed = words.length > 0 || facets.some((facet) => facet.chosen.size);
    const total = `${count.format(rows.length)} articles.`;
    status.textContent = narrowed ? `${count.format(found.length)} of ${total}` : total;
    clear.hidden = !narrowed;
  }

  function showFacets() {
    const active = document.activeElement?.id;
    document.getElementById("facets").replaceChildren(...facets.map(fieldset));
    if (active?.startsWith("facet-")) document.getElementById(active)?.focus();
  }
  function fieldset(facet) {
    let entries = [...facet.counts];
    for (const key of facet.chosen) if (!facet.counts.has(key)) entries.push([key, 0]);
    entries.sort(([a, some], [b, more]) => (facet.ordered ? (a < b ? -1 : 1) : more - some));
    if (facet.most) entries = entries.filter(([key], at) => at < facet.most || facet.chosen.has(key));
    const labels = entries.map(([key, number]) => {
      const box = make("input", { type: "checkbox", id: `facet-${facet.at}-${key}`, checked: facet.chosen.has(key) });
      box.addEventListener("change", () => {
        if (box.checked) facet.chosen.add(key);
        else facet.chosen.delete(key);
        filter();
      });
      const counted = make("span", { className: "count", textContent: count.format(number) });
      return make("label", {}, box, make("bdi", { textContent: facet.label(key) }), counted);
    });
    const set = make("fieldset", {}, make("legend", { textContent: facet.name }), ...labels);
    set.hidden = !labels.length;
    return set;
  }

  function showRows() {
    list.replaceChildren(...found.slice(first, first + PAGE).map(line));
    list.start = first + 1;
    const last = Math.min(first + PAGE, found.length);
    document.getElementById("page").textContent = found.length ? `${first + 1}–${last}` : "None found.";
    previous.disabled = first === 0;
    next.disabled = last >= found.length;
  }
  function line(row) {
    const heading = make("h2", { dir: "auto" });
    const own = row.items.map(([recipe, number]) => `${data.recipes[recipe]} ${number}`);
    if (row.claims) own.unshift(plural(row.claims, "claim"));
    if (row.events) own.unshift(plural(row.events, "event"));
    const counts = [row.date || "no date", ...(own.length ? own : ["no items"])].join(" · ");
    const marks = row.marks.map((bit) => make("span", { className: bit ? "tag" : "tag denied", textContent: data.marks[bit] }));
    const who = row.speakers.slice(0, 3).flatMap((n) => [" · ", make("bdi", { textContent: data.speakers[n] })]);
    const state = row.state === undefined ? "" : ` · ${data.states[row.state]}`;
    const about = make("p", { className: "faint" }, ...marks, counts, ...who, state);
    if (row.report) {
      heading.append(make("a", { href: row.report, textContent: row.title }));
      return make("li", {}, heading, about);
    }
    heading.textContent = row.title;
    const details = make("details", {}, make("summary", {}, heading));
    details.addEventListener("toggle", () => details.open && open(row, details), { once: true });
    return make("li", {}, details, about);
  }
  function plural(number, noun) {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
  }

  // ---- The lines of an article, out of the file that holds them.

  const files = new Map();
  async function open(row, details) {
    const lines = await file(Math.floor(row.number / data.linesAFile));
    const own = lines?.[row.number % data.linesAFile] ?? [["", "What belongs here cannot be read; the folder beside this page is missing."]];
    const entries = own.flatMap(([head, words]) => [
      make("dt", { dir: "auto", textContent: head }),
      make("dd", { dir: "auto", textContent: words }),
    ]);
    details.append(entries.length ? make("dl", {}, ...entries) : make("p", { textContent: "No items." }));
  }
  function file(number) {
    if (!files.has(number)) {
      const script = make("script", { src: `${document.body.dataset.lines}/${number}.js` });
      const { promise, resolve } = withResolvers();
      script.addEventListener("error", () => resolve(null));
      files.set(number, { promise, resolve });
      document.head.append(script);
    }
    return files.get(number).promise;
  }
  function withResolvers() {
    let resolve;
    return { promise: new Promise((settle) => (resolve = settle)), resolve };
  }
  globalThis.summaryLines = (number, lines) => files.get(number)?.resolve(lines);

  // ---- Controls.

  query.addEventListener("input", filter);
  order.addEventListener("change", filter);
  query.form.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    query.value = "";
    for (const facet of facets) facet.chosen.clear();
    filter();
    query.focus();
  });
  function turn(by) {
    first += by;
    showRows();
    document.getElementById("found").focus();
  }
  previous.addEventListener("click", () => turn(-PAGE));
  next.addEventListener("click", () => turn(PAGE));
  // In one column the articles come first; in two, what narrows them down is always open.
  const wide = matchMedia("(min-width: 56rem)");
  const fit = () => (query.form.querySelector("details").open = wide.matches);
  wide.addEventListener("change", fit);
  fit();
  filter();
})();
