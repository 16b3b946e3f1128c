"""The file of a run's state: made, brought up to date, and refused by name where it cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from summarizer.errors import ArchiveError

__all__ = ["STATE_FILE", "STATE_VERSION", "damaged", "explained", "opened", "opened_to_look"]

STATE_FILE: Final = "run.sqlite3"

STATE_VERSION: Final = 1
"""What `user_version` says. 0 is a file without tables, or one from before rows had checksums."""

BUSY_SECONDS: Final = 30.0
"""How long to wait for another process (`summarizer status`) that reads at the moment."""

MAX_REASON: Final = 200
"""Characters of what SQLite says: of a damaged schema it quotes all."""

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS record (
        key    BLOB PRIMARY KEY,
        state  TEXT NOT NULL,
        start  INTEGER,
        length INTEGER,
        leader BLOB,
        sum    BLOB
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS failure (
        key      BLOB PRIMARY KEY,
        id       TEXT,
        file     TEXT NOT NULL,
        position INTEGER NOT NULL,
        reason   TEXT NOT NULL,
        is_bad   INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS failure_place ON failure (file, position);
    CREATE INDEX IF NOT EXISTS record_copy ON record (state) WHERE state = 'copy';
    CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS name (
        name TEXT PRIMARY KEY,
        key  BLOB NOT NULL UNIQUE,
        text BLOB
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS loose (
        name   TEXT NOT NULL,
        text   BLOB NOT NULL,
        start  INTEGER NOT NULL,
        length INTEGER NOT NULL,
        sum    BLOB NOT NULL
    );
    CREATE INDEX IF NOT EXISTS loose_name ON loose (name);
"""

_ADD_SUM: Final = "ALTER TABLE record ADD COLUMN sum BLOB"


def opened(path: Path) -> sqlite3.Connection:
    """The file, made where it is missing, with the tables of this version."""
    connection = _connected(str(path))
    try:
        if _version(connection, path) < STATE_VERSION:
            _bring_up_to_date(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may take the last changes with it; `reconciling` finds their rows again.
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def opened_to_look(path: Path) -> sqlite3.Connection:
    """The file as it lies there, for reading; also one beside which nothing can be written.

    Raises ArchiveError where no run has begun to keep its state in it.
    """
    connection = _connected(str(path))
    try:
        try:
            _version(connection, path)
            tables = _tables(connection)
        except sqlite3.OperationalError:
            connection.close()
            connection = _connected(f"{path.resolve().as_uri()}?immutable=1", uri=True)
            _version(connection, path)
            tables = _tables(connection)
        if not tables >= {"record", "note"}:
            raise ArchiveError(f"{path.parent} holds no run yet; look again when it has begun")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Turns what goes wrong with the file into an ArchiveError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        if type(error) is sqlite3.DatabaseError:  # not a subclass: no database, or a damaged one
            raise damaged(path, error) from error
        raise ArchiveError(
            f"{path} cannot be {done}: {error}; make room or mend it, and run the same command again"
        ) from error


def damaged(path: Path, error: Exception) -> ArchiveError:
    """What to do about a file that holds something else than this program wrote."""
    said = " ".join(str(error).split())[:MAX_REASON]
    return ArchiveError(
        f"{path} is damaged ({said}); rename it and run the same command again: the rows in"
        " results.jsonl and the answers in the journal are taken up again"
    )


def _connected(database: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > STATE_VERSION:
        raise ArchiveError(
            f"{path} was written by a newer version of this program; update it, or give another --out"
        )
    return version


def _tables(connection: sqlite3.Connection) -> set[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    return {name for (name,) in connection.execute(query)}


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """In one transaction, so that a kill leaves the file as it was before or as it is after."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(record)")}
    if "sum" not in columns:
        connection.execute(_ADD_SUM)
    connection.execute(f"PRAGMA user_version = {STATE_VERSION}")
    connection.execute("COMMIT")
