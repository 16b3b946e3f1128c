"""A copy of an article takes over what is known of it, and is asked about what differs."""

import json
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripting import (
    FERRY,
    Answer,
    Script,
    asked_of,
    assert_sound,
    claim,
    event,
    happened,
    spans_in,
)

from summarizer.dialogue import Limits, converse
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.grounding.carrying import carry, items_shared
from summarizer.grounding.reading import read_through
from summarizer.models import ScriptedModel
from summarizer.rounds import Question
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.summary import Summary

# Sentences by number: 1 arrived, who "she" may be   2 "It is too late …" she   3 a quotation of nobody
# 4 attacked, asked about   5 killed, a day
PASS = """\
Mr Brand stood beside Ms Moor on Monday. “It is too late to save the pass,” she said.

A banner was seen: “Nobody asked us about the pass.”

Workers were angry, and in May they attacked the old bridge of Tarn.

The council closed the quarry on Thursday.
"""

Items = Sequence[Claim] | Sequence[Event]


def answers(question: Question) -> Answer:
    """The model names Ms Moor as whoever speaks, and the workers as whoever did it."""
    if question.schema_name == "HappeningDraft":
        return happened("Workers", "the old bridge of Tarn", when="in May")
    return json.dumps({"speaker": "Ms Moor" if "save the pass" in asked_of(question) else "none"})


def summarize(
    text: str,
    known: Summary | None = None,
    *,
    strategy: str = "focused",
    script: Callable[[Question], Answer] | None = None,
    published: str | None = None,
    limits: Limits = Limits(),
) -> tuple[Summary, list[str]]:
    """The summary of a text, and what it was asked about."""
    model = ScriptedModel(script or answers)
    document = Document.from_text(text, language="en", published=published)
    summary = run(converse(document, strategy, limits=limits, known=known), model)
    assert_sound(summary, text)
    return summary, [question.label for question in model.asked]


def whole() -> Script:
    """A strong model's lists about FERRY; small questions are answered with nothing."""
    counted = claim(
        sentences=[5],
        speaker="Ada Brandt",
        cue="told",
        stance="asserts",
        content="Every passenger was counted",
        text="Every passenger was counted.",
    )
    charged = claim(
        sentences=[8],
        speaker="Tom Reyes",
        cue="according to",
        stance="asserts",
        content="He has not been charged",
        text="The captain has not been charged.",
    )
    warned = claim(
        sentences=[9],
        speaker="Jane Okoro",
        cue="accused",
        stance="accuses",
        content="Norland Lines of ignoring two warnings",
        text="Norland Lines ignored two warnings.",
    )
    arrested = event(
        sentences=[7],
        type="justice.arrest-jail",
        summary="Police arrested the captain on Wednesday.",
        trigger="arrested",
        participants=[{"name": "the captain", "role": "target"}],
        place="",
        time="on Wednesday",
        quantities=[],
    )
    return Script([[claim(), counted, charged, warned]], [[event(), arrested]])


def apart_from_cost(summary: Summary) -> dict[str, object]:
    return summary.model_dump(mode="json", exclude={"usage"})


def without_places(items: Items) -> list[object]:
    """Items without the offsets of their spans."""
    return [_without_places(item.model_dump(mode="json")) for item in items]


