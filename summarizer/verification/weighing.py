"""From what was found and counted to a verdict, a probability and the characters that are not shown."""

from collections.abc import Mapping, Sequence
from math import exp

from summarizer.schemas.verdict import Flag, Verdict
from summarizer.verification.calibration import (
    CONTRADICTED,
    COPIED,
    NOT_SHOWN,
    WITH_MODEL,
    WITHOUT_MODEL,
    Calibration,
)
from summarizer.verification.features import Comparison, features
from summarizer.verification.judging import CONTRADICTING, Finding
from summarizer.verification.statements import Statement

__all__ = ["flags_of", "inputs", "is_decided", "probability", "weighed"]


LARGEST_LOGIT = 30.0
"""Beyond it a probability is 0 or 1 to any reader, and `exp` overflows."""


def is_decided(case: Comparison, found: Sequence[Finding]) -> bool:
    """Whether no model is needed: the rules found an error, or a sentence of the source is it."""
    return bool(found) or not case.nearest or is_copied(case)


def is_copied(case: Comparison) -> bool:
    """Whether the statement is, word for word, a whole sentence of the source."""
    return any(line.words == case.statement.words for line in case.nearest)


def weighed(
    case: Comparison, found: Sequence[Finding], log_odds: float | None
) -> tuple[Verdict, float]:
    """The verdict and the probability that the source supports all of the statement."""
    codes = {finding.problem.code for finding in found}
    if codes & CONTRADICTING:
        return "contradicted", CONTRADICTED
    if codes or not case.nearest:
        return "not_found", NOT_SHOWN
    if is_copied(case):
        return "supported", COPIED
    calibration = WITHOUT_MODEL if log_odds is None else WITH_MODEL
    support = probability(inputs(case, log_odds), calibration)
    return ("supported" if support >= calibration.threshold else "not_found"), support


def inputs(case: Comparison, log_odds: float | None) -> Mapping[str, float]:
    """The features that a calibration weighs; `log_odds` among them where a model was asked."""
    known = {} if log_odds is None else {"log_odds": log_odds}
    return {**features(case), **known}


def probability(values: Mapping[str, float], calibration: Calibration) -> float:
    """The logistic model's probability."""
    total = calibration.intercept + sum(
        weight * values[name] for name, weight in calibration.weights.items()
    )
    return 1 / (1 + exp(-max(-LARGEST_LOGIT, min(LARGEST_LOGIT, total))))


def flags_of(
    statement: Statement, case: Comparison, found: Sequence[Finding], verdict: Verdict
) -> list[Flag]:
    """The characters at fault; those of words that no sentence of the source has where nothing in
    particular is.
    """
    begin = statement.start + statement.told
    placed = [
        Flag(start=begin + one.place[0], end=begin + one.place[1], reason=one.problem.code)
        for one in found
        if one.place is not None
    ]
    if placed or verdict == "supported":
        return placed
    return [
        Flag(start=begin + token.start, end=begin + token.end, reason="word-not-found")
        for token, root in zip(case.statement.tokens, case.statement.stems, strict=True)
        if root and root not in case.source.content
    ]
