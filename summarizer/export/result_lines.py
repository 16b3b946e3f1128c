"""The lines of a run's `results.jsonl`, also while the run is writing it."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from pydantic_core import from_json

from summarizer.errors import RunError, SettingsError

__all__ = [
    "OWN_FIELDS",
    "RESULTS",
    "lines_from",
    "record_id_of",
    "row_of",
    "sorted_lines",
    "written_row",
]

RESULTS: Final = "results.jsonl"
"""What a run calls it."""

OWN_FIELDS: Final = ("id", "record_id")
"""What a row has before the summary: the record's own id and, where an earlier record of the run has
the same, the name that tells the two apart."""

_ORDER: Final = "CREATE TABLE lines (id TEXT, digest BLOB, start INTEGER, size INTEGER)"


def lines_from(results: Path, start: int = 0) -> Iterator[bytes]:
    """The complete lines from the byte `start` on, each with its line feed, and never the whole file.

    What stands behind the last line feed is a line that is being written, and left out. Raises
    SettingsError when there is no such file, RunError when it cannot be read.
    """
    try:
        with results.open("rb") as file:
            file.seek(start)
            for line in file:
                if line.endswith(b"\n"):
                    yield line
    except FileNotFoundError:
        raise _missing(results) from None
    except OSError as error:
        raise RunError(f"cannot read {results}: {error.strerror}; see to the disk") from error


def written_row(row: Mapping[str, Any]) -> str:
    """A row as a line, with its line feed; half characters, which no file can hold, become "?"."""
    return json.dumps(row, ensure_ascii=False).encode(errors="replace").decode() + "\n"


def row_of(line: bytes) -> dict[str, Any]:
    """The line's JSON. Raises RunError, with the beginning of the line, when it is no result."""
    try:
        row = from_json(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not row.keys() >= _PARTS:
        begins = line[:40].decode(errors="replace").strip()
        raise RunError(f"a line is no result of a run ({begins}…); mend it or take it out")
    return row


_PARTS: Final = {"document", "events", "claims", "entities", "rejected", "coverage", "usage"}


def record_id_of(row: Mapping[str, Any]) -> str:
    """What tells a row from every other of its run.

    Its `record_id` where it has one, since an earlier record has the same `id`; else its `id`; that of
    its document where it is a summary alone.
    """
    own = row.get("record_id") or row.get("id", row["document"]["id"])
    return str(own)


def sorted_lines(results: Path) -> Iterator[bytes]:
    """The complete lines in the order of their records' ids, whatever order they were finished in.

    Memory is flat: the order is worked out in a temporary database that SQLite keeps on disk (some
    80 bytes a line) and removes. Lines with the same id come in the order of a hash of the line.
    Lines that are no results come first. Raises what `lines_from` raises.
    """
    try:
        with closing(sqlite3.connect("")) as order, results.open("rb") as file:
            order.execute(_ORDER)
            order.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", _places(results))
            for start, size in order.execute("SELECT start, size FROM lines ORDER BY id, digest"):
                file.seek(start)
                yield file.read(size)
    except FileNotFoundError:
        raise _missing(results) from None
    except sqlite3.Error as error:
        raise RunError(
            f"cannot sort {results}: {error}; make room for temporary files (SQLITE_TMPDIR)"
        ) from error


def _missing(results: Path) -> SettingsError:
    return SettingsError(f"there is no {results}; give the folder of a run, or a result")


def _places(results: Path) -> Iterator[tuple[str, bytes, int, int]]:
    start = 0
    for line in lines_from(results):
        digest = blake2b(line, digest_size=16).digest()
        yield _order_of(line), digest, start, len(line)
        start += len(line)


def _order_of(line: bytes) -> str:
    try:
        return record_id_of(row_of(line))
    except (RunError, KeyError, TypeError, AttributeError):
        return ""
