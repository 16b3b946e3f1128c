"""Every way in reads every form, and reads the same article in it."""

import datetime
import gzip
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import door_files
import pytest
from door_files import DATE, FORMS, TEXT, TITLE

from summarizer.documents import Document
from summarizer.errors import DocumentError, SettingsError
from summarizer.sources import BadRecord, ReadingOptions, Record, kinds, read_records

UNDATED = {".txt"}
"""Forms that say nothing of when the article was published."""
TYPES = {
    ".txt": "text/plain",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv",
    ".ninjs.json": "application/json",
    ".nitf.xml": "application/xml",
    ".newsml.xml": "text/xml",
    ".rss": "application/rss+xml",
    ".atom.xml": "application/atom+xml",
    ".feed.json": "application/feed+json",
    ".eml": "message/rfc822",
    ".mbox": "application/mbox",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}


def is_the_article(document: Document, ending: str) -> None:
    text = document.text[document.body_start :] if document.title else document.text
    assert text.removeprefix(TITLE).strip() == TEXT
    assert document.title == TITLE
    assert document.published == (None if ending in UNDATED else DATE)
    assert document.language == "en"


@pytest.mark.parametrize("ending", FORMS)
def test_by_its_name(tmp_path: Path, ending: str) -> None:
    is_the_article(Document.read(str(door_files.write(tmp_path, ending))), ending)


@pytest.mark.parametrize("name", ["article", "article.txt", "article.story", "article.html"])
@pytest.mark.parametrize("ending", [ending for ending in FORMS if ending != ".txt"])
def test_by_its_content(tmp_path: Path, ending: str, name: str) -> None:
    """Names that are missing, unknown, or lie."""
    path = tmp_path / name
    path.write_bytes(FORMS[ending]())
    is_the_article(Document.read(str(path)), ending)


@pytest.mark.parametrize("ending", FORMS)
def test_from_standard_input(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FORMS[ending]())))
    document = Document.read("-")
    is_the_article(document, ending)
    if ending not in (".rss", ".zip"):  # these say better where it is from
        assert document.source == "-"


@pytest.mark.parametrize("ending", FORMS)
def test_in_an_archive(tmp_path: Path, ending: str) -> None:
    """As `batch` and `review` read it: a folder, a packed folder."""
    door_files.write(tmp_path, ending)
    (tmp_path / "b.zip").write_bytes(door_files.zip_of({f"x/a{ending}": FORMS[ending]()}))
    found = list(read_records([str(tmp_path)]))
    assert len(found) == 2
    for record in found:
        assert isinstance(record, Record)
        is_the_article(Document.from_record(record), ending)
    documents = list(Document.read_all(str(tmp_path)))
    assert [one.text for one in documents if isinstance(one, Document)] == [
        Document.from_record(one).text for one in found if isinstance(one, Record)
    ]


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ending = self.path.removeprefix("/a")
        self.send_response(200 if ending in FORMS else 404)
        self.send_header("Content-Type", TYPES.get(ending, "text/html"))
        self.end_headers()
        self.wfile.write(FORMS[ending]() if ending in FORMS else b"gone")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.parametrize("ending", FORMS)
def test_from_an_address(server: str, ending: str) -> None:
    is_the_article(Document.read(f"{server}/a{ending}#comments"), ending)
    is_the_article(Document.from_url(f"{server}/a{ending}"), ending)


def test_an_address_as_an_input_of_an_archive(server: str) -> None:
    found = list(read_records([f"{server}/a.rss", f"{server}/a.none", f"{server}/a.docx"]))
    assert [isinstance(one, Record) for one in found] == [True, False, True]
    assert isinstance(found[0], Record)
    is_the_article(Document.from_record(found[0]), ".rss")


def test_all_of_an_address(server: str) -> None:
    (one,) = Document.read_all(f"{server}/a.mbox")
    assert isinstance(one, Document)
    is_the_article(one, ".mbox")


# ---------------------------------------------------------------- one of several


