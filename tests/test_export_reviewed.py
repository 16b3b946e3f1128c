"""`summarizer export` of what editors made of a run's rows in `summarizer review`."""

import csv
import errno
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from exporting import Run, run
from reviewing import write_result, write_run
from sample_summary import ARTICLE, SUMMARY

from summarizer.cli.ending import DONE, FAILED
from summarizer.editing.reviewed import REVIEWS, reviewed_rows
from summarizer.export.flat_rows import TABLES
from summarizer.review.desk import Desk
from summarizer.review.edits import Changes, Edit
from summarizer.review.shelf import open_shelf

__all__ = ["run"]  # a fixture: pytest finds it here

REJECTED = "the alarms had been switched off"
MENDED = "The fire killed at least four people and injured 11."

EDITS = [
    Edit(action="reject", item="c3", reason="not what they said", by="Ilse"),
    Edit(action="reject", item="e2", reason="no event", by="Ilse"),
    Edit(action="revise", item="c1", changes=Changes(text=MENDED), by="Ilse"),
    Edit(action="accept", item="c2", by="Ilse"),
]
"""Of the second row of three: what an editor does to it."""

Row = dict[str, Any]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The folder of a run with three rows, one of them reviewed."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (tmp_path / "ferry.txt").write_text(ARTICLE, encoding="utf-8", newline="")
    about = SUMMARY.document.model_copy(update={"source": str(tmp_path / "ferry.txt")})
    of_file = SUMMARY.model_copy(update={"document": about})
    write_run(folder, {"r3": of_file, "r2": of_file, "r1": of_file})
    review(folder, 2, EDITS)
    return folder


def review(result: Path, number: int, edits: Iterable[Edit]) -> None:
    desk = Desk(open_shelf(result))
    for edit in edits:
        desk.edit(number, edit)


def claims_of(rows: Iterable[Row], record: str) -> dict[str, Row]:
    return {row["claim_id"]: row for row in rows if row["record_id"] == record}


def in_csv(folder: Path, table: str) -> list[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_sqlite(file: Path, table: str) -> list[Row]:
    database = sqlite3.connect(file)
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute(f"SELECT * FROM {table}")]
    database.close()
    return rows


def in_parquet(folder: Path, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(folder / table).to_pylist()
    return rows


FLAT = {
    "csv": ("csv", in_csv),
    "sqlite": ("tables.sqlite3", in_sqlite),
    "parquet": ("tables-reviewed", in_parquet),
}


@pytest.mark.parametrize("to", FLAT)
def test_tables_have_what_editors_made_of_a_row(run: Run, archive: Path, to: str) -> None:
    ended = run(archive, "--to", to)
    assert (ended.code, ended.out) == (DONE, "")
    assert ended.err.splitlines()[0].endswith("1 of 3 summaries as reviewed")
    place, read = FLAT[to]
    claims = read(archive / place, "claims")
    edited = claims_of(claims, "r2")
    assert {id: row["review"] for id, row in edited.items()} == {
        "c1": "revised",
        "c2": "accepted",
        "c4": "none",
    }
    assert edited["c1"]["text"] == MENDED
    assert [*claims_of(claims, "r1")] == ["c1", "c2", "c3", "c4"]


@pytest.mark.parametrize("to", FLAT)
def test_what_an_editor_rejected_is_in_no_table(run: Run, archive: Path, to: str) -> None:
    run(archive, "--to", to)
    place, read = FLAT[to]
    tables = {table.name: read(archive / place, table.name) for table in TABLES[:6]}
    of_row = {
        name: [row for row in rows if row["record_id"] == "r2"] for name, rows in tables.items()
    }
    assert [row["event_id"] for row in of_row["events"]] == ["e1"]
    assert {row["event_id"] for row in of_row["participants"]} == {"e1"}
    assert REJECTED not in json.dumps(of_row, default=str)
    (document,) = of_row["documents"]
    assert [int(document[name]) for name in ("events", "claims", "rejected")] == [1, 3, 3]


@pytest.mark.parametrize("to", FLAT)
def test_rows_as_made_are_there_on_request(run: Run, archive: Path, to: str) -> None:
    ended = run(archive, "--to", to, "--as-made", "-o", archive / "out")
    assert ended.code == DONE
    assert "as reviewed" not in ended.err
    claims = FLAT[to][1](archive / "out", "claims")
    assert [*claims_of(claims, "r2")] == ["c1", "c2", "c3", "c4"]


def test_rows_are_printed_as_reviewed_in_the_form_of_rows(run: Run, archive: Path) -> None:
    ended = run(archive, "--to", "jsonl", "-q")
    assert ended.err == ""
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["id"] for row in rows] == ["r1", "r2", "r3"]
    made = [json.loads(line) for line in (archive / "results.jsonl").read_text().splitlines()]
    assert {row["id"]: row for row in rows if row["id"] != "r2"} == {
        row["id"]: row for row in made if row["id"] != "r2"
    }
    reviewed = rows[1]
    assert list(reviewed) == list(made[1])
    assert [one["problems"][0]["code"] for one in reviewed["rejected"]][-2:] == [
        "rejected-by-editor"
    ] * 2
    assert len(reviewed["history"]) == len(EDITS)


