"""Web archives: the pages that servers gave, as WARC files keep them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File, one_line
from summarizer.sources.record import BadRecord, Found, Record, Skipped

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["read_warc"]

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)

_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
"""With what a record begins, compressed each by itself or not at all."""

_DECODINGS: tuple[Literal["all", "content"], ...] = ("all", "content")
"""How a body may be encoded: as its headers say, or so but no longer in chunks."""

_SEARCHED_AT_ONCE = 1 << 20


class _CutOffError(Exception):
    """A record shorter than it says; what it has may be the records behind it."""

    def __init__(self, bad: BadRecord) -> None:
        self.bad = bad


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
            try:
                for record in ArchiveIterator(stream, parse_http=False, strict_mode=False):
                    start, sound, position = record.stream_pos, True, position + 1
                    if page := _page(record, file, position):
                        yield page
                return
            except _CutOffError as cut:
                sound = False
                yield cut.bad
            except Exception as error:  # of many types, for HTTP, gzip, and WARC itself
                # Damage may be met several times until the next sound record; it is told once.
                if sound:
                    position += 1
                    yield file.bad(position, f"cannot be read: {one_line(error)}")
                sound = False
            start = None if file.packed else _next_record(stream, start + 1)


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """Where, from `start` on, a record begins; the stream is left there. None: nowhere."""
    stream.seek(0)
    mark = _GZIP if stream.read(2) == _GZIP[:2] else _PLAIN
    stream.seek(start)
    kept = b""
    while piece := stream.read(_SEARCHED_AT_ONCE):
        kept += piece
        if (found := kept.find(mark)) >= 0:
            return stream.seek(start + found)
        start += len(kept) - len(mark) + 1
        kept = kept[1 - len(mark) :]
    return None


def _page(record: "WarcRecord", file: File, position: int) -> Found | None:
    """The page in a record; None for a record that is no server's response."""
    from fastwarc.warc import WarcRecordType

    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    if record.content_length > MAX_BYTES:
        return file.bad(position, TOO_LARGE, record.record_id)
    block = record.reader.read(record.content_length)
    if len(block) < record.content_length:
        missing = record.content_length - len(block)
        reason = f"is cut off: {missing} bytes are missing"
        raise _CutOffError(file.bad(position, reason, record.record_id))
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
    return Record(
        id=record.record_id or file.id_at(position),
        file=file.name,
        position=position,
        raw=data,
        form="html",
        source=record.headers.get("WARC-Target-URI") or file.name,
        charset=charset[1] if charset else None,
        notes=_notes(record.headers.get("WARC-Truncated")),
    )


def _notes(truncated: str | None) -> tuple[str, ...]:
    return (f"its capture is cut short ({truncated[:40]})",) if truncated else ()
