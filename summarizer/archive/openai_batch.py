"""The engine of the Batch API: many documents' rounds in one file, answered within a day.

    a round     each document's dialogue is gone through with the replies there are; where it stops,
                its questions become lines of a batch
    submitting  lines and batch are noted, the file goes up, the batch is begun, each noted again
    collecting  batches are looked at until all have ended; their results are noted as they came
    …           and the next round reads them: repairs are lines of further batches

A kill between any two of these loses nothing and asks nothing twice: what is noted tells where to
go on, and a batch that was begun and not noted is found by its mark. Batches go on at the provider
when this program stops. In memory is one window of documents, never a question or a reply.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from summarizer.archive.answering import failed_by
from summarizer.archive.batch_files import RequestFiles, on_disk, results_in
from summarizer.archive.work import Counts, Outcome, Settle, Task, Tasks, next_task
from summarizer.drivers.desk import Dialogue, Journal
from summarizer.drivers.replay import Missing, replay
from summarizer.errors import ModelUnavailableError
from summarizer.models.batch_service import MAX_BYTES, MAX_REQUESTS, BatchService, BatchState
from summarizer.rounds import Question, Reply, Tokens
from summarizer.store.batches import Batches, PlannedBatch

__all__ = ["BatchOptions", "BatchProgress", "Begin", "OpenAIBatchEngine"]

logger = logging.getLogger(__name__)

WINDOW: Final = 5_000
"""Documents at a time. With two or three questions of 10 KB each they fill a file or two, and their
texts take some tens of megabytes here."""

SUBMISSIONS: Final = 3
"""How often a question is sent before its document is given up: a batch that expires once may do
so on a busy day, and one that does so three times will on the fourth."""

FIRST_POLL: Final = 10.0
LONGEST_POLL: Final = 120.0
POLL_GROWTH: Final = 1.5
"""Seconds between two looks: small batches end within minutes, large ones take hours."""

QUEUE_PAUSE: Final = 600.0
QUEUE_PAUSES: Final = 144
"""Seconds to wait while an account's queue has room for no batch, and how often: a day in all, after
which whatever else is in the queue has ended."""

_QUEUE_FULL: Final = "token_limit_exceeded"
"""OpenAI's code for a batch that is refused because too many tokens wait in the account's queue."""

_OURS: Final = re.compile(r"[0-9a-f]{32}\.(?:jsonl|\d)")
"""Files that this engine writes: a batch's requests, and each of its two files of results."""

_OF_NO_LINE: Final = frozenset({_QUEUE_FULL, "model_not_found"})
"""Codes that concern the whole batch, though one of its lines may be named with them."""

