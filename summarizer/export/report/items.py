"""What the page says of events, claims, speakers and the items of recipes, ready to be set."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.export.report.marks import items_of
from summarizer.export.wording import item_facts, recipe_title
from summarizer.schemas.claim import STANCES, Stance
from summarizer.schemas.event import Event, Time
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change
from summarizer.schemas.summary import Summary

__all__ = [
    "Choice",
    "Entry",
    "Facet",
    "Group",
    "Moment",
    "confidence_words",
    "confidences",
    "day",
    "days",
    "edits",
    "failing",
    "groups",
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


MOST_CHOICES: Final = 12
"""Values of one field to filter by: two lines of buttons. More of them are names or figures, which
nearly every item has one of its own of."""

LONGEST_CHOICE: Final = 40
"""Characters of a value to filter by: a name or a few words, not a sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that items can be filtered by."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that the items of a recipe can be filtered by."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a recipe: its first field is its heading."""

    item: RecipeItem
    heading: str
    fields: list[tuple[str, str]]
    """The others that are filled in, each with its label."""
    choices: dict[int, str]
    """What it has in the facets of its group, by their number from 0."""


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one recipe."""

    title: str
    entries: list[Entry]
    facets: list[Facet]


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


def groups(summary: Summary) -> list[Group]:
    """The items by recipe, in the order in which recipes were asked for; also one without items."""
    asked = [name for name in summary.recipes if name not in ("events", "claims")]
    names = dict.fromkeys([*asked, *(item.recipe for item in summary.items)])
    return [_group(name, [item for item in summary.items if item.recipe == name]) for name in names]


def failing(summary: Summary) -> list[str]:
    """The ids of the items that fail a check: an editor wants them as they are."""
    return [
        item.id
        for item in items_of(summary)
        if any(problem.severity == "error" for problem in item.problems)
    ]


def edits(summary: Summary) -> dict[str, str]:
    """Who made of an item what it is now, and when, by its id; of those that were rejected too.

    "Ada Lind, 6 March 2031, 09:12 UTC".
    """
    now = {item.id: item.review for item in items_of(summary)}
    made = (
        change
        for change in summary.history
        # Who undoes an edit takes it back; what stands then is somebody's before.
        if change.what != "undone" and _comes_to(change) == now.get(change.item_id)
    )
    return {change.item_id: _edit(change) for change in made}


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


def _group(recipe: str, items: Sequence[RecipeItem]) -> Group:
    told = [item_facts(item) for item in items]
    facets = _facets(told)
    numbers = {facet.label: number for number, facet in enumerate(facets)}
    entries = [
        Entry(
            item,
            heading=facts[0][1] if facts else "nothing filled in",
            fields=facts[1:],
            choices={numbers[label]: words for label, words in facts if label in numbers},
        )
        for item, facts in zip(items, told, strict=True)
    ]
    return Group(recipe_title(recipe), entries, facets)


def _facets(told: Iterable[list[tuple[str, str]]]) -> list[Facet]:
    """The fields in which several items have the same and others something else."""
    values: dict[str, Counter[str]] = {}
    for label, words in (fact for facts in told for fact in facts):
        values.setdefault(label, Counter())[words] += 1
    return [
        Facet(label, [Choice(words, count) for words, count in counts.most_common()])
        for label, counts in values.items()
        if 1 < len(counts) <= MOST_CHOICES
        and max(counts.values()) > 1
        and max(map(len, counts)) <= LONGEST_CHOICE
    ]


def _comes_to(change: Change) -> str | None:
    """What the item is after a change, as `review` says it; None where there is no item any more."""
    return None if change.after is None else change.after.get("review")


def _edit(change: Change) -> str:
    return f"{change.who or 'an editor'}, {day(change.when[:10])}, {change.when[11:16]} UTC"


def _moment(event: Event) -> Moment:
    if event.time is None:
        return Moment("", "no date given", event)
    return Moment(event.time.start or "", days(event.time) or event.time.text, event)


def _level(confidence: float) -> str:
    return "high" if confidence >= HIGH else "fair" if confidence >= FAIR else "low"