def _without_places(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            return value["text"].split()
        return {key: _without_places(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without_places(entry) for entry in value]
    return value


def saying(words: str, summary: Summary) -> list[Claim]:
    return [claim for claim in summary.claims if words in claim.content[0].text]


@pytest.mark.parametrize(
    ("text", "strategy", "script"),
    [(FERRY, "focused", None), (FERRY, "whole", whole()), (PASS, "focused", None)],
    ids=["focused", "whole", "with answers"],
)
def test_an_exact_copy_asks_nothing_and_has_the_same_summary(
    text: str, strategy: str, script: Script | None
) -> None:
    leader, asked = summarize(text, strategy=strategy, script=script)
    copy, asked_again = summarize(text, leader, strategy=strategy)
    assert asked
    assert asked_again == []
    assert apart_from_cost(copy) == apart_from_cost(leader)
    assert items_shared(leader, copy) == len(leader.claims) + len(leader.events) > 0
    assert copy.usage.calls == 0


@pytest.mark.parametrize("strategy", ["focused", "whole"])
@pytest.mark.parametrize(
    "text",
    [
        "All was quiet in the valley.\n\n" + FERRY,
        FERRY.replace("\n\n", "\n\nThe sky was grey that week.\n\n"),
        FERRY.replace("\n\n", " \n\n\n "),
    ],
    ids=["a sentence before", "sentences between", "white space"],
)
def test_what_stands_in_another_place_is_carried_to_it(text: str, strategy: str) -> None:
    leader, _ = summarize(FERRY, strategy=strategy, script=whole())
    copy, asked = summarize(text, leader, strategy=strategy)
    assert asked == []
    assert without_places(copy.claims) == without_places(leader.claims)
    assert without_places(copy.events) == without_places(leader.events)


def test_other_quotation_marks_and_dashes_come_back_as_the_copy_has_them() -> None:
    leader, _ = summarize(FERRY, strategy="whole", script=whole())
    text = FERRY.replace("“", '"').replace("”", '"').replace("’", "'").replace(" ", "  ")
    copy, asked = summarize(text, leader, strategy="whole")
    assert asked == []
    assert items_shared(leader, copy) >= len(leader.claims) - 1
    [denied] = saying("overloaded", copy)
    assert denied.content[0].text == "the  ship  had  been  overloaded"
    assert denied.confidence == saying("overloaded", leader)[0].confidence


def test_a_changed_figure_is_asked_about_alone() -> None:
    leader, _ = summarize(PASS)
    text = PASS.replace("in May they attacked", "in June 40 of them attacked")
    copy, asked = summarize(text, leader)
    assert asked == ["what happened in sentence 4"]
    assert without_places(copy.claims) == without_places(leader.claims)
    assert "in June 40 of them" in " ".join(span.text for span in copy.events[0].evidence)


@pytest.mark.parametrize("strategy", ["focused", "whole"])
@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("at least 12 people", "at least 21 people", "at least 12"),
        ("was counted", "was not counted", "passenger was counted"),
        ("He has not been charged", "He has been charged", "not been charged"),
        ("on Wednesday", "on Friday", "on Wednesday"),
        ("denied that", "admitted that", "denied"),
        ("two warnings", "three warnings", "two warnings"),
    ],
)
def test_nothing_carried_rests_on_words_that_differ(
    before: str, after: str, gone: str, strategy: str
) -> None:
    leader, _ = summarize(FERRY, strategy=strategy, script=whole())
    copy, _ = summarize(FERRY.replace(before, after), leader, strategy=strategy)
    assert gone in leader.model_dump_json(include={"claims", "events"})
    assert gone not in copy.model_dump_json(include={"claims", "events"})
    assert copy.coverage.covered == leader.coverage.covered


def test_another_speaker_beside_the_quotation_is_another_speaker() -> None:
    leader, _ = summarize(FERRY)
    copy, _ = summarize(FERRY.replace("Pavel Lund", "Otto Marsh"), leader)
    assert saying("We saw", leader)[0].speaker.canonical == "Pavel Lund"
    assert {one.speaker.canonical for one in saying("We saw", copy)} == {"Otto Marsh"}


def test_a_quotation_that_went_on_does_not_follow_another_speaker() -> None:
    paragraphs = [
        "The vote was lost on Monday, police said.",
        "“We tried,” said Ida Moor.",
        "“Nobody helped us in time.”",
        "“We did what the law allows,” said Otto Marsh.",
    ]
    leader, _ = summarize("\n\n".join(paragraphs))
    assert saying("Nobody helped", leader)[0].speaker.canonical == "Ida Moor"
    paragraphs[1], paragraphs[3] = paragraphs[3], paragraphs[1]
    copy, asked = summarize("\n\n".join(paragraphs), leader)
    assert {one.speaker.canonical for one in saying("Nobody helped", copy)} <= {"Otto Marsh"}
    assert asked == ["who speaks in sentence 3"]


def test_a_pronoun_is_asked_about_again_when_those_before_it_are_others() -> None:
    leader, _ = summarize(PASS)
    copy, asked = summarize(PASS.replace("Ms Moor", "Ms Haldane"), leader)
    assert saying("too late", leader)[0].speaker.canonical == "Moor"
    assert [one.speaker.canonical for one in saying("too late", copy)] == ["Haldane"]
    assert asked == ["who speaks in sentence 2"]


