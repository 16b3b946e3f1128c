"""Checks that a claim's speaker is somebody whom the text names, near the claim."""

from summarizer.grounding.reading import Reading
from summarizer.scan.lexicon import PRONOUNS
from summarizer.schemas.claim import Claim
from summarizer.schemas.problem import Problem

__all__ = [
    "NEAR_SENTENCES",
    "check_speaker_beside_cue",
    "check_speaker_named",
    "check_speaker_near",
]

# A speaker named further away than this from the evidence is noted: a long quotation over several
# paragraphs stays within it, a name from another part of the article does not.
NEAR_SENTENCES = 8


def check_speaker_named(claim: Claim, reading: Reading) -> list[Problem]:
    """A speaker has a name or description; a bare pronoun is none."""
    if claim.speaker.name.strip().lower() in PRONOUNS:
        message = f"“{claim.speaker.name}” does not say who; name the speaker as the article does."
        return [Problem(code="speaker-unresolved", message=message, field="speaker")]
    return []


def check_speaker_near(claim: Claim, reading: Reading) -> list[Problem]:
    """The speaker is named in or near the sentences that show the claim."""
    at = reading.number_at(claim.speaker.span.start)
    numbers = reading.numbers_of(claim.evidence)
    if at is None or not numbers:
        return []
    if min(abs(at - number) for number in numbers) <= NEAR_SENTENCES:
        return []
    message = f"“{claim.speaker.name}” stands in sentence {at}, far from the words of the claim."
    return [
        Problem(
            code="speaker-far",
            message=message,
            field="speaker",
            span=claim.speaker.span,
            severity="note",
        )
    ]


def check_speaker_beside_cue(claim: Claim, reading: Reading) -> list[Problem]:
    """Where a sentence names the source of these words beside the cue, the speaker is that source."""
    cued = [] if claim.cue is None else reading.numbers_of([claim.cue])
    for attribution in (a for n in cued for a in reading.scan.attributions_in.get(n, ())):
        if not attribution.certain or attribution.pronoun or attribution.source is None:
            continue
        if claim.cue is None or attribution.cue != (claim.cue.start, claim.cue.end):
            continue
        if not any(
            start < part.end and part.start < end
            for start, end in attribution.content
            for part in claim.content
        ):
            continue
        start, end = attribution.source
        source = reading.document.text[start:end]
        if _same_source(source, claim, reading):
            return []
        message = f"The sentence names “{source}” as the source of these words, not “{claim.speaker.name}”."
        return [
            Problem(
                code="speaker-contradicted",
                message=message,
                field="speaker",
                span=reading.span(start, end),
            )
        ]
    return []


def _same_source(source: str, claim: Claim, reading: Reading) -> bool:
    words = {word.strip(".,’'").lower() for word in source.split()}
    named = {
        word.strip(".,’'").lower()
        for word in [*claim.speaker.name.split(), *claim.speaker.canonical.split()]
    }
    small = {"the", "a", "an", "of", "mr", "mrs", "ms"}
    return bool((words & named) - small)
