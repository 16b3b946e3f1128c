"""What a waiting person sees on the standard error stream.

A terminal gets bars that move; a log gets a few lines; `--quiet` gets nothing.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from summarizer.cli.ending import tell

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from summarizer.rounds import Question, Reply

__all__ = ["Lines", "Quiet", "Watcher", "watching"]

LINE_SECONDS: Final = 30.0
"""Between two lines of progress in a log: an article on the embedded model makes about five."""

REDRAWS_A_SECOND: Final = 2
"""Each costs the cores on which the embedded model is thinking."""


class Watcher(Protocol):
    """Is told how a run goes."""

    def note(self, line: str) -> None:
        """Something worth a line."""

    def downloaded(self, done: int, total: int) -> None:
        """Bytes of the model's file that are here, of all of them."""

    def asking(self, questions: "Sequence[Question]") -> None:
        """A round of questions begins."""

    def answered(self, question: "Question", reply: "Reply") -> None:
        """One of them has its reply."""


class Quiet:
    """Says nothing."""

    def note(self, line: str) -> None: ...

    def downloaded(self, done: int, total: int) -> None: ...

    def asking(self, questions: "Sequence[Question]") -> None: ...

    def answered(self, question: "Question", reply: "Reply") -> None: ...


class Lines:
    """Whole lines, for logs: notes, the start of each round, and one every LINE_SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = clock() + LINE_SECONDS
        self._asked = 0
        self._total = 0

    def note(self, line: str) -> None:
        tell(line)

    def downloaded(self, done: int, total: int) -> None:
        if self._is_time():
            tell(f"fetched {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    def asking(self, questions: "Sequence[Question]") -> None:
        self._total += len(questions)
        tell(f"asked {self._asked} of {self._total}")

    def answered(self, question: "Question", reply: "Reply") -> None:
        self._asked += 1
        if self._is_time():
            tell(f"asked {self._asked} of {self._total}")

    def _is_time(self) -> bool:
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + LINE_SECONDS
        return True


class _Moving:
    """Bars on a terminal, cleared away when all is done."""

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._download: TaskID | None = None
        self._questions: TaskID | None = None
        self._asked = 0
        self._total = 0

    def note(self, line: str) -> None:
        from summarizer.export.printable import printable  # see summarizer.cli

        self._bars.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)

    def downloaded(self, done: int, total: int) -> None:
        words = f"fetched {done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
        if self._download is None:
            self._download = self._bars.add_task(words, total=total)
        self._bars.update(self._download, completed=done, description=words)

    def asking(self, questions: "Sequence[Question]") -> None:
        self._total += len(questions)
        self._draw()

    def answered(self, question: "Question", reply: "Reply") -> None:
        self._asked += 1
        self._draw()

    def _draw(self) -> None:
        words = f"asked {self._asked} of {self._total}"
        if self._questions is None:
            self._questions = self._bars.add_task(words, total=self._total)
        self._bars.update(
            self._questions, completed=self._asked, total=self._total, description=words
        )


@contextmanager
def watching(quiet: bool) -> Iterator[Watcher]:
    """The watcher that suits the standard error stream."""
    if quiet:
        yield Quiet()
    elif not sys.stderr.isatty():
        yield Lines()
    else:
        with _bars() as bars:
            yield _Moving(bars)


def _bars() -> "Bars":
    # Imported here: rich takes 0.1 s, which --help and quiet runs need not pay.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        refresh_per_second=REDRAWS_A_SECOND,
    )
