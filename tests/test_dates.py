"""Mentions of dates: found with their words, resolved without adding anything."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.scan.dates import find_dates, resolve
from summarizer.verification.dates import check_dates

THURSDAY = date(2015, 9, 10)


@pytest.mark.parametrize(
    ("text", "mention", "kind"),
    [
        ("The ferry sank on Thursday.", "on Thursday", "weekday"),
        ("They left late on Wednesday in rain.", "late on Wednesday", "weekday"),
        ("It closed last week.", "last week", "relative"),
        ("It closed three days ago.", "three days ago", "relative"),
        ("Opened in March 2019 by her.", "in March 2019", "absolute"),
        ("Opened September 9, 2015, by her.", "September 9, 2015", "absolute"),
        ("Opened on Wednesday, September 9, 2015.", "on Wednesday, September 9, 2015", "absolute"),
        ("Opened 9 September by her.", "9 September", "absolute"),
        ("They left yesterday.", "yesterday", "relative"),
        ("They left this week.", "this week", "relative"),
        ("Seen in Sunday's vote.", "Sunday", "weekday"),
        ("They left early this morning.", "early this morning", "relative"),
        ("The yard opened in 2014.", "in 2014", "absolute"),
        ("Calm in the past few days.", "in the past few days", "vague"),
        ("At sea for more than a year.", "for more than a year", "vague"),
        ("It opens next month.", "next month", "relative"),
        ("Seen in the 1990s.", "in the 1990s", "absolute"),
        ("Fled in May from it.", "in May", "relative"),
        ("Le 2015-09-09 à midi", "2015-09-09", "absolute"),
        ("Am 9.9.2015 um zwölf", "9.9.2015", "absolute"),
        ("le 13/4/2015 à midi", "13/4/2015", "absolute"),
    ],
)
def test_mentions_and_their_kinds(text: str, mention: str, kind: str) -> None:
    (found,) = find_dates(text)
    assert (found.text, found.kind) == (mention, kind)
    assert text[found.start : found.end] == mention


@pytest.mark.parametrize(
    "text",
    [
        "They may march in 10 days of rain",
        "about 2000 people came",
        "fined 2000 soldiers",
        "a second man, one day, at 10:30",
        "The Sun reported it",
        "They left in the morning",
        "version 1.2.3 of 4/5",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Thursday", "2015-09-10", "2015-09-10"),
        ("late on Wednesday", "2015-09-09", "2015-09-09"),
        ("on Friday", "2015-09-04", "2015-09-04"),
        ("last Thursday", "2015-09-03", "2015-09-03"),
        ("next Thursday", "2015-09-17", "2015-09-17"),
        ("this week", "2015-09-07", "2015-09-13"),
        ("last month", "2015-08-01", "2015-08-31"),
        ("this weekend", "2015-09-12", "2015-09-13"),
        ("yesterday", "2015-09-09", "2015-09-09"),
        ("the day before yesterday", "2015-09-08", "2015-09-08"),
        ("tomorrow morning", "2015-09-11", "2015-09-11"),
        ("last night", "2015-09-09", "2015-09-09"),
        ("three days ago", "2015-09-07", "2015-09-07"),
        ("two weeks ago", "2015-08-24", "2015-08-30"),
        ("a year ago", "2014-01-01", "2014-12-31"),
        ("the past three days", "2015-09-07", "2015-09-10"),
        ("9 September", "2015-09-09", "2015-09-09"),
        ("December 30", "2014-12-30", "2014-12-30"),
        ("9-11 September", "2015-09-09", "2015-09-11"),
        ("in May", "2015-05-01", "2015-05-31"),
        ("last September", "2014-09-01", "2014-09-30"),
        ("23 Aug 88", "1988-08-23", "1988-08-23"),
    ],
)
def test_resolved_from_the_day_of_publication(text: str, first: str, last: str) -> None:
    assert resolve(text, THURSDAY) == (first, last)
    assert resolve(text, None) is None, "and without it nothing is invented"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("September 9, 2015", "2015-09-09", "2015-09-09"),
        ("Sept. 9th 2015", "2015-09-09", "2015-09-09"),
        ("in March 2019", "2019-03-01", "2019-03-31"),
        ("in February 2016", "2016-02-01", "2016-02-29"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("the 2014-15 season", "2014-01-01", "2015-12-31"),
        ("2015-09-09", "2015-09-09", "2015-09-09"),
        ("9.9.2015", "2015-09-09", "2015-09-09"),
        ("13/4/2015", "2015-04-13", "2015-04-13"),
        ("4/13/2015", "2015-04-13", "2015-04-13"),
    ],
)
def test_resolved_without_a_base(text: str, first: str, last: str) -> None:
    assert resolve(text, None) == resolve(text, THURSDAY) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "the past few days",
        "for more than a year",
        "more than a year ago",
        "the following day",
        "days later",
        "one day",
        "3/4/2015",
        "30 February 2015",
        "at 10:30",
        "no date at all",
        "",
    ],
)
def test_what_is_not_certain_stays_text(text: str) -> None:
    assert resolve(text, THURSDAY) is None


def test_planned_days_lie_ahead() -> None:
    assert resolve("on Friday", THURSDAY, future=True) == ("2015-09-11", "2015-09-11")
    assert resolve("9 September", THURSDAY, future=True) == ("2016-09-09", "2016-09-09")


@pytest.mark.parametrize(
    ("text", "with_base", "without"),
    [
        ("9 septembre 2015", ("2015-09-09", "2015-09-09"), ("2015-09-09", "2015-09-09")),
        ("septembre 2015", ("2015-09-01", "2015-09-30"), ("2015-09-01", "2015-09-30")),
        ("hier", ("2015-09-09", "2015-09-09"), None),
        ("mercredi", ("2015-09-09", "2015-09-09"), None),
    ],
)
def test_other_languages_add_no_day_month_or_year(
    text: str, with_base: tuple[str, str], without: tuple[str, str] | None
) -> None:
    assert resolve(text, THURSDAY) == with_base
    assert resolve(text, None) == without


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2099, 12, 31)))
@settings(deadline=None, max_examples=100)
def test_every_way_to_write_a_day_means_that_day(day: date) -> None:
    iso = day.isoformat()
    for written in (iso, f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"):
        assert resolve(written, None) == (iso, iso)


@given(
    st.lists(
        st.sampled_from(
            ["on", "late", "Monday", "9", "May", "2014", "ago", "two", "weeks", "İ", ","]
        )
    ).map(" ".join)
    | st.text(max_size=60),
    st.dates(),
)
@settings(deadline=None, max_examples=150)
def test_offsets_hold_and_ranges_are_ordered(text: str, base: date) -> None:
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.text
        days = resolve(found.text, base)
        assert days is None or days[0] <= days[1]
        end = found.end


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("It sank on 9 September 2015.", "It sank late on Wednesday."),
        ("It sank in 2015.", "It sank on Wednesday."),
        ("It sank yesterday.", "It sank on Wednesday."),
        ("It sank on Sept. 9th.", "It sank on September 9, 2015."),
        ("It sank on Wednesday.", "It sank on Wednesday night."),
        ("It sank recently.", "It sank."),
        ("It sank the same day.", "It sank on Wednesday."),
    ],
)
def test_dates_of_a_statement_in_its_evidence(statement: str, evidence: str) -> None:
    assert check_dates(statement, [evidence], THURSDAY, "summary") == []


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("It sank on 8 September 2015.", "It sank late on Wednesday."),
        ("It sank on Thursday.", "It sank on Wednesday."),
        ("It sank on Wednesday.", "It sank last week."),
        ("It sank in 2014.", "It sank."),
        ("It sank in May.", "It may sink."),
        ("It sank more than two years ago.", "It sank more than five years ago."),
    ],
)
def test_dates_that_the_evidence_does_not_give(statement: str, evidence: str) -> None:
    (problem,) = check_dates(statement, [evidence], THURSDAY, "summary")
    assert (problem.code, problem.severity) == ("date-not-in-evidence", "error")
    assert problem.field == "summary"
    assert find_dates(statement)[0].text in problem.message


def test_a_weekday_is_known_from_a_full_date_alone() -> None:
    assert check_dates("It sank on Wednesday.", ["It sank on 9 September 2015."]) == []
    assert check_dates("It sank on Friday.", ["It sank on 9 September 2015."]) != []
