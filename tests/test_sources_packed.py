"""Archives: zip, tar, gzip and WARC, whole and damaged."""

import gzip
import io
import json
import lzma
import re
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from summarizer.documents import Document
from summarizer.sources import BadRecord, Record, packed, read_records
from summarizer.sources import file as file_module
from summarizer.sources import warc as warc_module
from summarizer.sources.kinds import kind_of

STORY = "The mayor of Port Maren resigned on Monday, officials said."
LINES = "".join(json.dumps({"id": str(number), "text": STORY}) + "\n" for number in range(3))


def read(path: Path) -> list[Record | BadRecord]:
    return list(read_records([str(path)]))


def ids(found: Iterable[Record | BadRecord]) -> list[str | None]:
    return [item.id if isinstance(item, Record) else None for item in found]


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(members: dict[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def parquet_of(*texts: str) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"text": list(texts)}), buffer)
    return buffer.getvalue()


MEMBERS = {
    "b/two.txt": STORY.encode(),
    "a.jsonl": LINES.encode(),
    "c.jsonl.gz": gzip.compress(LINES.encode()),
    "__MACOSX/b/._two.txt": b"x",
    ".hidden.txt": b"x",
    "picture.jpg": b"x",
    "d.parquet": parquet_of(STORY),
}
MEMBER_IDS = ["!b/two.txt", "0", "1", "2", "0", "1", "2", "!d.parquet#1"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zip_of(MEMBERS)),
        ("a.tar", tar_of(MEMBERS)),
        ("a.tgz", tar_of(MEMBERS, "w:gz")),
        ("a.tar.bz2", tar_of(MEMBERS, "w:bz2")),
        ("a.tar.xz", tar_of(MEMBERS, "w:xz")),
    ],
)
def test_members_of_an_archive(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    skipped: list[str] = []
    found = list(read_records([str(path)], on_skipped=skipped.append))
    assert ids(found) == [name + id if id[0] == "!" else id for id in MEMBER_IDS]
    assert found[0].file == f"{path}!b/two.txt"
    assert skipped == [f"{path}!picture.jpg"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_compressed_lines(tmp_path: Path, pack: object) -> None:
    path = tmp_path / ("a.jsonl.gz" if pack is gzip.compress else "a.jsonl.xz")
    path.write_bytes(pack(LINES.encode()))  # type: ignore[operator]
    assert ids(read(path)) == ["0", "1", "2"]


def test_archives_in_archives_once(tmp_path: Path) -> None:
    inner = {"x.txt": STORY.encode()}
    path = tmp_path / "a.zip"
    path.write_bytes(
        zip_of({"b.zip": zip_of(inner), "c.tar": tar_of(inner), "d.zip": zip_of({"e.zip": b""})})
    )
    found = read(path)
    assert ids(found) == ["a.zip!b.zip!x.txt", "a.zip!c.tar!x.txt", None]
    assert isinstance(found[2], BadRecord)
    assert found[2].file.endswith("a.zip!d.zip!e.zip")
    assert "archive in an archive" in found[2].reason


def test_a_parquet_file_and_a_zip_inside_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    members = {"a.zip": zip_of({"x.txt": STORY.encode()}), "b.parquet": parquet_of(STORY, STORY)}
    path.write_bytes(tar_of(members, "w:gz"))
    assert ids(read(path)) == ["a.tar.gz!a.zip!x.txt", *(f"a.tar.gz!b.parquet#{n}" for n in (1, 2))]


def test_gzip_that_is_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    content = "".join(json.dumps({"text": f"{STORY} {n * 7919}"}) + "\n" for n in range(5000))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(content.encode())[:-5000])
    *records, bad = read(path)
    assert len(records) > 1000
    assert all(isinstance(record, Record) for record in records)
    assert isinstance(bad, BadRecord)
    assert bad.position == len(records) + 1
    assert "end-of-stream" in bad.reason


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.zip", "a.tar.gz", "a.tar", "a.jsonl.xz"])
def test_what_is_no_archive_is_bad(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind, but long enough for a header" * 30)
    (tmp_path / "b.txt").write_text(STORY)
    bad, record = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert bad.reason.startswith("cannot be read: ")
    assert isinstance(record, Record)


def test_archives_that_are_cut_off(tmp_path: Path) -> None:
    members = {f"{n}.txt": STORY.encode() * 20 for n in range(9)}
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(members)[:-30])
    (bad,) = read(path)
    assert "not a zip file" in str(bad)


@pytest.mark.parametrize("cut", [0, 300, 600, 1600])
def test_a_tar_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    """At the end of a member, in the head of one, in its text, in the zeros that fill it up."""
    members = {f"{n}.txt": STORY.encode() * 20 for n in range(9)}  # 2048 bytes each
    path = tmp_path / "a.tar"
    path.write_bytes(tar_of(members)[: 5 * 2048 + cut])
    found = read(path)
    assert [type(item) for item in found[:5]] == [Record] * 5
    assert isinstance(found[-1], BadRecord)


def test_a_member_that_is_damaged_or_encrypted_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(zip_of({name: STORY.encode() for name in ("a.txt", "b.txt", "c.txt")}))
    data[data.index(b"b.txt") + 12] ^= 0xFF  # in its compressed bytes
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1  # the last member says that it is encrypted
    path.write_bytes(data)
    found = read(path)
    assert [type(item) for item in found] == [Record, BadRecord, BadRecord]
    assert "password" in str(found[2])


def test_a_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "MAX_UNPACKED", 1 << 20)
    monkeypatch.setattr(file_module, "MAX_BYTES", 1 << 20)
    path = tmp_path / "a.zip"
    names = ("a.txt", "b.jsonl", "c.parquet")
    path.write_bytes(zip_of(dict.fromkeys(names, b"a" * (9 << 20))))
    tracemalloc.start()
    try:
        found = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(item) for item in found] == [BadRecord] * 3
    assert peak < 6 << 20


