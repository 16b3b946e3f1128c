"""Processes that read pages, each one page at a time, within bounds of time and memory.

A thread for each process gives it a page and waits: a thread that waits takes nothing, and a process
that has died is found out at once, with what it was at.
"""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock
from typing import Final, Self

from summarizer.archive.faults import Reason, reason_of
from summarizer.archive.processes import Child, be_deaf
from summarizer.archive.readings import Read, Reading
from summarizer.archive.work import GO_ON
from summarizer.documents import Document
from summarizer.errors import ArchiveError, SummarizerError
from summarizer.sources import Record
from summarizer.sources.guard import refuse_if_machine

try:
    import resource
except ImportError:  # Windows: no bound on memory
    resource = None  # type: ignore[assignment]

__all__ = ["Bounds", "ReadingHands"]

MOST: Final = 16
"""Processes. One that hands out their documents is busy with those of about so many."""

CPU_SECONDS: Final = 90.0
"""For a page, of a core's time, which does not depend on what else the machine does. A page of 55 kB
takes 0.02 to 0.06; one of 20 MB, the largest there may be, with 700,000 elements took 40."""

SECONDS: Final = 900.0
"""For a page, by the clock: ten times as much, for what waits for something that never comes."""

MEMORY: Final = 4 << 30
"""Bytes for a process: that page of 20 MB took 1.9 GB."""

TRIES: Final = 2
"""Processes that a page may cost: the first may have died of something else."""

GENTLE: Final = 10
"""How much more polite than its parent a process is that must not be in the way of a model."""


_OUT_OF_TIME: Final = {getattr(signal, name, None) for name in ("SIGALRM", "SIGPROF")} - {None}
"""What timers end a process with."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may take for a page: seconds of CPU and by the clock, memory in bytes."""

    cpu_seconds: float = CPU_SECONDS
    seconds: float = SECONDS
    memory: int = MEMORY
    is_gentle: bool = False


class ReadingHands:
    """Up to `number` processes that read; `readings.Hands`. Use it with `with`.

    A process begins with the first page that no other one is free for. `read` goes to the processes:
    a function of a module.
    """

    def __init__(
        self, number: int, bounds: Bounds | None = None, read: Read = Document.from_record
    ) -> None:
        self.number = min(number, MOST)
        self._bounds = bounds or Bounds()
        self._how = read
        self._threads = ThreadPoolExecutor(self.number, "reading")
        self._free: list[Child] = []
        self._all: set[Child] = set()
        self._is_closed = False
        self._lock = Lock()

    def read(self, record: Record) -> Future[Reading]:
        """The reading of a record, once it is there.

        It raises what ends a run, and ArchiveError where no process can be begun.
        """
        return self._threads.submit(self._read, record)

    def close(self) -> None:
        """Ends all processes, whatever they are at. May be called twice."""
        with self._lock:
            self._is_closed = True
            for child in self._all:
                child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in self._all:
            child.end()
        self._all.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, record: Record) -> Reading:
        reason = ""
        for _ in range(TRIES):
            child = self._taken()
            told = _asked(child, record)
            if told is not None:
                self._give_back(child)
                return _checked(told, record)
            reason = child.ended_by()
            self._let_go(child)
            if child.ended_by_signal in _OUT_OF_TIME:
                return Reason(f"{record.place} takes too long to read: {self._allowed()}")
        return Reason(f"{record.place} ends the process that reads it ({reason}), a new one too")

    def _allowed(self) -> str:
        bounds = self._bounds
        return f"more than {bounds.cpu_seconds:g} s of CPU, or {bounds.seconds:g} s"

    def _taken(self) -> Child:
        """A process that is free, or a new one."""
        with self._lock:
            if self._is_closed:
                raise ArchiveError("reading was ended")
            if self._free:
                return self._free.pop()
            child = Child(_work, self._how, self._bounds, name="summarizer-reading")
            self._all.add(child)
        try:
            child.pipe.recv()  # it is ready
        except (EOFError, OSError):
            ended_by = child.ended_by()
            self._let_go(child)
            raise ArchiveError(
                f"a process to read pages ended as it began ({ended_by}); {GO_ON}"
            ) from None
        return child

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._free.append(child)

    def _let_go(self, child: Child) -> None:
        with self._lock:
            if child in self._all:
                self._all.remove(child)
                child.end()


def _asked(child: Child, record: Record) -> Reading | Exception | None:
    """What a process says of a record; None when it ended instead."""
    try:
        child.pipe.send(record)
        told: Reading | Exception = child.pipe.recv()
    except (EOFError, OSError):
        return None
    return told


def _checked(told: Reading | Exception, record: Record) -> Reading:
    if isinstance(told, MemoryError):
        refuse_if_machine(told)
        return Reason(f"{record.place} takes more memory to read than a page may")
    if isinstance(told, Exception):
        raise told
    return told


def _work(pipe: Connection, read: Read, bounds: Bounds) -> None:
    """What a process does, until the pipe is at its end."""
    be_deaf()
    _keep_within(bounds)
    with suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            record = pipe.recv()
            with _alarm(bounds):
                told = _told(record, read)
            pipe.send(told)


def _told(record: Record, read: Read) -> Reading | Exception:
    """The reading, or what ends a run, or that there is not enough memory."""
    try:
        return read(record)
    except MemoryError:  # whether it is the machine's fault, only a process without bounds can say
        return MemoryError()
    except Exception as error:
        try:
            return reason_of(error)
        except SummarizerError as ends:
            return ends


def _keep_within(bounds: Bounds) -> None:
    if bounds.is_gentle and hasattr(os, "nice"):
        os.nice(GENTLE)
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = bounds.memory if most == resource.RLIM_INFINITY else min(bounds.memory, most)
        with suppress(ValueError, OSError):  # a system that knows no such bound
            resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


@contextmanager
def _alarm(bounds: Bounds) -> Iterator[None]:
    """Ends this process when what is inside takes longer: the system does, whatever code is at work."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
