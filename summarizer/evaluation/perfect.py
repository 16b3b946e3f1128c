"""What a perfect model would write: drafts out of gold, everything copied, every sentence cited."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from summarizer.evaluation.gold import Gold
from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft, EventType, ParticipantDraft, ParticipantRole
from summarizer.schemas.span import Span

__all__ = ["claim_drafts", "event_drafts", "is_pronoun", "named_in_events", "named_speakers"]

_PRONOUNS: Final = frozenset(
    """he she they i we it who his her their him them you that which this these those one some
    others""".split()
)
"""Words that name nobody by themselves, as annotators mark them as the source of a claim."""

_WORD: Final = re.compile(r"[\w’']+")
_DENYING: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject|dismiss|refut|disput)", re.IGNORECASE
)
"""Cues whose claim is a denial: gold of this form has no stance."""

_TYPES: Final[Mapping[str, EventType]] = {
    "Conflict.Attack": "conflict.attack",
    "Conflict.Demonstrate": "conflict.demonstrate",
    "Life.Die": "life.die",
    "Life.Injure": "life.injure",
    "Contact": "contact.meet",
    "Movement.Transportation": "movement.transport",
    "Justice.ArrestJailDetain": "justice.arrest-jail",
    "Justice.ChargeIndict": "justice.charge-indict",
    "Justice.TrialHearing": "justice.trial-hearing",
    "Justice.Convict": "justice.convict",
    "Justice.Sentence": "justice.sentence",
    "Justice.InvestigateCrime": "justice.investigate",
}
"""How a type of gold begins -> the type of ours that means the same; "other" where there is none."""

_AGENTS: Final = frozenset(
    """Attacker Killer Injurer Transporter Jailer JudgeCourt Communicator Investigator Demonstrator
    DamagerDestroyer Identifier ManufacturerAssembler Participant Observer""".split()
)
_TARGETS: Final = frozenset(
    """Target Victim Detainee Defendant PassengerArtifact Recipient ObservedEntity Artifact
    ArtifactMoney""".split()
)
_PLACE: Final = "Place"


def claim_drafts(gold: Gold, reading: Reading) -> list[ClaimDraft]:
    """A draft for each attribution that has both a source and content."""
    return [
        _claim_draft(one, reading) for one in gold["claims"] if one["source"] and one["content"]
    ]


def event_drafts(gold: Gold, reading: Reading) -> list[EventDraft]:
    """A draft for each event: its summary is the sentence of its trigger."""
    return [_event_draft(one, reading) for one in gold["events"]]


def named_speakers(gold: Gold, reading: Reading) -> list[str]:
    """The sources of a document's attributions that begin with a capital and are no pronouns."""
    sources = {_joined(one["source"], reading) for one in gold["claims"] if one["source"]}
    return sorted(one for one in sources if one[:1].isupper() and not is_pronoun(one))


def named_in_events(gold: Gold, reading: Reading) -> list[str]:
    """The arguments of a document's events that begin with a capital and are no pronouns."""
    text = reading.document.text
    arguments = (part for one in gold["events"] for part in one["arguments"])
    names = {text[part["start"] : part["end"]] for part in arguments}
    return sorted(one for one in names if one[:1].isupper() and not is_pronoun(one))


def is_pronoun(source: str) -> bool:
    """Whether a source consists of nothing but words that name nobody by themselves."""
    return {word.lower() for word in _WORD.findall(source)} <= _PRONOUNS


def _claim_draft(gold: Mapping[str, Any], reading: Reading) -> ClaimDraft:
    marked = [_span(part, reading) for key in ("source", "cue", "content") for part in gold[key]]
    content = [_span(part, reading).text for part in gold["content"]]
    cue = _joined(gold["cue"], reading)
    return ClaimDraft(
        sentences=reading.numbers_of(marked),
        speaker=_joined(gold["source"], reading),
        cue=cue,
        stance="denies" if _DENYING.search(cue) else "asserts",
        content=content,
        text=" ".join(" ".join(content).split()),
    )


def _event_draft(gold: Mapping[str, Any], reading: Reading) -> EventDraft:
    trigger = _span(gold["trigger"], reading)
    arguments = [(one["role"], _span(one, reading)) for one in gold["arguments"]]
    places = [span.text for role, span in arguments if role == _PLACE]
    return EventDraft(
        sentences=reading.numbers_of([trigger, *(span for _, span in arguments)]),
        type=_type(gold["type"]),
        summary=_sentence(trigger, reading),
        trigger=trigger.text,
        participants=[
            ParticipantDraft(name=span.text, role=_role(role))
            for role, span in arguments
            if role != _PLACE
        ],
        place=places[0] if places else "",
        time="",
        quantities=[],
        status="occurred",
    )


def _type(gold: str) -> EventType:
    return next((ours for start, ours in _TYPES.items() if gold.startswith(start)), "other")


def _role(gold: str) -> ParticipantRole:
    return "agent" if gold in _AGENTS else "target" if gold in _TARGETS else "other"


def _sentence(trigger: Span, reading: Reading) -> str:
    numbers = reading.numbers_of([trigger])
    return " ".join(" ".join(reading.sentence_span(one).text.split()) for one in numbers)


def _joined(parts: Sequence[Mapping[str, int]], reading: Reading) -> str:
    return " ".join(_span(part, reading).text for part in parts)


def _span(part: Mapping[str, int], reading: Reading) -> Span:
    return reading.span(part["start"], part["end"])
