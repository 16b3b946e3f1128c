"""The engine of this machine: documents side by side in one event loop."""

import asyncio
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from summarizer.archive.answering import Method, begin, failed_by
from summarizer.archive.work import Outcome, Settle, Task, Tasks, next_task
from summarizer.drivers import Journal, Manner, OnReply, arun
from summarizer.models import Model
from summarizer.models.tracing import document_span

__all__ = ["LocalEngine", "Worker", "documents_for"]

AHEAD: Final = 0.1
"""Documents under way beyond the calls in flight, as a share of these: while one is read or written,
another's call is out in its place. A document takes a hundredth of the time that its calls do."""


def documents_for(in_flight: int) -> int:
    """How many documents keep so many calls in flight; one at a time stays one."""
    return in_flight if in_flight == 1 else ceil(in_flight * (1 + AHEAD))


@dataclass(frozen=True, slots=True)
class Worker:
    """Answers tasks with one model and one journal, any number at a time in one event loop."""

    model: Model
    journal: Journal | None
    method: Method
    in_flight: int
    """Questions of one document asked together; a flow bounds those of all."""
    on_reply: OnReply | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whose dialogue works at the moment."""

    async def answer(self, task: Task) -> Outcome:
        """The task's outcome; a fault of this program fails the task.

        Raises ModelUnavailableError and JournalError, as a driver does, and MachineError.
        """
        with document_span(task.id):
            try:
                return await arun(
                    begin(task, self.method),
                    self.model,
                    self.journal,
                    self.on_reply,
                    Manner(self.in_flight, patient=True, turn=self.turn),
                )
            except Exception as error:
                return failed_by(error, task)


class LocalEngine:
    """So many documents at once in this process; an `Engine` (see `work`)."""

    def __init__(self, worker: Worker, documents: int) -> None:
        self._worker = worker
        self._documents = documents

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """As `Engine.run`."""
        slots = asyncio.Semaphore(self._documents)

        async def one(task: Task) -> None:
            try:
                settle(await self._worker.answer(task))
            finally:
                slots.release()

        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    await slots.acquire()
                    task = await next_task(tasks)
                    if task is None:
                        break
                    group.create_task(one(task))
        except ExceptionGroup as errors:
            # The first error is what cancelled the rest, and what callers expect.
            raise errors.exceptions[0] from None
