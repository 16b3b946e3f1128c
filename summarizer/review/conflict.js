// Two edits of one item: both are shown, and one is chosen.
import { wordsOf } from "./marking.js";

const NAMES = { text: "Claim", summary: "Event", speaker: "Speaker", stance: "Stance", type: "Kind", status: "Status", content: "Words", reason: "Reason" };
const DEEDS = { accept: "Accepted.", reject: "Rejected.", revise: "Other words of the article." };

/** "mine" or "theirs", as the reviewer decides; empty when they leave it open. */
export function choose(edit, theirs) {
  const dialog = document.getElementById("conflict");
  dialog.querySelector(".lead").textContent = lead(theirs);
  fill("theirs", theirs.item ? asEdited(theirs.item) : {}, "It is not there any more.");
  fill("yours", { ...inWords(edit.changes ?? {}), reason: edit.reason }, DEEDS[edit.action]);
  dialog.querySelector("[value=mine]").hidden = !theirs.item;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((decided) => {
    dialog.addEventListener("close", () => decided(dialog.returnValue), { once: true });
  });
}
function lead({ who, id, item, reason }) {
  const name = who || "Somebody";
  if (item) return `${name} has changed ${id} since you looked.`;
  return reason ? `${name} has rejected ${id}: ${reason}` : `${name} has taken ${id} out.`;
}
function asEdited({ text, summary, speaker, stance, type, status, fields }) {
  return { text, summary, speaker: speaker?.name, stance, type, status, fields };
}
function inWords({ speaker, content, ...others }) {
  const said = Array.isArray(speaker) ? wordsOf(speaker) : speaker;
  return { ...others, speaker: said, content: content?.map(wordsOf).join(" … ") };
}
// A field of a recipe holds words, a figure, yes or no, a stretch of the article, or several of them.
function fieldInWords(value) {
  if (!Array.isArray(value)) return String(value ?? "");
  const isStretch = value.length === 2 && value.every(Number.isInteger);
  return isStretch ? wordsOf(value) : value.map(fieldInWords).join("; ");
}
const labelOf = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

function fill(id, values, otherwise) {
  const own = Object.entries(values.fields ?? {}).map(([name, value]) => [labelOf(name), fieldInWords(value)]);
  const known = Object.entries(NAMES).map(([name, label]) => [label, values[name]]);
  const lines = [...known, ...own].filter(([, words]) => words).map(([label, words]) => line(label, words));
  document.getElementById(id).replaceChildren(...(lines.length ? lines : [line("", otherwise)]));
}
function line(label, value) {
  const [row, head, words] = ["div", "dt", "dd"].map((name) => document.createElement(name));
  head.textContent = label;
  words.textContent = value;
  words.dir = "auto";
  row.append(head, words);
  return row;
}
