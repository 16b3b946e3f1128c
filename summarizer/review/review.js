// The report made editable. The server decides what an edit makes of a summary, and answers with the
// page as it then is; here forms are filled, words marked, keys heard. Text is only ever moved as text.
import { choose } from "./conflict.js";
import { inWholeWords, Marker, stretchOf, wordsOf } from "./marking.js";

const CHECK_AFTER = 250; // ms without a key, after which what is typed is checked
const LOOK_EVERY = 4000; // ms between looks at whether somebody else has edited
const HANDLES_REST = 400; // ms without a move, after which words marked by a finger are taken
const TOLD_FOR = 8000; // ms for which good news is shown

const byId = (id) => document.getElementById(id);
const setting = () => byId("review").dataset;
const marker = new Marker();
const recipes = JSON.parse(byId("recipes").textContent); // id -> field -> { label, kind, many }
let items = {};
let current = ""; // the id of the item that keys and marked words act on
let form = null; // what is being edited: { element, names, id, action, place, seen, begins, changes }

function read() {
  items = JSON.parse(byId("items").textContent);
  if (!(current in items)) current = "";
  show();
}

// ---- What is told: one line, and for those who do not see it a voice.

let telling = 0;
function tell(line, bad = false) {
  clearTimeout(telling);
  byId("told").textContent = line;
  byId("told").classList.toggle("bad", bad);
  if (!bad) telling = setTimeout(() => (byId("told").textContent = ""), TOLD_FOR);
}

// ---- To the server and back.

function ask(path, edit) {
  const headers = { "Content-Type": "application/json", "X-Review-Token": setting().token };
  const body = JSON.stringify({ by: byId("reviewer").value.trim(), ...edit });
  return fetch(`/${setting().number}/${path}`, { method: "POST", headers, body });
}

const DONE = { accept: "accepted", revise: "saved", reject: "rejected", "add-claim": "added", "add-event": "added", undo: "is as it was before", redo: "is edited again" };

let before = Promise.resolve(); // edits go one after another, each on what the one before has made
function send(edit) {
  const seen = () => items[edit.item]?.version ?? 0;
  before = before.then(() => submit({ seen: seen(), ...edit })).catch(() => {
    tell("Not saved: the program does not answer. Is it still running?", true);
  });
  return before;
}
async function submit(edit) {
  const answer = await ask("edit", edit);
  if (answer.status === 409) return settle(edit, await answer.json());
  if (!answer.ok) return tell(`Not saved: ${(await answer.text()).trim()}`, true);
  const id = decodeURIComponent(answer.headers.get("X-Item"));
  if (form && form.action === edit.action && form.id === (edit.item ?? "")) close();
  const next = neighbour(id);
  replace(await answer.text());
  go(id in items ? id : next);
  const wrong = byId(id)?.querySelector(".wrong") ? " The rules find something wrong with it." : "";
  tell(`${id} ${DONE[edit.action]}.${wrong}`);
}
// Somebody was quicker: nothing is overwritten before both were seen.
async function settle(edit, theirs) {
  const kept = await choose(edit, theirs);
  if (kept === "mine") return submit({ ...edit, seen: theirs.version });
  if (kept !== "theirs") return;
  close();
  await refresh();
  go(theirs.id);
}
async function look() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(`/${setting().number}/version`);
  if (!answer.ok || (await answer.json()).version === Number(setting().version)) return;
  await refresh();
  tell("Somebody else has edited; this is how it is now.");
}
async function refresh() {
  replace(await (await fetch(`/${setting().number}`)).text());
}
const lookSoon = () => look().catch(() => {}); // a server that is gone is told when something is saved
setInterval(lookSoon, LOOK_EVERY);
addEventListener("focus", lookSoon);

// The page as it now is takes the place of this one: places, focus and what is being typed stay.
function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focus = document.activeElement;
  const scrolled = byId("summary").scrollTop;
  if (form) byId("forms").append(form.element);
  for (const part of ["header", "main", "footer", "#marks", "#items", "#speakers", "#review"]) {
    document.querySelector(part).replaceWith(fresh.querySelector(part));
  }
  document.dispatchEvent(new Event("summary:replaced"));
  read();
  byId("summary").scrollTo({ top: scrolled, behavior: "instant" });
  (focus.isConnected ? focus : byId(focus.id))?.focus({ preventScroll: true });
}

// ---- Items: one is current.

const listed = () => [...document.querySelectorAll(".item[id]")].filter((item) => item.checkVisibility());

