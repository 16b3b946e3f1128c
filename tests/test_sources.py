"""Inputs: files, folders, globs, addresses and tables -> records, in order, bad ones in place."""

import datetime
import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from summarizer.documents import Document
from summarizer.errors import DocumentError, SettingsError
from summarizer.sources import (
    BadRecord,
    ReadingOptions,
    Record,
    file,
    json_values,
    kinds,
    read_records,
)
from summarizer.sources.encoding import MAX_BYTES

STORY = "The mayor of Port Maren resigned on Monday, officials said."


def read(*inputs: Path | str, options: ReadingOptions | None = None) -> list[Record | BadRecord]:
    return list(read_records([str(given) for given in inputs], options or ReadingOptions()))


def good(found: Sequence[Record | BadRecord]) -> list[Record]:
    bad = [item for item in found if isinstance(item, BadRecord)]
    assert not bad
    return [item for item in found if isinstance(item, Record)]


def only_bad(found: Sequence[Record | BadRecord]) -> BadRecord:
    (bad,) = (item for item in found if isinstance(item, BadRecord))
    return bad


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


# Files and folders


def test_a_text_file_is_one_record_named_by_its_path(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", STORY)
    (record,) = good(read(path))
    assert (record.id, record.position, record.form) == ("a.txt", 1, "text")
    assert record.file == record.source == str(path)
    assert Document.from_record(record).text == STORY


def test_a_page_is_extracted_only_when_it_becomes_a_document(tmp_path: Path) -> None:
    page = f"<html><head><title>Port</title></head><body><article><p>{STORY}</p></article></body>"
    (record,) = good(read(write(tmp_path / "a.html", page)))
    assert record.raw == page.encode()
    assert record.form == "html"
    assert Document.from_record(record).text == STORY


def test_bytes_are_decoded_as_the_page_says(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head><body><p>{STORY} Łódź.</p></body></html>'
    (record,) = good(read(write(tmp_path / "a.htm", page.encode("iso-8859-2"))))
    assert Document.from_record(record).text.endswith("Łódź.")


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a.txt", "c.txt", ".hidden/x.txt", "b/.x.txt"):
        write(tmp_path / name, STORY)
    assert [record.id for record in good(read(tmp_path))] == ["a.txt", "b/1.md", "b/2.txt", "c.txt"]


def test_ids_stay_when_the_archive_is_moved(tmp_path: Path) -> None:
    for root in ("here", "there/deeper"):
        write(tmp_path / root / "news" / "a.txt", STORY)
        write(tmp_path / root / "news" / "b.jsonl", lines({"text": STORY}))
    here, there = (good(read(tmp_path / root)) for root in ("here", "there/deeper"))
    assert [record.id for record in here] == ["news/a.txt", "news/b.jsonl#1"]
    assert [record.id for record in here] == [record.id for record in there]
    assert [record.digest for record in here] == [record.digest for record in there]


def test_a_folder_given_relative_to_the_present_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "news" / "a.txt", STORY)
    monkeypatch.chdir(tmp_path)
    for name in ("news", "./news", "news/"):
        assert [record.id for record in good(read(name))] == ["a.txt"]
    assert [record.id for record in good(read("."))] == ["news/a.txt"]


def test_a_glob_gives_names_below_what_does_not_vary(tmp_path: Path) -> None:
    for name in ("2019-01/a.txt", "2019-02/a.txt", "2020-01/a.txt"):
        write(tmp_path / name, STORY)
    ids = ["2019-01/a.txt", "2019-02/a.txt"]
    assert [record.id for record in good(read(tmp_path / "2019-*" / "*.txt"))] == ids
    assert [record.id for record in good(read(tmp_path / "2019-*"))] == ids
    assert len(good(read(tmp_path / "**"))) == 3


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a[1].txt", STORY)
    write(tmp_path / "a1.txt", STORY)
    assert [record.file for record in good(read(path))] == [str(path)]


def test_a_link_to_its_own_folder_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path / "a" / "a.txt", STORY)
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert len(good(read(tmp_path))) == 1


