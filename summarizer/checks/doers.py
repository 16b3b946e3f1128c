"""Checks of who did what: those who report an event are not those who did it."""

from summarizer.grounding.reading import Reading
from summarizer.schemas.event import Event, Participant
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
        if _only_reports(participant, event, reading)
    ]


def check_trigger_is_no_name(event: Event, reading: Reading) -> list[Problem]:
    """The word that names an event is a verb or a noun for a happening, not somebody's name."""
    named = any(
        name.start <= event.trigger.start and event.trigger.end <= name.end
        for name in reading.scan.names
    )
    if not named:
        return []
    message = f"“{event.trigger.text}” is a name; copy the verb or noun that says what happened."
    return [Problem(code="trigger-is-name", message=message, field="trigger", span=event.trigger)]


def _only_reports(participant: Participant, event: Event, reading: Reading) -> bool:
    """Whether the words are a source beside a cue, and what is said does not speak of the source."""
    number = reading.number_at(participant.span.start)
    sources = [
        found
        for found in reading.scan.attributions
        if found.sentence == number
        and found.source is not None
        and found.source[0] < participant.span.end
        and participant.span.start < found.source[1]
    ]
    if not sources:
        return False
    told = [range(start, end) for found in sources for start, end in found.content]
    if not any(event.trigger.start in content for content in told):
        return False
    return not any(_speaks_of_itself(content, reading) for content in told)


def _speaks_of_itself(content: range, reading: Reading) -> bool:
    """Whether words begin with a pronoun that can mean their speaker: "he had discussed …"."""
    first = reading.document.text[content.start : content.stop].split(maxsplit=1)[:1]
    return bool(first) and first[0].lower().strip("“\"") in ("he", "she", "it", "they", "we", "i", "his", "her")