@pytest.fixture
def several(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text(
        "".join(f'{{"id": "NX-{n}", "text": "The {n}. ferry sank."}}\n' for n in (7, 8, 9))
    )
    return path


def test_several_articles_are_not_one(several: Path) -> None:
    with pytest.raises(DocumentError, match=r"holds 3 articles; name one .*news\.jsonl#1"):
        Document.read(str(several))
    with pytest.raises(DocumentError, match="holds 3 articles"):
        Document.from_path(several)


@pytest.mark.parametrize(("key", "number"), [("1", 7), ("3", 9), ("NX-8", 8)])
def test_one_of_several_by_place_or_id(several: Path, key: str, number: int) -> None:
    assert Document.read(f"{several}#{key}").text == f"The {number}. ferry sank."


def test_a_record_that_is_not_there(several: Path) -> None:
    for key in ("4", "NX-1", "x#y"):
        with pytest.raises(DocumentError, match=f"has no record {key}"):
            Document.read(f"{several}#{key}")


def test_a_bad_record_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "The ferry sank."}\n{"text": ""}\n')
    with pytest.raises(DocumentError, match=r"a\.jsonl#2 has no text in text"):
        Document.read(f"{path}#2")
    with pytest.raises(DocumentError, match="holds 2 articles"):
        Document.read(str(path))


@pytest.mark.parametrize("name", ["a#1.txt", "a#b.jsonl", "#.jsonl"])
def test_names_may_hold_the_sign(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    is_text = name.endswith(".txt")
    path.write_text("The ferry sank." if is_text else '{"id": "a#b", "text": "The ferry sank."}\n')
    assert Document.read(str(path)).text == "The ferry sank."
    assert Document.from_path(path).text == "The ferry sank."
    if not is_text:
        assert Document.read(f"{path}#1").text == "The ferry sank."
        assert Document.read(f"{path}#a#b").text == "The ferry sank."


def test_an_archive_counts_its_articles_and_knows_its_members(tmp_path: Path) -> None:
    path = tmp_path / "n.zip"
    rows = '{"text": "The ferry sank."}\n{"text": "All live."}\n'
    path.write_bytes(
        door_files.zip_of({"a.txt": "It rains.", "b/c.jsonl": rows, "d.png": b"\x89PNG"})
    )
    assert Document.read(f"{path}#1").text == "It rains."
    assert Document.read(f"{path}#3").text == "All live."
    assert Document.read(f"{path}!a.txt").text == "It rains."
    assert Document.read(f"{path}!b/c.jsonl#2").text == "All live."
    (first, *_) = read_records([str(path)])
    assert isinstance(first, Record)
    assert Document.read(first.place).text == "It rains."
    with pytest.raises(DocumentError, match=r"n\.zip!b/c\.jsonl holds 2 articles"):
        Document.read(f"{path}!b/c.jsonl")


def test_one_of_several_from_standard_input(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(several.read_bytes())))
    assert Document.read("-#NX-9").text == "The 9. ferry sank."


def test_all_of_a_file_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = ('{"text": "The ferry sank."}', '{"text": 7}', '{"text": "All live."}')
    path.write_text("\n".join(rows))
    one, bad, two = Document.read_all(str(path))
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert isinstance(bad, BadRecord)
    assert (one.text, two.text, bad.position) == ("The ferry sank.", "All live.", 2)


def test_all_of_a_part_is_the_part(several: Path) -> None:
    (one,) = Document.read_all(f"{several}#2")
    assert isinstance(one, Document)
    assert one.text == "The 8. ferry sank."


def test_what_is_given_outranks_what_the_file_says(tmp_path: Path) -> None:
    path = door_files.write(tmp_path, ".ninjs.json")
    document = Document.from_path(path, published="2031-05-01", title="Shut", language="de")
    assert document.published == datetime.date(2031, 5, 1)
    assert (document.title, document.language) == ("Shut", "de")
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        Document.from_path(path, published="May")


