"""The results of a run as pages: a report for each article, and an index of them all.

    results.jsonl            ->  on disk: which lines were made from the text with which digest
    the articles, read again ->  the lines of each article, beside its text  ->  reports
    lines that are left      ->  reports without the article

Results stand in the order in which they were finished, articles in that of the archive. Neither is
held in memory: each article asks for its lines, so the index is in the order of the archive.
"""

import json
import shlex
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from summarizer.archive.intake import Selection, Shard, records_of
from summarizer.archive.run import RUN_FILE
from summarizer.documents import Document
from summarizer.errors import DocumentError, RunError
from summarizer.export.marks import Marks, marks_in
from summarizer.export.report import IndexOptions, IndexRow, add_index, report_name, to_html
from summarizer.export.result_lines import lines_from, record_id_of, row_of
from summarizer.schemas.summary import Summary
from summarizer.sources import BadRecord, ReadingOptions, Record

__all__ = ["REPORTS", "Ears", "Pages", "articles_of", "write_pages"]

REPORTS: Final = "reports"
"""The folder of the reports, beside the index."""

LONGEST_INPUTS: Final = 200
"""Characters shown of a run's inputs: two to three lines of a terminal."""

INDEX: Final = f"../{IndexOptions().file}"
"""The way from a report to the index."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What was written."""

    index: Path
    reports: int
    without_text: int
    """Reports that show the sentences which the summary holds: the article was not found."""
    left_out: int
    """Lines that are no results, or not of this version; a note told of each."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told how the writing goes."""

    note: Callable[[str], None]
    """Told what is worth a line."""
    written: Callable[[int], None]
    """Told how many reports there are by now."""


def articles_of(run: Path, sources: Sequence[str], ears: Ears) -> Iterator[Record | BadRecord]:
    """The articles of the run in the folder `run`, read again from `sources`.

    They are read as the run read them, by what its `run.json` says. The inputs that are named there are
    not looked at: a folder that came from somebody else would have us read, and fetch, what they want.
    Without `sources` a note says so, and there are none. Raises what `records_of` raises.
    """
    try:
        selection = _selection(run / RUN_FILE)
    except (OSError, ValueError, KeyError, TypeError):
        selection = None
    if sources:
        reading = selection.reading if selection else ReadingOptions()
        return records_of(Selection(inputs=tuple(sources), reading=reading))
    named = _shown_inputs(selection.inputs) if selection else ""
    more = f" (the run read {named})" if named else ""
    ears.note(f"give --source to have the articles beside what is cited of them{more}")
    return iter(())


def _shown_inputs(inputs: Sequence[str]) -> str:
    shown = " ".join(shlex.quote(str(one)) for one in inputs)
    return shown if len(shown) <= LONGEST_INPUTS else shown[: LONGEST_INPUTS - 1] + "…"


def write_pages(
    results: Path, folder: Path, articles: Iterable[Record | BadRecord], ears: Ears
) -> Pages:
    """Writes `index.html` and `reports/NAME.html` for each line of `results` into `folder`.

    An article is known by the digest of its text. Each file is replaced when it is complete, the
    index last: broken off, what was there before still works. A line that cannot be shown is a
    note. Raises SettingsError without `results` and where a file stands that no export wrote, RunError
    when nothing can be read or written.
    """
    try:
        with closing(sqlite3.connect("")) as database:
            lines = _Lines(database, results)
            left_out = lines.fill(ears)
            with marks_in(folder) as marks:
                writing = _Writing(marks, ears, left_out)
                index = add_index(writing.rows(articles, lines), marks)
            return Pages(index, writing.reports, writing.without_text, writing.left_out)
    except sqlite3.Error as error:
        raise RunError(
            f"cannot sort {results}: {error}; make room for temporary files (SQLITE_TMPDIR)"
        ) from error