Begin = Callable[[Task], Dialogue[Outcome]]
"""The dialogue about a task, from its beginning, up to its outcome: Failed after a failed reply."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Questions, of this round: sent, still waiting for an answer, and done."""

    submitted: int
    waiting: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What one run of the engine goes by. `folder` holds files on their way, for minutes."""

    run: str
    """The same each time the run is started: by it the run knows its batches."""
    folder: Path
    window: int = WINDOW
    max_requests: int = MAX_REQUESTS
    max_bytes: int = MAX_BYTES
    first_poll: float = FIRST_POLL
    longest_poll: float = LONGEST_POLL
    queue_pause: float = QUEUE_PAUSE
    queue_pauses: int = QUEUE_PAUSES
    on_progress: Callable[[BatchProgress], None] = lambda progress: None


class OpenAIBatchEngine:
    """Works through tasks by OpenAI's Batch API: one instance, and one process, for a run."""

    def __init__(
        self,
        service: BatchService,
        begin: Begin,
        journal: Journal,
        batches: Batches,
        options: BatchOptions,
    ) -> None:
        self._service = service
        self._begin = begin
        self._journal = journal
        self._batches = batches
        self._options = options
        self._max_requests = options.max_requests
        self._spent: dict[bytes, Tokens] = {}
        """What documents under way took this time, by the key of their task."""
        self._out_of_order = ""
        self._no_room = ""
        """Why a batch of this round was refused, when it may be accepted later."""
        self._pauses_left = options.queue_pauses

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """As `Engine.run`. Cancelled, it leaves its batches to go on; the next run finds them.

        Raises ModelUnavailableError also when a batch was refused as a whole, or cancelled by
        somebody: the message says what to mend before the run is started again; ArchiveError when
        `folder` cannot be written.
        """
        with on_disk(self._options.folder):
            self._options.folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
        await self._submit()
        waiting: list[Task] = []
        while waiting := await self._round(chain(waiting, tasks), settle):
            await self._collect()
            await self._wait_for_room()

    async def _round(self, tasks: Tasks, settle: Settle) -> list[Task]:
        """Takes a window of documents one step on; those whose questions are now on their way."""
        waiting: list[Task] = []
        with RequestFiles(
            self._options.folder, self._max_requests, self._options.max_bytes
        ) as files:
            # A step takes milliseconds; a window of them has to give way.
            while (task := await next_task(tasks)) is not None:
                step = self._step(task)
                if isinstance(step, Missing):
                    waiting.append(task)
                    self._ask(step, files)
                else:
                    settle(step)
                if len(waiting) >= self._options.window:
                    break
            if self._out_of_order:  # only now: what else had arrived is kept
                raise ModelUnavailableError(f"the Batch API: {self._out_of_order}")
        for key, custom_ids in files.written.items():
            self._batches.plan(key, custom_ids)
        await self._submit()
        return waiting

    def _step(self, task: Task) -> Outcome | Missing:
        """The document's outcome, or the questions that it waits for."""
        try:
            return self._replayed(task)
        except Exception as error:
            return failed_by(error, task)

    def _replayed(self, task: Task) -> Outcome | Missing:
        failed: list[str] = []

        def known(question: Question) -> Reply | None:
            reply = self._known(question, task)
            if reply is not None and reply.status == "failed":
                failed.append(question.fingerprint)
            return reply

        step = replay(self._begin(task), known)
        if isinstance(step, Missing):
            return step
        for fingerprint in failed:
            self._batches.forget(fingerprint)  # a later run may try again
        spent = self._spent.pop(task.key, Tokens())
        return replace(step.result, counts=_counts(step.result.counts, spent))

    def _known(self, question: Question, task: Task) -> Reply | None:
        """The reply out of the journal, or just arrived and now in it, or why there will be none."""
        model = self._service
        reply = self._journal.get(question.fingerprint, model.name, model.parameters)
        if reply is not None:
            return reply
        reply = self._arrived(question)
        if reply is None or reply.status == "failed":
            return reply
        # In this order: a line that stays behind is never looked at again, a lost one is asked anew.
        self._journal.put(question, model.name, reply, model.parameters)
        self._batches.forget(question.fingerprint)
        self._spent[task.key] = self._spent.get(task.key, Tokens()) + reply.tokens
        return reply

    def _arrived(self, question: Question) -> Reply | None:
        """What batches brought; None where another one may."""
        line = self._batches.line(question.fingerprint)
        problems = line.problems
        if line.answer is not None:
            result = self._service.read(line.answer, question)
            if isinstance(result, Reply):
                return result
            if result.hopeless:
                self._out_of_order = result.reason
                self._batches.forget(question.fingerprint)
                return None
            self._batches.fail(line.batch, question.fingerprint, result.reason)
            problems = (*problems, result.reason)
        if len(problems) < SUBMISSIONS:
            return None
        return Reply("", "failed", f"{problems[-1]} ({SUBMISSIONS} batches)")

    def _ask(self, missing: Missing, files: RequestFiles) -> None:
        """Writes down the questions that no batch asks already."""
        for question in missing.questions:
            if not self._batches.line(question.fingerprint).open:
                files.add(question.fingerprint, self._service.line_for(question))

    async def _submit(self) -> None:
        """Begins every batch that is noted and not known to have begun."""
        for batch in self._batches.unfinished():
            if batch.batch_id is None:
                await self._submit_one(batch)

    async def _submit_one(self, batch: PlannedBatch) -> None:
        """From wherever an earlier run left it. A file that went up twice costs nothing."""
        file = self._file(batch.key)
        state = None
        if batch.file_id is not None:  # an earlier run got this far, and maybe further
            state = await self._service.find(batch.key, batch.planned_at)
        if state is None and not file.exists():
            logger.warning("the file of batch %s is gone; its questions are put anew", batch.key)
            self._batches.reject(batch.key, {})
            return
        if state is None:
            with on_disk(file):
                file_id = await self._service.upload(file)
            self._batches.uploaded(batch.key, file_id)
            state = await self._service.create(file_id, batch.key, self._options.run)
        self._batches.submitted(batch.key, state.id)
        file.unlink(missing_ok=True)

    async def _collect(self) -> None:
        """Waits until all batches have ended, and notes what they brought."""
        pause = self._options.first_poll
        self._no_room = ""
        done: dict[str, tuple[int, int]] = {}
        while batches := self._batches.unfinished():
            for batch in batches:
                done[batch.key] = (await self._look_at(batch), batch.requests)
            self._tell(done)
            if self._batches.unfinished():
                await asyncio.sleep(pause)
                pause = min(pause * POLL_GROWTH, self._options.longest_poll)

    def _tell(self, done: dict[str, tuple[int, int]]) -> None:
        submitted = sum(requests for _, requests in done.values())
        finished = sum(number for number, _ in done.values())
        self._options.on_progress(BatchProgress(submitted, submitted - finished, finished))

    async def _look_at(self, batch: PlannedBatch) -> int:
        """How many of a batch's requests are done; all, once what it brought is noted."""
        assert batch.batch_id is not None  # `_submit` comes first
        state = await self._service.retrieve(batch.batch_id)
        if state is None:
            lost = f"the service does not know batch {batch.batch_id} any more"
            self._batches.keep(batch.key, "lost", (), lost)
        elif state.status == "failed":
            self._refused(batch, state)
        elif state.ended:
            await self._take_in(batch, state)
        else:
            return state.done
        return batch.requests

    async def _take_in(self, batch: PlannedBatch, state: BatchState) -> None:
        """Notes the results of a batch that has ended, of both its files."""
        targets = [self._file(batch.key, str(number)) for number, _ in enumerate(state.files)]
        for file_id, target in zip(state.files, targets, strict=True):
            with on_disk(target):
                await self._service.download(file_id, target)
        cancelled = state.status == "cancelled"
        unanswered = None if cancelled else f"batch {state.id} {state.status} without an answer"
        results = chain.from_iterable(map(results_in, targets))
        kept = self._batches.keep(batch.key, state.status, results, unanswered)
        if kept.unknown or kept.twice:
            logger.warning(
                "batch %s: %d lines unknown, %d lines twice", state.id, kept.unknown, kept.twice
            )
        for target in targets:
            target.unlink(missing_ok=True)
        self._max_requests = min(self._max_requests * 2, self._options.max_requests)
        self._pauses_left = self._options.queue_pauses
        if cancelled:  # somebody meant it
            raise ModelUnavailableError(
                f"batch {state.id} was cancelled; what it brought is kept,"
                " and starting again asks the rest"
            )

    def _refused(self, batch: PlannedBatch, state: BatchState) -> None:
        """A batch that was not begun: for some lines' sake, for want of room, or for good."""
        codes = {fault.code for fault in state.faults}
        lines = {one.line: one.message for one in state.faults if one.line is not None}
        reason = state.faults[0].message if state.faults else "no reason given"
        logger.warning("batch %s was refused: %s", state.id, reason)
        if lines and not codes & _OF_NO_LINE:
            self._batches.reject(batch.key, lines)
            return
        self._batches.reject(batch.key, {})
        refusal = f"the Batch API refused batch {state.id}: {reason}"
        if _QUEUE_FULL not in codes:
            raise ModelUnavailableError(f"{refusal}; mend that and start again")
        self._max_requests = max(batch.requests // 2, 1)
        self._no_room = refusal

    async def _wait_for_room(self) -> None:
        """A pause, when the queue was full in this round."""
        if not self._no_room:
            return
        if not self._pauses_left:
            raise ModelUnavailableError(f"{self._no_room}; start again when there is room")
        self._pauses_left -= 1
        await asyncio.sleep(self._options.queue_pause)

    def _file(self, key: str, kind: str = "jsonl") -> Path:
        return self._options.folder / f"{key}.{kind}"

    def _sweep(self) -> None:
        """Removes what a killed run left half written; whole files have a batch noted."""
        whole = {self._file(batch.key) for batch in self._batches.unfinished()}
        for file in self._options.folder.iterdir():
            if _OURS.fullmatch(file.name) and file not in whole:
                file.unlink()


def _counts(counts: Counts, spent: Tokens) -> Counts:
    """`counts` with what was spent this time; the rest was replayed."""
    return replace(
        counts,
        replayed=max(counts.questions - spent.calls, 0),
        calls=spent.calls,
        input_tokens=spent.input,
        cached_tokens=spent.cached,
        output_tokens=spent.output,
        cost=spent.cost,
        estimated=spent.estimated,
    )
