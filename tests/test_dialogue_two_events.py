"""Two events told in one sentence: each is found, dated and asked about by itself."""

import json

import pytest
from scripting import Script, asked_of, assert_sound, event, happened, read, summarize

from summarizer.dialogue import converse
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.grounding.happenings import happenings
from summarizer.models import ScriptedModel

SHELLED = "Rebels shelled the port on Monday and seized the customs house a day later."


def told(text: str) -> list[list[str]]:
    return [[word.text for _, word in one.triggers] for one in happenings(read(text))]


def test_each_has_its_own_words_day_and_kind() -> None:
    summary, asked = summarize(SHELLED, "focused")
    assert_sound(summary, SHELLED)
    assert asked == []
    assert [(one.type, one.summary) for one in summary.events] == [
        ("conflict.attack", "Rebels shelled the port on Monday."),
        ("conflict.seize", "Rebels seized the customs house a day later."),
    ]
    assert [one.time and one.time.text for one in summary.events] == ["on Monday", "a day later"]
    assert [[who.name for who in one.participants] for one in summary.events] == [
        ["Rebels", "the port"],
        ["Rebels", "the customs house"],
    ]
    assert [one.evidence[0].text for one in summary.events] == [SHELLED, SHELLED]


def test_what_follows_goes_on_with_the_first() -> None:
    text = f"{SHELLED} Two people were killed in the shelling."
    summary, _ = summarize(text, "focused")
    assert told(text) == [["shelled", "killed", "shelling"], ["seized"]]
    assert [one.quantities[0].text if one.quantities else "" for one in summary.events] == [
        "Two",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled the port and seized the customs house on Monday.",
        "The court convicted Harl Moss on Monday and jailed him for six years.",
        "Rebels shelled the port on Monday and shelled the fort on Tuesday.",
        "Rebels shelled the port on Monday and government troops retook it on Tuesday.",
        "Rebels shelled the port on Monday and seized the fort, the army said on Friday.",
    ],
    ids=["one day", "a stretch of time", "one kind", "two subjects", "the day of saying"],
)
def test_a_sentence_without_two_days_of_one_subject_tells_one(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "On Monday rebels shelled the port and the fort and then seized the customs house on Friday.",
        "Rebels shelled the port and the fort on Monday, and seized the customs house on Friday.",
        "Rebels shelled the port on Monday but were driven back and seized a ship on Friday.",
    ],
)
def test_the_last_and_before_a_verb_joins_it(text: str) -> None:
    assert told(text)[-1][-1] == "seized"
    assert len(told(text)) == 2


def test_where_a_saying_reports_both_each_is_told_without_it() -> None:
    summary, _ = summarize(SHELLED[:-1] + ", the army said.", "focused")
    assert [one.summary for one in summary.events] == [
        "Rebels shelled the port on Monday.",
        "Rebels seized the customs house a day later.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The army said rebels shelled the port on Monday and seized it on Tuesday.",
        "Rebels, the army said, shelled the port on Monday and seized it on Tuesday.",
        "Witnesses told police that Brandt shot Holm on Monday and robbed her on Tuesday.",
        "Orla Finch said Tomas Brandt resigned on Monday and was arrested on Tuesday.",
        "Orla Finch said he resigned on Monday and was arrested on Tuesday.",
        "After police arrested Brandt, rebels shelled the port on Monday and seized it on Tuesday.",
        "The rebels that the army attacked in May shelled the port on Monday and seized it on Tuesday.",
        "Brandt resigned on Monday as police arrested Holm and was charged on Friday.",
    ],
)
def test_a_verb_of_another_subject_as_it_seems_tells_no_event_of_its_own(text: str) -> None:
    """Its subject would be who reports both, or who stands in another clause."""
    assert len(told(text)) == 1
    summary, _ = summarize(text, "focused")
    assert_sound(summary, text)
    [one] = summary.events
    assert one.summary.endswith(("on Tuesday.", "on Friday."))
    assert one.summary.removesuffix(".").casefold() in text.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "Rebels will shell the port on Monday and seize it on Tuesday.",
        "Rebels had shelled the port on Monday and seized it on Tuesday.",
        "Brandt will be arrested on Monday and sentenced on Friday.",
        "Brandt is to be arrested on Monday and sentenced on Friday.",
        "The bank agreed to buy Lindmoor Steel on Monday and to sue its owner on Friday.",
        "Brandt was convicted on Monday and fined 400 crowns on Friday.",
    ],
)
def test_a_verb_that_says_something_else_without_the_first_is_not_told_apart(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    ("first", "rest", "target"),
    [
        ("Brandt was arrested on 3 May", "convicted on 5 June", "Brandt"),
        (
            "Brandt was convicted of fraud in March",
            "sentenced to six years on Friday",
            "Brandt",
        ),
        ("Two men were arrested on Monday", "released on Tuesday", "Two men"),
        ("The company was fined in 2019", "sued in 2024", "The company"),
        ("The ferry was bombed on Monday", "sunk on Friday", "The ferry"),
        ("Halden Bay was attacked on Monday", "seized on Tuesday by rebels", "Halden Bay"),
    ],
)
def test_a_passive_that_shares_its_auxiliary_is_told_with_it(
    first: str, rest: str, target: str
) -> None:
    """“The company sued in 2024” would be told of somebody else."""
    text = f"{first} and {rest}."
    summary, asked = summarize(text, "focused")
    assert_sound(summary, text)
    assert asked == []
    assert [one.summary for one in summary.events] == [f"{first}.", text]
    assert [one.time and one.time.text in rest for one in summary.events] == [False, True]
    for one in summary.events:
        assert target in [who.name for who in one.participants if who.role == "target"]


