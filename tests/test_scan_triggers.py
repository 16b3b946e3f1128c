"""The words that name a happening."""

import pytest

from summarizer.scan import tokenize
from summarizer.scan.triggers import Trigger, find_triggers


def triggers(sentence: str) -> list[Trigger]:
    return find_triggers(tokenize(sentence))


@pytest.mark.parametrize(
    ("sentence", "word", "kind"),
    [
        ("Rebels attacked the fort.", "attacked", "conflict.attack"),
        ("The battle lasted a day.", "battle", "conflict.attack"),
        ("Rebels seized control of the fort.", "seized control", "conflict.seize"),
        ("The guards withdrew.", "withdrew", "conflict.withdraw"),
        ("Thousands marched in Tarn.", "marched", "conflict.demonstrate"),
        ("A boy drowned in the lake.", "drowned", "life.die"),
        ("Police arrested the captain.", "arrested", "justice.arrest-jail"),
        ("She was found guilty.", "found guilty", "justice.convict"),
        ("He was fined 200 crowns.", "fined", "justice.fine"),
        ("The minister resigned.", "resigned", "personnel.end-position"),
        ("The mayor stepped down.", "stepped down", "personnel.end-position"),
        ("Parliament approved the bill.", "approved", "politics.decide"),
        ("An earthquake woke Tarn.", "earthquake", "disaster.natural"),
        ("The ferry sank.", "sank", "disaster.accident"),
        ("The mill laid off its weavers.", "laid off", "business.labour"),
        ("Shares fell by 5% in Tarn.", "fell", "business.results"),
        ("Rovers beat United.", "beat", "sport.contest"),
        ("The two firms merged.", "merged", "business.merge-org"),
        ("Two sailors were hurt.", "hurt", "life.injure"),
        ("Someone planted a bomb in Tarn.", "planted", "conflict.attack"),
        ("A grenade was thrown at the gate.", "thrown", "conflict.attack"),
        ("A device that exploded hurt nobody.", "exploded", "conflict.attack"),
        ("A tanker exploded.", "exploded", "disaster.accident"),
        ("A car bomb went off.", "went off", "conflict.attack"),
        ("The rebel attack failed.", "attack", "conflict.attack"),
        ("Lightning killed a farmer in Tarn.", "killed", "life.die"),
        ("Guerrillas burned a bus.", "burned", "conflict.attack"),
        ("Rebels executed a farmer.", "executed", "conflict.attack"),
        ("The banker went on trial.", "on trial", "justice.trial-hearing"),
        ("Gunmen took hostage four cooks.", "took hostage", "crime.offence"),
    ],
)
def test_an_event_word_and_its_kind(sentence: str, word: str, kind: str) -> None:
    assert [(found.text, found.type) for found in triggers(sentence)] == [(word, kind)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The shops are open.",
        "The rise was steep.",
        "It was a fine day.",
        "The cost is 5% a year.",
        "He lives near the Battle River.",
        "They may well agree.",
        "Guests left the room.",
        "The striker attacked from the left of the pitch.",
        "They want longer jail terms.",
        "Rain raised the river.",
        "Patrols were carried out at night.",
        "The yearly meeting is on Monday.",
        "Carpenters set off at dawn.",
    ],
)
def test_the_same_word_where_nothing_happens(sentence: str) -> None:
    assert triggers(sentence) == []


def test_an_aim_is_marked() -> None:
    [found] = triggers("They met nobody and plan to attack the fort.")[-1:]
    assert (found.text, found.infinitive) == ("attack", True)


@pytest.mark.parametrize(
    ("sentence", "noun"), [("The attack failed.", True), ("They attacked it.", False)]
)
def test_nouns_and_verbs_are_told_apart(sentence: str, noun: bool) -> None:
    assert [found.noun for found in triggers(sentence)] == [noun]


def test_triggers_stand_where_they_are_said_to_stand() -> None:
    sentence = "Rebels seized control of the fort, killed 3 guards and left."
    for found in triggers(sentence):
        assert sentence[found.start : found.end] == found.text
