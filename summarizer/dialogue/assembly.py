"""What is on the board becomes the result: merged, numbered, linked."""

from collections.abc import Sequence

from summarizer.dialogue.board import Board
from summarizer.dialogue.coverage import coverage
from summarizer.dialogue.merging import Beside, merged_claims, merged_events
from summarizer.dialogue.recipe_results import listed_items
from summarizer.grounding.entities import entity_mentions
from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.summary import Entity, Summary, Usage

__all__ = ["assemble", "linked", "nested"]


def assemble(board: Board, strategy: str) -> Summary:
    """The summary of a finished dialogue. Seconds and model are the driver's to fill in."""
    claims = _numbered_claims(merged_claims(board.claims))
    events = _numbered_events(merged_events(board.events))
    events, claims = linked(events, nested(claims))
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


def _numbered_claims(claims: Sequence[Claim]) -> list[Claim]:
    return [claim.model_copy(update={"id": f"c{n}"}) for n, claim in enumerate(claims, 1)]


def _numbered_events(events: Sequence[Event]) -> list[Event]:
    return [event.model_copy(update={"id": f"e{n}"}) for n, event in enumerate(events, 1)]


def linked(events: Sequence[Event], claims: Sequence[Claim]) -> tuple[list[Event], list[Claim]]:
    """Claims whose words hold an event's evidence are tied to it, both ways."""
    of_event: dict[str, list[str]] = {event.id: [] for event in events}
    of_claim: dict[str, list[str]] = {claim.id: [] for claim in claims}
    beside = Beside()
    for claim in claims:
        beside.add(claim)
    for event in events:
        for claim in (claims[place] for place in beside.of(event)):
            if any(span.overlaps(part) for span in event.evidence for part in claim.content):
                of_event[event.id].append(claim.id)
                of_claim[claim.id].append(event.id)
    return (
        [event.model_copy(update={"claim_ids": of_event[event.id]}) for event in events],
        [claim.model_copy(update={"event_ids": of_claim[claim.id]}) for claim in claims],
    )


def nested(claims: Sequence[Claim]) -> list[Claim]:
    """Claims told within another's words, with the id of the nearest such claim."""
    beside = Beside()
    for claim in claims:
        beside.add(claim)
    found = []
    for claim in claims:
        outer = [
            other
            for other in (claims[place] for place in beside.of(claim))
            if other.speaker.canonical != claim.speaker.canonical and _holds(other, claim)
        ]
        nearest = min(outer, key=_length, default=None)
        found.append(claim.model_copy(update={"outer_id": nearest.id}) if nearest else claim)
    return found


def _holds(outer: Claim, inner: Claim) -> bool:
    """Whether one claim's words hold another's, and the word that reports them."""
    spans = [*inner.content, *([inner.cue] if inner.cue else [])]
    whole = all(any(part.covers(span) for part in outer.content) for span in spans)
    return whole and _length(inner) < _length(outer)


def _length(claim: Claim) -> int:
    return sum(span.end - span.start for span in claim.content)


def _entities(reading: Reading) -> list[Entity]:
    return [
        Entity(canonical=name, mentions=[reading.span(start, end) for start, end in ranges])
        for name, ranges in entity_mentions(reading).items()
    ]
