"""What an engine is given and what it gives back: one document's task, and its outcome."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from summarizer.documents import Document

__all__ = [
    "GO_ON",
    "Counts",
    "Done",
    "Engine",
    "Failed",
    "Outcome",
    "Settle",
    "Task",
    "Tasks",
    "next_task",
]

GO_ON: Final = "run the same command again to go on"
"""What to do about an error that ends a run."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document to be summarized. It goes to other processes and machines, so it is plain data."""

    key: bytes
    """The record's digest: what the run knows it by."""
    id: str
    """The record's own id, which stands in its row."""
    document: Document
    known: str | None = None
    """For a copy: the public JSON of the summary of the article it is a copy of."""


Tasks = Iterator[Task | None]
"""Tasks as they are found. None says that records were gone through and no task was among them: whoever
takes tasks lets its event loop go on there, for a finished archive is a million such records."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one document came to and took, for progress and totals. `cost` is in USD."""

    events: int = 0
    claims: int = 0
    rejected: int = 0
    carried: int = 0
    """Items taken over from the article it is a copy of."""
    saved: int = 0
    """Calls that the article it is a copy of took, and this one did not."""
    questions: int = 0
    replayed: int = 0
    """Questions answered out of the journal this time."""
    calls: int = 0
    """Calls made this time, failed attempts too; so are the tokens and the cost below."""
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    estimated: int = 0
    """Calls whose tokens are estimated: the server tells none."""


@dataclass(frozen=True, slots=True)
class Done:
    """A document's summary. `row` is its public JSON on one line, the record's `id` first."""

    key: bytes
    id: str
    row: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Failed:
    """A document without a summary; what was answered of it is in the journal."""

    key: bytes
    id: str
    reason: str
    counts: Counts = Counts()
    trace: str | None = None
    """Where this program is at fault: what happened, for whoever mends it."""


Outcome = Done | Failed

Settle = Callable[[Outcome], None]
"""Told of each outcome as it comes, and keeps it."""


class Engine(Protocol):
    """Something that works through tasks: this machine, the Batch API, a Ray cluster."""

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """Works until `tasks` ends and all outcomes are settled; takes only what it has room for,
        and gives way at every None (see `Tasks`).

        When it is cancelled it lets go of what is under way; replies that came are in the journal.
        Raises ModelUnavailableError when no question will be answered any more, JournalError when
        replies cannot be kept, and what `settle` raises.
        """


async def next_task(tasks: Tasks) -> Task | None:
    """The next task; None when there are no more. The event loop goes on while it is looked for."""
    for task in tasks:
        await asyncio.sleep(0)
        if task is not None:
            return task
    return None
