"""Bytes -> text: size, what is not text at all, byte order marks, encodings."""

import codecs
import re

from summarizer.errors import DocumentError
from summarizer.sources.language import latin_language

__all__ = [
    "MAX_BYTES",
    "declared_in_markup",
    "decode",
    "looks_like_html",
    "refuse_binary",
    "too_large",
]

MAX_BYTES = 20_000_000
"""Largest input, in bytes. A long novel is 3 MB and a day of a news agency about 5; beyond this it
is an archive or a mistake, and an answer would take hours."""

_BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SIGNATURES = (
    (b"%PDF-", "a PDF; extract its text first, e.g. with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive (.docx, .odt and .epub are); save it as plain text or HTML"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as plain text or HTML"),
    (b"{\\rtf", "an RTF file; save it as plain text or HTML"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"BZh", "bzip2-compressed; unpack it first"),
    (b"\xfd7zXZ", "xz-compressed; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed; unpack it first"),
    (b"\x89PNG", "a PNG picture; give the article's text"),
    (b"\xff\xd8\xff", "a JPEG picture; give the article's text"),
    (b"GIF8", "a GIF picture; give the article's text"),
)

_LEGACY_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r",
    "koi8_u", "iso8859_2", "gb18030", "big5", "cp932", "euc_jp", "cp949", "mac_roman",
]  # fmt: skip
"""What news archives are in. Left to all its encodings, charset-normalizer takes German Latin-1
for cp775, a DOS code page nobody has used for an article in thirty years."""

_LATIN_GUESSES = frozenset({"cp1250", "cp1252", "cp1254", "cp1257"})
_LATIN_CODECS = {
    **dict.fromkeys(("de", "en", "es", "fr", "it", "pt", "nl", "sv", "da", "no", "id"), "cp1252"),
    **dict.fromkeys(("pl", "cs", "hu", "ro"), "cp1250"),
    "tr": "cp1254",
}
"""Among these four, whose letters differ in a few places only, charset-normalizer errs both ways;
the commonest words, which are plain ASCII mostly, settle it."""

MAX_CONTROL_SHARE = 0.01
"""Share of control characters above which decoded bytes are not text: a stray one every hundred
characters would be a strange article, while evenly spread bytes have more than 0.1."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHARSET_IN_MARKUP = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?"
                                rb"([\w.:-]{2,40})", re.IGNORECASE)  # fmt: skip
_MARKUP_HEAD = 4096

_PAGE_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def too_large(name: str) -> DocumentError:
    """The error for an input of more than `MAX_BYTES`."""
    return DocumentError(
        f"{name} is larger than {MAX_BYTES // 1_000_000} MB; give one article, not an archive"
    )


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of `data`, without its byte order mark; line breaks are kept as they are.

    The mark decides; then strict UTF-8; then the encoding that a page or server `declared`; then
    charset-normalizer's guess. Raises DocumentError, naming the input as `name`, when `data` is
    empty, too large, not text, or in no encoding that can be made out.
    """
    if not data:
        raise DocumentError(f"{name} is empty; give a file or page that holds an article")
    if len(data) > MAX_BYTES:
        raise too_large(name)
    refuse_binary(data, name)
    marked = next((codec for mark, codec in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    text = _decode_as(data, marked) if marked else _decode_unmarked(data, declared)
    if text is None:
        raise DocumentError(f"{name} is in no known encoding; save it as UTF-8")
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise DocumentError(f"{name} looks like binary data; give a text or HTML file")
    return text


def declared_in_markup(data: bytes) -> str | None:
    """The encoding that an HTML page names in its first lines."""
    match = _CHARSET_IN_MARKUP.search(data[:_MARKUP_HEAD])
    return match[1].decode("ascii") if match else None


def looks_like_html(text: str) -> bool:
    """Whether `text` begins like a web page."""
    return bool(_PAGE_START.match(text))


def refuse_binary(data: bytes, name: str) -> None:
    """Raise DocumentError, saying what it looks like, when `data` is no text."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(f"{name} looks like {what}")
    marked = any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    if b"\0" in data and not marked:
        raise DocumentError(f"{name} looks like binary data; give a text or HTML file")


def _decode_unmarked(data: bytes, declared: str | None) -> str | None:
    for codec in ("utf-8", declared):
        text = _decode_as(data, codec) if codec else None
        if text is not None:
            return text
    return _guess(data)


def _decode_as(data: bytes, codec: str) -> str | None:
    # Browsers read these two as windows-1252, and so mean the pages that declare them.
    western = codec.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii")
    try:
        return data.decode("cp1252" if western else codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # only for the rare input that is not UTF-8

    best = from_bytes(data, cp_isolation=_LEGACY_ENCODINGS).best()
    if best is None:
        return None
    text = str(best)
    codec = _LATIN_CODECS.get(latin_language(text) or "")
    if codec is None or best.encoding not in _LATIN_GUESSES:
        return text
    return _decode_as(data, codec) or text
