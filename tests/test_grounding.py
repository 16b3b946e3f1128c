"""From what a model wrote to spans of the source, and to speakers the text names."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripting import FERRY, claim, event, read

from summarizer.grounding.claims import Grounded, claim_from_attribution, ground_claim
from summarizer.grounding.confidence import GRAMMAR, WRITTEN, lowered
from summarizer.grounding.events import counted_in, ground_event, time_at
from summarizer.grounding.evidence import cited, copied
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers, is_nobody
from summarizer.schemas.claim import Claim, ClaimDraft
from summarizer.schemas.event import Event, EventDraft
from summarizer.schemas.problem import Problem

ARTICLE = read(FERRY)


def grounded(**changes: Any) -> Grounded[Claim]:
    return ground_claim(ClaimDraft.model_validate(claim(**changes)), ARTICLE)


def grounded_event(reading: Reading = ARTICLE, **changes: Any) -> Grounded[Event]:
    return ground_event(EventDraft.model_validate(event(**changes)), reading)


def codes(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in problems]


def test_cited_sentences_come_in_order_and_once() -> None:
    assert cited([3, 1, 3], ARTICLE) == ([1, 3], [])


@pytest.mark.parametrize("numbers", [[0], [-1], [99], [10**30], []])
def test_no_cited_sentence_that_exists_is_an_error(numbers: list[int]) -> None:
    valid, [problem] = cited(numbers, ARTICLE)
    assert (valid, problem.code, problem.severity) == ([], "evidence-missing", "error")


def test_one_cited_sentence_that_does_not_exist_is_noted() -> None:
    valid, [problem] = cited([1, 99], ARTICLE)
    assert (valid, problem.severity) == ([1], "note")
    assert "no sentence 99" in problem.message


def test_copied_words_are_found_nearest_to_the_cited_sentence() -> None:
    reading = read("The pass is shut. Nobody knows why. Police said the pass is shut.")
    first, last = (copied("the pass is shut", "content", [n], reading).span for n in (1, 3))
    assert first is not None
    assert last is not None
    assert (reading.number_at(first.start), reading.number_at(last.start)) == (1, 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("nothing of the kind was ever written", "quote-not-found"),
        ("212 people were on the board at sea", "quote-not-found"),
        ("213 people were on board", "quote-altered"),
    ],
)
def test_words_that_are_not_in_the_article(words: str, code: str) -> None:
    found = copied(words, "content", [6], ARTICLE)
    assert found.span is None
    assert codes(found.problems) == [(code, "error")]
    assert found.problems[0].field == "content"


def test_a_copy_that_is_set_right_is_noted() -> None:
    found = copied("Every passenger was really counted", "content", [5], ARTICLE)
    assert found.span is not None
    assert found.span.text == "Every passenger was counted"
    assert codes(found.problems) == [("quote-inexact", "note")]


def test_a_claim_stands_on_spans() -> None:
    found = grounded().item
    assert found is not None
    assert [span.text for span in found.content] == ["the ship had been overloaded"]
    assert (found.speaker.name, found.speaker.canonical) == ("Norland Lines", "Norland Lines")
    assert found.cue is not None
    assert (found.cue.text, found.quotation, found.confidence) == ("denied", "indirect", WRITTEN)
    assert [ARTICLE.number_at(span.start) for span in found.evidence] == [4]


def test_a_claim_without_text_is_told_in_the_words_of_the_source() -> None:
    found = grounded(text="  ").item
    assert found is not None
    assert found.text == "the ship had been overloaded"


def test_a_passive_is_told_up_to_its_agent() -> None:
    reading = read("The plan was called a danger to the town by Ida Moor.")
    [found] = reading.scan.attributions
    speaker = Speakers(reading).expected(found)
    assert speaker is not None
    told = claim_from_attribution(found, speaker, reading, GRAMMAR)
    assert (told.speaker.name, told.text) == (
        "Ida Moor",
        "The plan was called a danger to the town",
    )


def test_evidence_moves_to_where_the_words_stand() -> None:
    found = grounded(sentences=[1])
    assert found.item is not None
    assert [ARTICLE.number_at(span.start) for span in found.item.evidence] == [4]
    assert codes(found.problems) == [("evidence-moved", "note")]
    assert found.item.confidence < WRITTEN


def test_a_cue_that_is_not_there_is_replaced_by_the_one_that_is() -> None:
    found = grounded(cue="shouted").item
    assert found is not None
    assert found.cue is not None
    assert found.cue.text == "denied"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"content": "the ship was sound in every way"}, "quote-not-found"),
        ({"speaker": "Otto Kowalski"}, "speaker-not-found"),
        ({"speaker": "none"}, "speaker-not-found"),
        ({"speaker": ""}, "speaker-not-found"),
        ({"sentences": [99], "content": "nowhere to be found at all"}, "quote-not-found"),
    ],
)
def test_a_claim_that_cannot_be_placed(change: dict[str, Any], code: str) -> None:
    found = grounded(**change)
    assert found.item is None
    assert (code, "error") in codes(found.problems)


def test_a_pronoun_given_as_speaker_is_resolved() -> None:
    found = grounded(
        sentences=[6],
        speaker="She",
        cue="added",
        stance="asserts",
        content="212 people were on board",
        text="",
    ).item
    assert found is not None
    assert found.speaker.canonical == "Ada Brandt"
    assert found.speaker.span.text == "She"


def test_an_event_stands_on_spans() -> None:
    found = grounded_event().item
    assert found is not None
    assert found.trigger.text == "sank"
    assert [(part.name, part.role) for part in found.participants] == [("The ferry Vega", "target")]
    assert found.place is not None
    assert found.place.span.text == "off Orlen"
    assert [(q.what, q.low, q.high, q.who) for q in found.quantities] == [
        ("killed", 12, None, "people")
    ]


def test_words_of_another_sentence_are_kept_and_in_doubt() -> None:
    found = grounded_event(time="on Wednesday")
    assert found.item is not None
    assert found.item.time is not None
    assert found.item.time.text == "on Wednesday"
    assert codes(found.problems) == [("copied-elsewhere", "doubt")]


def test_a_figure_of_another_sentence_is_in_doubt() -> None:
    found = grounded_event(quantities=[{"what": "other", "who": "people", "text": "212"}])
    assert codes(found.problems) == [("copied-elsewhere", "doubt")]


@pytest.mark.parametrize("figure", ["at least 13", "many", "ninety"])
def test_a_figure_that_is_none_of_the_event(figure: str) -> None:
    found = grounded_event(quantities=[{"what": "killed", "who": "people", "text": figure}])
    assert [problem.severity for problem in found.problems] == ["error"]


def test_a_figure_stays_as_it_was_copied_and_what_it_counts_is_in_doubt() -> None:
    wounded = [{"what": "wounded", "who": "people", "text": "at least 12"}]
    found = grounded_event(quantities=wounded)
    assert found.item is not None
    assert [(one.what, one.text, one.low) for one in found.item.quantities] == [
        ("wounded", "at least 12", 12)
    ]
    assert codes(found.problems) == [("figure-counts-other", "doubt")]


def test_an_event_whose_word_is_not_there_takes_the_word_that_is() -> None:
    found = grounded_event(trigger="exploded").item
    assert found is not None
    assert found.trigger.text in ("sank", "killing")


def test_an_event_of_a_sentence_in_which_nothing_happens() -> None:
    reading = read("The harbour is deep. The water is cold.")
    found = ground_event(
        EventDraft.model_validate(
            event(
                sentences=[1],
                trigger="exploded",
                participants=[],
                place="",
                time="",
                quantities=[],
                summary="The harbour exploded.",
            )
        ),
        reading,
    )
    assert found.item is None
    assert ("trigger-not-found", "error") in codes(found.problems)


def test_figures_of_a_sentence() -> None:
    assert [(q.what, q.text) for q in counted_in([1, 6], ARTICLE)] == [("killed", "at least 12")]


@pytest.mark.parametrize(
    ("published", "dates"), [("2021-03-04", ("2021-03-02",) * 2), (None, (None,) * 2)]
)
def test_a_time_is_resolved_with_the_date_of_publication_or_left(
    published: str | None, dates: tuple[str | None, str | None]
) -> None:
    reading = read(FERRY, published=published)
    at = FERRY.index("on Tuesday")
    found = time_at(reading.span(at, at + len("on Tuesday")), reading)
    assert (found.start, found.end) == dates
    assert found.text == "on Tuesday"


@pytest.mark.parametrize(
    "words",
    ["none", "None.", "nobody", "N/A", "plain narration", "narration", "", "—", "the author"],
)
def test_answers_that_name_nobody(words: str) -> None:
    assert is_nobody(words) is (words != "plain narration") or words == "plain narration"


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("Ada Brandt", "Ada Brandt"),
        ("Brandt", "Ada Brandt"),
        ("Ms Brandt", "Ada Brandt"),
        ("ada brandt", "Ada Brandt"),
        ("Ada Brandt, the spokeswoman", "Ada Brandt"),
        ("the coast guard", "coast guard"),
    ],
)
def test_a_speaker_in_a_models_words(words: str, canonical: str) -> None:
    found = Speakers(ARTICLE).from_words(words, [])
    assert found is not None
    assert found.canonical == canonical
    assert FERRY[found.span.start : found.span.end] == found.span.text


@pytest.mark.parametrize(
    "words", ["she", "Otto Kowalski", "", "  ", ",", "da Bran", "lights go out"]
)
def test_words_that_name_no_speaker(words: str) -> None:
    assert Speakers(ARTICLE).from_words(words, []) is None


def test_the_mention_nearest_to_the_claim_is_taken() -> None:
    text = "Ida Moor left. Nobody cared. “We lost,” Moor said. Moor wept."
    found = Speakers(read(text)).from_words("Ida Moor", [(text.index("“"), text.index("wept"))])
    assert found is not None
    assert found.canonical == "Ida Moor"


def test_notes_lower_confidence_to_a_floor() -> None:
    note = Problem(code="x", message="x.", severity="note")
    assert lowered(GRAMMAR.quoted, []) == GRAMMAR.quoted
    assert lowered(GRAMMAR.quoted, [note]) < GRAMMAR.quoted
    assert 0 < lowered(GRAMMAR.quoted, [note] * 100) == lowered(GRAMMAR.quoted, [note] * 200)


@given(st.text(alphabet="ab .,“”\n", min_size=1, max_size=80).filter(str.strip), st.data())
@settings(max_examples=200)
def test_the_sentences_a_span_touches_hold_all_its_characters(
    text: str, data: st.DataObject
) -> None:
    reading = read(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    numbers = reading.numbers_of([reading.span(start, end)])
    expected = [s.number for s in reading.segments if s.start < end and start < s.end]
    assert numbers == expected
    assert reading.ranges(numbers) == [
        (s.start, s.end) for s in reading.segments if s.number in numbers
    ]


@given(st.integers(-5, 400))
def test_every_offset_is_in_the_sentence_that_holds_it(offset: int) -> None:
    number = ARTICLE.number_at(offset)
    holding = [s.number for s in ARTICLE.segments if s.start <= offset < s.end]
    assert [number] == (holding or [None])