# ---------------------------------------------------------------- what is no article


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0 JFIF", "JPEG picture"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "PNG picture"),
        ("a.tiff", b"II*\x00 ", "it is a picture"),
        ("a.svg", b"<?xml version='1.0'?><svg/>", "it is a picture"),
        ("a.mp3", b"ID3\x04 words", "only a transcript"),
        ("a.mp4", b"    ftypisom", "only a transcript"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "encrypted, or an old Office file"),
        ("a.xlsx", door_files.zip_of({"xl/workbook.xml": "<x/>"}), "spreadsheet"),
        ("a.epub", door_files.zip_of({"mimetype": "application/epub+zip"}), "e-book"),
        ("a.rtf", b"{\\rtf1 Hello}", "RTF"),
        ("a.msg", b"mail", "save it as .eml"),
        ("a.csv", b"city,mayor\nKelmar,Falk\n", "has no text in text"),
        ("a.rss", b"<rss><channel><title>x</title></channel></rss>", "feed without entries"),
        ("a", bytes(range(256)) * 9, "binary|in no known encoding"),
        ("a.zip", door_files.zip_of({"a.png": b"\x89PNG"}), "no article"),
        ("a.zip", door_files.zip_of({}), "holds no article"),
        ("a.xml", b"<?xml version='1.0'?><menu/>", "root element is <menu>"),
    ],
)
def test_what_is_no_article_is_refused_by_name(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=reason) as caught:
        Document.read(str(path))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "From: the mayor\n\nThe bridge is shut.",
        "Subject: bridges. From: here to there.\nThe bridge is shut.",
        "{Kelmar} is a town.",
        "[Text] The mayor said the bridge was shut.",
        '"text", he said, "is all there is".',
        "<Kelmar> is how they write it.",
        "%PDF is what the clerk called it.",
        "1\nThe bridge is shut.",
        "WEBVTTX is a company.",
        "From Kelmar at 09:30 the mayor wrote: shut.",
        "PK is his name.",
        "Content, not form\n\nThe mayor said so, and left.",
        "Body, soul and mind\nThe mayor said so, and left.",
        "Body; mind\nHe thinks; she acts.",
        "Text | Kelmar\nThe bridge | shut.",
        "Body,mind\n\nHe thinks,she acts.",
        "Text,speech\nThe mayor said so, and then, at nine, she left.",
        '{"text": "quoted"} is how he began.',
        '[{"text": "quoted"}] is how he began.',
        '{"text": "quoted"}\n\nSo he began.',
        "<html> is how a page begins.",
        "<feed> is what they call it.",
        "WEBVTT is how the file began.",
        "PAR1 is the name of the road.",
        "WARC/1.0 is what they called it.",
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a"):
        (tmp_path / name).write_text(text)
        assert Document.read(str(tmp_path / name)).text == text


FIRST_LINES = {
    "a header": "id,text",
    "a page": "<html><head></head><body>502 Bad Gateway</body></html>",
    "a page over lines": "<!DOCTYPE html>\n<html>\n<p>502</p>\n</html>",
    "a mail": "From: desk@post.example\nTo: wire@post.example\nSubject: rows\n",
    "XML": '<?xml version="1.0"?>',
    "a feed": '{"version": "https://jsonfeed.org/version/1.1", "title": "x"}',
    "subtitles": "1\n00:00:01,000 --> 00:00:02,000\nHello.",
    "a mailbox": "From a@b.example Wed Mar  6 09:30:00 2019\nSubject: rows",
}
"""Of files of rows, where nothing but their first lines is damaged."""


@pytest.mark.parametrize("first", FIRST_LINES)
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a", "a.txt", "a.json"])
def test_lines_before_the_rows_cost_themselves(tmp_path: Path, name: str, first: str) -> None:
    rows = [json.dumps({"id": f"r{n}", "text": f"The {n}. ferry sank. " * 9}) for n in (1, 2, 3)]
    data = "\n".join([FIRST_LINES[first], *rows, ""]).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = list(read_records([str(path)]))
    assert [one.id for one in found if isinstance(one, Record)] == ["r1", "r2", "r3"]
    assert any(isinstance(one, BadRecord) for one in found)


def test_rows_that_name_the_standard_of_feeds_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    row = {"version": "https://jsonfeed.org/version/1.1", "text": "The ferry sank."}
    path.write_text(f"{json.dumps(row)}\n" * 3)
    assert [type(one) for one in read_records([str(path)])] == [Record] * 3


