"""Does a text that follows a sentence of its evidence change a number, a name or a "not" of it?

What a model writes in its own words mostly keeps to the source's. Laid beside the sentence that it
follows, word for word, it shows what it changes there; this needs no grammar, and holds in any language.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from summarizer.grounding.reading import Reading
from summarizer.locate import Difference
from summarizer.scan import name_key
from summarizer.scan.dates import find_dates
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification.contrast import find_contrasts
from summarizer.verification.nearest import Line, line_of

__all__ = ["Told", "check_retelling"]

KEPT: Final = 0.5
"""Share of its words that a text has from one sentence, in that sentence's order, before a name in the
place of another counts: short claims with a name of three words put in keep half."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text in a model's words: the sentences it cites, the words it retells, the field it stands in."""

    text: str
    evidence: Sequence[Span]
    passages: Sequence[str]
    field: str


def check_retelling(told: Told, reading: Reading) -> list[Problem]:
    """What a text has otherwise than the sentences, or the words of them, that it follows.

    Another number is an error; another name a doubt, for a body has many names; and so is a negation put
    in or left out, for a sentence can be told without its "not" ("failed to" for "did not").
    """
    found = [
        *_aligned(told.text, told.evidence, reading),
        *_woven(told.text, told.evidence, reading),
        *_renamed(told.text, [*told.passages, *(span.text for span in told.evidence)], reading),
    ]
    kept: dict[str, Problem] = {}
    dates = " ".join(mention.text for mention in find_dates(told.text)).split()
    for kind, ours, theirs in found:
        if kind == "number" and set(ours.split()) <= set(dates):
            continue  # `check_dates` knows that "2 March" is "Tuesday"
        if ours or kind == "negation":  # who tells less leaves out numbers and names
            problem = _problem(kind, ours, theirs, told.field)
            # "Room 25" for "that room" is told from elsewhere; another number in its place is wrong.
            moved = kind == "number" and (not theirs or _stands_in(ours, told.evidence))
            kept.setdefault(
                problem.code,
                problem.model_copy(update={"severity": "doubt"}) if moved else problem,
            )
    return list(kept.values())


def _stands_in(words: str, evidence: Sequence[Span]) -> bool:
    """Whether the evidence has a number after all, if at another place."""
    pattern = re.compile(rf"(?<![\w.,]){re.escape(words)}(?![\w]|[.,]\d)", re.IGNORECASE)
    return any(pattern.search(span.text) for span in evidence)


_Change = tuple[str, str, str]
"""Its kind (number, name, negation), the statement's words and the source's."""


def _aligned(statement: str, evidence: Sequence[Span], reading: Reading) -> Iterator[_Change]:
    """As a copy with changes, found in the evidence the way copied words are."""
    located = reading.locator.find(statement, [(span.start, span.end) for span in evidence])
    if located.start is None or located.end is None:
        return
    if not any(span.start < located.end and located.start < span.end for span in evidence):
        return
    for difference in located.differences:
        if difference.kind == "name" and not _is_swap(difference, reading):
            continue
        if difference.kind != "word":
            yield difference.kind, difference.quote, difference.source


def _is_swap(difference: Difference, reading: Reading) -> bool:
    """Whether a name stands in another's place: not in that of "he", nor of another word for the same."""
    if not difference.quote or not difference.source[:1].isupper():
        return False
    return _differ(difference.quote, difference.source, reading)


def _woven(statement: str, evidence: Sequence[Span], reading: Reading) -> Iterator[_Change]:
    """As words taken from one sentence of the evidence, in its order."""
    numbers = reading.numbers_of(evidence)
    lines = [line_of(reading.sentence_span(number).text, number) for number in numbers]
    line = line_of(statement)
    for one in find_contrasts(line, lines, reading.scan.roster):
        said = statement[slice(*one.said)] if one.said else ""
        told = one.line.text[slice(*one.told)] if one.told else ""
        if (
            one.kind != "negation" or said
        ):  # what is left out beside the words may be no part of them
            yield one.kind, said, told


def _renamed(statement: str, passages: Sequence[str], reading: Reading) -> Iterator[_Change]:
    """Names that stand where the passage that is followed has others, whatever stands around them."""
    line = line_of(statement)
    matched = [
        (SequenceMatcher(None, line.words, passage.words, autojunk=False), passage)
        for passage in map(line_of, passages)
    ]
    best, source = max(matched, key=lambda found: _share(found[0], line))
    if _share(best, line) < KEPT:
        return
    for change, first, last, begin, end in best.get_opcodes():
        if change == "replace":
            said, told = _capitals(line, range(first, last)), _capitals(source, range(begin, end))
            if said and told and _differ(said, told, reading):
                yield "name", said, told


def _share(matched: SequenceMatcher[str], line: Line) -> float:
    """The share of a line's words that stand in the other, in the same order."""
    return sum(block.size for block in matched.get_matching_blocks()) / max(1, len(line.words))


def _capitals(line: Line, words: range) -> str:
    """The capitalised words of a stretch, but for a sentence's first: "Ilse Darrow's"."""
    return " ".join(line.tokens[at].text for at in words if at and line.tokens[at].is_capital)


def _differ(said: str, told: str, reading: Reading) -> bool:
    """Whether two names share no word and are not known to be one person's or body's."""
    if set(name_key(said)) & set(name_key(told)):
        return False
    one, other = map(reading.scan.roster.canonical, (said, told))
    return one is None or one != other


def _problem(kind: str, said: str, told: str, field: str) -> Problem:
    if kind == "number":
        message = f"“{said}” is not the number of the sentence, which has “{told}”."
        return Problem(code="number-differs", message=message, field=field)
    if kind == "name":
        message = f"It names “{said}” where the sentence has “{told}”."
        return Problem(code="name-differs", message=message, field=field, severity="doubt")
    what = f"It adds “{said}”" if said else f"It leaves out “{told}”"
    message = f"{what}, which turns the sentence round."
    return Problem(code="negation-differs", message=message, field=field, severity="doubt")
