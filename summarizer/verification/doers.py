"""Checks of who did what: those who report an event are not those who did it."""

import re

from summarizer.grounding.events import shown_role
from summarizer.grounding.reading import Reading
from summarizer.grounding.telling import only_reports
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.verification.polarity import is_english
from summarizer.verification.stems import stem

__all__ = [
    "check_denied_shown",
    "check_reporter_is_no_participant",
    "check_roles_shown",
    "check_trigger_is_no_name",
    "check_type_shown",
]

# Kinds of event that one word can stand for in good faith: who is killed dies, in a crime or a war.
_ALIKE = (
    frozenset({"conflict", "life", "crime", "disaster", "health", "justice"}),
    frozenset({"politics", "personnel", "contact"}),
    frozenset({"politics", "justice", "crime"}),
    frozenset({"business", "transaction", "justice"}),
    frozenset({"movement", "conflict", "justice", "disaster", "health"}),
)
# Words whose kind hangs on what they are said of ("struck a deal", "beat the boy") are not held to it.
_MANY_SENSES = frozenset(
    """strike beat defeat win lose score cut close open shut rise fall drop climb plunge soar slump
    launch release raise meet visit search spread fire sack sink crash collapse storm attack clash
    battle rally march hit sign suspend adopt abolish send pay find vote capture seize erupt
    explode discover take lay walk step go carry blow overturn withdraw retreat surrender talk
    travel arrive leave found appeal hearing trial retire quit protest demonstrate""".split()
)
_MANY_STEMS = frozenset(stem(word) for word in _MANY_SENSES) - {""}
_DENYING = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|false|untrue|den(?:y|ies|ied|ial)"
    r"|refuted?|reject(?:s|ed)?|dismiss(?:es|ed)?|disput(?:es|ed)|ruled\s+out)\b|n[’']t\b",
    re.IGNORECASE,
)


def check_roles_shown(event: Event, reading: Reading) -> list[Problem]:
    """Who does it and whom it befalls is what the sentence shows: "was shot by X", "shot X"."""
    return [
        Problem(
            code="role-contradicted",
            severity="doubt",
            message=f"In the sentence “{participant.name}” is the {shown} of “{event.trigger.text}”.",
            field=f"participants[{index}].role",
            span=participant.span,
        )
        for index, participant in enumerate(event.participants)
        if (shown := shown_role(participant.span, event.trigger, reading)) is not None
        and {participant.role, shown} == {"agent", "target"}
    ]


def check_type_shown(event: Event, reading: Reading) -> list[Problem]:
    """The type of an event is of the kind that its word stands for, where that word has one kind."""
    number = reading.number_at(event.trigger.start)
    for trigger in reading.scan.triggers_in.get(number, ()) if number else ():
        if trigger.end <= event.trigger.start or event.trigger.end <= trigger.start:
            continue
        kinds = {trigger.type.partition(".")[0], event.type.partition(".")[0]}
        if len(kinds) == 1 or "other" in kinds or any(kinds <= group for group in _ALIKE):
            return []
        if {stem(word) for word in trigger.text.lower().split()} & _MANY_STEMS:
            return []
        message = f"“{trigger.text}” names an event like {trigger.type}, not {event.type}."
        return [Problem(code="type-contradicted", severity="doubt", message=message, field="type")]
    return []


def check_denied_shown(event: Event, reading: Reading) -> list[Problem]:
    """An event is denied only where its sentences have somebody denying it, or a negation."""
    if event.status != "denied" or not is_english([span.text for span in event.evidence]):
        return []
    if any(_DENYING.search(span.text) for span in event.evidence):
        return []
    message = "Nobody denies this event in the sentences cited; the status is not denied."
    return [Problem(code="denial-unshown", severity="doubt", message=message, field="status")]


def check_reporter_is_no_participant(event: Event, reading: Reading) -> list[Problem]:
    """Who stands in the text only as the source of a report has no part in what is reported."""
    return [
        Problem(
            code="reporter-as-participant",
            severity="doubt",
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
    return [
        Problem(
            code="trigger-is-name",
            severity="doubt",
            message=message,
            field="trigger",
            span=event.trigger,
        )
    ]
