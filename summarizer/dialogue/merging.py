"""Which items on the board say the same: one of them stays, with what only the other had, and a note.

Nothing is merged for standing near: a sentence may tell two attacks. Events are the same when they are of
one type and status, their times and places agree, and the word that names them is one; claims when one
speaker's same words are told twice, whatever stance each gives them.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, Place, Time
from summarizer.schemas.problem import Problem

__all__ = ["Beside", "merged_claims", "merged_events"]

Item = TypeVar("Item", Claim, Event)

SAME_CONTENT = 0.8
"""Share of all the words of two claims that both have, when they are one: a claim within another, or the
next half of a sentence, is a claim of its own."""


class Beside:
    """Items by the sentences they stand on: only those that share one are ever compared."""

    def __init__(self) -> None:
        self._items: list[Claim | Event] = []
        self._places: dict[int, list[int]] = {}

    def add(self, item: Claim | Event) -> None:
        """Keeps an item to be compared with."""
        for span in item.evidence:
            self._places.setdefault(span.start, []).append(len(self._items))
        self._items.append(item)

    def of(self, item: Claim | Event) -> list[int]:
        """Places of the items, as they were added, that share a sentence of evidence with `item`."""
        found = {place for span in item.evidence for place in self._places.get(span.start, ())}
        return sorted(found)


def merged_claims(claims: Sequence[Claim]) -> list[Claim]:
    """In order of the text; of two that are the same, the surer one."""
    kept = _merged(
        sorted(claims, key=lambda claim: (-claim.confidence, claim.content[0].start)),
        _same_claim,
        _with_note,
    )
    return sorted(kept, key=lambda claim: (claim.content[0].start, claim.content[0].end))


def merged_events(events: Sequence[Event]) -> list[Event]:
    """In order of the text; of two that are the same, the surer one with the fields of both."""
    kept = _merged(
        sorted(events, key=lambda event: (-event.confidence, event.evidence[0].start)),
        _same_event,
        _united,
    )
    return sorted(kept, key=lambda event: (event.evidence[0].start, event.trigger.start))


def _merged(
    items: Sequence[Item], same: Callable[[Item, Item], bool], unite: Callable[[Item, Item], Item]
) -> list[Item]:
    kept: list[Item] = []
    beside = Beside()
    for item in items:
        twin = next((place for place in beside.of(item) if same(item, kept[place])), None)
        if twin is None:
            kept.append(item)
            beside.add(item)
        else:
            kept[twin] = unite(kept[twin], item)
    return kept


def _same_claim(left: Claim, right: Claim) -> bool:
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in left.content
        for b in right.content
    )
    sizes = [sum(span.end - span.start for span in claim.content) for claim in (left, right)]
    same_cue = left.cue is not None and left.cue == right.cue
    alike = left.speaker.canonical == right.speaker.canonical or same_cue
    return alike and shared >= SAME_CONTENT * (sum(sizes) - shared)


def _same_event(left: Event, right: Event) -> bool:
    return (
        left.type == right.type
        and left.status == right.status
        and left.trigger.overlaps(right.trigger)
        and _agree(left.place, right.place)
        and _agree(left.time, right.time)
    )


def _agree(one: Place | Time | None, other: Place | Time | None) -> bool:
    """Whether two fields can be of one event: not said in one, or the same words."""
    if one is None or other is None:
        return True
    return one.span.overlaps(other.span) or one.span.text.casefold() == other.span.text.casefold()


def _united(kept: Event, other: Event) -> Event:
    """An event with the sentences, participants and figures of another that is the same."""
    names = {(one.span.start, one.role) for one in kept.participants}
    figures = {(one.span.start, one.what) for one in kept.quantities}
    starts = {span.start for span in kept.evidence}
    return _with_note(
        kept.model_copy(
            update={
                "participants": [
                    *kept.participants,
                    *(one for one in other.participants if (one.span.start, one.role) not in names),
                ],
                "quantities": [
                    *kept.quantities,
                    *(one for one in other.quantities if (one.span.start, one.what) not in figures),
                ],
                "place": kept.place or other.place,
                "time": kept.time or other.time,
                "evidence": sorted(
                    [*kept.evidence, *(one for one in other.evidence if one.start not in starts)],
                    key=lambda span: span.start,
                ),
            }
        ),
        other,
    )


def _with_note(kept: Item, other: Item) -> Item:
    """An item with a note that another said the same."""
    said = other.text if isinstance(other, Claim) else other.summary
    message = f"Told twice: “{said}” is the same, and is not listed again."
    note = Problem(code="merged", message=message, severity="note")
    return kept.model_copy(update={"problems": [*kept.problems, note]})
