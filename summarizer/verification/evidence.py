"""Checks that an item's spans reproduce the source, and that they belong together."""

from collections.abc import Iterator

from pydantic import BaseModel

from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["check_content_in_evidence", "check_spans", "check_trigger_in_evidence"]


def check_spans(item: BaseModel, reading: Reading) -> list[Problem]:
    """Every span of an item is a stretch of the document, character by character."""
    text = reading.document.text
    return [
        Problem(
            code="span-broken",
            message=f"Characters {span.start} to {span.end} of the article are not “{span.text[:80]}”.",
            field=field,
        )
        for field, span in _spans(item, "")
        if text[span.start : span.end] != span.text
    ]


def check_content_in_evidence(claim: Claim, reading: Reading) -> list[Problem]:
    """The words of a claim stand in the sentences that are shown for it."""
    held = set(reading.numbers_of(claim.evidence))
    return [
        Problem(
            code="content-outside-evidence",
            message=f"The words “{span.text[:80]}” are not in the sentences cited as evidence.",
            field=f"content[{index}]",
            span=span,
        )
        for index, span in enumerate(claim.content)
        if not set(reading.numbers_of([span])) <= held
    ]


def check_trigger_in_evidence(event: Event, reading: Reading) -> list[Problem]:
    """The word that names an event stands in the sentences that are shown for it."""
    if set(reading.numbers_of([event.trigger])) <= set(reading.numbers_of(event.evidence)):
        return []
    message = f"The word “{event.trigger.text}” is not in the sentences cited as evidence."
    return [
        Problem(
            code="trigger-outside-evidence", message=message, field="trigger", span=event.trigger
        )
    ]


def _spans(value: object, path: str) -> Iterator[tuple[str, Span]]:
    """Every span inside an item, with the path of its field; problems' own spans left out."""
    if isinstance(value, Span):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "problems":
                yield from _spans(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _spans(entry, f"{path}[{index}]")
