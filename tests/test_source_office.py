"""Word, OpenDocument and PDF files, made by the libraries that make them, sound and hostile."""

import datetime
import io
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import door_files
import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from summarizer.documents import Document
from summarizer.sources import BadRecord, Record, office, pdf, read_records

WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STORY = (
    "A barge struck the Kelmar bridge on Wednesday, injuring at least three crew, the harbour office"
    " said in a statement that was read to reporters on the quay.",
    "“The pillar moved under us,” said Runa Veld, a lorry driver who was crossing when the barge hit."
    " The owner of the barge, Tolk Freight, denied that the crew had been asleep.",
    "Police detained the captain on Thursday. The mayor, Idris Falk, said the bridge would stay shut"
    " until June, and that ferries would take the buses of the northern line across.",
)


def read(folder: Path, data: bytes, name: str) -> Record | BadRecord:
    path = folder / name
    path.write_bytes(data)
    (one,) = read_records([str(path)])
    return one


def only(folder: Path, data: bytes, name: str) -> Record:
    one = read(folder, data, name)
    assert isinstance(one, Record), one
    return one


def bad(folder: Path, data: bytes, name: str) -> str:
    one = read(folder, data, name)
    assert isinstance(one, BadRecord), one
    return one.reason


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


# ---------------------------------------------------------------- Word


def test_paragraphs_and_tables_in_their_order(tmp_path: Path) -> None:
    document = WordDocument()
    document.add_heading("The bridge", level=1)
    document.add_paragraph("It is shut.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Ferry", "Hours", "North", "6 to 9"), strict=True):
        cell.text = text
    inner = table.cell(1, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "not Sunday"
    document.add_paragraph("It opens\tin\nJune.")
    assert only(tmp_path, saved(document), "a.docx").raw == (
        "The bridge\n\nIt is shut.\n\nFerry | Hours\n\nNorth | 6 to 9 not Sunday\n\nIt opens in June."
    )


def run(text: str, inside: str = "t") -> str:
    return f"<w:r><w:{inside} xml:space='preserve'>{text}</w:{inside}></w:r>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (f"{run('It is ')}<w:ins>{run('not ')}</w:ins>{run('shut.')}", "It is not shut."),
        (f"{run('It is')}<w:del>{run(' now', 'delText')}</w:del>{run(' shut.')}", "It is shut."),
        (f"<w:moveFrom>{run('Shut. ')}</w:moveFrom>{run('It is shut.')}", "It is shut."),
        (
            f"<w:hyperlink>{run('It')}</w:hyperlink><w:smartTag>{run(' is shut.')}</w:smartTag>",
            "It is shut.",
        ),
        (f"<w:sdt><w:sdtContent>{run('It is shut.')}</w:sdtContent></w:sdt>", "It is shut."),
        (
            f"{run('It is')}<w:r><w:br/></w:r>{run('shut')}<w:r><w:noBreakHyphen/></w:r>{run('off.')}",
            "It is shut-off.",
        ),
        (f"{run('PAGE', 'instrText')}{run('It is shut.')}", "It is shut."),
    ],
    ids=["inserted", "deleted", "moved", "link", "control", "break", "field"],
)
def test_what_a_paragraph_says(tmp_path: Path, paragraph: str, text: str) -> None:
    document = WordDocument()
    document.element.body.insert(0, parse_xml(f"<w:p {WORDS}>{paragraph}</w:p>"))
    assert only(tmp_path, saved(document), "a.docx").raw == text


def test_blocks_in_a_content_control_are_read(tmp_path: Path) -> None:
    document = WordDocument()
    block = f"<w:sdt {WORDS}><w:sdtContent><w:p>{run('It is shut.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(block))
    assert only(tmp_path, saved(document), "a.docx").raw == "It is shut."


def test_notes_and_boxes_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    document = WordDocument()
    box = f"<w:pict><w:txbxContent><w:p>{run('Pull quote')}</w:p></w:txbxContent></w:pict>"
    more = f"<w:r><w:footnoteReference/>{box}</w:r>"
    paragraph = f"<w:p {WORDS}>{run('It is shut.')}{more}</w:p>"
    document.element.body.insert(0, parse_xml(paragraph))
    one = only(tmp_path, saved(document), "a.docx")
    assert one.raw == "It is shut."
    assert "left out: footnotes, text boxes" in one.notes


