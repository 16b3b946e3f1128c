"""Text documents of Word (.docx) and LibreOffice (.odt) -> paragraphs in their order.

Both are zip archives of XML. They are looked into before they are opened, because whoever made one
decides what it unpacks to. What is left out (footnotes, comments, deleted words, text boxes) is no
part of the running text.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from summarizer.errors import DocumentError
from summarizer.sources.article import Article, iso_date
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.record import Found
from summarizer.sources.values import line_text

__all__ = ["read_odt", "read_word"]

MAX_UNPACKED = 256 << 20
"""Bytes of all members: a report full of pictures has 100 MB, and those do not shrink."""

MAX_XML = 60 << 20
"""Bytes of one member of XML: a novel of 3 MB has 15, and twenty times as much in memory."""

CELL_MARK = " | "
"""Stands between the cells of a table's row, which is one line."""

DATED_BY_FILE = "its date is that on which the file was made"
TITLED_BY_FILE = "its title is that of the file’s properties"

_DAMAGED = "looks like a ZIP archive, as {what} is, but a damaged one; save it again"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PYTHON_DOCX_TITLE = "Word Document"
"""What python-docx makes up where a file has no properties."""

HEADED = 5
"""Paragraphs among which one in the style of a title is looked for."""

_CREATED = "{http://purl.org/dc/terms/}created"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE = _ODF % "text", _ODF % "office"


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind of document calls what is looked for; `noted` is left out and worth a note."""

    paragraphs: frozenset[str]
    row: str
    cell: str
    words: str | None
    """The element whose text counts; None: the text of all."""
    signs: dict[str, str]
    left_out: frozenset[str]
    noted: dict[str, str]


_DOCX = _Form(
    paragraphs=frozenset({_WORD + "p"}),
    row=_WORD + "tr",
    cell=_WORD + "tc",
    words=_WORD + "t",
    signs={_WORD + "tab": " ", _WORD + "br": " ", _WORD + "cr": " ", _WORD + "noBreakHyphen": "-"},
    left_out=frozenset({_FALLBACK, _WORD + "del", _WORD + "moveFrom", _WORD + "txbxContent"}),
    noted={
        _WORD + "footnoteReference": "footnotes",
        _WORD + "endnoteReference": "endnotes",
        _WORD + "txbxContent": "text boxes",
    },
)
_ODT = _Form(
    paragraphs=frozenset({_TEXT + "p", _TEXT + "h"}),
    row=_ODF % "table" + "table-row",
    cell=_ODF % "table" + "table-cell",
    words=None,
    signs={_TEXT + "tab": " ", _TEXT + "line-break": " ", _TEXT + "s": " "},
    left_out=frozenset(
        (_TEXT + "note", _TEXT + "tracked-changes", _TEXT + "table-of-content",
         _OFFICE + "annotation", _ODF % "drawing" + "text-box")
    ),
    noted={_TEXT + "note": "footnotes", _ODF % "drawing" + "text-box": "text boxes"},
)  # fmt: skip


def read_word(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one article of a .docx file."""
    # An optional extra.
    from docx import Document

    with file.open_seekable() as stream:
        _refuse_unbounded(stream, "a .docx")
        document = Document(stream)
    told = document.core_properties
    headed = (p for p in document.paragraphs[:HEADED] if p.style and p.style.name == "Title")
    title = next((_said(p._p, _DOCX) for p in headed), None)
    by_file = told.title if told.title != _PYTHON_DOCX_TITLE else None
    # As it is written: what the library makes of it is no date, or an exception.
    made = told._element.findtext(_CREATED)
    yield _record(file, document.element.body, _DOCX, _Told(title, by_file, made))


def read_odt(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one article of an .odt file."""
    with file.open_seekable() as stream:
        _refuse_unbounded(stream, "an .odt")
        with zipfile.ZipFile(stream) as archive:
            body = _parsed(archive, "content.xml").find(f".//{_OFFICE}text")
            meta = _parsed(archive, "meta.xml") if "meta.xml" in archive.namelist() else None
    if body is None:
        raise DocumentError("is an OpenDocument file without text; save what it shows as PDF")
    headed = body.find(f".//{_TEXT}p[@{_TEXT}style-name='Title']")
    title = None if headed is None else _said(headed, _ODT)
    told = [None if meta is None else meta.findtext(f".//{{*}}{name}") for name in _META]
    yield _record(file, body, _ODT, _Told(title, *told))


_META = ("title", "creation-date")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a document says of itself: in the style of a title, and in its properties."""

    title: str | None
    title_by_file: str | None
    made: str | None


def _refuse_unbounded(stream: BinaryIO, what: str) -> None:
    """Raises DocumentError for what is no archive, or unpacks to more than a document does."""
    old = stream.read(len(_OLD_OFFICE)) == _OLD_OFFICE
    stream.seek(0)
    if old:
        raise DocumentError(
            "is encrypted, or an old Office file; save it as .docx, without a password"
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise DocumentError(_DAMAGED.format(what=what)) from None
    largest = max(
        (m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0
    )
    if sum(member.file_size for member in members) > MAX_UNPACKED or largest > MAX_XML:
        raise DocumentError("unpacks to far more than a document; it is not opened")
    stream.seek(0)


def _parsed(archive: zipfile.ZipFile, name: str) -> etree._Element:
    try:
        data = archive.read(name)
    except KeyError:
        raise DocumentError(_DAMAGED.format(what="an .odt")) from None
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    return etree.fromstring(data, parser)


def _record(file: File, body: etree._Element, form: _Form, told: _Told) -> Found:
    text = "\n\n".join(filter(None, _paragraphs(body, form)))
    if not text:
        return file.bad(1, "holds no text in its paragraphs and tables", file.relative)
    title = told.title or line_text(told.title_by_file)
    left_out = sorted(
        {what for tag, what in form.noted.items() if body.find(f".//{tag}") is not None}
    )
    notes = (
        *((f"left out: {', '.join(left_out)}",) if left_out else ()),
        *((TITLED_BY_FILE,) if title and not told.title else ()),
        *((DATED_BY_FILE,) if iso_date(told.made) else ()),
    )
    article = Article(text, title=title, published=told.made, source=file.name, notes=notes)
    return article.found(file, 1, file.relative)


def _paragraphs(element: etree._Element, form: _Form) -> Iterator[str]:
    """What stands in the paragraphs below `element`, and in each row of a table."""
    for child in element:
        if child.tag in form.left_out:
            continue
        if child.tag in form.paragraphs:
            yield _said(child, form)
        elif child.tag == form.row:
            cells = (
                " ".join(filter(None, _paragraphs(cell, form))) for cell in _cells(child, form)
            )
            yield CELL_MARK.join(filter(None, cells))
        else:
            yield from _paragraphs(child, form)


def _cells(row: etree._Element, form: _Form) -> Iterator[etree._Element]:
    """The cells of a row, not those of tables in them."""
    return (cell for cell in row.iter(form.cell) if next(cell.iterancestors(form.row)) is row)


def _said(paragraph: etree._Element, form: _Form) -> str:
    return " ".join("".join(_pieces(paragraph, form)).split())


def _pieces(element: etree._Element, form: _Form) -> Iterator[str]:
    if form.words in (None, element.tag):
        yield element.text or ""
    for child in element:
        if child.tag not in form.left_out:
            yield form.signs.get(child.tag, "")
            yield from _pieces(child, form)
        if form.words is None:
            yield child.tail or ""
