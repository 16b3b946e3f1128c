"""What a file holds, told by how it begins: names lie, and many files have none.

Only what is unmistakable is told; the rest is as its name says, or plain text.
"""

import codecs
import io
import re
from itertools import islice

from pydantic_core import from_json

from summarizer.sources.encoding import looks_like_html
from summarizer.sources.fields import TEXT_FIELDS
from summarizer.sources.separated import Table

__all__ = ["HEAD", "has_object_lines", "has_table", "root_of", "told_by_content"]

HEAD = 1 << 16
"""Bytes looked at: comments and an internal DTD may stand before the root of an XML file."""

_SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"PAR1\x15", ".parquet"),  # a page or a footer follows, which both begin with an integer
    *((b"WARC/1." + rest, ".warc") for rest in (b"0\r", b"0\n", b"1\r", b"1\n")),
)
_ZIP, _TAR, _TAR_AT = b"PK\x03\x04", b"ustar", 257
_PDF, _PDF_WITHIN = re.compile(rb"(?:\A|[\r\n])\s*%PDF-\d"), 1024
"""Readers of PDF take up to 1,024 bytes of rubbish before its mark."""

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ROOTS = {
    **dict.fromkeys(("nitf", "newsItem", "newsMessage"), ".xml"),
    **dict.fromkeys(("rss", "RDF", "feed", "urlset", "sitemapindex"), ".rss"),
    "html": ".html",
}
_PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]")

_OBJECT = re.compile(r'(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.){0,200}"\s*:|\}\s*(?:$|\]))')
"""A JSON object, alone or first of a list: its first name and colon. "[Text]" is a wire's mark."""
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\]]', re.DOTALL)
_TWO_OBJECTS = re.compile(r"[^\n]*\}[ \t\r]*\n\s*+\{")

_CUE_TIMES = re.compile(
    r"(?:\d{1,7}\s*\r?\n)?\d{1,3}:\d\d:\d\d[,.]\d{1,3}\s*-->\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}"
)

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[^\n]*\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADERS = frozenset(
    "from to cc subject date message-id mime-version received return-path delivered-to "
    "reply-to content-type dkim-signature".split()
)
MAIL_HEADERS = 3
"""Headers of mail, all before the first blank line, that make a text a mail: "Subject:" and "From:"
alone may head a press release."""
_POSTMARK = re.compile(
    r"From \S{1,200} [^\n]{0,60}?\d\d:\d\d[^\n]{0,40}\n(?=[A-Za-z][A-Za-z0-9-]{0,60}:)"
)

_DELIMITERS = ",;\t|"
_COLUMN = re.compile(r"[\w.-](?:[\w .-]{0,38}[\w.-])?")
"""The name of a column: a space beside a delimiter is prose's."""

TABLE_LINES = 50
"""Lines of a file called a table that may come before its header, as of an error or a mail."""


def told_by_content(head: bytes) -> str | None:
    """The ending that suits a file beginning with `head`; None when nothing marks it."""
    for signature, ending in _SIGNATURES:
        if head.startswith(signature):
            return ending
    if head.startswith(_ZIP):
        return _kind_of_zip(head)
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return ".tar"
    if _PDF.search(head[:_PDF_WITHIN]) and b" obj" in head:
        return ".pdf"
    return _kind_of_text(_text_of(head))


def has_object_lines(head: bytes) -> bool:
    """Whether a line of `head` after the first begins as a JSON object, whatever the first is."""
    return any(_OBJECT.match(line.lstrip()) for line in _text_of(head).split("\n")[1:])


def has_table(head: bytes) -> bool:
    """Whether a table begins within the first lines of `head`, whatever these are."""
    lines = _lines_of(_text_of(head))
    at = next((at for at, line in enumerate(lines[:TABLE_LINES]) if _is_header(line)), None)
    return at is not None and _is_table("".join(lines[at:]))


def _kind_of_zip(head: bytes) -> str:
    """Office files are archives, which begin with members of known names."""
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head:
        return ".odt"
    if b"word/" in head and b"[Content_Types].xml" in head:
        return ".docx"
    return ".zip"


