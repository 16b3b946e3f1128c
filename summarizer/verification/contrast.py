"""Where a statement has another number, name or negation than the source sentence it follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.locate.differences import Term, compare, is_function_word, is_negation
from summarizer.scan import Roster, find_figures, name_key
from summarizer.verification.nearest import Line
from summarizer.verification.numbers import check_numbers
from summarizer.verification.stems import stem
from summarizer.verification.weaving import Weave, weave

__all__ = ["FOLLOWED", "Contrast", "contrasts", "find_contrasts", "followed"]

FOLLOWED = 0.6
"""Share of a statement's words that a source sentence must have, in the statement's order, before
one that differs counts as changed. A short statement with one number, one name or one "not" put in
still shares two thirds; sentences on the same topic share less than half."""

_AS_CLOSELY = 0.1
"""Two sentences that tell the same differ by a word in ten: what one has as the statement has it is
not changed."""

_WIDER = 2
"""Words more than the statement's that may stand in the place of what was put in: "2,000" for
"about 2 million"."""
_PLAIN_NOT = re.compile(r"not|never|no|none|nobody|nothing|cannot|without|.*n't")
"""Other words that deny ("refused", "saved") may be left out beside what says the same."""

_BESIDE = 6
"""Characters beside a number in which its bound or a stray space of it is looked for."""

_NUMBER = re.compile(r"\d+(?:[.,:–-]\d+)*")
_SCALE = re.compile(r"\b(?:hundred|thousand|million|billion|trillion)\b|(?<=\d)(?:m|bn|tn|k)\b")
# "million" after a number reaches this far.
_WORD_BESIDE = 10
_SPACE = re.compile(r"\s+")

_GAP = 3
"""Words that may be left out around a dropped negation; a clause that is left out is a summary's
right, with all its negations."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A number, name or negation that the statement has and the source sentence has not, or has
    otherwise.

    `said` are offsets of the statement (None for a negation that was dropped), `told` of the text of
    `line` (None where the source has nothing in its place).
    """

    kind: Literal["number", "name", "negation"]
    said: tuple[int, int] | None
    told: tuple[int, int] | None
    line: Line


def followed(statement: Line, line: Line) -> tuple[float, Weave]:
    """The share of the statement's words that it takes from `line`, and how it takes them."""
    woven = weave(statement, [line])
    taken = sum(thread.line >= 0 for thread in woven.threads)
    return taken / max(1, len(woven.threads)), woven


def find_contrasts(statement: Line, lines: Sequence[Line], roster: Roster) -> list[Contrast]:
    """What differs between a statement and the sentence it follows, of `lines`.

    Where it follows another one as closely without any difference, nothing does.
    """
    read = [(line, *followed(statement, line)) for line in lines]
    close = [(line, share, woven) for line, share, woven in read if share >= FOLLOWED]
    if not close:
        return []
    most = max(share for _, share, _ in close)
    found = [
        contrasts(statement, line, woven, roster)
        for line, share, woven in sorted(close, key=lambda one: -one[1])
        if share >= most - _AS_CLOSELY
    ]
    return found[0] if all(found) else []


def contrasts(statement: Line, line: Line, woven: Weave, roster: Roster) -> list[Contrast]:
    """What differs between a statement and the one line that it is woven from."""
    found: list[Contrast] = []
    for ours, theirs in _gaps(woven, len(statement.words), len(line.words)):
        here = list(_compared(statement, ours, line, theirs, roster))
        found.extend(here or _renamed(statement, ours, line, theirs, roster))
    return found


def _gaps(woven: Weave, size: int, length: int) -> Iterator[tuple[range, range]]:
    """Stretches that the two do not share, between words that they share, in the same place."""
    before, source = -1, -1
    for at in range(size + 1):
        if at < size and woven.threads[at].line < 0:
            continue
        place = woven.threads[at].word if at < size else length
        ours = range(before + 1, at)
        if place > source:
            yield ours, _opposite(ours, range(source + 1, place), before < 0, at == size)
        before, source = at, place


def _opposite(ours: range, theirs: range, opens: bool, closes: bool) -> range:
    """The part of `theirs` that stands in the place of `ours`: at a sentence's open ends the near
    words, inside all of it where it is not much longer.
    """
    most = len(ours) + _WIDER if ours else _GAP
    if len(theirs) <= most:
        return theirs
    if opens and not closes:
        return theirs[-most:] if ours else theirs[-1:]
    if closes and not opens and ours:
        return theirs[:most]
    return theirs[:0]


