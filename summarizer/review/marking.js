// Words of the article: from a selection to offsets in its text, and selecting by keys.
// Offsets count code points, as the summary's spans do; the page's own strings count UTF-16 units.

const pieces = () => [...document.querySelectorAll("article [data-at]")];
const start = (piece) => Number(piece.dataset.at);
const size = (piece) => Number(piece.dataset.length);
const points = (text) => [...text].length;

/** The stretch [start, end) that is selected, or null where no words of the article are. */
export function stretchOf(selection) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const touched = pieces().filter((piece) => range.intersectsNode(piece));
  if (!touched.length) return null;
  const [first, last] = [touched[0], touched.at(-1)];
  const from = start(first) + within(first, range.startContainer, range.startOffset, 0);
  const to = start(last) + within(last, range.endContainer, range.endOffset, size(last));
  return from < to && wordsOf([from, to]).trim() ? [from, to] : null;
}

// What is shown of a piece can be longer than it is: a control character is written out.
function within(piece, node, offset, otherwise) {
  if (!piece.contains(node)) return otherwise;
  const before = node === piece ? (offset ? size(piece) : 0) : points(node.data.slice(0, offset));
  return Math.min(before, size(piece));
}

/** The stretch with its first and last word in full: a hand that drags seldom stops at their edges. */
export function inWholeWords([from, to]) {
  for (const word of allWords()) {
    const [first, last] = [word.from, word.to].map(({ piece, offset }) => start(piece) + within(piece, piece.firstChild, offset));
    if (first < from && from < last) from = first;
    if (first < to && to < last) to = last;
  }
  return [from, to];
}

/** The words of a stretch, as the page shows them. */
export function wordsOf([from, to]) {
  const own = pieces().filter((piece) => start(piece) < to && from < start(piece) + size(piece));
  const words = own.map((piece, at) => {
    const [first, last] = [Math.max(0, from - start(piece)), to - start(piece)];
    const whole = !first && size(piece) <= last;
    const text = whole ? piece.textContent : [...piece.textContent].slice(first, last).join("");
    const goesOn = at === 0 || start(own[at - 1]) + size(own[at - 1]) === start(piece);
    return goesOn ? text : ` ${text}`;
  });
  return words.join("").replace(/\s+/g, " ").trim();
}

/** Selecting words by keys, from one piece of the article on. */
export class Marker {
  #words = [];
  #first = -1;
  #last = -1;

  get active() {
    return this.#first >= 0;
  }
  begin(piece) {
    this.#words = allWords();
    const at = this.#words.findIndex(({ from }) => !piece || piece === from.piece || follows(from.piece, piece));
    this.#put(Math.max(0, at), Math.max(0, at));
  }
  end() {
    this.#first = this.#last = -1;
  }
  /** Moves by the arrow key; with `extends` only the end of the words. */
  move(key, extend) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    const to = key in steps ? this.#last + steps[key] : this.#onLine(key === "ArrowDown" ? 1 : -1);
    const last = Math.min(Math.max(to, extend ? this.#first : 0), this.#words.length - 1);
    this.#put(extend ? this.#first : last, last);
  }
  // The word of the next line that stands nearest under or over the last one.
  #onLine(step) {
    const box = (word) => word.range().getBoundingClientRect();
    const here = box(this.#words[this.#last]);
    let [best, line] = [this.#last, null];
    for (let at = this.#last + step; this.#words[at]; at += step) {
      const there = box(this.#words[at]);
      if (Math.abs(there.top - here.top) < here.height / 2) continue;
      line ??= there.top;
      if (Math.abs(there.top - line) > there.height / 2) break;
      const distance = (one) => Math.abs(one.left - here.left);
      if (best === this.#last || distance(there) < distance(box(this.#words[best]))) best = at;
    }
    return best;
  }
  #put(first, last) {
    [this.#first, this.#last] = [first, last];
    const [from, to] = [this.#words[first]?.from, this.#words[last]?.to];
    if (!from) return;
    getSelection().setBaseAndExtent(from.piece.firstChild, from.offset, to.piece.firstChild, to.offset);
    to.piece.scrollIntoView({ block: "nearest" });
  }
}

function follows(piece, other) {
  return Boolean(other.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_FOLLOWING);
}

// A word can begin in one piece and end in the next, so each paragraph is gone through as a whole.
function allWords() {
  const language = document.getElementById("article").lang || undefined;
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return [...document.querySelectorAll("article :is(p, h1)")].flatMap((block) => {
    const own = [...block.querySelectorAll("[data-at]")].filter((piece) => piece.firstChild);
    const text = own.map((piece) => piece.textContent).join("");
    return [...segmenter.segment(text)]
      .filter((segment) => segment.isWordLike)
      .map(({ index, segment }) => word(placeIn(own, index, false), placeIn(own, index + segment.length, true)));
  });
}
function word(from, to) {
  const range = () => {
    const made = new Range();
    made.setStart(from.piece.firstChild, from.offset);
    made.setEnd(to.piece.firstChild, to.offset);
    return made;
  };
  return { from, to, range };
}
function placeIn(own, index, isEnd) {
  for (const piece of own) {
    const length = piece.textContent.length;
    if (index < length || (isEnd && index === length)) return { piece, offset: index };
    index -= length;
  }
  const piece = own.at(-1);
  return { piece, offset: piece.textContent.length };
}
