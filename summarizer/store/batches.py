"""Batches under way at a provider: which there are, and which question each of their lines asks.

In the journal's file, in tables of their own: with the journal at hand a run finds its batches
again. A batch is noted before anything is sent (`plan`), so that whatever a provider has of us is
known here. A line stands for a question, by its fingerprint, and is one of

    open        asked or about to be asked; no result yet
    answered    holds the provider's line as it came, until it is read and its reply is kept
    failed      holds the reason; the question may be asked again by another batch
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from summarizer.errors import JournalError

__all__ = ["Batches", "Kept", "Line", "PlannedBatch"]

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another process, as with the journal's replies."""

_CREATE: Final = """
    CREATE TABLE IF NOT EXISTS batch (
        key        TEXT PRIMARY KEY,
        run        TEXT NOT NULL,
        model      TEXT NOT NULL,
        planned_at REAL NOT NULL,
        file_id    TEXT,
        batch_id   TEXT,
        status     TEXT
    );
    CREATE TABLE IF NOT EXISTS batch_line (
        batch     TEXT NOT NULL REFERENCES batch (key),
        number    INTEGER NOT NULL,
        custom_id TEXT NOT NULL,
        answer    BLOB,
        problem   TEXT,
        PRIMARY KEY (batch, custom_id)
    );
    CREATE INDEX IF NOT EXISTS batch_line_custom_id ON batch_line (custom_id);
"""
"""`status` is what a batch had come to when its results were taken in; NULL until then."""

_PLANNED: Final = """
    SELECT key, planned_at, file_id, batch_id,
        (SELECT count(*) FROM batch_line WHERE batch = key)
    FROM batch
    WHERE run = ? AND model = ? AND status IS NULL ORDER BY planned_at, key
"""
_LINES: Final = """
    SELECT answer, problem, batch FROM batch_line JOIN batch ON batch = key
    WHERE custom_id = ? AND run = ? AND model = ? ORDER BY planned_at
"""
_FORGET: Final = """
    DELETE FROM batch_line WHERE custom_id = ?
    AND batch IN (SELECT key FROM batch WHERE run = ? AND model = ?)
"""


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch without its results yet. `planned_at` in seconds since 1970."""

    key: str
    planned_at: float
    file_id: str | None
    """The provider's name for its file; None until it is uploaded."""
    batch_id: str | None
    """The provider's name for it; None until it is known to be there."""
    requests: int


@dataclass(frozen=True, slots=True)
class Line:
    """What the batches say of one question."""

    open: bool = False
    answer: bytes | None = None
    batch: str = ""
    """The batch that holds the answer."""
    problems: tuple[str, ...] = ()
    """Why it got none, by batch, the earliest first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was in a batch's results. `unknown` lines answer nothing that the batch asked."""

    answered: int
    unknown: int
    twice: int


