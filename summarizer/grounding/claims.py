"""A claim as a model wrote it, or as grammar shows it, becomes a claim that carries spans."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from summarizer.grounding.confidence import WRITTEN, Certainty, lowered
from summarizer.grounding.evidence import cited, copied
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers, is_nobody
from summarizer.scan import Attribution
from summarizer.scan.lexicon import PRONOUNS
from summarizer.scan.quotes import how_quoted
from summarizer.schemas.claim import Claim, ClaimDraft, Speaker
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["Grounded", "claim_from_attribution", "ground_claim"]


Item = TypeVar("Item", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Grounded(Generic[Item]):
    """An item that stands on spans (None when it cannot), with what was wrong on the way."""

    item: Item | None
    problems: tuple[Problem, ...]


def ground_claim(draft: ClaimDraft, reading: Reading) -> Grounded[Claim]:
    """Place a model's claim on the source: its evidence, content, speaker and cue."""
    numbers, problems = cited(draft.sentences, reading)
    content = copied(draft.content, "content", numbers, reading)
    problems.extend(content.problems)
    if content.span is not None:
        numbers, moved = _with_content(numbers, content.span, reading)
        problems.extend(moved)
    speaker, unnamed = _speaker(draft.speaker, numbers, reading)
    problems.extend(unnamed)
    if content.span is None or speaker is None or not numbers:
        return Grounded(None, tuple(problems))
    evidence = [reading.sentence_span(number) for number in numbers]
    claim = Claim(
        id="",
        speaker=speaker,
        cue=_cue(draft.cue.strip(), content.span, evidence, reading),
        stance=draft.stance,
        text=draft.text.strip() or content.span.text,
        content=[content.span],
        quotation=how_quoted([(content.span.start, content.span.end)], reading.scan.quotes),
        evidence=evidence,
        confidence=lowered(WRITTEN, problems),
        problems=[problem for problem in problems if problem.severity == "note"],
    )
    return Grounded(claim, tuple(problems))


def claim_from_attribution(
    attribution: Attribution,
    speaker: Speaker,
    reading: Reading,
    certainty: Certainty,
    problems: Sequence[Problem] = (),
) -> Claim:
    """The claim that grammar found, with its speaker resolved. Its text is the source's own words."""
    content = [reading.span(start, end) for start, end in attribution.content]
    cue = reading.span(*attribution.cue) if attribution.cue else None
    numbers = sorted({attribution.sentence, *reading.numbers_of(content)})
    return Claim(
        id="",
        speaker=speaker,
        cue=cue,
        stance=attribution.stance,
        text=_told(attribution, content, reading),
        content=content,
        quotation=how_quoted([(s.start, s.end) for s in content], reading.scan.quotes),
        evidence=[reading.sentence_span(number) for number in numbers],
        confidence=lowered(certainty.of(attribution), problems),
        problems=list(problems),
    )


def _told(attribution: Attribution, content: Sequence[Span], reading: Reading) -> str:
    """What is claimed, in the source's words; an object or infinitive with the word that governs it."""
    parts = [span.text for span in content]
    cue = attribution.cue
    if attribution.passive is not None:
        parts[0] = reading.document.text[slice(*attribution.passive)]
    elif attribution.frame != "clause" and cue is not None and cue[1] <= content[0].start:
        parts[0] = reading.document.text[cue[0] : content[0].end]
    return " … ".join(" ".join(part.split()) for part in parts)


def _with_content(
    numbers: list[int], content: Span, reading: Reading
) -> tuple[list[int], list[Problem]]:
    """The evidence must hold the content: sentences that do are added, and said so."""
    holding = reading.numbers_of([content])
    missing = [number for number in holding if number not in numbers]
    if not missing:
        return numbers, []
    if not set(holding) & set(numbers):
        message = f"The words stand in sentence {', '.join(map(str, holding))}, not in those cited."
        note = Problem(
            code="evidence-moved", message=message, field="sentences", span=content, severity="note"
        )
        return holding, [note]
    return sorted({*numbers, *missing}), []


def _speaker(
    words: str, numbers: Sequence[int], reading: Reading
) -> tuple[Speaker | None, list[Problem]]:
    speakers = Speakers(reading)
    found = None
    if words.strip().lower() in PRONOUNS:
        found = _pronoun_speaker(numbers, reading)
    elif not is_nobody(words):
        found = speakers.from_words(words, reading.ranges(numbers))
    if found is not None:
        return found, []
    message = (
        f"No source called “{words}” is named in the article; name the speaker as the article does."
    )
    return None, [Problem(code="speaker-not-found", message=message, field="speaker")]


def _pronoun_speaker(numbers: Sequence[int], reading: Reading) -> Speaker | None:
    for number in numbers:
        for attribution in reading.scan.attributions_in.get(number, ()):
            if attribution.pronoun:
                return Speakers(reading).referent(attribution)
    return None


# A cue is a word or short phrase; a model that gives a whole sentence as one has found none.
MAX_CUE_WORDS = 5


def _cue(words: str, content: Span, evidence: Sequence[Span], reading: Reading) -> Span | None:
    """Where the cue stands in the evidence, beside the content; else the cue that grammar sees."""
    for span in evidence if len(words.split()) <= MAX_CUE_WORDS else ():
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", span.text) if words else ():
            start, end = span.start + match.start(), span.start + match.end()
            if end <= content.start or content.end <= start:
                return reading.span(start, end)
    for number in reading.numbers_of([content]):
        for attribution in reading.scan.attributions_in.get(number, ()):
            if attribution.cue and any(
                start < content.end and content.start < end for start, end in attribution.content
            ):
                return reading.span(*attribution.cue)
    return None
