"""An event as a person writes or mends it. Pure: records and a reading in, a record out."""

from collections.abc import Sequence
from typing import TypedDict

from pydantic import ValidationError

from summarizer.editing.rechecked import confidence_by_hand, rechecked
from summarizer.editing.stretches import (
    Range,
    Ranges,
    refuse_unfit,
    sentences,
    stretch,
    stretches,
    unfit,
)
from summarizer.errors import UsageError
from summarizer.grounding.events import counted_in, place_at, time_at
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers
from summarizer.schemas.event import (
    Event,
    EventType,
    Participant,
    ParticipantRole,
    Quantity,
    Status,
)
from summarizer.schemas.span import Span
from summarizer.verification import check_event

__all__ = ["EventChanges", "EventParts", "new_event", "revised_event"]

Part = tuple[int, int, ParticipantRole]
"""Where a participant stands, and what they did."""


class EventParts(TypedDict, total=False):
    """What can be said of an event beside its type."""

    summary: str
    """What happened; without it the source's own words."""
    status: Status
    trigger: Range
    """The word that names the happening."""
    participants: Sequence[Part]
    place: Range | None
    time: Range | None
    evidence: Ranges
    """What shows it; whole sentences are taken."""


class EventChanges(EventParts, total=False):
    """What can be changed of an event."""

    type: EventType


def new_event(id: str, place: Range, type: EventType, parts: EventParts, reading: Reading) -> Event:
    """The event that the words of a stretch tell. What `parts` leaves out, the scan tells if it can."""
    (told,) = stretches(place, reading)
    dates = reading.scan.dates_between(told.start, told.end)
    bare = Event(
        id=id,
        type="other",
        summary=" ".join(told.text.split()),
        trigger=_trigger(told, reading),
        time=time_at(reading.span(dates[0].start, dates[0].end), reading) if dates else None,
        quantities=_figures(sentences([told], reading), reading),
        evidence=sentences([told], reading),
        confidence=0.0,
        review="added",
    )
    return revised_event(bare, {"type": type, **parts}, reading)


def revised_event(event: Event, changes: EventChanges, reading: Reading) -> Event:
    """The event with `changes`, checked anew; what a check finds stands in its `problems`.

    Evidence that is changed takes its figures with it. Raises UsageError for a field, a type, a
    status or a stretch that there is not.
    """
    refuse_unfit(changes, EventChanges.__annotations__, "an event")
    state = "added" if event.review == "added" else "revised"
    try:
        values = {**_told(changes), **_placed(event, changes, reading), "review": state}
        told = Event.model_validate(vars(event) | values)
    except ValidationError as error:
        raise unfit(error, "an event") from None
    if told.time is not None and told.status != event.status:
        # What is planned lies ahead: "on Friday" is another day then.
        told = told.model_copy(update={"time": time_at(told.time.span, reading, told.status)})
    problems = rechecked(event, told, set(changes), lambda one: check_event(one, reading))
    return told.model_copy(
        update={"problems": problems, "confidence": confidence_by_hand(problems)}
    )


def _told(changes: EventChanges) -> dict[str, object]:
    return {name: changes[name] for name in ("summary", "type", "status") if name in changes}


def _placed(event: Event, changes: EventChanges, reading: Reading) -> dict[str, object]:
    """The parts that stand on spans, after a change."""
    values: dict[str, object] = {}
    if "trigger" in changes:
        (values["trigger"],) = stretches(changes["trigger"], reading)
    if "participants" in changes:
        values["participants"] = _participants(changes["participants"], reading)
    if "place" in changes:
        place = changes["place"]
        values["place"] = place_at(stretch(place, reading)) if place is not None else None
    if "time" in changes:
        time = changes["time"]
        status = changes.get("status", event.status)
        values["time"] = time_at(stretch(time, reading), reading, status) if time else None
    if "evidence" in changes:
        evidence = sentences(stretches(changes["evidence"], reading), reading)
        values |= {"evidence": evidence, "quantities": _figures(evidence, reading)}
    return values


def _participants(parts: Sequence[Part], reading: Reading) -> list[Participant]:
    match parts:
        case [*all_parts]:
            return [_participant(part, reading) for part in all_parts]
    raise UsageError(f"{parts!r} are no participants; give a list of start, end and role")


def _participant(part: Part, reading: Reading) -> Participant:
    match part:
        case (start, end, role):
            span = stretch((start, end), reading)
            return Participant(name=Speakers(reading).name_at(span), role=role, span=span)
    raise UsageError(f"{part!r} is no participant; give start, end and role")


def _trigger(told: Span, reading: Reading) -> Span:
    """The first event word of a stretch; the stretch itself where the scan knows none in it."""
    for number in reading.numbers_of([told]):
        for word in reading.scan.triggers_in.get(number, ()):
            if told.start <= word.start and word.end <= told.end:
                return reading.span(word.start, word.end)
    return told


def _figures(evidence: Sequence[Span], reading: Reading) -> list[Quantity]:
    return counted_in(reading.numbers_of(evidence), reading)
