"""The fuzzy search: where in the source do most of a quote's words stand, in order?

Rare words of the quote vote for places, the best places are fitted word by word, and a place is
taken only when the two wordings agree closely enough (the named limits below).
"""

import heapq
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from summarizer.locate.differences import (
    Difference,
    Term,
    compare,
    is_function_word,
    is_negation,
    same_numbers,
    same_sort,
)
from summarizer.locate.search import Range, distance
from summarizer.locate.words import Words, is_unspaced

__all__ = ["Alignment", "align", "is_alignable"]

MIN_WORDS: Final = 3
"""Shorter quotes are not looked for fuzzily: with one word of two changed, nothing is left that
tells the right place from a wrong one. A character of an unspaced script counts half."""

MAX_WORDS: Final = 600
"""Longer quotes are not looked for fuzzily: fitting one would take over 50 ms."""

FLOOR: Final = 0.8
"""Least share of words in agreement. One word of five may be changed (0.8), of four not (0.75)."""

WORDS_PER_FOREIGN: Final = 15
"""One word that the source lacks is allowed for every so many words of the quote (and one always).

Calibrated on 100,000-character articles made of six sentence templates (20 seeds): a sentence of
another event differs from the nearest one in the text by a figure and one more word within 22 to
28 words, a misquoted one by a single word. A second foreign word at 24 words let a few in."""

LIKE: Final = 0.7
"""Letters in agreement from which a changed word counts as the same word in another form
("criticised", "criticized"; "deal", "deals"). Never for figures, names and negations."""

NEAR_BONUS: Final = 0.05
"""What standing in a cited sentence is worth: about one small word in a sentence of twenty."""

