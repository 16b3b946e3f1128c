"""Each check with an item that passes and one that does not."""

from collections.abc import Callable
from typing import Any

import pytest
from scripting import FERRY, claim, event, read

from summarizer.grounding.claims import ground_claim
from summarizer.grounding.events import ground_event
from summarizer.grounding.reading import Reading
from summarizer.schemas.claim import Claim, ClaimDraft, Speaker
from summarizer.schemas.event import Event, EventDraft, Participant
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification import check_claim, check_event
from summarizer.verification.doers import check_reporter_is_no_participant, check_trigger_is_no_name
from summarizer.verification.evidence import (
    check_content_in_evidence,
    check_spans,
    check_trigger_in_evidence,
)
from summarizer.verification.manner import check_denial_kept, check_quotation_kind
from summarizer.verification.names import check_names
from summarizer.verification.speaker import (
    NEAR_SENTENCES,
    check_speaker_beside_cue,
    check_speaker_named,
    check_speaker_near,
)

ARTICLE = read(FERRY)


def made(reading: Reading = ARTICLE, **changes: Any) -> Claim:
    """A claim of FERRY on its spans; changes are to what a model wrote."""
    grounded = ground_claim(ClaimDraft.model_validate(claim(**changes)), reading)
    assert grounded.item is not None, grounded.problems
    return grounded.item


def told(reading: Reading = ARTICLE, **changes: Any) -> Event:
    grounded = ground_event(EventDraft.model_validate(event(**changes)), reading)
    assert grounded.item is not None, grounded.problems
    return grounded.item


def at(words: str, reading: Reading = ARTICLE, occurrence: int = 0) -> Span:
    """Where words stand in the article."""
    start = -1
    for _ in range(occurrence + 1):
        start = reading.document.text.index(words, start + 1)
    return reading.span(start, start + len(words))


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_good_claim_and_a_good_event_pass_every_check() -> None:
    assert check_claim(made(), ARTICLE) == []
    assert check_event(told(), ARTICLE) == []


def test_a_span_that_does_not_reproduce_the_source() -> None:
    good = made()
    broken = good.content[0].model_copy(update={"start": 5, "end": 5 + len(good.content[0].text)})
    [problem] = check_spans(good.model_copy(update={"content": [broken]}), ARTICLE)
    assert (problem.code, problem.field) == ("span-broken", "content[0]")
    assert check_spans(good, ARTICLE) == []


def test_a_broken_span_deep_inside_an_event_is_found() -> None:
    good = told()
    part = good.participants[0]
    span = part.span.model_copy(update={"start": 1, "end": 1 + len(part.span.text)})
    broken = good.model_copy(update={"participants": [part.model_copy(update={"span": span})]})
    assert [problem.field for problem in check_spans(broken, ARTICLE)] == ["participants[0].span"]


def test_words_of_a_claim_outside_its_evidence() -> None:
    good = made()
    moved = good.model_copy(update={"evidence": [ARTICLE.sentence_span(1)]})
    assert codes(check_content_in_evidence(moved, ARTICLE)) == ["content-outside-evidence"]
    assert check_content_in_evidence(good, ARTICLE) == []


def test_a_trigger_outside_the_evidence() -> None:
    good = told()
    moved = good.model_copy(update={"trigger": at("arrested")})
    assert codes(check_trigger_in_evidence(moved, ARTICLE)) == ["trigger-outside-evidence"]
    assert check_trigger_in_evidence(good, ARTICLE) == []


@pytest.mark.parametrize("pronoun", ["he", "She", "they", "it", "who"])
def test_a_pronoun_is_no_speaker(pronoun: str) -> None:
    good = made()
    unnamed = good.speaker.model_copy(update={"name": pronoun})
    found = check_speaker_named(good.model_copy(update={"speaker": unnamed}), ARTICLE)
    assert codes(found) == ["speaker-unresolved"]
    assert check_speaker_named(good, ARTICLE) == []


