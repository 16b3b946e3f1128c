"""A file that is there whole or not at all."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from summarizer.errors import RunError

if sys.platform != "win32":
    import fcntl

__all__ = ["PARTIAL", "whole_file"]

PARTIAL: Final = ".structured-summarizer.part"
"""How the name ends that a file has until it is complete."""


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Another name beside `target` to write to; it takes the target's place when all went well.

    What was written is on disk before it is renamed, so that a power cut leaves the old file or the
    new one. The other name is always the same: what a killed program left is used again. Raises
    RunError when it cannot be written, or another program is writing it.
    """
    partial = target.with_name(f".{target.name}{PARTIAL}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _held(partial, target) as file:
            try:
                yield partial
                os.fsync(file.fileno())
                if sys.platform == "win32":
                    file.close()  # which renames nothing that is open
                partial.replace(target)
            finally:
                with suppress(FileNotFoundError):  # mostly: it has the target's name now
                    partial.unlink()
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunError(f"cannot write {target}: {reason}; make room or write elsewhere") from error


@contextmanager
def _held(partial: Path, target: Path) -> Iterator[BinaryIO]:
    """The file under its other name, empty, for this program alone."""
    if partial.is_symlink() or (partial.exists() and not partial.is_file()):
        raise RunError(f"{partial} is in the way; remove it")
    with partial.open("ab") as file:
        if not _lock(file) or not _is_at(partial, file):
            raise RunError(f"another program is writing {target}; wait until it is done")
        file.truncate(0)
        yield file


def _lock(file: BinaryIO) -> bool:
    """Whether nobody else has it; it is free again when the program that has it is killed."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            pass
    return True


def _is_at(partial: Path, file: BinaryIO) -> bool:
    """Whether nobody gave the file its final name between our opening it and our locking it."""
    with suppress(FileNotFoundError):
        return os.path.samestat(partial.stat(), os.fstat(file.fileno()))
    return False
