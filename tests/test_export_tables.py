"""Flat tables of a run's results: Parquet, CSV, SQLite, rows in order, and questions to them."""

import codecs
import csv
import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from exporting import Run, run
from sample_summary import SUMMARY
from test_report import WITH_ITEMS

from summarizer.cli.ending import DONE, FAILED, USED_WRONGLY
from summarizer.errors import RunError, SettingsError
from summarizer.export import tables, to_json
from summarizer.export.csv_tables import write_csv
from summarizer.export.flat_rows import TABLES, flat_rows
from summarizer.export.marks import Marks
from summarizer.export.parquet import SCHEMAS, remove_part
from summarizer.export.result_lines import lines_from, row_of, sorted_lines
from summarizer.export.sqlite_tables import write_sqlite
from summarizer.export.tables import Written, write_tables
from summarizer.export.whole_file import whole_file
from summarizer.sources.marks import MARK

__all__ = ["run"]  # a fixture: pytest finds it here

README = Path(__file__).parent.parent / "README.md"

Row = dict[str, Any]


def row(record: str, published: str | None = "2031-03-06", **changes: Any) -> Row:
    """The sample's public JSON as a run writes it."""
    summary = WITH_ITEMS.model_dump(mode="json")
    summary["document"] |= {"id": f"d-{record}", "published": published}
    summary["usage"]["seconds"] = None
    return {"id": record, **summary, **changes}


