"""Does a statement in a model's words keep to what its evidence tells?"""

import re
from collections.abc import Sequence

from summarizer.grounding.reading import Reading
from summarizer.scan import tokenize
from summarizer.schemas.claim import Claim
from summarizer.schemas.problem import Problem
from summarizer.verification.polarity import is_english
from summarizer.verification.stems import stem

__all__ = ["check_negation_beside_words", "check_wording"]

# A paraphrase keeps at least half of its evidence's words; what shares fewer tells something else.
KEPT = 0.5
# One foreign word of two can be a synonym; from two on, the statement has another subject.
FOREIGN = 2

# "never | saw the letter", "did not even | see it": the words just before what is copied.
_NEGATED = re.compile(
    r"(?:\b(?:not|never|cannot)|n[’']t)\s+(?!only\b)(?:[\w’'-]+\s+){0,2}\Z", re.IGNORECASE
)
_CLAUSE_MARKS = re.compile(r"[,;:.!?“”\"—–]")


def check_wording(
    statement: str, evidence: Sequence[str], reading: Reading, field: str
) -> list[Problem]:
    """Most words of `statement` stand in its evidence; the article's names may come from elsewhere."""
    if not is_english([statement, *evidence]):
        return []
    known = _stems(" ".join(evidence))
    if len(_stems(statement) - known) < FOREIGN:
        return []  # what is told in the source's own words, as most is: no name can change it
    named = {root for name in reading.scan.names for root in _stems(name.text)}
    words = _stems(statement) - (named - known)
    foreign = words - known
    if len(foreign) < FOREIGN or len(words) - len(foreign) >= KEPT * len(words):
        return []
    message = f"Most of “{statement[:80]}” is not in the evidence; tell only what that says."
    return [
        Problem(code="statement-not-in-evidence", severity="doubt", message=message, field=field)
    ]


def check_negation_beside_words(claim: Claim, reading: Reading) -> list[Problem]:
    """The words of a claim are not cut out of a negated clause: not `saw it` of “never saw it”."""
    if claim.stance in ("denies", "doubts"):
        return []
    return [
        Problem(
            code="negation-cut-off",
            severity="doubt",
            message=f"The article has “{before.group().strip()}” before “{span.text[:60]}”; copy it too.",
            field=f"content[{index}]",
            span=span,
        )
        for index, span in enumerate(claim.content)
        if (before := _NEGATED.search(_clause_before(span.start, claim, reading)))
    ]


def _clause_before(offset: int, claim: Claim, reading: Reading) -> str:
    """The text between the last mark or word of saying, the claim's own among them, and `offset`."""
    number = reading.number_at(offset)
    if number is None:
        return ""
    sentence = reading.scan.sentence(number)
    cues = [*(cue.end for cue in sentence.cues), *([claim.cue.end] if claim.cue else [])]
    start = max([sentence.start, *(end for end in cues if end <= offset)])
    return _CLAUSE_MARKS.split(reading.document.text[start:offset])[-1]


def _stems(text: str) -> set[str]:
    return {root for token in tokenize(text) if (root := stem(token.lower))}