@pytest.mark.parametrize("first", ["a page", "a page over lines", "XML", "a mailbox"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_lines_before_a_table_do_not_make_it_one_article(
    tmp_path: Path, name: str, first: str
) -> None:
    sign = "\t" if name == "a.tsv" else ","
    rows = [f"{n}{sign}The {n}. ferry sank." for n in (1, 2, 3)]
    path = tmp_path / name
    path.write_text("\n".join([FIRST_LINES[first], f"id{sign}text", *rows, ""]))
    found = list(read_records([str(path)]))
    assert len(found) >= 3
    assert all(isinstance(one, BadRecord) for one in found)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".json"])
def test_names_of_rows_still_lie(tmp_path: Path, ending: str) -> None:
    """Where no row is there, content decides."""
    for form in (".html", ".eml", ".nitf.xml", ".pdf", ".docx"):
        path = tmp_path / f"{form[1:]}{ending}"
        path.write_bytes(FORMS[form]())
        is_the_article(Document.read(str(path)), form)


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("id,text\n1,It rains.\n2,It snows.\n", 2),
        ('"title";"body";"city"\nRain;"It rains;\nand snows.";Kelmar\n', 1),
        ("label\tcontent\nnews\tIt rains, and it snows.\n", 1),
        ("id,text\n1,It rains.\n2,It snows, too.\n3,It hails…\n", 3),
        (f'id,text\n1,"{"It rains, and so. " * 9000}"\n2,It snows.\n', 2),
    ],
)
def test_a_table_without_a_name(tmp_path: Path, table: str, count: int) -> None:
    for name in ("a", "a.txt"):
        (tmp_path / name).write_text(table)
        assert len(list(read_records([str(tmp_path / name)]))) == count


@pytest.mark.parametrize("name", ["noend", "a.story", "B.2019", "x.unknown"])
@pytest.mark.parametrize("packed", [False, True])
def test_files_whose_ending_is_not_known_are_told_with_their_place(
    tmp_path: Path, name: str, packed: bool
) -> None:
    members = {"a.txt": "The ferry sank.", name: "All live.", "p.png": b"x", "p.css": b"x"}
    if packed:
        (tmp_path / "n.zip").write_bytes(door_files.zip_of(members))
    else:
        for member, content in members.items():
            (tmp_path / member).write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
    place = f"{tmp_path}/n.zip!{name}" if packed else f"{tmp_path}/{name}"
    told: list[str] = []
    assert len(list(read_records([str(tmp_path)], on_skipped=told.append))) == 1
    assert [line for line in told if ": " in line] == [
        f"{place}: has no ending that is known; name the file to have it read"
    ]
    assert Document.read(place).text == "All live."


def test_documents_that_cannot_be_read_are_told_in_a_folder(tmp_path: Path) -> None:
    door_files.write(tmp_path, ".txt")
    for name in ("b.doc", "c.png", "d.msg"):
        (tmp_path / name).write_bytes(b"x")
    told: list[str] = []
    assert len(list(read_records([str(tmp_path)], on_skipped=told.append))) == 1
    assert [line.rpartition("/")[2] for line in told] == [
        "b.doc: is an old Word file; save it as .docx",
        "c.png",
        "d.msg: is mail in Outlook's own form; save it as .eml",
    ]


@pytest.mark.parametrize(
    ("ending", "package"), [(".docx", "python-docx"), (".pdf", "pypdf"), (".parquet", "pyarrow")]
)
def test_a_missing_package_is_named_before_anything_is_read(
    tmp_path: Path, ending: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "find_spec", lambda module: None)
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"")
    path.write_bytes(b"x")
    with pytest.raises(SettingsError, match=rf"needs {package}; install structured-summarizer\["):
        Document.read(str(path))
    with pytest.raises(SettingsError, match=package):
        read_records([str(path)])


def test_fields_are_told_for_one_article_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"lead": {"words": "The ferry sank."}}')
    reading = ReadingOptions(text_field="lead.words")
    assert Document.read(str(path), reading=reading).text == "The ferry sank."


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    """As a shell's `<(curl …)` gives it."""
    import os

    read_end, write_end = os.pipe()
    os.write(write_end, FORMS[".ninjs.json"]())
    os.close(write_end)
    is_the_article(Document.read(f"/dev/fd/{read_end}"), ".ninjs.json")
    os.close(read_end)
