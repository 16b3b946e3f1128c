"""The engine of this machine: documents side by side in one event loop."""

import asyncio
from dataclasses import dataclass

from summarizer.archive.answering import Method, begin
from summarizer.archive.work import Outcome, Settle, Task, Tasks, next_task
from summarizer.drivers import Journal, Manner, OnReply, arun
from summarizer.models import Model
from summarizer.models.tracing import document_span

__all__ = ["LocalEngine", "Worker"]


@dataclass(frozen=True, slots=True)
class Worker:
    """Answers tasks with one model and one journal, any number at a time in one event loop."""

    model: Model
    journal: Journal | None
    method: Method
    in_flight: int
    """Questions of one document asked together; a flow bounds those of all."""
    on_reply: OnReply | None = None

    async def answer(self, task: Task) -> Outcome:
        """The task's outcome. Raises ModelUnavailableError and JournalError, as a driver does."""
        with document_span(task.id):
            return await arun(
                begin(task, self.method),
                self.model,
                self.journal,
                self.on_reply,
                Manner(self.in_flight, patient=True),
            )


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
