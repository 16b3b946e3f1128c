"""How many records an archive holds, found out beside a run that is at work on them.

Without that nobody can say how long the first run will take. Reading alone is a hundred times
faster than a model, so the archive is gone through once more, slowly and in a thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

from summarizer.archive.intake import Selection, records_of

__all__ = ["counted_beside"]

PATIENCE: Final = 30.0
"""Seconds before it begins: of a shorter run nobody asks when it will end."""

PAUSE: Final = 0.05
A_PAUSE_EACH: Final = 256
"""Seconds, and records (some milliseconds of work): about a tenth of a core, and a million records
in five minutes."""


@contextmanager
def counted_beside(
    selection: Selection, told: Callable[[int], None], patience: float = PATIENCE
) -> Iterator[None]:
    """Tells how many records there are, from a thread, if the block lasts until they are counted."""
    over = Event()

    def count() -> None:
        if over.wait(patience):
            return
        number = 0
        with suppress(Exception):  # whatever cannot be read, the run itself meets it, and tells
            for number, _ in enumerate(records_of(selection), 1):
                if over.wait(0 if number % A_PAUSE_EACH else PAUSE):
                    return
            told(number)

    thread = Thread(target=count, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
