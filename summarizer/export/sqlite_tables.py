"""Flat tables as one SQLite database."""

import sqlite3
import struct
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from summarizer.export.flat_rows import TABLES, TABLES_VERSION, Column, Kind, Table
from summarizer.export.marks import not_ours
from summarizer.export.usable_rows import LeftOut, TableRows, flat_rows_of
from summarizer.export.whole_file import whole_file

__all__ = ["Kept", "write_sqlite"]

_TYPES: Final = {
    Kind.text: "TEXT",
    Kind.date: "TEXT",
    Kind.whole: "INTEGER",
    Kind.real: "REAL",
    Kind.flag: "INTEGER",
}

_INDEXES: Final = (
    ("documents", "published"),
    ("events", "type, published"),
    ("participants", "name"),
    ("quantities", "what"),
    ("claims", "speaker"),
    ("claims", "stance, published"),
    ("links", "record_id, claim_id"),
    ("items", "recipe, field, value"),
)
"""What archives look things up by, beside the keys."""


_OURS: Final = 0x5355_4D4D
"""The application id, "SUMM": what tells whose database a file is."""

_HEAD: Final = struct.Struct(">16s 8x I 40x I")
"""The head of a database: its kind, how often it was written, and the application id."""

_AS_MADE: Final = (b"SQLite format 3\0", 1, _OURS)

_TABLES: Final = frozenset(table.name for table in TABLES)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many documents are in the database, and how many not, since another has their id."""

    documents: int
    repeated: int


def write_sqlite(lines: Iterable[bytes], target: Path, left_out: LeftOut | None = None) -> Kept:
    """Writes all tables into one database, with keys, foreign keys and indexes.

    `lines` come in the order of their records' ids, as from `sorted_lines`; of some with the same
    id the first is kept, the others are counted. Dates are ISO text. The file is replaced in one
    step, where it is as an export made it. Raises SettingsError where it is not, and what
    `flat_rows_of` and `whole_file` raise.
    """
    if target.exists() and not (target.is_file() and _is_ours(target)):
        raise not_ours(target)
    with (
        whole_file(target.resolve()) as partial,
        closing(sqlite3.connect(partial, isolation_level=None)) as database,
    ):
        # The file has another name until it is complete: nothing to roll back to.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")  # all is one change, by which it is known later as it was made
        database.execute(f"PRAGMA user_version = {TABLES_VERSION}")
        database.execute(f"PRAGMA application_id = {_OURS}")
        for table in TABLES:
            database.execute(_create(table))
        kept = _fill(database, flat_rows_of(lines, left_out))
        for table_name, columns in _INDEXES:
            name = f"{table_name}_by_{columns.replace(', ', '_')}"
            database.execute(f"CREATE INDEX {name} ON {table_name} ({columns})")
        database.execute("COMMIT")
    return kept


def _is_ours(target: Path) -> bool:
    """Whether an export wrote it, and nobody has since."""
    with target.open("rb") as file:
        head = file.read(_HEAD.size)
    return (len(head) == _HEAD.size and _HEAD.unpack(head) == _AS_MADE) or _is_older(target)


def _is_older(target: Path) -> bool:
    """Whether it has the tables of an earlier version, which did not sign them, and no others."""
    address = f"{target.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            signed = database.execute("PRAGMA application_id").fetchone() != (0,)
            kinds = database.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")
            found = {name for (name,) in kinds}
    except sqlite3.Error:
        return False
    return not signed and _TABLES - {"items"} <= found <= _TABLES


def _create(table: Table) -> str:
    parts = [_column(column) for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if table.parent:
        parent, columns = table.parent
        shared = ", ".join(columns)
        parts.append(f"FOREIGN KEY ({shared}) REFERENCES {parent} ({shared})")
    return f"CREATE TABLE {table.name} ({', '.join(parts)}) WITHOUT ROWID"


def _column(column: Column) -> str:
    # In quotes: `end` is a word of SQL.
    return f'"{column.name}" {_TYPES[column.kind]}{"" if column.nullable else " NOT NULL"}'


def _fill(database: sqlite3.Connection, documents_rows: Iterable[TableRows]) -> Kept:
    documents = repeated = 0
    last = None
    for rows in documents_rows:
        record = rows["documents"][0][0]
        if record == last:
            repeated += 1
            continue
        last = record
        documents += 1
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows[table.name])
    return Kept(documents, repeated)
