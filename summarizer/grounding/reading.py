"""A document as everything above needs it: its sentences, its scan and its quote finder."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from summarizer.documents import Document
from summarizer.grounding.entities import Callings, entity_mentions
from summarizer.grounding.threads import threads
from summarizer.locate import Locator
from summarizer.scan import Attribution, Scan, Sentence, scan
from summarizer.schemas.span import Span
from summarizer.segments import Segment, segments

__all__ = ["Reading", "is_title", "read_through"]


@dataclass(frozen=True)
class Reading:
    """One document, read once. All offsets are code points of `document.text`."""

    document: Document
    segments: tuple[Segment, ...]
    scan: Scan
    locator: Locator

    @cached_property
    def threads(self) -> tuple[Attribution, ...]:
        """The attributions as a reader takes them, joined where a quotation goes on."""
        return tuple(threads(self))

    @cached_property
    def callings(self) -> Callings:
        """Whom the text calls by which word."""
        # Not of the reading: two that hold each other are left to the garbage collector, and an
        # archive makes a hundred a second.
        return Callings(self.scan)

    @cached_property
    def mentions(self) -> dict[str, list[tuple[int, int]]]:
        """Canonical name -> where the text names it or takes it up by a description, in order."""
        return entity_mentions(self)

    def segment(self, number: int) -> Segment | None:
        """The sentence with this number (from 1), or None when there is none."""
        return self.segments[number - 1] if 1 <= number <= len(self.segments) else None

    def span(self, start: int, end: int) -> Span:
        """The span `start`..`end` of the document."""
        return Span.of(self.document.text, start, end)

    def sentence_span(self, number: int) -> Span:
        """The span of sentence `number`, which must exist."""
        segment = self.segments[number - 1]
        return Span(start=segment.start, end=segment.end, text=segment.text)

    def number_at(self, offset: int) -> int | None:
        """The number of the sentence that holds the character at `offset`."""
        sentence = self.scan.sentence_at(offset)
        return sentence.number if sentence else None

    def numbers_of(self, spans: Iterable[Span]) -> list[int]:
        """The numbers of the sentences that the spans touch, in order."""
        touched = {
            segment.number for span in spans for segment in self._between(span.start, span.end)
        }
        return sorted(touched)

    def ranges(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """Where the sentences with these numbers stand."""
        return [(s.start, s.end) for s in map(self.segment, numbers) if s is not None]

    def _between(self, start: int, end: int) -> Sequence[Segment]:
        first = bisect_right(self.segments, start, key=attrgetter("end"))
        last = bisect_left(self.segments, end, lo=first, key=attrgetter("start"))
        return self.segments[first:last]


def is_title(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence is the article's title, which the body tells again."""
    title = reading.document.title
    if title is None or sentence.number != 1:
        return False
    told = reading.document.text[sentence.start : sentence.end].lstrip("# ")
    return " ".join(told.split()) == " ".join(title.split())


def read_through(document: Document) -> Reading:
    """Segment and scan a document, and prepare it for finding quotes. Pure."""
    cut = tuple(segments(document))
    return Reading(document, cut, scan(document, cut), Locator(document.text))
