"""Rows: JSON lines, JSON, CSV and TSV, Parquet. Each is read as it comes, never whole."""

import io
from collections.abc import Iterator
from typing import Any

from summarizer.errors import DocumentError
from summarizer.sources import encoding
from summarizer.sources.fields import ReadingOptions, Rows
from summarizer.sources.file import TOO_LARGE, File, bounded_lines
from summarizer.sources.guard import guarded
from summarizer.sources.json_values import PIECE, JsonValues, is_spread, parsed
from summarizer.sources.parquet_rows import parquet_rows
from summarizer.sources.recoding import as_utf8
from summarizer.sources.record import Found
from summarizer.sources.separated import Table
from summarizer.sources.values import shown

__all__ = ["read_csv", "read_json", "read_json_lines", "read_parquet"]


def read_json_lines(file: File, options: ReadingOptions) -> Iterator[Found]:
    """One JSON object a line; blank lines are left out, positions count lines.

    A file that turns out to be one list, or to have objects over several lines, is read as JSON.
    """
    with file.open() as stream:
        text = as_utf8(stream)
        rows = Rows(file, options, text.notes)
        if is_spread(text.stream.peek(PIECE)):
            yield from _values(text.stream, rows, file)
            return
        for position, line in enumerate(bounded_lines(text.stream), 1):
            if line is None:
                yield file.bad(position, TOO_LARGE)
            elif not line.isspace():
                yield guarded(file, position, _json_line, line, rows, position)


def _json_line(line: bytes, rows: Rows, position: int) -> Found:
    return _row(parsed(line), rows, position)


def _row(value: Any, rows: Rows, position: int, id: str | None = None) -> Found:
    if isinstance(value, DocumentError):
        raise value
    if not isinstance(value, dict):
        raise DocumentError(f"is a JSON {type(value).__name__}, not an object")
    return rows.read(value, position, id)


def read_json(file: File, options: ReadingOptions) -> Iterator[Found]:
    """One JSON object, a list of them, or several one after the other."""
    with file.open() as stream:
        text = as_utf8(stream)
        yield from _values(text.stream, Rows(file, options, text.notes), file)


def _values(stream: io.BufferedReader, rows: Rows, file: File) -> Iterator[Found]:
    values = JsonValues(stream)
    for position, value in enumerate(values, 1):
        # Only a file of one article lends it its name for an id.
        id = file.relative if position == 1 and values.at_end() else None
        yield guarded(file, position, _row, value, rows, position, id)


def read_csv(file: File, options: ReadingOptions) -> Iterator[Found]:
    """A table with a header; positions count the rows below it."""
    with file.open() as stream:
        text = as_utf8(stream)
        wanted = options.columns()
        separator = "\t" if file.told_by.lower().endswith(".tsv") else None
        table = Table(_lines(text.stream), wanted, separator)
        rows = Rows(file, options, (*text.notes, *_named_twice(table.header, wanted)))
        for position, fields in enumerate(table, 1):
            if fields != []:
                yield guarded(file, position, _csv_row, table.header, fields, rows, position)


def _lines(stream: io.BufferedReader) -> Iterator[str | None]:
    """Lines with their ends; None stands for one that is too long, which is passed over."""
    text = io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="")
    while line := text.readline(encoding.MAX_BYTES + 1):
        if len(line) <= encoding.MAX_BYTES:
            yield line
            continue
        while line and line[-1] not in "\r\n":
            line = text.readline(encoding.MAX_BYTES)
        yield None


def _named_twice(header: list[str], wanted: set[str]) -> list[str]:
    twice = {name for name in header if header.count(name) > 1 and name.lower() in wanted}
    return [
        f"the header has {shown(name)} more than once; the first that is not empty was read"
        for name in sorted(twice)
    ]


def _csv_row(header: list[str], fields: list[str] | None, rows: Rows, position: int) -> Found:
    if fields is None:
        raise DocumentError(TOO_LARGE)
    while len(fields) > len(header) and not fields[-1].strip():
        fields.pop()
    if len(fields) > len(header):
        raise DocumentError(f"has {len(fields)} fields, the header {len(header)}")
    if fields == header:
        raise DocumentError("repeats the header")
    row: dict[str, str] = {}
    for name, value in zip(header, fields, strict=False):
        if not row.get(name, "").strip():
            row[name] = value
    return rows.read(row, position)


def read_parquet(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The rows of a Parquet file, of which only the columns wanted are read."""
    rows = Rows(file, options)
    with file.open_seekable() as stream:
        for position, row in enumerate(parquet_rows(stream, options.columns()), 1):
            yield guarded(file, position, _row, row, rows, position)
