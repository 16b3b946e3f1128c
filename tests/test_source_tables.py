"""Rows of tables: each is a record or a line in failures with its place, whatever is wrong with one."""

import csv
import datetime
import gzip
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from test_sources import STORY, good, lines, read, write

from summarizer.sources import (
    BadRecord,
    ReadingOptions,
    Record,
    encoding,
    file,
    json_values,
    parquet_rows,
)
from summarizer.sources.separated import Table

ROW = json.dumps({"text": STORY})


def shapes(found: Sequence[Record | BadRecord]) -> list[tuple[int, bool]]:
    """Where each is, and whether it was read."""
    return [(one.position, isinstance(one, Record)) for one in found]


def texts(found: Sequence[Record | BadRecord]) -> list[Any]:
    return [one.raw if isinstance(one, Record) else None for one in found]


# JSON

BAD_ROWS = [
    '{"text": "a",}',
    '{"text": "a" "id": 1}',
    '{"text": }',
    "{'text': 'a'}",
    '{"text": tru}',
    '{"text": "a", "more": ' + "[" * 5000 + "]" * 5000 + "}",
    '{"text": {"en": "a"}}',
    '{"text": ["a", "b"]}',
    '{"text": null}',
    '{"id": 7}',
    "7",
    '"text"',
    "null",
]
ODD_ROWS = [
    '{"text": "a", "id": 1' + "0" * 5000 + "}",
    '{"text": "a", "id": NaN, "date": -Infinity}',
    '{"text": "a\\ud800"}',
    '{"text": "a\tb"}',
    '{"text": "a\\u0000b"}',
    '{"text": "a", "text": "b"}',
    '{"text": "a", "date": "Mon, 4 Mar 99999999999"}',
    '{"text": "a", "date": {"$date": {"$numberLong": "99999999999999999999"}}}',
    '{"text": "a", "": 1, "title": [[[["x"]]]]}',
]


@pytest.mark.parametrize("row", [*BAD_ROWS, *ODD_ROWS], ids=lambda row: row[:24])
@pytest.mark.parametrize("form", ["lines", "list", "list on one line", "indented list"])
def test_one_row_at_fault_costs_nothing_else(tmp_path: Path, row: str, form: str) -> None:
    rows = [ROW, row, ROW]
    path = tmp_path / ("a.jsonl" if form == "lines" else "a.json")
    if form == "lines":
        content = "\n".join(rows)
    elif form == "indented list":
        content = "[\n" + ",\n".join(f"    {one}" for one in rows) + "\n]\n"
    else:
        between = ", " if "one line" in form else ",\n"
        content = f"[{between.join(rows)}]"
    found = read(write(path, content))
    assert shapes(found) == [(1, True), (2, row in ODD_ROWS), (3, True)]
    assert all(one.raw == STORY for one in (found[0], found[2]) if isinstance(one, Record))


@pytest.mark.parametrize(
    "row",
    ['{"text": "a}', '{"text": "a"', '{"text": ["a"}', '{"text": "a"]}', '{"text: "a", "id": "1"}'],
)
@pytest.mark.parametrize("margin", ["", " ", "    ", "\t"])
def test_brackets_or_quotes_that_do_not_match_cost_their_row(
    tmp_path: Path, row: str, margin: str
) -> None:
    rows = [ROW, row, ROW, ROW]
    content = "[\n" + ",\n".join(margin + one for one in rows) + "\n]"
    found = read(write(tmp_path / "a.json", content))
    assert texts(found) == [STORY, None, STORY, STORY]


def test_objects_over_several_lines_of_which_one_does_not_end(tmp_path: Path) -> None:
    whole = json.dumps({"text": STORY, "tags": [{"a": 1}, {"b": [2]}]}, indent=2)
    content = "\n".join([whole, whole[:-2].rstrip("]\n "), whole, whole])
    for name in ("a.json", "a.jsonl"):
        assert texts(read(write(tmp_path / name, content))) == [STORY, None, STORY, STORY]


