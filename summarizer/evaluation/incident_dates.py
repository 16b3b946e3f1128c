"""Dates as MUC-4 writes them, and when two of them mean the same."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from summarizer.scan.calendar import MONTHS

__all__ = ["Period", "gold_periods", "same_time"]

# "- 07 MAR 88" is any day up to it; a date this long before it is held to be another incident's.
OPEN_DAYS = 31
# Days of a month, in any year: "31 FEB 88" names no day and is passed over.
_LONGEST = {at: 30 if at in (4, 6, 9, 11) else 28 if at == 2 else 31 for at in range(1, 13)}
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3}) (\d\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day; `start` is None when only the last possible day is known."""

    start: date | None
    end: date


def gold_periods(text: str) -> list[Period]:
    """What a date of a template means: "07 MAR 88", "- 07 MAR 88", "03 MAY 88 - 04 MAY 88"."""
    days = [
        date(1900 + int(year), MONTHS[month.lower()], int(day))
        for day, month, year in _DAY.findall(text)
        if month.lower() in MONTHS and 0 < int(day) <= _LONGEST[MONTHS[month.lower()]]
    ]
    if not days:
        return []
    open_start = text.strip(" (").startswith("-")
    return [Period(None if open_start else days[0], days[-1])]


def same_time(given: Period | None, gold: Period) -> bool:
    """Whether two periods share a day; two open ones must end within a day of each other."""
    if given is None:
        return False
    if given.start is None:
        return gold.start is None and abs(given.end - gold.end) <= timedelta(days=1)
    first = gold.start or gold.end - timedelta(days=OPEN_DAYS)
    return given.start <= gold.end and first <= given.end
