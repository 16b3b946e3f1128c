"""Checks that a claim's speaker is somebody whom the text names, near the claim."""

from summarizer.grounding.reading import Reading
from summarizer.scan import Attribution
from summarizer.scan.lexicon import PRONOUNS
from summarizer.schemas.claim import Claim
from summarizer.schemas.problem import Problem

__all__ = [
    "NEAR_SENTENCES",
    "check_attributed",
    "check_content_is_words_only",
    "check_speaker_beside_cue",
    "check_speaker_named",
    "check_speaker_near",
    "check_speaker_outside_words",
]

# A speaker named further away than this from the evidence is noted: a long quotation over several
# paragraphs stays within it, a name from another part of the article does not.
NEAR_SENTENCES = 8
# Two readings are of the same words when they share this much of the shorter one.
MOST = 0.6


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
    sources = [
        attribution.source
        for attribution in _attributing(claim, reading)
        if attribution.certain and not attribution.pronoun and attribution.source is not None
    ]
    text = reading.document.text
    if not sources or any(_same_source(text[a:b], claim, reading) for a, b in sources):
        return []
    start, end = sources[0]
    message = (
        f"The sentence names “{text[start:end]}” as the source of these words,"
        f" not “{claim.speaker.name}”."
    )
    return [
        Problem(
            code="speaker-contradicted",
            message=message,
            field="speaker",
            span=reading.span(start, end),
        )
    ]


def check_speaker_outside_words(claim: Claim, reading: Reading) -> list[Problem]:
    """Who speaks is named beside what is said, not in it: “The mayor lied” is not the mayor's."""
    if not any(span.covers(claim.speaker.span) for span in claim.content):
        return []
    message = f"“{claim.speaker.name}” stands inside the words; name who says them."
    return [
        Problem(code="speaker-in-words", message=message, field="speaker", span=claim.speaker.span)
    ]


def check_attributed(claim: Claim, reading: Reading) -> list[Problem]:
    """Somebody is reported to say it: there is a cue, or quotation marks around the words."""
    if claim.cue is not None or claim.quotation == "direct":
        return []
    message = "The article tells this in its own voice: nobody is reported to say it."
    return [Problem(code="not-attributed", message=message, field="cue", span=claim.content[0])]


def check_content_is_words_only(claim: Claim, reading: Reading) -> list[Problem]:
    """What is said does not hold who says it: not `Police said the road was shut`."""
    for attribution in _attributing(claim, reading):
        if attribution.cue is None or attribution.source is None:
            continue
        start, end = attribution.source
        if any(
            span.start <= min(start, attribution.cue[0])
            and max(end, attribution.cue[1]) <= span.end
            for span in claim.content
        ):
            said = reading.document.text[start:end]
            message = (
                f"The words hold their own attribution (“{said}”); leave it out of the content."
            )
            return [Problem(code="attribution-in-words", message=message, field="content")]
    return []


def _attributing(claim: Claim, reading: Reading) -> list[Attribution]:
    """What grammar attributes of a claim's words: attributions that share most of their content.

    The one with the claim's own cue, if there is one; else none that stands in another's words, for
    in "Lund says that Brandt fears …" the words that Lund says hold Brandt.
    """
    found = [
        attribution
        for number in reading.numbers_of([*claim.content, *([claim.cue] if claim.cue else [])])
        for attribution in reading.scan.attributions_in.get(number, ())
        if _shares_most(attribution, claim) or _has_cue(attribution, claim)
    ]
    own = [attribution for attribution in found if _has_cue(attribution, claim)]
    return own or [a for a in found if not any(_holds(other, a) for other in found)]


def _has_cue(attribution: Attribution, claim: Claim) -> bool:
    """Whether the claim is this very attribution, if with the words that "this" takes up."""
    return claim.cue is not None and attribution.cue == (claim.cue.start, claim.cue.end)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    """Whether the cue of one attribution stands in the words of another."""
    return inner.cue is not None and any(
        start <= inner.cue[0] and inner.cue[1] <= end for start, end in outer.content
    )


def _shares_most(attribution: Attribution, claim: Claim) -> bool:
    ranges = [(span.start, span.end) for span in claim.content]
    shared = sum(
        max(0, min(end, b) - max(start, a)) for start, end in attribution.content for a, b in ranges
    )
    sizes = [
        sum(end - start for start, end in attribution.content),
        sum(end - start for start, end in ranges),
    ]
    return shared > MOST * min(sizes)


def _same_source(source: str, claim: Claim, reading: Reading) -> bool:
    words = {word.strip(".,’'").lower() for word in source.split()}
    named = {
        word.strip(".,’'").lower()
        for word in [*claim.speaker.name.split(), *claim.speaker.canonical.split()]
    }
    small = {"the", "a", "an", "of", "mr", "mrs", "ms"}
    return bool((words & named) - small)