def test_a_list_without_lines_of_which_one_member_does_not_end_says_what_is_lost(
    tmp_path: Path,
) -> None:
    first, *_, bad = read(write(tmp_path / "a.json", f'[{ROW}, {{"text": "a", {ROW}, {ROW}]'))
    assert isinstance(first, Record)
    assert isinstance(bad, BadRecord)
    assert "the rest of the file, of unknown length, was not read" in bad.reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"[{ROW}][{ROW}]", [STORY, STORY]),
        (f"[{ROW} {ROW}]", [STORY, STORY]),
        (f"[{ROW},, {ROW},]", [STORY, STORY]),
        (f"{ROW},\n{ROW},\n", [STORY, STORY]),
        (f"[{ROW}]]", [STORY, None]),
        (f"[{ROW}, foo, {ROW}]", [STORY, None, STORY]),
        (f"[{ROW}", [STORY, None]),
        ("Kelmar, Monday: the mayor\nspoke, and left.\n" * 50, [None]),
        ("[[[]]]", [None]),
    ],
)
def test_json_that_is_nearly_a_list(
    tmp_path: Path, content: str, expected: list[str | None]
) -> None:
    assert texts(read(write(tmp_path / "a.json", content))) == expected


@pytest.mark.parametrize("row", ["{", '{"a: 1},', "[", '{"a": {', '"'])
def test_a_file_without_any_end_is_gone_through_once(tmp_path: Path, row: str) -> None:
    found = read(write(tmp_path / "a.json", f"{row}\n" * 20_000))
    assert found
    assert not any(isinstance(one, Record) for one in found)


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_list_or_objects_over_lines_in_a_file_of_json_lines(
    tmp_path: Path, indent: int | None
) -> None:
    rows = [{"text": f"{STORY} {number}"} for number in range(3)]
    content = json.dumps(rows, indent=indent)
    assert len(good(read(write(tmp_path / "a.jsonl", content)))) == 3
    content = "\n".join(json.dumps(row, indent=indent) for row in rows)
    assert len(good(read(write(tmp_path / "b.ndjson", content)))) == 3


def test_a_line_that_is_a_list_among_others_is_a_bad_line(tmp_path: Path) -> None:
    for line in ("[]", "[1]", f"[{ROW}, {ROW}]"):
        found = read(write(tmp_path / "a.jsonl", f"{line}\n{ROW}\n"))
        assert shapes(found) == [(1, False), (2, True)]


def test_a_first_line_that_breaks_off_costs_itself(tmp_path: Path) -> None:
    for start in ('{"text": ', '{"text": "a', '{"text": [', "{"):
        found = read(write(tmp_path / "a.jsonl", f"{start}\n{ROW}\n{ROW}\n"))
        assert shapes(found) == [(1, False), (2, True), (3, True)]


@pytest.mark.parametrize("form", ["[{}]", "[\n{}\n]", "{}"])
def test_a_value_that_is_too_large_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for module in (encoding, file):
        monkeypatch.setattr(module, "MAX_BYTES", 1000)
    monkeypatch.setattr(json_values, "PIECE", 300)
    rows = [ROW, json.dumps({"text": "b" * 5000, "more": ["]}", {"c": "\\"}]}), ROW]
    content = form.format((",\n" if form != "[{}]" else ", ").join(rows))
    found = read(write(tmp_path / "a.json", content))
    assert texts(found) == [STORY, None, STORY]
    assert isinstance(found[1], BadRecord)
    assert "too much for one article" in found[1].reason


@given(st.lists(st.sampled_from([ROW, *BAD_ROWS, *ODD_ROWS]), min_size=1, max_size=8))
def test_rows_and_failures_are_all_records(rows: list[str]) -> None:
    values = json_values.JsonValues(io.BufferedReader(io.BytesIO(f"[{', '.join(rows)}]".encode())))  # type: ignore[arg-type]
    assert len(list(values)) == len(rows)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.text(), inner), max_leaves=8), st.sampled_from([None, 0, 3]), st.booleans())  # fmt: skip
def test_values_come_out_as_they_went_in(value: Any, indent: int | None, ascii: bool) -> None:
    rows = [{"x": value}, {"y": [value]}]
    content = json.dumps(rows, indent=indent, ensure_ascii=ascii).encode("utf-8", "replace")
    values = json_values.JsonValues(io.BufferedReader(io.BytesIO(content)))  # type: ignore[arg-type]
    assert list(values) == json.loads(content)


