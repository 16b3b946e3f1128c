"""The engine of this machine for many calls in flight: one process a core, each with its own loop.

A document takes milliseconds of CPU, and one interpreter has one core. Tasks and outcomes go through
pipes; each process has its own client and its own share of the limits, and all have one journal.
"""

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from summarizer.archive.answering import Method
from summarizer.archive.local import Worker, documents_for
from summarizer.archive.work import GO_ON, Outcome, Settle, Task, Tasks
from summarizer.errors import ArchiveError, SummarizerError
from summarizer.models import connect
from summarizer.models.flow import Flow, FlowLimits, FlowState
from summarizer.models.openai_compatible import OpenAICompatible
from summarizer.models.transport import Transport
from summarizer.settings import Settings
from summarizer.store import Journal

__all__ = ["CrewEngine", "Post", "processes_for", "share_of", "spare_collections"]

A_PROCESS_SERVES: Final = 32
"""Calls in flight: below that a process has little to do, and a second one only costs memory."""

GARBAGE: Final = 20_000
"""Objects made since the last look, instead of Python's 700 or 2,000: some tens of documents' worth."""

FLOW_SECONDS: Final = 1.0
"""How often a process tells how its calls flow."""

END_SECONDS: Final = 5.0
"""How long a process may take to end by itself once it is told to."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a process needs to answer tasks. Plain data, keys and all: it goes through a pipe."""

    settings: Settings
    method: Method
    flow: FlowLimits
    journal: Path


def processes_for(in_flight: int, rpm: int | None = None) -> int:
    """How many processes suit so many calls in flight, and so many a minute."""
    most = min(os.cpu_count() or 1, in_flight // A_PROCESS_SERVES)
    return max(1, most if rpm is None else min(most, rpm))


class CrewEngine:
    """So many processes, each with its share of the calls; an `Engine` (see `work`)."""

    def __init__(self, post: Post, processes: int) -> None:
        share = share_of(post.flow, processes)
        self._post = replace(post, flow=share)
        self._processes = processes
        self._each = documents_for(share.max_in_flight)
        self._hands: list[_Hand] = []

    def flow(self) -> FlowState:
        """How calls flow at the moment, all processes together, a second ago at most."""
        return _together([hand.flow for hand in self._hands if hand.flow is not None])

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """As `Engine.run`. Raises ArchiveError when a process dies."""
        self._hands = []
        try:
            await _Shift(self._hands, self._hand, self._each, settle).work(tasks)
        except BaseException:
            for hand in self._hands:
                hand.kill()  # what was answered is in the journal
            raise
        finally:
            await asyncio.gather(*(asyncio.to_thread(hand.end) for hand in self._hands))

    def _hand(self) -> "_Hand | None":
        """One process more, if there may be one."""
        number = len(self._hands) + 1
        return _Hand(self._post, number) if number <= self._processes else None


class _Shift:
    """Tasks handed to whoever has room, outcomes settled as they arrive.

    A process takes a second to start, on a core of its own: the first does so while the first task is
    looked for, each other one once those before it have all they can do.
    """

    def __init__(
        self,
        hands: "list[_Hand]",
        another: "Callable[[], _Hand | None]",
        each: int,
        settle: Settle,
    ) -> None:
        self._hands = hands
        self._another = another
        self._each = each
        self._settle = settle
        self._arrived: asyncio.Queue[tuple[_Hand, Outcome | BaseException]] = asyncio.Queue()

    async def work(self, tasks: Tasks) -> None:
        self._begin()
        more = True
        while more or any(hand.at_work for hand in self._hands):
            # What has arrived goes first: looking for the next task can take seconds.
            free = self._free() if more and self._arrived.empty() else None
            if free is None:
                await self._next_outcome()
                continue
            try:
                task = next(tasks)
            except StopIteration:
                more = False
                continue
            if task is not None:
                free.give(task)
            await asyncio.sleep(0)

    def _free(self) -> "_Hand | None":
        """The one with the least to do, if it has room, or a new one."""
        hand = min(self._hands, key=lambda one: one.at_work)
        return hand if hand.at_work < self._each else self._begin()

    def _begin(self) -> "_Hand | None":
        loop = asyncio.get_running_loop()

        def tell(hand: _Hand, told: Outcome | BaseException) -> None:
            loop.call_soon_threadsafe(self._arrived.put_nowait, (hand, told))

        hand = self._another()
        if hand is not None:
            self._hands.append(hand)
            hand.listen(tell)
        return hand

    async def _next_outcome(self) -> None:
        hand, told = await self._arrived.get()
        if isinstance(told, BaseException):
            raise told
        hand.at_work -= 1
        self._settle(told)


class _Hand:
    """One process, and the pipe to it."""

    def __init__(self, post: Post, number: int) -> None:
        self.at_work = 0
        self.flow: FlowState | None = None
        """As the process last told."""
        # Not forked: the parent has threads and open connections.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_work, args=(theirs, post), name=f"summarizer-{number}", daemon=True
        )
        self._process.start()
        theirs.close()

    def listen(self, tell: "Callable[[_Hand, Outcome | BaseException], None]") -> None:
        """Tells of each outcome, from a thread."""

        def hear() -> None:
            try:
                while True:
                    told = self._pipe.recv()
                    if isinstance(told, FlowState):
                        self.flow = told
                    else:
                        tell(self, told)
            except (EOFError, OSError):
                self._process.join(END_SECONDS)
                with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                    tell(self, _died(self._process))

        threading.Thread(target=hear, daemon=True).start()

    def give(self, task: Task) -> None:
        """Sends a task. That a process is gone is told by `listen`."""
        self.at_work += 1
        with suppress(OSError):
            self._pipe.send(task)

    def kill(self) -> None:
        """Ends the process at once, whatever it is doing."""
        self._process.kill()

    def end(self) -> None:
        """Lets the process end; after a while without asking."""
        with suppress(OSError):
            self._pipe.send(None)
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self.kill()
            self._process.join()
        self._pipe.close()


