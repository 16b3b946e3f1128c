"""Numbers of a statement against those of its evidence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.verification.numbers import check_numbers


def codes(statement: str, *evidence: str) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in check_numbers(statement, evidence, "summary")]


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Twelve people died.", "12 people died in the flood."),
        ("12 people died.", "Twelve people died in the flood."),
        ("At least 56 sailors died.", "The storm killed at least 56 sailors."),
        ("About 15 boats sank.", "The storm sank 15 boats."),
        ("3,000 jobs will go.", "It will cut three thousand jobs."),
        ("3,000 jobs will go.", "It will cut 3, 000 jobs."),
        ("Half of voters agreed.", "50% of voters agreed."),
        ("A third of voters agreed.", "33 per cent of voters agreed."),
        ("A 10-15% rise.", "A rise of 10 to 15 per cent."),
        ("One child died.", "A child was among the dead."),
        ("Two brothers won.", "Both brothers won."),
        ("The 47-year-old won.", "Ana Doe, 47, won."),
        ("The 47-year-old won.", "Ana Doe (47) won."),
        ("A fine of $5.", "A fine of A$5."),
        ("Orban won 3-1.", "They lost 1–3 to Orban."),
        ("It began in 2014.", "It began."),
        ("Nothing is counted.", "Nor here."),
    ],
)
def test_the_same_number_however_written(statement: str, evidence: str) -> None:
    assert codes(statement, evidence) == []


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("55 sailors died.", "The storm killed 56 sailors."),
        ("30 people were hurt.", "Dozens were hurt."),
        ("12 people died.", "On 12 September people died."),
        ("12 people died.", "At 12:30 people died."),
        ("More than 50 died.", "560 people died."),
        ("They won 3-1.", "They won 2-1."),
        ("12 people died.", ""),
    ],
)
def test_a_number_that_is_not_there(statement: str, evidence: str) -> None:
    assert codes(statement, evidence) == [("number-not-in-evidence", "error")]


def test_the_message_names_the_number_and_what_the_evidence_has() -> None:
    (problem,) = check_numbers(
        "A storm killed 55 sailors.",
        ["It killed at least 54 sailors.", "Nine boats sank."],
        "summary",
    )
    assert '"55 sailors"' in problem.message
    assert '"at least 54 sailors", "Nine boats"' in problem.message
    assert problem.field == "summary"


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("It cut 12% of jobs.", "It cut 12 jobs."),
        ("It paid $40 million.", "It paid €40 million."),
        ("It rose by 2%.", "It rose by 2 percentage points."),
        ("50 sailors were killed.", "50 sailors were wounded."),
        ("He got 12 years.", "He got 12 months."),
    ],
)
def test_a_changed_unit_or_fate(statement: str, evidence: str) -> None:
    assert codes(statement, evidence) == [("number-unit-changed", "error")]


@pytest.mark.parametrize(
    ("statement", "code", "severity"),
    [
        ("56 sailors died.", "number-bound-dropped", "note"),
        ("Up to 56 sailors died.", "number-bound-changed", "error"),
        ("More than 56 sailors died.", "", ""),
    ],
)
def test_bounds_against_at_least(statement: str, code: str, severity: str) -> None:
    expected = [(code, severity)] if code else []
    assert codes(statement, "The storm killed at least 56 sailors.") == expected


def test_an_added_bound_and_the_end_of_a_range_are_noted() -> None:
    assert codes("At least 56 died.", "56 people died.") == [("number-bound-added", "note")]
    assert codes("It costs £800.", "It costs between £800 and £900.") == [
        ("number-bound-dropped", "note")
    ]


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Dozens were hurt.", "30 people were hurt."),
        ("More than 50 died.", "56 people died."),
        ("Nearly 240,000 fled.", "238,500 people fled."),
    ],
)
def test_a_less_exact_number_is_noted(statement: str, evidence: str) -> None:
    assert codes(statement, evidence) == [("number-rounded", "note")]


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("24 people died.", ["Crash kills 12", "The crash killed 12 people."]),
        ("Two people died.", ["Fire kills one", "The fire killed one person."]),
        ("36 people died.", ["Flood: 12 killed", "12 people were killed", "12 killed, police say"]),
    ],
)
def test_a_headline_and_its_story_are_not_added_up(statement: str, evidence: list[str]) -> None:
    (problem,) = check_numbers(statement, evidence, "text")
    assert (problem.code, problem.severity) == ("number-not-in-evidence", "error")


def test_a_sum_of_the_same_kind_is_noted_with_its_addends() -> None:
    (problem,) = check_numbers(
        "54 people were killed.", ["36 rebels and 18 guards were killed."], "summary"
    )
    assert (problem.code, problem.severity) == ("number-derived", "note")
    assert "36 rebels + 18 guards" in problem.message
    assert codes("16 people left.", "12 men and 4 women left.") == [("number-derived", "note")]


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("54 people were killed.", "36 rebels were killed and 18 guards were wounded."),
        ("16 left.", "12 shops and 4 women left."),
        ("72 rebels were killed.", "36 rebels were killed. The 36 rebels were killed at sea."),
    ],
)
def test_a_sum_of_different_kinds_is_none(statement: str, evidence: str) -> None:
    assert codes(statement, evidence) == [("number-not-in-evidence", "error")]


def test_any_of_the_evidence_texts_may_hold_it() -> None:
    assert codes("56 boats and 12 jetties sank.", "56 boats sank.", "12 jetties sank.") == []


@given(st.integers(min_value=3, max_value=10**9), st.integers(min_value=3, max_value=10**9))
@settings(deadline=None, max_examples=100)
def test_equal_numbers_pass_and_others_do_not(one: int, other: int) -> None:
    found = codes(f"It cut {one:,} jobs.", f"It cut {other:,} jobs.")
    assert found == ([] if one == other else [("number-not-in-evidence", "error")])
