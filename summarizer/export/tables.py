"""The Parquet tables of a run, kept up with its `results.jsonl` as that grows.

Part k holds the lines k * PART_ROWS to (k + 1) * PART_ROWS, whichever they are: a finished part is
written once, only the last one again. How far they go stands in the folder's marks.
"""

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from summarizer.errors import SettingsError
from summarizer.export.flat_rows import TABLES_VERSION
from summarizer.export.marks import Marks, marks_in
from summarizer.export.result_lines import lines_from

__all__ = ["PART_ROWS", "Written", "write_tables"]

PART_ROWS: Final = 2_000
"""Documents in a part: to make one of 2,000 times 23 KB of JSON takes 100 MB (5,000: 215 MB)."""

TAIL_BYTES: Final = 4096
"""How much of the end of a part's lines tells whether they are still those: an id, spans, tokens."""

_PARTS: Final = (
    "CREATE TABLE IF NOT EXISTS parts"
    " (part INTEGER PRIMARY KEY, lines INTEGER NOT NULL, ends INTEGER NOT NULL, tail BLOB NOT NULL)"
)
_LEFT_OUT: Final = "CREATE TABLE IF NOT EXISTS left_out (part INTEGER, what TEXT)"
_SET: Final = "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)"

# Where this differs, all is written anew: other tables, or parts of another length.
_LAYOUT: Final = TABLES_VERSION * 1_000_000 + PART_ROWS

_OF_ONE_CALL: Final = 0
"""The layout of tables that no call goes on with."""

_NO_TAIL: Final = b""
"""Of a part whose files are being written or removed: it equals no lines' tail."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the tables hold now."""

    documents: int
    parts: int
    written: int
    """Parts written this time."""
    left_out: tuple[str, ...] = ()
    """Which lines could not be written, and why."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A part that stands: its lines, and the byte of `results.jsonl` after the last of them."""

    lines: int
    ends: int
    tail: bytes


def write_tables(
    results: Path,
    folder: Path,
    on_part: Callable[[int], None] | None = None,
    *,
    anew: bool = False,
) -> Written:
    """Writes what the tables in `folder` lack of `results`; called again, it goes on from there.

    `results` may be growing, and may have been cut back since: parts whose lines are no longer
    there are written anew. Killed at any moment, the next call mends it. With `anew` nothing is
    taken for written, now or by the next call: for results whose lines can change where they stand.
    Raises SettingsError without the extra `archive` or without `results`, and where a file that is
    not ours stands in the way; RunError when the tables cannot be written, or another program is
    writing them. Lines that cannot be written are left out, and told of. `on_part` is told, part by
    part, how many documents are in.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise SettingsError("Parquet needs the extra: pip install 'structured-summarizer[archive]'")
    next(lines_from(results), None)  # before a folder is made for what cannot be read
    with marks_in(folder) as marks:
        marks.database.execute(_PARTS)
        marks.database.execute(_LEFT_OUT)
        _adopt(marks)
        standing = [] if anew else _standing(marks, results)
        begun = len(standing)
        _void_from(marks, begun, _OF_ONE_CALL if anew else _LAYOUT)
        for mark in _written(marks, results, standing):
            standing.append(mark)
            if on_part:
                on_part(sum(one.lines for one in standing))
        _remove_from(marks, len(standing))
        told = marks.database.execute("SELECT what FROM left_out ORDER BY part, rowid").fetchall()
    left_out = tuple(what for (what,) in told)
    documents = sum(mark.lines for mark in standing) - len(left_out)
    return Written(documents, len(standing), len(standing) - begun, left_out)


def _adopt(marks: Marks) -> None:
    """Marks the files of parts that an earlier version wrote: it marked just the parts."""
    from summarizer.export.parquet import files_of_part  # pyarrow is an optional extra

    if marks.database.execute("SELECT 1 FROM files WHERE name GLOB '*.parquet'").fetchone():
        return
    for (part,) in marks.database.execute("SELECT part FROM parts").fetchall():
        for path in files_of_part(marks.folder, part):
            marks.adopt(path)


def _standing(marks: Marks, results: Path) -> list[_Mark]:
    """The parts from the first on that need no writing."""
    if marks.database.execute("PRAGMA user_version").fetchone() != (_LAYOUT,):
        return []
    standing: list[_Mark] = []
    with results.open("rb") as file:
        for part, *rest in marks.database.execute(
            "SELECT part, lines, ends, tail FROM parts ORDER BY part"
        ):
            mark = _Mark(*rest)
            if part != len(standing) or mark.tail != _tail(file, mark.ends):
                break
            standing.append(mark)
    unfinished = standing and standing[-1].lines < PART_ROWS
    if unfinished and any(lines_from(results, standing[-1].ends)):
        standing.pop()
    return standing


def _tail(file: BinaryIO, ends: int) -> bytes:
    start = max(0, ends - TAIL_BYTES)
    file.seek(start)
    return blake2b(file.read(ends - start), digest_size=16).digest()


def _void_from(marks: Marks, part: int, layout: int) -> None:
    """From that part on no files are to be trusted; they are known still, to be removed."""
    marks.database.execute("UPDATE parts SET tail = ? WHERE part >= ?", (_NO_TAIL, part))
    marks.database.execute(f"PRAGMA user_version = {layout}")


def _written(marks: Marks, results: Path, standing: Sequence[_Mark]) -> Iterator[_Mark]:
    """Writes the parts that are missing, and gives the mark of each."""
    from summarizer.export.parquet import write_part  # pyarrow is an optional extra

    part, ends = len(standing), standing[-1].ends if standing else 0
    rest = lines_from(results, ends)
    while (first := next(rest, None)) is not None:
        marks.database.execute(_SET, (part, 0, 0, _NO_TAIL))
        counted = _Counted(chain([first], islice(rest, PART_ROWS - 1)))
        left_out: list[str] = []
        write_part(counted, marks, part, left_out.append)
        _note_left_out(marks, part, left_out)
        ends += counted.bytes
        with results.open("rb") as file:
            mark = _Mark(counted.lines, ends, _tail(file, ends))
        marks.database.execute(_SET, (part, mark.lines, mark.ends, mark.tail))
        yield mark
        part += 1


def _note_left_out(marks: Marks, part: int, left_out: Iterable[str]) -> None:
    """A part that stands is not looked through again: what it lacks is kept beside it."""
    marks.database.execute("DELETE FROM left_out WHERE part = ?", (part,))
    rows = [(part, what) for what in left_out]
    marks.database.executemany("INSERT INTO left_out VALUES (?, ?)", rows)


class _Counted:
    """Lines, counted as they go by."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._rest = lines
        self.lines = 0
        self.bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._rest:
            self.lines += 1
            self.bytes += len(line)
            yield line


def _remove_from(marks: Marks, part: int) -> None:
    """Parts that have no lines any more."""
    from summarizer.export.parquet import remove_part  # pyarrow is an optional extra

    later = marks.database.execute("SELECT part FROM parts WHERE part >= ?", (part,))
    for (gone,) in later.fetchall():
        remove_part(marks, gone)
        _note_left_out(marks, gone, ())
        marks.database.execute("DELETE FROM parts WHERE part = ?", (gone,))
