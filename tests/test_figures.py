"""Figures of a text: values, bounds, units, what is counted and what became of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.scan.dates import find_dates
from summarizer.scan.figures import Figure, find_figures
from summarizer.scan.numerals import find_numerals, lowered, word_value


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1,234 homes", 1234, 1234),
        ("1 234 homes", 1234, 1234),
        ("1.234.567 homes", 1234567, 1234567),
        ("1.234,5 litres", 1234.5, 1234.5),
        ("10.5 litres", 10.5, 10.5),
        ("twenty-one ferries", 21, 21),
        ("two hundred and five ferries", 205, 205),
        ("two thousand three hundred ferries", 2300, 2300),
        ("a dozen ferries", 12, 12),
        ("half a million bees", 500_000, 500_000),
        ("2.3 million bees", 2_300_000, 2_300_000),
        ("5m bees", 5_000_000, 5_000_000),
        ("2bn bees", 2_000_000_000, 2_000_000_000),
        ("dozens of ferries", 24, 99),
        ("scores of ferries", 40, 99),
        ("hundreds of ferries", 200, 999),
        ("tens of thousands of bees", 20_000, 99_999),
        ("half of the harbour", 0.5, 0.5),
        ("a quarter of voters", 0.25, 0.25),
        ("one in four voters", 0.25, 0.25),
        ("nine out of 10 voters", 0.9, 0.9),
        ("between 10 and 20 boats", 10, 20),
        ("10-15 boats", 10, 15),
        ("30 to 40 boats", 30, 40),
        ("two or three thousand boats", 2000, 3000),
        ("at least 56 boats", 56, None),
        ("more than a dozen boats", 12, None),
        ("no fewer than 30 boats", 30, None),
        ("50 or more boats", 50, None),
        ("50+ boats", 50, None),
        ("up to 20 boats", None, 20),
        ("fewer than 30 boats", None, 30),
        ("not more than 30 boats", None, 30),
        ("54人死亡", 54, 54),
    ],
)
def test_values_and_bounds(text: str, low: float | None, high: float | None) -> None:
    figure = only(text)
    assert (figure.low, figure.high) == (low, high)


@pytest.mark.parametrize("text", ["about 17 men", "nearly 17 men", "some 17 men", "17-odd men"])
def test_about_keeps_the_number_and_says_approximate(text: str) -> None:
    figure = only(text)
    assert (figure.low, figure.high, figure.approximate) == (17, 17, True)
    assert not only("at least 17 men").approximate


@pytest.mark.parametrize(
    ("text", "shown", "unit"),
    [
        ("a $3.5 million bridge", "$3.5 million", "$"),
        ("cost €40m in all", "€40m", "€"),
        ("a fine of £50,000", "£50,000", "£"),
        ("US$6 a head", "US$6", "$"),
        ("Dh500 a head", "Dh500", "dirhams"),
        ("300m euros", "300m euros", "€"),
        ("a 12 per cent rise", "12 per cent", "%"),
        ("a rise of 7.5%", "7.5%", "%"),
        ("0.5 percentage points", "0.5 percentage points", "pp"),
        ("barely one kilometre away", "barely one kilometre", "km"),
        ("5km away", "5km", "km"),
        ("the 800m race", "800m", "m"),
        ("12 years in prison", "12 years", "years"),
        ("a 19-year-old sailor", "19-year-old", "years old"),
        ("Ana Doe, 47, said", "47", "years old"),
        ("won 3-1 at home", "3-1", "score"),
        ("lost the match 1–3", "1–3", "score"),
        ("$10-15 million", "$10-15 million", "$"),
        ("between $3 and $5 million", "between $3 and $5 million", "$"),
    ],
)
def test_units_are_part_of_the_words(text: str, shown: str, unit: str) -> None:
    figure = only(text)
    assert (figure.text, figure.unit) == (shown, unit)


def test_a_range_shares_its_magnitude() -> None:
    assert (only("$10-15 million").low, only("$10-15 million").high) == (10e6, 15e6)
    assert [figure.low for figure in find_figures("rose from 10 to 20")] == [10, 20]


@pytest.mark.parametrize(
    "text",
    [
        "the second man in 21st place",
        "in 2014 at 10:30, and at 7pm",
        "on 9 September 2015 and May 5",
        "three days ago",
        "one of them told no one; one another, one-off",
        "Flight 370, page 4 and No 10",
        "the F-16, Covid-19 and a 4G mast in the 1990s",
        "1. Milk\n2. Eggs",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("36 Marsh League fighters and others", "Marsh League fighters"),
        ("dozens of harbour workers were", "harbour workers"),
        ("cut 1,200 jobs at the yard", "jobs"),
        ("two phone calls in a week", "phone calls"),
        ("one police officer was hurt", "police officer"),
        ("3 of them children", "children"),
        ("12 per cent of voters", "voters"),
        ("a 12 per cent rise", ""),
        ("the toll rose to 12.", ""),
    ],
)
def test_what_is_counted_in_the_sources_words(text: str, counted: str) -> None:
    figure = only(text)
    assert figure.counted == counted
    assert text[figure.counted_start : figure.counted_end] == counted


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a blast that left 61 miners dead", ["killed"]),
        ("27 sailors and 14 dockers were killed", ["killed", "killed"]),
        ("killed at least 73 guards", ["killed"]),
        ("More than 80 rioters were wounded", ["wounded"]),
        ("dozens were injured", ["wounded"]),
        ("the death toll rose to 12", ["killed"]),
        ("killing 310,000 people", ["killed"]),
        ("a toll of 9 dead and 14 hurt", ["killed", "wounded"]),
        ("forced millions to flee", ["displaced"]),
        ("12 people, including 3 children, died", ["killed", "killed"]),
        ("15 soldiers, 3 officers and a pilot were wounded", ["wounded", "wounded"]),
        ("killed 12 and injured 30 others", ["killed", "wounded"]),
        ("claimed 12 lives", ["killed"]),
        ("40 people killed in the fire", ["killed"]),
        ("12 people in the village were killed", ["killed"]),
        ("12 attacks killed 56 soldiers", ["other", "killed"]),
        ("12 villages where 40 people were killed", ["other", "killed"]),
        ("arrested 40 marchers", ["detained"]),
        ("20 sailors are still missing", ["missing"]),
        ("2,000 people displaced by the flood", ["displaced"]),
        ("killed or wounded 100 men", ["other"]),
        ("taxed 100 men", ["other"]),
        ("a $3 million bridge", ["money"]),
    ],
)
def test_what_became_of_them(text: str, what: list[str]) -> None:
    assert [figure.what for figure in find_figures(text)] == what


def test_a_prison_term_is_a_figure_although_it_is_a_time() -> None:
    assert only("jailed for 12 years").unit == "years"


def test_dates_found_before_are_used() -> None:
    text = "On 3 May 12 people came; 40 left."
    assert find_figures(text, find_dates(text)) == find_figures(text)
    assert [figure.low for figure in find_figures(text, [])] != [12, 40]


def test_number_words_up_to_millions() -> None:
    assert word_value("three million two hundred thousand and six") == 3_200_006


_WORDS = st.sampled_from(
    """at least more than 12 1,234 dozens of $5 million men were killed on Monday , half twenty-one
    3-1 per cent İstanbul ﬁre 10:30 2014 one and to between a 1.234.567 £ m - years old""".split()
)


@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_offsets_hold_in_any_text(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        assert text[figure.counted_start : figure.counted_end] == figure.counted
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        end = figure.end


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_lower_case_keeps_offsets(text: str) -> None:
    lower = lowered(text)
    assert len(lower) == len(text)
    assert all(0 <= found.start < found.end <= len(text) for found in find_numerals(lower))


@pytest.mark.parametrize("text", ["A man of 51 was arrested.", "A girl of 9 was killed."])
def test_an_age_counts_nobody(text: str) -> None:
    assert only(text).what == "other"
