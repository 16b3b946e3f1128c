"""The example articles and the answers worked out for them by hand agree with each other."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from summarizer import Document
from summarizer.schemas.claim import STANCES
from summarizer.schemas.event import EVENT_TYPES, QuantityKind, Status

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
GOLD = sorted(
    path
    for path in (ROOT / "tests" / "gold").glob("*.json")
    if (EXAMPLES / f"{path.stem}.txt").exists()
)

ATTRIBUTION_FIELDS = set(
    "speaker also stance also_stances content follow_on nested optional".split()
)
EVENT_FIELDS = {
    *"sentence types status also_statuses who whom place time".split(),
    *get_args(QuantityKind),
}


@pytest.fixture(params=GOLD, ids=lambda path: path.stem)
def gold(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return loaded


def article(gold: dict[str, Any]) -> Document:
    return Document.read(str(EXAMPLES / gold["article"]))


def passages(gold: dict[str, Any]) -> Iterator[str]:
    """Every stretch of an article that a gold answer points at."""
    yield from (attribution["content"] for attribution in gold["attributions"])
    yield from (event["sentence"] for event in gold["events"])
    for field in ("not_attributed", "background_events", "forbidden_events"):
        yield from gold.get(field, [])


def words_of_events(gold: dict[str, Any]) -> Iterator[str]:
    for event in gold["events"]:
        yield from (event[field] for field in ("who", "whom", "place") if event[field])
        if event["time"]:
            yield event["time"]["text"]


def test_every_article_of_the_issue_has_a_gold_answer() -> None:
    named = {path.stem for path in GOLD}
    assert named == {path.stem for path in EXAMPLES.glob("*.txt")}


def test_an_article_is_read_with_its_title_and_date(gold: dict[str, Any]) -> None:
    document = article(gold)
    assert document.title
    assert document.published == date.fromisoformat(gold["published"])


def test_a_passage_stands_in_the_article_exactly_once(gold: dict[str, Any]) -> None:
    text = article(gold).text
    assert {passage: text.count(passage) for passage in passages(gold)} == dict.fromkeys(
        passages(gold), 1
    )


def test_speakers_and_words_of_events_stand_in_the_article(gold: dict[str, Any]) -> None:
    text = article(gold).text.lower()
    speakers = [name for a in gold["attributions"] for name in [a["speaker"], *a.get("also", [])]]
    missing = [words for words in [*speakers, *words_of_events(gold)] if words.lower() not in text]
    assert missing == []


def test_only_words_of_the_schemas_are_used(gold: dict[str, Any]) -> None:
    stances = {s for a in gold["attributions"] for s in [a["stance"], *a.get("also_stances", [])]}
    statuses = {s for e in gold["events"] for s in [e["status"], *e.get("also_statuses", [])]}
    assert stances <= set(STANCES)
    assert statuses <= set(get_args(Status))
    assert {kind for event in gold["events"] for kind in event["types"]} <= set(EVENT_TYPES)
    assert {field for a in gold["attributions"] for field in a} <= ATTRIBUTION_FIELDS
    assert {field for event in gold["events"] for field in event} <= EVENT_FIELDS


def test_the_web_page_is_read_without_what_stands_around_the_article() -> None:
    document = Document.read(str(EXAMPLES / "cup-final.html"))
    assert document.title == "Ten-man Tarn Rovers win Harbour Cup on penalties"
    assert document.published == date(2023, 6, 4)
    assert "two stewards were treated for burns" in document.text
    around = ("cookies", "Advertisement", "semi-finals", "newsletter", "quayside_77", "Log in")
    assert [words for words in around if words in document.text] == []
