"""A run over an archive: everything that is not answering, from the folder it lives in to its end.

    folder      lock, state, results and whether they agree, what changed since last time
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
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal

from summarizer.archive.about import RUN_FILE, read_about, write_about
from summarizer.archive.budget import NO_BOUND, Budget, pilot
from summarizer.archive.configuration import DISTRIBUTION, Configuration
from summarizer.archive.counting import counted_beside
from summarizer.archive.faults import FaultFolder, Reason, Whose
from summarizer.archive.folder import locked
from summarizer.archive.intake import Intake, Selection, records_of
from summarizer.archive.left_out import SKIPPED_FILE, LeftOut
from summarizer.archive.loose import LooseRows
from summarizer.archive.names import Names, text_mark
from summarizer.archive.previous import Moved, copy_reviews, move_aside
from summarizer.archive.readings import HERE, Readings
from summarizer.archive.reconciling import reconciled
from summarizer.archive.results_log import RESULTS_FILE, ResultsLog
from summarizer.archive.rows import known_row, with_record_id
from summarizer.archive.state import COMMIT_SECONDS, Failure, Place, RunState, Totals
from summarizer.archive.work import Counts, Done, Engine, Outcome, Task, Tasks
from summarizer.errors import ArchiveError
from summarizer.export.tables import write_tables
from summarizer.export.whole_file import whole_file
from summarizer.sources import Skipped
from summarizer.sources.web import without_password

__all__ = ["FAILURES_FILE", "RUN_FILE", "TABLES", "Budget", "Ending", "Order", "Run", "Watcher"]

FAILURES_FILE: Final = "failures.jsonl"
TABLES: Final = "tables"

Ending = Literal["running", "finished", "stopped", "budget reached", "broken off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done, and where it is kept."""

    selection: Selection
    folder: Path
    dedupe: bool = True
    retry_failed: bool = False
    budget: Budget = NO_BOUND


