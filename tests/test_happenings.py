"""Which sentences tell of one happening, and how it is told."""

import pytest
from scripting import FERRY, read

from summarizer.grounding.happenings import Happening, happenings
from summarizer.grounding.telling import clause, event_from_words, head, told_in
from summarizer.schemas.event import Event, HappeningDraft
from summarizer.schemas.problem import Problem

# Who takes part in the first happening of FERRY, as its grammar shows it.
SHOWN = [("The ferry Vega", "target"), ("at least 12 people", "target")]


def groups(text: str) -> list[list[int]]:
    """The sentences of each happening."""
    return [found.numbers for found in happenings(read(text))]


def told(text: str, **words: str) -> tuple[Event, list[Problem]]:
    """The first happening of a text, with the words a model copied."""
    reading = read(text)
    answers = {"who": "none", "whom": "none", "where": "none", "when": "none"} | words
    first: Happening = happenings(reading)[0]
    return event_from_words(first, HappeningDraft(**answers), reading)


def test_sentences_that_follow_each_other_tell_one_happening() -> None:
    assert groups("Rebels attacked the fort at dawn. They shelled it for an hour.") == [[1, 2]]


def test_two_battles_are_two_happenings() -> None:
    text = (
        "Rebels attacked the fort of Tarn at dawn. The siege lasted a week. It rained. It snowed. "
        "In a separate assault, soldiers bombed the harbour of Vale."
    )
    assert groups(text) == [[1, 2], [5]]


def test_a_happening_spoken_of_as_known_is_the_earlier_one() -> None:
    text = (
        "A ferry sank off Tarn on Monday. The sea was rough. The wind was strong. Nobody slept. "
        "The mayor wept. The accident off Tarn was the first of the ferry."
    )
    assert groups(text) == [[1, 6]]


def test_the_month_of_may_makes_nothing_uncertain() -> None:
    assert groups("In May rebels attacked the fort.") == [[1]]


def test_happenings_of_different_kinds_are_apart() -> None:
    assert groups("Police arrested the captain. Parliament approved the budget.") == [[1], [2]]


@pytest.mark.parametrize(
    "text",
    [
        "The captain could be jailed.",
        "He may resign if convicted.",
        "“They attacked the fort,” she said.",
        "The captain, who was jailed in May, likes tea.",
        "The harbour is deep.",
        "Two men are suspected of murdering Ida Moor.",
        "Claims on social media that a child had died are untrue.",
        "Police arrested nobody.",
        "Police arrested no suspects.",
        "The navy nearly sank a ferry.",
        "The bank was almost sold.",
        "It is not true that the ferry sank.",
        "Rumours that 40 people were killed in a blast in Tarn were false.",
        "A film in which a bomb kills 12 people won the prize.",
        "The mayor rejected the union’s demand that he resign.",
        "A man suspected of looting a shop and burning a barn is missing.",
    ],
)
def test_what_did_not_happen_or_is_told_in_passing_is_none(text: str) -> None:
    assert groups(text) == []


def test_the_crime_of_which_somebody_is_accused_is_no_part_of_the_arrest() -> None:
    text = "A man accused of looting a shop and setting fire to a barn was arrested on Monday."
    [found] = happenings(read(text))
    assert [trigger.text for _, trigger in found.triggers] == ["arrested"]
    [acquittal] = happenings(read("Two men were cleared of murdering Ida Moor."))
    assert [trigger.text for _, trigger in acquittal.triggers] == ["cleared of"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rebels shelled the port on Monday and seized it on Friday.", [[1], [1]]),
        ("The army said rebels shelled the port on Monday and seized it on Friday.", [[1]]),
        ("After Holm left, rebels shelled the port on Monday and seized it on Friday.", [[1], [1]]),
        ("After Holm resigned, rebels shelled the port on Monday and seized it on Friday.", [[1]]),
    ],
)
def test_two_things_of_one_sentence_are_apart_where_one_subject_did_both(
    text: str, found: list[list[int]]
) -> None:
    assert groups(text) == found


def test_what_is_told_of_another_place_in_the_next_sentence_is_apart() -> None:
    text = (
        "Gunmen attacked a bus near Orlen on Monday. In the town of Vale, masked men bombed a mill."
    )
    assert groups(text) == [[1], [2]]


def test_what_was_in_an_earlier_year_is_apart() -> None:
    text = "Orlen Rail bought a rival on Monday. It sold two ships in 2023."
    found = happenings(read(text, published="2029-05-18"))
    assert [one.numbers for one in found] == [[1], [2]]


