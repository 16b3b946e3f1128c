"""Why a document has no result: for its own sake, or for a fault of this program, whose trace is kept.

A fault at one document fails that document, and the run goes on. What is nobody's document's fault (a
provider that is down, a full disk) ends the run as ever.
"""

import json
import platform
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from summarizer.archive.batch_files import on_disk
from summarizer.archive.folder import made
from summarizer.errors import DocumentError, SummarizerError
from summarizer.sources.guard import chain_of, refuse_if_machine

__all__ = ["FAULTS", "FaultFolder", "Reason", "Whose", "reason_of"]

FAULTS: Final = "faults"

KEPT: Final = 100
"""Traces of a run. A fault that a thousand articles meet is in the first of them."""

FRAMES: Final = 40
"""Of a trace, its innermost: a recursion without end has a thousand."""

LONGEST_MESSAGE: Final = 200
"""Characters of an exception's own words, in failures. They may quote the article, and so are not in
traces, which are for reports."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line, and the trace where this program is at fault."""

    line: str
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """The record that a reason is about."""

    id: str | None
    file: str
    position: int


def reason_of(error: Exception) -> Reason:
    """Why a document has no result, when working on it raised `error`.

    Raises `error` itself where it ends the run, MachineError where the machine is at fault.
    """
    if isinstance(error, DocumentError):
        return Reason(str(error))
    if isinstance(error, SummarizerError):
        raise error
    refuse_if_machine(error)
    return Reason(f"fault in this program: {_told(error)}", "".join(_trace(error)))


class FaultFolder:
    """The traces of a run, each a file in its folder; `about` says what it was asked with."""

    def __init__(self, run: Path, about: Mapping[str, str]) -> None:
        self._folder = run / FAULTS
        self._about = about
        self.met = 0
        """Faults met so far, kept or not."""

    def told(self, reason: Reason, whose: Whose) -> str:
        """The reason as failures give it, its trace kept. Raises ArchiveError when that cannot be."""
        if reason.trace is None:
            return reason.line
        self.met += 1
        taken = [int(one.stem) for one in self._folder.glob("*.txt") if one.stem.isdecimal()]
        if len(taken) >= KEPT:
            return f"{reason.line}; {FAULTS}/ holds {KEPT} traces, and no more are kept"
        name = f"{max(taken, default=0) + 1:03d}.txt"  # some before it may have been removed
        with on_disk(made(self._folder)):
            text = "".join(f"{line}\n" for line in self._head(whose)) + f"\n{reason.trace}"
            with (self._folder / name).open(
                "x", encoding="utf-8", errors="backslashreplace"
            ) as file:
                file.write(text)
        return f"{reason.line}; trace in {FAULTS}/{name}"

    def summary(self) -> str | None:
        """What to say at the end; None where there was no fault."""
        if not self.met:
            return None
        met = "a document" if self.met == 1 else f"{self.met:,} documents"
        return f"{met} met a fault in this program: please report what is in {self._folder}"

    def _head(self, whose: Whose) -> Iterator[str]:
        yield f"record {json.dumps(whose.id)} in {whose.file}#{whose.position}"
        yield f"python {platform.python_version()}, {platform.platform()}"
        for name in ("program", "model", "strategy", "verify", "recipes"):
            if told := self._about.get(name):
                yield f"{name} {told}"


def _told(error: Exception) -> str:
    """The exception's name and words: "KeyError: 'x'"."""
    words = " ".join(str(error).split())
    if len(words) > LONGEST_MESSAGE:
        words = words[:LONGEST_MESSAGE] + "…"
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _trace(error: Exception) -> Iterator[str]:
    """Where it happened, the exception that it came from first; without what they say."""
    for each in reversed(list(chain_of(error))):
        yield from traceback.format_tb(each.__traceback__, -FRAMES)
        yield f"{type(each).__name__}\n\n"