def line(of: Row) -> bytes:
    return json.dumps(of, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A run's results, not in the order of their ids."""
    path = tmp_path / "archive" / "results.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"".join(line(row(record)) for record in ("r2", "r10", "r1")))
    return path


def cells(table: str, of: Row) -> list[Row]:
    columns = next(one.columns for one in TABLES if one.name == table)
    names = [column.name for column in columns]
    return [dict(zip(names, one, strict=True)) for one in flat_rows(of)[table]]


# --- flat rows ----------------------------------------------------------------------------------


def test_a_document_is_a_row_of_counts() -> None:
    (document,) = cells("documents", row("r1"))
    assert document["record_id"] == "r1"
    assert document["document_id"] == "d-r1"
    assert (document["events"], document["claims"], document["rejected"]) == (2, 4, 1)
    assert document["items"] == 4
    assert (document["sentences_found"], document["sentences_covered"]) == (7, 6)


def test_events_have_their_place_time_and_notes() -> None:
    fire, meeting = cells("events", row("r1"))
    assert (fire["place"], fire["time"]) == ("Port Aldmere", "late on Wednesday")
    assert (fire["time_start"], fire["time_end"]) == ("2031-03-05", "2031-03-05")
    assert fire["notes"] == "copied-elsewhere"
    assert (meeting["place"], meeting["time_start"], meeting["notes"]) == (None, None, "")


def test_participants_and_figures_are_rows_of_their_own() -> None:
    named = [(one["event_id"], one["nth"], one["name"]) for one in cells("participants", row("r1"))]
    assert named == [
        ("e1", 0, "the ferry Sorrel"),
        ("e2", 0, "Idris Falk"),
        ("e2", 1, "the owners"),
    ]
    killed, wounded = cells("quantities", row("r1"))
    assert (killed["what"], killed["low"], killed["high"]) == ("killed", 4, None)
    assert (wounded["what"], wounded["low"], wounded["high"]) == ("wounded", 11, 11)


def test_a_claim_tells_whether_its_speaker_has_a_name() -> None:
    office, venn, *_ = cells("claims", row("r1"))
    assert (office["speaker"], office["named"]) == ("the harbour office", False)
    assert (venn["speaker"], venn["named"]) == ("Orla Venn", True)
    assert venn["content"] == "We heard no alarm at all, … Nobody came."


def test_a_link_that_both_sides_name_is_one_row_and_one_to_nothing_none() -> None:
    of = row("r1")
    of["events"][1]["claim_ids"] = ["c4", "c99"]
    links = [(one["event_id"], one["claim_id"]) for one in cells("links", of)]
    assert links == [("e1", "c1"), ("e2", "c4")]


def test_every_span_of_an_item_is_a_row() -> None:
    of = row("r1")
    spans = cells("spans", of)
    listed = [of["events"], of["claims"], of["items"]]
    assert len(spans) == json.dumps(listed).count('"start": ') - len(
        [event for event in of["events"] if event["time"]]  # a time has a start that is a date
    )
    (toll,) = (one for one in spans if (one["role"], one["nth"]) == ("quantity", 1))
    assert (toll["item_id"], toll["text"]) == ("e1", "11")
    assert all(one["end"] - one["start"] == len(one["text"]) for one in spans)


def test_a_field_of_an_item_is_a_row_for_each_of_its_values() -> None:
    items = cells("items", row("r1"))
    told = {
        (one["item_id"], one["field"], one["nth"]): (one["type"], one["value"], one["number"])
        for one in items
    }
    assert told["i1", "verdict", 0] == ("text", "fined", None)
    assert told["i1", "amount", 0] == ("number", "2.5", 2.5)
    assert told["i3", "amount", 0] == ("number", "2500000", 2500000.0)
    assert told["i1", "final", 0] == ("flag", "false", 0.0)
    assert ("i1", "grounds", 0) not in told
    assert [told["i2", "grounds", nth][1] for nth in (0, 1)] == ["the delay", "no alarm"]
    assert {one["recipe"] for one in items} == {"penalties@v1", "key-facts@v2"}
    assert {one["notes"] for one in items if one["item_id"] == "i2"} == {"copied-elsewhere"}


def test_the_words_of_a_value_are_found_by_its_field() -> None:
    of = row("r1")
    placed = {(one["item_id"], one["role"], one["nth"]): one for one in cells("spans", of)}
    items = cells("items", of)
    (second,) = (one for one in items if (one["field"], one["nth"]) == ("grounds", 1))
    found = placed["i2", f"fields.{second['field']}", second["nth"]]
    assert (found["text"], found["kind"]) == (second["value"], "item")


def test_a_field_may_be_called_evidence() -> None:
    of = row("r1")
    of["items"][0]["spans"]["evidence"] = of["items"][0]["evidence"]
    roles = [one["role"] for one in cells("spans", of) if one["item_id"] == "i1"]
    assert roles == ["fields.against", "fields.amount", "fields.evidence", "evidence"]


def test_results_of_a_version_without_recipes_have_no_items() -> None:
    of = row("r1")
    del of["items"]
    assert cells("items", of) == []
    assert cells("documents", of)[0]["items"] == 0


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_tell_rows_apart_and_cells_fill_the_columns(table: Any) -> None:
    rows = cells(table.name, row("r1"))
    keys = [tuple(one[name] for name in table.key) for one in rows]
    assert rows
    assert len(set(keys)) == len(keys)
    for column in table.columns:
        assert column.nullable or all(one[column.name] is not None for one in rows)


def test_a_summary_without_an_id_of_its_own_has_the_documents() -> None:
    summary = json.loads(to_json(SUMMARY))
    assert cells("documents", summary)[0]["record_id"] == SUMMARY.document.id


# --- lines --------------------------------------------------------------------------------------


def test_lines_are_sorted_by_id_whatever_order_they_were_finished_in(results: Path) -> None:
    ids = [row_of(one)["id"] for one in sorted_lines(results)]
    assert ids == ["r1", "r10", "r2"]


def test_lines_with_one_id_have_one_order(tmp_path: Path) -> None:
    two = [line(row("r1")), line(row("r1", "2031-03-07"))]
    for name, lines in (("a", two), ("b", two[::-1])):
        (tmp_path / name).write_bytes(b"".join(lines))
    assert list(sorted_lines(tmp_path / "a")) == list(sorted_lines(tmp_path / "b"))


def test_no_lines_can_be_sorted_where_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no"):
        next(sorted_lines(tmp_path / "results.jsonl"))


def test_a_line_that_is_being_written_is_left_out(results: Path) -> None:
    with results.open("ab") as file:
        file.write(line(row("r3"))[:-1])
    assert len(list(lines_from(results))) == 3


@pytest.mark.parametrize("wrong", [b"{broken\n", b"[]\n", b"\n", b'{"id": "r1"}\n'])
def test_a_line_that_is_no_result_is_named(wrong: bytes) -> None:
    with pytest.raises(RunError, match="is no result of a run"):
        row_of(wrong)


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "one.txt"
    target.write_text("before")
    with suppress(ZeroDivisionError), whole_file(target) as partial:
        partial.write_text("half")
        partial.write_text(str(1 / 0))
    assert target.read_text() == "before"
    with whole_file(target) as partial:
        partial.write_text("after")
        assert target.read_text() == "before"
    assert target.read_text() == "after"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot write"), whole_file(tmp_path / "file" / "one.txt"):
        pass


# --- Parquet ------------------------------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def read(folder: Path, table: str) -> list[Row]:
    found: list[Row] = pq.read_table(folder / table).to_pylist()
    return found


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PART_ROWS", 2)


def fill(path: Path, records: Iterable[str], mode: str = "ab") -> None:
    with path.open(mode) as file:
        file.writelines(line(row(record)) for record in records)


def test_tables_are_partitioned_by_year(results: Path, tmp_path: Path) -> None:
    with results.open("ab") as file:
        file.write(line(row("r3", "1999-12-31")) + line(row("r4", None)))
    assert write_tables(results, tmp_path / "t") == Written(documents=5, parts=1, written=1)
    years = sorted(path.name for path in (tmp_path / "t" / "events").iterdir())
    assert years == ["year=1999", "year=2031", "year=__HIVE_DEFAULT_PARTITION__"]
    found = {one["record_id"]: one["year"] for one in read(tmp_path / "t", "documents")}
    assert found == {"r1": 2031, "r2": 2031, "r10": 2031, "r3": 1999, "r4": None}
    for name, schema in SCHEMAS.items():
        (path,) = (tmp_path / "t" / name / "year=2031").iterdir()
        assert pq.read_schema(path).equals(schema, check_metadata=True)


def test_what_is_read_back_is_what_was_flattened(results: Path, tmp_path: Path) -> None:
    write_tables(results, tmp_path / "t")
    for table in TABLES:
        kept = [one for one in read(tmp_path / "t", table.name) if one["record_id"] == "r1"]
        assert [undated(one) for one in kept] == cells(table.name, row("r1"))


def undated(of: Row) -> Row:
    """As flat rows have it: dates as text, the year in none of the columns."""
    return {
        name: cell.isoformat() if isinstance(cell, date) else cell
        for name, cell in of.items()
        if name != "year"
    }


@pytest.mark.usefixtures("small_parts")
def test_tables_grow_with_the_results_and_finished_parts_stay(
    results: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "t"
    assert write_tables(results, folder) == Written(documents=3, parts=2, written=2)
    assert write_tables(results, folder) == Written(documents=3, parts=2, written=0)
    finished = folder / "events" / "year=2031" / "part-000000.parquet"
    before = finished.stat().st_mtime_ns
    fill(results, ["r3", "r4"])
    assert write_tables(results, folder) == Written(documents=5, parts=3, written=2)
    assert finished.stat().st_mtime_ns == before
    assert [one["record_id"] for one in read(folder, "documents")] == [
        "r2",
        "r10",
        "r1",
        "r3",
        "r4",
    ]


@pytest.mark.usefixtures("small_parts")
def test_tables_that_grew_equal_those_written_at_once(results: Path, tmp_path: Path) -> None:
    for more in ("r3", "r4", "r5"):
        write_tables(results, tmp_path / "grown")
        fill(results, [more])
    write_tables(results, tmp_path / "grown")
    write_tables(results, tmp_path / "once")
    assert snapshot(tmp_path / "grown") == snapshot(tmp_path / "once")


@pytest.mark.usefixtures("small_parts")
def test_results_that_were_cut_back_are_written_anew(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "t"
    lines = list(lines_from(results))
    fill(results, ["r3", "r4", "r5"])
    write_tables(results, folder)
    results.write_bytes(line(row("r7", "1987-01-01")) + line(row("r8", "1987-01-02")) + lines[0])
    assert write_tables(results, folder) == Written(documents=3, parts=2, written=2)
    write_tables(results, tmp_path / "once")
    assert snapshot(folder) == snapshot(tmp_path / "once")


def grow(results: Path, folder: Path) -> None:
    """As a run does that goes on until it is killed."""
    for number in range(100):
        write_tables(results, folder)
        fill(results, [f"s{number}"])


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("stop", [1, 4, 7, 12, 18])
def test_a_stop_at_any_file_is_mended(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    folder = tmp_path / "t"
    write_tables(results, folder)
    fill(results, ["r3", "r4", "r5"])
    writes = iter(range(1, stop + 1))
    write = pq.write_table

    def until_killed(*arguments: Any, **options: Any) -> None:
        if next(writes, None) == stop:
            raise KeyboardInterrupt
        write(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", until_killed)
        with pytest.raises(KeyboardInterrupt):
            grow(results, folder)
    # What was not committed yet is cut off again, as a run does after a kill.
    results.write_bytes(b"".join(list(lines_from(results))[:4]))
    write_tables(results, folder)
    write_tables(results, tmp_path / "once")
    assert snapshot(folder) == snapshot(tmp_path / "once")


@pytest.mark.usefixtures("small_parts")
def test_a_part_whose_removal_was_broken_off_is_not_trusted(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, lines = tmp_path / "t", list(lines_from(results))
    write_tables(results, folder)
    before = snapshot(folder)

    def killed(marks: Marks, part: int) -> None:
        remove_part(marks, part)
        raise KeyboardInterrupt

    results.write_bytes(b"".join(lines[:2]))
    with monkeypatch.context() as patch:
        patch.setattr("summarizer.export.parquet.remove_part", killed)
        with pytest.raises(KeyboardInterrupt):
            write_tables(results, folder)
    results.write_bytes(b"".join(lines))
    write_tables(results, folder)
    assert snapshot(folder) == before


def test_another_layout_is_written_anew(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tables(results, tmp_path / "t")
    monkeypatch.setattr(tables, "_LAYOUT", tables._LAYOUT + 1)
    assert write_tables(results, tmp_path / "t").written == 1
    assert write_tables(results, tmp_path / "t").written == 0


def test_two_programs_do_not_write_at_once(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tables(results, tmp_path / "t")
    monkeypatch.setattr("summarizer.export.marks.WAIT_SECONDS", 0.01)
    with sqlite3.connect(tmp_path / "t" / MARK, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RunError, match="another program is writing"):
            write_tables(results, tmp_path / "t")
        other.execute("ROLLBACK")
    other.close()


def test_damaged_marks_say_what_to_remove(results: Path, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / MARK).write_bytes(b"no database at all" * 100)
    with pytest.raises(RunError, match="is damaged"):
        write_tables(results, tmp_path / "t")


def test_a_date_that_is_none_is_told_of(results: Path, tmp_path: Path) -> None:
    with results.open("ab") as file:
        file.write(line(row("r3", "2031-13-45")))
    written = write_tables(results, tmp_path / "t")
    assert (written.documents, len(written.left_out)) == (3, 1)
    assert "the row r3 cannot be written: '2031-13-45' is no date" in written.left_out[0]


def test_no_results_make_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no"):
        write_tables(tmp_path / "results.jsonl", tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_without_pyarrow_the_extra_is_named(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=re.escape("structured-summarizer[archive]")):
        write_tables(results, tmp_path / "t")


# --- CSV and SQLite -----------------------------------------------------------------------------


def test_csv_has_a_file_a_table_in_the_order_of_ids(results: Path, tmp_path: Path) -> None:
    assert write_csv(sorted_lines(results), tmp_path / "csv") == 3
    with (tmp_path / "csv" / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [one["record_id"] for one in rows] == ["r1"] * 4 + ["r10"] * 4 + ["r2"] * 4
    assert rows[1]["content"] == "We heard no alarm at all, … Nobody came."
    assert [one["named"] for one in rows[:2]] == ["0", "1"]
    names = {path.name for path in (tmp_path / "csv").iterdir()}
    assert names == {f"{table.name}.csv" for table in TABLES} | {MARK}
    assert b"\r\n" in (tmp_path / "csv" / "links.csv").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+49", "-5 degrees", "@falk", "\tx", "'=1", "\rx"])
def test_text_that_begins_like_a_formula_is_made_harmless(text: str, tmp_path: Path) -> None:
    of = row("r1")
    of["document"]["title"] = text
    write_csv([line(of)], tmp_path)
    with (tmp_path / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        (document,) = csv.DictReader(file)
    assert document["title"] == "'" + text


def test_csv_leaves_other_text_and_numbers_alone(tmp_path: Path) -> None:
    of = row("r1")
    of["document"]["title"] = "'Nobody came' – \"no alarm\",\na fire"
    of["events"][0]["quantities"][0]["low"] = -4.5
    write_csv([line(of)], tmp_path)
    for table, name, cell in (
        ("documents", "title", of["document"]["title"]),
        ("quantities", "low", "-4.5"),
    ):
        with (tmp_path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.DictReader(file))[name] == cell


def test_csv_is_read_by_spreadsheets_and_databases_alike(results: Path, tmp_path: Path) -> None:
    of = row("r1")
    of["document"]["title"] = "Größer: “Übung”"
    write_csv([line(of)], tmp_path)
    file = tmp_path / "documents.csv"
    assert file.read_bytes().startswith(codecs.BOM_UTF8 + b"record_id,")
    names = [column.name for column in TABLES[0].columns]
    by_duckdb = duckdb.read_csv(str(file))
    assert by_duckdb.columns == names
    assert by_duckdb.select("record_id", "title").fetchall() == [("r1", "Größer: “Übung”")]
    assert pyarrow.csv.read_csv(file).column_names == names


def test_csv_that_fails_leaves_nothing(results: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError):
        write_csv([*lines_from(results), b"broken\n"], tmp_path / "csv")
    assert list((tmp_path / "csv").iterdir()) == []


def test_sqlite_holds_every_table_and_its_keys_agree(results: Path, tmp_path: Path) -> None:
    kept = write_sqlite(sorted_lines(results), tmp_path / "t.sqlite3")
    assert (kept.documents, kept.repeated) == (3, 0)
    with sqlite3.connect(tmp_path / "t.sqlite3") as database:
        for table in TABLES:
            (count,) = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()
            assert count == 3 * len(cells(table.name, row("r1")))
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        told = database.execute(
            "SELECT speaker, text FROM claims WHERE stance = 'denies' AND published LIKE '2031-03-%'"
        ).fetchall()
        uses = database.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM claims WHERE speaker = 'Orla Venn'"
        ).fetchone()
    database.close()
    assert told == [("Brightwater Lines", "the alarms had been switched off")] * 3
    assert "claims_by_speaker" in uses[3]


def test_sqlite_keeps_one_of_two_documents_with_one_id(tmp_path: Path) -> None:
    lines = [line(row("r1")), line(row("r1", "2031-03-07")), line(row("r2"))]
    kept = write_sqlite(lines, tmp_path / "t.sqlite3")
    assert (kept.documents, kept.repeated) == (2, 1)


def test_exports_do_not_depend_on_the_order_of_completion(results: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"".join(reversed(list(lines_from(results)))))
    for name, path in (("a", results), ("b", other)):
        write_sqlite(sorted_lines(path), tmp_path / f"{name}.sqlite3")
    assert (tmp_path / "a.sqlite3").read_bytes() == (tmp_path / "b.sqlite3").read_bytes()


# --- the command --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "made"),
    [("parquet", "tables/claims"), ("csv", "csv/claims.csv"), ("sqlite", "tables.sqlite3")],
)
def test_export_puts_tables_beside_the_results(run: Run, results: Path, to: str, made: str) -> None:
    ended = run(results.parent, "--to", to)
    assert (ended.code, ended.out) == (DONE, "")
    assert "3 documents" in ended.err
    assert (results.parent / made).exists()


def test_rows_go_to_the_standard_output_alone(run: Run, results: Path) -> None:
    ended = run(results.parent, "--to", "jsonl")
    assert (ended.code, ended.err) == (DONE, "")
    assert ended.out.encode() == b"".join(sorted_lines(results))


def test_rows_go_to_a_file(run: Run, results: Path, tmp_path: Path) -> None:
    ended = run(results, "--to", "jsonl", "-o", tmp_path / "sorted.jsonl")
    assert "written to" in ended.err
    assert (tmp_path / "sorted.jsonl").read_bytes() == b"".join(sorted_lines(results))


def test_a_single_summary_is_exported_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ferry.json").write_text(to_json(SUMMARY), encoding="utf-8")
    ended = run(tmp_path / "ferry.json", "--to", "sqlite", "-o", tmp_path / "ferry.sqlite3")
    assert "1 document written" in ended.err
    assert (tmp_path / "ferry.sqlite3").exists()


def test_documents_that_were_left_out_are_told_of(run: Run, results: Path) -> None:
    fill(results, ["r2"])
    assert "1 left out" in run(results.parent, "--to", "sqlite").err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere", "--to", "csv"], USED_WRONGLY, "there is no nowhere"),
        ([".", "--to", "csv"], USED_WRONGLY, "there is no results.jsonl"),
        (["archive", "--to", "excel"], USED_WRONGLY, "'excel'"),
        (["archive", "--to", "csv", "-o", "a-file"], USED_WRONGLY, "a-file is no folder"),
        (["archive", "--to", "sqlite", "-o", "archive"], USED_WRONGLY, "is a directory"),
        (
            ["archive", "--to", "jsonl", "-o", "archive/results.jsonl"],
            USED_WRONGLY,
            "is what is read",
        ),
        (["broken.json", "--to", "csv"], FAILED, "broken.json is not JSON"),
        (["list.json", "--to", "csv"], FAILED, "is no result of a run"),
    ],
)
def test_what_cannot_be_is_one_line(
    run: Run,
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(results.parent.parent)
    for name, text in (("a-file", ""), ("broken.json", "{"), ("list.json", "[1]")):
        Path(name).write_text(text)
    before = results.read_bytes()
    ended = run(*arguments)
    assert ended.code == code
    assert words in ended.err
    assert ended.err.strip().splitlines()[-1].startswith("error: ")
    assert results.read_bytes() == before


# --- questions ----------------------------------------------------------------------------------


@pytest.fixture
def archive(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder `archive` with tables: two papers disagree on a fire, another tells of April."""
    late = row("r11", "2031-04-02")
    toll = row("r12", "2031-03-07")
    toll["events"][0]["quantities"][0] |= {"low": 3, "high": 3, "text": "three"}
    for event in late["events"]:
        event["time"] = None
    results.write_bytes(b"".join(map(line, (row("r10"), late, toll))))
    write_tables(results, results.parent / "tables")
    monkeypatch.chdir(results.parent.parent)


def answers(about: str) -> list[tuple[Any, ...]]:
    """What DuckDB says to the question of the README that has this word."""
    queries = re.findall(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.S)
    (query,) = (one for one in queries if about in one)
    found = duckdb.sql(query)
    assert found is not None
    return found.fetchall()


@pytest.mark.usefixtures("archive")
def test_readme_tells_who_denied_what_in_march() -> None:
    denied = ("Brightwater Lines", "the alarms had been switched off", "ferry.txt")
    assert answers("denies") == [(date(2031, 3, 6), *denied), (date(2031, 3, 7), *denied)]


@pytest.mark.usefixtures("archive")
def test_readme_finds_death_tolls_that_cannot_both_be_right() -> None:
    figures = ["at least four passengers", "three passengers"]
    assert answers("killed") == [(date(2031, 3, 5), "Port Aldmere", 4, 3, figures)]


@pytest.mark.usefixtures("archive")
def test_readme_counts_whom_the_paper_quotes() -> None:
    assert answers("unnamed") == [("(unnamed)", 6, 0, 50.0), ("Orla Venn", 6, 3, 50.0)]
