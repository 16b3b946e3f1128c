"""What a file holds, told by how it begins: names lie, and many files have none.

Only what is unmistakable is told; the rest is as its name says, or plain text.
"""

import codecs
import re

from summarizer.sources.encoding import looks_like_html
from summarizer.sources.fields import TEXT_FIELDS

__all__ = ["HEAD", "root_of", "told_by_content"]

HEAD = 1 << 16
"""Bytes looked at: comments and an internal DTD may stand before the root of an XML file."""

_SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"PAR1", ".parquet"),
    (b"WARC/1.", ".warc"),
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
_COLUMN = re.compile(r"[\w .-]{1,40}")


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
    return _kind_of_text(_decoded(head).lstrip())


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


def _kind_of_text(text: str) -> str | None:
    if text.startswith("<"):
        return _kind_of_markup(text)
    if _OBJECT.match(text):
        return _kind_of_json(text)
    if text.startswith("WEBVTT") and not text[6:7].strip():
        return ".vtt"
    if _CUE_TIMES.match(text):
        return ".srt"
    if _POSTMARK.match(text):
        return ".mbox"
    if _is_mail(text):
        return ".eml"
    return ".csv" if _is_table(text) else None


def _kind_of_markup(text: str) -> str | None:
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


def _kind_of_json(text: str) -> str:
    if _JSON_FEED.search(text):
        return ".feed.json"
    return ".jsonl" if _TWO_OBJECTS.match(text) else ".json"


def _is_mail(text: str) -> bool:
    """Whether `text` begins with a mail's head, whose lines are all headers."""
    seen, at = set(), 0
    while header := _HEADER.match(text, at):
        seen.add(header[1].lower())
        at = header.end()
    ended = not text[at : at + 1].strip()  # a blank line, or the end of what is looked at
    return ended and len(seen & _MAIL_HEADERS) >= MAIL_HEADERS


def _is_table(text: str) -> bool:
    """Whether the first line is a header of columns, one of which is a well-known one for text."""
    line = text.partition("\n")[0].rstrip("\r")
    columns = line.split(max(_DELIMITERS, key=line.count))
    names = [column.strip().strip('"') for column in columns]
    return (
        len(names) > 1
        and all(map(_COLUMN.fullmatch, names))
        and any(name.lower() in TEXT_FIELDS for name in names)
    )