def test_title_and_date(tmp_path: Path) -> None:
    document = WordDocument()
    document.core_properties.title = "Template of the desk"
    document.core_properties.created = datetime.datetime(2019, 3, 6, 23, 30)
    document.add_paragraph("It is shut.")
    one = only(tmp_path, saved(document), "a.docx")
    assert (one.title, one.published) == ("Template of the desk", "2019-03-06")
    assert one.notes == (office.TITLED_BY_FILE, office.DATED_BY_FILE)
    document.paragraphs[0].insert_paragraph_before("Kelmar bridge shut", style="Title")
    assert only(tmp_path, saved(document), "a.docx").title == "Kelmar bridge shut"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2019-03-06T23:30:00Z", "2019-03-06"),
        ("1500-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+10:00", None),
        ("9999-12-31T23:59:59-10:00", None),
        ("2019-99-99T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_what_a_document_says_of_itself_is_bounded(
    tmp_path: Path, name: str, date: str, day: str | None
) -> None:
    if name == "a.docx":
        made, held, written = door_files.word(), "docProps/core.xml", b"2019-03-06T09:30:00Z"
    else:
        made, held, written = door_files.odt(), "meta.xml", b"2019-03-06T09:30:00"
    data = changed(made, held, lambda xml: xml.replace(written, date.encode()))
    data = changed(
        data,
        "word/document.xml" if name == "a.docx" else "content.xml",
        lambda xml: xml.replace(b"Kelmar bridge shut", b"Kelmar bridge shut " * 600, 1),
    )
    one = only(tmp_path, data, name)
    assert (one.published, one.id, len(one.title or "")) == (day, name, 1000)
    assert any(note.startswith("published: ") for note in one.notes) == bool(date and not day)
    assert (office.DATED_BY_FILE in one.notes) == bool(day)


def test_properties_that_are_missing(tmp_path: Path) -> None:
    data = door_files.word()
    without = {
        name: content
        for name, content in members(data).items()
        if name not in ("docProps/core.xml", "_rels/.rels")
    }
    without["_rels/.rels"] = members(data)["_rels/.rels"].replace(
        b"docProps/core.xml", b"docProps/app.xml"
    )
    one = read(tmp_path, door_files.zip_of(dict(without)), "a.docx")
    assert isinstance(one, Record | BadRecord)
    assert not isinstance(one, Record) or one.title != "Word Document"


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    held = members(data)
    held[name] = change(held[name])
    return door_files.zip_of(dict(held))


BOMB = b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha" * 10) for n in range(10)
)


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (b"<!DOCTYPE x [" + BOMB + b"]>", b"&a9;"),
        (b'<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>', b"&a9;"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', b""),
    ],
    ids=["billion laughs", "file", "network"],
)
@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_entities_mean_nothing(tmp_path: Path, name: str, declared: bytes, used: bytes) -> None:
    made, inside = (
        (door_files.word(), "word/document.xml")
        if name == "a.docx"
        else (door_files.odt(), "content.xml")
    )

    def change(xml: bytes) -> bytes:
        prolog, end, rest = xml.partition(b"?>") if xml.startswith(b"<?xml") else (b"", b"", xml)
        return prolog + end + declared + rest.replace(b"The mayor", used + b"The mayor")

    one = read(tmp_path, changed(made, inside, change), name)
    assert not isinstance(one, Record) or len(one.raw) < 500


