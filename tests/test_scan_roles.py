"""Who does what to whom around an event word, as grammar shows it."""

import pytest
from scripting import read

from summarizer.scan.roles import cast_of


def cast(text: str, word: str) -> tuple[list[str], list[str], list[str]]:
    """The agents, targets and instruments of the event word `word`."""
    reading = read(text)
    number, trigger = next(found for found in reading.scan.triggers if found[1].text == word)
    found = cast_of(reading.scan.sentence(number), trigger, reading.scan.triggers_in[number])

    def words(ranges: tuple[tuple[int, int], ...]) -> list[str]:
        return [text[start:end] for start, end in ranges]

    return words(found.agents), words(found.targets), words(found.instruments)


@pytest.mark.parametrize(
    ("text", "word", "agents", "targets"),
    [
        ("Police arrested the captain on Wednesday.", "arrested", ["Police"], ["the captain"]),
        ("Tom Lund was shot by Ida Moor in Tarn.", "shot", ["Ida Moor"], ["Tom Lund"]),
        (
            "Ada Brandt was shot at her door early on Saturday by two men in masks.",
            "shot",
            ["two men"],
            ["Ada Brandt"],
        ),
        (
            "Fighters of the Tarn Front in the hills killed a teacher, a guard, and a nurse.",
            "killed",
            ["Fighters of the Tarn Front"],
            ["a teacher", "a guard", "a nurse"],
        ),
        ("Two sailors and a cook were hurt.", "hurt", [], ["Two sailors", "a cook"]),
        ("At least 12 people were killed in Tarn.", "killed", [], ["At least 12 people"]),
        ("Two men killed by a mob were buried.", "killed", ["a mob"], ["Two men"]),
        ("Tom Lund, a baker, was kidnapped.", "kidnapped", [], ["Tom Lund"]),
        ("The judge, Ada Brandt, sentenced him.", "sentenced", ["Ada Brandt"], []),
        ("The court, which fined Orlen Rail, is in Tarn.", "fined", ["The court"], ["Orlen Rail"]),
        ("The ferry Vega sank off Orlen.", "sank", [], ["The ferry Vega"]),
        ("A submarine sank the ferry.", "sank", ["A submarine"], ["the ferry"]),
        ("Orlen Rail agreed in May to buy a rival.", "buy", ["Orlen Rail"], ["a rival"]),
        ("Lund met Ida Moor in Tarn.", "met", ["Lund", "Ida Moor"], []),
        ("The minister resigned.", "resigned", ["The minister"], []),
        ("Reports say that rebels attacked it.", "attacked", ["rebels"], []),
        ("Lund was detained and later released.", "released", [], ["Lund"]),
        ("Detectives suspect a gang that robbed two inns.", "robbed", ["a gang"], ["two inns"]),
        ("There were four men injured.", "injured", [], ["four men"]),
        ("Norland is uneasy, shaken, robbed by its banks.", "robbed", ["its banks"], []),
    ],
)
def test_subjects_and_objects_of_verbs(
    text: str, word: str, agents: list[str], targets: list[str]
) -> None:
    assert cast(text, word)[:2] == (agents, targets)


@pytest.mark.parametrize(
    ("text", "word", "agents", "targets"),
    [
        ("The attack on the fort by rebels failed.", "attack", ["rebels"], ["the fort"]),
        ("The murder of Ida Moor shocked Tarn.", "murder", [], ["Ida Moor"]),
        ("Norland’s raid on Vale failed.", "raid", ["Norland"], ["Vale"]),
        ("Ida Moor’s murder shocked Tarn.", "murder", [], ["Ida Moor"]),
        ("Gunmen staged an attack on a bus.", "attack", ["Gunmen"], ["a bus"]),
        ("The Tarn Front claimed responsibility for the attack.", "attack", ["The Tarn Front"], []),
        ("A rebel attack on a bus failed.", "attack", ["rebel"], ["a bus"]),
        ("The attack on Tuesday failed.", "attack", [], []),
    ],
)
def test_what_nouns_say_about_them(
    text: str, word: str, agents: list[str], targets: list[str]
) -> None:
    assert cast(text, word)[:2] == (agents, targets)


@pytest.mark.parametrize(
    ("text", "word", "parts"),
    [
        (
            "Unknown men planted a bomb in front of a school.",
            "planted",
            (["Unknown men"], ["a school"], ["a bomb"]),
        ),
        ("A bomb exploded outside the court.", "exploded", ([], ["the court"], ["A bomb"])),
        (
            "Two grenades were thrown at the home of Ida Moor.",
            "thrown",
            ([], ["the home of Ida Moor"], ["Two grenades"]),
        ),
        (
            "Rebels armed with rifles attacked a mill.",
            "attacked",
            (["Rebels"], ["a mill"], ["rifles"]),
        ),
        ("Ida Moor was killed by a bomb.", "killed", ([], ["Ida Moor"], ["a bomb"])),
    ],
)
def test_weapons_are_instruments(
    text: str, word: str, parts: tuple[list[str], list[str], list[str]]
) -> None:
    assert cast(text, word) == parts


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They attacked it.", "attacked"),
        ("No group attacked it.", "attacked"),
        ("The wave of crime killed him.", "killed"),
        ("Nobody was killed on Monday.", "killed"),
        ("He was paid 2 million crowns.", "paid"),
        ("It was closed by order of the king.", "closed"),
    ],
)
def test_pronouns_sums_and_nobody_take_no_part(text: str, word: str) -> None:
    assert cast(text, word) == ([], [], [])


def test_what_stands_in_brackets_is_passed_over() -> None:
    text = "Members of the ELT (Tarn Liberation Army) killed a guard."
    assert cast(text, "killed")[:2] == (["Members of the ELT"], ["a guard"])


def test_what_only_befell_one_does_nothing_to_others() -> None:
    agents, targets, _ = cast("The ferry sank, killing 12 people.", "killing")
    assert (agents, targets) == ([], ["12 people"])


@pytest.mark.parametrize(
    "text", ["(Police arrested a man.)", "The mayor (whom rebels kidnapped) is back."]
)
def test_what_stands_in_brackets_has_no_parts(text: str) -> None:
    word = "arrested" if "arrested" in text else "kidnapped"
    assert cast(text, word) == ([], [], [])
