"""Rows of results that no table can hold cost themselves, are named, and cost no other row."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exporting import Run, run
from test_export_tables import Row, fill, line, read, row

from summarizer.cli.ending import DONE, FAILED, REJECTED
from summarizer.editing.reading_json import record_of
from summarizer.errors import DocumentError
from summarizer.export.flat_rows import flat_rows
from summarizer.export.tables import write_tables
from summarizer.export.usable_rows import flat_rows_of

__all__ = ["run"]  # a fixture: pytest finds it here

Change = Callable[[Row], object]

UNFIT: dict[str, Change] = {
    "a date far away": lambda of: of["document"].update(published="99999-01-01"),
    "a date of year 0": lambda of: of["document"].update(published="0000-01-01"),
    "a date that is none": lambda of: of["document"].update(published="2031-13-45"),
    "a week for a date": lambda of: of["document"].update(published="2031-W10-1"),
    "a number for a date": lambda of: of["document"].update(published=20310306),
    "an event's date": lambda of: of["events"][0]["time"].update(start="-044-03-15"),
    "a count beyond 64 bits": lambda of: of["usage"].update(input_tokens=10**30),
    "a count that is text": lambda of: of["usage"].update(calls="7"),
    "a count that is none": lambda of: of["usage"].update(calls=None),
    "a cost that is no number": lambda of: of["usage"].update(cost=float("nan")),
    "a cost without end": lambda of: of["usage"].update(cost=float("inf")),
    "a figure beyond all": lambda of: of["events"][0]["quantities"][0].update(low=10**400),
    "a span beyond 64 bits": lambda of: of["claims"][0]["content"][0].update(start=2**63),
    "a span that is text": lambda of: of["claims"][0]["content"][0].update(end="x"),
    "a name that is a list": lambda of: of["events"][0]["participants"][0].update(name=["x"]),
    "a text that is a number": lambda of: of["claims"][0].update(text=7),
    "a flag for a text": lambda of: of["claims"][0].update(stance=True),
    "two events of one id": lambda of: of["events"][1].update(id="e1"),
    "two claims of one id": lambda of: of["claims"].append(of["claims"][0]),
    "a document that is none": lambda of: of.update(document=[1]),
    "events that are none": lambda of: of.update(events=7),
    "an event that is none": lambda of: of.update(events=["x"]),
    "a claim without a speaker": lambda of: of["claims"][0].pop("speaker"),
    "a document without an id": lambda of: of["document"].pop("id"),
    "an item's number": lambda of: of["items"][0]["fields"].update(amount=10**400),
}


def unfit(change: str, record: str = "r2") -> bytes:
    of = row(record)
    UNFIT[change](of)
    return json.dumps(of).encode() + b"\n"


def written(folder: Path, to: str) -> list[str]:
    """The ids of the documents that are in the tables."""
    if to == "parquet":
        return sorted(one["record_id"] for one in read(folder / "tables", "documents"))
    if to == "csv":
        lines = (folder / "csv" / "documents.csv").read_text("utf-8-sig").splitlines()
        return sorted(one.partition(",")[0] for one in lines[1:])
    with sqlite3.connect(folder / "tables.sqlite3") as database:
        found = database.execute("SELECT record_id FROM documents ORDER BY 1").fetchall()
    database.close()
    return [record for (record,) in found]


@pytest.mark.parametrize("to", ["parquet", "csv", "sqlite"])
@pytest.mark.parametrize("change", UNFIT)
def test_a_row_that_no_table_can_hold_is_named_and_the_others_go_on(
    run: Run, tmp_path: Path, change: str, to: str
) -> None:
    lines = [line(row("r1")), unfit(change), line(row("r3"))]
    (tmp_path / "results.jsonl").write_bytes(b"".join(lines))
    for _ in range(2):
        ended = run(tmp_path, "--to", to)
        assert ended.code == REJECTED
        assert "cannot be written: " in ended.err
        assert "1 left out, which could not be written (exit code 3)" in ended.err
        assert written(tmp_path, to) == ["r1", "r3"]
    if change != "a document without an id":
        assert "the row r2" in ended.err or "without an id" in ended.err


@pytest.mark.parametrize("to", ["parquet", "csv", "sqlite", "jsonl", "html"])
@pytest.mark.parametrize(
    "broken", [b"{broken\n", b"[1]\n", b"\n", b'{"id": "r2"}\n', b"\xff\xfe\n"]
)
def test_a_line_that_is_no_result_is_named(
    run: Run, tmp_path: Path, broken: bytes, to: str
) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(line(row("r1")) + broken + line(row("r3")))
    ended = run(tmp_path, "--to", to)
    assert ended.code == REJECTED
    assert "is no result of a run" in ended.err
    if to == "jsonl":
        assert [json.loads(one)["id"] for one in ended.out.splitlines()] == ["r1", "r3"]


@pytest.mark.parametrize("to", ["parquet", "csv", "sqlite", "jsonl"])
def test_where_nothing_can_be_written_nothing_is(run: Run, tmp_path: Path, to: str) -> None:
    (tmp_path / "results.jsonl").write_bytes(b"{broken\n" * 2)
    target = tmp_path / "out"
    ended = run(tmp_path, "--to", to, "-o", target)
    assert ended.code == FAILED
    assert "is no result of a run" in ended.err
    assert not target.exists()


def test_what_parts_that_stand_lack_is_told_again(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(line(row("r1")) + unfit("a date far away"))
    first = write_tables(results, tmp_path / "t")
    again = write_tables(results, tmp_path / "t")
    assert (again.written, again.documents, again.left_out) == (0, 1, first.left_out)
    fill(results, ["r3"], "wb")
    assert write_tables(results, tmp_path / "t").left_out == ()


def test_many_rows_are_named_as_far_as_it_is_of_use(run: Run, tmp_path: Path) -> None:
    lines = [unfit("a date far away", f"x{number}") for number in range(30)]
    (tmp_path / "results.jsonl").write_bytes(line(row("r1")) + b"".join(lines))
    ended = run(tmp_path, "--to", "csv", "-q")
    assert ended.err.count("cannot be written: ") == 20
    assert "… and 10 more" in ended.err
    assert "30 left out" in ended.err


@pytest.mark.parametrize(
    "change",
    [
        lambda of: of["claims"][0]["content"][0].update(start=10**9, end=10**9 + 5),
        lambda of: of["claims"][0]["content"][0].update(start=-5, end=-1),
        lambda of: of["events"][0]["evidence"][0].update(start=50, end=10),
        lambda of: of["events"][0].update(type="no.such-type"),
        lambda of: of["claims"][0].update(content=[]),
        lambda of: of["usage"].update(input_tokens=-(10**30)),
        lambda of: of["document"].update(published="99999-99-99"),
    ],
)
def test_pages_of_other_rows_are_written(
    run: Run, tmp_path: Path, change: Callable[[Row], Any]
) -> None:
    of = row("r2")
    change(of)
    (tmp_path / "results.jsonl").write_bytes(line(row("r1")) + line(of) + line(row("r3")))
    ended = run(tmp_path, "--to", "html")
    assert ended.code in (DONE, REJECTED)
    assert "unexpected" not in ended.err.split("r2 is left out")[0]
    reports = {path.stem for path in (tmp_path / "html" / "reports").iterdir()}
    assert reports >= {"r1", "r3"}
    assert ("r2" in reports) == (ended.code == DONE)


def test_a_title_of_a_megabyte_and_thousands_of_items_are_rows(tmp_path: Path) -> None:
    of = row("r1")
    of["document"]["title"] = "word " * 280_000
    of["events"] = [of["events"][0] | {"id": f"e{number}"} for number in range(3000)]
    of["claims"] = [
        of["claims"][0] | {"id": f"c{number}", "event_ids": [f"e{number}"]}
        for number in range(3000)
    ]
    (tables,) = flat_rows_of([line(of)])
    assert len(tables["events"]) == len(tables["claims"]) == 3000
    assert ("r1", "e2999", "c2999") in tables["links"]


def test_links_are_in_the_order_of_the_items() -> None:
    of = row("r1")
    for event in of["events"]:
        event["claim_ids"] = ["c4", "c99", "c1"]
    of["claims"][1]["event_ids"] = ["e2", "e1"]
    pairs = [(event, claim) for _, event, claim in flat_rows(of)["links"]]
    assert pairs == [(event, claim) for event in ("e1", "e2") for claim in ("c1", "c2", "c4")]


@pytest.mark.parametrize(
    "change", [{"x" * 2_000_000: 1}, {"document": 7}, {"usage": {"calls": "many"}}]
)
def test_a_result_that_is_none_is_one_short_line(change: dict[str, Any]) -> None:
    with pytest.raises(DocumentError) as refused:
        record_of(json.dumps(row("r1") | change))
    assert len(str(refused.value)) < 300