class _Lines:
    """The lines of a file of results, by the digest of the text that each was made from.

    Some 150 bytes a line, in a temporary file that SQLite keeps and removes.
    """

    def __init__(self, database: sqlite3.Connection, results: Path) -> None:
        self._database = database
        self._results = results

    def fill(self, ears: Ears) -> int:
        """Looks through all lines, and returns how many are no results."""
        start = left_out = 0
        self._database.execute("CREATE TABLE lines (start INTEGER PRIMARY KEY, text TEXT)")
        for number, line in enumerate(lines_from(self._results), 1):
            try:
                text = str(row_of(line)["document"]["text_sha256"])
                self._database.execute("INSERT INTO lines VALUES (?, ?)", (start, text))
            except (RunError, KeyError, TypeError):
                ears.note(f"line {number} of {self._results} is no result of a run; it is left out")
                left_out += 1
            start += len(line)
        self._database.execute("CREATE INDEX lines_by_text ON lines (text)")
        return left_out

    def are_taken(self) -> bool:
        """Whether none is left."""
        return self._database.execute("SELECT 1 FROM lines LIMIT 1").fetchone() is None

    def take(self, text_sha256: str) -> list[bytes]:
        """The lines made from a text, which are then no longer there."""
        query = "DELETE FROM lines WHERE text = ? RETURNING start"
        found = sorted(start for (start,) in self._database.execute(query, (text_sha256,)))
        return [self._line(start) for start in found]

    def rest(self) -> Iterator[bytes]:
        """The lines that are left, in their order."""
        for (start,) in self._database.execute("SELECT start FROM lines ORDER BY start"):
            yield self._line(start)

    def _line(self, start: int) -> bytes:
        return next(lines_from(self._results, start))


class _Row(Summary):
    """A line of results: a summary with the id of its record, which a summary alone has not."""

    id: str = ""
    record_id: str = ""


class _Writing:
    """Writes reports, and counts."""

    def __init__(self, marks: Marks, ears: Ears, left_out: int) -> None:
        self._marks = marks
        self._ears = ears
        self._names: set[str] = set()
        self.reports = self.without_text = 0
        self.left_out = left_out

    def rows(self, articles: Iterable[Record | BadRecord], lines: _Lines) -> Iterator[IndexRow]:
        """The rows of the index; the report of each is written before it is given."""
        for document in _documents(articles):
            for line in lines.take(document.text_sha256):
                yield from self._row(line, document.text)
            if lines.are_taken():
                return
        for line in lines.rest():
            yield from self._row(line, None)

    def _row(self, line: bytes, text: str | None) -> Iterator[IndexRow]:
        try:
            row = _Row.model_validate_json(line)
            page = to_html(row, text, INDEX)
        except (ValidationError, DocumentError) as error:
            self._ears.note(f"{_id_in(line)} is left out: {_reason(error)}")
            self.left_out += 1
            return
        id = row.record_id or row.id or row.document.id
        report = f"{REPORTS}/{self._name(id)}"
        with self._marks.whole_file(self._marks.folder / report) as partial:
            partial.write_text(page, encoding="utf-8")
        self.reports += 1
        self.without_text += text is None
        self._ears.written(self.reports)
        yield IndexRow(id, row, report)

    def _name(self, id: str) -> str:
        """A file name of its own, also for records that share an id."""
        name = report_name(id)
        number = 2
        while name in self._names:
            name = report_name(f"{id} {number}")
            number += 1
        self._names.add(name)
        return name


def _documents(articles: Iterable[Record | BadRecord]) -> Iterator[Document]:
    """The articles that can be read; of the others the run's own failures tell."""
    for record in articles:
        if isinstance(record, Record):
            with suppress(DocumentError):
                yield Document.from_record(record)


def _id_in(line: bytes) -> str:
    return record_id_of(row_of(line))


def _reason(error: ValidationError | DocumentError) -> str:
    if isinstance(error, DocumentError):
        return str(error)
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return f"it is no result of this version of the program ({place}: {first['msg']})"


def _selection(run_file: Path) -> Selection:
    """What a run was about, as it wrote it down. Raises OSError, ValueError, KeyError, TypeError."""
    about: dict[str, Any] = json.loads(run_file.read_bytes())
    kept = about["order"]["selection"]
    return Selection(
        inputs=tuple(about["inputs"]),
        # Nothing is fetched because of what a folder says, which may be a stranger’s.
        reading=replace(ReadingOptions(**kept["reading"]), fetch_pages=False),
        shard=Shard(**kept["shard"]) if kept["shard"] else None,
        limit=kept["limit"],
    )
