"""What is on the board becomes the result: merged, numbered, linked."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from summarizer.dialogue.board import Board
from summarizer.dialogue.coverage import coverage
from summarizer.dialogue.recipe_results import listed_items
from summarizer.grounding.entities import entity_mentions
from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.summary import Entity, Summary, Usage

__all__ = ["assemble", "linked"]

Item = TypeVar("Item", Claim, Event)

# Two claims of one speaker say the same when their content overlaps by this share of the shorter.
SAME_CONTENT = 0.7


def assemble(board: Board, strategy: str) -> Summary:
    """The summary of a finished dialogue. Seconds and model are the driver's to fill in."""
    claims = _numbered_claims(_merge_claims(board.claims))
    events = _numbered_events(_merge_events(board.events))
    events, claims = linked(events, claims)
    document = board.reading.document
    return Summary(
        document=document.info,
        events=events,
        claims=claims,
        entities=_entities(board.reading),
        rejected=board.rejected,
        coverage=coverage(board),
        usage=Usage(
            calls=board.tokens.calls,
            replayed=board.replayed,
            input_tokens=board.tokens.input,
            cached_tokens=board.tokens.cached,
            output_tokens=board.tokens.output,
            cost=board.tokens.cost,
            seconds=0.0,
            model="",
            strategy=strategy,
            recipes=list(board.recipes),
            estimated=board.tokens.estimated,
        ),
        items=listed_items(board.items),
        recipes=board.wanted.ids,
    )


class _Shelf(Generic[Item]):
    """Items by the sentences they stand on: only those that share one are ever compared."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._places: dict[int, list[int]] = {}

    def add(self, item: Item) -> None:
        for span in item.evidence:
            self._places.setdefault(span.start, []).append(len(self.items))
        self.items.append(item)

    def beside(self, item: Claim | Event) -> list[Item]:
        """The items, as they were added, that share a sentence of evidence with `item`."""
        places = {place for span in item.evidence for place in self._places.get(span.start, ())}
        return [self.items[place] for place in sorted(places)]


def _merge_claims(claims: Sequence[Claim]) -> list[Claim]:
    """In order of the text; of two that say the same by the same speaker, the surer one."""
    kept: _Shelf[Claim] = _Shelf()
    for claim in sorted(claims, key=lambda claim: (-claim.confidence, claim.content[0].start)):
        if not any(_same_claim(claim, other) for other in kept.beside(claim)):
            kept.add(claim)
    return sorted(kept.items, key=lambda claim: (claim.content[0].start, claim.content[0].end))


def _same_claim(left: Claim, right: Claim) -> bool:
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in left.content
        for b in right.content
    )
    shorter = min(sum(span.end - span.start for span in claim.content) for claim in (left, right))
    alike = left.speaker.canonical == right.speaker.canonical or left.cue == right.cue
    return alike and shared >= SAME_CONTENT * shorter


def _merge_events(events: Sequence[Event]) -> list[Event]:
    """In order of the text; events of one type that share a trigger or all their evidence are one."""
    kept: _Shelf[Event] = _Shelf()
    for event in sorted(events, key=lambda event: (-event.confidence, event.evidence[0].start)):
        if not any(_same_event(event, other) for other in kept.beside(event)):
            kept.add(event)
    return sorted(kept.items, key=lambda event: (event.evidence[0].start, event.trigger.start))


def _same_event(left: Event, right: Event) -> bool:
    if left.trigger.overlaps(right.trigger):
        return True
    theirs = {(span.start, span.end) for span in right.evidence}
    ours = {(span.start, span.end) for span in left.evidence}
    return left.type == right.type and (ours <= theirs or theirs <= ours)


def _numbered_claims(claims: Sequence[Claim]) -> list[Claim]:
    return [claim.model_copy(update={"id": f"c{n}"}) for n, claim in enumerate(claims, 1)]


def _numbered_events(events: Sequence[Event]) -> list[Event]:
    return [event.model_copy(update={"id": f"e{n}"}) for n, event in enumerate(events, 1)]


def linked(events: Sequence[Event], claims: Sequence[Claim]) -> tuple[list[Event], list[Claim]]:
    """Claims whose words hold an event's evidence are tied to it, both ways."""
    of_event: dict[str, list[str]] = {event.id: [] for event in events}
    of_claim: dict[str, list[str]] = {claim.id: [] for claim in claims}
    shelf: _Shelf[Claim] = _Shelf()
    for claim in claims:
        shelf.add(claim)
    for event in events:
        for claim in shelf.beside(event):
            if any(span.overlaps(part) for span in event.evidence for part in claim.content):
                of_event[event.id].append(claim.id)
                of_claim[claim.id].append(event.id)
    return (
        [event.model_copy(update={"claim_ids": of_event[event.id]}) for event in events],
        [claim.model_copy(update={"event_ids": of_claim[claim.id]}) for claim in claims],
    )


def _entities(reading: Reading) -> list[Entity]:
    return [
        Entity(canonical=name, mentions=[reading.span(start, end) for start, end in ranges])
        for name, ranges in entity_mentions(reading).items()
    ]
