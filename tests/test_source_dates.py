"""Dates of foreign metadata: read beyond doubt, or none and a note; never a fault, never a wrong day."""

import datetime
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.sources.dates import first_date, metadata_date

DAY = datetime.date(2019, 3, 4)
SECONDS = 1_551_691_800


@pytest.mark.parametrize(
    "written",
    [
        # days and times of ISO 8601, and what is nearly that
        "2019-03-04", "2019/3/4", "2019.03.04", "2019:03:04 09:30:00", " 2019-03-04\n",
        "2019-03-04 09:30:00 +0100", "2019-03-04T09:30:00.000+0000", "2019-03-04T23:59:00-05:00",
        "2019-03-04T09:30:00.0000000-05:00", "2019-03-04 09:30:00.123456789", "2019-W10-1",
        # digits
        "20190304", 20190304, 20190304.0, "20190304.0", "20190304093000", 20190304093000, 201903040930,
        "20190304T093000-0500", "20190304T0930Z", "20190304093000Z", "20190304 09:30",
        # since 1970
        SECONDS, SECONDS + 0.25, str(SECONDS), f"{SECONDS}.0", Decimal(SECONDS), SECONDS * 10**3,
        SECONDS * 10**6, SECONDS * 10**9, str(SECONDS * 10**3), f"/Date({SECONDS}000)/",
        f"/Date({SECONDS}000+0100)/", f"new Date({SECONDS}000)",
        # in words
        "4 March 2019", "4. Mar 2019", "March 4, 2019", "Mar. 4, 2019", "4-Mar-2019", "04-MAR-19",
        "4th March 2019", "4th of March, 2019", "2019 March 4", "March 4, 2019 9:30 AM EST",
        "March 4, 2019 at 9:30 p.m.", "Monday, March 4, 2019", "Mon, 04 Mar 2019 09:30:00 GMT",
        "Mon, 4 Mar 19 09:30 +0100", "Mon Mar 04 09:30:00 +0000 2019", "Mon Mar  4 09:30:00 EST 2019",
        "04/Mar/2019:09:30:00 +0000", "Published: March 4, 2019", "March 4, 2019 | 9:30am",
        "Mon, 2019-03-04 09:30", "4 March 2019 09.30.00", "Mar 4 2019 12:00AM",
        # in the words of others
        "4 mars 2019", "lundi 4 mars 2019 à 9h30", "4. März 2019", "Montag, 4. März 2019, 09:30 Uhr",
        "4 de marzo de 2019", "4 de março de 2019", "4 marca 2019", "4 марта 2019 г.",
        "2019年3月4日", "2019年3月4日 09:30", "2019년 3월 4일", "٤ مارس ٢٠١٩",
        # the day is first where dots part it, and wherever it can be nothing else
        "04.03.2019", "4.3.2019 09:30", "Mon, 04.03.2019", "4. 3. 2019",
        # wrapped
        {"$date": "2019-03-04T00:00:00Z"}, {"$date": {"$numberLong": f"{SECONDS}000"}},
        {"_seconds": SECONDS, "_nanoseconds": 0}, {"@value": "2019-03-04"}, ["2019-03-04"],
        {"__type": "Date", "iso": "2019-03-04T09:30:00.000Z"}, 'ISODate("2019-03-04T09:30:00Z")',
        [2019, 3, 4, 9, 30], {"year": 2019, "month": 3, "day": 4}, b"2019-03-04",
        ["2019-03-04", "4 March 2019", "20190304"],
        # read already
        DAY, datetime.datetime(2019, 3, 4, 23, 59), datetime.datetime(2019, 3, 4, tzinfo=datetime.UTC),
    ],
    ids=str,
)  # fmt: skip
def test_a_day_however_it_is_written(written: Any) -> None:
    assert metadata_date(written) == (DAY, None)


@pytest.mark.parametrize("written", ["13/3/2019", "3/13/2019", "13-03-2019", "03.13.2019"])
def test_a_number_that_can_be_no_month_is_the_day(written: str) -> None:
    assert metadata_date(written).day == datetime.date(2019, 3, 13)


