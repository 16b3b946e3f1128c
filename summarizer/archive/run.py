"""A run over an archive: everything that is not answering, from the folder it lives in to its end.

    folder      lock, state, results, what changed since last time
    sessions    articles, then copies, through an engine; each outcome kept before the next
    end         failures, tables and `run.json` written; the totals returned

The folder is the run: started again with the same folder and inputs, it goes on.
"""

import asyncio
import hashlib
import importlib.util
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal

from summarizer.archive.configuration import DISTRIBUTION, Configuration
from summarizer.archive.counting import counted_beside
from summarizer.archive.folder import locked
from summarizer.archive.intake import Intake, Selection, records_of
from summarizer.archive.results_log import RESULTS_FILE, ResultsLog
from summarizer.archive.state import COMMIT_SECONDS, Failure, RunState, Totals
from summarizer.archive.work import Done, Engine, Outcome, Tasks
from summarizer.export.tables import write_tables
from summarizer.export.whole_file import whole_file
from summarizer.sources.web import without_password

__all__ = ["FAILURES_FILE", "RUN_FILE", "TABLES", "Budget", "Ending", "Order", "Run", "Watcher"]

RUN_FILE: Final = "run.json"
FAILURES_FILE: Final = "failures.jsonl"
TABLES: Final = "tables"
PREVIOUS: Final = "previous"

PILOT: Final = 8
"""Documents that go first in a run with a budget: only then is known how far the others may go."""

