"""What a run knows of each record between stops: one SQLite file in the run's folder.

A record is known by its digest. The file says which are finished and where their rows stand in
`results.jsonl`, which failed and why, and which wait as copies; it also sums up what all of it took.
Each method that changes something changes all of it or nothing. Changes in quick succession reach
the disk together: what a kill takes with it, a moment's, is worked out again from the journal.
"""

import json
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from summarizer.archive.state_file import STATE_FILE, damaged, explained, opened, opened_to_look
from summarizer.archive.work import Counts
from summarizer.errors import ArchiveError

__all__ = ["COMMIT_SECONDS", "SEAL", "STATE_FILE", "Failure", "Place", "RunState", "Totals"]

COMMIT_SECONDS: Final = 0.25
"""How long changes wait to be committed together: at 200 documents a second a commit for each took an
eighth of a document's CPU, and held up the event loop as long again. Whoever changes things from time
to time calls `commit` as often (see `Run.work`)."""

T = TypeVar("T")

Standing = Literal["done", "failed", "copy"]

_NOTHING: Final = Counts()

SEAL: Final = "results_seal"
"""The note that says what `results.jsonl` looked like at the last commit."""

# Whose copy a record is stays as it was.
_FINISHED: Final = """
    INSERT INTO record (key, state, start, length, sum) VALUES (?, 'done', ?, ?, ?)
    ON CONFLICT (key) DO UPDATE
    SET state = excluded.state, start = excluded.start, length = excluded.length, sum = excluded.sum
"""
_FAILED: Final = """
    INSERT INTO record (key, state) VALUES (?, 'failed')
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, start = NULL, length = NULL, sum = NULL
"""
# Copies stay copies: their places are forgotten, not whose they are.
_AGAIN_A_COPY: Final = """
    UPDATE record SET state = 'copy', start = NULL, length = NULL, sum = NULL WHERE leader IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in `results.jsonl`: bytes from its start, its line's end included."""

    start: int
    length: int
    sum: bytes | None = None
    """The row's checksum (see `results_log`); None in the state of an earlier version."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A record without a result. `is_bad`: it could not even be read as an article."""

    id: str | None
    file: str
    position: int
    reason: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Counts):
    """What a run came to so far, all its sessions together."""

    done: int = 0
    failed: int = 0
    bad: int = 0
    copies: int = 0
    """Records found to be copies of an earlier one, finished or not."""

    @property
    def seen_to(self) -> int:
        """How many records were finished, or have failed."""
        return self.done + self.failed + self.bad

    def plus(self, counts: Counts) -> "Totals":
        """The same with one document's counts added."""
        added = {
            one.name: getattr(self, one.name) + getattr(counts, one.name)
            for one in fields(counts)
            if one.name != "cost"
        }
        costs = [cost for cost in (self.cost, counts.cost) if cost is not None]
        return replace(self, **added, cost=sum(costs) if costs else None)