# Encodings of tables


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("ending", ["jsonl", "json", "csv", "tsv"])
def test_tables_in_other_encodings(tmp_path: Path, codec: str, ending: str) -> None:
    stories = [
        f"Übermorgen öffnet die Brücke über den Fluß für die Bürger, sagte er. {n}"
        for n in range(4)
    ]
    if ending.startswith("json"):
        content = "".join(
            json.dumps({"text": story}, ensure_ascii=False) + "\n" for story in stories
        )
    else:
        content = "text\n" + "".join(f'"{story}"\n' for story in stories)
    found = good(read(write(tmp_path / f"a.{ending}", content.encode(codec))))
    assert [record.raw for record in found] == stories
    notes = {record.notes for record in found}
    marked = codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    assert notes == {()} if marked else all("read as" in note for (note,) in notes)


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv", "tsv"])
def test_one_bad_byte_is_one_sign_and_a_note(tmp_path: Path, ending: str) -> None:
    rows = [f"{STORY} Señor Núñez añadió más. {n}" for n in range(9)]
    if ending.startswith("json"):
        content = "".join(json.dumps({"text": row}, ensure_ascii=False) + "\n" for row in rows)
    else:
        content = "text\n" + "".join(f'"{row}"\n' for row in rows)
    data = content.encode().replace("añadió más. 4".encode(), b"a\xf1adi\xc3\xb3 m\xc3\xa1s. 4")
    found = good(read(write(tmp_path / f"a.{ending}", data)))
    assert [record.notes for record in found] == [
        ("1 place is no UTF-8; shown as U+FFFD",) if n == 4 else () for n in range(9)
    ]
    assert found[4].raw == f"{STORY} Señor Núñez a\ufffdadió más. 4"


def test_a_table_under_a_compressed_name(tmp_path: Path) -> None:
    content = gzip.compress(f"text\n{STORY}\n".encode("utf-16"))
    (record,) = good(read(write(tmp_path / "a.csv.gz", content)))
    assert record.raw == STORY


# CSV and TSV


def test_a_quote_in_a_tsv_that_is_never_closed_is_a_letter(tmp_path: Path) -> None:
    content = (
        "id\ttitle\ttext\n"
        '1\t"We go\tThe harbour opens.\n'
        "2\tShut\tThe yard shuts.\n"
        '3\tThird\tThe crew of the "Ada" denied it.\n'
        '4\tFourth\t"It is done", Ilse Darrow said.\n'
        "5\tFifth\t5' 10\" tall\n"
        '6\t"Sixth\tand last'
    )
    found = good(read(write(tmp_path / "a.tsv", content)))
    assert [record.id for record in found] == list("123456")
    assert found[0].title == '"We go'
    assert found[3].raw == '"It is done", Ilse Darrow said.'


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('"The yard, it said, shuts."', "The yard, it said, shuts."),
        ('"He said ""yes"", twice."', 'He said "yes", twice.'),
        ('"First.\n\nSecond, and ""third"".\n"', 'First.\n\nSecond, and "third".\n'),
        ('"1, 2\n3, 4\nand so on"', "1, 2\n3, 4\nand so on"),
        ('"yes" he said', '"yes" he said'),
        ('he said "yes"', 'he said "yes"'),
        ('"never closed', '"never closed'),
        ('""', None),
        ('"quoted" ', "quoted"),
        ('12"', '12"'),
        ('"', '"'),
        ('"""', '"""'),
    ],
)
def test_fields_with_quotes(tmp_path: Path, row: str, text: str | None) -> None:
    content = f'id,text\na1,one\na2,{row}\na3,three\na4,four 10"\n'
    found = read(write(tmp_path / "a.csv", content))
    assert texts(found) == ["one", text, "three", 'four 10"']
    assert [one.position for one in found] == [1, 2, 3, 4]


def test_a_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    rows = "".join(f"{number},row {number}\n" for number in range(2, 500))
    for end in ("", '500,tall 12"\n', '500,"fine"\n'):
        found = good(read(write(tmp_path / "a.csv", f'id,text\n1,"never closed\n{rows}{end}')))
        assert len(found) == 499 + bool(end)
        assert found[0].raw == '"never closed'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20),
            st.text('a",;|\t\n \u2028x', min_size=1, max_size=20),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_what_a_writer_of_csv_wrote_is_read(delimiter: str, rows: list[tuple[str, str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "text"), *rows])
    table = Table(io.StringIO(written.getvalue(), newline=""), {"title", "text"})
    assert table.header == ["title", "text"]
    assert [tuple(row or ()) for row in table] == rows


