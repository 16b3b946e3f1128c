"""Flat tables as CSV: a folder with one file a table."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from summarizer.export.flat_rows import TABLES, Cell
from summarizer.export.marks import marks_in
from summarizer.export.spreadsheets import BYTE_ORDER_MARK, without_formula
from summarizer.export.usable_rows import LeftOut, flat_rows_of

__all__ = ["write_csv"]


def write_csv(lines: Iterable[bytes], folder: Path, left_out: LeftOut | None = None) -> int:
    """Writes `TABLE.csv` for each table into `folder`, and returns the number of documents.

    RFC 4180, UTF-8 behind a byte order mark, the names of the columns first, documents in the order
    of `lines`; true and false are 1 and 0, and what is not there is an empty cell. Spreadsheets run
    text that begins like a formula: it gets an apostrophe in front (`spreadsheets.without_formula`);
    `with_formula` gives the exact text, which the other formats keep. Files are replaced when
    all are complete. Raises what `flat_rows_of` and `Marks.whole_file` raise.
    """
    documents = 0
    with marks_in(folder) as marks, ExitStack() as targets, ExitStack() as files:
        writers = {}
        for table in TABLES:
            partial = targets.enter_context(marks.whole_file(folder / f"{table.name}.csv"))
            file = files.enter_context(partial.open("w", encoding="utf-8", newline=""))
            file.write(BYTE_ORDER_MARK)
            writers[table.name] = csv.writer(file)
            writers[table.name].writerow(column.name for column in table.columns)
        for tables in flat_rows_of(lines, left_out):
            documents += 1
            for name, rows in tables.items():
                writers[name].writerows(map(_safe, rows))
    return documents


def _safe(row: tuple[Cell, ...]) -> Iterator[Cell]:
    for cell in row:
        if isinstance(cell, str):
            yield without_formula(cell)
        else:
            yield int(cell) if isinstance(cell, bool) else cell