class RunState:
    """The state of one run. Raises ArchiveError where the file cannot be used, from any method."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.path = folder / STATE_FILE
        self.sealing: Callable[[], str] | None = None
        """Tells what `results.jsonl` looks like, to be kept with what is committed of it."""
        if read_only and not self.path.is_file():
            raise ArchiveError(f"{folder} holds no run; give the --out folder of `batch`")
        with self._explained("opened"):
            self.connection = (opened_to_look if read_only else opened)(self.path)
            self.totals = self._totals()
        self._kept = self.totals
        self._committed = float("-inf")
        self._depth = 0

    def standing(self, key: bytes) -> Standing | None:
        """How a record stands; None when this run has not come to it yet."""
        with self._explained("read"):
            row = self.connection.execute(
                "SELECT state FROM record WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else row[0]

    def finished_among(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of the keys whose records are finished: one look for many of them."""
        with self._explained("read"):
            marks = ",".join("?" * len(keys))
            query = f"SELECT key FROM record WHERE state = 'done' AND key IN ({marks})"
            return {key for (key,) in self.connection.execute(query, keys)}

    def place(self, key: bytes) -> Place | None:
        """Where a finished record's row stands; None when it is not finished."""
        with self._explained("read"):
            row = self.connection.execute(
                "SELECT start, length, sum FROM record WHERE key = ? AND state = 'done'", (key,)
            ).fetchone()
        return None if row is None else Place(*row)

    def leader(self, key: bytes) -> bytes | None:
        """The key of the record that this one is a copy of."""
        with self._explained("read"):
            row = self.connection.execute(
                "SELECT leader FROM record WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else row[0]

    def has_copies_waiting(self) -> bool:
        """Whether any record waits as a copy."""
        with self._explained("read"):
            query = "SELECT 1 FROM record WHERE state = 'copy' LIMIT 1"
            return self.connection.execute(query).fetchone() is not None

    def waiting_copies(self) -> int:
        """How many records wait as copies."""
        with self._explained("read"):
            query = "SELECT count(*) FROM record WHERE state = 'copy'"
            return int(self.connection.execute(query).fetchone()[0])

    def finish(self, key: bytes, place: Place, counts: Counts) -> None:
        """Notes that a record's row stands at `place`."""
        with self.changing():
            self._forget_failure(key)
            self.connection.execute(_FINISHED, (key, place.start, place.length, place.sum))
            self.totals = replace(self.totals.plus(counts), done=self.totals.done + 1)

    def fail(self, key: bytes, failure: Failure, counts: Counts = _NOTHING) -> None:
        """Notes that a record has no result, and why."""
        with self.changing():
            self._forget_failure(key)
            self.connection.execute(_FAILED, (key,))
            self.connection.execute(
                "INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?, ?, ?)",
                (key, *(getattr(failure, one.name) for one in fields(failure))),
            )
            totals = self.totals.plus(counts)
            self.totals = _failed(totals, failure.is_bad, 1)

    def set_aside(self, key: bytes, leader: bytes) -> None:
        """Notes that a record is a copy of another, to be done after it."""
        with self.changing():
            self.connection.execute(
                "INSERT OR REPLACE INTO record VALUES (?, 'copy', NULL, NULL, ?, NULL)",
                (key, leader),
            )
            self.totals = replace(self.totals, copies=self.totals.copies + 1)

    def failures(self) -> Iterator[Failure]:
        """Every failure, by file and position."""
        with self._explained("read"):
            query = (
                "SELECT id, file, position, reason, is_bad FROM failure ORDER BY file, position, id"
            )
            for id, file, position, reason, is_bad in self.connection.execute(query):
                yield Failure(id, file, position, reason, bool(is_bad))

    def forget_lost(self, keys: Sequence[bytes]) -> None:
        """Forgets that these records are finished, and their names: their rows are gone."""
        with self.changing():
            each = [(key,) for key in keys]
            self.connection.executemany("DELETE FROM name WHERE key = ?", each)
            self.connection.executemany(f"{_AGAIN_A_COPY} AND key = ?", each)
            self.connection.executemany("DELETE FROM record WHERE leader IS NULL AND key = ?", each)
            self.totals = replace(self.totals, done=self.totals.done - len(keys))

    def forget_bad(self, places: Sequence[tuple[str, int]] | None = None) -> None:
        """Forgets that what stood at these places, file and position, could not be read; None: all."""
        if not self.totals.bad or places == []:
            return
        bad = "FROM failure WHERE is_bad"
        each: Sequence[tuple[str, int] | tuple[()]] = [()]
        if places is not None:
            bad, each = f"{bad} AND file = ? AND position = ?", places
        with self.changing():
            run = self.connection.executemany
            run(f"DELETE FROM record WHERE key IN (SELECT key {bad})", each)
            forgotten = run(f"DELETE {bad}", each).rowcount
            self.totals = replace(self.totals, bad=self.totals.bad - forgotten)

    def forget_gone(self, met: Container[bytes], is_asked_for: Callable[[str], bool]) -> None:
        """Forgets what could not be read of the files asked for, save what was met again."""
        if not self.totals.bad:
            return
        with self.changing():
            run = self.connection.execute
            bad = run("SELECT key, file FROM failure WHERE is_bad").fetchall()
            for key in [key for key, file in bad if key not in met and is_asked_for(file)]:
                run("DELETE FROM record WHERE key = ?", (key,))
                self._forget_failure(key)

    def begin_anew(self) -> None:
        """Forgets what is finished or failed, for a run that asks otherwise. Copies stay copies."""
        with self.changing():
            self.connection.execute(_AGAIN_A_COPY)
            self.connection.execute("DELETE FROM record WHERE leader IS NULL")
            for table in ("failure", "name", "loose"):
                self.connection.execute(f"DELETE FROM {table}")
            self.totals = Totals(copies=self.totals.copies)

    def note(self, name: str) -> str | None:
        """A note of the run about itself."""
        with self._explained("read"):
            row = self.connection.execute(
                "SELECT value FROM note WHERE name = ?", (name,)
            ).fetchone()
        return None if row is None else row[0]

    def json_note(self, name: str, kind: type[T]) -> T | None:
        """A note that was kept as JSON of this kind; None where there is none."""
        kept = self.note(name)
        try:
            told = None if kept is None else json.loads(kept)
        except (ValueError, RecursionError) as error:
            raise damaged(self.path, error) from error
        if told is None or isinstance(told, kind):
            return told
        raise damaged(self.path, TypeError(f"the note {name} holds something else"))

    def set_note(self, name: str, value: str) -> None:
        """Keeps a note, on disk when this returns."""
        with self.changing():
            self._set_note(name, value)
        self.commit()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change: all of what is inside or nothing. May be nested.

        Where it fails, all changes since the last commit are taken back with it.
        """
        with self._explained("written"):
            if not self.connection.in_transaction:
                self.connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._take_back()
                raise
            finally:
                self._depth -= 1
        if not self._depth and time.monotonic() - self._committed >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Brings what has changed to the disk."""
        if not self.connection.in_transaction:
            return
        with self._explained("written"):
            try:
                if self._kept != self.totals:
                    self._set_note("totals", json.dumps(asdict(self.totals)))
                if self.sealing is not None:
                    self._set_note(SEAL, self.sealing())
                self.connection.execute("COMMIT")
            except BaseException:
                self._take_back()
                raise
        self._kept = self.totals
        self._committed = time.monotonic()

    def close(self) -> None:
        """Commits. May be called twice."""
        try:
            self.commit()
        finally:
            self.connection.close()

    def _take_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self.totals = self._kept

    def _forget_failure(self, key: bytes) -> None:
        if not (self.totals.failed or self.totals.bad):
            return  # as nearly always
        query = "DELETE FROM failure WHERE key = ? RETURNING is_bad"
        row = self.connection.execute(query, (key,)).fetchone()
        if row is not None:
            self.totals = _failed(self.totals, bool(row[0]), -1)

    def _totals(self) -> Totals:
        kept = self.json_note("totals", dict)
        try:
            return Totals(**(kept or {}))
        except TypeError as error:
            raise damaged(self.path, error) from error

    def _set_note(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def _explained(self, done: str) -> AbstractContextManager[None]:
        return explained(self.path, done)


def _failed(totals: Totals, is_bad: bool, by: int) -> Totals:
    changes: Mapping[str, Any] = (
        {"bad": totals.bad + by} if is_bad else {"failed": totals.failed + by}
    )
    return replace(totals, **changes)
