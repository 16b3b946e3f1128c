"""Where quotation marks open and close."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.scan.quotes import find_quotes, how_quoted


def passages(text: str) -> list[str]:
    """What stands inside the outer marks."""
    return [
        text[found.inner_start : found.inner_end]
        for found in find_quotes(text, paragraphs(text))
        if found.depth == 0
    ]


def paragraphs(text: str) -> list[tuple[int, int]]:
    ranges, start = [], 0
    for paragraph in text.split("\n\n"):
        ranges.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    return ranges


@pytest.mark.parametrize(
    "text",
    [
        "He said “no way” twice.",
        'He said "no way" twice.',
        "Er sagte „no way“ zweimal.",
        "Il a dit «no way» deux fois.",
        "Han sagde »no way« to gange.",
        "他说「no way」两次。",
        "他说『no way』两次。",
        "He said ‘no way’ twice.",
        "He said 'no way' twice.",
        "He said ''no way'' twice.",
        "He said ``no way'' twice.",
        "He said (“no way”) twice.",
    ],
)
def test_every_style_of_mark(text: str) -> None:
    assert passages(text) == ["no way"]


def test_marks_of_two_characters_are_both_part_of_the_passage() -> None:
    text = "He said ''no way'' twice."
    [found] = find_quotes(text, paragraphs(text))
    assert text[found.start : found.end] == "''no way''"


@pytest.mark.parametrize(
    "text",
    [
        "It wasn’t the workers’ fault, nor the miners’ fault.",
        "It wasn't the workers' fault, nor the miners' fault.",
        "The board is 5' 11\" long.",
        "The '90s were better.",
        "Nothing is quoted here.",
        "“”",
        "”",
    ],
)
def test_apostrophes_and_lone_marks_quote_nothing(text: str) -> None:
    assert passages(text) == []


@pytest.mark.parametrize("marks", ["‘’", "''"])
def test_a_possessive_does_not_close_a_quotation(marks: str) -> None:
    said = "We tried, but the workers" + marks[1] + " union refused,"
    assert passages(f"{marks[0]}{said}{marks[1]} she said.") == [said]


def test_a_quotation_inside_another_is_deeper() -> None:
    text = "“He cried ‘Fire!’ and ran,” she said."
    found = [
        (text[q.inner_start : q.inner_end], q.depth) for q in find_quotes(text, [(0, len(text))])
    ]
    assert found == [("He cried ‘Fire!’ and ran,", 0), ("Fire!", 1)]


def test_an_inner_mark_that_is_never_closed_does_not_swallow_the_outer_one() -> None:
    assert passages("“He cried ‘Fire! and ran,” she said. “Then it fell.”") == [
        "He cried ‘Fire! and ran,",
        "Then it fell.",
    ]


def test_a_speech_goes_on_in_paragraphs_that_open_with_a_mark() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said.\n\n“Other,” he said."
    found = find_quotes(text, paragraphs(text))
    assert [(q.closed, q.continues) for q in found] == [
        (False, False),
        (False, True),
        (True, True),
        (True, False),
    ]


def test_a_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“One.\n\nTwo is narration.\n\nThree as well."
    assert passages(text) == ["One."]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("no way", "direct"), ("said “no way” twice", "mixed"), ("He said", "indirect")],
)
def test_how_words_are_quoted(words: str, kind: str) -> None:
    text = "He said “no way” twice."
    at = text.index(words)
    assert how_quoted([(at, at + len(words))], find_quotes(text, [(0, len(text))])) == kind


def test_nothing_is_quoted_indirectly() -> None:
    assert how_quoted([], []) == "indirect"


@given(st.text(alphabet="“”„«»‘’'\"`「」‹› ab.,\n\0", max_size=60))
@settings(max_examples=300)
def test_passages_lie_inside_their_paragraph_and_never_cross(text: str) -> None:
    found = find_quotes(text, paragraphs(text))
    for passage in found:
        assert passage.start < passage.inner_start < passage.inner_end <= passage.end
        assert any(start <= passage.start and passage.end <= end for start, end in paragraphs(text))
    outer = [passage for passage in found if passage.depth == 0]
    assert all(one.end <= other.start for one, other in pairwise(outer))
    assert found == sorted(found, key=lambda passage: passage.start)
