"""How often each kind of doubt is right, as measured on gold, and which are worth a question.

`summarizer eval oracle` measures it: perfect drafts out of gold, and the same with one thing planted wrong
in each. The figure is the share of planted faults among the drafts that raise the doubt, when half of all
drafts are right (docs/quality.md has the counts).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from summarizer.schemas.problem import Problem

__all__ = ["PRECISION", "WORTH_ASKING", "worth_asking"]

WORTH_ASKING: Final = 0.5
"""Least precision of a doubt that is put to a model: below it, most answers are "keep"."""

PRECISION: Final[Mapping[str, float]] = {}
"""Precision by code of doubt; a code that is not here is not measured, and is asked about."""


def worth_asking(problems: Sequence[Problem]) -> list[Problem]:
    """The doubts among problems that are right often enough to be asked about."""
    return [
        problem
        for problem in problems
        if problem.severity == "doubt" and PRECISION.get(problem.code, 1.0) >= WORTH_ASKING
    ]
