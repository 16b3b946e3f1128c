"""Checking a text against a source: what the rules decide, what is asked, and what comes out."""

import asyncio
from pathlib import Path

import pytest
from sample_summary import ARTICLE, SUMMARY
from scripting import FERRY, summarize

from summarizer.api import Summarizer, check_by_rules
from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.export.as_verdicts import verdicts_to_json, verdicts_to_text
from summarizer.grounding.reading import read_through
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.verdict import SentenceSupport, SupportReport
from summarizer.settings import Settings
from summarizer.support.asking import LETTER_WEIGHT, log_odds
from summarizer.verification.calibration import WITH_MODEL, WITHOUT_MODEL, Calibration
from summarizer.verification.features import compare, features
from summarizer.verification.nearest import Source, line_of
from summarizer.verification.weaving import weave
from summarizer.verification.weighing import probability

SOURCE = Document.from_text(FERRY, language="en")
OPEN = "A fisherman saw the lights of the ferry go out."
"""A statement that the rules leave open: nothing differs, and no sentence is it."""


def verdict(statement: str, source: Document = SOURCE) -> SentenceSupport:
    (found,) = check_by_rules(statement, source).sentences
    return found


def asked(text: str, *answers: Reply | str) -> tuple[SupportReport, list[Question]]:
    model = ScriptedModel(answers)
    with Summarizer(model, settings=Settings(use_journal=False)) as summarizer:
        return summarizer.check(text, SOURCE), model.asked


@pytest.mark.parametrize(
    ("statement", "code", "said", "told"),
    [
        ("The ferry Vega sank off Orlen, killing at least 21 people.", "number", "21", "12"),
        ("She added that 112 people were on board.", "number", "112", "212"),
        ("The ferry Vega sank off Varna on Tuesday.", "name", "Varna", "Orlen"),
        (
            "The mayor of Orlen, Tom Reyes, accused Norland Lines.",
            "name",
            "Tom Reyes",
            "Jane Okoro",
        ),
        ("Police did not arrest the captain on Wednesday.", "negation", "not", None),
        ("He has been charged, according to his lawyer.", "negation", None, "not"),
    ],
)
def test_what_differs_is_named_with_both_places(
    statement: str, code: str, said: str | None, told: str | None
) -> None:
    report = check_by_rules(statement, SOURCE)
    (found,) = report.sentences
    problem = found.problems[0]
    assert (found.verdict, problem.code) == ("contradicted", f"{code}-differs")
    if said is not None:
        assert [report.text[flag.start : flag.end] for flag in report.flags] == [said]
    if told is not None:
        assert problem.span is not None
        assert problem.span.text == told


@pytest.mark.parametrize(
    "statement",
    [
        "The ferry Vega sank off Orlen on Tuesday, killing at least 12 people.",
        "The ferry Vega sank off Orlen on Tuesday, killing at least twelve people.",
        "Norland Lines denied that the ship had been overloaded.",
        "Police arrested the captain on Wednesday.",
        "The captain has not been charged, according to his lawyer, Tom Reyes.",
        "Okoro accused Norland Lines of ignoring two warnings.",
    ],
)
def test_what_the_source_says_is_not_contradicted(statement: str) -> None:
    found = verdict(statement)
    assert found.problems == []
    assert found.verdict != "contradicted"


def test_a_denial_told_as_a_fact_is_contradicted() -> None:
    found = verdict("The ship had been overloaded.")
    assert found.verdict == "contradicted"
    assert found.support < 0.5 < found.confidence


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("The wreck was found by divers from Tilsbury.", "name-not-in-text"),
        ("The families were paid 900 crowns.", "number-not-in-evidence"),
    ],
)
def test_what_the_source_does_not_have_is_not_found(statement: str, code: str) -> None:
    found = verdict(statement)
    assert found.verdict == "not_found"
    assert code in [problem.code for problem in found.problems]


def test_a_number_told_less_exactly_is_no_other_number() -> None:
    source = Document.from_text("The storm flooded 116 houses in Orlen on Friday.", language="en")
    assert verdict("The storm flooded more than 100 houses in Orlen.", source).problems == []


def test_another_sentence_that_tells_it_so_calls_a_difference_off() -> None:
    source = Document.from_text(
        "Police say 30 people were hurt in Orlen. Doctors say 12 people were hurt in Orlen.",
        language="en",
    )
    assert verdict("It is said that 12 people were hurt in Orlen.", source).problems == []


