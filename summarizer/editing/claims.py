"""A claim as a person writes or mends it. Pure: records and a reading in, a record out."""

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
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import AUTHOR, Speakers
from summarizer.scan import Attribution
from summarizer.scan.lexicon import PRONOUNS
from summarizer.scan.quotes import how_quoted
from summarizer.schemas.claim import Claim, Quotation, Speaker, Stance
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification import check_claim

__all__ = ["ClaimChanges", "ClaimParts", "new_claim", "revised_claim"]


class ClaimParts(TypedDict, total=False):
    """What can be said of a claim beside the words that carry it."""

    text: str
    """What is claimed; without it the source's own words."""
    speaker: str | Range
    """A name, or where the article names the speaker."""
    stance: Stance
    cue: Range | None
    """The word that reports it; None for a quotation that has none."""
    evidence: Ranges
    """What shows it; whole sentences are taken."""


class ClaimChanges(ClaimParts, total=False):
    """What can be changed of a claim."""

    content: Ranges
    """The words of the source that carry it."""


def new_claim(id: str, place: Range, parts: ClaimParts, reading: Reading) -> Claim:
    """The claim that the words of a stretch carry. What `parts` leaves out, grammar tells if it can.

    Raises UsageError when neither names the speaker.
    """
    content = stretches(place, reading)
    attribution = _attribution(content, reading)
    by_rule = Speakers(reading).expected(attribution) if attribution else None
    if by_rule is None and "speaker" not in parts:
        raise UsageError("the article does not show who says this; give the speaker")
    nobody = Speaker(name="", canonical="", span=content[0])
    bare = Claim(
        id=id,
        speaker=by_rule or nobody,
        cue=_cue(content, None, reading),
        stance=attribution.stance if attribution else "asserts",
        text=_words(content),
        content=content,
        quotation=_quotation(content, reading),
        evidence=sentences(content, reading),
        confidence=0.0,
        review="added",
    )
    return revised_claim(bare, {"content": place, **parts}, reading)


def revised_claim(claim: Claim, changes: ClaimChanges, reading: Reading) -> Claim:
    """The claim with `changes`, checked anew; what a check finds stands in its `problems`.

    Words that are moved take quotation, cue and evidence with them, and a text that was only a copy
    of them. Raises UsageError for a field, a stance or a stretch that there is not.
    """
    refuse_unfit(changes, ClaimChanges.__annotations__, "a claim")
    state = "added" if claim.review == "added" else "revised"
    values = {**_said(changes), **_moved(claim, changes, reading), "review": state}
    try:
        told = Claim.model_validate(vars(claim) | values)
    except ValidationError as error:
        raise unfit(error, "a claim") from None
    if "speaker" in changes:
        told = told.model_copy(update={"speaker": _speaker(changes["speaker"], told, reading)})
    problems = rechecked(claim, told, set(changes), lambda one: _check(one, reading))
    return told.model_copy(
        update={"problems": problems, "confidence": confidence_by_hand(problems)}
    )


def _said(changes: ClaimChanges) -> dict[str, object]:
    return {name: changes[name] for name in ("text", "stance") if name in changes}


def _moved(claim: Claim, changes: ClaimChanges, reading: Reading) -> dict[str, object]:
    """The spans after a change, and what follows from them."""
    values: dict[str, object] = {}
    content, cue = claim.content, claim.cue
    if "content" in changes:
        content = stretches(changes["content"], reading)
        cue = _cue(content, claim.cue, reading)
        values["quotation"] = _quotation(content, reading)
        if "text" not in changes and claim.text == _words(claim.content):
            values["text"] = _words(content)
    if "cue" in changes:
        cue = stretch(changes["cue"], reading) if changes["cue"] is not None else None
    if "evidence" in changes:
        values["evidence"] = sentences(stretches(changes["evidence"], reading), reading)
    elif "content" in changes or "cue" in changes:
        values["evidence"] = sentences([*content, *([cue] if cue else [])], reading)
    return values | {"content": content, "cue": cue}


def _words(content: list[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in content)


def _quotation(content: list[Span], reading: Reading) -> Quotation:
    return how_quoted([(span.start, span.end) for span in content], reading.scan.quotes)


def _cue(content: list[Span], before: Span | None, reading: Reading) -> Span | None:
    """The word that grammar sees reporting these words; else the one before, if it still can."""
    attribution = _attribution(content, reading)
    if attribution is not None and attribution.cue is not None:
        return reading.span(*attribution.cue)
    numbers = reading.numbers_of(content)
    if before is None or any(before.overlaps(span) for span in content):
        return None
    return before if reading.number_at(before.start) in numbers else None


def _attribution(content: list[Span], reading: Reading) -> Attribution | None:
    """Of what the text attributes, what shares the most with these words."""

    def shared(attribution: Attribution) -> int:
        return sum(
            max(0, min(end, span.end) - max(start, span.start))
            for start, end in attribution.content
            for span in content
        )

    best = max(reading.threads, key=shared, default=None)
    return best if best is not None and shared(best) else None


def _speaker(given: str | Range, claim: Claim, reading: Reading) -> Speaker:
    """The speaker as the article names them; as given where it does not, which a check then finds."""
    speakers = Speakers(reading)
    if not isinstance(given, str):
        span = stretch(given, reading)
        named = speakers.from_source(span.start, span.end)
        return named or Speaker(name=span.text, canonical=span.text, span=span)
    name = " ".join(given.split())
    near = [(span.start, span.end) for span in claim.evidence]
    found = speakers.from_words(name, near) if name else None
    return found or Speaker(name=name, canonical=name, span=claim.speaker.span)


def _check(claim: Claim, reading: Reading) -> list[Problem]:
    return [*check_claim(claim, reading), *_check_speaker_found(claim, reading)]


def _check_speaker_found(claim: Claim, reading: Reading) -> list[Problem]:
    """A speaker whom a person names is somebody whom the article names."""
    name, at = claim.speaker.name, claim.speaker.span
    if name == AUTHOR or name.lower() in PRONOUNS:  # a check of its own is about pronouns
        return []
    speakers = Speakers(reading)
    near = [(span.start, span.end) for span in claim.evidence]
    by_place = name == at.text and speakers.from_source(at.start, at.end) is not None
    if by_place or speakers.from_words(name, near) is not None:
        return []
    message = f"No source called “{name}” is named in the article."
    return [Problem(code="speaker-not-found", message=message, field="speaker")]
