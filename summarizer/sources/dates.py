"""Publication dates: as a person gives them, as a dateline has them, and as foreign metadata writes them.

What a person gives is refused when it is no date. Metadata never costs a record: where it cannot be read
beyond doubt there is no date, and a note that says so.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from summarizer.errors import DocumentError
from summarizer.sources.values import is_missing, shown, unwrapped

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["DATE", "MetadataDate", "first_date", "metadata_date", "parse_date", "publication_date"]

DATE = (
    r"\d{1,2}\.?\s+[^\W\d_]{3,10}\.?(?:,?\s+(?:\d{4}|\d{2}))?"  # 23 Aug 88, 3. Mai 2019
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:,?\s+\d{4})?"  # March 3, Oct. 3, 2019
    r"|\d{4}-\d{2}-\d{2}"
)
"""Pattern of a date as datelines write it, with or without a year."""

_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?,?\s+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s+([^\W\d_]+)\.?\s+(\d{1,2})")

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

FIRST_YEAR, LAST_YEAR = 1600, 2199
"""Years of metadata that are believed. The first newspaper is of 1605; what lies outside is another
calendar's (1402, 2567), stands for none (0001, 9999), or is a mistake."""

MAX_DATE = 100
"""Characters of a date: the longest forms, with names of day and zone, have 60."""

_LANGUAGES = (
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "hr",
    "sl", "bg", "el", "ru", "uk", "tr", "id", "vi", "ar", "fa", "he", "hi", "bn", "th", "ja", "ko", "zh",
)  # fmt: skip
"""Whose names of months are known. dateparser knows 200, among which chance hits are likelier."""

_EPOCH_UNITS = (1, 10**3, 10**6, 10**9)
_EPOCH = datetime.datetime(1970, 1, 1)
EPOCH_FROM, EPOCH_TO = 10**8, 4_102_444_800
"""Seconds since 1970 that are taken for a time: 1973 to 2100, or as long before 1970. So no number can be
read in two units, and small numbers, which are years, days or identifiers, in none."""

_CALL = re.compile(r"""(?:new\s+|/)?(?:iso)?date\s*\(\s*["']?(.*?)["']?\s*\)/?""", re.IGNORECASE)
_NUMBER = re.compile(r"([+-]?\d{1,25}(?:\.\d*)?)(?:[+-]\d{4})?")  # with a zone inside /Date(…)/
_ZEROS = re.compile(r"[0\s:.,/TZ+-]+", re.IGNORECASE)
_EPOCH_ITSELF = re.compile(
    r"1970-01-01[\sT]00:?00(?::?00)?(?:\.0+)?\s*(?:Z|UTC|GMT|[+-]00:?00)?", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})([-/.:])(\d{1,2})\2(\d{1,2})(?!\d)(?!.*\d{4}[-/.]\d{1,2}[-/.]\d)")
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T.*|[ _-](?!\d{7}).*|[012]\d(?:[0-5]\d){1,2}(?!\d).*)?$"
)
_WEEK = re.compile(r"\d{4}-?W\d")
_HOUR_OF_DAY = re.compile(
    r"(?:19|20|21)\d\d(?:0[1-9]|1[012])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_LABEL = re.compile(
    r"(?:first\s+)?(?:date\s+)?(?:published|posted|pubdate|date)(?:\s+on)?\s*:?\s+", re.IGNORECASE
)
_BESIDE = re.compile(
    r"""(?<![\d./-])\b(?:at\s+)?[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d+)?)?(?!\.?\d)\s*(?:[ap]\.?\s?m\b\.?)?
      | \b(?:at\s+)?\d{1,2}\s?[ap]\.?m\b\.?
      | (?:\b(?:UTC|GMT))?[+-](?:0\d|1[0-4]):?[0-5]\d\b
      | \(?\b(?:UTC|GMT|Z|[ECMP][SD]?T|[BIJKS]ST|HKT|SGT|MSK|SAST|CES?T|EES?T|WES?T|AE[SD]T|NZ[SD]T)\b\)?
      | \b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?
      | (?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What stands beside a day in English: the time, its zone, the name of the day, the "th" of a number."""

_BETWEEN = re.compile(r"[\s,;:|/·•-]+")


class MetadataDate(NamedTuple):
    """What foreign metadata says of the day of publication: the day, or why there is none.

    Both are None where it says nothing ("", "null", NaN, 0000-00-00).
    """

    day: datetime.date | None = None
    note: str | None = None


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
    return _named(text)


def metadata_date(value: Any) -> MetadataDate:
    """The day that a field of a table, feed or database means; raises nothing.

    It is read from dates and times, seconds to nanoseconds since 1970, digits (20190304093000), objects
    that wrap one of these, and texts in many forms. A day is that of where it was written, or of UTC for
    seconds since 1970.
    """
    try:
        return _read(unwrapped(value))
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError):
        return _unreadable(value)  # pandas' NaT calls itself a datetime, and so on


def first_date(values: Iterable[Any]) -> Any:
    """The first of `values` that is a date; where none is, the first that is there at all."""
    there = [value for value in values if not is_missing(unwrapped(value))]
    if len(there) < 2:
        return there[0] if there else None
    return next((value for value in there if metadata_date(value).day), there[0])