class Batches:
    """The batches of one run with one model. Every method raises JournalError when the file fails."""

    def __init__(self, path: Path | str, run: str, model: str) -> None:
        self.path = Path(path)
        self._scope = (run, model)
        with self._explained():
            self._connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_CREATE)

    def plan(self, key: str, custom_ids: Iterable[str]) -> None:
        """Notes a batch with its lines, in the order of its file."""
        lines = ((key, number, one) for number, one in enumerate(custom_ids, 1))
        with self._change() as connection:
            connection.execute(
                "INSERT INTO batch (key, run, model, planned_at) VALUES (?, ?, ?, ?)",
                (key, *self._scope, time.time()),
            )
            connection.executemany(
                "INSERT INTO batch_line (batch, number, custom_id) VALUES (?, ?, ?)", lines
            )

    def uploaded(self, key: str, file_id: str) -> None:
        """Notes that the file is there; from then on the batch may be, too. On disk for good when
        this returns, with all that was noted before: a power cut must not have it asked twice.
        """
        with self._change(lasting=True) as connection:
            connection.execute("UPDATE batch SET file_id = ? WHERE key = ?", (file_id, key))

    def submitted(self, key: str, batch_id: str) -> None:
        """Notes that the batch is there."""
        with self._change() as connection:
            connection.execute("UPDATE batch SET batch_id = ? WHERE key = ?", (batch_id, key))

    def unfinished(self) -> list[PlannedBatch]:
        """All batches whose results are not taken in, the earliest first."""
        with self._explained():
            return [PlannedBatch(*row) for row in self._connection.execute(_PLANNED, self._scope)]

    def line(self, custom_id: str) -> Line:
        """What is known of a question."""
        with self._explained():
            rows = self._connection.execute(_LINES, (custom_id, *self._scope)).fetchall()
        answers = [(answer, batch) for answer, _, batch in rows if answer is not None]
        answer, batch = answers[0] if answers else (None, "")
        return Line(
            open=any(answer is None and problem is None for answer, problem, _ in rows),
            answer=answer,
            batch=batch,
            problems=tuple(problem for _, problem, _ in rows if problem is not None),
        )

    def keep(
        self, key: str, status: str, results: Iterable[tuple[str, bytes]], unanswered: str | None
    ) -> Kept:
        """Takes a batch's results in, all or nothing: pairs of a custom id and the line as it came.

        Lines that nothing came for failed for the reason `unanswered`; with None they are as if
        never asked.
        """
        answered = unknown = twice = 0
        with self._change() as connection:
            for custom_id, answer in results:
                if self._answer(key, custom_id, answer):
                    answered += 1
                elif self._has(key, custom_id):
                    twice += 1
                else:
                    unknown += 1
            self._end(connection, key, status, unanswered)
        return Kept(answered, unknown, twice)

    def reject(self, key: str, reasons: Mapping[int, str]) -> None:
        """Ends a batch that was not begun: the lines of these numbers (from 1) failed for these
        reasons, and all others are as if never asked.
        """
        with self._change() as connection:
            connection.executemany(
                "UPDATE batch_line SET problem = ? WHERE batch = ? AND number = ?",
                [(reason, key, number) for number, reason in reasons.items()],
            )
            self._end(connection, key, "failed", None)

    def fail(self, key: str, custom_id: str, reason: str) -> None:
        """An answered line that turned out to be no answer."""
        with self._change() as connection:
            connection.execute(
                "UPDATE batch_line SET answer = NULL, problem = ? WHERE batch = ? AND custom_id = ?",
                (reason, key, custom_id),
            )

    def forget(self, custom_id: str) -> None:
        """Drops the lines of a question: its reply is kept, or it was given up."""
        with self._change() as connection:
            connection.execute(_FORGET, (custom_id, *self._scope))

    def close(self) -> None:
        """May be called twice."""
        self._connection.close()

    def _answer(self, key: str, custom_id: str, answer: bytes) -> bool:
        cursor = self._connection.execute(
            "UPDATE batch_line SET answer = ? WHERE batch = ? AND custom_id = ? AND answer IS NULL",
            (answer, key, custom_id),
        )
        return cursor.rowcount == 1

    def _has(self, key: str, custom_id: str) -> bool:
        found = self._connection.execute(
            "SELECT 1 FROM batch_line WHERE batch = ? AND custom_id = ?", (key, custom_id)
        )
        return found.fetchone() is not None

    @staticmethod
    def _end(connection: sqlite3.Connection, key: str, status: str, unanswered: str | None) -> None:
        nothing_came = "batch = ? AND answer IS NULL AND problem IS NULL"
        if unanswered is None:
            connection.execute(f"DELETE FROM batch_line WHERE {nothing_came}", (key,))
        else:
            connection.execute(
                f"UPDATE batch_line SET problem = ? WHERE {nothing_came}", (unanswered, key)
            )
        connection.execute("UPDATE batch SET status = ? WHERE key = ?", (status, key))

    @contextmanager
    def _change(self, *, lasting: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction, undone as a whole when anything is raised inside."""
        with self._explained():
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise JournalError(
                f"the batches in the journal {self.path} cannot be kept: {error};"
                " mend that and start again, nothing is lost"
            ) from error
