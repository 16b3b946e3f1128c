"""What the rules have to say about a statement: (statement, source) -> problems, with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from summarizer.scan import find_figures, find_names, tokenize
from summarizer.scan.dates import find_dates
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification.contrast import Contrast, find_contrasts
from summarizer.verification.dates import check_dates
from summarizer.verification.features import Comparison
from summarizer.verification.misattribution import misattributions
from summarizer.verification.names import check_names
from summarizer.verification.negation import check_negation
from summarizer.verification.numbers import check_numbers

__all__ = ["CONTRADICTING", "Finding", "findings", "swaps"]

CONTRADICTING: Final = frozenset(
    """number-differs name-differs negation-differs negation-changed speaker-differs denial-dropped
    denial-added speaker-contradicted role-contradicted type-contradicted""".split()
)
"""Codes of problems that show that the source says it otherwise; the others show that it does not
say it."""

_FOLLOWING: Final = 2
"""Sentences whose words a statement is compared with one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, and the range of the statement that has it (None: no words of its own)."""

    problem: Problem
    place: tuple[int, int] | None


def findings(case: Comparison) -> list[Finding]:
    """Everything that the rules find wrong with a statement, what contradicts it first."""
    told = [Finding(problem, place) for problem, place in misattributions(case)]
    found = [
        *_contrasts(case),
        *told,
        *_negations(case),
        *_numbers(case),
        *_dates(case),
        *_names(case),
    ]
    kept: list[Finding] = []
    for finding in found:
        if not any(_same_place(finding, other) for other in kept):
            kept.append(finding)
    return kept


def swaps(case: Comparison) -> list[Finding]:
    """The numbers and names that stand where the source sentence has others."""
    return [one for one in _contrasts(case) if one.problem.code != "negation-differs"]


def _same_place(one: Finding, other: Finding) -> bool:
    """Whether two findings are about the same words, or both about a negation."""
    if one.place is None or other.place is None:
        return one.problem.code[:8] == other.problem.code[:8]
    return one.place[0] < other.place[1] and other.place[0] < one.place[1]


def _contrasts(case: Comparison) -> Iterator[Finding]:
    roster = case.source.reading.scan.roster
    for found in find_contrasts(case.statement, case.nearest[:_FOLLOWING], roster):
        span = _span(found, case)
        problem = _problem(found.kind, _message(found, case), span)
        yield Finding(problem, found.said)


def _problem(kind: str, message: str, span: Span) -> Problem:
    if kind == "number":
        return Problem(code="number-differs", message=message, span=span)
    if kind == "name":
        return Problem(code="name-differs", message=message, span=span)
    return Problem(code="negation-differs", message=message, span=span)


def _span(found: Contrast, case: Comparison) -> Span:
    segment = case.source.reading.segments[found.line.number - 1]
    if found.told is None:
        return case.source.reading.sentence_span(found.line.number)
    start, end = found.told
    return case.source.reading.span(segment.start + start, segment.start + end)


def _message(found: Contrast, case: Comparison) -> str:
    said = case.statement.text[slice(*found.said)] if found.said else ""
    told = found.line.text[slice(*found.told)] if found.told else ""
    if said and told:
        return f"It says “{said}”; the source has “{told}”."
    if said:
        return f"It says “{said}”, which the source does not have there."
    return f"It leaves out the source's “{told}”."


def _negations(case: Comparison) -> Iterator[Finding]:
    for problem in check_negation(case.statement.text, _evidence(case)):
        yield Finding(problem, None)


def _numbers(case: Comparison) -> Iterator[Finding]:
    text = case.statement.text
    errors = [one for one in check_numbers(text, _evidence(case), "") if one.severity == "error"]
    for problem in errors:
        yield Finding(
            problem, _quoted(problem, [(one.start, one.end) for one in find_figures(text)], text)
        )


def _dates(case: Comparison) -> Iterator[Finding]:
    text, published = case.statement.text, case.source.reading.document.published
    for problem in check_dates(text, _evidence(case), published):
        yield Finding(
            problem, _quoted(problem, [(one.start, one.end) for one in find_dates(text)], text)
        )


def _names(case: Comparison) -> Iterator[Finding]:
    text = case.statement.text
    for problem in check_names(text, case.source.reading, ""):
        names = find_names([tokenize(text)])
        yield Finding(problem, _quoted(problem, [(one.start, one.end) for one in names], text))


def _quoted(problem: Problem, places: list[tuple[int, int]], text: str) -> tuple[int, int] | None:
    """The place whose words the problem's message begins with, past its opening words and mark."""
    for start, end in places:
        at = problem.message.find(text[start:end])
        if 0 <= at <= len("The name “"):
            return start, end
    return None


def _evidence(case: Comparison) -> list[str]:
    return [line.text for line in case.nearest]
