"""One sentence as the scan sees it."""

from dataclasses import dataclass

from summarizer.scan.cues import Cue
from summarizer.scan.quotes import QuotedPassage
from summarizer.scan.tokens import Token

__all__ = ["Range", "Sentence", "stripped"]

Range = tuple[int, int]
"""Half-open offsets into the document's text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the scan sees it. Ranges are offsets into the document's text."""

    number: int
    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]
    quoted: tuple[bool, ...]
    quotes: tuple[QuotedPassage, ...]
    cues: tuple[Cue, ...]


def stripped(tokens: tuple[Token, ...], start: int, end: int) -> Range | None:
    """The range without marks at its ends; None when no word is left."""
    inside = [t for t in tokens if start <= t.start and t.end <= end]
    while inside and inside[0].text in ",;:.—–-”»'":
        inside = inside[1:]
    while inside and inside[-1].text in ",;:.—–-“«'":
        inside = inside[:-1]
    if not any(token.is_word for token in inside):
        return None
    return inside[0].start, inside[-1].end