def test_where_no_subject_is_read_the_sentence_is_told_whole() -> None:
    text = "The court convicted Vera Holm in March and sentenced her to six years in June."
    summary, _ = summarize(text, "focused")
    assert [one.summary for one in summary.events] == [
        "The court convicted Vera Holm in March.",
        text,
    ]


@pytest.mark.parametrize(
    ("text", "later"),
    [
        (
            "Vera Holm and Tomas Brandt shelled the port on Monday and seized it on Tuesday.",
            "Vera Holm and Tomas Brandt seized it on Tuesday.",
        ),
        (
            "Two men and a woman were arrested on Monday and were charged on Friday.",
            "Two men and a woman were charged on Friday.",
        ),
        (
            "The ferry sank on Monday and was bombed on Tuesday.",
            "The ferry was bombed on Tuesday.",
        ),
        (
            "Brandt was arrested on 3 May and is to be sentenced on 9 June.",
            "Brandt is to be sentenced on 9 June.",
        ),
    ],
)
def test_the_later_one_has_the_whole_subject(text: str, later: str) -> None:
    summary, _ = summarize(text, "focused")
    assert [one.summary for one in summary.events][1:] == [later]


@pytest.mark.parametrize(
    ("given", "kind"), [("shelled", "conflict.attack"), ("seized", "conflict.seize")]
)
def test_nothing_is_added_to_what_a_strong_model_lists(given: str, kind: str) -> None:
    listed = event(
        type=kind,
        summary=f"Rebels {given} the {'port' if given == 'shelled' else 'customs house'}.",
        trigger=given,
        participants=[{"name": "Rebels", "role": "agent"}],
        place="",
        time="",
        quantities=[],
    )
    summary, _ = summarize(SHELLED, "whole", Script(events=[[listed]]))
    assert [one.trigger.text for one in summary.events] == [given]


def test_an_event_by_another_word_of_the_sentence_tells_both() -> None:
    listed = event(
        summary="Rebels shelled the port and seized the customs house.",
        trigger="the customs house",
        participants=[{"name": "Rebels", "role": "agent"}],
        place="",
        time="",
        quantities=[],
    )
    summary, _ = summarize(SHELLED, "whole", Script(events=[[listed]]))
    assert len(summary.events) == 1


def test_the_later_one_is_asked_about_in_its_own_words() -> None:
    """What the model copies from the other one's day does not date it."""
    text = "Police raided the depot in May and later seized on 3 June what was left."
    answer = happened("Police", "what was left", when="in May")
    summary, [question] = summarize(text, "focused", Script(happening=lambda _: answer))
    shown = asked_of(question).partition("What happened?")[0]
    assert "Police later seized on 3 June what was left" in shown
    assert "raided" not in shown
    assert [one.time and one.time.text for one in summary.events] == ["in May", "on 3 June"]


def test_an_exact_copy_has_both_and_asks_nothing() -> None:
    leader, _ = summarize(SHELLED, "focused")
    model = ScriptedModel(lambda _: json.dumps({"speaker": "none"}))
    copy = run(converse(Document.from_text(SHELLED), "focused", known=leader), model)
    assert copy.events == leader.events
    assert model.asked == []


def test_of_a_copy_with_one_changed_neither_is_carried() -> None:
    leader, _ = summarize(SHELLED, "focused")
    text = SHELLED.replace("a day later", "on Friday")
    copy = run(
        converse(Document.from_text(text), "focused", known=leader), ScriptedModel(lambda _: "{}")
    )
    assert [one.time and one.time.text for one in copy.events] == ["on Monday", "on Friday"]
