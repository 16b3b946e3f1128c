"""Bytes -> text: size, what is not text at all, byte order marks, encodings."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.errors import DocumentError
from summarizer.sources.legacy import codec_of, from_legacy, shown_encoding
from summarizer.sources.utf8 import nearly_utf8

__all__ = [
    "MAX_BYTES",
    "Decoded",
    "codec_of_sample",
    "declared_in_markup",
    "decode",
    "looks_like_html",
    "refuse_binary",
    "signature_of",
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

MAX_CONTROL_SHARE = 0.01
"""Share of control characters, or of NULs, above which bytes are not text: a stray one every hundred
characters would be a strange article, while evenly spread bytes have more than 0.1."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHARSET_IN_MARKUP = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?"
                                rb"([\w.:-]{2,40})", re.IGNORECASE)  # fmt: skip
_MARKUP_HEAD = 4096

_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")

_NO_MARK = "has no byte order mark; read as {}"

_SAMPLE_BYTES = 1 << 16

UTF16_NULS = 0.1
"""Share of every other byte that is NUL in UTF-16: spaces and line breaks alone make up more in any
script but the Chinese, and pages of those have their tags."""

MIN_UTF16_NULS = 4
"""Fewer stand at odd places only, or at even, by chance."""

_PAGE_START = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--(?>.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def too_large(name: str) -> DocumentError:
    """The error for an input of more than `MAX_BYTES`."""
    return DocumentError(
        f"{name} is larger than {MAX_BYTES // 1_000_000} MB; give one article, not an archive"
    )


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text out of bytes; `notes` say what was replaced, left out or guessed, a line each."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: Sequence[str | None] = ()) -> Decoded:
    """The text of `data`, without its byte order mark; line breaks are kept as they are.

    The mark decides; then UTF-8, also where a few bytes of it are damaged; then the first of the
    encodings that page and server `declared` in which it can have been written; then a guess.
    Raises DocumentError, naming the input as `name`, when `data` is empty, too large, not text, or
    in no encoding that can be made out.
    """
    if not data:
        raise DocumentError(f"{name} is empty; give a file or page that holds an article")
    if len(data) > MAX_BYTES:
        raise too_large(name)
    refuse_binary(data, name)
    if codec := _marked_codec(data):
        found = _mostly_in(codec, data)
    elif codec := _utf16_codec(data):
        found = _mostly_in(codec, data, _NO_MARK.format(codec.upper()))
    else:
        found = _unmarked(data, declared)
    if found is None:
        raise DocumentError(f"{name} is in no known encoding; save it as UTF-8")
    # Zeros at the end are what a file system leaves of a file it could not finish.
    text = found.text.rstrip("\0")
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise DocumentError(f"{name} looks like binary data; give a text or HTML file")
    return _without_nuls(found)


def codec_of_sample(sample: bytes) -> tuple[str | None, tuple[str, ...]]:
    """The codec of a long text that begins with `sample`, and what to say of it; None for UTF-8.

    By the rules of `decode`. UTF-8 may be damaged in places, and begin with its mark.
    """
    if codec := _marked_codec(sample):
        return (None if codec == "utf-8-sig" else codec), ()
    if codec := _utf16_codec(sample):
        return codec, (_NO_MARK.format(codec.upper()),)
    if sample.isascii() or _strict(sample, "utf-8") or nearly_utf8(sample, declared=False):
        return None, ()
    legacy = from_legacy(sample, ())
    return (legacy[1], _lie(legacy[1], [])) if legacy else (None, ())


def declared_in_markup(data: bytes) -> str | None:
    """The encoding that an HTML page names in its first lines."""
    match = _CHARSET_IN_MARKUP.search(data[:_MARKUP_HEAD])
    return match[1].decode("ascii") if match else None


def looks_like_html(text: str) -> bool:
    """Whether `text` begins like a web page."""
    return bool(_PAGE_START.match(text))


def refuse_binary(data: bytes, name: str) -> None:
    """Raise DocumentError, saying what it looks like, when `data` is no text."""
    if what := signature_of(data):
        raise DocumentError(f"{name} looks like {what}")
    if _marked_codec(data) is None and _utf16_codec(data) is None:
        text = data.rstrip(b"\0")
        if not text or text.count(0) > MAX_CONTROL_SHARE * len(text):
            raise DocumentError(f"{name} looks like binary data; give a text or HTML file")


def signature_of(data: bytes) -> str | None:
    """What a file that is no text is by its first bytes, and what to do about it."""
    return next((what for signature, what in _SIGNATURES if data.startswith(signature)), None)


def _marked_codec(data: bytes) -> str | None:
    return next((codec for mark, codec in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _utf16_codec(data: bytes) -> str | None:
    """UTF-16 without a mark: the NULs of its ASCII characters are every other byte."""
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(MIN_UTF16_NULS, UTF16_NULS * len(sample) / 2):
        return None
    if min(even, odd) > MAX_CONTROL_SHARE * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _without_nuls(found: Decoded) -> Decoded:
    count = found.text.count("\0")
    if not count:
        return found
    note = "1 NUL is left out" if count == 1 else f"{count} NULs are left out"
    return Decoded(found.text.replace("\0", ""), (*found.notes, note))


def _mostly_in(codec: str, data: bytes, *notes: str) -> Decoded | None:
    text = data.decode(codec, "replace")
    replaced = text.count("\ufffd")
    if replaced > max(1, MAX_CONTROL_SHARE * len(text)):
        return None
    return Decoded(text, (*notes, *_replaced(replaced, codec)))


def _replaced(count: int, codec: str) -> tuple[str, ...]:
    places = "1 place is" if count == 1 else f"{count} places are"
    return (f"{places} no {shown_encoding(codec)}; shown as U+FFFD",) if count else ()


def _unmarked(data: bytes, declared: Sequence[str | None]) -> Decoded | None:
    told = [codec for label in declared if (codec := codec_of(label))]
    if data.isascii():
        codec = "iso2022_jp_2" if _ISO_2022_JP.search(data) else "ascii"
        return Decoded(data.decode(codec, "replace"))
    if found := _strict(data, "utf-8"):
        return Decoded(found, _lie("utf-8", told) if told else ())
    if nearly := nearly_utf8(data, "utf-8" in told):
        text, note = nearly
        return Decoded(text, (note,))
    legacy = from_legacy(data, told)
    if legacy is None:
        return None
    text, codec = legacy
    return Decoded(text, (*_lie(codec, told), *_replaced(text.count("\ufffd"), codec)))


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _lie(codec: str, told: list[str]) -> tuple[str, ...]:
    """What to say where the encoding is not one of those declared."""
    if codec in told:
        return ()
    if not told:
        return (f"names no encoding and is no UTF-8; read as {shown_encoding(codec)}",)
    return (f"declares {shown_encoding(told[0])}, but reads as {shown_encoding(codec)}",)
