"""Reading takes time by the length of a text, whatever stands in it; so do the searches of a user's recipe.

Each text is read once and then doubled, within one run: what takes time by the square of its length takes
four times as long, and what is in proportion about twice.
"""

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from summarizer.dialogue import converse
from summarizer.documents import Document
from summarizer.documents.heading import clean_title
from summarizer.errors import RecipeError
from summarizer.evaluation.no_model import no_model
from summarizer.grounding.happenings import happenings
from summarizer.grounding.reading import read_through
from summarizer.recipes.cues import LONGEST_SEARCH, Cues, cues_fault
from summarizer.recipes.prompt_file import Prompt
from summarizer.scan.quotes import QuotedPassage, how_quoted
from summarizer.segments.sentences import sentence_ends
from summarizer.sources.encoding import looks_like_html
from summarizer.sources.sniffing import told_by_content

if TYPE_CHECKING:
    from summarizer.recipes.faults import Fault

T = TypeVar("T")

MOST_GROWTH = 3.2
"""Of the time for twice the text. By the square it would be 4; 2 is what it is as a rule."""

QUICK = 0.15
"""Seconds: what takes less for the doubled text is not measured further, the machine may be busy."""

UNITS = {
    "saying": "said ", "who says that": "said that he said that ", "quotation marks": '"',
    "open quotations": "“", "nested quotations": "“‘", "single marks": "'", "quoted words": '"word ',
    "brackets": "(", "closing brackets": ") ", "square brackets": "[", "digits": "7", "figures": "1,2",
    "versions": "1.2.", "capitals": "A", "initials": "A.", "names": "Kelmar Darrow ", "commas": ", ",
    "hyphens": "a-", "dashes": "— ", "spaces": " ", "line breaks": "\n", "paragraphs": "a\n\n",
    "one word": "x", "number words": "twenty hundred thousand ", "dates": "3 March 2019, ",
    "years": "2019-", "titles": "Dr. ", "stops": "...", "Chinese": "新聞。", "Hebrew": "שלום ",
    "marks beside letters": "e\u0301", "Turkish": "İ", "possessives": "Kelmar's ",
    "labels": "Darrow: yes\n",
    "quotations that go on": "“a b c d e\n\n", "clauses": "which was ", "ands": "Kelmar and Darrow and ",
    "speeches": '"We go," said Ilse Darrow. ', "denials": "The army denied it. ",
    "one event": "Gunmen killed 3 people in Sarrow. ", "pronouns": "He said they attacked. ",
    "money": "$5 million ", "places": "SARROW (AP) — ", "roles": "the president of ", "tags": "<b ",
}  # fmt: skip


def seconds(work: Callable[[T], object], what: T) -> float:
    gc.collect()
    began = time.process_time()
    work(what)
    return time.process_time() - began


def summarized(text: str) -> None:
    """All that is done without a model."""
    dialogue, model = converse(Document.from_text(text), "whole"), no_model()
    try:
        questions = next(dialogue)
        while True:
            questions = dialogue.send([model.ask(question) for question in questions])
    except StopIteration:
        return


def assert_in_proportion(work: Callable[[str], object], text: Callable[[int], str]) -> None:
    """That the work on a text grows with it: looked at again, and larger, before it is a fault."""
    size = 8_000
    for _ in range(3):
        doubled = seconds(work, text(2 * size))
        if doubled < QUICK:
            return
        growth = doubled / seconds(work, text(size))
        if growth < MOST_GROWTH:
            return
        size *= 2
    pytest.fail(f"twice the text takes {growth:.1f} times as long, at {size} characters")


def of_units(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + unit * (size // len(unit)) + after


@pytest.mark.parametrize("name", UNITS)
def test_any_text_takes_time_by_its_length(name: str) -> None:
    text = of_units(UNITS[name], "Ilse Darrow said. ", " It rained in Sarrow.")
    assert_in_proportion(summarized, text)


@pytest.mark.parametrize("before", ['"a ', "# a ", "Kelmar (", "«", "- "])
@pytest.mark.parametrize("name", ["spaces", "Chinese", "pronouns", "figures"])
def test_whatever_it_begins_with(name: str, before: str) -> None:
    after = "b\n\nIt rained in Sarrow, Ilse Darrow said."
    assert_in_proportion(summarized, of_units(UNITS[name], before, after))


def many_events(size: int) -> str:
    """Events of which none is another: each sentence opens a happening of its own."""
    syllables = "kar lun dos ven tri pol hir sek mav rom".split()
    lines: list[str] = []
    while size > 0:
        at = len(lines)
        name = "".join(syllables[at // 10**place % 10] for place in range(4)).capitalize()
        year = f" in {1960 + at % 50}" if at % 9 == 0 else ""
        said = "Ilse Darrow denied that rebels" if at % 11 == 0 else "Rebels"
        lines.append(f"{said} attacked {at % 90 + 2} {name}s in {name[::-1].capitalize()}{year}.")
        size -= len(lines[-1])
    return "\n\n".join(lines)


def test_events_are_joined_in_time_by_their_number() -> None:
    readings = {
        size: read_through(Document.from_text(many_events(size))) for size in (40_000, 80_000)
    }
    for reading in readings.values():
        assert reading.threads is not None  # found once, and not what is measured
    once, twice = (
        min(seconds(happenings, reading) for _ in range(3)) for reading in readings.values()
    )
    assert twice < MOST_GROWTH * once


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "港口於星期一關閉。"), ("th", "ท่าเรือปิด "), ("el", "Το λιμάνι έκλεισε; Ναι. ")],
)
def test_long_paragraphs_are_cut_where_short_ones_are(language: str, sentence: str) -> None:
    short = sentence_ends((sentence * 20).strip(), language)
    long = sentence_ends((sentence * 2000).strip(), language)
    assert long[: len(short) - 1] == short[:-1]
    assert len(long) >= 90 * (len(short) - 1)


def test_a_quotation_is_told_in_a_text_of_many() -> None:
    quotes = [QuotedPassage(at, at + 8, at + 1, at + 7) for at in range(0, 1000, 10)]
    quotes.insert(3, QuotedPassage(22, 26, 23, 25, depth=1))
    assert how_quoted([(22, 25)], quotes) == "direct"
    assert how_quoted([(991, 997), (1, 7)], quotes) == "direct"
    assert how_quoted([(27, 33)], quotes) == "mixed"
    assert how_quoted([(8, 10)], quotes) == "indirect"
    assert how_quoted([], quotes) == "indirect"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Rain in Sarrow", "Rain in Sarrow"),
        ("# Rain in Sarrow ##", "Rain in Sarrow"),
        ("#  Rain # in Sarrow #", "Rain # in Sarrow"),
        ("# #", "#"),
        ("#Rain", "#Rain"),
        ("## Rain", "## Rain"),
    ],
)
def test_markdown_titles_are_read_as_before(line: str, title: str) -> None:
    assert clean_title(line) == title


