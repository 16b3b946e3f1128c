"""What can be measured: each task with the form of its gold and the way it is scored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.errors import SettingsError
from summarizer.evaluation import claims, error_spans, events, incidents, support
from summarizer.evaluation.gold import (
    ClaimsLine,
    ErrorSpansLine,
    EventsLine,
    Gold,
    GoldLine,
    IncidentsLine,
    SupportLine,
)
from summarizer.evaluation.tally import Tally
from summarizer.schemas.summary import Summary
from summarizer.schemas.verdict import SupportReport

__all__ = ["ORACLE", "REPLAY", "TASKS", "CheckTask", "SummaryTask", "Task", "task_named"]


@dataclass(frozen=True, slots=True)
class SummaryTask:
    """Scored on the summary of each document.

    `shown` are the measures that a document's own row shows, with their headings; the totals show
    all.
    """

    name: str
    form: type[GoldLine]
    shown: Mapping[str, str]
    score: Callable[[Gold, Summary], Tally]


@dataclass(frozen=True, slots=True)
class CheckTask:
    """Scored on what `Summarizer.check` says of texts beside each document: one report a text."""

    name: str
    form: type[GoldLine]
    shown: Mapping[str, str]
    texts: Callable[[Gold], list[str]]
    score: Callable[[Gold, Sequence[SupportReport]], Tally]


Task = SummaryTask | CheckTask

_TASKS: Final[tuple[Task, ...]] = (
    SummaryTask(
        "claims",
        ClaimsLine,
        {
            "all cues: attributed resolved": "attributed",
            "verbs of saying: attributed resolved": "by saying",
        },
        claims.score,
    ),
    SummaryTask(
        "incidents", IncidentsLine, {"templates": "templates", "slots": "slots"}, incidents.score
    ),
    SummaryTask(
        "events",
        EventsLine,
        {"events found": "events", "arguments": "arguments"},
        events.score,
    ),
    CheckTask("support", SupportLine, {support.CHECK: "right"}, support.texts, support.score),
    CheckTask(
        "error-spans",
        ErrorSpansLine,
        {error_spans.CHARACTERS: "characters", error_spans.SUMMARIES: "right"},
        error_spans.texts,
        error_spans.score,
    ),
)

TASKS: Final[Mapping[str, Task]] = {task.name: task for task in _TASKS}

REPLAY: Final = "replay"
"""What is measured on a folder of drafts, without gold and without a model: see `replay`."""

ORACLE: Final = "oracle"
"""What is measured on gold of claims or of events without a model: see `oracle`."""


def task_named(name: str) -> Task:
    """The task of that name. Raises SettingsError when there is none."""
    if name not in TASKS:
        names = ", ".join((*TASKS, REPLAY, ORACLE))
        raise SettingsError(f"there is no task {name!r}; choose from {names}")
    return TASKS[name]
