"""The reviews on disk: of each summary the state it is in, saved with every edit.

One SQLite file beside the results, for any number of reviewers, programs and threads at once: an
edit reads, checks and writes in one transaction, so that none is made on a state that is gone.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

from summarizer.errors import RunError
from summarizer.review.edits import items_of
from summarizer.review.shelf import Entry, Shelf
from summarizer.schemas.summary import Summary

__all__ = ["Progress", "Reviews"]

BUSY_SECONDS: Final = 30.0
"""How long an edit waits for that of another program; each takes some milliseconds."""

_CREATE: Final = """
    CREATE TABLE IF NOT EXISTS review (
        id      TEXT NOT NULL,
        made    TEXT NOT NULL,
        version INTEGER NOT NULL,
        open    INTEGER NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (id, made)
    )
"""
_SELECT: Final = "SELECT summary FROM review WHERE id = ? AND made = ?"
_SELECT_VERSION: Final = "SELECT version FROM review WHERE id = ? AND made = ?"
_PUT: Final = "INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: edits made, and items that nobody has seen to yet."""

    version: int
    open: int


class Reviews:
    """The states of the summaries of a shelf. Raises RunError where the file cannot be used."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._path = shelf.reviews
        with self._connection() as connection:
            # No write-ahead log: it needs memory that is shared, and results may lie on a server's disk.
            connection.execute(_CREATE)

    def current(self, entry: Entry) -> Summary:
        """The summary as reviewed so far."""
        with self._connection() as connection:
            return self._read(connection, entry)

    def change(self, entry: Entry, edit: Callable[[Summary], Summary]) -> Summary:
        """Saves what `edit` makes of the summary, while nobody else can change it.

        Raises what `edit` raises; nothing is saved then.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                edited = edit(self._read(connection, entry))
                connection.execute(_PUT, (entry.id, entry.made, *_row(edited)))
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return edited

    def version(self, entry: Entry) -> int:
        """How many edits were made of a summary."""
        with self._connection() as connection:
            row = connection.execute(_SELECT_VERSION, (entry.id, entry.made)).fetchone()
        return int(row[0]) if row else 0

    def progress(self) -> dict[tuple[str, str], Progress]:
        """How far each summary is that somebody has begun with, by id and digest."""
        with self._connection() as connection:
            rows = connection.execute("SELECT id, made, version, open FROM review").fetchall()
        return {(id, made): Progress(version, open) for id, made, version, open in rows}

    def _read(self, connection: sqlite3.Connection, entry: Entry) -> Summary:
        row = connection.execute(_SELECT, (entry.id, entry.made)).fetchone()
        return Summary.model_validate_json(row[0]) if row else self._shelf.summary(entry)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, BUSY_SECONDS, isolation_level=None)) as made:
                yield made
        except sqlite3.Error as error:
            raise RunError(
                f"cannot keep reviews in {self._path}: {error}; make room, or see to the file"
            ) from error


def _row(summary: Summary) -> tuple[int, int, str]:
    waiting = sum(item.review == "none" for item in items_of(summary))
    # Not export.to_json: indenting is most of the time that an edit of a long article takes.
    text = json.dumps(summary.model_dump(mode="json"), ensure_ascii=False)
    return len(summary.history), waiting, text.encode(errors="replace").decode()
