"""What somebody who waits for an archive sees: how much is done, how fast, and what it costs.

A terminal gets a panel that is drawn anew; a log gets a line now and then; Prometheus gets a page.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from summarizer.archive.run import Watcher
from summarizer.archive.state import Totals
from summarizer.archive.work import Failed, Outcome
from summarizer.cli.ending import tell
from summarizer.cli.progress import LINE_SECONDS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from summarizer.archive.run import Ending
    from summarizer.models.flow import FlowState
    from summarizer.sources import Skipped

__all__ = ["Board", "Pace", "facts", "watching_batch"]

PACE_SECONDS: Final = 60.0
"""What "a second" is averaged over: long enough for the embedded model's 40 s an article to show."""

DRAWS_A_SECOND: Final = 2
"""Each costs a core some milliseconds."""

SHOWN_FAILURES: Final = 20
"""Told one by one; a run over millions can have thousands of the same, and all are in the file."""


@dataclass(slots=True)
class Pace:
    """Articles and tokens a second over the last minute."""

    clock: Callable[[], float] = time.monotonic
    _marks: deque[tuple[float, int, int]] = field(default_factory=deque)

    def mark(self, articles: int, tokens: int) -> None:
        """So many there are in all by now."""
        now = self.clock()
        self._marks.append((now, articles, tokens))
        while self._marks[0][0] < now - PACE_SECONDS and len(self._marks) > 2:
            self._marks.popleft()

    def rates(self) -> tuple[float, float]:
        """Articles and tokens a second."""
        if len(self._marks) < 2:
            return 0.0, 0.0
        since, articles, tokens = self._marks[0]
        seconds = max(self.clock() - since, 1e-9)
        return (self._marks[-1][1] - articles) / seconds, (self._marks[-1][2] - tokens) / seconds


