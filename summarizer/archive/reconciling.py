"""`results.jsonl` and the state brought to agreement, when a run's folder is opened.

A power cut, an editor, a backup put back, a state that was deleted: the file may hold what the state
does not explain, and lack what it tells of. Nothing of it is thrown away.

    a row where it was, or elsewhere      known by its checksum; its place is noted
    a row changed by hand                 known by its name and its text; kept as it is, and told
    a row not noted yet (a kill)          known by its name and its text; counts as finished
    a row of no record known so far       loose: stays, and is taken up when its article comes by
    a second row of one record            moved to `previous/NNN`
    half a line, zeros, no row at all     moved to `previous/torn.txt`
    a row that is missing                 its record is done again, out of the journal
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from summarizer.archive.names import Names
from summarizer.archive.previous import PREVIOUS, next_free
from summarizer.archive.results_log import RESULTS_FILE, checksum, seal_of
from summarizer.archive.rows import KnownRow, known_row
from summarizer.archive.state import SEAL, STATE_FILE, Place, RunState
from summarizer.errors import ArchiveError, RunError
from summarizer.export.whole_file import whole_file

__all__ = ["reconciled"]

TORN_FILE: Final = f"{PREVIOUS}/torn.txt"

LONGEST_LINE: Final = 256 << 20
"""Bytes taken for one line: zeros after a power cut have no line ends. The row of a book is 20 MB."""

COPIED_AT_ONCE: Final = 1 << 20

TOLD: Final = 5
"""Rows changed by hand that are told one by one."""

_AROUND: Final = b"\0\r\n\t "
_MARK: Final = b"\xef\xbb\xbf"
"""What editors put before and after lines, and power cuts into them; no row begins or ends with it."""

_TABLES: Final = """
    DROP TABLE IF EXISTS temp.line;
    DROP TABLE IF EXISTS temp.mine;
    CREATE TEMP TABLE line (
        number INTEGER PRIMARY KEY, start INTEGER, length INTEGER, sum BLOB, is_clean INTEGER,
        key BLOB, name TEXT, text BLOB, is_kept INTEGER NOT NULL DEFAULT 1);
    CREATE TEMP TABLE mine (
        key BLOB PRIMARY KEY, start INTEGER, length INTEGER, sum BLOB) WITHOUT ROWID;
    CREATE INDEX temp.mine_start ON mine (start);
    CREATE INDEX temp.mine_sum ON mine (sum)
"""
_IN_ORDER: Final = "SELECT start, length, sum FROM record WHERE state = 'done' ORDER BY start"
_MINE: Final = """
    INSERT INTO mine SELECT key, start, length, sum FROM record WHERE state = 'done' AND start >= ?
"""
_IN_PLACE: Final = """
    UPDATE line SET key = (
        SELECT key FROM mine WHERE mine.start = line.start
        AND (mine.sum = line.sum OR (mine.sum IS NULL AND mine.length = line.length)))
"""
_FOUND: Final = "DELETE FROM mine WHERE key IN (SELECT key FROM line WHERE key IS NOT NULL)"
_ELSEWHERE: Final = """
    SELECT line.start, line.length, line.sum, line.key FROM line JOIN record USING (key)
    WHERE line.start IS NOT record.start OR line.sum IS NOT record.sum
    OR line.length IS NOT record.length
"""
_TAKE_DOWN_LOOSE: Final = """
    INSERT INTO loose SELECT name, text, start, length, sum FROM line WHERE name IS NOT NULL
