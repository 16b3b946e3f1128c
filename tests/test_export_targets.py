"""Where exports write: what is there of others stays, what is ours is replaced in one step."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exporting import Run, run
from test_export_tables import fill, line, row

from summarizer.cli.ending import DONE, USED_WRONGLY
from summarizer.errors import RunError, SettingsError
from summarizer.export.csv_tables import write_csv
from summarizer.export.marks import marks_in
from summarizer.export.parquet import files_of_part
from summarizer.export.result_lines import lines_from
from summarizer.export.row_file import write_rows
from summarizer.export.sqlite_tables import write_sqlite
from summarizer.export.tables import write_tables
from summarizer.export.whole_file import PARTIAL, whole_file
from summarizer.sources.marks import MARK, OLDER_MARK, written_in

__all__ = ["run"]  # a fixture: pytest finds it here

FOREIGN = b"ours for years: nothing of this may be lost\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "run" / "results.jsonl"
    path.parent.mkdir()
    fill(path, ["r2", "r1"])
    return path


def partials(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(".part")]


def put(path: Path, data: bytes = FOREIGN) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# --- files of others ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("parquet", "documents/year=2031/part-000000.parquet"),
        ("parquet", "spans/year=2031/part-000000.parquet"),
        ("csv", "documents.csv"),
        ("csv", "spans.csv"),
        ("html", "index.html"),
        ("html", "reports/r1.html"),
        ("html", "index-lines/0.js"),
    ],
)
def test_a_file_of_others_is_named_and_stays(
    run: Run, results: Path, tmp_path: Path, to: str, name: str
) -> None:
    theirs = put(tmp_path / "out" / name)
    ended = run(results.parent, "--to", to, "-o", tmp_path / "out")
    assert ended.code == USED_WRONGLY
    assert f"{theirs} was not written by an export" in ended.err
    assert "give another --output" in ended.err
    assert theirs.read_bytes() == FOREIGN
    assert partials(tmp_path) == []


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("parquet", "events/year=1999/part-000000.parquet"),
        ("parquet", "theirs/year=2031/part-000000.parquet"),
        ("parquet", "events/year=2031/part-000007.parquet"),
        ("csv", "prices.csv"),
        ("html", "index-lines/1.js"),
        ("html", "reports/another.html"),
    ],
)
def test_files_of_others_beside_ours_stay(
    run: Run, results: Path, tmp_path: Path, to: str, name: str
) -> None:
    theirs = put(tmp_path / "out" / name)
    for _ in range(2):
        assert run(results.parent, "--to", to, "-o", tmp_path / "out").code == DONE
        fill(results, ["r3"], "wb")
    assert theirs.read_bytes() == FOREIGN


def theirs_by_hand(path: Path) -> None:
    path.write_bytes(path.read_bytes() + FOREIGN)


def a_link(path: Path) -> None:
    aside = put(path.parent.parent / "aside", path.read_bytes())
    path.unlink()
    path.symlink_to(aside)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [theirs_by_hand, a_link, a_folder])
def test_what_was_changed_since_is_theirs(
    run: Run, results: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    out = tmp_path / "out"
    assert run(results.parent, "--to", "csv", "-o", out).code == DONE
    change(out / "claims.csv")
    ended = run(results.parent, "--to", "csv", "-o", out)
    assert ended.code == USED_WRONGLY
    assert f"{out / 'claims.csv'} was not written by an export, or was changed since" in ended.err


def an_archive(path: Path) -> None:
    path.write_text('{"id": "a1", "text": "The bridge at Sarrow was closed."}\n')


def some_text(path: Path) -> None:
    path.write_bytes(FOREIGN)


def rows_and_more(path: Path) -> None:
    path.write_bytes(line(row("r1")) + FOREIGN)


def a_row_cut_short(path: Path) -> None:
    path.write_bytes(line(row("r1")) + line(row("r2"))[:-5])


@pytest.mark.parametrize("fill_in", [an_archive, some_text, rows_and_more, a_row_cut_short])
def test_a_file_that_holds_other_rows_stays(
    run: Run, results: Path, tmp_path: Path, fill_in: Callable[[Path], None]
) -> None:
    target = tmp_path / "rows.jsonl"
    fill_in(target)
    before = target.read_bytes()
    ended = run(results.parent, "--to", "jsonl", "-o", target)
    assert ended.code == USED_WRONGLY
    assert f"{target} was not written by an export" in ended.err
    assert target.read_bytes() == before


def test_the_results_of_another_run_stay(run: Run, results: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "other" / "results.jsonl", line(row("r9")))
    assert run(results.parent, "--to", "jsonl", "-o", other).code == USED_WRONGLY
    assert other.read_bytes() == line(row("r9"))


def test_rows_go_into_a_device_as_they_are(results: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_rows([b"{}\n"], pipe)
        assert os.read(reader, 100) == b"{}\n"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def a_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE prices (what TEXT)")
    database.close()


def ours_with_a_table_of_theirs(path: Path) -> None:
    write_sqlite([line(row("r1"))], path)
    a_database(path)


def ours_with_a_cell_of_theirs(path: Path) -> None:
    write_sqlite([line(row("r1"))], path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE documents SET title = 'checked'")
    database.close()


@pytest.mark.parametrize(
    "fill_in",
    [a_database, ours_with_a_table_of_theirs, ours_with_a_cell_of_theirs, some_text],
)
def test_a_database_of_others_stays(
    run: Run, results: Path, tmp_path: Path, fill_in: Callable[[Path], None]
) -> None:
    target = tmp_path / "t.sqlite3"
    fill_in(target)
    before = target.read_bytes()
    ended = run(results.parent, "--to", "sqlite", "-o", target)
    assert ended.code == USED_WRONGLY
    assert f"{target} was not written by an export" in ended.err
    assert target.read_bytes() == before


# --- files of ours ------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["parquet", "csv", "sqlite", "jsonl", "html"])
def test_what_an_export_wrote_is_replaced(run: Run, results: Path, tmp_path: Path, to: str) -> None:
    target = tmp_path / "out"
    assert run(results.parent, "--to", to, "-o", target).code == DONE
    fill(results, ["r7"], "wb")
    assert run(results.parent, "--to", to, "-o", target).code == DONE
    fresh = tmp_path / "fresh"
    assert run(results.parent, "--to", to, "-o", fresh).code == DONE
    written = {path.relative_to(target): path for path in shown(target)}
    # Reports stay: who was given the address of one still finds it.
    kept = {Path("reports/r1.html"), Path("reports/r2.html")} if to == "html" else set()
    assert written.keys() - kept == {path.relative_to(fresh) for path in shown(fresh)}
    assert all(
        path.read_bytes() == (fresh / name).read_bytes()
        for name, path in written.items()
        if name not in kept
    )


def shown(target: Path) -> list[Path]:
    found = [target, *target.rglob("*")]
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def test_exports_of_all_kinds_share_a_folder(run: Run, results: Path, tmp_path: Path) -> None:
    for _ in range(2):
        for to in ("parquet", "csv", "html"):
            assert run(results.parent, "--to", to, "-o", tmp_path).code == DONE
    assert len(list(lines_from(results))) == 2


def test_what_exports_wrote_is_known_to_who_reads_articles(
    run: Run, results: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    theirs = put(out / "article.txt")
    assert written_in(out) == frozenset()
    for to in ("parquet", "csv", "html"):
        run(results.parent, "--to", to, "-o", out)
    written = written_in(out)
    assert {path for path in shown(out) if path != theirs} == written


def test_marks_are_read_while_an_export_is_at_work(tmp_path: Path) -> None:
    write_csv([line(row("r1"))], tmp_path)
    with marks_in(tmp_path):
        assert tmp_path / "claims.csv" in written_in(tmp_path)
    put(tmp_path / "bad" / MARK)
    assert written_in(tmp_path / "bad") == frozenset()


@pytest.mark.parametrize(
    "name", ["../theirs/part-000000.parquet", "x/../../theirs/part-000000.parquet", "/{}"]
)
def test_marks_that_lead_out_of_the_folder_are_not_followed(
    results: Path, tmp_path: Path, name: str
) -> None:
    theirs = put(tmp_path / "theirs" / "part-000000.parquet")
    with marks_in(tmp_path / "t") as marks:
        marks.adopt(put(tmp_path / "t" / "x"))
        marks.database.execute("UPDATE files SET name = ?", (name.format(str(theirs).lstrip("/")),))
    write_tables(results, tmp_path / "t")
    assert theirs.read_bytes() == FOREIGN


# --- of earlier versions ------------------------------------------------------------------------


def as_an_earlier_version_left_them(folder: Path) -> None:
    """Tables whose marks know of parts, and not of files."""
    (folder / MARK).rename(folder / OLDER_MARK)
    with sqlite3.connect(folder / OLDER_MARK) as database:
        database.execute("DROP TABLE files")
    database.close()


def test_tables_of_an_earlier_version_go_on(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "t"
    write_tables(results, folder)
    as_an_earlier_version_left_them(folder)
    (one, *_) = written_in(folder)
    assert one.name == "part-000000.parquet"
    fill(results, ["r3"])
    assert write_tables(results, folder).documents == 3
    assert not (folder / OLDER_MARK).exists()
    assert written_in(folder) == frozenset(folder.glob("*/*/*.parquet"))


@pytest.mark.parametrize("theirs", [b"", FOREIGN, b"parquet"])
def test_only_files_that_say_so_are_taken_for_an_earlier_versions(
    results: Path, tmp_path: Path, theirs: bytes
) -> None:
    folder = tmp_path / "t"
    write_tables(results, folder)
    as_an_earlier_version_left_them(folder)
    path = put(folder / "events" / "year=2031" / "part-000000.parquet", theirs)
    if theirs == b"parquet":
        pq.write_table(pa.table({"a": [1]}), path)
    before = path.read_bytes()
    assert path not in files_of_part(folder, 0)
    fill(results, ["r3"])
    with pytest.raises(SettingsError, match="was not written by an export"):
        write_tables(results, folder)
    assert path.read_bytes() == before


def test_a_database_of_an_earlier_version_is_replaced(results: Path, tmp_path: Path) -> None:
    target = tmp_path / "t.sqlite3"
    write_sqlite(lines_from(results), target)
    with sqlite3.connect(target) as database:
        database.execute("PRAGMA application_id = 0")
        database.execute("DROP TABLE items")
    database.close()
    assert write_sqlite(lines_from(results), target).documents == 2


# --- broken off ---------------------------------------------------------------------------------


def test_a_csv_export_that_is_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    write_csv([line(row("r1"))], tmp_path)
    before = {path: path.read_bytes() for path in shown(tmp_path)}

    def stopped() -> Iterator[bytes]:
        yield line(row("r2"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(stopped(), tmp_path)
    assert {path: path.read_bytes() for path in shown(tmp_path)} == before
    assert partials(tmp_path) == []


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
from pathlib import Path
from test_export_tables import line, row
from summarizer.export.{module} import {write}

def lines():
    yield line(row("r1"))
    print("writing", flush=True)
    signal.pause()

{write}(lines(), Path({target!r}))
"""


