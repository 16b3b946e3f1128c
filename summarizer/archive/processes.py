"""Processes of a run: how many suit, how one begins, ends, and what it says when it was ended.

A process is told what to do through a pipe of its own. When to stop is the parent's business, so that
it is deaf to Ctrl-C and SIGTERM, which terminals and systemd send to a whole group; when the parent is
gone, however it went, the pipe is at its end, and so is the process.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

__all__ = ["END_SECONDS", "Child", "be_deaf", "cores"]

END_SECONDS: Final = 5.0
"""How long a process may take to end by itself once it is told to."""

_DEAF_TO: Final = (signal.SIGINT, signal.SIGTERM)


def cores() -> int:
    """How many cores this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Child:
    """A process that does `work(pipe, *told)`, and our end of its pipe.

    Not forked: the parent has threads and open connections. `told` is pickled.
    """

    def __init__(self, work: Callable[..., None], *told: Any, name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=work, args=(theirs, *told), name=name, daemon=True
        )
        with _born_deaf():
            self._process.start()
        theirs.close()

    def kill(self) -> None:
        """Ends the process at once, whatever it is doing."""
        self._process.kill()

    def end(self, seconds: float = END_SECONDS) -> None:
        """Waits for the process, which was told to end or has died; after a while no longer."""
        self._process.join(seconds)
        if self._process.is_alive():
            self.kill()
            self._process.join()
        self.pipe.close()

    def ended_by(self) -> str:
        """What ended it, in a few words; waits until it has ended. Before `end`."""
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        with suppress(ValueError):
            name = signal.Signals(-code).name
            return f"{name}: out of memory?" if name == "SIGKILL" else name
        return f"signal {-code}"

    @property
    def ended_by_signal(self) -> int | None:
        """The number of the signal that ended it, if one did."""
        code = self._process.exitcode
        return -code if code is not None and code < 0 else None


def be_deaf() -> None:
    """From now on this process does not hear what is meant for its parent."""
    for number in _DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _DEAF_TO)


@contextmanager
def _born_deaf() -> Iterator[None]:
    """What begins inside inherits that it does not hear, until `be_deaf`: importing takes a second."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else `start` would begin it, and unblock what is blocked here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _DEAF_TO)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
