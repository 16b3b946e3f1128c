"""Which words of the article an item stands on, and what each stretch is to it."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["KINDS", "Item", "Kind", "Mark", "items_of", "marks_of", "sentences_of"]

Item = Event | Claim | RecipeItem

Kind = Literal[
    "evidence", "content", "cue", "speaker", "trigger", "who", "where", "when", "figure", "field"
]
"""What a stretch of the article is to an item; also the name of its style in report.css."""

KINDS: Final[dict[Kind, str]] = {
    "evidence": "a sentence that shows the item",
    "content": "what is claimed",
    "cue": "the word that reports it",
    "speaker": "who says it",
    "trigger": "the word that names the event",
    "who": "who took part",
    "where": "where",
    "when": "when",
    "figure": "how many",
    "field": "what a field was copied from",
}
"""The key to the marks, as the page shows it."""

Mark = tuple[Kind, Span]


def items_of(summary: Summary) -> list[Item]:
    """The events of a summary, then its claims, then the items of recipes."""
    return [*summary.events, *summary.claims, *summary.items]


def marks_of(item: Item) -> list[Mark]:
    """The stretches of one item, its sentences first."""
    match item:
        case Event():
            own = _of_event(item)
        case Claim():
            own = _of_claim(item)
        case RecipeItem():
            own = _all("field", (span for spans in item.spans.values() for span in spans))
    return [*_all("evidence", item.evidence), *own]


def sentences_of(summary: Summary) -> list[Span]:
    """The sentences that the items and the gaps of a summary point at, in no order, with doubles."""
    cited = [span for item in items_of(summary) for span in item.evidence]
    return [*cited, *(gap.span for gap in summary.coverage.left_out)]


def _of_event(event: Event) -> Iterator[Mark]:
    yield "trigger", event.trigger
    yield from _all("who", (one.span for one in event.participants))
    if event.place:
        yield "where", event.place.span
    if event.time:
        yield "when", event.time.span
    yield from _all("figure", (quantity.span for quantity in event.quantities))


def _of_claim(claim: Claim) -> Iterator[Mark]:
    yield from _all("content", claim.content)
    yield "speaker", claim.speaker.span
    if claim.cue:
        yield "cue", claim.cue


def _all(kind: Kind, spans: Iterable[Span]) -> Iterator[Mark]:
    return ((kind, span) for span in spans)