class Watcher:
    """Is told how a run goes. This one keeps still; others override what they want to hear."""

    def note(self, line: str) -> None:
        """Something worth a line."""

    def alarm(self, line: str) -> None:
        """What must be said even where nothing else is."""

    def began(self, totals: Totals, records: int | None) -> None:
        """A session begins, with what earlier ones came to, and how many records there are, if known."""

    def counted(self, records: int) -> None:
        """So many records there are: found out beside the session, and told from a thread."""

    def skipped(self, what: Skipped) -> None:
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
        self._left_out = LeftOut(order.folder)
        self._read = 0
        self._settled = 0
        self._moved: Moved | None = None
        self._ending: Ending = "broken off"
        self._readings = HERE
        self._is_budget_spent = False
        self._has_tables = importlib.util.find_spec("pyarrow") is not None
        with ExitStack() as opened:
            opened.enter_context(locked(order.folder))
            opened.callback(self._put_back)
            self._state = RunState(order.folder)
            opened.callback(self._state.close)
            self._names = Names(self._state.connection)
            self._loose = LooseRows(self._state.connection)
            self._name_of: dict[bytes, str] = {}
            self._moved = self._take_up(configuration)
            reconciled(self._state, order.folder, self._watcher.note)
            self._results = opened.enter_context(ResultsLog(order.folder))
            self._state.sealing = self._results.seal
            self._takes_up = self._loose.are_left()
            self._faults = FaultFolder(order.folder, configuration.settings)
            self._intake = Intake(
                self._state,
                self._results,
                self._faults,
                dedupe=order.dedupe,
                retry_failed=order.retry_failed,
            )
            self._opened = opened.pop_all()

    @property
    def totals(self) -> Totals:
        """What the run came to so far."""
        return self._state.totals

    async def work(self, engine: Engine, readings: Readings = HERE) -> Ending:
        """Lets `engine` do what is left; how it ended. Whatever happens, what is done is written.

        Raises DocumentError and SettingsError for inputs that cannot be read at all, and what the
        engine raises.
        """
        self._readings = readings
        self._watcher.began(self.totals, self._expected())
        try:
            self._write_about("running")
            if self._order.retry_failed and self._order.selection.is_whole:
                self._state.forget_bad()
            with counted_beside(self._order.selection, self._watcher.counted):
                await self._answer_and_commit(engine)
            self._ending = "finished"
            if self._intake.stopping:
                self._ending = "budget reached" if self._is_budget_spent else "stopped"
        finally:
            self._state.commit()
            self._write_failures()
            self._left_out.write()
            self._write_about(self._ending)
            if told := self._faults.summary():
                self._watcher.alarm(told)
        self._reconcile_again()
        if self._has_tables:
            await self._write_tables()
        return self._ending

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
            await engine.run(pilot(articles), self._settle)
        if not self._intake.stopping:
            await engine.run(articles, self._settle)
        is_whole = self._order.selection.is_whole or self._state.note("records") is None
        if is_whole and not self._intake.stopping:
            self._state.set_note("records", json.dumps([self._asked_for(), self._read]))
        if self._order.selection.is_whole and not self._intake.stopping:
            self._intake.forget_gone(self._order.selection.inputs)
            self._left_out.is_whole = True
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

    def skipped(self, what: Skipped) -> None:
        """Hears of what is no article."""
        self._left_out.add(what)
        self._watcher.skipped(what)

    def _asked_for(self) -> str:
        """Tells one selection from another; hashed, for an input's address can hold a password."""
        return hashlib.sha256(repr(self._order.selection).encode()).hexdigest()

    def _expected(self) -> int | None:
        """How many records there are, as an earlier session found that read the same to its end."""
        asked_for, records = self._state.json_note("records", list) or ("", None)
        return records if asked_for == self._asked_for() else self._order.selection.limit

    def _articles(self) -> Tasks:
        return self._within_budget(
            self._to_ask(
                self._intake.articles(records_of(self._order.selection, self), self, self._readings)
            )
        )

    def _copies(self) -> Tasks:
        return self._within_budget(
            self._to_ask(self._intake.copies(records_of(self._order.selection), self._readings))
        )

    def _to_ask(self, tasks: Tasks) -> Tasks:
        """Gives each task's record its name, and leaves out those whose rows are there already."""
        for task in tasks:
            if task is not None:
                with self._state.changing():
                    name = self._names.give(task.key, task.id, task.document.text_sha256)
                self._name_of[task.key] = name
                if self._takes_up and (found := self._row_of(task, name)):
                    self._take_up_row(task, *found)
                    task = None
            yield task

    def _row_of(self, task: Task, name: str) -> tuple[Place, Counts] | None:
        """The loose row that this run would make of the task's document, if there is one."""
        settings = self._configuration.settings
        method = (settings.get("model"), settings.get("strategy"))
        about = task.document.info.model_dump(mode="json")
        for place in self._loose.of(name, text_mark(task.document.text_sha256)):
            row = known_row(self._results.row(place).encode())
            if row is None or row.method != method:
                continue
            if all(row.about.get(one) == about[one] for one in ("title", "published")):
                return place, row.counts
        return None

    def _take_up_row(self, task: Task, place: Place, counts: Counts) -> None:
        self._let_go(task.key)
        with self._state.changing():
            self._loose.take(place)
            self._state.finish(task.key, place, counts)

    def _let_go(self, key: bytes) -> tuple[str, str, int]:
        """Name, file and position of a task, which is settled."""
        return (self._name_of.pop(key), *self._intake.where(key))

    def _reconcile_again(self) -> None:
        """At the end, where other programs wrote into the file, or it has what belongs to no record
        of the whole archive, which is no row of this run.
        """
        is_whole = self._ending == "finished" and self._order.selection.is_whole
        if not self._results.is_ours or (is_whole and self._loose.are_left()):
            self._results.close()
            reconciled(
                self._state, self._order.folder, self._watcher.note, keeps_loose=not is_whole
            )

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
        name, file, position = self._let_go(outcome.key)
        if isinstance(outcome, Done):
            place = self._results.append(with_record_id(outcome.row, outcome.id, name))
            self._state.finish(outcome.key, place, outcome.counts)
        else:
            why = Reason(outcome.reason, outcome.trace)
            told = self._faults.told(why, Whose(outcome.id, file, position))
            outcome = replace(outcome, reason=told)
            failure = Failure(outcome.id, file, position, outcome.reason)
            self._state.fail(outcome.key, failure, outcome.counts)
        self._settled += 1
        self._watcher.settled(outcome, self.totals)

    def _take_up(self, configuration: Configuration) -> Moved | None:
        """Compares with what the folder's rows came from; where that is something else, anew."""
        folder, note = self._order.folder, self._watcher.note
        kept = self._state.json_note("configuration", dict)
        moved = None
        if kept is None and _has_rows(folder) and not _is_of(folder, configuration):
            moved = self._move_aside()
            note(
                f"{RESULTS_FILE} was there, and no state that says what it came from;"
                f" it is now in {moved.target}"
            )
        changes = configuration.changes_since(Configuration(kept)) if kept else []
        if changes:
            moved = self._move_aside()
            self._state.begin_anew()
            for line in changes:
                note(f"changed since the last run: {line}")
            note(f"only what this changes is asked; the rows so far are in {moved.target}")
        self._state.set_note("configuration", configuration.to_json())
        return moved

    def _move_aside(self) -> Moved:
        names = (RESULTS_FILE, FAILURES_FILE, SKIPPED_FILE, RUN_FILE, TABLES)
        moved = move_aside(self._order.folder, names, self._state.connection)
        if number := copy_reviews(moved):
            self._watcher.note(f"{number:,} reviews were of rows that are now in {moved.target}")
        return moved

    def _put_back(self) -> None:
        """Where nothing was done, as after a wrong key, all is left as it was found."""
        if self._moved and not self._settled and self._ending == "broken off":
            self._moved.put_back()
            self._watcher.note("nothing was done; the rows so far are where they were")

    async def _write_tables(self) -> None:
        """In a thread, so that whoever draws progress can go on."""
        if (self._order.folder / RESULTS_FILE).stat().st_size:
            folder = self._order.folder
            tables = await asyncio.to_thread(write_tables, folder / RESULTS_FILE, folder / TABLES)
            for what in tables.left_out:
                self._watcher.note(f"{what}; it is not in {TABLES}/")

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
        write_about(self._order.folder, about)


def _has_rows(folder: Path) -> bool:
    path = folder / RESULTS_FILE
    return path.exists() and path.stat().st_size > 0


def _is_of(folder: Path, configuration: Configuration) -> bool:
    """Whether the folder's rows came from this configuration, as `run.json` tells."""
    try:
        return read_about(folder).get("configuration") == configuration.settings
    except ArchiveError:
        return False


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
