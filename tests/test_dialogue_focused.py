"""The strategy for small models: small questions, grammar first, and only words that stand there."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from scripting import FERRY, Answer, Script, asked_of, assert_sound, happened, summarize

from summarizer.dialogue import Limits
from summarizer.grounding.confidence import AGREED, ANSWERED, FOLLOWED_ON, GRAMMAR, INFERRED
from summarizer.rounds import Question, Reply
from summarizer.schemas.claim import Claim
from summarizer.schemas.summary import Summary

# "She" has two candidates; a quotation of unknown origin; an event told in two sentences.
UNCLEAR = """\
Mr Brand stood beside Ms Moor on Monday. “It is too late to save the pass,” she said.

A banner was seen: “Nobody asked us about the pass.”

Workers were angry, and in May they attacked the old bridge of Tarn. The attack on the bridge failed.
"""


def speaks(*answers: str) -> Callable[[Question], Answer]:
    """Each question about a speaker is answered with the next words; the last ones for good."""
    left = list(answers)

    def answer(_: Question) -> str:
        words = left.pop(0) if len(left) > 1 else left[0]
        return json.dumps({"speaker": words}, ensure_ascii=False)

    return answer


def run(
    text: str = UNCLEAR,
    speaker: Callable[[Question], Answer] | None = None,
    happening: Callable[[Question], Answer] | None = None,
    limits: Limits | None = None,
) -> tuple[Summary, list[Question]]:
    script = Script(speaker=speaker, happening=happening)
    summary, asked = summarize(text, "focused", script, limits=limits)
    assert_sound(summary, text)
    return summary, asked


def saying(words: str, summary: Summary) -> Claim:
    [found] = [claim for claim in summary.claims if claim.content[0].text.startswith(words)]
    return found


def about(label: str, asked: list[Question]) -> list[Question]:
    return [question for question in asked if question.label.startswith(label)]


def test_a_sentence_that_names_its_speaker_is_not_asked_about() -> None:
    summary, asked = run(FERRY)
    assert [question.label for question in about("who speaks", asked)] == [
        "who speaks in sentence 6",
        "who speaks in sentence 10",
    ]
    found = saying("We saw the lights", summary)
    assert (found.speaker.canonical, found.confidence) == ("Pavel Lund", GRAMMAR.quoted)


def test_a_question_shows_its_own_sentence_only() -> None:
    _, asked = run(FERRY)
    words = asked_of(about("who speaks in sentence 6", asked)[0])
    assert "[6] She added that 212 people were on board." in words
    assert "[5]" not in words
    assert "[7]" not in words


def test_the_question_of_an_event_shows_its_clauses_without_who_reports_them() -> None:
    _, asked = run("They shelled the fort of Tarn on Tuesday, the coast guard said.")
    words = asked_of(about("what happened in sentence 1", asked)[0])
    assert "They shelled the fort of Tarn on Tuesday" in words
    assert "coast guard" not in words


@pytest.mark.parametrize(
    ("words", "confidence"),
    [
        ("Ms Moor", AGREED.quoted),
        ("Moor", AGREED.quoted),
        ("Mr Brand", INFERRED.quoted),
        ("none", INFERRED.quoted),
        ("Otto Kowalski", INFERRED.quoted),
        ("she", INFERRED.quoted),
    ],
)
def test_the_rules_speaker_stands_whatever_the_model_says(words: str, confidence: float) -> None:
    summary, _ = run(speaker=speaks(words))
    found = saying("It is too late", summary)
    assert found.speaker.canonical == "Moor"
    assert found.speaker.span.text == "she"
    assert found.confidence <= confidence
    assert (found.confidence == AGREED.quoted) == (confidence == AGREED.quoted)


def test_a_speaker_only_the_model_can_tell_is_taken_when_the_text_names_them() -> None:
    text = "The vote was lost.\n\n“We shall go on,” a voice behind the miner Otto Brand said then."
    summary, _ = run(text, speaker=speaks("Otto Brand"))
    assert {claim.speaker.canonical for claim in summary.claims} <= {
        "Otto Brand",
        "voice behind the miner Otto Brand",
    }


def test_an_answer_that_is_not_in_the_text_is_asked_for_again_with_the_reason() -> None:
    summary, asked = run(speaker=speaks("none", "Otto Kowalski", "Ms Moor"))
    again = [question for question in asked if "again@v1" in question.recipe]
    assert len(again) == 1
    assert "“Otto Kowalski” is not named in the article" in asked_of(again[0])
    assert "banner" in asked_of(again[0])
    found = saying("Nobody asked us", summary)
    assert (found.speaker.canonical, found.confidence) == ("Moor", ANSWERED.quoted)


def test_words_that_are_a_clause_name_no_speaker() -> None:
    summary, _ = run(speaker=speaks("Nobody asked us about the pass"))
    assert "Nobody asked us about the pass" not in {c.speaker.name for c in summary.claims}


def test_a_quotation_without_a_speaker_is_rejected_not_dropped() -> None:
    summary, asked = run(speaker=speaks("Otto Kowalski"))
    [rejected] = summary.rejected
    assert [problem.code for problem in rejected.problems] == ["speaker-not-found"]
    assert rejected.item["content"] == "Nobody asked us about the pass."
    assert rejected.attempts == 3
    assert len([q for q in asked if q.label == "who speaks in sentence 3"]) == 3


def test_a_quotation_that_nobody_is_said_to_speak_is_rejected_at_once() -> None:
    summary, asked = run()
    assert [problem.code for problem in summary.rejected[0].problems] == ["speaker-not-found"]
    assert len([q for q in asked if q.label == "who speaks in sentence 3"]) == 1


def test_a_quotation_that_goes_on_keeps_its_speaker() -> None:
    text = "“We tried,” said Ida Moor.\n\n“Nobody helped us in time.”"
    summary, _ = run(text)
    found = saying("Nobody helped", summary)
    assert (found.speaker.canonical, found.cue, found.confidence) == (
        "Ida Moor",
        None,
        FOLLOWED_ON.quoted,
    )


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("nonsense", "answer-malformed"),
        ("{}", "answer-malformed"),
        (Reply("", "empty"), "answer-empty"),
        (Reply("", "refused"), "answer-refused"),
        (Reply("", "failed", "no route"), "answer-failed"),
        (Reply('{"speaker": "Ms', "truncated"), "answer-cut"),
    ],
)
def test_without_an_answer_the_rules_decide_and_say_so(reply: Answer, code: str) -> None:
    summary, _ = run(speaker=lambda _: reply)
    found = saying("It is too late", summary)
    assert found.speaker.canonical == "Moor"
    assert [problem.code for problem in found.problems] == [code]
    assert found.problems[0].severity == "note"


def test_an_event_takes_the_words_that_stand_in_its_sentences() -> None:
    summary, _ = run(
        happening=lambda _: happened("Workers", "the old bridge of Tarn", "Tarn", "in May")
    )
    [event] = summary.events
    assert [(part.name, part.role) for part in event.participants] == [
        ("the old bridge of Tarn", "target"),
        ("Workers", "agent"),
    ]
    assert event.place is not None
    assert event.time is not None
    assert (event.place.name, event.confidence) == ("Tarn", ANSWERED.event)
    assert [span.text[:7] for span in event.evidence] == ["Workers", "The att"]


def test_an_event_of_which_grammar_shows_who_and_whom_is_not_asked_about() -> None:
    summary, asked = run("Workers closed the old bridge of Tarn in May.")
    [event] = summary.events
    assert asked == []
    assert ({part.role for part in event.participants}, event.confidence) == (
        {"agent", "target"},
        GRAMMAR.event,
    )


def test_words_that_leak_from_other_sentences_are_left_out() -> None:
    summary, _ = run(happening=lambda _: happened("Workers", "Ms Moor", "Harwick", "on Monday"))
    [event] = summary.events
    assert [part.name for part in event.participants] == ["the old bridge of Tarn", "Workers"]
    assert event.place is None or event.place.name != "Harwick"
    assert event.time is None or event.time.text != "on Monday"
    assert {problem.field for problem in event.problems} == {"whom", "where", "when"}


def test_an_event_of_which_no_word_is_right_is_asked_about_once_more() -> None:
    answers = iter([happened("Ms Moor"), happened("Workers")])
    summary, asked = run(happening=lambda _: next(answers))
    again = about("what happened", asked)
    assert [question.recipe for question in again] == ["happening@v1", "happening@v1+again@v1"]
    assert "“Ms Moor”" in asked_of(again[1])
    assert [part.role for part in summary.events[0].participants] == ["target", "agent"]


@pytest.mark.parametrize(
    "reply", ["nonsense", "{}", Reply("", "refused"), Reply("", "failed", "x")]
)
def test_an_event_is_told_from_the_text_when_the_model_is_no_help(reply: Answer) -> None:
    summary, _ = run(happening=lambda _: reply)
    [event] = summary.events
    assert "attacked the old bridge of Tarn" in event.summary
    assert [problem.severity for problem in event.problems] == ["note"]
    assert [part.role for part in event.participants] == ["target"]


def test_figures_come_from_the_sentences_never_from_the_model() -> None:
    summary, _ = run(FERRY, happening=lambda _: happened("212 people"))
    assert [q.text for event in summary.events for q in event.quantities] == ["at least 12"]


def test_questions_about_a_page_come_together() -> None:
    text = "\n\n".join([UNCLEAR] * 60)
    summary, asked = run(text)
    articles = [question.messages[1].content.partition("(end")[0] for question in asked]
    changes = sum(one != other for one, other in pairwise(articles))
    first_round = about("w", asked)
    assert len(set(articles)) > 1
    assert changes <= 2 * len(set(articles))
    assert len(first_round) == len(asked)
    assert summary.coverage.found > 100


def test_the_limit_on_questions_leaves_what_grammar_shows() -> None:
    summary, asked = run(limits=Limits(questions=0))
    assert asked == []
    assert saying("It is too late", summary).speaker.canonical == "Moor"
    assert [problem.code for problem in summary.events[0].problems] == ["limit-reached"]
    assert [p.code for one in summary.rejected for p in one.problems] == ["limit-reached"]


def test_the_limit_on_rounds_ends_the_asking() -> None:
    summary, asked = run(speaker=speaks("Otto Kowalski"), limits=Limits(rounds=2))
    assert len([q for q in asked if q.label == "who speaks in sentence 3"]) == 2
    assert [p.code for one in summary.rejected for p in one.problems] == ["limit-reached"]


BRIDGE = (
    "Kim Reyes told reporters that the bridge was unsafe. Tom Baker watched. "
    "He said he would close it."
)


@pytest.mark.parametrize(
    ("text", "answer", "speaker", "noted"),
    [
        (BRIDGE, "Tom Baker", "Tom Baker", False),
        (BRIDGE.replace("Tom Baker", "Tarn Council"), "Tarn Council", "Kim Reyes", True),
        (
            BRIDGE.replace("watched.", "left. It rained. It blew. It froze."),
            "Tom Baker",
            None,
            True,
        ),
    ],
)
def test_whom_a_pronoun_means_is_the_models_choice_where_it_fits(
    text: str, answer: str, speaker: str | None, noted: bool
) -> None:
    summary, _ = run(text, speaker=speaks(answer))
    found = saying("he would", summary)
    disputed = "speaker-disputed" in [problem.code for problem in found.problems]
    assert (found.speaker.canonical, disputed) == (speaker or "Kim Reyes", noted)


def test_a_denial_at_the_end_of_a_sentence_is_a_claim_of_its_own() -> None:
    text = "Orland said that Tarn bombed a market on Monday, which Tarn denies."
    summary, _ = run(text)
    assert {(c.speaker.canonical, c.stance) for c in summary.claims} == {
        ("Orland", "asserts"),
        ("Tarn", "denies"),
    }


def test_a_saying_within_a_denial_is_no_denial() -> None:
    text = "Ada Brandt denied that Tom Reyes had said the bridge was unsafe."
    summary, _ = run(text)
    found = {(c.speaker.canonical, c.stance) for c in summary.claims}
    assert found == {("Ada Brandt", "denies"), ("Tom Reyes", "asserts")}
    assert summary.rejected == []


def test_who_denies_it_denies_what_was_said() -> None:
    text = "Rebels said they had shelled Tarn. The army denied it on Monday. It rained."
    summary, _ = run(text)
    denial = next(c for c in summary.claims if c.stance == "denies")
    assert denial.speaker.canonical == "army"
    assert denial.content[0].text == "they had shelled Tarn"
