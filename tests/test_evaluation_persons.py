"""Whether a text allows a pronoun to stand for a name."""

import pytest

from summarizer.evaluation.persons import allows, same_name, words_of

TEXT = """\
Mrs Ottway opened the talks in Port Ferris. Brian Sholl and Laura Quill came late; Mr Quill stayed
away. Tamsin Orr’s company sent a lawyer. Dr Ives and the Ferris Trust were asked to speak.
"""


@pytest.mark.parametrize(
    ("pronoun", "name", "allowed"),
    [
        ("she", "Mrs Ottway", True),
        ("he", "Mrs Ottway", False),
        ("he", "Ottway", False),  # the text calls her Mrs
        ("he", "Brian Sholl", True),
        ("she", "Sholl", False),  # Brian stands before it
        ("he", "Laura Quill", False),  # her own given name outranks another Quill's title
        ("he", "Quill", True),  # one of two, and both can be meant
        ("she", "Quill", True),
        ("she", "Port Ferris", False),
        ("it", "Ferris Trust", True),
        ("they", "Ferris Trust", True),
        ("it", "Ferris Bank", False),  # not in the text
        ("it", "Fer", False),  # not a word of it
        ("she", "her", False),
        ("it", "", False),
    ],
)
def test_allows(pronoun: str, name: str, allowed: bool) -> None:
    assert allows(pronoun, name, TEXT, ()) is allowed


def test_who_is_marked_as_a_source_may_be_a_person() -> None:
    assert not allows("he", "Ives", TEXT, ["Brian Sholl"])
    assert allows("he", "Ives", TEXT, ["Brian Sholl", "Dr Ives"])


@pytest.mark.parametrize(
    ("name", "source", "same"),
    [
        ("Brian Sholl", "Sholl", True),
        ("Sholl", "Brian Sholl (of Ferris)", True),
        ("Brian Sholl", "Sholl, who came late", True),
        ("Brian Sholl", "the Sholl company", False),
        ("the Sholl company", "a company", False),  # not a name
        ("Brian Sholl", "", False),
        ("", "Sholl", False),
    ],
)
def test_same_name(name: str, source: str, same: bool) -> None:
    assert same_name(name, source) is same


def test_words_have_no_possessive_endings() -> None:
    assert words_of("Tamsin Orr’s, O'Neill's; “re-elected”") == [
        "Tamsin",
        "Orr",
        "O'Neill",
        "re-elected",
    ]