def test_a_speaker_whom_the_model_chose_against_the_rules_stays_while_the_words_before_stay() -> (
    None
):
    text = "Jane Okoro met Ada Brandt at Orlen on Monday, police said. “It is over,” she said.\n"
    chosen, _ = summarize(text, script=lambda _: json.dumps({"speaker": "Ada Brandt"}))
    ruled, _ = summarize(text, script=lambda _: json.dumps({"speaker": "none"}))
    [ours], [theirs] = saying("It is over", chosen), saying("It is over", ruled)
    assert ours.speaker.canonical != theirs.speaker.canonical
    moved, asked = summarize("All was quiet in the valley.\n\n" + text, chosen)
    assert asked == []
    assert saying("It is over", moved)[0].speaker.canonical == ours.speaker.canonical
    changed, asked = summarize(text.replace("on Monday", "on Friday"), chosen)
    assert asked == ["who speaks in sentence 2"]
    assert saying("It is over", changed)[0].speaker.canonical == theirs.speaker.canonical


def test_a_pronoun_keeps_its_speaker_where_the_rules_still_make_them_out() -> None:
    """What else the sentence before says has changed; who "she" is has not."""
    leader, asked = summarize(FERRY)
    assert "who speaks in sentence 6" in asked
    text = FERRY.replace("Every passenger was counted", "Every traveller was counted")
    copy, asked = summarize(text, leader)
    assert [one.speaker.canonical for one in saying("212", copy)] == ["Ada Brandt"]
    assert asked == []


def test_a_name_in_a_summary_must_come_from_a_sentence_that_is_kept() -> None:
    named = event(
        sentences=[7],
        type="justice.arrest-jail",
        summary="Police arrested the captain of the Vega on Wednesday.",
        trigger="arrested",
        participants=[{"name": "the captain", "role": "target"}],
        place="",
        time="on Wednesday",
        quantities=[],
    )
    leader, _ = summarize(FERRY, strategy="whole", script=Script(events=[[named]]))
    assert "Vega on Wednesday" in leader.model_dump_json()
    same, _ = summarize("All was quiet.\n\n" + FERRY, leader, strategy="whole")
    assert "Vega on Wednesday" in same.model_dump_json()
    text = FERRY.replace("The ferry Vega sank", "The ferry Orion sank beside the Vega")
    other, _ = summarize(text, leader, strategy="whole")
    assert "Vega on Wednesday" not in other.model_dump_json()


@pytest.mark.parametrize(
    ("published", "days"),
    [("2027-03-05", "2027-03-04"), ("2027-03-12", "2027-03-11"), (None, None)],
)
def test_relative_dates_count_from_the_copys_own_day(
    published: str | None, days: str | None
) -> None:
    leader, _ = summarize(PASS, published="2027-03-05")
    copy, asked = summarize(PASS, leader, published=published)
    [closed] = [one for one in copy.events if "quarry" in one.summary]
    assert closed.time is not None
    assert (closed.time.start, closed.time.end) == (days, days)
    assert asked == []


def test_a_summary_with_a_date_that_the_copys_day_does_not_bear_out_is_dropped() -> None:
    dated = event(summary="The ferry Vega sank off Orlen on 2 March 2027.", quantities=[])
    script = Script(events=[[dated]])
    leader, _ = summarize(FERRY, strategy="whole", script=script, published="2027-03-05")
    assert "2 March" in leader.events[0].summary
    copy, _ = summarize(FERRY, leader, strategy="whole", published="2027-03-12")
    assert [one.summary for one in copy.events if "2 March" in one.summary] == []
    assert copy.coverage.covered == leader.coverage.covered


def test_what_was_left_out_or_rejected_is_not_asked_again() -> None:
    leader, asked = summarize(PASS)
    assert "who speaks in sentence 3" in asked
    assert [gap.sentence for gap in leader.coverage.left_out] == [3]
    assert len(leader.rejected) == 1
    copy, asked = summarize("All was quiet in the valley.\n\n" + PASS, leader)
    assert asked == []
    assert [gap.sentence for gap in copy.coverage.left_out] == [4]


def test_what_is_new_is_asked_about() -> None:
    leader, _ = summarize(PASS)
    text = PASS.replace("The council", "“We will fight on,” he said.\n\nThe council")
    copy, asked = summarize(text, leader)
    assert asked == ["who speaks in sentence 5"]
    assert items_shared(leader, copy) == len(leader.claims) + len(leader.events)


