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
function asEdited({ text, summary, speaker, stance, type, status }) {
  return { text, summary, speaker: speaker?.name, stance, type, status };
}
function inWords({ speaker, content, ...others }) {
  const said = Array.isArray(speaker) ? wordsOf(speaker) : speaker;
  return { ...others, speaker: said, content: content?.map(wordsOf).join(" … ") };
}
function fill(id, values, otherwise) {
  const lines = Object.entries(NAMES).filter(([name]) => values[name]).map(([name, label]) => line(label, values[name]));
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
