"""What one summary has and another has not: items are matched by what they rest on, not by number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from summarizer.errors import UsageError
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["Changed", "Diff", "difference"]

Item = TypeVar("Item", Claim, Event, RecipeItem)

SAME: Final = 0.5
"""Two items rest on the same words when they share half of the characters that either has: an editor
who moves an end of a claim mends it, one who moves it to another clause makes another claim."""

_NOT_COMPARED: Final = frozenset({"id", "event_ids", "claim_ids"})
"""Numbers and links depend on what else there is in a summary."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that both summaries have, differently. `fields` are those that differ."""

    before: Claim | Event | RecipeItem
    after: Claim | Event | RecipeItem
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Items only the second summary has, items only the first has, and items that differ.

    In order of the text: events, claims, items of other recipes. It is false when there is nothing
    in it.
    """

    added: tuple[Claim | Event | RecipeItem, ...]
    removed: tuple[Claim | Event | RecipeItem, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Summary, after: Summary) -> Diff:
    """From `before` to `after`. Raises UsageError when they are of different texts."""
    if before.document.text_sha256 != after.document.text_sha256:
        raise UsageError(
            "the summaries are of different texts, whose offsets cannot be compared; "
            "give two of the same text"
        )
    events = _match(before.events, after.events, _events_alike)
    claims = _match(before.claims, after.claims, _claims_alike)
    items = _match(before.items, after.items, _items_alike)
    return Diff(
        added=(*events.added, *claims.added, *items.added),
        removed=(*events.removed, *claims.removed, *items.removed),
        changed=(*events.changed, *claims.changed, *items.changed),
    )


def _match(
    before: Sequence[Item], after: Sequence[Item], alikeness: Callable[[Item, Item], float]
) -> Diff:
    """Each item beside the one of the other summary that is most like it; one to one."""
    ours, theirs = [*map(_extent, before)], [*map(_extent, after)]
    alike = [
        (-degree, first, second)
        for first, old in enumerate(before)
        for second, new in enumerate(after)
        if _near(ours[first], theirs[second]) and (degree := alikeness(old, new)) >= SAME
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, first, second in sorted(alike):
        if first not in partner and second not in taken:
            partner[first] = second
            taken.add(second)
    pairs = [(before[first], after[second]) for first, second in sorted(partner.items())]
    return Diff(
        added=tuple(new for n, new in enumerate(after) if n not in taken),
        removed=tuple(old for n, old in enumerate(before) if n not in partner),
        changed=tuple(
            Changed(old, new, fields) for old, new in pairs if (fields := _fields(old, new))
        ),
    )


def _extent(item: Claim | Event | RecipeItem) -> tuple[int, int]:
    spans = item.evidence
    return min(span.start for span in spans), max(span.end for span in spans)


def _near(ours: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Most items of a long article are nowhere near each other, and need no closer look."""
    return ours[0] < theirs[1] and theirs[0] < ours[1]


def _events_alike(old: Event, new: Event) -> float:
    """Two events of one sentence are told apart by the words that name them."""
    return _share(old.evidence, new.evidence) + _share([old.trigger], [new.trigger])


def _claims_alike(old: Claim, new: Claim) -> float:
    """Of two claims with the same words, one inside the other's, each has a speaker of its own."""
    same = old.speaker.canonical == new.speaker.canonical
    share = _share(old.content, new.content)
    return share + same if share >= SAME else share


def _items_alike(old: RecipeItem, new: RecipeItem) -> float:
    """Two items of one recipe and one sentence are told apart by what their fields hold."""
    if old.recipe.partition("@")[0] != new.recipe.partition("@")[0]:
        return 0.0
    same = [value == new.fields.get(name) for name, value in old.fields.items()]
    return _share(old.evidence, new.evidence) + sum(same) / max(len(same), 1)


def _share(left: Sequence[Span], right: Sequence[Span]) -> float:
    """How much of the characters of both they have in common."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in left for b in right)
    return shared / (sum(span.end - span.start for span in [*left, *right]) - shared)


def _fields(old: Item, new: Item) -> tuple[str, ...]:
    was, now = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(name for name in was if name not in _NOT_COMPARED and was[name] != now[name])
