"""Finding a quote in a text: exact, then folded, then fuzzy, then not at all."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import Final, Literal

from summarizer.locate.alignment import align, is_alignable
from summarizer.locate.differences import Difference, Term, compare
from summarizer.locate.folding import Folded, fold
from summarizer.locate.search import (
    Range,
    distance,
    following,
    is_free,
    nearest,
    occurrences,
    preceding,
)
from summarizer.locate.words import Words, split_words

__all__ = ["Located", "Locator", "Status", "locate"]

Status = Literal["verbatim", "folded", "fuzzy", "missing"]

ELLIPSIS_REACH: Final = 400
"""Most characters that "…" inside a quote may stand for: two to three sentences of news prose."""

_LEAST_ELIDED_WORDS: Final = 3  # "he … said" would be found on every page
_MOST_MIDDLES: Final = 2_000  # occurrences of the longest part that are tried: about 10 ms
_ELLIPSIS: Final = re.compile(r" ?[\[(]? ?\.{3,} ?[\])]? ?")  # in folded text


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands in the text, and in what it differs from it.

    - "verbatim": `text[start:end]` is the quote, code point for code point (outer white space
      aside).
    - "folded": the same but for case, quotation style, dashes, white space and Unicode form.
    - "fuzzy": nearly the same words; `differences` lists every word that is not. Also the status
      of a quote whose words all agree but whose punctuation does not, and of one with "…" or
      "[...]" inside, located from its first part to its last: the words left out are not shown
      by the quote, so it is never more than fuzzy; a negation among them is a difference.
    - "missing": not found; `start` and `end` are None.

    `start` and `end` are code points of the text as given, half-open. `score` is the share of
    words in agreement, 0 to 1 (1 for verbatim and folded, 0 for missing).
    """

    status: Status
    start: int | None
    end: int | None
    score: float
    differences: tuple[Difference, ...] = ()

    @property
    def altered(self) -> bool:
        """Whether a number, a name or a negation differs: then it must not be accepted as it is."""
        return any(difference.kind != "word" for difference in self.differences)


_MISSING: Final = Located("missing", None, None, 0.0)