def test_a_participle_between_commas_is_background() -> None:
    text = "Orlen Rail, founded in 1921, bought a rival."
    [found] = happenings(read(text))
    assert [trigger.text for _, trigger in found.triggers] == ["bought"]


def test_a_title_is_no_happening_of_its_own() -> None:
    text = "Ferry sinks off Tarn\n\nA ferry sank off Tarn on Monday, and the crew swam ashore.\n"
    assert groups(text) == [[2]]


def test_what_is_denied_is_apart_from_what_happened() -> None:
    text = "Norland denied that it had bombed the fort. Soldiers bombed the harbour."
    denied = [found.denied for found in happenings(read(text))]
    assert sorted(denied) == [False, True]


def test_the_head_of_a_happening_is_a_verb_of_a_kind() -> None:
    reading = read("The battle began at dawn. Rebels seized the fort, and 3 guards died.")
    number, trigger = head(happenings(reading)[0])
    assert (number, trigger.text) == (2, "seized")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Forty people were killed when rebels stormed a fort.", "stormed"),
        ("A bus was hit by an explosion, police said. The explosion hurt a boy.", "explosion"),
    ],
)
def test_the_head_is_what_happened_and_not_what_came_of_it(text: str, word: str) -> None:
    assert head(happenings(read(text))[0])[1].text == word


def test_a_denial_is_told_without_what_it_was_dismissed_as() -> None:
    event, _ = told("He also dismissed as “a fairy tale” reports that officers had fled the fort.")
    assert (event.status, event.summary) == ("denied", "Officers had fled the fort.")


def test_a_clause_is_told_without_who_reports_it() -> None:
    reading = read(FERRY)
    first = happenings(reading)[0]
    told = [clause(number, trigger, reading) for number, trigger in told_in(first, reading)]
    assert told == ["The ferry Vega sank off Orlen on Tuesday, killing at least 12 people"]


def test_words_that_stand_in_the_sentences_are_taken() -> None:
    event, notes = told(FERRY, whom="The ferry Vega", where="off Orlen", when="on Tuesday")
    assert [(part.name, part.role) for part in event.participants] == SHOWN
    assert event.place is not None
    assert event.time is not None
    assert (event.place.name, event.time.text, notes) == ("Orlen", "on Tuesday", [])
    assert event.type == "disaster.accident"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("who", "Norland Lines"),
        ("where", "Harwick"),
        ("when", "on Wednesday"),
        ("whom", "the captain"),
    ],
)
def test_words_of_other_sentences_are_left_out_and_noted(field: str, words: str) -> None:
    event, [note] = told(FERRY, **{field: words})
    assert [(part.name, part.role) for part in event.participants] == SHOWN
    assert words not in (event.place and event.place.name, event.time and event.time.text)
    assert (note.code, note.field, note.severity) == ("answer-left-out", field, "note")


@pytest.mark.parametrize("words", ["none", "None", "", "she", "it"])
def test_answers_that_say_nothing_are_no_words(words: str) -> None:
    event, notes = told("Drones attacked.", who=words, whom=words)
    assert ([part.name for part in event.participants], notes) == (["Drones"], [])


def test_a_time_that_is_none_and_a_place_that_is_none_are_left_out() -> None:
    event, _ = told(FERRY, when="at least 12", where="killing")
    assert event.place is None or event.place.name != "killing"
    assert event.time is not None
    assert event.time.text != "at least 12"


def test_a_place_that_the_clause_names_needs_no_answer() -> None:
    event, _ = told(FERRY)
    assert event.place is not None
    assert event.place.name == "Orlen"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rebels attacked a fort at the mouth of Sarrow harbour.", "the mouth of Sarrow harbour"),
        ("Gunmen raided a farm near Orlen, Tarn Province, on Monday.", "Orlen, Tarn Province"),
        ("In the hill town of Vale, gunmen raided a farm.", "the hill town of Vale"),
        ("A bomb exploded at a court in Orlen.", "a court in Orlen"),
        ("Rebels shelled the town of Vale.", "the town of Vale"),
        ("Two men were shot in an attack on the Harbour Inn in Orlen.", "Orlen"),
    ],
)
def test_a_place_goes_as_far_as_its_words(text: str, place: str) -> None:
    event, _ = told(text)
    assert event.place is not None
    assert event.place.name == place