@given(
    st.lists(st.text('ab",\t;é\0', min_size=1, max_size=12), max_size=12),
    st.sampled_from([",", "\t"]),
)
def test_no_line_is_lost_but_in_quotes(rows: list[str], separator: str) -> None:
    """Rows and the lines that quoted fields go over are all lines."""
    content = "".join(f"{row}\n" for row in ["id" + separator + "text", *rows])
    found = list(Table(io.StringIO(content, newline=""), {"text"}, separator))
    over = sum("\n" in field for row in found for field in row or ())
    breaks = sum(field.count("\n") for row in found for field in row or ())
    assert len(found) + breaks == len(rows)
    assert over <= breaks


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.tsv", "id\tone, two, three, and four\ttext\n1\tx\tHello, you\n", ["Hello, you"]),
        (
            "a.csv",
            "id;text;score\n1;Hello, you;1,5\n2;Bye, you;2,5\n",
            ["Hello, you", "Bye, you"],
        ),
        ("a.csv", 'id,"one; two; three; four",text\n1,x,Hello\n', ["Hello"]),
        ("a.csv", "id\tone, two, three\ttext\n1\tx\tHello, you\n", ["Hello, you"]),
        ("a.csv", "text\nHello, you; there\n\nBye\n", ["Hello, you; there", "Bye"]),
        ("a.csv", "sep=;\nid;text\n1;Hello\n", ["Hello"]),
        ("a.csv", "\n\nid,text\n1,Hello\n", ["Hello"]),
        ("a.csv", 'id, "text"\n1, "Hello, you"\n', ["Hello, you"]),
        ("a.csv", "id,text\r1,Hello\r2,Bye\r", ["Hello", "Bye"]),
        ("a.csv", "id,text,,\n1,Hello,,,,\n", ["Hello"]),
        ("a.csv", "id,text,text\n1,,Hello\n2,Bye,\n", ["Hello", "Bye"]),
        ("a.csv", "id,text\n1,Hello\nid,text\n2,Bye\n", ["Hello", None, "Bye"]),
        ("a.csv", "id,text\n1\n2,Hello\n3,Hello,you\n,,\n", [None, "Hello", None, None]),
        ("a.csv", "id,text\n1,Hel\0lo\n", ["Hello"]),
        ("a.csv", "id,title\n1,Hello\n2,Bye\n", [None, None]),
        ("a.csv", "x" * 200_000 + ",text\n1,Hello\n", ["Hello"]),
    ],
)
def test_tables_of_many_makes(
    tmp_path: Path, name: str, content: str, expected: list[str | None]
) -> None:
    assert texts(read(write(tmp_path / name, content))) == expected


def test_a_header_with_a_name_twice_is_noted(tmp_path: Path) -> None:
    (record,) = good(read(write(tmp_path / "a.csv", "id,text,text,x,x\n1,,Hello,2,3\n")))
    assert record.notes == (
        "the header has 'text' more than once; the first that is not empty was read",
    )


def test_a_line_of_a_table_that_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "MAX_BYTES", 1000)
    long = "word " * 1000
    words = "w\n" * 900
    content = f'id,text\n1,one\n2,{long}\n3,"{long}"\n4,four\n5,"{words}\n'
    found = read(write(tmp_path / "a.csv", content))
    assert shapes(found)[:4] == [(1, True), (2, False), (3, False), (4, True)]
    assert isinstance(found[4], Record)
    assert found[4].raw == '"w'


# Parquet


