"""Checks of who did what: those who report an event are not those who did it."""

from summarizer.grounding.reading import Reading
from summarizer.grounding.telling import only_reports
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem

__all__ = ["check_reporter_is_no_participant", "check_trigger_is_no_name"]


def check_reporter_is_no_participant(event: Event, reading: Reading) -> list[Problem]:
    """Who stands in the text only as the source of a report has no part in what is reported."""
    return [
        Problem(
            code="reporter-as-participant",
            message=f"“{participant.name}” reports this event and has no part in it.",
            field=f"participants[{index}].name",
            span=participant.span,
        )
        for index, participant in enumerate(event.participants)
        if only_reports(participant.span, event.trigger.start, reading)
    ]


def check_trigger_is_no_name(event: Event, reading: Reading) -> list[Problem]:
    """The word that names an event is a verb or a noun for a happening, not somebody's name."""
    number = reading.number_at(event.trigger.start)
    if number is None:
        return []
    sentence = reading.scan.sentence(number)
    named = any(
        name.start <= event.trigger.start and event.trigger.end <= name.end
        for name in reading.scan.names_between(sentence.start, event.trigger.end)
    )
    if not named:
        return []
    message = f"“{event.trigger.text}” is a name; copy the verb or noun that says what happened."
    return [Problem(code="trigger-is-name", message=message, field="trigger", span=event.trigger)]