class Board(Watcher):
    """Keeps the figures of a session and says what is worth saying, as whole lines."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.totals = Totals()
        self.left_out = 0
        self.left_out_for_a_reason = 0
        self.expected: int | None = None
        self.pace = Pace(clock)
        self._clock = clock
        self._next = clock() + LINE_SECONDS
        self._flow: Callable[[], FlowState] | None = None
        self._failures_shown = 0

    @property
    def left(self) -> int | None:
        """Records still to be seen to; None where it is not known, as beside earlier sessions that read
        more than this one does."""
        if self.expected is None or self.expected < self.totals.seen_to:
            return None
        return self.expected - self.totals.seen_to

    def watch(self, flow: "Callable[[], FlowState] | None") -> None:
        """From now on tells of calls in flight too, where they are made in this process."""
        self._flow = flow

    def note(self, line: str) -> None:
        """Something worth a line."""
        tell(line)

    def alarm(self, line: str) -> None:
        """Something that is said even where nothing else is."""
        self.note(line)

    def downloaded(self, done: int, total: int) -> None:
        """Bytes of the model's file that are here, of all of them."""
        if self._is_time():
            self.note(f"fetched {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    def began(self, totals: Totals, records: int | None) -> None:
        """A session begins, with what earlier ones came to, and how many records there are, if known."""
        self.totals = totals
        self.expected = records
        self.pace.mark(totals.done, _tokens(totals))
        if totals.done or totals.failed or totals.bad:
            self.note(f"going on: {_standing(totals)} so far")

    def counted(self, records: int) -> None:
        """So many records there are: found out beside the session, and told from a thread."""
        self.expected = records

    def skipped(self, what: "Skipped") -> None:
        """A file or page that is not meant to be an article."""
        self.left_out += 1
        self.left_out_for_a_reason += bool(what.reason)

    def settled(self, outcome: Outcome, totals: Totals) -> None:
        """A document is finished, or has failed."""
        self.totals = totals
        self.pace.mark(totals.done, _tokens(totals))
        if isinstance(outcome, Failed) and self._failures_shown < SHOWN_FAILURES:
            self._failures_shown += 1
            self.note(f"failed: {outcome.id}: {outcome.reason}")
        self.beat()

    def beat(self) -> None:
        """A line, when it is time for one."""
        if self._is_time():
            self.note(", ".join(f"{name} {value}" for name, value in facts(self).items()))

    def ended(self, ending: "Ending", totals: Totals) -> None:
        """The last lines of a session."""
        self.totals = totals
        self.note(f"{ending}: {_standing(totals)}")
        if self.left_out:
            self.note(_left_out(self.left_out, self.left_out_for_a_reason))
        if totals.estimated:
            self.note(f"tokens of {totals.estimated:,} calls are estimated: the server tells none")
        if totals.copies:
            self.note(f"{totals.copies:,} copies: {totals.saved:,} calls saved")
        if totals.bad:
            self.note(f"not all was read: failures.jsonl has {totals.bad:,} that could not be")
        elif totals.failed:
            self.note("what failed, and why, is in failures.jsonl")

    def state(self) -> "FlowState | None":
        """How calls flow at the moment."""
        return self._flow() if self._flow else None

    def _is_time(self) -> bool:
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + LINE_SECONDS
        return True


class _Quiet(Board):
    """Says nothing but alarms; what cannot go on is an error, and is told by how the command ends."""

    def note(self, line: str) -> None: ...

    def alarm(self, line: str) -> None:
        """Said all the same."""
        tell(line)


class _Drawn(Board):
    """A panel on a terminal; notes stand above it."""

    def __init__(self, print_line: Callable[[str], None]) -> None:
        super().__init__()
        self._print = print_line

    def note(self, line: str) -> None:
        from summarizer.export.printable import printable  # see summarizer.cli

        self._print(printable(line))

    def beat(self) -> None:
        """Nothing: the panel shows it."""


def facts(board: Board) -> dict[str, str]:
    """What there is to see, by name; in the order of reading."""
    totals = board.totals
    articles, tokens = board.pace.rates()
    asked = totals.questions
    shown = {
        "done": f"{totals.done:,}" + ("" if board.left is None else f" of {board.expected:,}"),
        "failed": f"{totals.failed + totals.bad:,}",
        "rejected items": f"{totals.rejected:,}",
        "articles/s": f"{articles:.2f}",
        "tokens/s": f"{tokens:,.0f}",
        "from the journal": f"{totals.replayed / asked:.0%}" if asked else "0%",
    }
    if totals.cost is not None:
        shown["cost"] = f"{totals.cost:,.2f} USD"
    if (state := board.state()) is not None:
        shown["in flight"] = f"{state.in_flight} of {state.limit}"
        if state.is_open:
            shown["provider"] = "down, trying again"
        elif state.paused_for > 0:
            shown["provider"] = f"busy, going on in {state.paused_for:.0f} s"
    shown["time left"] = _time_left(board, articles)
    return shown


def _time_left(board: Board, articles_a_second: float) -> str:
    if board.left is None or articles_a_second <= 0:
        return "unknown"
    seconds = int(board.left / articles_a_second)
    days, seconds = divmod(seconds, 86_400)
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{days} d {clock}" if days else clock


def _standing(totals: Totals) -> str:
    parts = [f"{totals.done:,} done", f"{totals.failed:,} failed"]
    if totals.bad:
        parts.append(f"{totals.bad:,} could not be read")
    parts.append(f"{totals.events:,} events, {totals.claims:,} claims")
    parts.append(f"{totals.rejected:,} items rejected")
    if totals.cost is not None:
        parts.append(f"{totals.cost:,.2f} USD")
    return ", ".join(parts)


def _left_out(count: int, told: int) -> str:
    """What was left out, and of how many skipped.jsonl says why; nobody takes the others for articles."""
    left_out = f"{count:,} files or pages were" if count > 1 else "1 file or page was"
    if not told:
        why = ": they are no articles" if count > 1 else ": it is no article"
    elif told < count:
        why = f"; skipped.jsonl says why of {told:,}, the others are no articles"
    else:
        why = "; skipped.jsonl says why"
    return f"{left_out} left out{why}"


def _tokens(totals: Totals) -> int:
    return totals.input_tokens + totals.output_tokens


@contextmanager
def watching_batch(quiet: bool, metrics_port: int | None) -> Iterator[Board]:
    """The board that suits the standard error stream, with a page for Prometheus if wanted."""
    with _drawing(quiet) as board:
        if metrics_port is None:
            yield board
            return
        from summarizer.cli.metrics import serving  # its package is an extra

        with serving(board, metrics_port):
            yield board


@contextmanager
def _drawing(quiet: bool) -> Iterator[Board]:
    if quiet:
        yield _Quiet()
    elif not sys.stderr.isatty():
        board = Board()
        with _beating(board):
            yield board
    else:
        yield from _on_terminal()


@contextmanager
def _beating(board: Board) -> Iterator[None]:
    """Lines also while one document takes minutes."""
    over = Event()

    def beat() -> None:
        while not over.wait(1.0):
            board.beat()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _on_terminal() -> Iterator[Board]:
    # Imported here: rich takes 0.1 s, which --help and quiet runs need not pay.
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)

    def print_line(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    board = _Drawn(print_line)
    with Live(
        console=console,
        get_renderable=lambda: _table(board),
        refresh_per_second=DRAWS_A_SECOND,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield board


def _table(board: Board) -> "RenderableType":
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for name, value in facts(board).items():
        table.add_row(name, value)
    return table