def test_a_new_sentence_that_joins_a_known_happening_is_asked_about() -> None:
    leader, _ = summarize(PASS)
    text = PASS.replace("of Tarn.\n", "of Tarn. They had attacked the bridge in April too.\n")
    copy, asked = summarize(text, leader)
    assert set(asked) == {"what happened in sentence 5"}
    assert items_shared(leader, copy) == len(leader.claims) + len(leader.events)


def test_carried_items_are_checked_in_the_copy() -> None:
    leader, _ = summarize(FERRY)
    [denied] = saying("overloaded", leader)
    wrong = denied.model_copy(
        update={"text": "Norland Lines denied that 90 ships were overloaded."}
    )
    claims = [wrong if one is denied else one for one in leader.claims]
    copy, asked = summarize(FERRY, leader.model_copy(update={"claims": claims}))
    assert "90 ships" not in copy.model_dump_json()
    assert [one.text for one in saying("overloaded", copy)] == [denied.text]
    assert asked == []


def test_notes_are_kept_once() -> None:
    leader, _ = summarize(PASS, script=lambda _: "nonsense")
    [before] = saying("too late", leader)
    assert [note.code for note in before.problems] == ["answer-malformed"]
    [same] = saying("too late", summarize(PASS, leader)[0])
    [moved] = saying("too late", summarize("All was quiet.\n\n" + PASS, leader)[0])
    assert same.problems == moved.problems == before.problems
    assert same.confidence == moved.confidence == before.confidence


def test_a_sentence_that_stands_twice_is_placed_in_order() -> None:
    text = "“It is over,” said Ida Moor.\n\nThe sky was grey.\n\n“It is over,” said Ida Moor.\n"
    leader, _ = summarize(text)
    copy, asked = summarize("All was quiet.\n\n" + text, leader)
    assert asked == []
    starts = [one.content[0].start for one in copy.claims]
    assert starts == [
        found.start() for found in re.finditer("It is over", "All was quiet.\n\n" + text)
    ]


def test_an_article_that_shares_nothing_takes_nothing_over() -> None:
    leader, _ = summarize(FERRY)
    reading = read_through(Document.from_text(PASS, language="en"))
    carried = carry(leader, reading)
    assert (carried.claims, carried.events, carried.unchanged) == ((), (), frozenset())
    alone, asked_alone = summarize(PASS)
    after, asked_after = summarize(PASS, leader)
    assert asked_after == asked_alone
    assert apart_from_cost(after) == apart_from_cost(alone)


def test_the_limit_on_questions_holds_for_a_copy() -> None:
    leader, _ = summarize(FERRY)
    copy, asked = summarize(PASS, leader, limits=Limits(questions=0))
    assert asked == []
    assert copy.rejected


INSERTIONS = [
    "The sky over the bay was grey.",
    "Rain is common here in spring.",
    "“Nobody told us about any of this,” a baker said.",
    "Villagers burned two barns at dusk.",
    "The town has a small museum.",
    "A spokesman for the port said that the quay was shut.",
]

LEADERS = {
    (name, strategy): summarize(
        text, strategy=strategy, script=whole() if name == "ferry" else answers
    )[0]
    for name, text in (("ferry", FERRY), ("pass", PASS))
    for strategy in ("focused", "whole")
}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_insertions_leave_what_is_known_alone(data: st.DataObject) -> None:
    """Wherever other paragraphs are put, the items stand on the copy and only the new is asked."""
    name, strategy = data.draw(st.sampled_from(sorted(LEADERS)))
    leader = LEADERS[name, strategy]
    paragraphs = (FERRY if name == "ferry" else PASS).strip().split("\n\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(paragraphs)))
        paragraphs.insert(at, data.draw(st.sampled_from(INSERTIONS)))
    text = "\n\n".join(paragraphs) + "\n"
    copy, asked = summarize(text, leader, strategy=strategy)
    assert all(text[span.start : span.end] == span.text for span in spans_in(copy))
    sentences = read_through(Document.from_text(text, language="en")).segments
    about = [sentences[int(label.rpartition(" ")[2]) - 1].text for label in asked]
    assert set(about) <= set(INSERTIONS)