function show() {
  for (const item of document.querySelectorAll(".item.current")) item.classList.remove("current");
  byId(current)?.classList.add("current");
  if (!form) return;
  const home = byId(form.id); // there is none for a new item, or when somebody has rejected it
  // Moved only if need be: a button that is moved while it is pressed is not clicked.
  if (home && !home.contains(form.element)) home.append(form.element);
  if (!home && !byId("summary").contains(form.element)) byId("summary").prepend(form.element);
}
function go(id) {
  if (!byId(id)) return;
  current = id;
  show();
  byId(id).focus({ preventScroll: true });
  byId(id).scrollIntoView({ block: "nearest" });
}
function neighbour(id) {
  const all = listed();
  const at = all.findIndex((item) => item.id === id);
  return (all[at + 1] ?? all[at - 1])?.id ?? "";
}
function step(by) {
  const all = listed();
  const at = all.findIndex((item) => item.id === current);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) go(next.id);
}
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".item[id]");
  if (!item || item.id === current) return;
  current = item.id;
  show();
});

// ---- Forms.

const FIELDS = { claim: ["speaker", "stance", "text"], event: ["type", "status", "summary"] };

// The fields of a recipe can have any name; those of forms have a mark before it.
const inForm = (name) => `f-${name}`;
const fieldsOf = (id) => recipes[items[id].recipe];

function formFor(kind, action, id) {
  if (action === "reject") return { element: byId("reject-form"), names: ["reason"] };
  if (kind !== "item") return { element: byId(`${kind}-form`), names: FIELDS[kind] };
  const own = ({ dataset }) => dataset.recipe === items[id].recipe;
  const element = [...document.querySelectorAll("form[data-recipe]")].find(own);
  return { element, names: Object.keys(fieldsOf(id)).map(inForm) };
}
function open(kind, action, id, place = null) {
  if (isChanged()) {
    tell("Save or cancel what you are editing first.", true);
    form.element.scrollIntoView({ block: "nearest" });
    return;
  }
  close();
  const { element, names } = formFor(kind, action, id);
  element.reset();
  for (const area of element.querySelectorAll("textarea")) area.placeholder = "";
  element.querySelector(".found").replaceChildren();
  form = { element, names, kind, id, action, place, seen: items[id]?.version ?? 0, begins: {}, changes: {} };
  lead();
  fill(items[id] ?? {});
  show();
  if (place) {
    if (kind === "event") element.elements.type.value = "other";
    element.querySelector("textarea").placeholder = wordsOf(place); // what it says when nothing is written
  }
  const first = action === "reject" || place ? "input, select" : "textarea";
  element.querySelector(kind === "item" ? "textarea, input, select" : first).focus();
  element.scrollIntoView({ block: "nearest" });
}
function isChanged() {
  if (!form) return false;
  return Object.keys(form.changes).length > 0 || form.names.some(isTyped);
}
function isTyped(name) {
  const value = form.element.elements[name]?.value;
  return value !== undefined && value !== (form.begins[name] ?? "");
}
addEventListener("beforeunload", (event) => isChanged() && event.preventDefault());
function close() {
  if (!form) return;
  byId("forms").append(form.element);
  form = null;
}
function fill(item) {
  const values = form.kind === "item" ? asTyped(item.fields) : item;
  for (const name of form.names) {
    const field = form.element.elements[name];
    if (!field || !(name in values)) continue;
    field.value = values[name];
    form.begins[name] = field.value; // a field keeps no line breaks, and a list only what it offers
  }
}
// The values of a recipe's fields as they stand in its form, and back.
function asTyped(fields) {
  const specs = fieldsOf(form.id);
  const inWords = (one) => (Array.isArray(one) ? wordsOf(one) : String(one ?? ""));
  const typed = (name, value) => (specs[name]?.many ? (value ?? []).map(inWords).join("\n") : inWords(value));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [inForm(name), typed(name, value)]));
}
function asMeant(typed, { kind, many }) {
  if (many) return typed.split("\n").map((line) => line.trim()).filter(Boolean);
  if (kind === "copied" || kind === "written") return typed;
  if (!typed.trim()) return null;
  return kind === "flag" ? typed === "true" : typed.trim();
}
// In a new item the words that it is made of; in another those that are to be its words from now on.
function lead() {
  const words = form.place ?? form.changes.content?.at(-1) ?? form.changes.trigger;
  const element = form.element.querySelector(".lead");
  if (element) element.textContent = words ? `“${wordsOf(words)}”` : "";
}
function drafted() {
  const typed = Object.fromEntries(form.names.filter(isTyped).map((name) => [name, form.element.elements[name].value]));
  const changes = form.kind === "item" ? { fields: meant(typed) } : { ...form.changes, ...typed };
  if (form.action === "add-event") changes.type = form.element.elements.type.value;
  const { action, place, id, seen } = form;
  if (action === "reject") return { action, item: id, seen, reason: form.element.elements.reason.value };
  return place ? { action, place, changes } : { action, item: id, seen, changes };
}
// What is typed comes after the words that were marked before it.
function meant(typed) {
  const specs = fieldsOf(form.id);
  const own = Object.entries(specs).filter(([name]) => inForm(name) in typed);
  return { ...form.changes.fields, ...Object.fromEntries(own.map(([name, spec]) => [name, asMeant(typed[inForm(name)], spec)])) };
}

