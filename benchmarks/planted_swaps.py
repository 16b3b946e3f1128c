"""How often `summarizer check` flags a number, name or negation that was changed in a true sentence.

    python benchmarks/planted_swaps.py error-spans.jsonl support-cnndm.jsonl   # all documents
    python benchmarks/planted_swaps.py --half odd error-spans.jsonl            # those not looked at

True sentences are sentences of the sources themselves, and sentences of summaries that people found
supported (all votes, where there are votes). In each, one thing is changed at a time, by program: a
number into one that the source has not, or into another of the source's numbers; a name into
another of the source's names; a "not" put in or taken out. Prints for each kind the share that is
flagged (any verdict but "supported"), the share where the rules name something that is wrong, and
both for the unchanged sentences. The rules decide alone: no model runs. Formats: `text`, and
`summary` with `supported` and `errors`, or `sentences` of `text` and `votes`.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.documents import Document
from summarizer.drivers.desk import Finished, advance
from summarizer.grounding.reading import Reading, read_through
from summarizer.scan import find_figures, find_names, tokenize
from summarizer.schemas.verdict import SentenceSupport
from summarizer.segments import segments
from summarizer.support import check_support

__all__ = ["Planted", "main", "swaps", "true_sentences"]

SOURCE_SENTENCES = 3
"""Sentences taken from each source, at random."""
LENGTHS = range(6, 41)
"""Words of a sentence that summaries could have."""

_DIGITS = re.compile(r"\d+")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|had|will|would|could|should)\b(?! not\b|n['’]t)")
_NOT = re.compile(r" not\b(?! only)|(?<=[a-z])n['’]t\b")


@dataclass(frozen=True, slots=True)
class Planted:
    """A changed sentence, and what was changed in it."""

    kind: str
    text: str


def true_sentences(entry: dict[str, Any], dice: random.Random) -> Iterator[tuple[str, str]]:
    """Where a sentence comes from ("source" or "summary"), and the sentence."""
    cut = [one.text for one in segments(Document.from_text(entry["text"], language="en"))]
    fit = [text for text in cut if len(text.split()) in LENGTHS]
    for text in dice.sample(fit, min(SOURCE_SENTENCES, len(fit))):
        yield "source", text
    if entry.get("supported") and not entry.get("errors"):
        for one in segments(Document.from_text(entry["summary"], language="en")):
            yield "summary", one.text
    for one in entry.get("sentences", []):
        if set(one["votes"]) == {"yes"}:
            yield "summary", one["text"]


def swaps(sentence: str, reading: Reading, dice: random.Random) -> Iterator[Planted]:
    """Every kind of change that the sentence allows, one of each."""
    for kind, changed in (
        ("number, new", _new_number(sentence, reading, dice)),
        ("number, of the source", _other_number(sentence, reading, dice)),
        ("name, of the source", _other_name(sentence, reading, dice)),
        ("negation put in", _negated(sentence)),
        ("negation taken out", _affirmed(sentence)),
    ):
        if changed is not None and changed != sentence:
            yield Planted(kind, changed)


def _plain_numbers(text: str) -> list[tuple[int, int]]:
    """Where the figures written in digits alone stand."""
    found = [re.search(r"\d+(?:,\d{3})*", text[one.start : one.end]) for one in find_figures(text)]
    places = zip(find_figures(text), found, strict=True)
    return [(one.start + match.start(), one.start + match.end()) for one, match in places if match]


def _new_number(sentence: str, reading: Reading, dice: random.Random) -> str | None:
    places = _plain_numbers(sentence)
    if not places:
        return None
    start, end = dice.choice(places)
    value = int(sentence[start:end].replace(",", ""))
    known = set(_DIGITS.findall(reading.document.text))
    for _ in range(20):
        new = str(max(2, round(value * dice.choice((0.3, 0.5, 1.5, 2, 3))) + dice.randint(1, 4)))
        if new not in known:
            return sentence[:start] + new + sentence[end:]
    return None


def _other_number(sentence: str, reading: Reading, dice: random.Random) -> str | None:
    text = reading.document.text
    here = {sentence[start:end] for start, end in _plain_numbers(sentence)}
    others = sorted({text[start:end] for start, end in _plain_numbers(text)} - here)
    places = _plain_numbers(sentence)
    if not places or not others:
        return None
    start, end = dice.choice(places)
    return sentence[:start] + dice.choice(others) + sentence[end:]


def _other_name(sentence: str, reading: Reading, dice: random.Random) -> str | None:
    names = [one for one in find_names([tokenize(sentence)]) if _canonical(one.text, reading)]
    here = {_canonical(one.text, reading) for one in names}
    known = {one.text for one in reading.scan.names if _canonical(one.text, reading) not in here}
    others = sorted(name for name in known if not set(name.split()) & set(sentence.split()))
    if not names or not others:
        return None
    name = dice.choice(names)
    return sentence[: name.start] + dice.choice(others) + sentence[name.end :]


def _canonical(name: str, reading: Reading) -> str | None:
    return reading.scan.roster.canonical(name)


def _negated(sentence: str) -> str | None:
    match = _AUXILIARY.search(sentence)
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}" if match else None


def _affirmed(sentence: str) -> str | None:
    match = _NOT.search(sentence)
    return sentence[: match.start()] + sentence[match.end() :] if match else None


def judged(sentence: str, document: Document) -> SentenceSupport | None:
    """The least supported of the statements that the check sees in `sentence`."""
    step = advance(check_support(sentence, document, ask=False), None)
    assert isinstance(step, Finished)
    return min(step.result.sentences, key=lambda one: one.support, default=None)


def measure(entries: Iterable[dict[str, Any]], seed: int, show: int) -> None:
    """Plant, check, count, print."""
    dice = random.Random(seed)
    flagged: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    tried: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        document = Document.from_text(entry["text"], language="en")
        reading = read_through(document)
        for origin, sentence in true_sentences(entry, dice):
            for planted in [Planted("unchanged", sentence), *swaps(sentence, reading, dice)]:
                found = judged(planted.text, document)
                is_flagged = found is not None and found.verdict != "supported"
                tried[origin, planted.kind] += 1
                flagged[origin, planted.kind] += is_flagged
                named[origin, planted.kind] += found is not None and bool(found.problems)
                if show and is_flagged == (planted.kind == "unchanged"):
                    show -= 1
                    print(f"[{origin}, {planted.kind}] {planted.text}\n    {sentence}\n    {found}")
    for origin, kind in sorted(tried):
        share = flagged[origin, kind] / tried[origin, kind]
        words = named[origin, kind] / tried[origin, kind]
        print(
            f"{origin:<8} {kind:<24}{tried[origin, kind]:>6}{100 * share:>8.1f} % flagged"
            f"{100 * words:>8.1f} % with what is wrong"
        )


def main() -> None:
    """Read the files and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="so many of the wrong ones in full")
    options = parser.parse_args()
    entries = []
    for file in options.files:
        lines = file.read_text(encoding="utf-8").splitlines()
        chosen = {"even": lines[::2], "odd": lines[1::2], "all": lines}[options.half]
        entries += [json.loads(line) for line in chosen]
    measure(entries, options.seed, options.show)


if __name__ == "__main__":
    main()
