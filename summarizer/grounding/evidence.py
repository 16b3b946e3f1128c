"""Sentence numbers and copied words become spans of the source, or problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.grounding.reading import Reading
from summarizer.locate import Difference, Located
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["Copied", "cited", "copied", "quote_problem"]


@dataclass(frozen=True, slots=True)
class Copied:
    """Words a model copied: where they stand (None when they do not), and what was wrong."""

    span: Span | None
    problems: tuple[Problem, ...] = ()


def cited(numbers: Iterable[int], reading: Reading) -> tuple[list[int], list[Problem]]:
    """The cited sentence numbers that exist, in order, and a problem when some or all do not."""
    given = list(dict.fromkeys(numbers))
    valid = sorted(number for number in given if reading.segment(number) is not None)
    if valid and len(valid) == len(given):
        return valid, []
    wrong = [number for number in given if number not in valid]
    message = (
        f"There is no sentence {', '.join(map(str, wrong))}; the article has 1 to {len(reading.segments)}."
        if wrong
        else "No sentence of the article is cited as evidence."
    )
    if valid:
        note = Problem(code="evidence-missing", message=message, field="sentences", severity="note")
        return valid, [note]
    return [], [Problem(code="evidence-missing", message=message, field="sentences")]


def copied(words: str, field: str, near: Sequence[int], reading: Reading) -> Copied:
    """Find words that a model says it copied, nearest to the sentences `near`."""
    located = reading.locator.find(words, reading.ranges(near))
    problem = quote_problem(words, field, located)
    if located.start is None or located.end is None or (problem and problem.severity == "error"):
        return Copied(None, (problem,) if problem else ())
    span = reading.span(located.start, located.end)
    return Copied(span, (problem.model_copy(update={"span": span}),) if problem else ())


def quote_problem(words: str, field: str, located: Located) -> Problem | None:
    """What is wrong with a copy: not there, changed in what matters, or changed in what does not."""
    shown = f"“{words}”" if len(words) <= 200 else f"“{words[:200]}…”"
    if located.status == "missing":
        return Problem(
            code="quote-not-found",
            message=f"The words {shown} are not in the article.",
            field=field,
        )
    if located.altered:
        changes = "; ".join(map(_change, located.differences))
        return Problem(
            code="quote-altered",
            message=f"The words {shown} are not as the article has them: {changes}.",
            field=field,
        )
    if located.status == "fuzzy":
        changes = "; ".join(map(_change, located.differences)) or "small differences"
        return Problem(
            code="quote-inexact",
            message=f"The words {shown} were set right from the article: {changes}.",
            field=field,
            severity="note",
        )
    return None


def _change(difference: Difference) -> str:
    if not difference.quote:
        return (
            f"the article has the {difference.kind} “{difference.source}”, the copy leaves it out"
        )
    if not difference.source:
        return f"the copy adds the {difference.kind} “{difference.quote}”"
    return f"the article has “{difference.source}” where the copy has “{difference.quote}”"
