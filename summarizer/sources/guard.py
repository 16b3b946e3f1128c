"""One record's fault is one record's: what goes wrong in it is written down, and reading goes on.

Readers make each record inside `guarded`. What is no record's fault (no room for temporary files, no
more file descriptors, no memory at all) ends the reading instead: the article is as good as before.
"""

import errno
from collections.abc import Callable, Iterator
from typing import Final, ParamSpec

from summarizer.errors import DocumentError, MachineError
from summarizer.sources.file import File, one_line
from summarizer.sources.record import BadRecord, Found

__all__ = [
    "REST_UNREAD",
    "bad_of",
    "chain_of",
    "guarded",
    "machine_fault",
    "reason_of",
    "refuse_if_machine",
    "told_by",
]

REST_UNREAD: Final = "the rest of the file, of unknown length, was not read"
"""Ends the reason of a bad record that stands for all that may come after it, too."""

PROBE: Final = 64 << 20
"""Bytes that a machine with memory left has: three times the largest article. A record that asks for
more than there is fails alone; where not even these are to be had, no record is at fault."""

_REMEDIES: Final = {
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EMFILE: "allow this process more open files (ulimit -n)",
    errno.ENFILE: "let the system have more open files",
    errno.ENOMEM: "give it more memory",
}

_MAKES = ParamSpec("_MAKES")


def guarded(
    file: File,
    position: int,
    make: Callable[_MAKES, Found],
    *told: _MAKES.args,
    **named: _MAKES.kwargs,
) -> Found:
    """`make(*told, **named)`, or the bad record at `position` of `file` in place of its exception.

    Raises MachineError where the exception is the machine's fault.
    """
    try:
        return make(*told, **named)
    except Exception as error:  # a dozen decoders of foreign bytes, each with errors of its own
        return bad_of(file, position, error)


def bad_of(
    file: File, position: int, error: Exception, more: str = "", id: str | None = None
) -> BadRecord:
    """The bad record that `error` makes of the one at `position`. Raises as `guarded`."""
    return file.bad(position, reason_of(error) + (f"; {more}" if more else ""), id)


def reason_of(error: Exception) -> str:
    """Why a record cannot be read, in one line. Raises MachineError where no record is at fault."""
    line = told_by(error)
    return line if isinstance(error, DocumentError) else f"cannot be read: {line}"


def told_by(error: Exception) -> str:
    """What `error` says, in one line. Raises MachineError where no record is at fault."""
    refuse_if_machine(error)
    return one_line(error)


def refuse_if_machine(error: Exception) -> None:
    """Raises MachineError where `error`, or one that it came from, is no record's fault."""
    if fault := machine_fault(error):
        raise fault from error


def machine_fault(error: BaseException) -> MachineError | None:
    """What to say where `error`, or one that it came from, is a fault of the machine; else None."""
    for each in chain_of(error):
        if isinstance(each, MachineError):
            return each
        if isinstance(each, MemoryError):
            number: int | None = errno.ENOMEM
        else:
            number = each.errno if isinstance(each, OSError) else None
        remedy = _REMEDIES.get(number or 0)
        if remedy and not (number == errno.ENOMEM and _has_memory()):
            told = one_line(each) if isinstance(each, OSError) else "there is no memory left"
            return MachineError(f"{told}: {remedy}, and run the same command again")
    return None


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, the one that it came from, and so on; decoders wrap what they meet."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _has_memory() -> bool:
    try:
        bytearray(PROBE)
    except MemoryError:
        return False
    return True