_PLACES_PER_QUOTE: Final = 600  # occurrences of rare words that vote; enough for 5 to 10 words
_LEAST_ANCHORS: Final = 8  # words that vote however common: two or three wrong ones must not decide
_MOST_PLACES: Final = 20_000  # yet no more than this: under 10 ms
# Places fitted word by word. Of 500 misquoted sentences in articles of templates (5 seeds) the
# right place came first for 476 and within four for 489; the others had twins that agree as well.
_CANDIDATES: Final = 4
_POOL: Final = 16  # buckets ranked; more than the candidates since neighbours are one place
_MOST_CHANGED: Final = 0.5  # share of the quote's words; a place that needs more is not looked at
_REGAINED: Final = 5  # a range grows by fewer words than this to hold one more word of the quote
_NEGATION_REACH: Final = 3  # words: "they (have not been) told" on "told"
_WORSE: Final = 1  # changed words more than at the best place, to be looked at as well
_MOST_SLACK: Final = 30  # words that a quote may leave out in all before its place splits in two
_SENTENCE_END: Final = re.compile("[.!?。！？]")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words `first` up to (not including) `last` of the source; `score` is 0 to 1."""

    first: int
    last: int
    score: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """A range of source words, and how many words must change to make it the quote."""

    changes: int
    first: int
    last: int


class _Step(NamedTuple):
    """One of Levenshtein's steps: quote words `i` to `j` become source words `k` to `m`."""

    name: str
    i: int
    j: int
    k: int
    m: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch where the two wordings part: words of the quote, words of the source."""

    quote: tuple[Term, ...]
    source: tuple[Term, ...]


def is_alignable(quote: Words) -> bool:
    """Whether the quote is long enough, and not too long, to be looked for fuzzily."""
    return quote.weight >= MIN_WORDS and len(quote) <= MAX_WORDS


def align(quote: Words, source: Words, near: Sequence[Range] = ()) -> Alignment | None:
    """The place where `source` says nearly what `quote` says, or None.

    `near` holds ranges of word numbers of the source; a place within one is preferred when it
    agrees about as well. The quote must be alignable.
    """
    fits = sorted(_fits(quote, source, near))
    least = fits[0].changes if fits else 0
    found = [
        alignment
        for fit in fits
        if fit.changes <= least + _WORSE or (near and distance((fit.first, fit.last), near) == 0)
        if (alignment := _judge(quote, source, fit.first, fit.last))
    ]
    return max(found, key=lambda alignment: _rank(alignment, near), default=None)


def _rank(alignment: Alignment, near: Sequence[Range]) -> tuple[float, int, int]:
    """Better agreement first, then nearer to the cited sentences, then earlier."""
    away = distance((alignment.first, alignment.last), near)
    bonus = NEAR_BONUS if near and away == 0 else 0.0
    return alignment.score + bonus, -away, -alignment.first


def _fits(quote: Words, source: Words, near: Sequence[Range]) -> Iterator["_Fit"]:
    """The ranges of source words that come closest to the quote, one for each likely place."""
    codes = _codes(quote)
    ours = _encoded(quote.texts, codes)
    slack = _slack(quote)
    for first, last in _windows(quote, source, near):
        theirs = _encoded(source.texts[first:last], codes)
        start, end = _tightest(ours, theirs, slack)
        changes = Levenshtein.distance(ours, theirs[start:end])
        if changes <= _MOST_CHANGED * len(quote):
            yield _Fit(changes, first + start, first + end)


def _slack(quote: Words) -> int:
    return min(max(4, len(quote) // 2), _MOST_SLACK)


def _codes(quote: Words) -> dict[str, str]:
    """One character a word, so that rapidfuzz compares words as fast as letters."""
    return {word: chr(code) for code, word in enumerate(quote.places, start=1)}


def _encoded(texts: Sequence[str], codes: dict[str, str]) -> str:
    return "".join([codes.get(word, "\0") for word in texts])


def _windows(quote: Words, source: Words, near: Sequence[Range]) -> Iterator[Range]:
    """Ranges of source words worth fitting: the cited sentences, and where most votes fall."""
    for begin, end in _joined(near):
        if begin < end <= begin + MAX_WORDS:
            yield begin, end
    width = _slack(quote)
    votes = _votes(quote, source, near, width)
    # A place's votes may fall into two neighbouring buckets.
    ranks = {bucket: count + votes.get(bucket + 1, 0.0) for bucket, count in votes.items()}
    for bucket in _best(ranks, near, quote, width):
        first = (bucket - 1) * width
        yield max(0, first), min(len(source), first + len(quote) + 4 * width)


def _joined(near: Sequence[Range]) -> list[Range]:
    """The ranges, those that touch made one: a quote may run over two cited sentences."""
    joined: list[Range] = []
    for begin, end in sorted(near):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _best(ranks: dict[int, float], near: Sequence[Range], quote: Words, width: int) -> list[int]:
    """The buckets with most votes, one a place; of equals those nearest to the cited sentences."""

    def cited_rank(bucket: int) -> tuple[float, int]:
        place = bucket * width, bucket * width + len(quote)
        return round(ranks[bucket], 6), -distance(place, near)

    pool = heapq.nlargest(_POOL, ranks, key=ranks.__getitem__)
    chosen: list[int] = []
    for bucket in sorted(pool, key=cited_rank, reverse=True) if near else pool:
        if len(chosen) < _CANDIDATES and not {bucket - 1, bucket + 1} & set(chosen):
            chosen.append(bucket)
    return chosen


def _votes(quote: Words, source: Words, near: Sequence[Range], width: int) -> dict[int, float]:
    """For each bucket of `width` places the weight of the rare words that would start it there."""
    places = source.places
    anchors = sorted((len(places[word]), word) for word in quote.places if word in places)
    votes: dict[int, float] = defaultdict(float)
    spent = 0
    for used, (count, word) in enumerate(anchors):
        offsets = quote.places[word]
        most = (_MOST_PLACES - spent) // len(offsets)
        if most <= 0 or (used >= _LEAST_ANCHORS and spent + count > _PLACES_PER_QUOTE):
            break
        spent += min(count, most) * len(offsets)
        weight = math.log(1 + len(source) / count) / len(offsets)
        for place in _some(places[word], most, near):
            for offset in offsets:
                votes[(place - offset) // width] += weight
    return votes


def _some(places: list[int], most: int, near: Sequence[Range]) -> list[int]:
    """At most `most` of the ascending `places`, about the first cited sentence if there is one."""
    if len(places) <= most:
        return places
    first = max(0, bisect_left(places, near[0][0]) - most // 2) if near else 0
    return places[first : first + most]


def _tightest(ours: str, theirs: str, slack: int) -> Range:
    """The range of `theirs` that has most words of `ours` in order for its length."""
    rough = fuzz.partial_ratio_alignment(ours, theirs) if len(ours) <= len(theirs) else None
    start, end = (rough.dest_start, rough.dest_end) if rough else (0, len(theirs))
    shared = LCSseq.similarity
    for _ in range(2):
        # Ordered from short to long, so that the shortest of equals comes first.
        starts = range(min(end, start + slack), max(0, start - slack) - 1, -1)
        worth = [_REGAINED * shared(ours, theirs[at:end]) + at for at in starts]
        start = starts[worth.index(max(worth))]
        ends = range(max(start, end - slack), min(len(theirs), end + slack) + 1)
        worth = [_REGAINED * shared(ours, theirs[start:at]) - at for at in ends]
        end = ends[worth.index(max(worth))]
    return start, end


def _opcodes(quote: Words, source: Words, start: int, end: int) -> list[_Step]:
    """The edit steps from the quote to source words `start` to `end`."""
    codes = _codes(quote)
    theirs = _encoded(source.texts[start:end], codes)
    steps = Levenshtein.opcodes(_encoded(quote.texts, codes), theirs)
    return [
        _Step(it.tag, it.src_start, it.src_end, start + it.dest_start, start + it.dest_end)
        for it in steps
    ]


def _with_changed_ends(quote: Words, source: Words, start: int, end: int) -> Range:
    """Widen the range by what a first or last word of the quote that is not in it stands for.

    "615 people signed" on "415 people signed": the range that agrees best leaves out 415. Only
    words of the same sort, and not across the end of a sentence. Where nothing answers to such a
    word, a negation close by is taken in, so that it is reported.
    """
    steps = _opcodes(quote, source, start, end)
    missing_before = range(steps[0].i, steps[0].j) if steps[0].name == "delete" else range(0)
    missing_after = range(steps[-1].i, steps[-1].j) if steps[-1].name == "delete" else range(0)
    first = _widened(quote, source, reversed(missing_before), range(start - 1, -1, -1))
    last = _widened(quote, source, missing_after, range(end, len(source)))
    return start - first, end + last


def _widened(quote: Words, source: Words, missing: Iterable[int], outside: range) -> int:
    """How many words of `outside` (source words, going away from the range) to take in."""
    sentence = _same_sentence(source, outside)
    unanswered = list(missing)
    taken = 0
    while taken < min(len(unanswered), len(sentence)) and same_sort(
        _term(quote, unanswered[taken]), _term(source, sentence[taken])
    ):
        taken += 1
    if taken < len(unanswered):
        beyond = sentence[taken : taken + _NEGATION_REACH]
        negations = [k for k, word in enumerate(beyond, 1) if is_negation(source.texts[word])]
        taken += max(negations, default=0)
    return taken


def _same_sentence(source: Words, outside: range) -> list[int]:
    """The words of `outside` up to the end of the sentence, at most as many as can matter."""
    words: list[int] = []
    for word in outside[:_MOST_SLACK]:
        left, right = (word, word + 1) if outside.step < 0 else (word - 1, word)
        if left < 0 or right >= len(source):
            break
        if _SENTENCE_END.search(source.folded.text, source.end(left), source.starts[right]):
            break
        words.append(word)
    return words


def _runs(quote: Words, source: Words, start: int, end: int) -> Iterator[_Run]:
    """The stretches that differ, neighbouring edit steps joined."""
    ours: list[int] = []
    theirs: list[int] = []
    for name, i, j, k, m in [*_opcodes(quote, source, start, end), _Step("equal", 0, 0, 0, 0)]:
        if name != "equal":
            ours += range(i, j)
            theirs += range(k, m)
        elif ours or theirs:
            yield _Run(
                tuple(_term(quote, number) for number in ours),
                tuple(_term(source, number) for number in theirs),
            )
            ours, theirs = [], []


def _term(words: Words, number: int) -> Term:
    return Term(words.texts[number], words.written(number))


def _judge(quote: Words, source: Words, start: int, end: int) -> Alignment | None:
    """The alignment at source words `start` to `end`, if the wordings agree closely enough."""
    first, last = _with_changed_ends(quote, source, start, end)
    cost = foreign = 0.0
    differences: list[Difference] = []
    for run in _runs(quote, source, first, last):
        found = compare(run.quote, run.source)
        differences += found
        likeness = _likeness(run, found)
        cost += (1 - likeness) * (len(run.quote) + len(run.source))
        if likeness == 0:
            foreign += sum(map(_foreign_weight, run.quote))
    score = 1 - cost / (len(quote) + last - first)
    if score < FLOOR or foreign > max(1.0, quote.weight // WORDS_PER_FOREIGN):
        return None
    return Alignment(first, last, score, tuple(differences))


def _likeness(run: _Run, differences: Sequence[Difference]) -> float:
    """How much of a stretch agrees: 1 in all but spacing, 0 where it says something else."""
    if not differences or same_numbers(run.quote, run.source):
        return 1.0
    if any(difference.kind != "word" for difference in differences):
        return 0.0
    ours = "".join(term.folded for term in run.quote)
    theirs = "".join(term.folded for term in run.source)
    likeness = fuzz.ratio(ours, theirs) / 100
    return likeness if likeness >= LIKE else 0.0


def _foreign_weight(term: Term) -> float:
    if is_function_word(term):
        return 0.0
    return 0.5 if is_unspaced(term.folded[0]) else 1.0
