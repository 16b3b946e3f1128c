"""What is wrong with an item of a summary: its words, its speaker, stance, spans and roles."""

from summarizer.grounding.reading import Reading
from summarizer.scan import name_key
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.verification import check_claim, check_event
from summarizer.verification.evidence import check_spans
from summarizer.verification.features import Comparison
from summarizer.verification.judging import Finding, swaps

__all__ = ["item_findings"]

_PRONOUNS = frozenset("he she it they we i who his her their our its my".split())


def item_findings(item: Event | Claim, case: Comparison) -> list[Finding]:
    """The errors that the checks of a dialogue find in an event or claim, as a person left it.

    Denials are theirs to judge: a claim's text is told without its "denied". An item whose spans
    are not the source's has that problem alone: the other checks rest on the spans.
    """
    reading = case.source.reading
    broken = check_spans(item, reading)
    if broken:
        return [Finding(problem, None) for problem in broken]
    if isinstance(item, Claim):
        problems = [*_speaker_named(item, reading), *check_claim(item, reading)]
    else:
        problems = check_event(item, reading)
    errors = [Finding(problem, None) for problem in problems if problem.severity == "error"]
    return [*swaps(case), *errors]


def _speaker_named(claim: Claim, reading: Reading) -> list[Problem]:
    """Whether the speaker's name is that of the words beside the cue, where these are a name."""
    speaker = claim.speaker
    beside = name_key(speaker.span.text)
    if set(beside) <= _PRONOUNS or set(beside) & set(name_key(speaker.name)):
        return []
    canonical = reading.scan.roster.canonical
    if (known := canonical(speaker.name)) and known == canonical(speaker.span.text):
        return []
    message = f"The claim is given to “{speaker.name}”; the source has “{speaker.span.text}”."
    return [
        Problem(code="speaker-differs", message=message, field="speaker.name", span=speaker.span)
    ]