def _decoded(head: bytes) -> str:
    """`head` with its ASCII characters right, in which alone it is searched."""
    for mark, codec in _WIDE_MARKS:
        if head.startswith(mark):
            return head.decode(codec, "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _text_of(head: bytes) -> str:
    return _decoded(head).lstrip()


def _kind_of_text(text: str) -> str | None:
    if _are_objects(text):
        return ".jsonl"
    if text.startswith("<"):
        return _kind_of_markup(text)
    if _OBJECT.match(text):
        return _kind_of_json(text)
    if text.startswith("WEBVTT") and not text[6:7].strip() and "-->" in text:
        return ".vtt"
    if _CUE_TIMES.match(text):
        return ".srt"
    if _POSTMARK.match(text):
        return ".mbox"
    if _is_mail(text):
        return ".eml"
    return ".csv" if _is_table(text) else None


def _are_objects(text: str) -> bool:
    """Whether `text` is JSON lines for the most part, of which the first may be none.

    The last line goes on where the head ends.
    """
    lines = text.split("\n")
    found = [line for line in lines[:-1] if _is_object(line)]
    if _is_object(lines[-1]) or (found and _OBJECT.match(lines[-1])):
        found.append(lines[-1])
    return len(found) > 1 and 2 * sum(map(len, found)) > len(text)


def _is_object(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        return isinstance(from_json(line), dict)
    except ValueError:
        return False


def _kind_of_markup(text: str) -> str | None:
    if text.count("<") == 1 and not text.rstrip().endswith(">"):
        return None  # "<html> is how a page begins"
    if looks_like_html(text):
        return ".html"
    return _ROOTS.get(_root(text)) or (".xml" if text.startswith("<?xml") else None)


def root_of(head: bytes) -> str:
    """The local name of the root element of XML that begins so; "" when it is not there."""
    return _root(_decoded(head).lstrip())


def _root(text: str) -> str:
    prolog = _PROLOG.match(text)
    assert prolog, "it matches nothing too"
    root = _ROOT.match(text, prolog.end())
    return root[1] if root else ""


def _kind_of_json(text: str) -> str | None:
    if text.startswith("{") and _JSON_FEED.search(text):
        return ".feed.json"
    if _TWO_OBJECTS.match(text):
        return ".jsonl"
    return ".json" if _goes_on_as_json(text) else None


def _goes_on_as_json(text: str) -> bool:
    """Whether what follows the first object is JSON as well, and not the rest of a sentence."""
    depth = 0
    for sign in _BRACKETS.finditer(text):
        if sign[0][0] == '"':
            continue
        depth += 1 if sign[0] in "{[" else -1
        if not depth:
            return not (rest := text[sign.end() :].lstrip("\0\x1e \t\r\n,")) or rest[0] in "{["
    return True


def _is_mail(text: str) -> bool:
    """Whether `text` begins with a mail's head, whose lines are all headers."""
    seen, at = set(), 0
    while header := _HEADER.match(text, at):
        seen.add(header[1].lower())
        at = header.end()
    ended = not text[at : at + 1].strip()  # a blank line, or the end of what is looked at
    return ended and len(seen & _MAIL_HEADERS) >= MAIL_HEADERS


def _is_table(text: str) -> bool:
    """Whether `text` begins with a header, and most rows below it have as many fields: an article may
    begin with "Content, not form"."""
    header, *lines = _lines_of(text) or [""]
    if not _is_header(header) or not lines or not lines[0].strip():
        return False
    if text.count('"') % 2:
        lines[-1] += '"'  # of a field that goes on where the head ends
    table = Table([header, *lines], set(TEXT_FIELDS), _delimiter(header))
    rows = [row for row in islice(table, TABLE_LINES) if row]
    return 2 * sum(len(row) == len(table.header) for row in rows) > len(rows)


def _is_header(line: str) -> bool:
    """Whether `line` names columns, one of which is a well-known one for text."""
    columns = line.rstrip("\r\n").split(_delimiter(line))
    names = [column[1:-1] if column[:1] == column[-1:] == '"' else column for column in columns]
    return (
        len(names) > 1
        and all(map(_COLUMN.fullmatch, names))
        and any(name.lower() in TEXT_FIELDS for name in names)
    )


def _lines_of(text: str) -> list[str]:
    """Lines with their ends, which are those of files: str.splitlines knows others."""
    return list(io.StringIO(text, newline=""))


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
