"""Checks of how a claim is reported: its stance and its quotation marks."""

from summarizer.grounding.reading import Reading
from summarizer.scan import Attribution
from summarizer.scan.quotes import how_quoted
from summarizer.schemas.claim import Claim
from summarizer.schemas.problem import Problem

__all__ = ["check_confirmation_shown", "check_denial_kept", "check_quotation_kind"]


def check_quotation_kind(claim: Claim, reading: Reading) -> list[Problem]:
    """The kind of quotation is what the marks in the source show."""
    ranges = [(span.start, span.end) for span in claim.content]
    shown = how_quoted(ranges, reading.scan.quotes)
    if shown == claim.quotation:
        return []
    message = f"The source's quotation marks make it {shown}, not {claim.quotation}."
    return [Problem(code="quotation-kind", message=message, field="quotation")]


def check_denial_kept(claim: Claim, reading: Reading) -> list[Problem]:
    """Words that the source reports as denied are not listed as asserted, nor the other way round."""
    attribution = _attribution_of(claim, reading)
    if attribution is None:
        return []
    allowed = {"denies"} if attribution.lemma in _DENYING else {"denies", "criticises", "doubts"}
    if attribution.lemma in _UNWILLING:
        return []
    if attribution.stance == "denies" and claim.stance not in allowed:
        message = (
            f"The article says that this is denied (“{attribution.lemma}”): the stance is denies."
        )
        return [Problem(code="denial-dropped", severity="doubt", message=message, field="stance")]
    if claim.stance == "denies" and attribution.lemma in _PLAIN and not _negative(claim):
        message = f"The article has “{attribution.lemma}” and no “not”: nothing is denied here."
        return [Problem(code="denial-added", severity="doubt", message=message, field="stance")]
    return []


def check_confirmation_shown(claim: Claim, reading: Reading) -> list[Problem]:
    """A plain "said" confirms nothing, unless the words themselves do."""
    attribution = _attribution_of(claim, reading)
    if claim.stance != "confirms" or attribution is None or attribution.lemma not in _PLAIN:
        return []
    if _CONFIRMING & {word.strip('.,“”"’').lower() for word in _words_of(claim)}:
        return []
    cue = f"“{attribution.lemma}”" if attribution.lemma else "quotation"
    message = f"The article has a plain {cue} here, which confirms nothing: the stance is asserts."
    return [Problem(code="confirmation-added", severity="doubt", message=message, field="stance")]


# Verbs that do nothing but deny; who rejects or disputes something may also criticise or doubt it.
_DENYING = frozenset({"deny", "refute", "rebuff", "disavow", "repudiate"})
# Who refuses to do something says nothing of whether it is so: "declined the post" may be told as it is.
_UNWILLING = frozenset({"refuse", "decline", "resist", "oppose", "fail", "avoid"})
_PLAIN = frozenset({"", "say", "add", "tell", "state", "according to", "announce", "write"})
_CONFIRMING = frozenset(
    """confirm confirms confirmed true indeed yes admit admits admitted acknowledge acknowledged
    correct right concede conceded""".split()
)


def _words_of(claim: Claim) -> list[str]:
    return " ".join(span.text for span in [*claim.content, *claim.evidence]).split()


def _attribution_of(claim: Claim, reading: Reading) -> Attribution | None:
    """What the grammar makes of the same words: with the claim's own cue, where it has one."""
    numbers = reading.numbers_of([*claim.content, *([claim.cue] if claim.cue else [])])
    near = [a for n in numbers for a in reading.scan.attributions_in.get(n, ())]
    cue = (claim.cue.start, claim.cue.end) if claim.cue else None
    own = [attribution for attribution in near if cue and attribution.cue == cue]
    sharing = [
        attribution
        for attribution in near
        if any(
            start <= part.start < end or part.start <= start < part.end
            for start, end in attribution.content
            for part in claim.content
        )
    ]
    return next(iter([*own, *sharing]), None)


_NEGATIVE = frozenset(
    """no not never none nothing nobody neither nor without deny denies denied false untrue wrong
    refuse refuses refused reject rejects rejected""".split()
)


def _negative(claim: Claim) -> bool:
    words = " ".join(span.text for span in [*claim.content, *claim.evidence]).lower()
    return (
        "n't" in words
        or "n’t" in words
        or any(word.strip('.,“”"') in _NEGATIVE for word in words.split())
    )
