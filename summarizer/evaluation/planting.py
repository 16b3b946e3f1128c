"""Faults put into right drafts, one at a time: what a model gets wrong, where it could have.

Each function gives the wrong drafts of one right draft by the name of the fault; a fault that has no
place in it (no figure to change, no other name) is left out. `chance` decides between several.
"""

import random
import re
from collections.abc import Sequence
from typing import Final, TypeVar

from summarizer.evaluation.perfect import is_pronoun
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft, ParticipantDraft

__all__ = ["CLAIM_FAULTS", "EVENT_FAULTS", "faults_in_claim", "faults_in_event"]

ANOTHER_SPEAKER: Final = "another speaker"
OTHER_NAME: Final = "another name of the article"
INVENTED_NAME: Final = "an invented name"
NOT_PUT_IN: Final = "not put in"
NOT_TAKEN_OUT: Final = "not taken out"
NUMBER: Final = "another number"
NUMBER_COPIED: Final = "another number in copied words"
WORD_COPIED: Final = "another word in copied words"
SWAPPED: Final = "agent and target swapped"
FROM_ELSEWHERE: Final = "a participant from elsewhere"

CLAIM_FAULTS: Final = (
    ANOTHER_SPEAKER,
    OTHER_NAME,
    INVENTED_NAME,
    NOT_PUT_IN,
    NOT_TAKEN_OUT,
    NUMBER,
    NUMBER_COPIED,
    WORD_COPIED,
)
EVENT_FAULTS: Final = (SWAPPED, OTHER_NAME, NOT_PUT_IN, NUMBER, FROM_ELSEWHERE)

_NUMBER: Final = re.compile(r"\b\d[\d,.]*\d|\b\d\b")
_AUXILIARY: Final = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|has|have|had|should|did|does|do)\b"
    r"(?! not|n't|n’t)"
)
_NOT: Final = re.compile(r" not\b|n['’]t\b")
# After a lower-case word, so that no sentence's first word is taken for a name.
_NAME: Final = re.compile(r"(?<=[a-z] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")

_STEPS: Final = (1, 7, 30)
"""What is added to a number: a slip, and differences that no rounding explains."""

_NOBODY: Final = "Gregor Vantonen"
_NO_WORD_HERE: Final = "elephant"
_FEWEST_WORDS: Final = 7
"""Shorter words that lose one of their words are hardly the same words."""

_Draft = TypeVar("_Draft", ClaimDraft, EventDraft)


def faults_in_claim(
    right: ClaimDraft, speakers: Sequence[str], chance: random.Random
) -> dict[str, ClaimDraft]:
    """Wrong drafts of a claim, by fault; none where a pronoun says it or its words are in pieces.

    `speakers` are all that the document names.
    """
    if is_pronoun(right.speaker) or len(right.content) != 1:
        return {}
    text = right.text
    others = _unlike(right.speaker, speakers)
    other = _one_of(others, chance)
    name = _NAME.search(text)
    other_name = _one_of(_unlike(name.group(), others), chance) if name else None
    number = _with_another_number(text, chance)
    retold = {
        OTHER_NAME: _put(text, name, other_name),
        INVENTED_NAME: _put(text, name, _NOBODY),
        NOT_PUT_IN: _with_not(text),
        NOT_TAKEN_OUT: _put(text, _NOT.search(text), ""),
        NUMBER: number,
    }
    copied = {NUMBER_COPIED: number, WORD_COPIED: _with_another_word(text, chance)}
    return {
        **({ANOTHER_SPEAKER: _but(right, speaker=other)} if other else {}),
        **{fault: _but(right, text=wrong) for fault, wrong in retold.items() if wrong},
        **{fault: _but(right, content=[wrong]) for fault, wrong in copied.items() if wrong},
    }


def faults_in_event(
    right: EventDraft, names: Sequence[str], chance: random.Random
) -> dict[str, EventDraft]:
    """Wrong drafts of an event, by fault. `names` are all that take part in the document's events."""
    summary = right.summary
    here = [one for one in names if one in summary]
    away = [one for one in names if not any(word in summary for word in one.split())]
    name, stranger = _one_of(here, chance), _one_of(away, chance)
    named = re.search(re.escape(name), summary) if name else None
    retold = {
        OTHER_NAME: _put(summary, named, stranger),
        NOT_PUT_IN: _with_not(summary),
        NUMBER: _with_another_number(summary, chance),
    }
    cast = {SWAPPED: _swapped(right.participants), FROM_ELSEWHERE: _joined_by(right, stranger)}
    return {
        **{fault: _but(right, summary=wrong) for fault, wrong in retold.items() if wrong},
        **{fault: _but(right, participants=wrong) for fault, wrong in cast.items() if wrong},
    }


def _but(draft: _Draft, **fields: object) -> _Draft:
    """The draft with other values of some fields."""
    return draft.model_copy(update=fields)


def _unlike(name: str, names: Sequence[str]) -> list[str]:
    """Those of the names that share no word with `name`: who shares one may be the same."""
    words = set(name.lower().split())
    return [one for one in names if words.isdisjoint(one.lower().split())]


def _one_of(names: Sequence[str], chance: random.Random) -> str | None:
    return chance.choice(names) if names else None


def _put(text: str, found: re.Match[str] | None, words: str | None) -> str | None:
    """The text with `words` in the place of what was found; None where there is nothing to do."""
    if found is None or words is None:
        return None
    return text[: found.start()] + words + text[found.end() :]


def _with_not(text: str) -> str | None:
    found = _AUXILIARY.search(text)
    return _put(text, found, f"{found.group()} not") if found else None


def _with_another_number(text: str, chance: random.Random) -> str | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    digits = int(re.sub(r"\D", "", found.group()))
    return _put(text, found, str(digits + chance.choice(_STEPS)))


def _with_another_word(text: str, chance: random.Random) -> str | None:
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return None
    at = chance.randrange(1, len(words) - 1)
    return " ".join([*words[:at], _NO_WORD_HERE, *words[at + 1 :]])


def _swapped(participants: Sequence[ParticipantDraft]) -> list[ParticipantDraft]:
    """Who did it and to whom it was done, the other way round; empty without both."""
    roles = {one.role for one in participants}
    if not {"agent", "target"} <= roles:
        return []
    return [_turned(one) for one in participants]


def _turned(participant: ParticipantDraft) -> ParticipantDraft:
    match participant.role:
        case "agent":
            return ParticipantDraft(name=participant.name, role="target")
        case "target":
            return ParticipantDraft(name=participant.name, role="agent")
        case _:
            return participant


def _joined_by(right: EventDraft, stranger: str | None) -> list[ParticipantDraft]:
    if stranger is None:
        return []
    return [*right.participants, ParticipantDraft(name=stranger, role="agent")]