let checking = 0;
async function check(fills = false) {
  const mine = form;
  const turn = ++checking;
  const answer = await ask("check", drafted());
  if (form !== mine || turn !== checking) return;
  if (answer.status === 409) return; // it is told when it is saved
  const found = answer.ok ? await answer.json() : { problems: [{ severity: "error", message: (await answer.text()).trim() }] };
  if (fills && found.item) fill({ ...found.item, speaker: found.item.speaker?.name });
  report(found.problems);
}
function report(problems) {
  const lines = problems.map(({ severity, message }) => {
    const line = document.createElement("li");
    line.className = severity;
    line.textContent = message;
    return line;
  });
  if (!lines.length) {
    lines.push(document.createElement("li"));
    lines[0].textContent = "The rules find nothing wrong.";
  }
  form.element.querySelector(".found").replaceChildren(...lines);
}
let waiting = 0;
document.addEventListener("input", (event) => {
  if (!form || !form.element.contains(event.target) || form.action === "reject") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form && check().catch(() => {}), CHECK_AFTER);
});
document.addEventListener("submit", (event) => {
  if (!form || event.target !== form.element) return;
  event.preventDefault();
  send(drafted());
});

// ---- Deeds: by button or key.

function act(deed, id) {
  if (!items[id]) {
    tell(id ? `${id} cannot be edited here.` : "Go to an item first: j and k lead there.", true);
    return;
  }
  if (deed === "revise" && items[id].recipe && !fieldsOf(id)) {
    tell(`To mend it, start the review with --recipe and the folder of ${items[id].recipe}.`, true);
    return;
  }
  current = id;
  if (deed === "accept") send({ action: "accept", item: id });
  else open(items[id].kind, deed, id);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.do) act(button.dataset.do, button.closest(".item").id);
  else if (button.id === "undo" || button.id === "redo") send({ action: button.id });
  else if (button.id === "help") byId("keys").showModal();
  else if (button.matches(".edit .cancel")) leave();
});
function leave() {
  const id = form.id;
  close();
  tell("");
  go(id);
}

// ---- Words that are marked, by dragging or by keys, and what they can be.

const USES = {
  claim: [
    ["Its words instead", (stretch) => ({ content: [stretch] })],
    ["Add to its words", (stretch, item) => ({ content: [...soFar("content", item), stretch] })],
    ["Its speaker", (stretch) => ({ speaker: stretch })],
  ],
  event: [
    ["Its event word", (stretch) => ({ trigger: stretch })],
    ["Who did it", (stretch, item) => ({ participants: [...soFar("participants", item), [...stretch, "agent"]] })],
    ["To whom", (stretch, item) => ({ participants: [...soFar("participants", item), [...stretch, "target"]] })],
    ["Where", (stretch) => ({ place: stretch })],
    ["When", (stretch) => ({ time: stretch })],
  ],
};

// Of a recipe's item they can be any field that the article says; a list has them beside the others.
function usesFor(item) {
  if (item.kind !== "item") return USES[item.kind];
  return Object.entries(recipes[item.recipe] ?? {})
    .filter(([, { kind }]) => ["copied", "written", "number"].includes(kind))
    .map(([name, { label, many }]) => [
      label,
      (stretch) => ({ fields: { [name]: many ? [...inList(name, item), stretch] : stretch } }),
    ]);
}

// What a list holds by now: with what is typed and marked in an open form.
function inList(name, item) {
  if (!isEdited()) return item.fields[name] ?? [];
  const typed = inForm(name);
  if (isTyped(typed)) return asMeant(form.element.elements[typed].value, fieldsOf(current)[name]);
  return form.changes.fields?.[name] ?? item.fields[name] ?? [];
}
const isEdited = () => form?.id === current && form.action === "revise";
const soFar = (name, item) => (isEdited() && form.changes[name]) || item[name];

let offered = ""; // the stretch for which uses are shown: the same words are not offered twice

