"""`summarizer export`: the results of a run as tables, as JSON Lines in order, or as web pages."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from summarizer.cli.ending import Debug, ending
from summarizer.cli.options import Quiet
from summarizer.cli.output import check_target
from summarizer.cli.progress import LINE_SECONDS, Watcher, watching
from summarizer.errors import RunError, SettingsError

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
            help="Where to. Default: tables/, csv/, tables.sqlite3 or html/ beside the results;"
            " standard output for jsonl.",
        ),
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="INPUT",
            help="For html: where the articles are, if not where the run read them. Can be repeated.",
        ),
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Turn the results of a run into tables, one sorted file, or web pages.

    Works while the run is writing: what is complete by then is exported. Files are replaced when
    they are complete; Parquet goes on where an earlier export, or the run itself, stopped.
    """
    with ending(debug, _STOPPED), _results(source) as results, watching(quiet) as watcher:
        target = _target(source, to, output)
        _check(source, to, target)
        if articles and to is not Target.html:
            raise SettingsError("--source is for --to html; leave it out")
        if target is None:
            _print(_lines(results, watcher))
            return
        watcher.note(f"reading {source} ({results.stat().st_size / 1e6:,.1f} MB)")
        if to is Target.html:
            watcher.note(_html(results, _folder(source), articles or [], target, watcher))
        else:
            watcher.note(_WRITERS[to](results, target, watcher))


@contextmanager
def _results(source: Path) -> Iterator[Path]:
    """The file with the results; one summary alone becomes such a file for a while."""
    results = _in_run(source)
    if not results.is_file():
        raise SettingsError(f"there is no {results}; give the folder of a run, or a result")
    if results.suffix.lower() != ".json":
        yield results
        return
    import tempfile  # see summarizer.cli

    with tempfile.TemporaryDirectory() as folder:
        yield _as_line(results, Path(folder) / "summary.jsonl")


def _in_run(source: Path) -> Path:
    from summarizer.export.result_lines import RESULTS  # see summarizer.cli

    return source / RESULTS if source.is_dir() else source


def _as_line(summary: Path, target: Path) -> Path:
    from pydantic_core import from_json, to_json  # see summarizer.cli

    try:
        target.write_bytes(to_json(from_json(summary.read_bytes())) + b"\n")
    except ValueError as error:
        raise RunError(f"{summary} is not JSON ({error}); give a result of this program") from None
    except OSError as error:
        raise RunError(f"cannot read {summary}: {error.strerror}; see to the file") from error
    return target


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


def _parquet(results: Path, target: Path, watcher: Watcher) -> str:
    from summarizer.export.tables import write_tables  # see summarizer.cli

    told = _every_so_often(watcher)
    written = write_tables(results, target, told)
    now = f"{written.written} of {written.parts} parts written now"
    return f"{_documents(written.documents)} in {target}, {now}"


def _csv(results: Path, target: Path, watcher: Watcher) -> str:
    from summarizer.export.csv_tables import write_csv  # see summarizer.cli

    return f"{_documents(write_csv(_lines(results, watcher), target))} written to {target}"


def _sqlite(results: Path, target: Path, watcher: Watcher) -> str:
    from summarizer.export.sqlite_tables import write_sqlite  # see summarizer.cli

    kept = write_sqlite(_lines(results, watcher), target)
    more = f"; {kept.repeated:,} left out, whose id another has" if kept.repeated else ""
    return f"{_documents(kept.documents)} written to {target}{more}"


def _jsonl(results: Path, target: Path, watcher: Watcher) -> str:
    from summarizer.export.whole_file import whole_file  # see summarizer.cli

    with whole_file(target) as partial, partial.open("wb") as file:
        file.writelines(_lines(results, watcher))
    return f"written to {target}"


def _html(results: Path, run: Path, articles: list[str], target: Path, watcher: Watcher) -> str:
    from summarizer.archive.pages import Ears, articles_of, write_pages  # see summarizer.cli

    ears = Ears(watcher.note, _every_so_often(watcher))
    pages = write_pages(results, target, articles_of(run, articles, ears), ears)
    more = f", {pages.left_out:,} left out" if pages.left_out else ""
    if pages.without_text:
        sentences = "just the cited sentences, since the article was not found"
        more += f"; {pages.without_text:,} with {sentences}"
    return f"{_documents(pages.reports)} in {pages.index}{more}"


_WRITERS: Final = {
    Target.parquet: _parquet,
    Target.csv: _csv,
    Target.sqlite: _sqlite,
    Target.jsonl: _jsonl,
}


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


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"