@pytest.mark.parametrize(
    "written",
    [None, "", "  ", math.nan, Decimal("NaN"), "nan", "NaN", "None", "null", "NaT", "N/A", "n/a", "-",
     "\\N", "<NA>", 0, 0.0, "0", "00000000", "0000-00-00", "0000-00-00 00:00:00", [], {}, [None],
     {"$date": None}],
    ids=str,
)  # fmt: skip
def test_what_stands_for_nothing_is_none_without_a_word(written: Any) -> None:
    assert metadata_date(written) == (None, None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("3/4/2019", "leaves open which number is the month"),
        ("03-04-2019", "leaves open which number is the month"),
        ("3.4.19", "leaves open which number is the month"),
        ("3/4/19 9:30 AM", "leaves open which number is the month"),
        ("0001-01-01T00:00:00", "is not of the years 1600 to 2199"),
        ("9999-12-31", "is not of the years 1600 to 2199"),
        ("1402-12-14", "is not of the years 1600 to 2199"),
        ("4 มีนาคม 2567", "is not of the years 1600 to 2199"),
        (datetime.date.max, "is not of the years 1600 to 2199"),
        ("1970-01-01T00:00:00Z", "is what computers write for no date"),
        (datetime.datetime(1970, 1, 1), "is what computers write for no date"),
        ("2019-03", "is no date that can be read"),
        (2019, "is no date that can be read"),
        (43528, "is no date that can be read"),
        (-1, "is no date that can be read"),
        (2033020312, "is no date that can be read"),  # an hour of 2033, or a second of 2034
        (99999999999, "is no date that can be read"),
        ("10000-01-01", "is no date that can be read"),
        ("12019-03-04", "is no date that can be read"),
        ("Mon, 4 Mar 99999999999", "is no date that can be read"),
        ("2019-02-30", "is no date that can be read"),
        ("20190304-20190308", "is no date that can be read"),
        ("2019-03-04 / 2019-03-08", "is no date that can be read"),
        ("4 March to 8 March 2019", "is no date that can be read"),
        ("yesterday", "is no date that can be read"),
        ("4 mars 19", "is no date that can be read"),
        ("Issue 4 of 2019, Kelmar", "is no date that can be read"),
        (10**5000, "is no date that can be read"),
        (math.inf, "is no date that can be read"),
        (True, "is no date that can be read"),
        ({"when": "2019-03-04"}, "is no date that can be read"),
        (["2019-03-04", "2019-03-05", "2019-03-06"], "is no date that can be read"),
        ([2019, 13, 4], "is no date that can be read"),
        ("x" * 10**6, "is no date that can be read"),
        ("\ud800", "is no date that can be read"),
    ],
    ids=lambda value: str(value)[:20].encode("utf-8", "replace").decode() if value != 10**5000 else "huge",
)  # fmt: skip
def test_what_is_in_doubt_is_none_with_a_note(written: Any, reason: str) -> None:
    day, note = metadata_date(written)
    assert day is None
    assert note
    assert f"{reason}; left out" in note
    assert len(note) < 150
    note.encode()


class NotATime(datetime.datetime):
    """Calls itself a time and is none, as NaT of pandas does."""

    def replace(self, *args: Any, **named: Any) -> Any:
        raise ValueError("NaTType does not support replace")


def test_a_time_that_is_none() -> None:
    assert metadata_date(NotATime(2019, 3, 4)).day is None


def test_the_first_of_several_that_is_a_date() -> None:
    assert first_date([None, "soon", "2019-03-04", "2019-03-05"]) == "2019-03-04"
    assert first_date(["soon", "later"]) == "soon"
    assert first_date([math.nan, ""]) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.datetimes()
        | st.dates() | st.binary(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
)  # fmt: skip
def test_no_value_is_a_fault(value: Any) -> None:
    day, note = metadata_date(value)
    assert day is None or 1000 <= day.year <= 9999
    assert day is None or note is None


_PIECES = st.sampled_from(
    "2019 19 3 4 04 13 99 0 -1 20190304 99999 / - . : , T Z am PM Mon March mars März 月 年 日 EST +0100 "
    "of the date( ) /Date( $ 9:30 é \u0663".split()
)


@given(st.lists(_PIECES, max_size=8), st.sampled_from(["", " "]))
def test_no_text_like_a_date_is_a_fault(pieces: list[str], between: str) -> None:
    day, _ = metadata_date(between.join(pieces))
    assert day is None or 1600 <= day.year <= 2199


@given(st.dates(datetime.date(1600, 1, 1), datetime.date(2199, 12, 31)))
def test_a_day_is_read_as_it_was_written(day: datetime.date) -> None:
    for form in (
        "%Y-%m-%d",
        "%d.%m.%Y",
        "%d %B %Y",
        "%B %d, %Y",
        "%a, %d %b %Y 09:30:00 GMT",
        "%Y%m%d",
    ):
        if day.year != 1970:
            assert metadata_date(day.strftime(form)).day == day
