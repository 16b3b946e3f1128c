"""The engine of this machine for many calls in flight: one process a core, each with its own loop.

A document takes milliseconds of CPU, and one interpreter has one core. Tasks and outcomes go through
pipes; each process has its own client and its own share of the limits, and all have one journal.
"""

import asyncio
import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from summarizer.archive.answering import Method
from summarizer.archive.local import Worker, documents_for
from summarizer.archive.processes import Child, be_deaf, cores
from summarizer.archive.work import GO_ON, Failed, Outcome, Settle, Task, Tasks
from summarizer.errors import ArchiveError, SummarizerError
from summarizer.models import connect
from summarizer.models.flow import Flow, FlowLimits, FlowState
from summarizer.models.openai_compatible import OpenAICompatible
from summarizer.models.transport import Transport
from summarizer.settings import Settings
from summarizer.store import Journal

__all__ = ["CrewEngine", "Post", "processes_for", "shares_of", "spare_collections"]

A_PROCESS_SERVES: Final = 32
"""Calls in flight: below that a process has little to do, and a second one only costs memory."""

FEWEST: Final = 2
"""Processes, where there are cores and two calls for each: a server of one's own may answer within
milliseconds, and one core then makes no more than 15 questions in a tenth of a second."""

DEATHS: Final = 8
"""Processes that die one after the other, with nothing finished in between: then it is the machine."""

GARBAGE: Final = 20_000
"""Objects made since the last look, instead of Python's 700 or 2,000: some tens of documents' worth."""

FLOW_SECONDS: Final = 1.0
"""How often a process tells how its calls flow."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a process needs to answer tasks. Plain data, keys and all: it goes through a pipe."""

    settings: Settings
    method: Method
    flow: FlowLimits
    journal: Path


