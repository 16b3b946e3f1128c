"""The strategy for strong models: lists of items, each failing one asked about again alone."""

import json
from itertools import pairwise
from typing import Any

import pytest
from scripting import (
    FERRY,
    Answer,
    Script,
    article_of,
    asked_of,
    assert_sound,
    claim,
    event,
    happened,
    looked,
    summarize,
)

from summarizer.dialogue import Capacity, Limits, converse
from summarizer.documents import Document
from summarizer.errors import SettingsError
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.summary import Rejected, Summary

FOUND = claim(
    sentences=[2],
    speaker="Pavel Lund",
    cue="said",
    stance="asserts",
    content="We saw the lights go out",
    text="Pavel Lund saw the lights go out.",
)


def run(
    claims: list[Answer | list[dict[str, Any]]] | None = None,
    events: list[Answer | list[dict[str, Any]]] | None = None,
    limits: Limits | None = None,
) -> tuple[Summary, list[Question]]:
    summary, asked = summarize(FERRY, "whole", Script(claims, events), limits=limits)
    assert_sound(summary, FERRY)
    return summary, asked


def texts(summary: Summary) -> list[str]:
    return [found.text for found in summary.claims]


def repairs(asked: list[Question]) -> list[Question]:
    return [question for question in asked if question.recipe.startswith("repair-")]


def lists(asked: list[Question], of: str = "claims") -> list[Question]:
    """The questions for whole lists, also when asked again; not those about what was left out."""
    return [one for one in asked if one.recipe.startswith(of) and "+gaps" not in one.recipe]


def problems(rejected: Rejected) -> list[str]:
    return [problem.code for problem in rejected.problems]


def test_a_clean_pass_asks_each_list_once_and_repairs_nothing() -> None:
    summary, asked = run([[claim(), FOUND]], [[event()]])
    assert [question.label for question in asked[:2]] == ["claims of page 1", "events of page 1"]
    assert repairs(asked) == []
    assert claim()["text"] in texts(summary)
    assert FOUND["text"] in texts(summary)
    assert next(found.summary for found in summary.events) == event()["summary"]
    assert summary.rejected == []
    assert summary.usage.calls == len(asked)


def test_items_come_in_the_order_of_the_text() -> None:
    summary, _ = run([[claim(), FOUND]], [[event()]])
    places = [found.content[0].start for found in summary.claims]
    assert places == sorted(places)
    assert [found.id for found in summary.claims] == [f"c{n + 1}" for n in range(len(places))]


def test_claims_are_linked_to_the_events_they_report() -> None:
    told = claim(
        sentences=[1],
        speaker="the coast guard",
        cue="said",
        stance="asserts",
        content="The ferry Vega sank off Orlen on Tuesday, killing at least 12 people",
        text="The ferry Vega sank off Orlen on Tuesday, killing at least 12 people.",
    )
    summary, _ = run([[told]], [[event()]])
    [guard], [sank] = summary.claims, summary.events
    assert (guard.event_ids, sank.claim_ids) == ([sank.id], [guard.id])


def test_a_failing_item_is_asked_again_alone_and_with_the_reason() -> None:
    wrong = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[FOUND, wrong], [claim()]])
    [repair] = repairs(asked)
    words = asked_of(repair)
    assert claim()["content"] in words
    assert wrong["text"] in words  # a strong model that is shown a gap fills it with something else
    assert "40" in words.partition("What is wrong:")[2]
    assert "[4] The operator, Norland Lines" in words
    assert FOUND["text"] not in words
    assert FOUND["content"] not in words
    assert "(end of the article)" not in repair.messages[1].content
    assert claim()["text"] in texts(summary)
    assert summary.rejected == []


def test_items_that_pass_are_not_asked_about_again() -> None:
    wrong = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    _, asked = run([[FOUND, wrong], [claim()]], [[event()]])
    labels = [question.label for question in asked]
    assert labels == [
        "claims of page 1",
        "events of page 1",
        "repair of a claim",
        "claims left out",
    ]


