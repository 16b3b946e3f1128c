"""Mentions of one person or body are one entity, by name or by description."""

import pytest
from scripting import read

from summarizer.grounding.entities import described, entity_mentions
from summarizer.grounding.speakers import Speakers


def names_of(text: str, canonical: str) -> set[str]:
    return {text[start:end] for start, end in entity_mentions(read(text))[canonical]}


@pytest.mark.parametrize(
    ("text", "canonical", "names"),
    [
        (
            "Jabhat Al Sadr took Orlen. Al Sadr Front fighters left on Monday.",
            "Jabhat Al Sadr",
            {"Jabhat Al Sadr", "Al Sadr Front"},
        ),
        (
            "The United Nations met on Monday. A vote at the UN is due in May.",
            "United Nations",
            {"United Nations", "UN"},
        ),
        (
            "Tomas Rehn, also known as Abu Rehn, left. Police want Abu Rehn back.",
            "Tomas Rehn",
            {"Tomas Rehn", "Abu Rehn"},
        ),
        (
            "President Jane al-Sand spoke. Mrs Al Sand left. Jane Al Sand is 60.",
            "Jane al-Sand",
            {"Jane al-Sand", "Al Sand", "Jane Al Sand"},
        ),
    ],
)
def test_names_of_one_body_are_one_entity(text: str, canonical: str, names: set[str]) -> None:
    assert names_of(text, canonical) == names


def test_two_bodies_with_a_common_word_stay_two() -> None:
    found = entity_mentions(read("Orlen Bank sued Varna Bank. Orlen Bank won its case in May."))
    assert {"Orlen Bank", "Varna Bank"} <= found.keys()


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Foreign minister Juno Talbek flew in. Then the minister left.", "the minister", "Juno Talbek"),
        ("Juno Talbek, the envoy, flew in. Then the envoy left.", "the envoy", "Juno Talbek"),
        ("Corvane Savings Bank failed. On Monday the bank shut.", "the bank", "Corvane Savings Bank"),
        ("Al Sadr took the fort. Later the armed group left.", "the armed group", "Al Sadr"),
    ],
)  # fmt: skip
def test_a_description_stands_for_the_one_it_fits(text: str, words: str, name: str) -> None:
    at = text.index(words)
    assert described(at, at + len(words), read(text)) == name
    assert words in names_of(text, name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Minister Juno Talbek met minister Otto Brand. Then the minister left.", "the minister"),
        ("Troops hold the army post near Deir Orlen. Later the army left.", "the army"),
        ("He drove to Orlen. Later the group left.", "the group"),
    ],
)
def test_a_description_that_fits_two_or_none_stands_for_itself(text: str, words: str) -> None:
    at = text.index(words)
    assert described(at, at + len(words), read(text)) is None


def test_two_of_one_surname_are_told_apart_by_who_was_named_last() -> None:
    text = (
        "Radek Sommer, the minister, spoke first. Sommer said the line was safe. "
        "Then Milena Sommer spoke. Sommer said the line was shut."
    )
    reading = read(text)
    named = [Speakers(reading).expected(found) for found in reading.scan.attributions]
    assert [one and one.canonical for one in named] == ["Radek Sommer", "Milena Sommer"]
