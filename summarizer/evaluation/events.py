"""Events measured on WikiEvents: are they found, of the right kind, with the right people in them?

A document of gold is `{"text": …, "events": [event]}`; an event has `type` ("Conflict.Attack.…"),
`trigger` (a span) and `arguments`, each with `role`, a span, and `coreferent`, the spans of the text
that mean the same.

The corpus marks every mention of an event, a summary tells each event once. So a gold event is found
when a predicted one has the gold trigger's sentence among its evidence and is of the same coarse
kind; several gold events may be one predicted event. "Reported" and "told" are events there and
claims here: a claim with that cue finds them. Arguments are compared over the document: each
person or thing that takes part in a gold event is one entity, found when a participant or place of a
predicted event overlaps any of its mentions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from summarizer.evaluation.tally import Counts, Miss, Tally
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["KINDS", "score"]

# Two spans mean the same when what they share is this much of the shorter: "a column of
# soldiers" and "soldiers" do; a participant that ends where another begins does not.
SHARED = 0.5

KINDS: dict[str, frozenset[str]] = {
    "Conflict": frozenset({"conflict", "crime", "disaster"}),
    "Life": frozenset({"life", "conflict", "disaster", "health", "crime"}),
    "Justice": frozenset({"justice"}),
    "Movement": frozenset({"movement", "conflict"}),
    "Contact": frozenset({"contact", "politics"}),
    "GenericCrime": frozenset({"crime", "conflict", "justice"}),
    "Disaster": frozenset({"disaster", "health"}),
    "Medical": frozenset({"health"}),
    "Personnel": frozenset({"personnel"}),
    "Transaction": frozenset({"transaction", "business"}),
    "ArtifactExistence": frozenset({"conflict", "disaster", "business", "other"}),
    "Control": frozenset({"conflict", "other"}),
    "Cognitive": frozenset({"justice", "science", "other"}),
}
"""First part of a gold type -> the first parts of our types that mean the same in the news."""


def score(gold: Mapping[str, Any], summary: Summary) -> Tally:
    """Measures of one document.

    `sentences found`: share of gold triggers that stand in the evidence of some event.
    `events found`: share of gold events found, with the right coarse kind.
    `events right`: share of predicted events that are a gold event.
    `triggers`: predicted event words that overlap a gold trigger, one to one.
    `arguments`: entities of the document that take part in events.
    """
    wanted: Sequence[Mapping[str, Any]] = gold["events"]
    told = [one for one in wanted if any(_tells(event, one) for event in summary.events)]
    found = [
        one
        for one in wanted
        if any(_is(event, one) for event in summary.events) or _is_said(one, summary.claims)
    ]
    right = [event for event in summary.events if any(_is(event, one) for one in wanted)]
    return Tally(
        {
            "sentences found": Counts.share(len(told), len(wanted)),
            "events found": Counts.share(len(found), len(wanted)),
            "events right": Counts.share(len(right), len(summary.events)),
            "triggers": _triggers(wanted, summary.events),
            "arguments": _arguments(wanted, summary.events),
        },
        tuple(_miss(one, gold["text"]) for one in wanted if one not in found),
    )


def _tells(event: Event, gold: Mapping[str, Any]) -> bool:
    """Whether the sentence of a gold trigger is among an event's evidence."""
    return any(_overlap(span, gold["trigger"]) for span in event.evidence)


def _is(event: Event, gold: Mapping[str, Any]) -> bool:
    kinds = KINDS.get(gold["type"].partition(".")[0], frozenset())
    return event.type.partition(".")[0] in kinds and _tells(event, gold)


def _is_said(gold: Mapping[str, Any], claims: Sequence[Claim]) -> bool:
    """Whether a gold event is somebody's saying something, and a claim has it."""
    return gold["type"].startswith("Contact.") and any(
        claim.cue is not None and _overlap(claim.cue, gold["trigger"]) for claim in claims
    )


def _triggers(wanted: Sequence[Mapping[str, Any]], events: Sequence[Event]) -> Counts:
    left = [event.trigger for event in events]
    for one in wanted:
        match = next((span for span in left if _overlap(span, one["trigger"])), None)
        if match is not None:
            left.remove(match)
    return Counts(len(events) - len(left), len(events), len(wanted))


def _arguments(wanted: Sequence[Mapping[str, Any]], events: Sequence[Event]) -> Counts:
    entities = _entities(wanted)
    given = [one.span for event in events for one in event.participants]
    given += [event.place.span for event in events if event.place]
    hit = {
        at
        for at, mentions in enumerate(entities)
        if any(_overlap(span, mention) for span in given for mention in mentions)
    }
    mentioned = [mention for mentions in entities for mention in mentions]
    strays = sum(not any(_overlap(span, mention) for mention in mentioned) for span in given)
    return Counts(len(hit), len(hit) + strays, len(entities))


def _entities(wanted: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, int]]]:
    """The mentions of each person or thing that takes part, one entity once."""
    found: dict[frozenset[tuple[int, int]], list[Mapping[str, int]]] = {}
    for event in wanted:
        for argument in event["arguments"]:
            mentions = [*argument.get("coreferent", ()), argument]
            key = frozenset((mention["start"], mention["end"]) for mention in mentions)
            found.setdefault(key, mentions)
    return list(found.values())


def _overlap(span: Span, other: Mapping[str, int]) -> bool:
    shared = min(span.end, other["end"]) - max(span.start, other["start"])
    return shared > 0 and shared >= SHARED * min(
        span.end - span.start, other["end"] - other["start"]
    )


def _miss(event: Mapping[str, Any], text: str) -> Miss:
    start, end = event["trigger"]["start"], event["trigger"]["end"]
    around = " ".join(text[max(0, start - 60) : end + 60].split())
    weight = 1.0 + len(event["arguments"])
    return Miss("event not found", f"{event['type']} “{text[start:end]}”: …{around}…", weight)