@pytest.mark.parametrize("inside", ["word/document.xml", "word/media/a.png", "word/styles.xml"])
def test_a_document_that_unpacks_to_more_than_one(
    tmp_path: Path, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MAX_UNPACKED", 5_000_000)
    monkeypatch.setattr(office, "MAX_XML", 2_000_000)
    held: dict[str, str | bytes] = dict(members(door_files.word()))
    held[inside] = b"<x>" + bytes(8_000_000) + b"</x>"
    assert "far more than a document" in bad(tmp_path, door_files.zip_of(held), "a.docx")
    held["content.xml"] = held[inside]
    assert "far more than a document" in bad(tmp_path, door_files.zip_of(held), "a.odt")


@pytest.mark.parametrize("ending", [".docx", ".odt"])
@pytest.mark.parametrize("cut", [10, 500, -30])
def test_damaged_documents(tmp_path: Path, ending: str, cut: int) -> None:
    reason = bad(tmp_path, door_files.FORMS[ending]()[:cut], f"a{ending}")
    assert "looks like a ZIP archive" in reason


def test_other_office_files_by_the_name_of_documents(tmp_path: Path) -> None:
    workbook = door_files.zip_of({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})
    assert bad(tmp_path, workbook, "a.docx")
    assert "encrypted" in bad(tmp_path, b"\xd0\xcf\x11\xe0" + bytes(600), "a.docx")
    assert "holds no text" in bad(tmp_path, saved(WordDocument()), "a.docx")


def test_lists_tables_and_notes_of_an_opendocument(tmp_path: Path) -> None:
    def change(xml: bytes) -> bytes:
        more = (
            "<text:list><text:list-item><text:p>One<text:s/>two<text:tab/>three<text:line-break/>four"
            "</text:p></text:list-item></text:list>"
            "<text:p>It is<text:note><text:p>Note.</text:p></text:note> "
            "<text:span>shut</text:span>.</text:p>"
            '<table:table xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-row>'
            "<table:table-cell><text:p>North</text:p></table:table-cell>"
            "<table:table-cell><text:p>6 to 9</text:p></table:table-cell></table:table-row></table:table>"
        )
        return xml.replace(b"</office:text>", more.encode() + b"</office:text>")

    one = only(tmp_path, changed(door_files.odt(), "content.xml", change), "a.odt")
    assert (
        one.raw
        == f"{door_files.TITLE}\n\n{door_files.TEXT}\n\nOne two three four\n\nIt is shut.\n\nNorth | 6 to 9"
    )
    assert "left out: footnotes" in one.notes


# ---------------------------------------------------------------- PDF


def printed(
    paragraphs: Sequence[str] = STORY, columns: int = 1, margins: bool = True, **style: float
) -> bytes:
    """A paper in columns, with its name above and a number below each page."""
    buffer = io.BytesIO()
    width, height = A5
    document = BaseDocTemplate(buffer, pagesize=(width, height / 2), title="x.indd")
    inner = (width - 3 * cm) / columns
    frames = [
        Frame(1.5 * cm + n * inner, 1.5 * cm, inner - 0.2 * cm, height / 2 - 3.2 * cm)
        for n in range(columns)
    ]

    def decorate(canvas: Canvas, made: BaseDocTemplate) -> None:
        if margins:
            canvas.drawString(
                1.5 * cm, height / 2 - cm, f"The Orlan Post · {made.page + 6} March 2019"
            )
            canvas.drawCentredString(width / 2, 0.6 * cm, f"Page {made.page}")

    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    body = ParagraphStyle("body", getSampleStyleSheet()["BodyText"], **style)
    document.build([Paragraph(text, body) for text in paragraphs])
    return buffer.getvalue()


LONG = [f"{text[:-1]}, number {number}." for number in range(1, 5) for text in STORY]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize(
    "style",
    [{}, {"spaceBefore": 0, "firstLineIndent": 14}, {"leading": 18, "spaceBefore": 12}],
    ids=["spaced", "indented", "wide"],
)
def test_pages_are_put_together_again(
    tmp_path: Path, columns: int, style: dict[str, float]
) -> None:
    data = printed(LONG, columns, **style)
    assert len(PdfReader(io.BytesIO(data)).pages) > 2
    one = only(tmp_path, data, "a.pdf")
    assert str(one.raw).split("\n\n") == LONG
    assert one.title is None


def lines(*texts: str, pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for _ in range(pages):
        for number, text in enumerate(texts):
            canvas.drawString(72, 700 - 14 * number, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            ("The government announced a govern-", "mental plan."),
            "The government announced a governmental plan.",
        ),
        (
            ("A well-known man met a well-", "known woman."),
            "A well-known man met a well-known woman.",
        ),
        (("The Kelmar-", "Orlan line is shut."), "The Kelmar-Orlan line is shut."),
        (("It ran from 1914-", "1918 and no longer."), "It ran from 1914-1918 and no longer."),
    ],
)
def test_words_parted_at_the_end_of_a_line(tmp_path: Path, parts: Sequence[str], text: str) -> None:
    assert only(tmp_path, lines(*parts), "a.pdf").raw == text


def test_title_and_date_of_a_pdf(tmp_path: Path) -> None:
    one = only(tmp_path, door_files.pdf(), "a.pdf")
    assert (one.title, one.published) == (door_files.TITLE, str(door_files.DATE))
    assert one.notes == (office.TITLED_BY_FILE, office.DATED_BY_FILE)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("D:20190306093000+01'00'", "2019-03-06"),
        ("2019-03-06T09:30:00Z", "2019-03-06"),
        ("D:15000101000000Z", None),
        ("D:99999999999999", None),
        ("D:00240306093000Z", None),
        ("D:2019", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_what_a_pdf_says_of_itself_is_bounded(tmp_path: Path, date: str, day: str | None) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines("It is shut."))))
    writer.metadata = {"/Title": "a\0b " * 5000, "/CreationDate": date}
    buffer = io.BytesIO()
    writer.write(buffer)
    one = only(tmp_path, buffer.getvalue(), "a.pdf")
    assert (one.published, one.title) == (day, ("ab " * 5000)[:1000])
    assert any(note.startswith("published: ") for note in one.notes) == bool(date and not day)
    assert (office.DATED_BY_FILE in one.notes) == bool(day)
    assert "title: cut after 1000 of 14999 characters" in one.notes