def test_many_members_leave_no_trace_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tar_of({f"{n}.txt": b"x" for n in range(600)}))
    tracemalloc.start()
    try:
        held = [tracemalloc.get_traced_memory()[0] for _ in read_records([str(path)])]
    finally:
        tracemalloc.stop()
    assert len(held) == 600
    steps = [after - before for before, after in pairwise(held[300:])]
    # The largest may be a table of the interpreter that grew. Tarfile's own notes are 1,000 bytes a member.
    assert sum(steps) - max(steps) < 300 * 320


def test_hidden_members() -> None:
    assert [packed.is_hidden(path) for path in ("a/b.txt", ".a/b.txt", "a/.b", "__MACOSX/a")] == [
        False, True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.b/c", False),
        ("A.TXT", True),
        ("2019.03.04.jsonl.gz", True),
        ("a.jpg.gz", False),
        ("CC-NEWS-20190304.warc.gz", True),
        ("CC.warc.wet.gz", False),
        ("a.gz", False),
        ("txt", False),
    ],
)
def test_kinds_by_name(name: str, known: bool) -> None:
    assert (kind_of(name) is not None) is known


# WARC


def capture(number: int, body: bytes | None = None, **changed: str) -> bytes:
    told = {"status": "200 OK", "type": "text/html; charset=utf-8", "kind": "response", **changed}
    page = changed.get(
        "page",
        f"<html><head><title>Notice {number}</title></head><body><article><p>{STORY} It was "
        f"notice number {number}, “the last one”.</p></article></body></html>",
    )
    body = page.encode(changed.get("encoding", "utf-8")) if body is None else body
    http = f"HTTP/1.1 {told['status']}\r\nContent-Type: {told['type']}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {told['kind']}\r\nWARC-Record-ID: <urn:uuid:{number:032}>\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype={told['kind']}\r\nContent-Length: {len(http)}\r\n"
    )
    return head.encode() + b"\r\n" + http + b"\r\n\r\n"