def _compared(
    statement: Line, ours: range, line: Line, theirs: range, roster: Roster
) -> Iterator[Contrast]:
    quote, source = _terms(statement, ours), _terms(line, theirs)
    for difference in compare(quote, source):
        if difference.kind == "word":
            continue
        said = _place(statement, ours, difference.quote)
        told = _place(line, theirs, difference.source)
        if difference.kind == "name" and told:
            told = _first_name(line, theirs)
        if difference.kind == "negation":
            if bool(_negations(quote)) != bool(_negations(source)) and _is_plain(
                said, quote, source, statement
            ):
                yield Contrast("negation", said, told, line)
        elif said and told:
            made = Contrast(difference.kind, said, told, line)
            if difference.kind == "number":
                rivals = not _same_number(made, statement)
            else:  # a sentence's first word has its capital for that alone: only a known name counts
                named = statement.text[slice(*said)]
                rivals = (
                    all(map(_is_name_only, (quote, source)))
                    and (ours.start > 0 or roster.canonical(named) is not None)
                    and _other_bearer(named, line.text[slice(*told)], roster)
                )
            if rivals:
                yield made


def _renamed(
    statement: Line, ours: range, line: Line, theirs: range, roster: Roster
) -> Iterator[Contrast]:
    """A name for a name with a figure in it ("OA512"), which compares as a number."""
    if not ours or not theirs or not ours.start or not theirs.start:
        return
    if not all(map(_is_name_only, (_terms(statement, ours), _terms(line, theirs)))):
        return
    said, told = _first_name(statement, ours), _first_name(line, theirs)
    if (
        said
        and told
        and _other_bearer(statement.text[slice(*said)], line.text[slice(*told)], roster)
    ):
        yield Contrast("name", said, told, line)


def _negations(terms: Sequence[Term]) -> list[Term]:
    return [term for term in terms if is_negation(term.folded)]


def _is_plain(
    said: tuple[int, int] | None, quote: Sequence[Term], source: Sequence[Term], statement: Line
) -> bool:
    """Whether nothing but a "not" or its like was put in, or was dropped and not put elsewhere."""
    if said is not None:
        return not any(stem(term.folded) for term in quote if not is_negation(term.folded))
    plain = any(_PLAIN_NOT.fullmatch(term.folded) for term in source)
    return plain and not any(map(is_negation, statement.words))


def _other_bearer(ours: str, theirs: str, roster: Roster) -> bool:
    """Whether two names are those of two persons, bodies or places, as far as the text tells."""
    if set(name_key(ours)) & set(name_key(theirs)) or _squeezed(ours) in _squeezed(theirs):
        return False
    one, other = roster.canonical(ours), roster.canonical(theirs)
    return one is None or one != other


def _is_name_only(terms: Sequence[Term]) -> bool:
    """Whether all words but articles and the like are capitalised: then nothing but a name is
    exchanged. "Ada Brandt's party" may well be told as "Norland Lines".
    """
    return all(term.written[:1].isupper() for term in terms if not is_function_word(term))


def _squeezed(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _same_number(made: Contrast, statement: Line) -> bool:
    """Whether the number is the source's after all, written or bounded otherwise: "more than 100"
    for 116, "5-0" for the "5 - 0" of a scraped text.
    """
    if made.said is None or made.told is None:
        return False
    (start, end), (first, last) = made.said, made.told
    around = made.line.text[max(0, first - _BESIDE) : last + _BESIDE]
    number = _NUMBER.search(_SPACE.sub("", statement.text[start:end]))
    beside = line.text if (line := made.line) else ""
    scales = [
        _SCALE.findall(text[at : till + _WORD_BESIDE])
        for text, at, till in ((statement.text, start, end), (beside, first, last))
    ]
    if scales[0] and not set(scales[0]) & set(scales[1]):
        return False
    if (
        number
        and bool(scales[0]) == bool(scales[1])
        and _NUMBER.findall(_SPACE.sub("", around)).count(number[0])
    ):
        return True
    figures = [
        one.text for one in find_figures(statement.text) if one.start < end and start < one.end
    ]
    problems = [problem for text in figures for problem in check_numbers(text, [around], "")]
    return bool(figures) and all(problem.severity != "error" for problem in problems)


def _terms(line: Line, words: range) -> list[Term]:
    return [Term(line.words[at], line.tokens[at].text) for at in words]


def _place(line: Line, words: range, written: str) -> tuple[int, int] | None:
    """Where the words of `written` stand among `words`, first to last."""
    parts = written.split()
    found = [line.tokens[at] for at in words if line.tokens[at].text in parts]
    return (found[0].start, found[-1].end) if found else None


def _first_name(line: Line, words: range) -> tuple[int, int] | None:
    """The first run of capitalised words: "Orlen" of "Orlen on Tuesday"."""
    capital = [at for at in words if line.tokens[at].is_capital]
    run = [at for index, at in enumerate(capital) if at == capital[0] + index]
    return (line.tokens[run[0]].start, line.tokens[run[-1]].end) if run else None
