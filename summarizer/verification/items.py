"""All checks of a claim and of an event, in order."""

import re
from collections.abc import Callable, Sequence

from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.verification.dates import check_dates
from summarizer.verification.doers import (
    check_denied_shown,
    check_reporter_is_no_participant,
    check_roles_shown,
    check_trigger_is_no_name,
    check_type_shown,
)
from summarizer.verification.evidence import (
    check_content_in_evidence,
    check_spans,
    check_trigger_in_evidence,
)
from summarizer.verification.manner import (
    check_confirmation_shown,
    check_denial_kept,
    check_quotation_kind,
)
from summarizer.verification.names import check_names, check_names_shown
from summarizer.verification.negation import check_negation
from summarizer.verification.numbers import check_numbers
from summarizer.verification.retelling import Told, check_retelling
from summarizer.verification.roles import check_role_order
from summarizer.verification.speaker import (
    check_attributed,
    check_content_is_words_only,
    check_speaker_beside_cue,
    check_speaker_mentioned,
    check_speaker_named,
    check_speaker_near,
    check_speaker_outside_words,
)
from summarizer.verification.wording import check_negation_beside_words, check_wording

__all__ = ["CLAIM_CHECKS", "EVENT_CHECKS", "check_claim", "check_event"]


def check_claim(claim: Claim, reading: Reading) -> list[Problem]:
    """Everything wrong with a claim, or to be noted about it."""
    return [problem for check in CLAIM_CHECKS for problem in check(claim, reading)]


def check_event(event: Event, reading: Reading) -> list[Problem]:
    """Everything wrong with an event, or to be noted about it."""
    return [problem for check in EVENT_CHECKS for problem in check(event, reading)]


def _check_claim_text(claim: Claim, reading: Reading) -> list[Problem]:
    """The claim as written says no more and nothing else than the words that carry it."""
    words = [span.text for span in claim.content]
    if claim.text in {" ".join(" ".join(word.split()) for word in words), *words}:
        return []  # the source's own words
    evidence = [span.text for span in claim.evidence]
    return [
        *check_numbers(claim.text, evidence, "text"),
        *check_dates(claim.text, evidence, reading.document.published, "text"),
        *check_names(claim.text, reading, "text"),
        *check_names_shown(claim.text, [*claim.evidence, claim.speaker.span], reading, "text"),
        *_check_claim_retold(claim, words, reading),
        *check_wording(claim.text, [*evidence, claim.speaker.name], reading, "text"),
        *_check_claim_negation(claim, words, evidence),
    ]


def _check_claim_retold(claim: Claim, words: list[str], reading: Reading) -> list[Problem]:
    """As `check_retelling`; what is denied may be told with its "not" or without."""
    found = check_retelling(Told(claim.text, claim.evidence, words, "text"), reading)
    if claim.stance == "denies":
        return [problem for problem in found if problem.code != "negation-differs"]
    return found


def _check_claim_negation(claim: Claim, words: list[str], evidence: list[str]) -> list[Problem]:
    """A denial may be told as its words are, or with the denying: "X denied that …"."""
    problems = check_negation(claim.text, words, "text")
    if problems and claim.stance == "denies":
        return check_negation(claim.text, evidence, "text")
    return problems


def _check_event_summary(event: Event, reading: Reading) -> list[Problem]:
    """The summary's figures, dates, names and negations are those of the evidence."""
    evidence = [span.text for span in event.evidence]
    if _is_copied(event.summary, evidence):
        return []
    return [
        *check_numbers(event.summary, evidence, "summary"),
        *check_dates(event.summary, evidence, reading.document.published, "summary"),
        *check_names(event.summary, reading, "summary"),
        *check_names_shown(event.summary, event.evidence, reading, "summary"),
        *check_retelling(Told(event.summary, event.evidence, (), "summary"), reading),
        *check_wording(event.summary, evidence, reading, "summary"),
        *(check_negation(event.summary, evidence, "summary") if event.status != "denied" else ()),
    ]


def _is_copied(text: str, evidence: Sequence[str]) -> bool:
    """Whether each sentence of a text stands in the evidence, word for word: grammar tells events so."""
    sources = [" ".join(sentence.split()).casefold() for sentence in evidence]
    parts = [part.strip(" .;") for part in _SENTENCE_END.split(" ".join(text.split()).casefold())]
    return all(any(part in source for source in sources) for part in parts)


_SENTENCE_END = re.compile(r"(?<=[.!?;])\s")

CLAIM_CHECKS: tuple[Callable[[Claim, Reading], list[Problem]], ...] = (
    check_spans,
    check_content_in_evidence,
    check_attributed,
    check_content_is_words_only,
    check_speaker_named,
    check_speaker_outside_words,
    check_speaker_beside_cue,
    check_speaker_mentioned,
    check_speaker_near,
    check_quotation_kind,
    check_denial_kept,
    check_confirmation_shown,
    check_negation_beside_words,
    _check_claim_text,
)
"""In this order: what makes an item meaningless first."""

EVENT_CHECKS: tuple[Callable[[Event, Reading], list[Problem]], ...] = (
    check_spans,
    check_trigger_in_evidence,
    check_trigger_is_no_name,
    check_reporter_is_no_participant,
    check_roles_shown,
    check_role_order,
    check_type_shown,
    check_denied_shown,
    _check_event_summary,
)