def test_an_item_that_goes_on_failing_is_rejected_with_its_problems() -> None:
    bad = [
        claim(text=f"Norland Lines denied that {n} ships had been overloaded.")
        for n in (40, 41, 42)
    ]
    summary, asked = run([[bad[0]], [bad[1]], [bad[2]]])
    [rejected] = summary.rejected
    assert len(repairs(asked)) == 2
    assert (rejected.kind, rejected.attempts) == ("claim", 3)
    assert rejected.item["text"] == bad[2]["text"]
    assert problems(rejected) == ["number-not-in-evidence"]
    assert not {one["text"] for one in bad} & set(texts(summary))


def test_the_same_wrong_answer_twice_ends_the_asking() -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[bad], [bad], [claim()]])
    assert len(repairs(asked)) == 1
    assert [problems(one) for one in summary.rejected] == [["number-not-in-evidence"]]


def test_an_item_the_model_withdraws_is_listed_as_withdrawn() -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, _ = run([[bad], []])
    [rejected] = summary.rejected
    assert problems(rejected) == ["number-not-in-evidence", "withdrawn"]
    assert (rejected.item["text"], rejected.attempts) == (bad["text"], 2)


def test_a_repair_that_is_malformed_is_asked_for_again() -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[bad], [{"sentences": [4]}], [claim()]])
    assert len(repairs(asked)) == 2
    assert summary.rejected == []
    assert claim()["text"] in texts(summary)


@pytest.mark.parametrize(
    "broken", ["", "no JSON", "null", "[]", '{"claims": 5}', Reply("", "empty")]
)
def test_a_repair_without_an_answer_is_asked_for_again(broken: Answer) -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[bad], broken, [claim()]])
    assert len(repairs(asked)) == 2
    assert summary.rejected == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "The ship was overloaded by 40 tonnes."}, "number-not-in-evidence"),
        ({"text": "Otto Kowalski denied that the ship had been overloaded."}, "name-not-in-text"),
        ({"speaker": "Otto Kowalski"}, "speaker-not-found"),
        ({"content": "the ship had not been overloaded"}, "quote-altered"),
        ({"content": "the ship was in perfect order"}, "quote-not-found"),
        ({"sentences": []}, "evidence-missing"),
        ({"sentences": [99]}, "evidence-missing"),
    ],
)
def test_a_claim_that_says_something_else_is_caught(change: dict[str, Any], code: str) -> None:
    summary, asked = run([[claim(**change)], []])
    [repair] = repairs(asked)
    item = asked_of(repair).partition("The claim:\n")[2].partition("\n")[0]
    assert str(next(iter(change.values()))) in item
    assert code in problems(summary.rejected[0])


@pytest.mark.parametrize("change", [{"text": "The ship was overloaded by 40 tonnes."}])
def test_the_embedded_model_is_shown_a_gap(change: dict[str, Any]) -> None:
    """A small model copies its old value back."""
    small = Capacity(exact_schemas=True)
    _, asked = summarize(FERRY, "whole", Script([[claim(**change)], []]), capacity=small)
    [repair] = repairs(asked)
    assert '"text": "?"' in asked_of(repair)
    assert article_of(repair) == article_of(asked[0])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stance": "asserts"}, "denial-dropped"),
        ({"speaker": "Pavel Lund"}, "speaker-contradicted"),
        ({"stance": "asserts", "text": "The ship had not been overloaded."}, "negation-differs"),
    ],
)
def test_a_claim_in_doubt_is_kept_dropped_or_changed_by_the_model(
    change: dict[str, Any], code: str
) -> None:
    wrong = claim(**change)
    kept, asked = run([[wrong]])
    [look] = [one for one in asked if one.recipe == "second-look@v1"]
    assert wrong["content"] in asked_of(look)
    assert "[4] The operator, Norland Lines" in asked_of(look)
    [found] = [one for one in kept.claims if one.stance == wrong["stance"]]
    noted = {problem.code: problem.severity for problem in found.problems}
    assert noted[code] == "note"
    assert noted["kept-on-second-look"] == "note"
    dropped, _ = summarize(
        FERRY, "whole", Script([[wrong]], second_look=lambda _: looked((1, "drop", "")))
    )
    assert dropped.claims == []
    assert code in problems(dropped.rejected[0])


