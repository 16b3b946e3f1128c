"""Web archives: the pages that servers gave, as WARC files keep them."""

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from summarizer.errors import DocumentError
from summarizer.sources.article import Article
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.guard import REST_UNREAD, bad_of, guarded
from summarizer.sources.record import Found, Skipped

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["read_warc"]

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)

_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
"""With what a record begins, compressed each by itself or not at all."""

_DECODINGS: tuple[Literal["all", "content"], ...] = ("all", "content")
"""How a body may be encoded: as its headers say, or so but no longer in chunks."""

_NEXT = re.compile(rb"WARC/1\.[01]\r\n(?:[A-Z][A-Za-z-]{3,40}: |[A-Za-z-]*:?\Z)")
"""With what a record begins, and hardly any page holds."""

_LONGEST_NEXT = 60

_ONCE = ("warc-type", "warc-record-id", "content-length")
"""Headers that no record has twice."""

_SEARCHED_AT_ONCE = 1 << 20
_UNPACKED_AT_ONCE = 1 << 16
_AT_ONCE = MAX_BYTES


class _CutOffError(DocumentError):
    """A record shorter than it says; what it has may be the records behind it."""

    def __init__(self, reason: str, id: str | None) -> None:
        super().__init__(f"is cut off: {reason}")
        self.id = id


def read_warc(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The HTML pages given with status 200; positions count records of every type.

    A record's id is its WARC-Record-ID, which the standard makes unique: the address is not, for
    a page is captured again and again. When it was published is left to the page itself; the date
    of a capture may be years later. After a damaged record reading goes on with the next, unless
    the file is packed in another and cannot be sought in.
    """
    # An optional extra.
    from fastwarc.warc import ArchiveIterator

    with file.open() as stream:
        start: int | None = 0
        position, sound = 0, True
        while start is not None:
            given = False
            try:
                for record in ArchiveIterator(stream, parse_http=False, strict_mode=False):
                    start, sound, position = record.stream_pos, True, position + 1
                    given = True
                    block = _block(record)
                    if page := _guarded(record, block, file, position):
                        yield page
                if given and (file.packed or _is_last(stream, start)):
                    return
                raise DocumentError("cannot be read: no record begins here")
            except _CutOffError as cut:
                sound = False
                yield bad_of(file, position, cut, REST_UNREAD if file.packed else "", cut.id)
            except Exception as error:  # of many types, for HTTP, gzip, and WARC itself
                # Damage may be met several times until the next sound record; it is told once.
                if sound:
                    position += 1
                    yield bad_of(file, position, error, REST_UNREAD if file.packed else "")
                sound = False
            start = None if file.packed else _next_record(file, stream, start + 1)


def _is_last(stream: BinaryIO, start: int) -> bool:
    """Whether nothing stands behind the record at `start`: fastwarc takes some damage for the end."""
    stream.seek(start)
    if stream.read(len(_GZIP)) != _GZIP:
        return True  # not compressed, or all records in one piece
    stream.seek(start)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while not unpacking.eof and (piece := stream.read(_UNPACKED_AT_ONCE)):
            while piece and not unpacking.eof:
                unpacking.decompress(piece, _AT_ONCE)
                piece = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return not (unpacking.unused_data or stream.read(_UNPACKED_AT_ONCE)).strip(b"\0\r\n ")


def _next_record(file: File, stream: BinaryIO, start: int) -> int | None:
    """Where, from `start` on, a record begins; the stream is left there. None: nowhere."""
    stream.seek(0)
    is_gzip = stream.read(2) == _GZIP[:2] or file.told_by.lower().endswith(".gz")
    mark = _GZIP if is_gzip else _PLAIN
    stream.seek(start)
    kept = b""
    while piece := stream.read(_SEARCHED_AT_ONCE):
        kept += piece
        if (found := kept.find(mark)) >= 0:
            return stream.seek(start + found)
        start += len(kept) - len(mark) + 1
        kept = kept[1 - len(mark) :]
    return None


def _block(record: "WarcRecord") -> bytes | None:
    """What a record holds; None where that is more than `MAX_BYTES`, which is passed over.

    Raises _CutOffError where it is less than the record says, or holds the next record too: then
    that, and all behind it, would be lost.
    """
    from fastwarc.warc import WarcRecordType

    names = [name.lower() for name, _ in record.headers.astuples()]
    if max(map(names.count, _ONCE)) > 1 or not names.count("content-length"):
        raise _CutOffError("its headers do not end, or run into another's", record.record_id)
    if not record.content_length and record.record_type == WarcRecordType.response:
        raise _CutOffError("it has nothing, though it is a response", record.record_id)
    left, block, tail = record.content_length, b"", b""
    while left and (piece := record.reader.read(min(left, _AT_ONCE))):
        left -= len(piece)
        if _NEXT.search(tail + piece):
            raise _CutOffError("another record begins in it", record.record_id)
        tail = piece[-_LONGEST_NEXT:]
        block = piece if not block else block + piece if len(block) <= MAX_BYTES else block
    if left:
        raise _CutOffError(f"{left} bytes are missing", record.record_id)
    return None if record.content_length > MAX_BYTES else block


def _guarded(record: "WarcRecord", block: bytes | None, file: File, position: int) -> Found | None:
    """The page in a record; None for a record that is no server's response."""
    from fastwarc.warc import WarcRecordType

    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    if block is None:
        return file.bad(position, TOO_LARGE, record.record_id)
    return guarded(file, position, _page, record, block, file, position)


def _page(record: "WarcRecord", block: bytes, file: File, position: int) -> Found:
    record.set_bytes_content(block)
    record.parse_http(strict_mode=False)
    kind = (record.http_content_type or "").lower()
    if record.http_headers.status_code != 200 or kind not in _HTML_TYPES:
        return Skipped(file.name, position)
    return _html(record, _decoded(record, block), file, position)


def _decoded(record: "WarcRecord", block: bytes) -> bytes:
    """The body of a response, at most one byte past `MAX_BYTES`.

    Some crawlers keep bodies decoded under headers that still say how they were encoded: what
    cannot be decoded is taken as it stands, and the document refuses it when it is no text.
    """
    if "Content-Encoding" in record.http_headers or "Transfer-Encoding" in record.http_headers:
        for decoding in _DECODINGS:
            encoded = type(record)()
            encoded.is_http = True
            encoded.set_bytes_content(block)
            try:
                encoded.parse_http(auto_decode=decoding, strict_mode=False)
                return encoded.reader.read(MAX_BYTES + 1)
            except Exception:  # of many types, one for each encoding
                continue
    return record.reader.read(MAX_BYTES + 1)


def _html(record: "WarcRecord", data: bytes, file: File, position: int) -> Found:
    if len(data) > MAX_BYTES:
        return file.bad(position, TOO_LARGE, record.record_id)
    if not data.strip():
        return file.bad(position, "is a page without content", record.record_id)
    charset = _CHARSET.search(record.http_headers.get("Content-Type") or "")
    return Article(
        text=data,
        form="html",
        id=record.record_id,
        source=record.headers.get("WARC-Target-URI"),
        charset=charset[1] if charset else None,
        notes=_notes(record.headers.get("WARC-Truncated")),
    ).found(file, position)


def _notes(truncated: str | None) -> tuple[str, ...]:
    return (f"its capture is cut short ({truncated[:40]})",) if truncated else ()
