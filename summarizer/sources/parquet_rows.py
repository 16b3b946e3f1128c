"""The rows of a Parquet file. A value that Python cannot hold, a damaged column or a damaged group of rows
costs itself alone."""

from collections.abc import Iterator
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from summarizer.errors import DocumentError
from summarizer.sources.guard import reason_of
from summarizer.sources.values import Unread

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch
    from pyarrow.parquet import ParquetFile

__all__ = ["parquet_rows"]

ROWS: Final = 256
"""Rows decoded at once: a megabyte or two of articles."""

MAX_LISTED: Final = 100_000
"""Rows of a lost group that are listed one by one; a damaged file may claim any number of them."""

MAX_NAMES: Final = 12
"""Columns that the message about a file without the ones wanted names."""


def parquet_rows(stream: BinaryIO, wanted: set[str]) -> Iterator[dict[str, Any] | DocumentError]:
    """Each row, with the columns whose names are `wanted`, or the error that says why it cannot be had.

    Raises DocumentError when the file has none of those.
    """
    # An optional extra.
    from pyarrow.parquet import ParquetFile

    # Without buffering ahead a row group is read page by page, whatever its size.
    table = ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
    names = table.schema_arrow.names
    columns = [name for name in names if name.lower() in wanted]
    if not columns:
        raise DocumentError(f"has none of the fields wanted, but {', '.join(names[:MAX_NAMES])}")
    for group in range(table.num_row_groups):
        given = 0
        try:
            for batch in table.iter_batches(ROWS, row_groups=[group], columns=columns):
                for row in _rows(batch):
                    yield row
                    given += 1
        except Exception as error:
            yield from _salvaged(table, group, columns, given, reason_of(error))


def _salvaged(
    table: "ParquetFile", group: int, columns: list[str], given: int, reason: str
) -> Iterator[dict[str, Any] | DocumentError]:
    """The rows of a damaged group from `given` on, with what can be read of each column."""
    count = table.metadata.row_group(group).num_rows
    cells = zip(*(_values(table, group, column) for column in columns), strict=True)
    lost = 0
    for number, row in enumerate(islice(cells, given, count), given + 1):
        lost += all(isinstance(value, Unread) for value in row)
        if lost > MAX_LISTED:
            yield DocumentError(f"{reason}; nor can the {count - number} rows after it")
            return
        if all(isinstance(value, Unread) for value in row):
            yield DocumentError(reason)
        else:
            yield dict(zip(columns, row, strict=True))


def _values(table: "ParquetFile", group: int, column: str) -> Iterator[Any]:
    """The values of one column, without end: after the last that can be read, what stands for others."""
    reason = "is not there"
    try:
        for batch in table.iter_batches(ROWS, row_groups=[group], columns=[column]):
            for row in _rows(batch):
                yield row[column]
    except Exception as error:
        reason = reason_of(error)
    yield from repeat(Unread(reason))


def _rows(batch: "RecordBatch") -> list[dict[str, Any]]:
    try:
        return list(batch.to_pylist())
    except Exception:  # whatever one value of one column raises
        names = batch.schema.names
        columns = map(_column, batch.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _column(array: "Array") -> list[Any]:
    try:
        return list(array.to_pylist())
    except Exception:
        return [_value(array.slice(at, 1)) for at in range(len(array))]


def _value(one: "Array") -> Any:
    """The value of an array of one. What Python cannot hold comes as text: times of nanoseconds or of the
    year 10000; what is no text, as bytes."""
    import pyarrow  # as above

    try:
        return one[0].as_py()
    except Exception as error:
        reason = reason_of(error)
    for kind in (pyarrow.binary(), pyarrow.string()):
        try:
            return one.cast(kind)[0].as_py()
        except Exception:
            continue
    return Unread(reason)
