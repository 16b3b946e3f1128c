"""`summarizer export`: the results of a run as tables, as JSON Lines in order, or as web pages."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from summarizer.cli.ending import REJECTED, Debug, ending, tell
from summarizer.cli.options import Quiet
from summarizer.cli.output import check_target
from summarizer.cli.progress import LINE_SECONDS, Watcher, watching
from summarizer.errors import RunError, SettingsError

if TYPE_CHECKING:
    from summarizer.schemas.summary import Summary

__all__ = ["Target", "export"]


class Target(StrEnum):
    """What results are turned into."""

    parquet = "parquet"
    csv = "csv"
    sqlite = "sqlite"
    jsonl = "jsonl"
    html = "html"


_NAMES: Final = {
    Target.parquet: "tables",
    Target.csv: "csv",
    Target.sqlite: "tables.sqlite3",
    Target.html: "html",
}
"""Where the result goes, beside the results, when nothing else is said."""

_REVIEWED_TABLES: Final = "tables-reviewed"
"""Parquet of rows that editors changed: `tables` is the run's own, which goes on with it."""

LEFT_OUT_SHOWN: Final = 20
"""Rows that are named one by one; of more only the number is of use."""

_STOPPED: Final = "stopped; what was there before is as it was: run the same command again"


def export(  # noqa: PLR0913 - typer takes a command's options from its signature
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FILE",
            help="The folder of a run (batch --out), its results.jsonl, or one summary as JSON.",
        ),
    ],
    to: Annotated[
        Target,
        typer.Option(
            "--to",
            metavar="parquet|csv|sqlite|jsonl|html",
            help="Flat tables in a folder of Parquet or CSV files or in one SQLite database; the"
            " rows themselves, sorted by id; or a page for each article, and an index of them.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="Where to. Default: tables/ (tables-reviewed/ where editors changed something), csv/,"
            " tables.sqlite3 or html/ beside the results; standard output for jsonl.",
        ),
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="INPUT",
            help="For html: where the articles are, to have them beside what is cited of them. Can be"
            " repeated.",
        ),
    ] = None,
    as_made: Annotated[
        bool,
        typer.Option("--as-made", help="The rows as the run made them, without what editors did."),
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Turn the results of a run into tables, one sorted file, or web pages.

    Summaries that were edited in `summarizer review` are exported as they now stand. Works while
    the run is writing: what is complete by then is exported. Files are replaced when they are
    complete; Parquet as the run made it goes on where an earlier export, or the run itself, stopped.
    """
    with ending(debug, _STOPPED), watching(quiet) as watcher:
        results = _results(source)
        target = _target(source, to, output)
        _check(source, to, target)
        if articles and to is not Target.html:
            raise SettingsError("--source is for --to html; leave it out")
        left_out = _LeftOut()
        with _rows(results, watcher, as_made=as_made) as rows:
            if to is not Target.html:
                _refuse_if_none(rows.file)
            if target is None:
                _print(_results_in(rows.file, watcher, left_out))
                left_out.end()
                return
            watcher.note(f"reading {source} ({rows.file.stat().st_size / 1e6:,.1f} MB)")
            if to is Target.parquet and rows.are_reviewed and output is None:
                target = target.with_name(_REVIEWED_TABLES)
            job = _Job(rows, target, watcher, left_out)
            if to is Target.html:
                watcher.note(_html(job, _folder(source), articles or []))
            else:
                watcher.note(_WRITERS[to](job))
        left_out.end()


def _results(source: Path) -> Path:
    """The file with what the run made, or the one summary."""
    results = _in_run(source)
    if not results.is_file():
        raise SettingsError(f"there is no {results}; give the folder of a run, or a result")
    return results


def _in_run(source: Path) -> Path:
    from summarizer.export.result_lines import RESULTS  # see summarizer.cli

    return source / RESULTS if source.is_dir() else source


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows to export, a line each."""

    file: Path
    are_reviewed: bool
    """Whether editors changed some of them: then it is a copy, which another look may find changed."""


@contextmanager
def _rows(results: Path, watcher: Watcher, *, as_made: bool) -> Iterator[_Rows]:
    """The rows, as they were made or as editors left them; copied for a while where they must be."""
    from summarizer.editing.reviewed import REVIEWS, reviewed_rows  # see summarizer.cli

    has_reviews = not as_made and (results.parent / REVIEWS).is_file()
    is_alone = results.suffix.lower() == ".json"
    if not (has_reviews or is_alone):
        yield _Rows(results, are_reviewed=False)
        return
    import tempfile  # see summarizer.cli

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / results.with_suffix(".jsonl").name
        made = _alone(results) if is_alone else _in_order(results)
        with reviewed_rows(results.parent) if has_reviews else nullcontext(_nothing) as reviewed:
            read, changed = _copy(made, reviewed, copy)
        if changed:
            watcher.note(f"{changed:,} of {_summaries(read)} as reviewed")
        yield _Rows(copy if is_alone or changed else results, changed > 0)


def _nothing(row: bytes) -> None:
    """What editors made of a row that is wanted as it was made."""


def _copy(
    made: Iterable[tuple[bytes, bytes]],
    reviewed: "Callable[[bytes], Summary | None]",
    target: Path,
) -> tuple[int, int]:
    """Writes the rows as editors left them; how many there are, and how many of them have changed.

    `made` has the bytes that a review is known by, each with the row as a line.
    """
    read = changed = 0
    try:
        with target.open("wb") as file:
            for data, line in made:
                summary = reviewed(data)
                file.write(line if summary is None else _revised(line, summary))
                read += 1
                changed += summary is not None
    except OSError as error:
        raise RunError(
            f"cannot copy the rows: {error.strerror}; make room for temporary files (TMPDIR)"
        ) from error
    return read, changed


def _revised(line: bytes, summary: "Summary") -> bytes:
    """The summary as a line, with the id of the row that it was."""
    from summarizer.export.result_lines import OWN_FIELDS, row_of, written_row  # see summarizer.cli

    row = row_of(line)
    record = {name: row[name] for name in OWN_FIELDS if name in row}
    return written_row(record | summary.model_dump(mode="json")).encode()


def _in_order(results: Path) -> Iterator[tuple[bytes, bytes]]:
    from summarizer.export.result_lines import lines_from  # see summarizer.cli

    return ((line, line) for line in lines_from(results))


def _alone(summary: Path) -> Iterator[tuple[bytes, bytes]]:
    """The one summary of a file, whose lines are laid out for people."""
    from pydantic_core import from_json, to_json  # see summarizer.cli

    try:
        data = summary.read_bytes()
        line = to_json(from_json(data)) + b"\n"
    except ValueError as error:
        raise RunError(f"{summary} is not JSON ({error}); give a result of this program") from None
    except OSError as error:
        raise RunError(f"cannot read {summary}: {error.strerror}; see to the file") from error
    yield data, line


def _target(source: Path, to: Target, output: Path | None) -> Path | None:
    """Where the result goes; None: to the standard output."""
    if to is Target.jsonl:
        return output if output != Path("-") else None
    return output or _folder(source) / _NAMES[to]


def _folder(source: Path) -> Path:
    """The folder of the run, or the one that the result lies in."""
    return source if source.is_dir() else source.parent


def _check(source: Path, to: Target, target: Path | None) -> None:
    """Refuses a target that could not be written, or that would destroy what is read."""
    if target is None or to in (Target.sqlite, Target.jsonl):
        check_target(target)
    elif target.exists() and not target.is_dir():
        raise SettingsError(f"{target} is no folder; give --output the name of one")
    if target is not None and target.resolve() in (source.resolve(), _in_run(source).resolve()):
        raise SettingsError(f"{target} is what is read; give another --output")


def _print(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


class _LeftOut:
    """Tells of rows that are left out, the first of them each in a line, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: str) -> None:
        self.count += 1
        if self.count <= LEFT_OUT_SHOWN:
            tell(what)

    def end(self) -> None:
        """Ends the command with a code of its own when there were some."""
        if self.count > LEFT_OUT_SHOWN:
            tell(f"… and {self.count - LEFT_OUT_SHOWN:,} more")
        if self.count:
            tell(f"{self.count:,} left out, which could not be written (exit code {REJECTED})")
            raise typer.Exit(REJECTED)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be written, where to, and who is told."""

    rows: _Rows
    target: Path
    watcher: Watcher
    left_out: _LeftOut


def _refuse_if_none(results: Path) -> None:
    from summarizer.export.result_lines import lines_from  # see summarizer.cli
    from summarizer.export.usable_rows import refuse_if_none

    refuse_if_none(lines_from(results))


def _parquet(job: _Job) -> str:
    from summarizer.export.tables import write_tables  # see summarizer.cli

    told = _every_so_often(job.watcher)
    written = write_tables(job.rows.file, job.target, told, anew=job.rows.are_reviewed)
    for what in written.left_out:
        job.left_out(what)
    now = f"{written.written} of {written.parts} parts written now"
    return f"{_documents(written.documents)} in {job.target}, {now}"


def _csv(job: _Job) -> str:
    from summarizer.export.csv_tables import write_csv  # see summarizer.cli

    documents = write_csv(_lines(job.rows.file, job.watcher), job.target, job.left_out)
    return f"{_documents(documents)} written to {job.target}"


def _sqlite(job: _Job) -> str:
    from summarizer.export.sqlite_tables import write_sqlite  # see summarizer.cli

    kept = write_sqlite(_lines(job.rows.file, job.watcher), job.target, job.left_out)
    more = f"; {kept.repeated:,} left out, whose id another has" if kept.repeated else ""
    return f"{_documents(kept.documents)} written to {job.target}{more}"


def _jsonl(job: _Job) -> str:
    from summarizer.export.row_file import write_rows  # see summarizer.cli

    write_rows(_results_in(job.rows.file, job.watcher, job.left_out), job.target)
    return f"written to {job.target}"


def _html(job: _Job, run: Path, articles: list[str]) -> str:
    from summarizer.archive.pages import Ears, articles_of, write_pages  # see summarizer.cli

    ears = Ears(job.watcher.note, _every_so_often(job.watcher), job.left_out)
    found = articles_of(run, articles, ears)
    pages = write_pages(job.rows.file, job.target, found, ears)
    more = f", {pages.left_out:,} left out" if pages.left_out else ""
    if pages.without_text:
        sentences = "just the cited sentences, since the article is not at hand"
        more += f"; {pages.without_text:,} with {sentences}"
    return f"{_documents(pages.reports)} in {pages.index}{more}"


_WRITERS: Final = {
    Target.parquet: _parquet,
    Target.csv: _csv,
    Target.sqlite: _sqlite,
    Target.jsonl: _jsonl,
}


def _results_in(results: Path, watcher: Watcher, left_out: _LeftOut) -> Iterator[bytes]:
    """The lines in order, as far as they are results."""
    from summarizer.export.usable_rows import results_of  # see summarizer.cli

    return results_of(_lines(results, watcher), left_out)


def _lines(results: Path, watcher: Watcher) -> Iterator[bytes]:
    """The lines in order; a note now and then says how many have gone by."""
    from summarizer.export.result_lines import sorted_lines  # see summarizer.cli

    told = _every_so_often(watcher)
    for number, line in enumerate(sorted_lines(results), 1):
        yield line
        told(number)


def _every_so_often(watcher: Watcher) -> Callable[[int], None]:
    due = time.monotonic() + LINE_SECONDS

    def told(documents: int) -> None:
        nonlocal due
        if time.monotonic() >= due:
            watcher.note(f"{_documents(documents)} so far")
            due = time.monotonic() + LINE_SECONDS

    return told


def _summaries(number: int) -> str:
    return f"{number:,} summar{'y' if number == 1 else 'ies'}"


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"