def processes_for(in_flight: int, rpm: int | None = None) -> int:
    """How many processes suit so many calls in flight, and so many a minute."""
    suit = max(in_flight // A_PROCESS_SERVES, min(FEWEST, in_flight // 2))
    most = min(cores(), suit)
    return max(1, most if rpm is None else min(most, rpm))


class CrewEngine:
    """So many processes, each with its share of the calls; an `Engine` (see `work`)."""

    def __init__(self, post: Post, processes: int) -> None:
        self._posts = [replace(post, flow=share) for share in shares_of(post.flow, processes)]
        self._hands: list[_Hand] = []

    def flow(self) -> FlowState:
        """How calls flow at the moment, all processes together, a second ago at most."""
        return _together([hand.flow for hand in self._hands if hand.flow is not None])

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """As `Engine.run`. A process that dies is replaced, and the document that it dies of fails.

        Raises ArchiveError when processes die for other reasons.
        """
        self._hands = []
        try:
            await _Shift(self._hands, self._posts, settle).work(tasks)
        except BaseException:
            for hand in self._hands:
                hand.kill()  # what was answered is in the journal
            raise
        finally:
            await asyncio.gather(*(asyncio.to_thread(hand.end) for hand in self._hands))


class _Shift:
    """Tasks handed to whoever has room, outcomes settled as they arrive.

    A process takes a second to start, on a core of its own: the first does so while the first task is
    looked for, each other one once those before it have all they can do. Of a process that has died
    nobody knows which document it was: the one in its place has them one at a time, and what it dies
    of has failed.
    """

    def __init__(self, hands: "list[_Hand]", posts: Sequence[Post], settle: Settle) -> None:
        self._hands = hands
        self._posts = list(posts)
        """Those that nobody is at."""
        self._settle = settle
        self._deaths = 0
        self._arrived: asyncio.Queue[tuple[_Hand, Outcome | BaseException | None]] = asyncio.Queue()

    async def work(self, tasks: Tasks) -> None:
        self._begin()
        more = True
        while more or any(hand.tasks for hand in self._hands):
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
        free = [hand for hand in self._hands if hand.has_room()]
        if free:
            return min(free, key=lambda one: len(one.tasks))
        return self._begin() if self._posts else None

    def _begin(self) -> "_Hand":
        loop = asyncio.get_running_loop()

        def tell(hand: _Hand, told: Outcome | BaseException | None) -> None:
            loop.call_soon_threadsafe(self._arrived.put_nowait, (hand, told))

        hand = _Hand(self._posts.pop(0))
        self._hands.append(hand)
        hand.listen(tell)
        return hand

    async def _next_outcome(self) -> None:
        hand, told = await self._arrived.get()
        if isinstance(told, BaseException):
            raise told
        if told is None:
            self._replace(hand)
            return
        self._deaths = 0
        del hand.tasks[told.key]
        self._settle(told)
        hand.go_on()

    def _replace(self, dead: "_Hand") -> None:
        """Puts a new process in the place of one that has died, with what that one was at."""
        self._hands.remove(dead)
        ended_by = dead.ended_by()
        self._deaths += 1
        # One that has not told of its flow never came to a document.
        if not dead.tasks or dead.flow is None or self._deaths > DEATHS:
            raise ArchiveError(
                f"a process of the run ended by itself ({ended_by});"
                f" {GO_ON}, with fewer calls at once"
            )
        left = [*dead.tasks.values(), *dead.suspects]
        if dead.is_on_trial:
            reason = f"ends the process that works on it ({ended_by}), and a new one too"
            self._settle(Failed(left[0].key, left[0].id, reason))
            left = left[1:]
        self._posts.insert(0, dead.post)
        self._begin().try_out(left)


class _Hand:
    """One process, and the pipe to it."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.tasks: dict[bytes, Task] = {}
        """What it is at, by key."""
        self.suspects: deque[Task] = deque()
        """What the process before it may have died of, still to be tried."""
        self.is_on_trial = False
        """Whether it is at one of these."""
        self.flow: FlowState | None = None
        """As the process last told."""
        self._most = documents_for(post.flow.max_in_flight)
        self._child = Child(_work, post, name="summarizer-answering")

    def has_room(self) -> bool:
        """Whether it can be given another task."""
        return not self.is_on_trial and len(self.tasks) < self._most

    def try_out(self, suspects: Iterable[Task]) -> None:
        """Gives it tasks one at a time, before all others."""
        self.suspects.extend(suspects)
        self.go_on()

    def go_on(self) -> None:
        """Gives it the next task to be tried, if there is any."""
        self.is_on_trial = bool(self.suspects)
        if self.suspects:
            self.give(self.suspects.popleft())

    def listen(self, tell: "Callable[[_Hand, Outcome | BaseException | None], None]") -> None:
        """Tells of each outcome, from a thread; of None when the process is gone."""

        def hear() -> None:
            told: Outcome | BaseException | FlowState | None = None
            while True:
                try:
                    told = self._child.pipe.recv()
                except (EOFError, OSError):
                    told = None
                if isinstance(told, FlowState):
                    self.flow = told
                    continue
                with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                    tell(self, told)
                if told is None:
                    return

        threading.Thread(target=hear, daemon=True).start()

    def give(self, task: Task) -> None:
        """Sends a task. That a process is gone is told by `listen`."""
        self.tasks[task.key] = task
        with suppress(OSError):
            self._child.pipe.send(task)

    def kill(self) -> None:
        """Ends the process at once, whatever it is doing."""
        self._child.kill()

    def end(self) -> None:
        """Lets the process end; after a while without asking."""
        with suppress(OSError):
            self._child.pipe.send(None)
        self._child.end()

    def ended_by(self) -> str:
        """What ended the process, which is gone."""
        told = self._child.ended_by()
        self._child.end()
        return told


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


def spare_collections() -> None:
    """Lets the garbage collector leave alone what was imported, and look less often.

    Going over all that the documents under way consist of took a tenth of a process's time, and up to
    half a second at once. What a finished one leaves behind goes without that: nothing in it holds
    what holds it (tests/test_archive.py); errors and the like are what the collector is for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 500)


def shares_of(flow: FlowLimits, processes: int) -> list[FlowLimits]:
    """Each process's part of what all may use; together they use no more. The last is the smallest."""

    def part(whole: int, number: int) -> int:
        return max(1, whole // processes + (number < whole % processes))

    return [
        replace(
            flow,
            max_in_flight=part(flow.max_in_flight, number),
            start=part(flow.start, number),
            rpm=flow.rpm and part(flow.rpm, number),
            tpm=flow.tpm and part(flow.tpm, number),
        )
        for number in range(processes)
    ]


def _work(pipe: Connection, post: Post) -> None:
    """What a process does, until it is told to end."""
    be_deaf()
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
    pipe.send(await worker.answer(task))