def stored(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    parquet.write_table(pa.table(columns), path, **options)
    return path


TWO = [STORY, f"{STORY} Two."]
FAR = {
    "nanoseconds": pa.array(
        [1_551_691_800_000_000_001, 1_551_691_800_000_000_000], pa.timestamp("ns")
    ),
    "year 10000": pa.array([253_402_300_800_000, 1_551_691_800_000], pa.timestamp("ms")),
    "days": pa.array([2**30, 17_959], pa.date32()),
    "no such zone": pa.array([1, 2], pa.timestamp("s", "Nowhere/Kelmar")),
    "microseconds": pa.array([2**62, None], pa.timestamp("us")),
    "decimals": pa.array([Decimal("1551691800.5"), None], pa.decimal128(20, 1)),
    "dictionary": pa.array(["2019-03-04", "soon"]).dictionary_encode(),
    "null": pa.nulls(2),
    "large": pa.array(["2019-03-04", None], pa.large_string()),
    "struct": pa.array([{"seconds": 1_551_691_800, "nanos": 0}, None]),
    "list": pa.array([["2019-03-04"], []]),
    "duration": pa.array([2**62, 1], pa.duration("s")),
    "time": pa.array([1, 2], pa.time64("ns")),
    "no UTF-8": pa.array([b"\xff\xfe", b"2019-03-04"]).view(pa.string()),
}


@pytest.mark.parametrize("name", FAR)
def test_a_date_of_any_type_costs_no_row(tmp_path: Path, name: str) -> None:
    path = stored(tmp_path / "a.parquet", {"id": [1, 2], "text": TWO, "published": FAR[name]})
    first, second = good(read(path))
    assert [first.raw, second.raw] == TWO
    assert first.published in (None, "2019-03-04")
    assert second.published in (None, "2019-03-04")
    if name in ("nanoseconds", "decimals", "dictionary", "large", "struct", "list"):
        assert first.published == "2019-03-04"
    if name in ("year 10000", "days", "no such zone", "microseconds", "no UTF-8"):
        assert first.published is None
        assert first.notes
    if name in ("nanoseconds", "year 10000", "days", "no UTF-8"):
        assert second.published == "2019-03-04"


@pytest.mark.parametrize(
    "column",
    [pa.array([story.encode() for story in TWO], pa.binary()), pa.array(TWO, pa.large_string()),
     pa.array([story.encode() for story in TWO], pa.large_binary()), pa.array(TWO).dictionary_encode()],
)  # fmt: skip
def test_texts_of_any_type(tmp_path: Path, column: pa.Array) -> None:
    assert [
        record.raw for record in good(read(stored(tmp_path / "a.parquet", {"text": column})))
    ] == TWO


def test_a_text_of_bytes_is_decoded_and_its_ids_too(tmp_path: Path) -> None:
    texts = [
        "Der Bürgermeister öffnete die Brücke für alle Bürger.".encode("cp1252"),
        b"\x89PNG\r\n" * 40,
    ]
    ids = [b"a1", bytes(range(240, 256))]
    first, second = read(stored(tmp_path / "a.parquet", {"text": texts, "id": ids}))
    assert isinstance(first, Record)
    assert (first.id, first.raw) == ("a1", "Der Bürgermeister öffnete die Brücke für alle Bürger.")
    assert "windows-1252" in first.notes[0]
    assert isinstance(second, BadRecord)


def damaged(path: Path, group: int, column: str, **options: Any) -> Path:
    """A file of three groups of rows, one column of one of which is overwritten."""
    rows = [f"{STORY} Number {number * 7919}." for number in range(30)]
    dates = [datetime.date(2019, 3, 1 + number) for number in range(30)]
    stored(path, {"text": rows, "date": dates}, row_group_size=10, use_dictionary=False, **options)
    meta = parquet.read_metadata(path).row_group(group).column(0 if column == "text" else 1)
    data = bytearray(path.read_bytes())
    start = meta.data_page_offset
    data[start : start + meta.total_compressed_size] = b"\xff" * meta.total_compressed_size
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("group", [0, 1, 2])
def test_a_damaged_text_costs_the_rows_of_its_group(tmp_path: Path, group: int) -> None:
    found = read(damaged(tmp_path / "a.parquet", group, "text"))
    lost = range(group * 10 + 1, group * 10 + 11)
    assert shapes(found) == [(number, number not in lost) for number in range(1, 31)]


def test_a_damaged_column_of_metadata_costs_no_row(tmp_path: Path) -> None:
    found = good(read(damaged(tmp_path / "a.parquet", 1, "date")))
    assert len(found) == 30
    assert [record.published is None for record in found] == [10 <= n < 20 for n in range(30)]
    assert found[12].notes[0].startswith("published: what cannot be read: ")


def test_of_a_group_of_any_size_only_so_many_rows_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_rows, "MAX_LISTED", 3)
    path = damaged(tmp_path / "a.parquet", 1, "text")
    found = read(path, options=ReadingOptions(published_field="nosuch"))
    assert shapes(found)[9:16] == [
        (10, True), (11, False), (12, False), (13, False), (14, False), (15, True), (16, True),
    ]  # fmt: skip
    assert isinstance(found[13], BadRecord)
    assert "nor can the 6 rows after it" in found[13].reason


def test_columns_of_one_name_twice_and_a_struct_of_two_alike(tmp_path: Path) -> None:
    inner = pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"])
    table = pa.table([pa.array(TWO), inner], names=["text", "id"])
    parquet.write_table(table, tmp_path / "a.parquet")
    assert [record.raw for record in good(read(tmp_path / "a.parquet"))] == TWO


def test_lines_of_json_still_count_as_lines(tmp_path: Path) -> None:
    content = lines({"text": STORY}) + "\n\n" + "{\n" + lines({"text": STORY})
    assert shapes(read(write(tmp_path / "a.jsonl", content))) == [(1, True), (4, False), (5, True)]
