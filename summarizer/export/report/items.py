"""What the page says of events, claims and their speakers, ready to be set."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.export.report.marks import items_of
from summarizer.schemas.claim import STANCES, Stance
from summarizer.schemas.event import Event, Time
from summarizer.schemas.summary import Summary

__all__ = [
    "Choice",
    "Moment",
    "confidence_words",
    "confidences",
    "day",
    "days",
    "speakers",
    "stances",
    "timeline",
    "unnamed",
]

HIGH: Final = 0.85
"""Least confidence called high: what grammar shows and quotation marks bear out, and answers on
which the model and the rules agree (see grounding.confidence)."""

FAIR: Final = 0.7
"""Least confidence called fair: reported clauses and answers that only one of the two gives. Under
it are attitudes read from one side and quotations that go on without a speaker."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that claims can be filtered by."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Moment:
    """An event's place on the time line; `start` is an ISO date, empty where none is known."""

    start: str
    label: str
    event: Event


def confidence_words(confidence: float) -> str:
    """A confidence for a person: "high (0.93)"."""
    return f"{_level(confidence)} ({confidence:.2f})"


def confidences(summary: Summary) -> str:
    """How sure the summary is of its items: "12 high, 3 fair, 1 low"; empty without items."""
    counts = Counter(_level(item.confidence) for item in items_of(summary))
    return ", ".join(
        f"{counts[level]} {level}" for level in ("high", "fair", "low") if counts[level]
    )


def speakers(summary: Summary) -> list[Choice]:
    """Who speaks, by canonical name, the one with the most claims first."""
    counts = Counter(claim.speaker.canonical for claim in summary.claims)
    return [Choice(name, count) for name, count in counts.most_common()]


def unnamed(summary: Summary) -> set[str]:
    """The speakers whom the article does not name: "a nurse", "two diplomats", "the ministry"."""
    named = {entity.canonical for entity in summary.entities}
    return {claim.speaker.canonical for claim in summary.claims} - named


def stances(summary: Summary) -> list[Choice]:
    """The stances of the claims, in the order in which the schema has them."""
    counts = Counter[Stance](claim.stance for claim in summary.claims)
    return [Choice(name, counts[name]) for name in STANCES if counts[name]]


def timeline(events: Iterable[Event]) -> list[Moment]:
    """The events by date; those whose date is not known after them, in the article's order."""
    moments = [_moment(event) for event in events]
    return sorted(moments, key=lambda moment: (not moment.start, moment.start))


def day(iso: str) -> str:
    """An ISO date as people write it, "13 March 2029"; anything else as it stands."""
    try:
        date = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def days(time: Time) -> str:
    """The day or days that a time comes to; empty where that is not known."""
    if time.start is None:
        return ""
    later = f" to {day(time.end)}" if time.end and time.end != time.start else ""
    return day(time.start) + later


# Not strftime: it would speak the language of the machine that writes the page.
_MONTHS: Final[Sequence[str]] = (
    "January February March April May June July August September October November December"
).split()


def _moment(event: Event) -> Moment:
    if event.time is None:
        return Moment("", "no date given", event)
    return Moment(event.time.start or "", days(event.time) or event.time.text, event)


def _level(confidence: float) -> str:
    return "high" if confidence >= HIGH else "fair" if confidence >= FAIR else "low"