@pytest.fixture(params=["a.warc", "a.warc.gz"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return tmp_path / str(request.param)


def pack(path: Path, *records: bytes) -> list[bytes]:
    """Records as they stand in the file."""
    return [gzip.compress(each) for each in records] if path.suffix == ".gz" else list(records)


def test_two_hundred_pages_of_a_warc(path: Path) -> None:
    path.write_bytes(b"".join(pack(path, *(capture(number) for number in range(250)))))
    found = read(path)
    assert ids(found) == [f"<urn:uuid:{number:032}>" for number in range(250)]
    record = found[217]
    assert isinstance(record, Record)
    assert (record.source, record.position) == ("https://news.example/217", 218)
    assert record.published is None  # the day of the capture is not the day of the news
    document = Document.from_record(record)
    assert document.text == f"{STORY} It was notice number 217, “the last one”."
    assert document.title == "Notice 217"


@pytest.mark.parametrize("size", [2_100, 4_000, 8_000])
def test_what_a_warc_says_of_a_page_is_bounded(path: Path, size: int) -> None:
    data = capture(1).replace(b"<urn:uuid:", b"<urn:uuid:" + b"9" * size)
    data = data.replace(b"https://news.example/", b"https://news.example/" + b"9" * size)
    path.write_bytes(b"".join(pack(path, data, capture(2))))
    one, two = read(path)
    assert isinstance(one, Record)
    assert (one.id, one.source) == (f"{path.name}#1", str(path))
    assert two.id == f"<urn:uuid:{2:032}>"


def test_only_pages_that_were_given_are_read(path: Path) -> None:
    records = [
        capture(0, kind="request"),
        capture(1, status="404 Not Found"),
        capture(2, type="image/png"),
        capture(3, page=" "),
        capture(4, type="TEXT/HTML"),
    ]
    path.write_bytes(b"".join(pack(path, *records)))
    skipped: list[str] = []
    bad, record = read_records([str(path)], on_skipped=skipped.append)
    assert isinstance(bad, BadRecord)
    assert bad.reason == "is a page without content"
    assert record.position == 5
    assert skipped == [f"{path}#2", f"{path}#3"]


def test_the_server_says_how_its_page_is_encoded(path: Path) -> None:
    page = f"<html><body><p>{STORY} Łódź.</p></body></html>"
    record = capture(1, type='text/html; Charset="ISO-8859-2"', page=page, encoding="iso-8859-2")
    path.write_bytes(b"".join(pack(path, record)))
    (found,) = read(path)
    assert isinstance(found, Record)
    assert Document.from_record(found).text.endswith("Łódź.")


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:50], body[50:], b""))


PAGE = f"<html><body><p>{STORY * 9}</p></body></html>".encode()


@pytest.mark.parametrize(
    ("encodings", "body"),
    [
        (["Content-Encoding: gzip"], gzip.compress(PAGE)),
        (["Transfer-Encoding: chunked"], chunked(PAGE)),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], chunked(gzip.compress(PAGE))),
        # As crawlers store them that decode the body and keep the headers.
        (["Content-Encoding: gzip"], PAGE),
        (["Transfer-Encoding: chunked"], PAGE),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], gzip.compress(PAGE)),
        (["Transfer-Encoding: chunked", "Content-Encoding: br"], PAGE),
        (["Content-Encoding: other"], PAGE),
    ],
)
def test_bodies_as_they_were_sent(path: Path, encodings: list[str], body: bytes) -> None:
    type = "\r\n".join(["text/html", *encodings])
    path.write_bytes(b"".join(pack(path, capture(1, body, type=type), capture(2))))
    first, second = read(path)
    assert isinstance(first, Record)
    assert first.raw == PAGE
    assert isinstance(second, Record)


def test_a_body_that_unpacks_to_a_bomb(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_module, "MAX_BYTES", 100_000)
    bomb = capture(1, gzip.compress(b"<p>" * 9_000_000), type="text/html\r\nContent-Encoding: gzip")
    path.write_bytes(b"".join(pack(path, bomb, capture(2))))
    bad, record = read(path)
    assert isinstance(bad, BadRecord)
    assert "larger than" in bad.reason
    assert isinstance(record, Record)


