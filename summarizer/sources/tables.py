"""Rows: JSON lines, JSON, CSV and TSV, Parquet. Each is read as it comes, never whole."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, TextIO

from pydantic_core import from_json

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions, Rows
from summarizer.sources.file import TOO_LARGE, File, bounded_lines
from summarizer.sources.record import Found

__all__ = ["read_csv", "read_json", "read_json_lines", "read_parquet"]

PARQUET_ROWS = 256
"""Rows of a Parquet file decoded at once: a megabyte or two of articles."""

JSON_PIECE = 1 << 16
"""Characters of a JSON file read at first to find the end of a value; doubled until it is found."""

_DELIMITERS = ",;\t|"
_JSON_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_NOT_UTF8 = "holds bytes that are not UTF-8; convert the file first, with iconv say"


def read_json_lines(file: File, options: ReadingOptions) -> Iterator[Found]:
    """One JSON object a line; blank lines are left out, positions count lines."""
    rows = Rows(file, options)
    with file.open() as stream:
        for position, line in enumerate(bounded_lines(stream), 1):
            if position == 1 and line is not None:
                line = line.removeprefix(codecs.BOM_UTF8)
            if line is None:
                yield file.bad(position, TOO_LARGE)
            elif not line.isspace():
                yield _json_line(line, rows, file, position)


def _json_line(line: bytes, rows: Rows, file: File, position: int) -> Found:
    try:
        # Keeping strings to use them again takes longer than making them.
        row = from_json(line, cache_strings="none")
    except ValueError as error:
        return file.bad(position, f"is not JSON: {error}")
    return _json_value(row, rows, file, position)


def _json_value(value: Any, rows: Rows, file: File, position: int, id: str | None = None) -> Found:
    if not isinstance(value, dict):
        return file.bad(position, f"is a JSON {type(value).__name__}, not an object")
    return rows.read(value, position, id)


def read_json(file: File, options: ReadingOptions) -> Iterator[Found]:
    """One JSON object, a list of them, or several one after the other."""
    rows = Rows(file, options)
    with file.open() as stream:
        values = _JsonValues(_text(stream))
        for position, value in enumerate(values, 1):
            # Only a file of one article lends it its name for an id.
            id = file.relative if position == 1 and values.at_end() else None
            if isinstance(value, _BadText):
                yield file.bad(position, value.reason)
            else:
                yield _json_value(value, rows, file, position, id)


@dataclass(frozen=True, slots=True)
class _BadText:
    """Stands for a value that can be told apart, but holds what is no text."""

    reason: str


class _JsonValues:
    """The values of a JSON text, one at a time: members of its list, or values in a row."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._decode = json.JSONDecoder().raw_decode
        self._buffer = ""
        self._at = 0
        self._in_list = False

    def __iter__(self) -> Iterator[Any]:
        """Raises DocumentError where the text is not JSON: what follows cannot be told apart."""
        self._in_list = self._next_is("[")
        if self._in_list and self._next_is("]"):
            return
        if self._ended():
            raise DocumentError("is blank")
        while not self._ended():
            start = self._at
            value, start = self._value(start)
            yield _bad_text(self._buffer[start : self._at]) or value
            if self._in_list and not self._next_is(","):
                if not self._next_is("]"):
                    raise DocumentError("ends, or breaks off, in the middle of its list")
                return

    def at_end(self) -> bool:
        """Whether the value just given was the only one of a file without a list."""
        return not self._in_list and self._ended()

    def _value(self, start: int) -> tuple[Any, int]:
        size = JSON_PIECE
        while True:
            try:
                value, self._at = self._decode(self._buffer, start)
            except (json.JSONDecodeError, RecursionError) as error:
                # Its end may be missing only because it has not been read yet.
                reason = f"is not JSON: {getattr(error, 'msg', error)}"
                piece = self._text.read(size)
                if not piece:
                    raise DocumentError(reason) from None
                self._buffer = self._buffer[start:] + piece
                start, size = 0, size * 2
                if len(self._buffer) > MAX_BYTES:
                    raise DocumentError(f"{TOO_LARGE}, or it {reason}") from None
            else:
                return value, start

    def _ended(self) -> bool:
        return self._peek() == ""

    def _next_is(self, sign: str) -> bool:
        if self._peek() != sign:
            return False
        self._at += 1
        return True

    def _peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            space = _JSON_SPACE.match(self._buffer, self._at)
            assert space, "it matches nothing too"
            self._at = space.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            self._buffer, self._at = self._text.read(JSON_PIECE), 0
            if not self._buffer:
                return ""


def _bad_text(value: str) -> _BadText | None:
    """What is wrong with the text of a JSON value, whose end json found: it takes half characters."""
    if not _is_utf8(value):
        return _BadText(_NOT_UTF8)
    if _SURROGATE.search(value):
        try:
            from_json(value)
        except ValueError as error:
            return _BadText(f"is not JSON: {error}")
    return None


def _is_utf8(text: str) -> bool:
    """Whether all bytes of what `_text` decoded were."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(stream: BinaryIO) -> TextIO:
    """`stream` decoded as its byte order mark says, or else as UTF-8; bad bytes are kept apart."""
    buffered = io.BufferedReader(stream)  # type: ignore[type-var]  # any stream of bytes will do
    head = buffered.peek(4)[:4]
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if utf16 else "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding, errors="surrogateescape", newline="")


def read_csv(file: File, options: ReadingOptions) -> Iterator[Found]:
    """A table with a header; positions count the rows below it."""
    # The module knows one limit for the whole process; its own of 131,072 is shorter than articles.
    csv.field_size_limit(MAX_BYTES)
    rows = Rows(file, options)
    with file.open() as stream:
        text = _text(stream)
        head = text.readline(MAX_BYTES)
        lines = chain([head], iter(lambda: text.readline(MAX_BYTES), ""))
        table = csv.reader(lines, delimiter=max(_DELIMITERS, key=head.count))
        header = next(table)
        position = 0
        while True:
            position += 1
            try:
                fields = next(table, None)
            except csv.Error as error:
                yield file.bad(position, f"is no row of a table: {error}")
                continue
            if fields is None:
                return
            if fields:
                yield _csv_row(header, fields, rows, file, position)


def _csv_row(header: list[str], fields: list[str], rows: Rows, file: File, position: int) -> Found:
    if len(fields) > len(header):
        return file.bad(position, f"has {len(fields)} fields, the header {len(header)}")
    if not _is_utf8("".join(fields)):
        return file.bad(position, _NOT_UTF8)
    return rows.read(dict(zip(header, fields, strict=False)), position)


def read_parquet(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The rows of a Parquet file, of which only the columns wanted are read."""
    # An optional extra.
    from pyarrow.parquet import ParquetFile

    rows = Rows(file, options)
    wanted = options.columns()
    position = 0
    with file.open_seekable() as stream:
        # Without buffering ahead a row group is read page by page, whatever its size.
        table = ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
        names = table.schema_arrow.names
        columns = [name for name in names if name.lower() in wanted]
        if not columns:
            raise DocumentError(f"has none of the fields wanted, but {', '.join(names[:12])}")
        for batch in table.iter_batches(batch_size=PARQUET_ROWS, columns=columns):
            for row in batch.to_pylist():
                position += 1
                yield rows.read(row, position)