def test_a_speaker_from_far_away_is_in_doubt() -> None:
    text = "Ida Moor left. " + "It rained all day. " * (NEAR_SENTENCES + 1) + "“We lost,” she said."
    reading = read(text)
    number = len(reading.segments)
    good = made(
        reading,
        sentences=[number],
        speaker="Ida Moor",
        cue="said",
        stance="asserts",
        content="We lost",
        text="",
    )
    [problem] = check_speaker_near(good, reading)
    assert (problem.code, problem.severity) == ("speaker-far", "doubt")
    near = good.model_copy(update={"evidence": [reading.sentence_span(2), *good.evidence]})
    assert check_speaker_near(near, reading) == []


def test_another_speaker_than_the_one_beside_the_cue() -> None:
    good = made()
    other = Speaker(name="Jane Okoro", canonical="Jane Okoro", span=at("Jane Okoro"))
    found = check_speaker_beside_cue(good.model_copy(update={"speaker": other}), ARTICLE)
    assert codes(found) == ["speaker-contradicted"]
    assert "Norland Lines" in found[0].message
    assert check_speaker_beside_cue(good, ARTICLE) == []


def test_a_pronoun_beside_the_cue_contradicts_nobody() -> None:
    good = made(
        sentences=[6],
        speaker="Ada Brandt",
        cue="added",
        stance="asserts",
        content="212 people were on board",
        text="",
    )
    assert check_speaker_beside_cue(good, ARTICLE) == []


@pytest.mark.parametrize(
    ("content", "sentences", "kind", "other"),
    [
        ("We saw the lights go out", [2], "direct", "indirect"),
        ("the ship had been overloaded", [4], "indirect", "direct"),
    ],
)
def test_the_kind_of_quotation_is_what_the_marks_show(
    content: str, sentences: list[int], kind: str, other: str
) -> None:
    speaker = "Pavel Lund" if kind == "direct" else "Norland Lines"
    good = made(content=content, sentences=sentences, speaker=speaker, text="")
    assert (good.quotation, check_quotation_kind(good, ARTICLE)) == (kind, [])
    wrong = good.model_copy(update={"quotation": other})
    assert codes(check_quotation_kind(wrong, ARTICLE)) == ["quotation-kind"]


def test_a_denial_told_as_an_assertion() -> None:
    assert codes(check_denial_kept(made(stance="asserts"), ARTICLE)) == ["denial-dropped"]
    assert check_denial_kept(made(), ARTICLE) == []


def test_an_assertion_told_as_a_denial() -> None:
    said = {"sentences": [6], "speaker": "Ada Brandt", "cue": "added", "text": ""}
    words = {"content": "212 people were on board"}
    denied = made(**said, **words, stance="denies")
    assert codes(check_denial_kept(denied, ARTICLE)) == ["denial-added"]
    assert check_denial_kept(made(**said, **words, stance="asserts"), ARTICLE) == []


def test_a_statement_with_a_negation_may_be_told_as_a_denial() -> None:
    reading = read("The mayor said the pass was not safe.")
    denied = made(
        reading,
        sentences=[1],
        speaker="The mayor",
        cue="said",
        stance="denies",
        content="the pass was not safe",
        text="",
    )
    assert check_denial_kept(denied, reading) == []


@pytest.mark.parametrize(
    "statement",
    [
        "Ada Brandt spoke in Orlen.",
        "Brandt spoke.",
        "Ms Brandt spoke.",
        "Norland denied it.",
        "The Vega sank.",
        "Somebody spoke on Tuesday.",
    ],
)
def test_names_the_article_has(statement: str) -> None:
    assert check_names(statement, ARTICLE, "text") == []


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("Ada Kowalski spoke.", "Ada Kowalski"),
        ("The ferry sank off Harwick.", "Harwick"),
        ("The ferry was owned by Baltic Ferries.", "Baltic Ferries"),
    ],
)
def test_a_name_the_article_does_not_have(statement: str, name: str) -> None:
    [problem] = check_names(statement, ARTICLE, "text")
    assert (problem.code, problem.field) == ("name-not-in-text", "text")
    assert f"“{name}”" in problem.message


