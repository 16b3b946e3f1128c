"""How right the embedded model's summaries are, on articles written for this project.

Each article is summarized from its own cassette, `cassettes/test_quality/<article>.yaml`, and held
against what people read in it (`tests/gold`). The floors are what was reached when the cassettes
were recorded, rounded down; who raises the quality raises them too.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import pytest
from against_gold import (
    ARTICLES,
    FOLDERS,
    MEASURES,
    Answers,
    Tally,
    answers_of,
    forbidden_items,
    measure,
    options,
)
from sample_summary import SUMMARY
from scripting import assert_sound

from cassettes import CASSETTES, cassette_of, played
from summarizer import Settings, Summarizer, Summary
from summarizer.schemas.claim import STANCES, Claim, Quotation, Speaker
from summarizer.schemas.event import EVENT_TYPES, Event, QuantityKind, Status
from summarizer.schemas.span import Span

# Changed with the articles or their gold only: figures of two corpora cannot be compared.
CORPUS = "cd9e50dc282d172d8180ddf0810dc862f4d8ff749d33a28bc7d3c32436e6e2fc"

# The least share over all articles, by measure.
FLOORS = {
    "claims found": 0.92,
    "claims right": 0.94,
    "speaker": 0.95,
    "stance": 0.97,
    "content": 0.95,
    "cue": 0.95,
    "quotation": 0.97,
    "events found": 0.86,
    "events right": 0.97,
    "told once": 0.97,
    "status": 0.97,
    "who": 0.65,
    "whom": 0.64,
    "place": 0.61,
    "time": 0.79,
    "figures": 0.50,
}
# No single article may fall far below the others: the least share of its statements found.
ARTICLE_FLOOR = 0.75
# Claims and events that would be false, over all articles: what was recorded. It may only fall.
MOST_FALSE = 4

# How many misses of one measure a failure lists: enough to see a pattern.
SHOWN = 25

ATTRIBUTION_FIELDS = {
    *"speaker also stance also_stances content rest within cue quotation".split(),
    *"also_quotations follow_on nested optional".split(),
}
EVENT_FIELDS = {
    *"sentence retold false_figures types status also_statuses who whom place time optional".split(),
    *get_args(QuantityKind),
}


@dataclass(frozen=True)
class Outcome:
    """What became of one article."""

    summary: Summary
    tallies: dict[str, Tally]
    false: list[str]


Outcomes = Callable[[str], Outcome]


@pytest.fixture(scope="module")
def outcome_of(request: pytest.FixtureRequest) -> Outcomes:
    """Summarizes an article once, however many tests look at it."""
    kept: dict[str, Outcome] = {}
    record = request.config.getoption("--record")

    def outcome(name: str) -> Outcome:
        if name not in kept:
            kept[name] = _summarized(answers_of(name), record=record)
        return kept[name]

    return outcome


@pytest.fixture(params=ARTICLES)
def answers(request: pytest.FixtureRequest) -> Answers:
    return answers_of(request.param)


def _summarized(answers: Answers, *, record: bool) -> Outcome:
    path = cassette_of("test_quality", answers.name)
    assert record or path.exists(), f"{path.name} was never recorded: pytest --record"
    with played(path, record=record) as model:
        summarizer = Summarizer(model, strategy="focused", settings=Settings(use_journal=False))
        summary = summarizer.summarize(answers.document)
    return Outcome(summary, measure(summary, answers), forbidden_items(summary, answers))


def test_an_article_is_summarized_soundly(answers: Answers, outcome_of: Outcomes) -> None:
    outcome = outcome_of(answers.name)
    assert_sound(outcome.summary, answers.document.text)
    found = outcome.tallies["claims found"]
    assert found.share >= ARTICLE_FLOOR, _told("claims found", found)


@pytest.mark.parametrize("name", MEASURES)
def test_the_corpus_reaches_its_floor(name: str, outcome_of: Outcomes) -> None:
    total = Tally()
    for article in ARTICLES:
        total.add(outcome_of(article).tallies[name])
    assert total.share >= FLOORS[name], _told(name, total)


def test_nothing_false_is_told(outcome_of: Outcomes) -> None:
    false = [line for article in ARTICLES for line in outcome_of(article).false]
    assert len(false) <= MOST_FALSE, "\n".join(["told, and false:", *false])


def test_the_corpus_is_the_one_that_the_floors_were_set_on() -> None:
    digest = hashlib.sha256()
    for answers in map(answers_of, ARTICLES):
        for path in (answers.path, answers.gold_path):
            digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    assert digest.hexdigest() == CORPUS, "set the floors anew, then pin this hash"


def test_every_article_has_its_gold_and_its_cassette() -> None:
    texts = {path.stem for folder in FOLDERS for path in folder.glob("*.txt")}
    assert texts == set(ARTICLES)
    assert {path.stem for path in (CASSETTES / "test_quality").glob("*.yaml")} == texts


# The measures themselves


def claimed(answers: Answers, words: str, speaker: str) -> Summary:
    """A summary of one claim: these words of the article, asserted by this speaker."""
    start = answers.document.text.index(words)
    span = Span(start=start, end=start + len(words), text=words)
    claim = Claim(
        id="c1",
        speaker=Speaker(name=speaker, canonical=speaker, span=span),
        stance="asserts",
        text=words,
        content=[span],
        quotation="direct",
        evidence=[span],
        confidence=1,
    )
    return SUMMARY.model_copy(update={"claims": [claim], "events": []})


@pytest.mark.parametrize(
    ("speaker", "right"),
    [
        ("Edda Rowe", True),
        ("Candidate Edda Rowe", True),
        ("Edda Rowe of the Civic Alliance", True),
        ("Rowe", False),
        ("Tobin Rowe", False),
        ("a spokesman for Edda Rowe", False),
    ],
)
def test_a_speaker_is_right_by_the_full_name(speaker: str, right: bool) -> None:
    answers = answers_of("election-recount")
    words = "I believe they were awake, and that they signed every sheet"
    tallies = measure(claimed(answers, words, speaker), answers)
    assert tallies["speaker"].share == right
    assert tallies["content"].share == 1
    assert tallies["claims right"].share == 1
    assert tallies["claims found"].right == 1
    assert len(tallies["claims found"].misses) == tallies["claims found"].total - 1
    assert tallies["events found"].share == 0


def test_words_that_nobody_said_are_no_find() -> None:
    answers = answers_of("election-recount")
    tallies = measure(claimed(answers, "The two are not related", "Edda Rowe"), answers)
    assert tallies["claims found"].right == 0
    assert tallies["claims right"].share == 0


@pytest.mark.parametrize(
    ("words", "speaker", "false"),
    [
        ("I believe they were awake, and that they signed every sheet", "Tobin Rowe", 1),
        ("I believe they were awake, and that they signed every sheet", "Edda Rowe", 0),
        ("The two are not related", "Edda Rowe", 1),
    ],
)
def test_a_false_claim_is_told_from_a_true_one(words: str, speaker: str, false: int) -> None:
    answers = answers_of("election-recount")
    assert len(forbidden_items(claimed(answers, words, speaker), answers)) == false


@pytest.mark.parametrize(("status", "false"), [("occurred", 1), ("alleged", 0), ("denied", 0)])
def test_an_unconfirmed_event_is_false_when_told_as_a_fact(status: Status, false: int) -> None:
    answers = answers_of("dock-blockade")
    words = "police had fired live rounds"
    span = claimed(answers, words, "police").claims[0].content[0]
    event = Event(
        id="e1",
        type="conflict.attack",
        summary="Police fired live rounds.",
        trigger=span,
        status=status,
        evidence=[span],
        confidence=1,
    )
    summary = SUMMARY.model_copy(update={"claims": [], "events": [event]})
    assert len(forbidden_items(summary, answers)) == false


# The gold itself


def test_an_article_is_read_with_its_title_and_date(answers: Answers) -> None:
    assert answers.document.title
    assert answers.document.published == date.fromisoformat(answers.gold["published"])


def test_a_passage_stands_in_its_article_exactly_once(answers: Answers) -> None:
    text = answers.document.text
    passages = list(_passages(answers.gold))
    assert {words: text.count(words) for words in passages} == dict.fromkeys(passages, 1)
    inside = [row for row in answers.gold["attributions"] if "within" in row]
    assert [row for row in inside if row["within"].count(row["content"]) != 1] == []


def test_names_and_words_of_events_stand_in_the_article(answers: Answers) -> None:
    text = answers.document.text.lower()
    assert [words for words in _names_and_words(answers.gold) if words.lower() not in text] == []


def test_a_cue_stands_in_a_sentence_of_its_statement(answers: Answers) -> None:
    text = answers.document.text
    paragraphs = text.split("\n")
    for row in answers.gold["attributions"]:
        place = row.get("within", row["content"])
        beside = [paragraph for paragraph in paragraphs if place in paragraph]
        assert row.get("cue", "").lower() in beside[0].lower(), row


def test_only_words_of_the_schemas_are_used(answers: Answers) -> None:
    statements, events = answers.gold["attributions"], answers.gold["events"]
    stances = {s for row in statements for s in (row["stance"], *row.get("also_stances", []))}
    stances |= {
        s for row in answers.gold.get("forbidden_claims", []) for s in row.get("stances", [])
    }
    statuses = {s for row in events for s in (row["status"], *row.get("also_statuses", []))}
    assert stances <= set(STANCES)
    assert statuses <= set(get_args(Status))
    assert {kind for row in events for kind in row["types"]} <= set(EVENT_TYPES)
    assert {row.get("quotation", "direct") for row in statements} <= set(get_args(Quotation))
    assert {field for row in statements for field in row} <= ATTRIBUTION_FIELDS
    assert {field for row in events for field in row} <= EVENT_FIELDS


def _passages(gold: dict[str, Any]) -> Iterator[str]:
    """Every stretch of an article that its gold points at."""
    for row in gold["attributions"]:
        yield row.get("within", row["content"])
        yield from row.get("rest", [])
    for row in gold["events"]:
        yield from (row["sentence"], *row.get("retold", []))
    yield from (row["content"] for row in gold.get("forbidden_claims", []))
    lists = "not_attributed background_events forbidden_events unconfirmed_events"
    for name in lists.split():
        yield from gold.get(name, [])


def _names_and_words(gold: dict[str, Any]) -> Iterator[str]:
    for row in [*gold["attributions"], *gold.get("forbidden_claims", [])]:
        yield from (row["speaker"], *row.get("also", []))
    for row in gold["events"]:
        yield from (words for key in ("who", "whom", "place") for words in options(row[key]))
        if row["time"]:
            yield row["time"]["text"]


def _told(name: str, tally: Tally) -> str:
    head = f"{name}: {tally.share:.3f} ({tally.right:.1f} of {tally.total})"
    more = [f"… and {len(tally.misses) - SHOWN} more"] if len(tally.misses) > SHOWN else []
    return "\n".join([head, *tally.misses[:SHOWN], *more])