def test_a_value_that_is_changed_is_checked_like_any_other() -> None:
    def answer(value: str) -> Summary:
        script = Script(
            [[claim(stance="asserts")], []], second_look=lambda _: looked((1, "change", value))
        )
        return summarize(FERRY, "whole", script)[0]

    assert [one.stance for one in answer("denies").claims] == ["denies"]
    # What is no stance at all leaves the item as it stood.
    assert [one.stance for one in answer("shouts").claims] == ["asserts"]


def test_a_second_look_that_brings_nothing_leaves_all_as_it_stood() -> None:
    script = Script([[claim(stance="asserts")]], second_look=lambda _: Reply("", "refused"))
    summary, _ = summarize(FERRY, "whole", script)
    [found] = summary.claims
    assert "denial-dropped" in {one.code for one in found.problems if one.severity == "doubt"}
    assert summary.rejected == []


def test_all_doubts_of_a_page_are_one_question() -> None:
    wrong = event(participants=[{"name": "the coast guard", "role": "agent"}])
    _, asked = run([[claim(stance="asserts"), {**FOUND, "speaker": "Ada Brandt"}]], [[wrong]])
    [look] = [one for one in asked if one.recipe == "second-look@v1"]
    assert asked_of(look).count("Doubt ") >= 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"summary": "The ferry Vega sank off Orlen, killing 21 people."},
            "number-not-in-evidence",
        ),
        ({"summary": "The ferry Vega sank off Harwick."}, "name-not-in-text"),
        ({"sentences": [99]}, "evidence-missing"),
        ({"place": "Harwick"}, "quote-not-found"),
    ],
)
def test_an_event_that_says_something_else_is_caught(change: dict[str, Any], code: str) -> None:
    summary, _ = run(events=[[event(**change)], []])
    assert code in problems(summary.rejected[0])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"summary": "The ferry Vega never sank off Orlen."}, "negation-changed"),
        (
            {"quantities": [{"what": "other", "who": "people", "text": "212"}]},
            "copied-elsewhere",
        ),
        (
            {"quantities": [{"what": "wounded", "who": "people", "text": "at least 12"}]},
            "figure-counts-other",
        ),
        (
            {"participants": [{"name": "the coast guard", "role": "agent"}]},
            "reporter-as-participant",
        ),
    ],
)
def test_an_event_in_doubt_is_looked_at_once_more(change: dict[str, Any], code: str) -> None:
    summary, _ = run(events=[[event(**change)], []])
    assert code in {one.code for one in summary.events[0].problems}
    script = Script(events=[[event(**change)], []], second_look=lambda _: looked((1, "drop", "")))
    dropped, _ = summarize(FERRY, "whole", script)
    assert dropped.events == []


def test_an_event_is_repaired_like_a_claim() -> None:
    wrong = event(summary="The ferry Vega sank off Orlen, killing 21 people.")
    summary, asked = run(events=[[wrong], [event()]])
    [repair] = repairs(asked)
    assert "21" in asked_of(repair)
    assert summary.rejected == []
    assert summary.events[0].summary == event()["summary"]


def test_sentences_without_an_item_are_asked_about_together_and_nothing_is_added() -> None:
    summary, asked = run([[claim(), FOUND]], [[event()]])
    [gaps] = asked[2:]
    assert gaps.label == "claims left out"
    near = asked_of(gaps).rpartition("return an empty list")[2]
    assert "[1] The ferry Vega" in near
    assert "[5] “Every passenger" in near
    assert "[4]" not in near
    assert len(summary.claims) == 2
    assert len(summary.events) == 1


def test_what_was_left_out_is_taken_up_when_the_model_lists_it() -> None:
    more = claim(
        sentences=[5],
        speaker="Ada Brandt",
        cue="told",
        stance="asserts",
        content="Every passenger was counted",
        text="Every passenger was counted.",
    )
    summary, _ = run([[claim(), FOUND], [more]], [[event()]])
    assert more["text"] in texts(summary)


def test_nothing_more_is_asked_when_all_is_covered() -> None:
    text = "“The pass is shut,” said Ida Moor."
    good = claim(
        sentences=[1],
        speaker="Ida Moor",
        cue="said",
        stance="asserts",
        content="The pass is shut",
        text="The pass is shut.",
    )
    summary, asked = summarize(text, "whole", Script([[good]]))
    assert len(asked) == 2
    assert (summary.coverage.found, summary.coverage.covered) == (1, 1)