@pytest.mark.parametrize("title", ["Microsoft Word - story_final2.doc", "a.indd", "untitled", ""])
def test_titles_that_are_names_of_files(tmp_path: Path, title: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines("It is shut."))))
    writer.metadata = {"/Title": title, "/CreationDate": "yesterday"}
    buffer = io.BytesIO()
    writer.write(buffer)
    one = only(tmp_path, buffer.getvalue(), "a.pdf")
    assert (one.title, one.published) == (None, None)


@pytest.mark.parametrize("password", ["secret", ""])
def test_encrypted_files(tmp_path: Path, password: str) -> None:
    """What everybody may open, and only not change, is read."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines("It is shut."))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    if password:
        assert "is encrypted" in bad(tmp_path, buffer.getvalue(), "a.pdf")
    else:
        assert only(tmp_path, buffer.getvalue(), "a.pdf").raw == "It is shut."


def test_pages_without_text(tmp_path: Path) -> None:
    assert "run OCR first" in bad(tmp_path, lines(), "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines("It is shut."))))
    writer.add_blank_page()
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "pages without text: 2" in only(tmp_path, buffer.getvalue(), "a.pdf").notes


def test_bounds_of_pages_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    assert "has 3 pages" in bad(tmp_path, lines("It is shut.", pages=3), "a.pdf")
    monkeypatch.setattr(pdf, "MAX_SECONDS", -1.0)
    assert "takes more than" in bad(tmp_path, lines("It is shut."), "a.pdf")
    monkeypatch.setattr(pdf, "MAX_FILE", 100)
    assert "larger than" in bad(tmp_path, lines("It is shut."), "a.pdf")


def drawn(
    kids: bytes = b"[3 0 R]",
    parent: bytes = b"2 0 R",
    contents: bytes = b"4 0 R",
    stream: bytes = b"<</Length 23>> stream\nBT /F 9 Tf (x) Tj ET\nendstream",
    prev: bytes = b"",
) -> bytes:
    """A PDF of one page, object by object."""
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 1 /Kids " + kids + b">>",
        b"<</Type /Page /MediaBox [0 0 9 9] /Parent "
        + parent
        + b" /Contents "
        + contents
        + b" /Resources <</Font <</F 5 0 R>>>>>>",
        stream,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj %b endobj\n" % (number, each)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    trailer = b"trailer <</Size 6 /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF" % (prev, len(body))
    return body + table + trailer


def packed(text: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(text) for _ in range(times)) + packer.flush()
    return b"<</Length %d /Filter /FlateDecode>> stream\n%b\nendstream" % (len(data), data)


@pytest.mark.parametrize(
    "data",
    [
        drawn(kids=b"[2 0 R]"),
        drawn(parent=b"3 0 R"),
        drawn(contents=b"3 0 R"),
        drawn(contents=b"[4 0 R 4 0 R [4 0 R]]"),
        drawn(stream=b"<</Length 4 0 R>> stream\nBT /F 9 Tf (x) Tj ET\nendstream"),
        drawn(prev=b"/Prev 9"),
        drawn(prev=b"/Prev 200"),
    ],
    ids=["tree", "parent", "contents", "list", "length", "table", "tables"],
)
def test_loops_end(tmp_path: Path, data: bytes) -> None:
    began = time.monotonic()
    read(tmp_path, data, "a.pdf")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "text", [b"BT /F 9 Tf (x) Tj ET " * 80_000, bytes(1_000_000), b"q " * 500_000]
)
def test_a_page_that_unpacks_without_end(
    tmp_path: Path, text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 MB, of which pypdf unpacks a part at most; and time is up at some time."""
    monkeypatch.setattr(pdf, "MAX_SECONDS", 1.0)
    tracemalloc.start()
    began = time.monotonic()
    bad(tmp_path, drawn(stream=packed(text, 300)), "a.pdf")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000_000
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 x",
        door_files.pdf()[:700],
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        door_files.pdf()[:-600],
    ],
    ids=["head", "cut off", "noise", "no table"],
)
def test_damaged_pdfs_are_a_record_or_bad(tmp_path: Path, data: bytes) -> None:
    one = read(tmp_path, data, "a.pdf")
    assert (
        isinstance(one, Record)
        or "PDF" in one.reason
        or "cannot be read" in one.reason
        or "OCR" in one.reason
    )


def test_a_record_is_a_document(tmp_path: Path) -> None:
    document = Document.from_record(only(tmp_path, printed(margins=False), "a.pdf"))
    assert document.text.startswith("A barge struck")
