"""The article cut at every edge of every mark, so that marks may overlap as they like.

A *piece* is a stretch of text with no edge inside; an item lights a run of pieces. Pieces stand in
*passages*, the sentences that items point at, and those in *blocks*, the article's paragraphs.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from summarizer.documents.heading import clean_title, recognise
from summarizer.documents.layout import paragraphs
from summarizer.export.report.marks import Kind, Mark, items_of, marks_of, sentences_of
from summarizer.export.report.parts import shown_otherwise
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["Article", "Block", "Passage", "Piece", "Ranges", "Sentences", "cut"]

Ranges = dict[str, list[tuple[Kind, int, int]]]
"""Item id -> what it lights: kind, first and last marked piece, counted from 0 over the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is wholly inside or wholly outside of every mark."""

    start: int
    """Its offset in the document's text."""
    text: str
    kinds: frozenset[Kind]
    """What it is to any item; empty outside of all marks."""
    dateline: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that is pointed at, or, with the number 0, what lies between two of them."""

    number: int
    begins: bool
    """Whether the sentence starts here: one can go on in the next block."""
    pieces: list[Piece]
    items: list[str]
    gap: bool
    """Whether an item should have touched it and none does."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph."""

    title: bool
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Article:
    """What of the article can be shown, and which parts of it each item lights."""

    blocks: list[Block]
    ranges: Ranges
    sentences: "Sentences"

    @property
    def kinds(self) -> set[Kind]:
        """What of `marks.KINDS` there is in it."""
        return {kind for marks in self.ranges.values() for kind, _, _ in marks}

    @property
    def has_title(self) -> bool:
        """Whether the title stands in the text, as it mostly does in a plain text file."""
        return any(block.title for block in self.blocks)


def cut(summary: Summary, text: str | None) -> Article:
    """The article as blocks; without `text`, just the stretches that the summary's spans hold."""
    marks = {item.id: marks_of(item) for item in items_of(summary)}
    spans = [span for own in marks.values() for _, span in own]
    spans += [gap.span for gap in summary.coverage.left_out]
    stretches = _held(spans) if text is None else _paragraphs(text, summary.document.title)
    edges = {edge for span in spans for edge in (span.start, span.end)}
    edges |= {stretch.body for stretch in stretches}
    for place in shown_otherwise(text or ""):
        edges |= {place, place + 1}  # alone in a piece, so that offsets in a page can be counted
    pieces = _Pieces(stretches, sorted(edges), marks.values())
    sentences = Sentences(summary)
    blocks = [_block(stretch, pieces, sentences) for stretch in stretches]
    return Article(blocks, pieces.ranges(marks), sentences)


class Sentences:
    """The sentences that are pointed at, numbered from 1 in the order of the text.

    Evidence is whole sentences; where an editor's is not, those that share characters are one.
    """

    def __init__(self, summary: Summary) -> None:
        self._bounds = _merged(sentences_of(summary))
        self._starts = [start for start, _ in self._bounds]
        self.items: list[list[str]] = [[] for _ in range(len(self._bounds) + 1)]
        """The ids of the items that each one shows, by its number."""
        for item in items_of(summary):
            for number in sorted({self.holding(span.start) for span in item.evidence}):
                self.items[number].append(item.id)
        self.gaps = {self.holding(gap.span.start) for gap in summary.coverage.left_out}

    def holding(self, place: int) -> int:
        """The number of the sentence that has the character at `place`; 0 if none has."""
        number = bisect_right(self._starts, place)
        return number if number and place < self._bounds[number - 1][1] else 0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some of the article's text, and where it stands; `body` is the offset after a dateline."""

    start: int
    text: str
    title: bool = False
    body: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Pieces:
    """All pieces of all stretches, in order, with what marks say of each."""

    def __init__(
        self, stretches: list[_Stretch], edges: Sequence[int], marks: Iterable[list[Mark]]
    ) -> None:
        self.bounds: list[tuple[int, int]] = []
        for stretch in stretches:
            inside = edges[bisect_right(edges, stretch.start) : bisect_left(edges, stretch.end)]
            self.bounds += pairwise([stretch.start, *inside, stretch.end])
        self._starts = [start for start, _ in self.bounds]
        self.kinds: list[set[Kind]] = [set() for _ in self.bounds]
        for kind, span in (mark for own in marks for mark in own):
            for number in self.within(span.start, span.end):
                self.kinds[number].add(kind)

    def within(self, start: int, end: int) -> range:
        """The numbers of the pieces that start inside a range."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def ranges(self, marks: dict[str, list[Mark]]) -> Ranges:
        """What each item lights, counted over the marked pieces alone."""
        before = list(accumulate((bool(kinds) for kinds in self.kinds), initial=0))
        found: Ranges = {}
        for name, own in marks.items():
            places = [(kind, self.within(span.start, span.end)) for kind, span in own]
            found[name] = [(kind, before[at[0]], before[at[-1]]) for kind, at in places if at]
        return found


def _block(stretch: _Stretch, pieces: _Pieces, sentences: Sentences) -> Block:
    def sentence_of(number: int) -> int:
        return sentences.holding(pieces.bounds[number][0])

    passages = []
    for sentence, run in groupby(pieces.within(stretch.start, stretch.end), key=sentence_of):
        own = list(run)
        goes_on = own[0] > 0 and sentence_of(own[0] - 1) == sentence
        passages.append(
            Passage(
                number=sentence,
                begins=not goes_on,
                pieces=[_piece(stretch, pieces, number) for number in own],
                items=sentences.items[sentence] if sentence else [],
                gap=sentence in sentences.gaps - {0},
            )
        )
    return Block(stretch.title, passages)


def _piece(stretch: _Stretch, pieces: _Pieces, number: int) -> Piece:
    start, end = pieces.bounds[number]
    words = stretch.text[start - stretch.start : end - stretch.start]
    return Piece(start, words, frozenset(pieces.kinds[number]), dateline=start < stretch.body)


def _paragraphs(text: str, title: str | None) -> list[_Stretch]:
    heading = recognise(text, title)
    found = []
    for number, (start, end) in enumerate(paragraphs(text)):
        is_title = number == 0 and title is not None
        is_title = is_title and clean_title(text[start:end]) == clean_title(title or "")
        dated = heading.dateline is not None and start < heading.body_start < end
        body = heading.body_start if dated else 0
        found.append(_Stretch(start, text[start:end], is_title, body))
    return found


def _held(spans: Iterable[Span]) -> list[_Stretch]:
    """What spans hold of a text that is not at hand, spans that overlap as one stretch."""
    found: list[_Stretch] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = found[-1] if found else None
        if last is None or span.start >= last.end:
            found.append(_Stretch(span.start, span.text))
        elif span.end > last.end:
            found[-1] = _Stretch(last.start, last.text + span.text[last.end - span.start :])
    return found


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [(stretch.start, stretch.end) for stretch in _held(spans)]