def test_what_stays_uncovered_is_listed() -> None:
    text = "A voice cried: “The pass is shut for good.” Nobody came."
    summary, _ = summarize(text, "whole", Script())
    assert [gap.sentence for gap in summary.coverage.left_out] == [1]
    assert summary.coverage.found - summary.coverage.covered == 1
    assert summary.coverage.left_out[0].cues


def test_a_reply_that_was_cut_off_keeps_its_complete_items() -> None:
    whole = json.dumps({"claims": [FOUND, claim()]}, ensure_ascii=False)
    summary, asked = run([Reply(whole[:-60], "truncated")])
    assert FOUND["text"] in texts(summary)
    assert claim()["text"] not in texts(summary)
    assert summary.rejected == []
    assert asked[0].label == "claims of page 1"


def test_a_cut_after_a_complete_item_hides_no_malformed_one() -> None:
    text = json.dumps({"claims": [{"sentences": [1]}, FOUND]}, ensure_ascii=False)[:-2]
    summary, _ = run([Reply(text, "truncated")])
    assert [problems(one) for one in summary.rejected] == [["item-malformed"]]
    assert FOUND["text"] in texts(summary)


def test_malformed_items_are_listed_and_the_others_kept() -> None:
    summary, _ = run([json.dumps({"claims": [FOUND, {"speaker": "Lund"}, "x", None]})])
    assert [problems(one) for one in summary.rejected] == [["item-malformed"]] * 3
    assert summary.rejected[1].item == {"reply": "x"}
    assert FOUND["text"] in texts(summary)


@pytest.mark.parametrize(
    "broken", ["", "Here are the claims:", "null", '{"items": []}', '{"claims": [1']
)
def test_a_list_that_is_no_json_is_asked_for_again(broken: str) -> None:
    summary, asked = run([broken, [FOUND]])
    again = lists(asked)
    assert [question.recipe for question in again] == ["claims@v2", "claims@v2+again@v1"]
    assert again[1].messages[1].content.startswith(again[0].messages[1].content)
    assert FOUND["text"] in texts(summary)
    assert summary.rejected == []


def test_a_list_that_stays_broken_is_rejected_with_the_reply() -> None:
    summary, asked = run(["nonsense"] * 3)
    assert len(lists(asked)) == 3
    [rejected] = summary.rejected
    assert (problems(rejected), rejected.attempts) == (["answer-malformed"], 3)
    assert rejected.item["reply"] == "nonsense"


@pytest.mark.parametrize(
    ("status", "code"), [("refused", "answer-refused"), ("failed", "answer-failed")]
)
def test_a_refusal_and_a_failure_are_not_asked_again(status: Any, code: str) -> None:
    summary, asked = run([Reply("", status, "because")])
    assert len(lists(asked)) == 1
    [rejected] = summary.rejected
    assert problems(rejected) == [code]
    assert "because" in rejected.problems[0].message


def test_what_is_left_out_by_a_failed_list_is_found_by_the_coverage_round() -> None:
    summary, _ = run([Reply("", "refused")], [Reply("", "refused")])
    assert "Pavel Lund" in {found.speaker.canonical for found in summary.claims}
    assert summary.events != []


@pytest.mark.parametrize(
    "wrapper", ["```json\n{}\n```", "```\n{}\n```", "<think>hm {{</think>\n{}", " {} "]
)
def test_json_in_the_wrappings_of_models_is_read(wrapper: str) -> None:
    summary, asked = run([wrapper.replace("{}", json.dumps({"claims": [FOUND]}))])
    assert FOUND["text"] in texts(summary)
    assert summary.rejected == []
    assert len(lists(asked)) == 1


def test_a_claim_listed_twice_is_one() -> None:
    longer = claim(text="The ship had been overloaded.")
    summary, _ = run([[claim(), claim(), longer]])
    assert len([found for found in summary.claims if found.stance == "denies"]) == 1


def test_an_event_listed_twice_is_one() -> None:
    again = event(summary="The ferry Vega sank.", quantities=[])
    summary, _ = run(events=[[event(), again]])
    assert len([found for found in summary.events if found.type == "disaster.accident"]) == 1


