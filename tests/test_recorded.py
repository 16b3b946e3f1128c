"""Whole conversations with the embedded engine's HTTP server, recorded, on the example articles."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cassettes import CASSETTES, KEY, cassette_of, played
from summarizer import Document, Settings, Summarizer, Summary
from summarizer.models import Model

ROOT = Path(__file__).parent.parent


@pytest.fixture
def model(request: pytest.FixtureRequest) -> Iterator[Model]:
    path = cassette_of(request.path.stem, request.node.name)
    with played(path, record=request.config.getoption("--record")) as answering:
        yield answering


def summarize(article: str, model: Model, strategy: str) -> Summary:
    summarizer = Summarizer(model, strategy=strategy, settings=Settings(use_journal=False))
    return summarizer.summarize(Document.read(str(ROOT / "examples" / article)))


def gold(article: str) -> dict[str, Any]:
    path = ROOT / "tests" / "gold" / f"{Path(article).stem}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def found(summary: Summary, answer: dict[str, Any]) -> bool:
    """Whether a statement worked out by hand is among the claims, with its speaker and stance."""
    speakers = {name.lower() for name in [answer["speaker"], *answer.get("also", [])]}
    return any(
        any(answer["content"] in span.text for span in claim.content)
        and any(
            claim.speaker.canonical.lower() in name or name in claim.speaker.canonical.lower()
            for name in speakers
        )
        for claim in summary.claims
    )


def test_a_clean_pass(model: Model) -> None:
    summary = summarize("harbour-siege.txt", model, "focused")
    answers = gold("harbour-siege.txt")
    missed = [a["content"] for a in answers["attributions"] if not found(summary, a)]
    assert summary.rejected == []
    assert len(missed) <= 1, missed
    for battle in answers["events"][:2]:
        told = [e for e in summary.events if any(battle["sentence"] in s.text for s in e.evidence)]
        assert len(told) == 1
        assert battle["who"] in [p.name for p in told[0].participants if p.role == "agent"]


def test_what_fails_is_repaired_or_rejected(model: Model) -> None:
    asked: list[str] = []
    summarizer = Summarizer(model, strategy="whole", settings=Settings(use_journal=False))
    document = Document.read(str(ROOT / "examples" / "court-fraud.txt"))
    summary = summarizer.summarize(document, lambda question, _: asked.append(question.label))
    repairs = sum(label.startswith("repair of") for label in asked)
    # A repair that puts its item right is in test_dialogue_whole: this small model's do not.
    assert repairs >= sum(rejected.attempts - 1 for rejected in summary.rejected) > 0
    shown = [claim.text for claim in summary.claims] + [event.summary for event in summary.events]
    assert summary.rejected
    for rejected in summary.rejected:
        assert rejected.problems
        assert rejected.attempts >= 2  # asked again, alone, before it was given up
        assert rejected.item.get("summary") not in shown


def test_orders_in_the_article_change_nothing(model: Model) -> None:
    summary = summarize("instructions.txt", model, "focused")
    for forbidden in gold("instructions.txt")["forbidden_events"]:
        assert not any(forbidden in event.summary for event in summary.events)


def test_every_cassette_belongs_to_a_test() -> None:
    tests = {
        cassette_of(path.stem, name)
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(model: Model\)", path.read_text(), re.MULTILINE)
        if "cassettes" in path.read_text()
    }
    recorded = {path for path in CASSETTES.rglob("*.yaml") if path.parent.name != "test_quality"}
    assert recorded == tests  # test_quality has one for each article, and looks after its own


@pytest.mark.parametrize("path", sorted(CASSETTES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_cassette_holds_no_key_and_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kept = yaml.safe_load(text)
    assert KEY not in text
    assert "authorization" not in text.lower()
    assert "127.0.0.1" not in text
    for exchange in kept["interactions"]:
        assert set(exchange["request"]["headers"]) <= {"content-type", "Content-Type"}
        assert json.loads(exchange["request"]["body"])["response_format"]["json_schema"]["strict"]