def test_pages_show_what_was_rejected_as_rejected(run: Run, archive: Path) -> None:
    ended = run(archive, "--to", "html", "--source", archive.parent / "ferry.txt")
    assert ended.err.splitlines()[0].endswith("1 of 3 summaries as reviewed")
    pages = [path.read_text(encoding="utf-8") for path in (archive / "html/reports").iterdir()]
    assert len(pages) == 3
    (reviewed,) = (page for page in pages if "not what they said" in page)
    assert MENDED in reviewed
    assert 'id="c3"' not in reviewed
    assert 'id="c4"' in reviewed


def test_a_single_summary_is_exported_as_reviewed(run: Run, tmp_path: Path) -> None:
    result = write_result(tmp_path)
    review(result, 1, EDITS[:1])
    ended = run(result, "--to", "jsonl", "-o", tmp_path / "row.jsonl")
    assert ended.err.splitlines()[0].endswith("1 of 1 summary as reviewed")
    row = json.loads((tmp_path / "row.jsonl").read_text(encoding="utf-8"))
    assert [claim["id"] for claim in row["claims"]] == ["c1", "c2", "c4"]
    assert "id" not in row


def test_a_row_made_anew_since_is_exported_as_made(run: Run, archive: Path) -> None:
    results = archive / "results.jsonl"
    text = results.read_text(encoding="utf-8")
    results.write_text(text.replace('"id": "r2"', '"id":  "r2"'), encoding="utf-8")
    ended = run(archive, "--to", "jsonl")
    assert ended.err == ""
    assert ended.out.count(REJECTED) == text.count(REJECTED)


def test_a_review_that_was_begun_and_not_used_changes_nothing(run: Run, archive: Path) -> None:
    (archive / "reviews.sqlite3").unlink()
    Desk(open_shelf(archive))  # makes the file
    ended = run(archive, "--to", "parquet")
    assert "reviewed" not in ended.err
    assert (archive / "tables" / "claims").is_dir()


def test_parquet_follows_edits_wherever_they_are(run: Run, archive: Path) -> None:
    """The rows of a finished part can change without a change of its length."""
    run(archive, "--to", "parquet")
    review(archive, 1, [Edit(action="revise", item="c1", changes=Changes(text=MENDED[::-1]))])
    run(archive, "--to", "parquet")
    review(archive, 1, [Edit(action="revise", item="c1", seen=1, changes=Changes(text=MENDED))])
    run(archive, "--to", "parquet")
    claims = in_parquet(archive / "tables-reviewed", "claims")
    assert claims_of(claims, "r3")["c1"]["text"] == MENDED


def test_parquet_of_both_kinds_can_share_a_folder(run: Run, archive: Path) -> None:
    folder = archive / "mine"
    for options, count in (([], 3), (["--as-made"], 4), ([], 3), (["--as-made"], 4)):
        run(archive, "--to", "parquet", "-o", folder, *options)
        assert len(claims_of(in_parquet(folder, "claims"), "r2")) == count


def test_the_tables_of_the_run_stay_as_made(run: Run, archive: Path) -> None:
    run(archive, "--to", "parquet", "--as-made")
    before = {path: path.read_bytes() for path in (archive / "tables").rglob("*.parquet")}
    run(archive, "--to", "parquet")
    assert {path: path.read_bytes() for path in (archive / "tables").rglob("*.parquet")} == before
    assert before


def test_no_room_for_the_copy_is_one_line(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("summarizer.cli.export._revised", full)
    ended = run(archive, "--to", "csv")
    assert ended.code == FAILED
    assert "cannot copy the rows: No space left on device; make room" in ended.err
    assert not (archive / "csv").exists()


def test_a_review_that_goes_on_meanwhile_is_read_as_it_stands(archive: Path) -> None:
    rows = [line + b"\n" for line in (archive / "results.jsonl").read_bytes().splitlines()]
    with reviewed_rows(archive) as look, closing(sqlite3.connect(archive / REVIEWS)) as reviews:
        known = {row for row in rows if look(row) is not None}
        with reviews:  # an edit puts the row anew
            reviews.execute("INSERT OR REPLACE INTO review SELECT * FROM review")
        assert known
        assert {row for row in rows if look(row) is not None} == known


def test_a_review_that_came_to_nothing_is_none(run: Run, archive: Path) -> None:
    (archive / REVIEWS).write_bytes(b"")
    ended = run(archive, "--to", "jsonl")
    assert ended.code == DONE
    assert "as reviewed" not in ended.err


def test_reviews_that_cannot_be_read_are_one_line(run: Run, archive: Path) -> None:
    (archive / "reviews.sqlite3").write_bytes(b"no database at all" * 100)
    ended = run(archive, "--to", "csv")
    assert ended.code == FAILED
    assert "error: cannot read the reviews" in ended.err
    write_result(archive)
    assert run(archive / "ferry.json", "--to", "jsonl").code == FAILED
    assert run(archive / "ferry.json", "--to", "jsonl", "--as-made").code == DONE
    assert run(archive, "--to", "csv", "--as-made").code == DONE