class TestCues:
    ENDLESS = (
        "(a|a)*c",
        "(a|aa)+$",
        r"(?:\w+[ -]?){1,30}z!",
        r"(\d|\d\d)+;",
    )

    @pytest.mark.parametrize("cue", ENDLESS)
    def test_one_that_takes_time_without_end_is_a_fault(self, cue: str, tmp_path: Path) -> None:
        file = tmp_path / "prompt.md"
        file.write_text(
            f"---\nname: losses\nversion: 1\nwhat: losses\ncues: ['{cue}']\n---\nList them.\n"
        )
        faults: list[Fault] = []
        assert Prompt.read(file, faults) is None
        assert [fault.line for fault in faults] == [5]
        assert "takes time without end" in faults[0].message

    CLOSE = (
        r"(\w+\s*)+!!",
        "(a+)+b",
        "(.*)*x",
        r"(\d+,?)+;",
        r"(-?\w)+#",
        "([^x]*)*y",
        ".*a.*b.*c!",
    )

    @pytest.mark.parametrize("cue", [*ENDLESS, *CLOSE])
    @pytest.mark.parametrize("sentence", ["word " * 4000 + "! !!", "a" * 4000 + "!", "1,a-" * 4000])
    def test_whatever_gets_by_is_ended(self, cue: str, sentence: str) -> None:
        began = time.monotonic()
        with suppress(RecipeError):
            Cues.of([cue]).words_in(sentence)
        assert time.monotonic() - began < LONGEST_SEARCH + 5

    @pytest.mark.parametrize(
        "cue",
        ["sentenced?", r"(?:[A-Z]\w+\s+)+court", r"\w+\s+fined", r"\d+(?:,\d{3})*\s+crowns", "a|b"],
    )
    def test_those_that_are_meant_well_are_taken(self, cue: str) -> None:
        assert cues_fault([cue]) == ""

    def test_the_end_says_why(self) -> None:
        with pytest.raises(RecipeError, match=r"cues take more than 0\.5 s for one sentence"):
            Cues.of(["(a|a)*c"]).words_in("a" * 60 + "! c")

    def test_words_are_found_as_wholes_in_any_case(self) -> None:
        cues = Cues.of(["fined?", r"order(ed|s)?\s+to\s+pay"])
        text = "He was FINED, she is ordered to  pay; a refined order to payers."
        assert cues.words_in(text) == ["FINED", "ordered to  pay"]


HEADS = {
    "an object and blank lines": ('{"text": "It rained."}', "\n", "x"),
    "an object and blank lines of DOS": ('{"text": "It rained."}', "\r\n", "x"),
    "an object and lines of spaces": ('{"text": "It rained."}', " \n\t\n", "x"),
    "brackets that close": ('{"text": 1}', "} ", "\n\nx"),
    "an empty object": ("{}", "\n", "x"),
    "a list that never begins": ("", "[ ", "x"),
    "rows of a table": ("", "id,text\n", "x"),
    "comments": ("", "<!--a-->", "<p>"),
    "comments far apart": ("<?xml version='1.0'?>", "<!--a-->\n\n", "<p>"),
    "headers": ("", "From: a\n", "b"),
    "a DOCTYPE": ("<!DOCTYPE a [", "] ", "x"),
}


@pytest.mark.parametrize("name", HEADS)
def test_what_a_file_is_takes_time_by_the_length_of_its_head(name: str) -> None:
    before, unit, after = HEADS[name]
    heads = of_units(unit, before, after)
    assert_in_proportion(looks_like_html, heads)
    assert_in_proportion(lambda text: told_by_content(text.encode()), heads)