class Locator:
    """A text prepared for finding many quotes in it.

    Preparation happens at the first quote that needs it and takes time in proportion to the
    length of the text (about 0.3 s for a million characters). Not tied to a language, but number
    words and small words are known in English only, and negations in a dozen languages.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, quote: str, near: Sequence[Range] = ()) -> Located:
        """Find `quote`; of several places take the one nearest to the ranges `near`.

        `near` holds offsets of the cited sentences. A verbatim occurrence is preferred to a folded
        one unless only the folded one lies in a cited sentence; a fuzzy place is looked for only
        when there is neither. Quotes of one or two words are never found fuzzily, and no quote is
        found inside a longer word or figure. A quote without a letter or digit is missing.
        """
        quote = quote.strip()
        if not any(map(str.isalnum, quote)):
            return _MISSING
        verbatim = nearest(self.text, quote, near, partial(is_free, self.text))
        if verbatim and distance(verbatim, near) == 0:
            return Located("verbatim", *verbatim, 1.0)
        words = split_words(fold(quote))
        folded = self._find_folded(words.folded.text.strip(" "), near)
        if verbatim and (folded is None or distance(folded, near) > 0):
            return Located("verbatim", *verbatim, 1.0)
        if folded:
            return Located("folded", *folded, 1.0)
        return self._find_loosely(words, near)

    @cached_property
    def _source(self) -> Words:
        return split_words(self._folded)

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    def _find_loosely(self, words: Words, near: Sequence[Range]) -> Located:
        """What is neither verbatim nor folded: other punctuation, left-out parts, other words."""
        if not words.texts:
            return _MISSING
        begin, end = words.core()
        core = self._find_folded(words.folded.text[begin:end], near)
        if core:
            return Located("fuzzy", *core, 1.0)
        parts = [part for part in _parts(words) if part.texts]
        if len(parts) > 1:
            return self._find_elided(parts, near)
        return self._find_aligned(words, near)

    def _accepts(self, start: int, end: int) -> bool:
        return is_free(self._folded.text, start, end) and self._folded.is_whole(start, end)

    def _find_folded(self, part: str, near: Sequence[Range]) -> Range | None:
        """Original offsets of the nearest occurrence of a folded string."""
        folded = self._folded
        places = [(folded.position(begin), folded.position(end)) for begin, end in near]
        found = nearest(folded.text, part, places, self._accepts)
        return folded.span(*found) if found else None

    def _find_aligned(self, words: Words, near: Sequence[Range]) -> Located:
        if not is_alignable(words):
            return _MISSING
        found = align(words, self._source, [self._word_range(span) for span in near])
        if found is None:
            return _MISSING
        start, end = self._with_marks(words, found.first, found.last)
        return Located("fuzzy", *self._folded.span(start, end), found.score, found.differences)

    def _with_marks(self, words: Words, first: int, last: int) -> Range:
        """Folded range of source words, with the marks around them when the quote has the same."""
        folded = self._folded
        begin, end = words.core()
        before = words.folded.text[:begin].lstrip(" ")
        after = words.folded.text[end:].rstrip(" ")
        start, stop = self._source.starts[first], self._source.end(last - 1)
        wide = max(0, start - len(before)), stop + len(after)
        around = folded.text[wide[0] : start], folded.text[stop : wide[1]]
        return wide if around == (before, after) and folded.is_whole(*wide) else (start, stop)

    def _word_range(self, span: Range) -> Range:
        """The numbers of the words within original offsets."""
        starts = self._source.starts
        begin, end = map(self._folded.position, span)
        return bisect_left(starts, begin), bisect_left(starts, end)

    def _find_elided(self, parts: Sequence[Words], near: Sequence[Range]) -> Located:
        """A quote with "…" inside: from its first part to its last, in order, within reach."""
        if sum(map(len, parts)) < _LEAST_ELIDED_WORDS:
            return _MISSING
        return self._chain(parts, near) or self._chain_loosely(parts, near) or _MISSING

    def _chain(self, parts: Sequence[Words], near: Sequence[Range]) -> Located | None:
        """The parts as they stand, folded; of several chains the nearest, then the shortest."""
        cores = [part.folded.text[slice(*part.core())] for part in parts]
        if not all(core in self._folded.text for core in cores):
            return None
        span = self._folded.span
        chains = [(span(spans[0][0], spans[-1][1]), spans) for spans in self._chains(cores)]
        if not chains:
            return None
        whole, spans = min(chains, key=lambda it: (distance(it[0], near), it[0][1] - it[0][0]))
        gaps = [span(left[1], right[0]) for left, right in pairwise(spans) if left[1] < right[0]]
        return Located("fuzzy", *whole, 1.0, self._left_out(gaps))

    def _chains(self, cores: Sequence[str]) -> Iterator[list[Range]]:
        """Folded ranges of all parts, for each place of the longest that the others stand about."""
        text = self._folded.text
        longest = max(range(len(cores)), key=lambda number: len(cores[number]))
        middles = occurrences(text, cores[longest], (0, len(text)), self._accepts)
        for middle in islice(middles, _MOST_MIDDLES):
            spans = [middle]
            for core in reversed(cores[:longest]):
                at = spans[0][0]
                reach = at - ELLIPSIS_REACH - len(core), at
                if before := preceding(text, core, reach, self._accepts):
                    spans.insert(0, before)
            for core in cores[longest + 1 :]:
                at = spans[-1][1]
                reach = at, at + ELLIPSIS_REACH + len(core)
                if after := following(text, core, reach, self._accepts):
                    spans.append(after)
            if len(spans) == len(cores):
                yield spans

    def _chain_loosely(self, parts: Sequence[Words], near: Sequence[Range]) -> Located | None:
        """The parts one after the other, each as well as it can be found."""
        found: list[Located] = []
        gaps: list[Range] = []
        spans: list[Range] = []
        for part in parts:
            here = self.find(part.folded.original, near)
            if here.start is None or here.end is None:
                return None
            if spans and not 0 <= here.start - spans[-1][1] <= ELLIPSIS_REACH:
                return None
            gaps += [(spans[-1][1], here.start)] if spans else []
            spans.append((here.start, here.end))
            found.append(here)
            near = [(here.end, here.end + ELLIPSIS_REACH)]
        differences = [difference for here in found for difference in here.differences]
        score = min(here.score for here in found)
        return Located(
            "fuzzy", spans[0][0], spans[-1][1], score, (*differences, *self._left_out(gaps))
        )

    def _left_out(self, gaps: Sequence[Range]) -> tuple[Difference, ...]:
        """The negations among the words that an ellipsis stands for."""
        omitted = [split_words(fold(self.text[start:end])) for start, end in gaps]
        terms = [
            Term(words.texts[number], words.written(number))
            for words in omitted
            for number in range(len(words))
        ]
        return tuple(item for item in compare((), terms) if item.kind == "negation")


def _parts(words: Words) -> Iterator[Words]:
    """The quote cut at its ellipses."""
    folded = words.folded
    begin = 0
    for match in _ELLIPSIS.finditer(folded.text):
        if begin < match.start():
            yield _part(folded, begin, match.start())
        begin = match.end()
    if begin < len(folded.text):
        yield _part(folded, begin, len(folded.text))


def _part(folded: Folded, begin: int, end: int) -> Words:
    start, stop = folded.span(begin, end)
    return split_words(fold(folded.original[start:stop]))


def locate(text: str, quote: str, near: Sequence[Range] = ()) -> Located:
    """Find one quote in `text`; for several use one `Locator`. See `Locator.find`."""
    return Locator(text).find(quote, near)