def test_a_page_that_is_too_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_module, "MAX_BYTES", 2000)
    records = [capture(0), capture(1, page="<p>WARC/1.0 word</p>" * 2000), capture(2)]
    path.write_bytes(b"".join(pack(path, *records)))
    found = read(path)
    assert ids(found) == [f"<urn:uuid:{0:032}>", None, f"<urn:uuid:{2:032}>"]


def test_after_a_damaged_record_reading_goes_on(path: Path) -> None:
    records = pack(path, *(capture(number) for number in range(6)))
    damaged = bytearray(records[2])
    damaged[len(damaged) // 2 if path.suffix == ".gz" else 0] ^= 0xFF
    path.write_bytes(b"".join([*records[:2], damaged, *records[3:]]))
    found = read(path)
    assert [type(item) for item in found] == [Record, Record, BadRecord, Record, Record, Record]
    assert [item.position for item in found] == [1, 2, 3, 4, 5, 6]


def test_a_record_that_says_it_is_longer_than_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    records = [capture(number) for number in range(4)]
    records[1] = records[1].replace(b"Content-Length: ", b"Content-Length: 9")
    path.write_bytes(b"".join(records))
    found = read(path)
    assert [type(item) for item in found] == [Record, BadRecord, Record, Record]
    assert "is cut off" in str(found[1])


@pytest.mark.parametrize("kind", ["response", "request", "metadata"])
@pytest.mark.parametrize("claims", ["999999999999", "9", "1500", "30000000"])
def test_a_record_that_claims_what_is_not_its_own_loses_no_other(
    path: Path, claims: str, kind: str
) -> None:
    records = [capture(number) for number in range(6)]
    records[2] = capture(2, kind=kind)
    length = re.search(rb"Content-Length: (\d+)", records[2])
    assert length
    records[2] = records[2].replace(length[0], length[0] + claims.encode())
    path.write_bytes(b"".join(pack(path, *records)))
    found = read(path)
    assert [type(item) for item in found] == [Record, Record, BadRecord, Record, Record, Record]
    assert "is cut off" in str(found[2])


def test_a_record_that_is_cut_off_anywhere_loses_no_other(path: Path) -> None:
    """Of some such cuts fastwarc says nothing, and ends there."""
    records = pack(path, *(capture(number) for number in range(5)))
    for length in range(1, len(records[3]), 17):
        path.write_bytes(b"".join([*records[:3], records[3][:length], records[4]]))
        found = read(path)
        sound = [f"<urn:uuid:{number:032}>" for number in (0, 1, 2, 4)]
        assert [id for id in ids(found) if id in sound] == sound, length
        assert 4 <= len(found) <= 6  # what is left of it may be a word, or end in one of the next


def test_headers_without_end(path: Path) -> None:
    endless = capture(1).replace(b"WARC-Date", b"WARC-X: " + b"a" * 30_000_000 + b"\r\nWARC-Date")
    path.write_bytes(b"".join(pack(path, capture(0), endless, capture(2))))
    assert [type(item) for item in read(path)] == [Record, BadRecord, Record]


def test_a_warc_that_is_cut_off(path: Path) -> None:
    path.write_bytes(b"".join(pack(path, *(capture(number) for number in range(3))))[:-40])
    first, second, bad = read(path)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(bad, BadRecord)
    assert bad.id == f"<urn:uuid:{2:032}>"


def test_the_mark_of_a_record_is_found_where_two_pieces_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.warc"
    records = [capture(number) for number in range(3)]
    path.write_bytes(records[0] + b"x" + records[1][1:] + records[2])
    for size in (8, 9, 10, 11, 13, 17):
        monkeypatch.setattr(warc_module, "_SEARCHED_AT_ONCE", size)
        assert [type(item) for item in read(path)] == [Record, BadRecord, Record]


def test_a_warc_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    records = [gzip.compress(capture(number)) for number in range(3)]
    path.write_bytes(zip_of({"a.warc.gz": b"".join(records), "b.warc.gz": records[0][:-30]}))
    assert [type(item) for item in read(path)] == [Record, Record, Record, BadRecord]
