"""A document's sentences, with their offsets.

    for segment in segments(document):
        assert document.text[segment.start:segment.end] == segment.text

Sentence ends come from sentencex, with the rules of `segments.sentences` on top.
"""

import re
from dataclasses import dataclass

from summarizer.documents import Document
from summarizer.documents.heading import clean_title
from summarizer.documents.layout import paragraphs
from summarizer.segments.sentences import sentence_ends

__all__ = ["Segment", "segments"]

_NOT_SPACE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, title or line of credit.

    `number` and `paragraph` count from 1; `start` and `end` are a half-open range of code points
    of the document's text, and `text` is what stands there.
    """

    number: int
    start: int
    end: int
    text: str
    paragraph: int


def segments(document: Document) -> list[Segment]:
    """The segments of `document`, in order, without overlap, stripped, never empty.

    Together they hold every character but white space and the dateline. None crosses a paragraph;
    a title that stands in the text is one segment. A document without words gives an empty list.
    """
    text = document.text
    found: list[Segment] = []
    for paragraph, (begin, end) in enumerate(paragraphs(text), 1):
        whole = paragraph == 1 and _is_title(document, text[begin:end])
        start = _after_dateline(document, begin, end)
        for stop in [end] if whole else _sentence_stops(document, start, end):
            if first := _NOT_SPACE.search(text, start, stop):
                start = first.start()
                found.append(Segment(len(found) + 1, start, stop, text[start:stop], paragraph))
            start = stop
    return found


def _sentence_stops(document: Document, start: int, end: int) -> list[int]:
    return [start + offset for offset in sentence_ends(document.text[start:end], document.language)]


def _is_title(document: Document, paragraph: str) -> bool:
    return document.title is not None and clean_title(paragraph) == clean_title(document.title)


def _after_dateline(document: Document, start: int, end: int) -> int:
    """Where the sentences of a paragraph start: after the dateline, if it has that."""
    inside = document.dateline is not None and start < document.body_start <= end
    return document.body_start if inside else start