@pytest.mark.parametrize(
    "text", ["Rebels attacked a fort in the Tarn Front area.", "Gunmen raided a farm."]
)
def test_a_body_is_no_place(text: str) -> None:
    assert told(text)[0].place is None


def test_conflicting_figures_stay_side_by_side() -> None:
    event, _ = told(
        "Rebels attacked a fort, killing 12 guards, the army said. "
        "The rebels said the attack killed 30 guards."
    )
    assert [(one.what, one.low) for one in event.quantities] == [("killed", 12), ("killed", 30)]


def test_a_date_that_is_certain_comes_before_one_that_is_not() -> None:
    event, _ = told("Rebels recently attacked a fort. They shelled the fort on 3 May 2027.")
    assert event.time is not None
    assert event.time.start == "2027-05-03"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("He was born in 1950 and died in 2020.", "in 2020"),
        ("Vera Holm was born in Karvale in 1950 and was later arrested in 1990.", "in 1990"),
        ("On Monday officers came and arrested a man who fled in 2019.", "On Monday"),
        ("On Monday police arrested a man in a flat bought in 2019.", "On Monday"),
    ],
)
def test_what_and_joins_to_another_verb_has_the_date_of_its_own_clause(
    text: str, when: str
) -> None:
    event, _ = told(text)
    assert event.time is not None
    assert event.time.text == when


def test_what_one_sentence_after_the_other_shows_is_told_together() -> None:
    event, _ = told("Masked men attacked a bus near Vale. Two nurses were killed in the attack.")
    assert {one.name: one.role for one in event.participants} == {
        "Masked men": "agent",
        "a bus": "target",
        "Two nurses": "target",
    }


def test_a_source_is_no_doer() -> None:
    event, _ = told(FERRY, who="the coast guard")
    assert [part.role for part in event.participants] == ["target", "target"]


def test_figures_of_its_own_sentences_only() -> None:
    event, _ = told(FERRY)
    assert [quantity.text for quantity in event.quantities] == ["at least 12"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rebels attacked the fort at dawn.", "occurred"),
        ("Soldiers are still shelling the fort.", "ongoing"),
        ("The two firms will merge in May.", "planned"),
        ("The firm agreed on Thursday to buy its rival.", "planned"),
        ("They plan to attack the fort.", "planned"),
        ("Orland said that Tarn bombed a market, which Tarn denies.", "alleged"),
        ("Norland claimed that rebels attacked the fort.", "alleged"),
        ("Norland denied that its ships had shelled the fort.", "denied"),
    ],
)
def test_whether_it_happened(text: str, status: str) -> None:
    event, _ = told(text)
    assert event.status == status


def test_a_summary_is_made_of_the_words_of_the_source() -> None:
    event, _ = told("The ferry sank off Tarn on Monday, police said.")
    assert event.summary == "The ferry sank off Tarn on Monday."


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Police fear 20 people were killed.", "alleged"),
        ("Rumours that 40 people were killed in Tarn spread quickly.", "alleged"),
        ("Gunmen allegedly attacked the fort.", "alleged"),
        ("Suspected rebels attacked the fort.", "occurred"),
        ("Officers believed rebels attacked the fort.", "alleged"),
        ("Nearly 40 people were killed in Tarn.", "occurred"),
        ("Gunmen killed no fewer than 12 people.", "occurred"),
    ],
)
def test_what_is_only_feared_or_rumoured_is_alleged(text: str, status: str) -> None:
    assert told(text)[0].status == status


@pytest.mark.parametrize(
    ("text", "who", "whom", "roles"),
    [
        (
            "Tom Lund was shot by Ida Moor in Tarn.",
            "Tom Lund",
            "Ida Moor",
            {"Tom Lund": "target", "Ida Moor": "agent"},
        ),
        (
            "The man beside Tom Lund was killed.",
            "Tom Lund",
            "none",
            {"The man beside Tom Lund": "target"},
        ),
        (
            "Gunmen shot Tom Lund’s brother.",
            "Tom Lund",
            "none",
            {"Gunmen": "agent", "Tom Lund’s brother": "target"},
        ),
    ],
)
def test_a_sentence_that_shows_the_roles_outweighs_the_answer(
    text: str, who: str, whom: str, roles: dict[str, str]
) -> None:
    found, _ = told(text, who=who, whom=whom)
    assert {one.name: one.role for one in found.participants} == roles
