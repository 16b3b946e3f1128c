"""Flat tables as Parquet files: one part of `results.jsonl` at a time, partitioned by year.

Needs the extra `archive`; `summarizer.export.tables` imports it when that is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from summarizer.export.flat_rows import (
    TABLES,
    TABLES_VERSION,
    Cell,
    Column,
    FlatRow,
    Kind,
)
from summarizer.export.marks import Marks
from summarizer.export.usable_rows import LeftOut, TableRows, flat_rows_of

__all__ = ["SCHEMAS", "files_of_part", "remove_part", "write_part"]

UNKNOWN_YEAR: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark, DuckDB and pyarrow read as null in the name of a folder."""

BATCH_ROWS: Final = 50
"""Documents held as Python objects: with 200 a part took 27 MB more, with 20 Arrow's own cost grew."""

_ARROW: Final = {
    Kind.text: pa.string(),
    Kind.date: pa.date32(),
    Kind.whole: pa.int64(),
    Kind.real: pa.float64(),
    Kind.flag: pa.bool_(),
}

_COLUMNS: Final = {table.name: table.columns for table in TABLES}

_OURS: Final = "structured-summarizer.tables"
_METADATA: Final = {_OURS: str(TABLES_VERSION)}

SCHEMAS: Final = {
    table.name: pa.schema(
        [pa.field(one.name, _ARROW[one.kind], nullable=one.nullable) for one in table.columns],
        metadata=_METADATA,
    )
    for table in TABLES
}
"""The Arrow schema of each table, its version in the metadata. The year is the folder's name."""

_YEAR: Final = Column("year", Kind.text, nullable=False)
_PUBLISHED: Final = [column.name for column in _COLUMNS["documents"]].index("published")


def write_part(lines: Iterable[bytes], marks: Marks, part: int, left_out: LeftOut) -> None:
    """Writes one part of all tables: `TABLE/year=YYYY/part-NNNNNN.parquet` in the folder of `marks`.

    What an earlier writing of the same part left in other years is removed. The same lines make the
    same bytes. All of the part is held in memory, as Arrow. `left_out` is told of lines that
    cannot be written. Raises what `Marks.whole_file` raises.
    """
    stale = set(marks.matching(f"*/{_name(part)}"))
    for name, batches in _batches(flat_rows_of(lines, left_out)).items():
        for year, rows in _by_year(pa.Table.from_batches(batches)):
            target = marks.folder / name / f"year={year}" / _name(part)
            with marks.whole_file(target) as partial:
                pq.write_table(rows.cast(SCHEMAS[name]), partial, compression="zstd")
            stale.discard(target)
    for path in stale:
        marks.remove(path)


def remove_part(marks: Marks, part: int) -> None:
    """Removes all files of that part. Raises what `Marks.remove` raises."""
    for path in marks.matching(f"*/{_name(part)}"):
        marks.remove(path)


def files_of_part(folder: Path, part: int) -> list[Path]:
    """The files below `folder` that have the name of that part, and say that this program made them."""
    named = (folder / table.name for table in TABLES)
    paths = [path for one in named for path in one.glob(f"year=*/{_name(part)}")]
    return [path for path in paths if _is_ours(path)]


def _is_ours(path: Path) -> bool:
    try:
        return _OURS.encode() in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def _name(part: int) -> str:
    return f"part-{part:06d}.parquet"


def _batches(documents: Iterator[TableRows]) -> dict[str, list[pa.RecordBatch]]:
    """The rows of each table that has some, with a column for the year."""
    batches = defaultdict(list)
    while some := list(islice(documents, BATCH_ROWS)):
        rows: dict[str, list[FlatRow]] = defaultdict(list)
        for tables in some:
            _sort_in(tables, rows)
        for name, of_table in rows.items():
            batches[name].append(_batch(name, of_table))
    return batches


def _sort_in(tables: TableRows, rows: dict[str, list[FlatRow]]) -> None:
    published = tables["documents"][0][_PUBLISHED]
    year = str(published)[:4] if published else UNKNOWN_YEAR
    for name, of_table in tables.items():
        if of_table:
            rows[name] += [(*one, year) for one in of_table]


def _batch(table: str, rows: list[FlatRow]) -> pa.RecordBatch:
    columns = (*_COLUMNS[table], _YEAR)
    pairs = zip(columns, zip(*rows, strict=True), strict=True)
    arrays = [_array(column, cells) for column, cells in pairs]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _by_year(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    years = rows[_YEAR.name].unique().to_pylist()
    for year in sorted(years):
        of_year = rows if len(years) == 1 else rows.filter(pc.equal(rows[_YEAR.name], year))
        yield year, of_year.drop_columns([_YEAR.name])


def _array(column: Column, cells: tuple[Cell, ...]) -> pa.Array:
    if column.kind is Kind.date:
        return pa.array(cells, pa.string()).cast(pa.date32())
    return pa.array(cells, _ARROW[column.kind])
