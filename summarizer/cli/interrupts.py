"""Ctrl-C and SIGTERM: the first asks a command to end, the second ends the process, from the handler.

A handler runs between two steps of Python wherever it is, in a loop that never ends or while `re`
matches (which looks for signals), and needs no event loop that comes round. What is on disk is whole at
any moment (the journal, a run's rows and state), as it must be for when the power fails: so the second
signal waits for nothing.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, NoReturn

from summarizer.cli.ending import STOPPED

__all__ = ["handle", "leave_at_once", "watch_ctrl_c"]

_STDERR: Final = 2
_SHOW_CURSOR: Final = "\x1b[?25h"
"""Progress hides it; what ends without it leaves a terminal without a cursor."""


def watch_ctrl_c() -> None:
    """From now on the first Ctrl-C is a KeyboardInterrupt, as ever, and the second ends the process.

    What is ignored stays so: a shell that starts a command in the background, or `nohup`, wants that.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    heard = 0

    def hear(number: int, frame: object) -> None:
        nonlocal heard
        heard += 1
        if heard > 1:
            leave_at_once("stopped")
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hear)


def handle(first: Callable[[], None], line: str) -> dict[signal.Signals, Any]:
    """Ctrl-C and SIGTERM call `first` once; the next of either says `line` and ends the process.

    Returns the handlers before them, by signal, to be set again. In a thread of somebody else signals
    are their business, and none is handled.
    """
    if threading.current_thread() is not threading.main_thread():
        return {}
    heard = 0

    def hear(number: int, frame: object) -> None:
        nonlocal heard
        heard += 1
        if heard > 1:
            leave_at_once(line)
        first()

    return {
        number: signal.signal(number, hear)
        for number in (signal.SIGINT, signal.SIGTERM)
        if signal.getsignal(number) is not signal.SIG_IGN
    }


def leave_at_once(line: str) -> NoReturn:
    """Says `line` and ends the process with the code of Ctrl-C, its worker processes with it.

    For handlers of signals: nothing here waits for a lock, a thread or a buffer.
    """
    workers: Any = sys.modules.get("multiprocessing")  # who has any has loaded it
    for child in workers.active_children() if workers else ():
        child.kill()  # one that hangs would not notice that its parent is gone
    if sys.__stderr__ is not None and os.isatty(_STDERR):
        line = f"{_SHOW_CURSOR}\n{line}"
    try:
        os.write(_STDERR, f"{line}\n".encode())
    finally:
        os._exit(STOPPED)