@pytest.mark.parametrize(
    ("module", "write"),
    [
        ("csv_tables", "write_csv"),
        ("sqlite_tables", "write_sqlite"),
        ("row_file", "write_rows"),
    ],
)
def test_what_a_killed_export_left_is_gone_after_the_next(
    results: Path, tmp_path: Path, module: str, write: str
) -> None:
    target = tmp_path / "out"
    script = KILLED.format(path=sys.path, module=module, write=write, target=str(target))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        again = getattr(__import__(f"summarizer.export.{module}", fromlist=[write]), write)
        child.send_signal(signal.SIGKILL)
    assert partials(tmp_path)
    again(lines_from(results), target)
    assert partials(tmp_path) == []


def test_two_programs_do_not_write_one_file_at_once(tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    with whole_file(target) as partial:
        partial.write_text("first")
        with pytest.raises(RunError, match="another program is writing"), whole_file(target):
            pass
    assert target.read_text() == "first"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("theirs")])
def test_what_lies_in_the_way_of_the_other_name_is_named(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    put(tmp_path / "theirs")
    make(tmp_path / f".rows.jsonl{PARTIAL}")
    with pytest.raises(RunError, match="is in the way"), whole_file(tmp_path / "rows.jsonl"):
        pass
    assert (tmp_path / "theirs").read_bytes() == FOREIGN


def test_a_kill_between_two_names_leaves_files_that_are_known(tmp_path: Path) -> None:
    """The mark has the file before its name does: both the old one and the new one are ours."""
    target = tmp_path / "one.csv"
    with marks_in(tmp_path) as marks:
        with marks.whole_file(target) as partial:
            partial.write_text("old")
        for stands in ("old", "new"):
            marks.note(target, *map(_sha, ("old", "new")))
            target.write_text(stands)
            with marks.whole_file(target) as partial:
                partial.write_text("newer")
            assert target.read_text() == "newer"


def _sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