def _read(value: Any) -> MetadataDate:
    if is_missing(value):
        return MetadataDate()
    if isinstance(value, datetime.datetime) and value.replace(tzinfo=None) == _EPOCH:
        return _unset(value.isoformat())
    if isinstance(value, datetime.datetime):
        return _believed(value.date(), value)
    if isinstance(value, datetime.date):
        return _believed(value, value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _read_number(value)
    if isinstance(value, str) and len(value) <= MAX_DATE:
        return _read_text(" ".join(value.split()))
    return _read_parts(value)


def _read_parts(value: Any) -> MetadataDate:
    """Year, month and day as a list ([2019, 3, 4, 9, 30]) or an object has them."""
    if isinstance(value, dict):
        value = [value.get(part) for part in ("year", "month", "day")]
    if not isinstance(value, list | tuple) or len(value) < 3:
        return _unreadable(value)
    if all(isinstance(part, str) for part in value):
        days = {metadata_date(part) for part in value[:9]}
        return days.pop() if len(days) == 1 else _unreadable(value)
    year, month, day = (int(part) for part in value[:3])
    return _believed(datetime.date(year, month, day), value)


@lru_cache(maxsize=4096)
def _read_text(text: str) -> MetadataDate:
    if (match := _CALL.fullmatch(text)) and match[1] != text:
        return _read_text(match[1])
    if _ZEROS.fullmatch(text):
        return MetadataDate()
    if _EPOCH_ITSELF.fullmatch(text):
        return _unset(text)
    if match := _NUMBER.fullmatch(text):
        return _read_number(Decimal(match[1]))
    text = _LABEL.sub("", text, count=1)
    if match := _ISO.match(text) or _COMPACT.match(text):
        parts = match.groups()
        return _believed(_valid(parts[0], parts[-2], parts[-1]), text)
    return _read_words(text)


def _read_words(text: str) -> MetadataDate:
    rest = _BESIDE.sub(" ", text)
    if found := _NUMERIC.findall(rest):
        return _read_numeric(found, text)
    rest = _BETWEEN.sub(" ", rest).strip(" .()")
    named = parse_date(text) if _WEEK.match(text) else _named(rest)
    day = named or _in_any_language(text)
    return _believed(day, text) if day else _unreadable(text)


def _read_numeric(found: list[tuple[str, str, str, str]], text: str) -> MetadataDate:
    """Who writes dots has the day first (04.03.2024); 3/4/2024 and 04.03.24 may be read in two ways."""
    (first, sign, second, year), *more = found
    days = [_valid(year, second, first), _valid(year, first, second)]
    read = {day for day in days if day}
    if more or not read:
        return _unreadable(text)
    if len(year) == 4 and (len(read) == 1 or sign == "."):
        return _believed(days[0] or days[1], text)
    return MetadataDate(None, f"{shown(text)} leaves open which number is the month; left out")


def _read_number(number: Any) -> MetadataDate:
    """Digits of a day (20190304, 20190304093000), or else a time since 1970 in one of four units."""
    if number == 0:
        return MetadataDate()
    if abs(number) > _EPOCH_UNITS[-1] * EPOCH_TO:
        return _unreadable(number)
    digits = str(int(number))
    if number == int(number) and len(digits) in (8, 12, 14) and (day := _of_digits(digits)):
        return _believed(day, number)
    if _HOUR_OF_DAY.fullmatch(digits):  # an hour of our days, or a second of the years about 2034
        return _unreadable(number)
    for unit in _EPOCH_UNITS:
        if EPOCH_FROM <= abs(number) / unit <= EPOCH_TO:
            seconds = int(number // unit)
            return MetadataDate((_EPOCH + datetime.timedelta(seconds=seconds)).date())
    return _unreadable(number)


def _of_digits(digits: str) -> datetime.date | None:
    match = _COMPACT.fullmatch(digits)
    day = _valid(match[1], match[2], match[3]) if match else None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _in_any_language(text: str) -> datetime.date | None:
    """The day of "lundi 4 mars 2024 à 9h30" or "2024年3月4日": one whose numbers stand in the text."""
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    if len(years) != 1 or len(numbers) < 2 or not re.search(r"[^\W\d_]", text):
        return None
    found = _parser().get_date_data(text).date_obj
    return found.date() if found and {found.year, found.day} <= numbers else None


@cache
def _parser() -> "DateDataParser":
    # It costs a quarter of a second, which all that write their dates in digits need not pay.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=list(_LANGUAGES),
        try_previous_locales=False,
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
        },
    )


def _believed(day: datetime.date | None, written: object) -> MetadataDate:
    if day is None:
        return _unreadable(written)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = f"{FIRST_YEAR} to {LAST_YEAR}"
        return MetadataDate(None, f"{shown(written)} is not of the years {years}; left out")
    return MetadataDate(day)


def _unreadable(written: object) -> MetadataDate:
    return MetadataDate(None, f"{shown(written)} is no date that can be read; left out")


def _unset(written: object) -> MetadataDate:
    return MetadataDate(None, f"{shown(written)} is what computers write for no date; left out")


def _valid(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(_full_year(year), int(month), int(day))
    except ValueError:
        return None


def _named(text: str) -> datetime.date | None:
    """The date of an English text with the name of its month."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    return _valid(year, str(_MONTH_NUMBERS.get(month.lower(), 0)), day)


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return number + (1900 if number >= CENTURY_PIVOT else 2000)
