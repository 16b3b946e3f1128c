"""What is told of each event beside its sentence, and which of its figures cannot all be right."""

from summarizer.export.report.figures import Conflict, Figure, conflicts
from summarizer.export.wording import facts
from summarizer.schemas.summary import Summary

__all__ = ["event_facts"]


def event_facts(summary: Summary) -> dict[str, list[tuple[str, str]]]:
    """The facts of each event by its id, each with its label; the figures that differ come last.

    `("Differ", "killed sailors: 12 (coast guard), 14 (the hospital)")`: with who gives each figure,
    since nobody has decided between them.
    """
    differing: dict[str, list[str]] = {}
    for conflict in conflicts(summary):
        differing.setdefault(conflict.event.id, []).append(_line(conflict))
    return {
        event.id: [*facts(event), *_differ(differing.get(event.id, []))] for event in summary.events
    }


def _differ(lines: list[str]) -> list[tuple[str, str]]:
    return [("Differ", " · ".join(lines))] if lines else []


def _line(conflict: Conflict) -> str:
    return f"{conflict.what}: {', '.join(map(_figure, conflict.figures))}"


def _figure(figure: Figure) -> str:
    return f"{figure.quantity.text} ({', '.join(figure.speakers) or 'the article'})"
