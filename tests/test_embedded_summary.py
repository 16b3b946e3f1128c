"""The main job on the embedded model itself. Minutes: `pytest -m embedded`."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from summarizer import Claim, Document, Settings, Summarizer, Summary
from summarizer.segments import segments

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).parent.parent
# An agency's article that lies beside the project where it is worked on; its text is not ours to
# keep, so its sentences are known by number only.
SEED = ROOT.parent / "shared" / "seed" / "article.txt"

# Sentences of the seed article by who says what they report.
ONE_SPEAKER = [3, 4, 17, 19, 23, 27, 29]
ANOTHER_SPEAKER = [6, 7, 8, 9, 11, 12, 13, 14, 15, 16]
# The first 16 hex digits of the SHA-256 of their names: right or wrong without quoting the article.
ONE_NAME, ANOTHER_NAME = "ac30277d67f46264", "fe5cf7d12d668a44"
OTHERS = [1, 2, 5, 10, 25, 28]
DENIED = [5, 7, 11]


@pytest.fixture(scope="module")
def summarizer() -> Iterator[Summarizer]:
    with Summarizer("local", settings=Settings(use_journal=False)) as made:
        yield made


def named(claim: Claim) -> str:
    """What a speaker's name hashes to."""
    return sha256(claim.speaker.canonical.encode()).hexdigest()[:16]


def assert_spans_hold(summary: Summary, text: str) -> None:
    """Every span anywhere in the result is the document's own text."""

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("start"), int) and "text" in value:
                assert text[value["start"] : value["end"]] == value["text"]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(json.loads(summary.model_dump_json()))


def test_an_example_article(summarizer: Summarizer) -> None:
    document = Document.read(str(ROOT / "examples" / "harbour-siege.txt"))
    summary = summarizer.summarize(document)
    assert_spans_hold(summary, document.text)
    assert len(summary.claims) >= 22
    assert {claim.stance for claim in summary.claims} >= {"asserts", "denies", "accuses"}
    assert sum(event.type.startswith("conflict.") for event in summary.events) >= 2


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not here")
def test_the_seed_article(summarizer: Summarizer) -> None:
    document = Document.read(str(SEED))
    summary = summarizer.summarize(document)
    assert_spans_hold(summary, document.text)
    number_at = {segment.start: segment.number for segment in segments(document)}
    by_sentence: dict[int, list[Claim]] = {}
    for claim in summary.claims:
        for span in claim.evidence:
            by_sentence.setdefault(number_at[span.start], []).append(claim)
    right = [n for n in OTHERS if n in by_sentence]
    for same in (ONE_SPEAKER, ANOTHER_SPEAKER):
        speakers = [by_sentence[n][0].speaker.canonical for n in same if n in by_sentence]
        most = max(set(speakers), key=speakers.count)
        right += [
            n for n in same if any(c.speaker.canonical == most for c in by_sentence.get(n, []))
        ]
    assert len(right) >= 20, sorted(right)
    for number in DENIED:
        assert any(claim.stance == "denies" for claim in by_sentence[number])
    told = {
        frozenset(number_at[span.start] for span in event.evidence): event
        for event in summary.events
    }
    first = next(event for numbers, event in told.items() if {1, 2, 4} <= numbers)
    second = next(event for numbers, event in told.items() if {22, 23, 24} <= numbers)
    assert {q.low for q in first.quantities if q.what == "killed"} == {54, 36, 18}
    assert {q.low for q in second.quantities if q.what == "killed"} == {56}
    for battle in (first, second):
        assert battle.place is not None
        assert {"agent", "target"} <= {p.role for p in battle.participants}
