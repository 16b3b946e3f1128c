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
    ("given", "trigger", "added"),
    [("shelled", "conflict.attack", "seized"), ("seized", "conflict.seize", "shelled")],
)
def test_the_one_that_a_model_leaves_out_is_found(given: str, trigger: str, added: str) -> None:
    listed = event(
        type=trigger,
        summary=f"Rebels {given} the {'port' if given == 'shelled' else 'customs house'}.",
        trigger=given,
        participants=[{"name": "Rebels", "role": "agent"}],
        place="",
        time="",
        quantities=[],
    )
    summary, _ = summarize(SHELLED, "whole", Script(events=[[listed]]))
    assert {one.trigger.text for one in summary.events} == {given, added}
    assert len(summary.events) == 2


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