"""
_PUT: Final = "UPDATE record SET start = ?, length = ?, sum = ? WHERE key = ?"


@dataclass(slots=True)
class _Findings:
    """What there is to tell."""

    missing: int = 0
    altered: list[str] = field(default_factory=list)
    adopted: int = 0
    loose: int = 0
    moved: int = 0
    twice: int = 0
    foreign: int = 0
    torn: int = 0
    zeros: int = 0
    aside: str = ""


def reconciled(
    state: RunState, folder: Path, note: Callable[[str], None], *, keeps_loose: bool = True
) -> None:
    """Makes the two agree, and notes what was found otherwise than it was left.

    Without `keeps_loose` rows of no known record are moved to `previous/NNN`, too. Raises ArchiveError
    where the file cannot be read or written.
    """
    path = folder / RESULTS_FILE
    state.sealing = lambda: seal_of(path)
    seal = state.note(SEAL)
    if keeps_loose and seal == seal_of(path) and (seal or not state.totals.done):
        return
    try:
        with state.changing():
            found = _Comparison(state, path, keeps_loose=keeps_loose).made()
        state.commit()
    except (OSError, RunError) as error:
        raise ArchiveError(f"{path} cannot be read again: {error}; see to the disk") from error
    for line in _told(found):
        note(line)


class _Comparison:
    """One comparison of the file's lines with the state's records, in tables that SQLite keeps on disk
    where they grow: some 100 bytes a line. Within one change of the state.
    """

    def __init__(self, state: RunState, path: Path, *, keeps_loose: bool) -> None:
        self._state = state
        self._run = state.connection.execute
        self._names = Names(state.connection)
        self._path = path
        self._keeps_loose = keeps_loose
        self._agreeing = 0
        """Bytes from the start of the file that are as they were left."""
        self._lines_agreeing = 0
        self._aside: Path | None = None
        self._asides: dict[Path, BinaryIO] = {}
        self._until_end = ExitStack()
        self._found = _Findings()

    def made(self) -> _Findings:
        """Compares, mends both sides, and says what was found."""
        for statement in _TABLES.split(";"):
            self._run(statement)
        self._run("DELETE FROM loose")
        with self._until_end:
            if self._path.exists():
                file = self._until_end.enter_context(self._path.open("rb"))
                self._pass_over_agreeing(file)
                self._take_down(file)
                self._find(file)
                self._look_into_rest(file)
            else:
                self._run(_MINE, (0,))
            for aside in self._asides.values():  # it is safe there before it goes here
                aside.flush()
                os.fsync(aside.fileno())
        self._forget_missing()
        self._mend_file()
        self._note_places()
        self._count_again()
        return self._found

    def _pass_over_agreeing(self, file: BinaryIO) -> None:
        """The rows from the first on that are as they were left: most, and mostly all."""
        for start, length, sum in self._run(_IN_ORDER):
            if start != self._agreeing:
                break
            line = file.read(length)
            if line[-1:] != b"\n" or checksum(line[:-1]) != sum:
                break
            self._agreeing += length
            self._lines_agreeing += 1
        file.seek(self._agreeing)
        self._run(_MINE, (self._agreeing,))

    def _take_down(self, file: BinaryIO) -> None:
        query = "INSERT INTO line (number, start, length, sum, is_clean) VALUES (?, ?, ?, ?, ?)"
        lines = enumerate(self._lines(file), self._lines_agreeing + 1)
        rows = ((number, *line) for number, line in lines)
        self._state.connection.executemany(query, rows)

    def _lines(self, file: BinaryIO) -> Iterator[tuple[int, int, bytes, bool]]:
        start = self._agreeing
        while line := file.readline(LONGEST_LINE):
            content = _content(line)
            self._found.zeros += line.count(0)
            yield start, len(line), checksum(content), line == content + b"\n"
            start += len(line)

    def _find(self, file: BinaryIO) -> None:
        """By checksum: where they were, then elsewhere."""
        self._run(_IN_PLACE)
        self._run(_FOUND)
        if self._run("SELECT 1 FROM record WHERE state = 'done' AND sum IS NULL").fetchone():
            self._name_old_rows(file)
        for number, sum in self._run("SELECT number, sum FROM line WHERE key IS NULL"):
            row = self._run("SELECT key FROM mine WHERE sum = ?", (sum,)).fetchone()
            if row is not None:
                self._found.moved += 1
                self._explain(number, row[0])

    def _name_old_rows(self, file: BinaryIO) -> None:
        """Earlier versions kept no names: those of their rows are taken."""
        query = "SELECT key, start, length FROM line WHERE key IS NOT NULL"
        for key, start, length in self._run(query):
            row = known_row(_at(file, start, length))
            if row is not None:
                self._names.keep(row.name, key, row.text)

    def _look_into_rest(self, file: BinaryIO) -> None:
        """What no checksum explains: by what stands in it."""
        query = "SELECT number, start, length, sum FROM line WHERE key IS NULL"
        for number, start, length, sum in self._run(query):
            content = _content(_at(file, start, length))
            row = known_row(content)
            if row is None:
                self._leave_out_torn(number, content)
            else:
                self._look_into(row, number, Place(start, length, sum), content)

    def _look_into(self, row: KnownRow, number: int, place: Place, content: bytes) -> None:
        holder = self._names.holder(row.name)
        if holder is None or holder.text != row.text:
            self._leave_loose(row, number, content)
        elif self._state.standing(holder.key) != "done":
            self._found.adopted += 1
            self._state.finish(holder.key, place, row.counts)
            self._explain(number, holder.key)
        elif self._run("SELECT 1 FROM mine WHERE key = ?", (holder.key,)).fetchone():
            self._found.altered.append(f"line {number} ({row.name})")
            self._explain(number, holder.key)
        else:
            self._found.twice += 1
            self._leave_out(number, content)

    def _explain(self, number: int, key: bytes) -> None:
        self._run("UPDATE line SET key = ? WHERE number = ?", (key, number))
        self._run("DELETE FROM mine WHERE key = ?", (key,))

    def _leave_loose(self, row: KnownRow, number: int, content: bytes) -> None:
        if self._keeps_loose:
            self._found.loose += 1
            query = "UPDATE line SET name = ?, text = ? WHERE number = ?"
            self._run(query, (row.name, row.text, number))
        else:
            self._found.foreign += 1
            self._leave_out(number, content)

    def _leave_out(self, number: int, content: bytes) -> None:
        """A whole row goes to a folder of its own, where it can be looked at like any run's."""
        if self._aside is None:
            self._aside = next_free(self._path.parent) / RESULTS_FILE
            self._found.aside = str(self._aside)
        self._take_out(number, content, self._aside)

    def _leave_out_torn(self, number: int, content: bytes) -> None:
        self._found.torn += bool(content)
        self._take_out(number, content, self._path.parent / TORN_FILE)

    def _take_out(self, number: int, content: bytes, target: Path) -> None:
        if content:
            self._opened(target).write(content + b"\n")
        self._run("UPDATE line SET is_kept = 0 WHERE number = ?", (number,))

    def _opened(self, target: Path) -> BinaryIO:
        if target not in self._asides:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._asides[target] = self._until_end.enter_context(target.open("ab"))
        return self._asides[target]

    def _forget_missing(self) -> None:
        keys = [key for (key,) in self._run("SELECT key FROM mine")]
        self._found.missing = len(keys)
        self._state.forget_lost(keys)

    def _mend_file(self) -> None:
        """Leaves out of the file what is not kept, and what stands around lines that are."""
        query = "SELECT min(start), max(is_kept) FROM line WHERE NOT (is_kept AND is_clean)"
        first, has_unclean = self._run(query).fetchone()
        if first is None:
            return
        later = "SELECT 1 FROM line WHERE is_kept AND start > ?"
        if not has_unclean and self._run(later, (first,)).fetchone() is None:
            os.truncate(self._path, first)  # as after a kill: what was torn is the end
            return
        with self._path.open("rb") as file, whole_file(self._path) as partial:
            self._rewrite(file, partial)

    def _rewrite(self, file: BinaryIO, target: Path) -> None:
        end = self._agreeing
        with target.open("wb") as new:
            file.seek(0)
            for at in range(0, end, COPIED_AT_ONCE):
                new.write(file.read(min(COPIED_AT_ONCE, end - at)))
            query = "SELECT number, start, length FROM line WHERE is_kept"
            for number, start, length in self._run(query):
                line = _content(_at(file, start, length)) + b"\n"
                new.write(line)
                place = (end, len(line), number)
                self._run("UPDATE line SET start = ?, length = ? WHERE number = ?", place)
                end += len(line)

    def _note_places(self) -> None:
        changed = self._run(_ELSEWHERE).fetchall()
        self._state.connection.executemany(_PUT, changed)
        self._run(_TAKE_DOWN_LOOSE)

    def _count_again(self) -> None:
        """How many are done is counted; items too where rows are missing or were changed."""
        (done,) = self._run("SELECT count(*) FROM record WHERE state = 'done'").fetchone()
        totals = replace(self._state.totals, done=done)
        if self._found.missing or self._found.altered:
            totals = replace(totals, **self._items())
        self._state.totals = totals

    def _items(self) -> dict[str, int]:
        names = ("events", "claims", "rejected")
        sums = dict.fromkeys(names, 0)
        with self._path.open("rb") as file:
            for start, length, _ in self._run(_IN_ORDER):
                row = known_row(_at(file, start, length))
                for name in names:
                    sums[name] += getattr(row.counts, name) if row else 0
        return sums


def _content(line: bytes) -> bytes:
    return line.strip(_AROUND).removeprefix(_MARK)


def _at(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _told(found: _Findings) -> Iterator[str]:
    """What was found, a line each."""
    for one in found.altered[:TOLD]:
        yield f"{one} of {RESULTS_FILE} was changed by hand; it is kept as it now stands"
    if (more := len(found.altered) - TOLD) > 0:
        yield f"so were {more:,} more lines"
    for number, what in (
        (found.missing, "missing, and written again"),
        (found.moved, "not where they were left; their places are noted anew"),
        (found.adopted, f"newer than {STATE_FILE}, and taken up"),
        (found.loose, f"not known to {STATE_FILE}; as their articles come by they are taken up"),
        (found.twice, f"there twice; what is not the run's own is now in {found.aside}"),
        (found.foreign, f"of no article that was read; they are now in {found.aside}"),
        (found.torn, f"torn; what is left of them is in {TORN_FILE}"),
    ):
        if number:
            yield f"{number:,} row{'' if number == 1 else 's'} of {RESULTS_FILE}: {what}"
    if found.zeros:
        yield f"{found.zeros:,} zero bytes, as a power cut leaves them, are cut out of {RESULTS_FILE}"