def test_the_limit_on_questions_is_kept_and_said() -> None:
    summary, asked = run([[claim(), FOUND]], [[event()]], Limits(questions=2))
    assert len(asked) == 2
    assert all(problems(one) == ["limit-reached"] for one in summary.rejected)
    assert "2 questions" in json.dumps(summary.model_dump(mode="json"))


def test_no_questions_at_all_still_end_in_a_summary() -> None:
    summary, asked = run(limits=Limits(questions=0))
    assert asked == []
    assert {code for one in summary.rejected for code in problems(one)} == {"limit-reached"}


def test_the_limit_on_rounds_is_kept_and_said() -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[bad], [claim()]], limits=Limits(rounds=1))
    assert repairs(asked) == []
    assert problems(summary.rejected[0]) == ["number-not-in-evidence", "limit-reached"]


def test_the_limit_on_attempts_is_kept() -> None:
    bad = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    summary, asked = run([[bad], [claim()]], limits=Limits(attempts=1))
    assert repairs(asked) == []
    [rejected] = summary.rejected
    assert (problems(rejected), rejected.attempts) == (["number-not-in-evidence"], 1)


def test_what_was_spent_is_added_up() -> None:
    def answer(question: Question) -> Reply:
        text = Script()(question)
        assert isinstance(text, str)
        return Reply(text, tokens=Tokens(1, 100, 40, 7, 0.001), replayed=question.label != "x")

    summary, asked = summarize(FERRY, "whole", answer)
    usage = summary.usage
    assert (usage.calls, usage.input_tokens) == (len(asked), 100 * len(asked))
    assert (usage.cached_tokens, usage.output_tokens) == (40 * len(asked), 7 * len(asked))
    assert usage.cost == pytest.approx(0.001 * len(asked))
    assert (usage.replayed, usage.strategy) == (len(asked), "whole")
    assert {"claims@v2", "events@v2"} <= set(usage.recipes)


def test_there_are_two_strategies() -> None:
    with pytest.raises(SettingsError, match="choose from whole, focused"):
        converse(Document.from_text(FERRY), "quick")


def test_pages_are_asked_in_order_and_their_items_come_in_order() -> None:
    text = "\n\n".join(FERRY for _ in range(8))
    summary, asked = summarize(
        text, "whole", Script(happening=lambda _: happened()), capacity=Capacity(3000, True)
    )
    assert_sound(summary, text)
    pages = [question for question in asked if question.label.startswith("claims of page")]
    numbers = [
        question.schema["$defs"]["ClaimDraft"]["properties"]["sentences"]["items"]["enum"]
        for question in pages
    ]
    assert len(pages) > 1
    assert sorted({n for page in numbers for n in page}) == list(range(1, 81))
    assert all(0 < len(set(one) & set(other)) <= 3 for one, other in pairwise(numbers))
    places = [found.content[0].start for found in summary.claims]
    assert places == sorted(places)


def test_an_item_found_on_two_pages_is_one() -> None:
    text = "\n\n".join(FERRY for _ in range(8))
    everywhere = claim(sentences=[4])
    summary, _ = summarize(
        text, "whole", lambda question: Script([[everywhere]])(question), capacity=Capacity(3000)
    )
    assert (
        len([c for c in summary.claims if c.content[0].start == FERRY.index("the ship had")]) == 1
    )


def test_a_choice_that_is_not_at_fault_stays() -> None:
    """Of the embedded engine, for which a schema costs nothing."""
    wrong = claim(text="The ship was overloaded by 40 tonnes.")
    small = Capacity(exact_schemas=True)
    _, asked = summarize(FERRY, "whole", Script([[wrong], []]), capacity=small)
    [repair] = repairs(asked)
    assert repair.schema["$defs"]["ClaimDraft"]["properties"]["stance"]["enum"]
    assert '"stance": "denies"' in asked_of(repair)


def test_an_item_listed_again_with_other_sentences_is_asked_about_once() -> None:
    wrong = claim(text="Norland Lines denied that 40 ships had been overloaded.")
    _, asked = run([[wrong, {**wrong, "sentences": [1]}], []])
    assert len(repairs(asked)) == 1