function offer(focus) {
  const selected = stretchOf(getSelection());
  if (!selected) return;
  const stretch = inWholeWords(selected);
  const uses = byId("uses");
  const buttons = [
    use("New claim", () => add("claim", stretch)),
    use("New event", () => add("event", stretch)),
  ];
  const item = items[current];
  if (item) {
    const label = document.createElement("span");
    label.textContent = `${current}:`;
    buttons.push(label, ...usesFor(item).map(([name, made]) => use(name, () => mend(made(stretch, item)))));
  }
  uses.querySelector(".lead").textContent = `“${wordsOf(stretch)}”`;
  uses.querySelector(".choices").replaceChildren(...buttons);
  offered = String(selected);
  if (!uses.matches(":popover-open")) uses.showPopover();
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  const under = box.bottom + uses.offsetHeight + 12 < innerHeight;
  uses.style.left = `${Math.max(8, Math.min(box.left, innerWidth - uses.offsetWidth - 8))}px`;
  uses.style.top = `${Math.max(8, under ? box.bottom + 8 : box.top - uses.offsetHeight - 8)}px`;
  if (focus) buttons[0].focus();
}
function use(name, deed) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => {
    unmark();
    deed();
  });
  return button;
}
function unmark() {
  hideUses();
  marker.end();
  document.documentElement.classList.remove("marking");
  getSelection().removeAllRanges();
}
function add(kind, stretch) {
  open(kind, `add-${kind}`, "", stretch);
  check(true).catch(() => {});
}
// What is being edited takes the words in; otherwise they are saved at once.
function mend(changes) {
  if (!isEdited()) {
    send({ action: "revise", item: current, changes });
    return;
  }
  if (changes.fields) fill({ fields: changes.fields });
  const fields = { ...form.changes.fields, ...changes.fields };
  Object.assign(form.changes, changes, changes.fields && { fields });
  lead();
  check().catch(() => {});
}
function offerOrHide() {
  const stretch = stretchOf(getSelection());
  if (!stretch && !marker.active) hideUses();
  else if (stretch && String(stretch) !== offered) offer(false);
}
document.addEventListener("pointerup", (event) => {
  if (!event.target.closest("#uses")) setTimeout(offerOrHide);
});
// A finger marks words by handles, which are no part of the page: they are done when they rest.
let touched = false;
let resting = 0;
document.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
document.addEventListener("selectionchange", () => {
  clearTimeout(resting);
  if (touched) resting = setTimeout(offerOrHide, HANDLES_REST);
});
byId("uses").addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay marked
function hideUses() {
  offered = "";
  if (byId("uses").matches(":popover-open")) byId("uses").hidePopover();
}
function mark() {
  if (!document.querySelector("article [data-at]")) {
    tell("The article is not at hand; start with --source to mark its words.", true);
    return;
  }
  const lit = document.querySelector("article :is(.content, .trigger).lit") ?? document.querySelector("article .lit");
  const seen = [...document.querySelectorAll("article [data-at]")].find((piece) => piece.getBoundingClientRect().top > 60);
  byId("article").focus({ preventScroll: true });
  document.documentElement.classList.add("marking");
  marker.begin(lit ?? seen);
  say();
}
function say() {
  const stretch = stretchOf(getSelection());
  byId("words-told").textContent = stretch ? wordsOf(stretch) : "";
}

// ---- Keys.

const LETTERS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => act("accept", current),
  e: () => act("revise", current),
  x: () => act("reject", current),
  m: mark,
  u: () => send({ action: "undo" }),
  r: () => send({ action: "redo" }),
  "?": () => byId("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return escape(event);
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("input, textarea, select");
  if (typing) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form?.element.requestSubmit();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    send({ action: event.shiftKey ? "redo" : "undo" });
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (marker.active && marked(event)) return;
  if (!(event.key in LETTERS) || !byId("letters").checked) return;
  event.preventDefault();
  LETTERS[event.key]();
});
function marked(event) {
  if (event.target.closest("#uses")) return false;
  if (event.key === "Enter") offer(true);
  else if (event.key.startsWith("Arrow")) marker.move(event.key, event.shiftKey);
  else return false;
  event.preventDefault();
  say();
  return true;
}
function escape() {
  if (marker.active || byId("uses").matches(":popover-open")) {
    unmark();
    if (current) go(current);
  } else if (form && !document.querySelector("dialog[open]")) leave();
}

// ---- What the browser remembers: whose edits these are, and whether letters are keys.

const name = byId("reviewer");
name.value = localStorage.getItem("reviewer") ?? name.value;
name.addEventListener("change", () => localStorage.setItem("reviewer", name.value.trim()));
byId("letters").checked = localStorage.getItem("letters") !== "no";
byId("letters").addEventListener("change", ({ target }) => localStorage.setItem("letters", target.checked ? "yes" : "no"));

read();
