"""Rows of results that tables can hold: what cannot be written is told of, and the others go on.

A row may have been made by another version, by a hand or by somebody else. Its faults are its own: a date
of the year 99999, a count beyond 64 bits or two events of one id cost that row and no other.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final

from summarizer.errors import RunError
from summarizer.export.flat_rows import TABLES, Cell, FlatRow, Kind, Table, flat_rows
from summarizer.export.result_lines import record_id_of, row_of

__all__ = ["LeftOut", "TableRows", "flat_rows_of", "name_of", "refuse_if_none", "results_of"]

LeftOut = Callable[[str], None]
"""Is told of a row that is left out: which it is, and why."""

TableRows = dict[str, list[FlatRow]]
"""The rows of each table, by the table's name."""

SHOWN: Final = 40
"""Characters of a value in a message: a date, a number, the beginning of a name."""

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def flat_rows_of(lines: Iterable[bytes], left_out: LeftOut | None = None) -> Iterator[TableRows]:
    """What `flat_rows` gives for each line, when every table can hold it.

    Raises RunError for the first line that is left out when nobody is to be told.
    """
    for line in lines:
        try:
            rows = _checked(line)
        except RunError as error:
            if left_out is None:
                raise
            left_out(str(error))
        else:
            yield rows


def refuse_if_none(lines: Iterable[bytes]) -> None:
    """Raises RunError, with what is wrong with the first, when there are lines and none can be written.

    Reads no further than the first that can.
    """
    told: list[str] = []
    if next(flat_rows_of(lines, told.append), None) is None and told:
        raise RunError(told[0])


def results_of(lines: Iterable[bytes], left_out: LeftOut) -> Iterator[bytes]:
    """The lines that are results, as they are."""
    for line in lines:
        try:
            row_of(line)
        except RunError as error:
            left_out(str(error))
        else:
            yield line


def _checked(line: bytes) -> TableRows:
    """Raises RunError."""
    row = row_of(line)
    try:
        rows = flat_rows(row)
    except MemoryError:
        raise
    except Exception as error:  # whatever stands in a row is its own fault
        raise _unfit(name_of(row), f"it is no result of this program ({error!r:.80})") from None
    for table in TABLES:
        if why := _fault(table, rows[table.name]):
            raise _unfit(name_of(row), why)
    return rows


def _unfit(id: str, why: str) -> RunError:
    return RunError(f"the row {id} cannot be written: {why}; mend it or take it out")


def name_of(row: dict[str, object]) -> str:
    """What to call a row in a message: its id, shortened, as far as it has one."""
    try:
        return record_id_of(row)[:SHOWN]
    except (TypeError, KeyError, AttributeError):
        return "without an id"


def _fault(table: Table, rows: list[FlatRow]) -> str | None:
    """What of a document's rows the table cannot hold."""
    for column, cells in zip(
        table.columns, zip(*rows, strict=True), strict=False
    ):  # of no rows none
        fits = _FITS[column.kind]
        for cell in cells:
            if not (column.nullable if cell is None else fits(cell)):
                return (
                    f"{cell!r:.{SHOWN}} is no {_WORDS[column.kind]} for {table.name}.{column.name}"
                )
    if len(set(map(_KEYS[table.name], rows))) < len(rows):
        return f"two of its {table.name} have the same {table.key[-1]}"
    return None


def _key_of(table: Table) -> Callable[[FlatRow], object]:
    names = [column.name for column in table.columns]
    return itemgetter(*map(names.index, table.key))


_KEYS: Final = {table.name: _key_of(table) for table in TABLES}


def _is_text(cell: Cell) -> bool:
    return type(cell) is str


def _is_date(cell: Cell) -> bool:
    return type(cell) is str and _is_day(cell)


@lru_cache
def _is_day(text: str) -> bool:
    """Whether it is a day of the years 1 to 9999, as every format has them."""
    try:
        return _ISO_DATE.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_whole(cell: Cell) -> bool:
    return type(cell) is int and -(2**63) <= cell < 2**63


def _is_real(cell: Cell) -> bool:
    return (type(cell) is float and math.isfinite(cell)) or _is_whole(cell)


def _is_flag(cell: Cell) -> bool:
    return type(cell) is bool


_FITS: Final[dict[Kind, Callable[[Cell], bool]]] = {
    Kind.text: _is_text,
    Kind.date: _is_date,
    Kind.whole: _is_whole,
    Kind.real: _is_real,
    Kind.flag: _is_flag,
}
_WORDS: Final = {
    Kind.text: "text",
    Kind.date: "date of the years 1 to 9999",
    Kind.whole: "whole number of 64 bits",
    Kind.real: "finite number",
    Kind.flag: "true or false",
}
