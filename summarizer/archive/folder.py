"""The folder of a run: made where it is missing, and held by one program at a time."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from summarizer.errors import ArchiveError, SettingsError

__all__ = ["is_held", "locked", "made", "refuse_as_input"]

_LOCK_FILE: Final = ".lock"

PATIENCE: Final = 2.0
LOOK: Final = 0.2
POLL: Final = 0.02
"""Seconds. Who looks whether a run is at work (`summarizer status`) holds the lock for some
microseconds itself: a run that starts beside it waits for it, and so does another that looks."""


def made(folder: Path) -> Path:
    """The folder, made if need be. Raises ArchiveError where it cannot be, as under a file."""
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def refuse_as_input(folder: Path, inputs: Iterable[str]) -> None:
    """Raises SettingsError where the folder is an input, too: its rows would be read as articles."""
    if any(os.path.realpath(one) == os.path.realpath(folder) for one in inputs):
        raise SettingsError(
            f"{folder} is an input, and --out: what a run writes there is no article;"
            f" give another --out, such as {folder / 'run'}"
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder, made if need be. Raises ArchiveError while another program holds it."""
    with _explained(made(folder)):
        try:
            with FileLock(folder / _LOCK_FILE, timeout=PATIENCE, poll_interval=POLL):
                yield
        except Timeout:
            raise ArchiveError(
                f"another program is at work in {folder}; wait for it, or give another --out"
            ) from None


def is_held(folder: Path) -> bool | None:
    """Whether a program holds it now, and not just looks as this does; None for a folder that only
    others may write to.
    """
    try:
        with FileLock(folder / _LOCK_FILE, timeout=LOOK, poll_interval=POLL):
            return False
    except Timeout:
        return True
    except OSError:
        return None


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ArchiveError(f"{folder} cannot be used: {reason}; give another --out") from error
