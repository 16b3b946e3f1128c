"""From the words of a date to days of the calendar, never adding what neither text nor base says.

Every function returns a `Period`: first and last day, both inclusive, or None when the words do
not say which days are meant. `base` is the day of publication.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Period",
    "ago",
    "day_of_month",
    "foreign",
    "full_year",
    "month",
    "numeric",
    "this_or_next",
    "weekday",
    "years",
]

Period = tuple[date, date]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}

_STEPS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_PROBES = (date(2011, 2, 3), date(2018, 9, 24))
"""Two days that share neither day, month, year nor weekday."""
_LANGUAGES = (
    "ar bg cs da de el es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh".split()
)
"""Not English, which has its own rules here: dateparser takes "one day" for a day ago."""
_LONGEST_FOREIGN = 60
"""Code points. A date is shorter; a whole sentence given by mistake must not cost seconds."""


def full_year(digits: str, base: date | None) -> int | None:
    """The year of "2015" or "88". Two digits mean the last such year up to the base's next one."""
    if len(digits) == 4:
        return int(digits)
    if base is None:
        return None
    year = base.year - base.year % 100 + int(digits)
    return year if year <= base.year + 1 else year - 100


def day_of_month(
    day: int, number: int, year: int | None, base: date | None, future: bool
) -> Period | None:
    """One day. Without a year: the nearest such day up to the base, or from it when `future`."""
    if year is not None:
        return _one(_valid(year, number, day))
    if base is None:
        return None
    around = (_valid(base.year + step, number, day) for step in (-1, 0, 1))
    return _one(_nearest((found for found in around if found), base, future))


def month(
    number: int, year: int | None, base: date | None, step: str, future: bool
) -> Period | None:
    """A whole month. Without a year: the latest begun by the base, or the next when `future`."""
    if year is None:
        if base is None:
            return None
        passed = number < base.month
        year = base.year
        if step in ("last", "past", "previous"):
            year -= number >= base.month
        elif step in ("next", "coming"):
            year += number <= base.month
        elif future:
            year += passed
        else:
            year -= number > base.month
    return _month_range(year, number)


def years(first: int, last: int) -> Period | None:
    """From the first day of one year to the last day of another."""
    if not MINYEAR <= first <= last <= MAXYEAR:
        return None
    return date(first, 1, 1), date(last, 12, 31)


def numeric(first: int, second: int, year: int | None, slash: bool) -> Period | None:
    """`d.m.yyyy` or `d/m/yyyy`. With slashes, two numbers up to 12 could be either way round."""
    if year is None:
        return None
    if slash and first <= 12 and second <= 12 and first != second:
        return None
    if slash and second > 12:
        first, second = second, first
    return _one(_valid(year, second, first))


def weekday(name: str, step: str, base: date | None, future: bool) -> Period | None:
    """The most recent such day up to the base ("last": before it), or the next when `future`."""
    if base is None:
        return None
    back = (base.weekday() - WEEKDAYS[name]) % 7
    if step in ("next", "coming"):
        return _shifted(base, 7 - back)
    if step in ("last", "past", "previous"):
        return _shifted(base, -(back or 7))
    return _shifted(base, (7 - back) % 7 if future else -back)


def this_or_next(step: str, count: int | None, unit: str, base: date | None) -> Period | None:
    """ "this week", "last month", "the past three days". Weeks run from Monday to Sunday."""
    if base is None or step not in _STEPS:
        return None
    if count is not None:
        return _run_of(_STEPS[step], count, unit, base)
    if unit == "weekend":
        return _weekend(_STEPS[step], base)
    return _unit_range(unit, _STEPS[step], base)


