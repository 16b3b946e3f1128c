"""Figures that do not agree: what one event is said to have come to, by whom."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, Quantity
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["Conflict", "Figure", "conflicts"]

NEAR = 40
"""Characters between the parts of a sum: "36 rebels and, in the town itself, 18 soldiers"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and who gives it: canonical names, none where the article itself does."""

    quantity: Quantity
    speakers: list[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures of one event that count the same and differ."""

    event: Event
    what: str
    """`killed soldiers`, `money`: what all of them count."""
    figures: list[Figure]


def conflicts(summary: Summary) -> list[Conflict]:
    """The figures of each event that cannot all be right, in the order of the article.

    Two figures differ when they count the same, by kind and by the last word of who is counted, and
    no number fits both: "seven" and "at least nine" soldiers do, "seven" and "at least five" do not,
    nor do a sum and one of its parts: "54 fighters" and "36 rebels and 18 soldiers".
    """
    found = []
    for event in summary.events:
        for (what, who), quantities in _by_what(event.quantities).items():
            if any(
                _differ(one, other) and not _add_up(one, other, event.quantities)
                for one, other in combinations(quantities, 2)
            ):
                figures = [Figure(one, _speakers(one.span, summary.claims)) for one in quantities]
                found.append(Conflict(event, f"{what} {who}".removeprefix("other "), figures))
    return found


def _by_what(quantities: Sequence[Quantity]) -> dict[tuple[str, str], list[Quantity]]:
    groups: dict[tuple[str, str], list[Quantity]] = {}
    for quantity in sorted(quantities, key=lambda quantity: quantity.span.start):
        # "its sailors" and "coastguard sailors" are one kind of people.
        counted = quantity.who.casefold().split()[-1:]
        groups.setdefault((quantity.what, "".join(counted)), []).append(quantity)
    return {key: group for key, group in groups.items() if key != ("other", "")}


def _differ(one: Quantity, other: Quantity) -> bool:
    (low, high), (least, most) = _range(one), _range(other)
    return high < least or most < low


def _add_up(one: Quantity, other: Quantity, quantities: Sequence[Quantity]) -> bool:
    """Whether the greater is the sum of the lesser and of another beside it."""
    part, whole = sorted((one, other), key=lambda quantity: quantity.low or 0)
    return any(
        beside.what == part.what
        and beside is not part
        and 0 < _gap(part.span, beside.span) <= NEAR
        and (part.low or 0) + (beside.low or 0) == whole.low
        for beside in quantities
    )


def _gap(one: Span, other: Span) -> int:
    """Characters between two spans."""
    return max(one.start - other.end, other.start - one.end)


def _range(quantity: Quantity) -> tuple[float, float]:
    """A figure without bounds says nothing, and so fits every other."""
    low = -math.inf if quantity.low is None else quantity.low
    return low, math.inf if quantity.high is None else quantity.high


def _speakers(words: Span, claims: Sequence[Claim]) -> list[str]:
    """Those in whose words a figure stands, each once."""
    said = (c.speaker.canonical for c in claims if any(s.covers(words) for s in c.content))
    return list(dict.fromkeys(said))