Ending = Literal["running", "finished", "stopped", "budget reached", "broken off"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend in all its sessions together. `cost` is in USD; None: no bound."""

    cost: float | None = None
    tokens: int | None = None

    def is_bounded(self) -> bool:
        """Whether there is a bound at all."""
        return self.cost is not None or self.tokens is not None

    def is_spent(self, totals: Totals, under_way: int) -> bool:
        """Whether nothing more may be begun. What is under way, so many documents, will be paid
        for too: it is taken to cost what those before it did.
        """
        ahead = 1 + under_way / max(1, totals.done + totals.failed)
        tokens = totals.input_tokens + totals.output_tokens
        return (self.cost is not None and (totals.cost or 0.0) * ahead >= self.cost) or (
            self.tokens is not None and tokens * ahead >= self.tokens
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done, and where it is kept."""

    selection: Selection
    folder: Path
    dedupe: bool = True
    retry_failed: bool = False
    budget: Budget = Budget()


class Watcher:
    """Is told how a run goes. This one keeps still; others override what they want to hear."""

    def note(self, line: str) -> None:
        """Something worth a line."""

    def began(self, totals: Totals, records: int | None) -> None:
        """A session begins, with what earlier ones came to, and how many records there are, if known."""

    def counted(self, records: int) -> None:
        """So many records there are: found out beside the session, and told from a thread."""

    def skipped(self, name: str) -> None:
        """A file or page that is not meant to be an article."""

    def settled(self, outcome: Outcome, totals: Totals) -> None:
        """A document is finished, or has failed, and that is kept."""


class Run:
    """A run in its folder, which is locked until it is closed. Use it with `with`.

    `configuration` says what is asked with; where it is not what the folder's rows came from, these
    are moved to a folder `previous` and all is done anew, with every answer that still holds
    taken from the journal. Raises ArchiveError where the folder cannot be used.
    """

    def __init__(
        self, order: Order, configuration: Configuration, watcher: Watcher | None = None
    ) -> None:
        self._order = order
        self._watcher = watcher or Watcher()
        self._configuration = configuration
        self._began = _now()
        self._read = 0
        self._is_budget_spent = False
        self._has_tables = importlib.util.find_spec("pyarrow") is not None
        with ExitStack() as opened:
            opened.enter_context(locked(order.folder))
            self._state = RunState(order.folder)
            opened.callback(self._state.close)
            self._take_up(configuration)
            self._results = opened.enter_context(self._open_results())
            self._intake = Intake(
                self._state,
                self._results,
                dedupe=order.dedupe,
                retry_failed=order.retry_failed,
            )
            self._opened = opened.pop_all()

    @property
    def totals(self) -> Totals:
        """What the run came to so far."""
        return self._state.totals

    async def work(self, engine: Engine) -> Ending:
        """Lets `engine` do what is left; how it ended. Whatever happens, what is done is written.

        Raises DocumentError and SettingsError for inputs that cannot be read at all, and what the
        engine raises.
        """
        ending: Ending = "broken off"
        self._watcher.began(self.totals, self._expected())
        try:
            self._write_about("running")
            if self._order.retry_failed and self._order.selection.is_whole:
                self._state.forget_bad()
            with counted_beside(self._order.selection, self._watcher.counted):
                await self._answer_and_commit(engine)
            ending = "finished"
            if self._intake.stopping:
                ending = "budget reached" if self._is_budget_spent else "stopped"
        finally:
            self._state.commit()
            self._write_failures()
            self._write_about(ending)
        if self._has_tables:
            await self._write_tables()
        return ending

    async def _answer_and_commit(self, engine: Engine) -> None:
        """Answers; what comes last reaches the disk too, also while nothing comes for hours."""

        async def commit() -> None:
            while True:
                await asyncio.sleep(COMMIT_SECONDS)
                self._state.commit()

        try:
            async with asyncio.TaskGroup() as group:
                committing = group.create_task(commit())
                await self._answer(engine)
                committing.cancel()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _answer(self, engine: Engine) -> None:
        """Articles, then copies, until all are settled or nothing more is to be begun."""
        articles = self._articles()
        if self._order.budget.is_bounded() and not self.totals.done:
            await engine.run(_pilot(articles), self._settle)
        if not self._intake.stopping:
            await engine.run(articles, self._settle)
        is_whole = self._order.selection.is_whole or self._state.note("records") is None
        if is_whole and not self._intake.stopping:
            self._state.set_note("records", json.dumps([self._asked_for(), self._read]))
        # A copy of what failed just now is asked about by itself, so that one pass is enough.
        if not self._intake.stopping and self._state.has_copies_waiting():
            await engine.run(self._copies(), self._settle)

    def stop(self) -> None:
        """Begins nothing more; what is under way is finished."""
        self._intake.stopping = True

    def close(self) -> None:
        """Lets go of the folder. May be called twice."""
        self._opened.close()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, records: int) -> None:
        """Hears how many records were read (see `intake.Ears`)."""
        self._read += records

    def skipped(self, name: str) -> None:
        """Hears of what is no article."""
        self._watcher.skipped(name)

    def _asked_for(self) -> str:
        """Tells one selection from another; hashed, for an input's address can hold a password."""
        return hashlib.sha256(repr(self._order.selection).encode()).hexdigest()

    def _expected(self) -> int | None:
        """How many records there are, as an earlier session found that read the same to its end."""
        kept = self._state.note("records")
        asked_for, records = json.loads(kept) if kept else ("", None)
        return records if asked_for == self._asked_for() else self._order.selection.limit

    def _articles(self) -> Tasks:
        return self._within_budget(
            self._intake.articles(records_of(self._order.selection, self), self)
        )

    def _copies(self) -> Tasks:
        return self._within_budget(self._intake.copies(records_of(self._order.selection)))

    def _within_budget(self, tasks: Tasks) -> Tasks:
        for task in tasks:
            under_way = self._intake.under_way - 1  # this one is not begun yet
            if task is not None and self._order.budget.is_spent(self.totals, under_way):
                self._is_budget_spent = True
                self.stop()
                return
            yield task

    def _settle(self, outcome: Outcome) -> None:
        """Keeps an outcome for good: the row first, then that it is there."""
        file, position = self._intake.where(outcome.key)
        if isinstance(outcome, Done):
            place = self._results.append(outcome.row)
            self._state.finish(outcome.key, place, outcome.counts)
        else:
            failure = Failure(outcome.id, file, position, outcome.reason)
            self._state.fail(outcome.key, failure, outcome.counts)
        self._watcher.settled(outcome, self.totals)

    def _take_up(self, configuration: Configuration) -> None:
        """Compares with what the folder's rows came from; where that is something else, anew."""
        kept = self._state.note("configuration")
        changes = configuration.changes_since(Configuration.from_json(kept)) if kept else []
        if changes:
            where = _move_aside(self._order.folder)
            self._state.begin_anew()
            for line in changes:
                self._watcher.note(f"changed since the last run: {line}")
            self._watcher.note(f"only what this changes is asked; the rows so far are in {where}")
        self._state.set_note("configuration", configuration.to_json())

    def _open_results(self) -> ResultsLog:
        path, known = self._order.folder / RESULTS_FILE, self._state.end_of_results()
        there = path.stat().st_size if path.exists() else 0
        if there < known:
            lost = self._state.forget_lost(_end_of_last_line(path, there))
            self._watcher.note(f"{lost} rows of {RESULTS_FILE} are missing, and are written again")
        return ResultsLog(self._order.folder, self._state.end_of_results())

    async def _write_tables(self) -> None:
        """In a thread, so that whoever draws progress can go on."""
        if (self._order.folder / RESULTS_FILE).stat().st_size:
            folder = self._order.folder
            await asyncio.to_thread(write_tables, folder / RESULTS_FILE, folder / TABLES)

    def _write_failures(self) -> None:
        with (
            whole_file(self._order.folder / FAILURES_FILE) as partial,
            partial.open("w", encoding="utf-8", errors="backslashreplace") as file,
        ):
            for failure in self._state.failures():
                file.write(json.dumps(_shown_failure(failure), ensure_ascii=False) + "\n")

    def _write_about(self, ending: Ending) -> None:
        about = {
            "state": ending,
            "began": self._began,
            "written": _now(),
            "inputs": [without_password(one) for one in self._order.selection.inputs],
            "order": _shown(self._order),
            "configuration": self._configuration.settings,
            "program": {DISTRIBUTION: version(DISTRIBUTION), "python": sys.version.split()[0]},
            "totals": asdict(self.totals),
        }
        with whole_file(self._order.folder / RUN_FILE) as partial:
            partial.write_text(json.dumps(about, indent=2) + "\n")


def _pilot(tasks: Tasks) -> Tasks:
    """The first tasks, as many as go ahead."""
    left = PILOT
    for task in tasks:
        yield task
        left -= task is not None
        if not left:
            return


def _move_aside(folder: Path) -> Path:
    """Moves what a run with other settings wrote to a numbered folder of its own."""
    aside = folder / PREVIOUS
    number = 1 + sum(1 for _ in aside.iterdir()) if aside.exists() else 1
    target = aside / f"{number:03d}"
    target.mkdir(parents=True)
    for name in (RESULTS_FILE, FAILURES_FILE, RUN_FILE, TABLES):
        if (folder / name).exists():
            (folder / name).rename(target / name)
    return target


def _end_of_last_line(path: Path, length: int) -> int:
    """Where the last whole line within `length` bytes ends."""
    if not length:
        return 0
    with path.open("rb") as file:
        end = length
        while end > 0:
            start = max(0, end - 65_536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def _shown_failure(failure: Failure) -> dict[str, Any]:
    return {
        "id": failure.id,
        "file": failure.file,
        "position": failure.position,
        "reason": failure.reason,
    }


def _shown(order: Order) -> dict[str, Any]:
    """What was asked for, as `run.json` tells it."""
    shown = asdict(order)
    shown["folder"] = str(order.folder)
    shown["selection"].pop("inputs")
    return shown


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
