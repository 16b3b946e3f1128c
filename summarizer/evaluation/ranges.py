"""Stretches of text compared as sets of characters."""

from collections.abc import Iterable, Mapping
from typing import Any

from summarizer.evaluation.tally import Counts

__all__ = ["Characters", "characters", "marked", "overlap", "shared", "visible", "words_at"]

Characters = frozenset[int]
"""Offsets of characters. A set knows nothing of order, gaps or double counting."""


def characters(ranges: Iterable[tuple[int, int]]) -> Characters:
    """The characters of half-open ranges."""
    return frozenset(at for start, end in ranges for at in range(start, end))


def marked(spans: Iterable[Mapping[str, Any]]) -> Characters:
    """The characters of gold spans, `{"start": …, "end": …}` each."""
    return characters((span["start"], span["end"]) for span in spans)


def overlap(one: Characters, other: Characters) -> float:
    """Intersection over union, 0 to 1; 0 when both are empty."""
    both = len(one | other)
    return len(one & other) / both if both else 0.0


def shared(predicted: Characters, gold: Characters) -> Counts:
    """Every character as an answer: its F1 is the character F1 of the two sets."""
    return Counts(len(predicted & gold), len(predicted), len(gold))


def visible(chosen: Characters, text: str) -> Characters:
    """Those characters that are no white space."""
    return frozenset(at for at in chosen if not text[at].isspace())


def words_at(spans: Iterable[Mapping[str, Any]], text: str) -> str:
    """What gold spans hold, in the order of the text, one space between them."""
    ordered = sorted((span["start"], span["end"]) for span in spans)
    return " ".join(text[start:end] for start, end in ordered)
