"""Readers and documents that do harm to whoever reads them; for processes, which import this module.

What a record's text asks for is done: "die SIGSEGV", "spin", "raise KeyError" and the like (see
`HARMS`); "once FILE die SIGSEGV" does it the first time alone.
"""

import errno
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.sources import Record

PLAIN = "The ferry left Marenda at noon."


def read(record: Record) -> Document:
    """A reader: does what the record asks for, else reads it."""
    words = str(record.raw).split()
    if words[0] == "once":
        file = Path(words[1])
        if file.exists():
            return Document.from_text(f"{PLAIN} {record.id}")
        file.touch()
        words = words[2:]
    _do(*words)
    return Document.from_text(f"{PLAIN} {record.id} {os.getpid()}")


def _do(what: str, *how: str) -> None:
    HARMS[what](*how)


def _spin() -> None:
    while True:
        pass


def _raise(error: Exception) -> None:
    raise error


WORDS = "Ilse Darrow " * 90

HARMS: dict[str, Callable[..., object]] = {
    "wait": lambda seconds: time.sleep(float(seconds)),
    "die": lambda name: os.kill(os.getpid(), signal.Signals[name]),
    "leave": lambda: os._exit(3),
    "hang": lambda: time.sleep(60),
    "spin": _spin,
    "backtrack": lambda: re.match(r"(\w+\s*)+!!", "word " * 40),
    "swell": lambda: bytearray(8 << 30),
    "descend": lambda: _do("descend"),
    "raise": lambda name: _raise({"KeyError": KeyError, "ValueError": ValueError}[name](WORDS)),
    "no-article": lambda: _raise(DocumentError("it holds no article text")),
    "no-room": lambda: _raise(OSError(errno.ENOSPC, "No space left on device")),
}


class DeadlyOnce(Document):
    """A document that ends the process that asks for its id, until its source is the path of a file."""

    __slots__ = ()

    @property
    def id(self) -> str:
        mark = Path(self.source or "")
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return "0123456789abcdef"
