"""Publication dates: as given by the user, and as a dateline has them."""

import datetime
import re

from summarizer.errors import DocumentError

__all__ = ["DATE", "parse_date", "publication_date"]

DATE = (
    r"\d{1,2}\.?\s+[^\W\d_]{3,10}\.?(?:,?\s+(?:\d{4}|\d{2}))?"  # 23 Aug 88, 3. Mai 2019
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:,?\s+\d{4})?"  # March 3, Oct. 3, 2019
    r"|\d{4}-\d{2}-\d{2}"
)
"""Pattern of a date as datelines write it, with or without a year."""

_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?,?\s+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4})")

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {
    name: number
    for number, full in enumerate(_MONTHS, 1)
    for name in (full, full[:3], full[:4] if full == "september" else full)
}

CENTURY_PIVOT = 69
"""Two-digit years from here on are of the 20th century, as in POSIX; none depends on the clock."""


def publication_date(value: datetime.date | str | None) -> datetime.date | None:
    """The date meant by `value`: a date, an ISO 8601 date or time, or "3 March 2019".

    Raises DocumentError when it is none, or does not say the year, or leaves open which number
    is the month ("3/4/2019").
    """
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    found = parse_date(value.strip())
    if found is None:
        raise DocumentError(f"{value!r} is not a publication date; write it as YYYY-MM-DD")
    return found


def parse_date(text: str) -> datetime.date | None:
    """The date that `text` is, when it names day, month and year beyond doubt; else None."""
    try:
        return datetime.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[3], match[1], match[2])
    return None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    number = _MONTH_NUMBERS.get(month.lower())
    if number is None:
        return None
    try:
        return datetime.date(_full_year(year), number, int(day))
    except ValueError:
        return None


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return number + (1900 if number >= CENTURY_PIVOT else 2000)