def test_a_paraphrase_of_a_name_is_no_other_name() -> None:
    source = Document.from_text("Norland Lines lost two ships last year.", language="en")
    statement = "Ada Brandt's firm lost two ships last year."
    codes = [problem.code for problem in verdict(statement, source).problems]
    assert "name-differs" not in codes


def test_a_sentences_first_word_is_no_name_for_its_capital() -> None:
    assert verdict("Officers arrested the captain on Wednesday.").problems == []


def test_evidence_and_offsets_are_exact() -> None:
    report = check_by_rules("  Police arrested him.\n\nNobody was “counted” — ever.", SOURCE)
    assert [report.text[one.start : one.end] for one in report.sentences] == [
        one.text for one in report.sentences
    ]
    for span in report.sentences[0].evidence:
        assert FERRY[span.start : span.end] == span.text
    assert report.document.id == SOURCE.id


def test_words_that_the_source_does_not_have_are_flagged_where_nothing_else_is() -> None:
    report = check_by_rules("Bakers and tailors marched through a snowy harbour.", SOURCE)
    assert report.sentences[0].verdict == "not_found"
    flagged = [report.text[flag.start : flag.end] for flag in report.flags]
    assert "tailors" in flagged
    assert {flag.reason for flag in report.flags} == {"word-not-found"}


def test_a_text_without_words_of_the_source_has_no_evidence() -> None:
    found = verdict("Xylophones resonate.")
    assert (found.verdict, found.evidence) == ("not_found", [])


def test_a_blank_text_is_a_document_error() -> None:
    with pytest.raises(DocumentError):
        check_by_rules(" \n", SOURCE)


def test_what_the_rules_decide_is_not_asked() -> None:
    report, questions = asked("Police arrested the captain on Wednesday. It killed 900 people.")
    assert questions == []
    assert report.sentences[0].verdict == "supported"
    assert report.usage.calls == 0


def test_one_letter_is_asked_for_after_the_article() -> None:
    report, (question,) = asked(OPEN, Reply("A", tokens=Tokens(calls=1, input=50, output=1)))
    assert question.choices == ("A", "B")
    assert question.recipe == "support@v1"
    body = question.messages[-1].content
    assert body.index("ferry Vega sank") < body.index(OPEN)
    assert (report.usage.calls, report.usage.output_tokens) == (1, 1)
    assert report.usage.recipes == ["support@v1"]


def test_probabilities_move_the_verdict() -> None:
    sure = Reply("A", choice_logprobs={"A": -0.01, "B": -5.0})
    unsure = Reply("B", choice_logprobs={"A": -5.0, "B": -0.01})
    (yes,), (no,) = (asked(OPEN, reply)[0].sentences for reply in (sure, unsure))
    assert (yes.verdict, no.verdict) == ("supported", "not_found")
    assert yes.support > no.support


def test_questions_about_one_article_share_their_beginning() -> None:
    other = "The owners told reporters about passengers and warnings."
    _, (one, two) = asked(f"{OPEN} {other}", "A", "B")
    article = "(end of the article)"
    assert one.messages[0] == two.messages[0]
    assert (
        one.messages[1].content.partition(article)[0]
        == two.messages[1].content.partition(article)[0]
    )


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply("A", choice_logprobs={"A": -1.0, "B": -3.0}), 2.0),
        (Reply(" B."), 0.5 - LETTER_WEIGHT),
        (Reply('{"choice": "A"}'), 0.5 + LETTER_WEIGHT),
        (Reply("perhaps"), None),
        (Reply("[1, 2]"), None),
        (Reply("A", "failed"), None),
        (Reply("", "empty"), None),
    ],
)
def test_an_answer_is_read_by_probability_or_by_letter(
    reply: Reply, expected: float | None
) -> None:
    assert log_odds(reply, 0.5) == expected


def test_without_a_usable_answer_the_rules_decide_alone() -> None:
    (found,) = asked(OPEN, Reply("no idea"))[0].sentences
    assert found.support == verdict(OPEN).support


def test_a_long_source_is_cut_to_the_window() -> None:
    text = "\n\n".join(f"Clerk number {n} counted the boats of Orlen harbour." for n in range(400))
    model = ScriptedModel(lambda _: "A", context_window=2_000)
    with Summarizer(model, settings=Settings(use_journal=False)) as summarizer:
        summarizer.check("A clerk counted boats in the harbour.", Document.from_text(text))
    assert len(model.asked[0].messages[-1].content) < 2_000 * 3.5