def test_a_name_that_is_no_text_can_still_be_written_down(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "wb") as stream:
            stream.write(STORY.encode())
    except OSError:
        pytest.skip("this filesystem takes UTF-8 names only")
    (record,) = good(read(tmp_path))
    assert record.id.encode() == rb"caf\udce9.txt"


@pytest.mark.parametrize("name", ["none.txt", "none*.txt", "none/"])
def test_an_input_that_is_not_there_is_told_before_anything_is_read(
    tmp_path: Path, name: str
) -> None:
    there = write(tmp_path / "a.txt", STORY)
    with pytest.raises(DocumentError, match="none"):
        read_records([str(there), str(tmp_path / name)])


def test_a_folder_without_anything_to_read_is_told_before_anything_is_read(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.jpg", b"\xff\xd8")
    with pytest.raises(DocumentError, match="holds no file of a kind"):
        read_records([str(tmp_path)])


def test_files_of_unknown_kind_are_left_out_and_told(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", STORY)
    picture = write(tmp_path / "b.jpg", b"\xff\xd8")
    skipped: list[str] = []
    assert len(list(read_records([str(tmp_path)], on_skipped=skipped.append))) == 1
    assert skipped == [str(picture)]


def test_a_file_of_unknown_kind_that_was_named_is_bad(tmp_path: Path) -> None:
    bad = only_bad(read(write(tmp_path / "a.jpg", b"\xff\xd8")))
    assert bad.file.endswith("a.jpg")
    assert "no kind" in bad.reason


def test_what_cannot_be_opened_is_bad_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt", STORY)
    write(tmp_path / "b.txt", STORY)

    def refuse(path: str, mode: str) -> object:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return open(path, mode)

    monkeypatch.setattr("summarizer.sources.places.open", refuse, raising=False)
    first, second = read(tmp_path)
    assert first == BadRecord(None, str(tmp_path / "a.txt"), 1, "cannot be read: Permission denied")
    assert isinstance(second, Record)


def test_a_folder_that_cannot_be_listed_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a" / "a.txt", STORY)
    write(tmp_path / "b.txt", STORY)
    listed = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr("summarizer.sources.places.os.scandir", refuse)
    first, second = read(tmp_path)
    assert isinstance(first, BadRecord)
    assert first.reason == "cannot be listed: Permission denied"
    assert isinstance(second, Record)


@pytest.mark.parametrize("content", ["", " \n\t\n"])
def test_a_blank_file_is_bad(tmp_path: Path, content: str) -> None:
    assert only_bad(read(write(tmp_path / "a.txt", content))).reason == "is blank"


def test_an_article_that_is_too_large_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert "larger than 20 MB" in only_bad(read(path)).reason


# Addresses


@pytest.fixture
def bucket() -> str:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    system.pipe(
        {"/bucket/news/b.jsonl.gz": gzip.compress(lines({"text": STORY}).encode()),
         "/bucket/news/2019/a.txt": STORY.encode()}
    )  # fmt: skip
    return "memory://bucket"


def test_addresses_are_read_like_folders(bucket: str) -> None:
    found = good(read(bucket))
    assert [record.id for record in found] == ["news/2019/a.txt", "news/b.jsonl.gz#1"]
    assert found[0].file == "memory:///bucket/news/2019/a.txt"
    assert [record.id for record in good(read(f"{bucket}/news/*.gz"))] == ["b.jsonl.gz#1"]
    assert [record.id for record in good(read(f"{bucket}/news/2019/a.txt"))] == ["a.txt"]


def test_an_address_where_nothing_lies(bucket: str) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        read_records([f"{bucket}/other/x.txt"])


def test_a_filesystem_that_is_not_installed_names_the_extra() -> None:
    with pytest.raises(SettingsError, match=r"structured-summarizer\[cloud\]") as raised:
        read_records(["nowhere://name:secret@bucket/news"])
    assert "secret" not in str(raised.value)


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(SettingsError, match=r"structured-summarizer\[cloud\]"):
        read_records(["s3://bucket/news"])


def test_a_kind_whose_package_is_missing_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "find_spec", lambda name: None)
    path = write(tmp_path / "news" / "b.parquet", b"")
    with pytest.raises(SettingsError, match=r"structured-summarizer\[archive\]"):
        read_records([str(path)])
    write(tmp_path / "news" / "a.txt", STORY)
    assert "[archive]" in only_bad(read(tmp_path)).reason


def test_nothing_optional_is_loaded_for_plain_files(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": STORY}))
    script = (
        "import sys; from summarizer.sources import read_records\n"
        f"assert len(list(read_records([{str(path)!r}]))) == 1\n"
        "print({'pyarrow', 'fastwarc', 'fsspec', 'trafilatura'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


# Fields


def test_well_known_fields(tmp_path: Path) -> None:
    row = {"url": "https://news.example/1", "headline": "Mayor goes", "body": STORY,
           "pubdate": "Mon, 04 Mar 2019 09:30:00 GMT", "lang": "en-GB"}  # fmt: skip
    (record,) = good(read(write(tmp_path / "a.jsonl", lines(row))))
    assert record.id == record.source == "https://news.example/1"
    assert (record.title, record.published, record.language) == ("Mayor goes", "2019-03-04", "en")
    document = Document.from_record(record)
    assert (document.title, document.published) == ("Mayor goes", datetime.date(2019, 3, 4))


def test_fields_that_are_given_win_and_may_lie_deeper(tmp_path: Path) -> None:
    row = {"text": "no", "id": "no", "doc": {"story": STORY, "key": 7}, "when": "2019-03-04",
           "a.b": "Title"}  # fmt: skip
    options = ReadingOptions("doc.story", "doc.key", "when", "a.b")
    (record,) = good(read(write(tmp_path / "a.jsonl", lines(row)), options=options))
    assert (record.id, record.raw, record.published) == ("7", STORY, "2019-03-04")
    assert record.title == "Title"


def test_a_row_without_text_is_bad_and_names_its_fields(tmp_path: Path) -> None:
    row = {"id": "x1", "story": STORY, "summary": "s"}
    bad = only_bad(read(write(tmp_path / "a.jsonl", lines(row))))
    assert (bad.id, bad.position) == ("x1", 1)
    assert "text, body, content, article; its fields are id, story, summary" in bad.reason
    options = ReadingOptions(text_field="nosuch")
    assert "no text in nosuch" in only_bad(read(tmp_path / "a.jsonl", options=options)).reason


@pytest.mark.parametrize("text", ["", "  ", None])
def test_a_row_with_blank_text_is_bad(tmp_path: Path, text: str | None) -> None:
    assert (
        "has no text" in only_bad(read(write(tmp_path / "a.jsonl", lines({"text": text})))).reason
    )


def test_a_text_that_is_none_is_bad(tmp_path: Path) -> None:
    bad = only_bad(read(write(tmp_path / "a.jsonl", lines({"text": {"en": STORY}}))))
    assert "has a dict for its text" in bad.reason


def test_names_of_fields_may_be_in_capitals(tmp_path: Path) -> None:
    (record,) = good(
        read(write(tmp_path / "a.jsonl", lines({"ID": 3, "Title": "T", "Text": STORY})))
    )
    assert (record.id, record.title, record.raw) == ("3", "T", STORY)


def test_pages_and_markup_in_a_field(tmp_path: Path) -> None:
    page = f"<!doctype html><html><body><p>{STORY}</p></body></html>"
    rows = lines({"text": page}, {"text": f"<p>{STORY}</p><p>Its <b>deck</b><br>fell.</p>"})
    whole, part = good(read(write(tmp_path / "a.jsonl", rows)))
    assert (whole.form, whole.raw) == ("html", page)
    assert (part.form, part.raw) == ("text", f"{STORY}\n\nIts deck fell.")


# JSON


def test_a_broken_line_is_bad_and_the_next_is_read(tmp_path: Path) -> None:
    content = lines({"text": STORY}).encode() + b'{"text": \n\n[1]\n"x"\n{"text": "\xff"}\n'
    found = read(write(tmp_path / "a.ndjson", b"\xef\xbb\xbf" + content + b'{"text": "last"}'))
    assert [(type(item), item.position) for item in found] == [
        (Record, 1), (BadRecord, 2), (BadRecord, 4), (BadRecord, 5), (Record, 6), (Record, 7),
    ]  # fmt: skip
    reasons = [item.reason for item in found if isinstance(item, BadRecord)]
    assert reasons[0].startswith("is not JSON: ")
    assert reasons[1] == "is a JSON list, not an object"
    assert all("\n" not in reason for reason in reasons)


def test_a_line_that_is_too_long_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "MAX_BYTES", 100)
    content = lines({"text": "a" * 50}, {"text": "b" * 500}, {"text": "c" * 50})
    first, second, third = read(write(tmp_path / "a.jsonl", content))
    assert isinstance(second, BadRecord)
    assert "larger than" in second.reason
    assert (first.position, second.position, third.position) == (1, 2, 3)


def test_one_object_in_a_file_is_named_by_the_file(tmp_path: Path) -> None:
    (record,) = good(read(write(tmp_path / "a.json", json.dumps({"text": STORY}, indent=1))))
    assert (record.id, record.raw) == ("a.json", STORY)


@pytest.mark.parametrize("piece", [1, 7, 1 << 16])
def test_a_list_is_read_member_by_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(json_values, "PIECE", piece)
    rows = [{"text": f"{STORY} {number} “{'x' * number}” [,]"} for number in range(60)]
    found = good(read(write(tmp_path / "a.json", json.dumps(rows, ensure_ascii=False))))
    assert [record.raw for record in found] == [row["text"] for row in rows]
    assert [record.id for record in found][:2] == ["a.json#1", "a.json#2"]


def test_objects_one_after_the_other(tmp_path: Path) -> None:
    found = good(read(write(tmp_path / "a.json", lines({"text": STORY}, {"text": STORY}))))
    assert [record.id for record in found] == ["a.json#1", "a.json#2"]


def test_an_empty_list_holds_nothing(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.json", " [ ] ")) == []


@pytest.mark.parametrize(
    ("content", "position", "reason"),
    [
        (b"", 1, "is blank"),
        (b'{"text": "a"', 1, "is not JSON"),
        (b'[{"text": "a"}, {"text', 2, "is not JSON"),
        (b'[{"text": "a"}', 2, "in the middle of its list"),
        (b'[{"text": "a"}, 3]', 2, "is a JSON int"),
        (b"[" * 100_000, 1, "is not JSON"),
    ],
)
def test_broken_json(tmp_path: Path, content: bytes, position: int, reason: str) -> None:
    bad = only_bad(read(write(tmp_path / "a.json", content)))
    assert bad.position == position
    assert reason in bad.reason


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_a_table_of_separated_values(tmp_path: Path, delimiter: str) -> None:
    quoted = f'"{STORY}{delimiter} he said\n""so"""'
    content = f"id{delimiter}title{delimiter}text\r\n1{delimiter}T{delimiter}{quoted}\r\n"
    path = write(tmp_path / ("a.tsv" if delimiter == "\t" else "a.csv"), "\ufeff" + content)
    (record,) = good(read(path))
    assert (record.id, record.title) == ("1", "T")
    assert record.raw == f'{STORY}{delimiter} he said\n"so"'


def test_a_table_as_spreadsheets_save_it(tmp_path: Path) -> None:
    content = f"Id\tText\r\n4\t{STORY}\r\n".encode("utf-16")
    (record,) = good(read(write(tmp_path / "a.csv", content)))
    assert (record.id, record.raw) == ("4", STORY)


def test_bad_rows_of_a_table(tmp_path: Path) -> None:
    content = b"id,text\n1,one\n2,two,three\n3,\xe9t\xe9\n4\n5,five\n"
    found = read(write(tmp_path / "a.csv", content))
    assert [type(item) for item in found] == [Record, BadRecord, Record, BadRecord, Record]
    reasons = [item.reason for item in found if isinstance(item, BadRecord)]
    assert reasons[0] == "has 3 fields, the header 2"
    assert "has no text" in reasons[1]


def test_long_articles_in_a_table(tmp_path: Path) -> None:
    long = "word " * 50_000  # past the csv module's own limit
    (record,) = good(read(write(tmp_path / "a.csv", f"text\n{long}\n")))
    assert record.raw == long


@pytest.mark.parametrize("content", ["", "id,text\n"])
def test_an_empty_table_holds_nothing(tmp_path: Path, content: str) -> None:
    assert read(write(tmp_path / "a.csv", content)) == []


def test_two_hundred_articles_of_a_parquet_file(tmp_path: Path) -> None:
    stories = [f"{STORY} It was notice number {number}." for number in range(600)]
    table = pa.table(
        {
            "ID": list(range(600)),
            "Date": [datetime.datetime(2019, 3, 4, 9, 30)] * 600,
            "Body": stories,
            "picture": [b"\xff" * 100] * 600,
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=200)
    found = good(read(tmp_path / "a.parquet"))
    assert [record.raw for record in found] == stories
    assert [record.position for record in found] == list(range(1, 601))
    assert (found[599].id, found[599].published) == ("599", "2019-03-04")
    assert Document.from_record(found[7]).text == stories[7]


def test_a_parquet_column_inside_another(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"doc": [{"Story": STORY}]}), tmp_path / "a.parquet")
    options = ReadingOptions(text_field="doc.Story")
    (record,) = good(read(tmp_path / "a.parquet", options=options))
    assert record.raw == STORY


def test_parquet_without_text(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"picture": [b"\xff"]}), tmp_path / "a.parquet")
    assert "none of the fields wanted, but picture" in only_bad(read(tmp_path)).reason
    parquet.write_table(pa.table({"id": ["x", "y"], "text": [None, STORY]}), tmp_path / "a.parquet")
    bad, record = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert bad.id == "x"
    assert isinstance(record, Record)