@pytest.mark.parametrize(
    ("language", "article", "statement", "name"),
    [
        ("pl", "Izba przyjęła ustawę, powiedziała Ada Morska.", "Należy przyjąć ustawę.", None),
        ("es", "La cámara aprobó la ley, dijo Ada Morena.", "Toda la cámara aprobó la ley.", None),
        ("de", "Im Fall Morgenroth wurde ermittelt.", "Es gibt im Fall Morgenroth Belege.", None),
        ("pl", "Izba przyjęła ustawę.", "Ustawę przyjęła Zofia Kruk.", "Zofia Kruk"),
        ("fr", "La chambre a voté la loi.", "La loi a été votée par Zoé Lacroix.", "Zoé Lacroix"),
        ("de", "Im Fall Morgenroth wurde ermittelt.", "Das sagte Otto Kowalski.", "Otto Kowalski"),
    ],
)
def test_a_capital_makes_no_name_where_other_words_have_one(
    language: str, article: str, statement: str, name: str | None
) -> None:
    found = check_names(statement, read(article, language), "text")
    assert [problem.message.split("“")[1].split("”")[0] for problem in found] == (
        [name] if name else []
    )


def test_who_only_reports_an_event_has_no_part_in_it() -> None:
    good = told()
    reporter = Participant(name="the coast guard", role="agent", span=at("the coast guard"))
    found = check_reporter_is_no_participant(
        good.model_copy(update={"participants": [*good.participants, reporter]}), ARTICLE
    )
    assert [(problem.code, problem.field) for problem in found] == [
        ("reporter-as-participant", "participants[1].name")
    ]
    assert check_reporter_is_no_participant(good, ARTICLE) == []


def test_a_name_is_no_event_word() -> None:
    good = told()
    assert check_trigger_is_no_name(good, ARTICLE) == []
    named = good.model_copy(update={"trigger": at("Vega")})
    assert codes(check_trigger_is_no_name(named, ARTICLE)) == ["trigger-is-name"]


Change = dict[str, Any]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"text": "Norland Lines denied that 40 ships had been overloaded."},
            "number-not-in-evidence",
        ),
        ({"text": "The ship had never been overloaded, said Ada Kowalski."}, "name-not-in-text"),
        ({"speaker": "Pavel Lund"}, "speaker-contradicted"),
        ({"stance": "asserts"}, "denial-dropped"),
    ],
)
def test_a_claim_that_says_something_else(change: Change, code: str) -> None:
    assert code in codes(check_claim(made(**change), ARTICLE))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"summary": "The ferry Vega sank off Orlen, killing 21 people."},
            "number-not-in-evidence",
        ),
        ({"summary": "The ferry Vega did not sink off Orlen."}, "negation-changed"),
        ({"summary": "The ferry Vega sank off Harwick."}, "name-not-in-text"),
        ({"summary": "The ferry Vega sank off Orlen on 3 May 1999."}, "date-not-in-evidence"),
    ],
)
def test_an_event_that_says_something_else(change: Change, code: str) -> None:
    assert code in codes(check_event(told(**change), ARTICLE))


@pytest.mark.parametrize(
    "text",
    [
        "Norland Lines denied that the ship had been overloaded.",
        "The ship had been overloaded.",
        "The ship had not been overloaded.",
        "the ship had been overloaded",
        "",
    ],
)
def test_a_denial_may_be_told_with_or_without_the_denying(text: str) -> None:
    assert check_claim(made(text=text), ARTICLE) == []


CHECKS: list[Callable[..., list[Problem]]] = [check_claim, check_event]