def test_an_unedited_summary_is_supported() -> None:
    summary = summarize(FERRY, "focused")[0]
    assert summary.claims
    report = check_by_rules(summary, SOURCE)
    assert len(report.sentences) == len(summary.claims) + len(summary.events)
    texts = [one.text for one in report.sentences if one.problems]
    assert texts == []


def edited(**changes: object) -> SentenceSupport:
    """The verdict on the first claim of a summary, after a person's changes."""
    claim = SUMMARY.claims[0].model_copy(update=changes)
    summary = SUMMARY.model_copy(update={"events": [], "claims": [claim]})
    (found,) = check_by_rules(summary, Document.from_text(ARTICLE, language="en")).sentences
    return found


def test_a_claim_given_to_somebody_else_is_not_supported() -> None:
    other = SUMMARY.claims[0].speaker.model_copy(update={"name": "Idris Falk"})
    found = edited(speaker=other)
    assert found.verdict != "supported"
    assert {problem.field.partition(".")[0] for problem in found.problems} & {"speaker"}


def test_a_claim_is_read_with_its_speaker() -> None:
    claim = SUMMARY.claims[0]
    assert edited().text.startswith(f"{claim.speaker.name} {claim.stance}: ")


def test_spans_that_are_not_the_sources_are_a_problem() -> None:
    moved = [
        one.model_copy(update={"text": "x" * len(one.text)}) for one in SUMMARY.claims[0].content
    ]
    assert "span-broken" in [problem.code for problem in edited(content=moved).problems]


def test_a_statement_is_woven_from_as_few_places_as_can_be() -> None:
    lines = [line_of("The captain left the ship at dawn."), line_of("The mayor sold the ship.")]
    kept = weave(line_of("The captain left the ship"), lines)
    mixed = weave(line_of("The captain sold the ship"), lines)
    assert kept.cost == 0
    assert [thread.line for thread in kept.threads] == [0] * 5
    assert mixed.cost > kept.cost
    assert weave(line_of(""), lines).cost == 0


def test_features_are_bounded_and_calibrations_know_them() -> None:
    source = Source(read_through(SOURCE))
    values = features(compare(line_of(OPEN), source))
    assert all(0 <= values[name] <= 1 for name in ("pairs", "known", "in_one", "opening"))
    assert set(WITHOUT_MODEL.weights) <= set(values)
    assert set(WITH_MODEL.weights) <= {*values, "log_odds"}
    assert probability({"known": 1.0}, Calibration(0.0, {"known": 0.0}, 0.5)) == 0.5


def test_a_report_is_shown_with_mark_difference_and_sentence() -> None:
    report = check_by_rules(
        "Police arrested the captain on Wednesday. She added that 112 people were on board.", SOURCE
    )
    shown = verdicts_to_text(report, width=60)
    assert "✓ supported" in shown
    assert "✗ contradicted" in shown
    assert "It says “112”; the source has “212”." in shown
    assert "2 checked: 1 supported, 1 contradicted" in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_a_report_reads_back_from_its_json() -> None:
    report = check_by_rules("She added that 112 people were on board.", SOURCE)
    assert SupportReport.model_validate_json(verdicts_to_json(report)) == report


def test_the_asynchronous_path_gives_the_same() -> None:
    with Summarizer(ScriptedModel(["B"]), settings=Settings(use_journal=False)) as summarizer:
        found = asyncio.run(summarizer.acheck(OPEN, SOURCE))
    assert found.sentences == asked(OPEN, "B")[0].sentences


def test_a_second_check_asks_nothing(tmp_path: Path) -> None:
    settings = Settings(journal=tmp_path / "journal.sqlite3")
    reply = Reply("A", choice_logprobs={"A": -0.1, "B": -2.3})
    with Summarizer(ScriptedModel([reply]), settings=settings) as summarizer:
        first = summarizer.check(OPEN, SOURCE)
    with Summarizer(ScriptedModel([]), settings=settings) as summarizer:
        second = summarizer.check(OPEN, SOURCE)
    assert second.sentences == first.sentences
    assert (second.usage.calls, second.usage.replayed) == (0, 1)