def test_parquet_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": [STORY]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert only_bad(read(path)).reason.startswith("cannot be read: ")


# Records


def test_a_digest_covers_what_a_summary_depends_on() -> None:
    record = Record("1", "a.txt", 1, STORY)
    digests = {
        record.digest,
        *(replace(record, **{field: "x"}).digest for field in (
            "id", "raw", "form", "title", "published", "language", "charset"
        )),
        replace(record, raw=STORY.encode()).digest,
        replace(record, title="x", published="y").digest,
    }  # fmt: skip
    assert len(digests) == 10
    assert {len(digest) for digest in digests} == {16}


def test_a_digest_does_not_depend_on_where_the_file_lies() -> None:
    record = Record("1", "a.txt", 1, STORY, source="a.txt")
    moved = replace(record, file="b/a.txt", source="b/a.txt", position=9)
    assert record.digest == moved.digest


def test_a_digest_is_the_same_in_every_process_and_release() -> None:
    told = "('1', 'text', 'T', None, None, None)"
    expected = hashlib.blake2b(told.encode() + b"\0s" + STORY.encode(), digest_size=16).digest()
    assert Record("1", "a.txt", 1, STORY, title="T").digest == expected


@given(st.text(), st.text(min_size=1), st.text())
def test_fields_never_run_into_each_other(first: str, moved: str, second: str) -> None:
    def digest(id: str, title: str, raw: str) -> bytes:
        return Record(id, "f", 1, raw, title=title).digest

    assert digest(first + moved, second, "") != digest(first, moved + second, "")
    assert digest("", first + moved, second) != digest("", first, moved + second)


def test_a_record_that_is_no_text_fails_with_its_document(tmp_path: Path) -> None:
    (record,) = good(read(write(tmp_path / "a.txt", b"\x00\x01\x02" * 50)))
    with pytest.raises(DocumentError, match=r"a\.txt#1 looks like binary data"):
        Document.from_record(record)