def _together(states: Sequence[FlowState]) -> FlowState:
    """The flows of several processes as one: it is paused or open when one of them is."""
    return FlowState(
        in_flight=sum(state.in_flight for state in states),
        limit=sum(state.limit for state in states),
        waiting=sum(state.waiting for state in states),
        is_open=any(state.is_open for state in states),
        paused_for=max((state.paused_for for state in states), default=0.0),
        overloads=sum(state.overloads for state in states),
        failures=sum(state.failures for state in states),
    )


def _died(process: SpawnProcess) -> ArchiveError:
    return ArchiveError(
        f"a process of the run ended by itself (exit code {process.exitcode}: out of memory?);"
        f" {GO_ON}, with fewer calls at once"
    )


def spare_collections() -> None:
    """Lets the garbage collector leave alone what was imported, and look less often.

    Going over all that the documents under way consist of took a tenth of a process's time, and up to
    half a second at once. What a finished one leaves behind goes without that: nothing in it holds
    what holds it (tests/test_archive.py); errors and the like are what the collector is for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 500)


def share_of(flow: FlowLimits, processes: int) -> FlowLimits:
    """One process's part of what all may use, so that together they use no more."""

    def part(whole: int) -> int:
        return max(1, whole // processes)

    return replace(
        flow,
        max_in_flight=part(flow.max_in_flight),
        start=part(flow.start),
        rpm=flow.rpm and part(flow.rpm),
        tpm=flow.tpm and part(flow.tpm),
    )


def _work(pipe: Connection, post: Post) -> None:
    """What a process does. When to stop is the parent's business; when it is gone, so is the pipe."""
    for number in (signal.SIGINT, signal.SIGTERM):  # terminals and systemd tell the whole group
        signal.signal(number, signal.SIG_IGN)
    spare_collections()
    try:
        asyncio.run(_answer_all(pipe, post))
    except SummarizerError as error:
        with suppress(OSError):
            pipe.send(error)
    except (EOFError, OSError):
        os._exit(1)  # the parent was killed: end at once, what was answered is in the journal


async def _answer_all(pipe: Connection, post: Post) -> None:
    flow = Flow(post.flow)
    model = connect(post.settings, transport=Transport(flow=flow))
    if isinstance(model, OpenAICompatible):
        model.open()  # it takes a second, in which the parent looks for the first task
    telling = asyncio.create_task(_tell_flow(pipe, flow))
    try:
        with Journal(post.journal, tells_tokens=True) as journal:
            worker = Worker(model, journal, post.method, post.flow.max_in_flight)
            given = _given(pipe)
            async with asyncio.TaskGroup() as group:
                while (task := await given.get()) is not None:
                    if isinstance(task, BaseException):
                        raise task
                    group.create_task(_one(worker, task, pipe))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    finally:
        telling.cancel()
        await model.aclose()


def _given(pipe: Connection) -> "asyncio.Queue[Task | BaseException | None]":
    """What comes through the pipe: tasks, None for the end, or the error that ended it."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Task | BaseException | None] = asyncio.Queue()

    def hear() -> None:
        told: Task | BaseException | None
        while True:
            try:
                told = pipe.recv()
            except Exception as error:  # the pipe is at its end, or holds what cannot be read
                told = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(arrived.put_nowait, told)
            if not isinstance(told, Task):
                return

    # One thread of its own: to hand each task through a pool of them took as long as to unpack it.
    threading.Thread(target=hear, daemon=True).start()
    return arrived


async def _tell_flow(pipe: Connection, flow: Flow) -> None:
    with suppress(OSError):  # the parent is gone: who receives tasks notices, and ends
        while True:
            pipe.send(flow.snapshot())
            await asyncio.sleep(FLOW_SECONDS)


async def _one(worker: Worker, task: Task, pipe: Connection) -> None:
    try:
        outcome = await worker.answer(task)
    except SummarizerError:
        raise
    except Exception as error:  # a fault of this program: whoever looks for it needs the article
        raise ArchiveError(f"a fault at {task.id}: {error!r}; {GO_ON}") from error
    pipe.send(outcome)
