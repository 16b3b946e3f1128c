"""The figures of every system side by side: tables to read, and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import Any, Final

from benchmarks.peers.answers import Answer, Spent, TaskName
from summarizer.evaluation import Counts, Tally

__all__ = ["Outcome", "Row", "to_json", "to_text"]


@dataclass(frozen=True, slots=True)
class Row:
    """One document of one system."""

    doc_id: str
    answer: Answer
    tally: Tally


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system on all documents, of which there is at least one."""

    system: str
    version: str
    rows: tuple[Row, ...]

    @property
    def tally(self) -> Tally:
        return reduce(add, (row.tally for row in self.rows))

    @property
    def spent(self) -> Spent:
        return reduce(add, (row.answer.spent for row in self.rows))

    @property
    def seconds(self) -> float:
        return sum(row.answer.seconds for row in self.rows)

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Documents that came to nothing, and why."""
        return [(row.doc_id, row.answer.error) for row in self.rows if row.answer.error]


Columns = Mapping[str, tuple[str, str]]
"""Heading to (measure, figure of it)."""

Cells = Sequence[str]


def _claims(cues: str) -> Columns:
    return {
        "recall": (f"{cues}: found", "recall"),
        "precision": (f"{cues}: found", "precision"),
        "F1": (f"{cues}: found", "f1"),
        "speaker right": (f"{cues}: speaker resolved", "f1"),
        "by span": (f"{cues}: speaker by span", "f1"),
        "attributed F1": (f"{cues}: attributed resolved", "f1"),
        "F1 by span": (f"{cues}: attributed by span", "f1"),
        "content": (f"{cues}: content", "f1"),
    }


_TABLES: Final[Mapping[TaskName, Mapping[str, Columns]]] = {
    "claims": {"verbs of saying": _claims("verbs of saying"), "all cues": _claims("all cues")},
    "incidents": {
        "incidents": {
            "slot recall": ("slots", "recall"),
            "slot precision": ("slots", "precision"),
            "slot F1": ("slots", "f1"),
            "templates F1": ("templates", "f1"),
            "false alarms": ("false alarms", "f1"),
        }
    },
}
_SPENT: Final = ("seconds", "calls", "tokens in", "tokens out", "came to nothing")


def to_text(task: TaskName, outcomes: Sequence[Outcome]) -> str:
    """Quality, then cost; below them the documents that came to nothing."""
    parts = [
        _table(
            [title, *columns],
            [[one.system, *_figures(one.tally, columns)] for one in outcomes],
        )
        for title, columns in _TABLES[task].items()
    ]
    parts.append(_table(["all documents", *_SPENT], [_spent(one) for one in outcomes]))
    failed = [
        f"{one.system}: {doc_id}: {error}" for one in outcomes for doc_id, error in one.failures
    ]
    return "\n\n".join([*parts, *failed]) + "\n"


def _table(head: Cells, lines: Sequence[Cells]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in (head, *lines))


def _aligned(line: Cells, widths: Sequence[int]) -> str:
    first, *others = zip(line, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def _figures(tally: Tally, columns: Columns) -> list[str]:
    return [_figure(tally.measures.get(name, Counts()), which) for name, which in columns.values()]


def _figure(counts: Counts, which: str) -> str:
    """Two decimals, or a dash where there is nothing to divide by."""
    parts = {"recall": counts.gold, "precision": counts.predicted}
    divisor = parts.get(which, counts.gold + counts.predicted)
    return f"{getattr(counts, which):.2f}" if divisor else "–"


def _spent(one: Outcome) -> list[str]:
    spent = one.spent
    return [
        one.system,
        f"{one.seconds:,.0f}",
        f"{spent.calls:,}",
        f"{spent.input_tokens:,}",
        f"{spent.output_tokens:,}",
        f"{len(one.failures)} of {len(one.rows)}",
    ]


def to_json(task: TaskName, outcomes: Sequence[Outcome], about: Mapping[str, Any]) -> str:
    """One object: `about` first, then every measure of every system, and its documents."""
    value = {"task": task, **about, "systems": [_system(one) for one in outcomes]}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _system(one: Outcome) -> dict[str, Any]:
    return {
        "system": one.system,
        "version": one.version,
        "seconds": round(one.seconds, 1),
        **asdict(one.spent),
        "measures": {name: _counts(counts) for name, counts in one.tally.measures.items()},
        "documents": [
            {
                "doc_id": row.doc_id,
                "seconds": round(row.answer.seconds, 1),
                **asdict(row.answer.spent),
                "error": row.answer.error,
                "claims": len(row.answer.summary.claims),
                "events": len(row.answer.summary.events),
                "measures": {name: asdict(counts) for name, counts in row.tally.measures.items()},
            }
            for row in one.rows
        ],
    }


def _counts(counts: Counts) -> dict[str, float]:
    return {
        **asdict(counts),
        "recall": round(counts.recall, 4),
        "precision": round(counts.precision, 4),
        "f1": round(counts.f1, 4),
    }