def ago(count: int, unit: str, base: date | None) -> Period | None:
    """ "three days ago" is one day; weeks, months and years give the whole week, month or year."""
    if base is None:
        return None
    if unit in ("second", "minute"):
        return base, base
    if unit == "hour":
        return _pair(_day(base, -1 - count // 24), base)
    if unit == "night":
        unit = "day"
    return _unit_range(unit, -count, base)


def foreign(text: str, base: date | None, future: bool) -> Period | None:
    """What dateparser reads in `text`, in other languages than English, cut to what is really said.

    The parser fills gaps from the day it is told is today. It is asked with two such days: what
    changes with them was not in the text. A day, month or year that is neither in the text nor
    follows from `base` makes the answer wider, or None.
    """
    if not text.strip() or len(text) > _LONGEST_FOREIGN:
        return None
    one, two = (_parsed(text, probe) for probe in _PROBES)
    if one is None or two is None:
        return None
    if one == two:
        return one, one
    if one.year == two.year:
        return _month_range(one.year, one.month) if one.month == two.month else None
    return None if base is None else _moved_with_base(one, two, base, future)


def _moved_with_base(one: date, two: date, base: date, future: bool) -> Period | None:
    """Places in the base's calendar what was said by distance, by weekday, or by day and month."""
    distance, other = one - _PROBES[0], two - _PROBES[1]
    if distance == other:
        return _shifted(base, distance.days)
    if one.weekday() == two.weekday() and max(abs(distance), abs(other)) <= timedelta(7):
        return weekday(list(WEEKDAYS)[one.weekday()], "", base, future)
    if (one.month, one.day) == (two.month, two.day):
        return day_of_month(one.day, one.month, None, base, future)
    return None


@lru_cache(maxsize=1024)
def _parsed(text: str, base: date) -> date | None:
    # Imported here: it costs a quarter of a second, which `--help` and English need not pay.
    from datetime import datetime

    import dateparser

    found = dateparser.parse(
        text,
        languages=_LANGUAGES,
        settings={
            "RELATIVE_BASE": datetime(base.year, base.month, base.day, 12),
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
    return found.date() if found is not None else None


def _valid(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _one(day: date | None) -> Period | None:
    return None if day is None else (day, day)


def _pair(first: date | None, last: date | None) -> Period | None:
    return None if first is None or last is None else (first, last)


def _nearest(days: Iterable[date], base: date, future: bool) -> date | None:
    if future:
        return min((day for day in days if day >= base), default=None)
    return max((day for day in days if day <= base), default=None)


def _day(base: date, days: int) -> date | None:
    try:
        return base + timedelta(days)
    except OverflowError:
        return None


def _shifted(base: date, days: int) -> Period | None:
    return _one(_day(base, days))


def _month_range(year: int, number: int) -> Period | None:
    first = _valid(year, number, 1)
    following = _valid(year + number // 12, number % 12 + 1, 1)
    return None if first is None or following is None else (first, following - timedelta(1))


def _weekend(step: int, base: date) -> Period | None:
    saturday = base - timedelta(base.weekday()) + timedelta(5)
    return _pair(_day(saturday, 7 * step), _day(saturday, 7 * step + 1))


def _unit_range(unit: str, step: int, base: date) -> Period | None:
    """The whole day, week, month, quarter or year that lies `step` units after the base's own."""
    if unit == "day":
        return _shifted(base, step)
    if unit in ("week", "fortnight"):
        step *= 2 if unit == "fortnight" else 1
        monday = _day(base - timedelta(base.weekday()), 7 * step)
        return None if monday is None else _pair(monday, _day(monday, 6))
    if unit == "month":
        index = base.year * 12 + base.month - 1 + step
        return _month_range(index // 12, index % 12 + 1)
    if unit == "year":
        return years(base.year + step, base.year + step)
    return None


_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}


def _run_of(step: int, count: int, unit: str, base: date) -> Period | None:
    """ "the past three days": that many days back from the base, or on from it, base included."""
    if unit not in _DAYS or step == 0:
        return None
    reached = _day(base, step * count * _DAYS[unit])
    return _pair(reached, base) if step < 0 else _pair(base, reached)