@pytest.mark.parametrize("change", [{"stance": "asserts"}, {"speaker": "Pavel Lund"}])
def test_a_problem_says_what_to_do_in_one_sentence(change: Change) -> None:
    for problem in check_claim(made(**change), ARTICLE):
        assert problem.message.endswith((".", "denies."))
        assert "\n" not in problem.message
        assert problem.field


LETTER = read(
    "“We never saw the letter,” said Ida Moor. She denied that she had paid the mayor of Tarn."
)


def moor(**changes: Any) -> Claim:
    """A claim of LETTER, by default with its own words."""
    words = {"speaker": "Ida Moor", "cue": "said", "stance": "asserts"}
    return made(
        LETTER, **({"sentences": [1], "content": "We never saw the letter"} | words | changes)
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor stole the letter and burned it.", ["statement-not-in-evidence"]),
        ("Ida Moor never received or saw the letter.", []),
    ],
)
def test_a_text_that_tells_something_else_than_its_evidence(text: str, found: list[str]) -> None:
    assert codes(check_claim(moor(text=text), LETTER)) == found


def test_words_cut_out_of_a_negated_clause() -> None:
    cut = moor(content="saw the letter", text="saw the letter")
    assert "negation-cut-off" in codes(check_claim(cut, LETTER))


def test_a_denial_is_no_criticism() -> None:
    denied = moor(
        sentences=[2], cue="denied", content="she had paid the mayor of Tarn", stance="criticises"
    )
    assert codes(check_denial_kept(denied, LETTER)) == ["denial-dropped"]


MARKET = read(
    "Gunmen killed 12 people and wounded 30 at a market in Tarn on Monday, police said. "
    "The mayor wept in Orlen on Friday."
)


def market(**changes: Any) -> Event:
    """An event of MARKET that passes every check."""
    people = [{"name": "Gunmen", "role": "agent"}, {"name": "12 people", "role": "target"}]
    good = {
        "sentences": [1],
        "type": "conflict.attack",
        "summary": "Gunmen killed 12 people at a market in Tarn.",
        "trigger": "killed",
        "participants": people,
        "place": "Tarn",
        "time": "Monday",
        "quantities": [],
    }
    return told(MARKET, **(good | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"summary": "Gunmen blew up a school and burned a hospital in Tarn."},
            "statement-not-in-evidence",
        ),
        ({"status": "denied", "summary": "Gunmen did not kill 12 people."}, "denial-unshown"),
        ({"type": "sport.contest"}, "type-contradicted"),
        ({"participants": [{"name": "12 people", "role": "agent"}]}, "role-contradicted"),
    ],
)
def test_an_event_that_is_not_what_its_sentence_tells(changes: dict[str, Any], code: str) -> None:
    assert check_event(market(), MARKET) == []
    assert code in codes(check_event(market(**changes), MARKET))


@pytest.mark.parametrize(
    ("text", "agent", "target"),
    [
        ("Tom Lund was shot by Ida Moor in Tarn.", "Ida Moor", "Tom Lund"),
        ("Police said Tom Lund had been badly wounded by Ida Moor.", "Ida Moor", "Tom Lund"),
        ("Ida Moor shot Tom Lund in Tarn.", "Ida Moor", "Tom Lund"),
    ],
)
def test_who_did_it_is_what_the_sentence_shows(text: str, agent: str, target: str) -> None:
    reading = read(text)
    verb = "wounded" if "wounded" in text else "shot"

    def found(doer: str, sufferer: str) -> list[str]:
        people = [{"name": doer, "role": "agent"}, {"name": sufferer, "role": "target"}]
        empty = {"place": "", "time": "", "quantities": [], "sentences": [1]}
        changes = {"type": "conflict.attack", "trigger": verb, "summary": text} | empty
        return codes(check_event(told(reading, participants=people, **changes), reading))

    assert "role-contradicted" not in found(agent, target)
    assert "role-contradicted" in found(target, agent)
