"""The `support` and `error-spans` tasks: verdicts and flags beside those of people."""

from typing import Any

import pytest
from sample_summary import SUMMARY

from summarizer.evaluation import error_spans, support
from summarizer.evaluation.tally import Counts, Judgement
from summarizer.schemas.verdict import Flag, SentenceSupport, SupportReport, Verdict


def sentence(verdict: Verdict, probability: float, text: str = "So.") -> SentenceSupport:
    return SentenceSupport(
        text=text,
        start=0,
        end=len(text),
        verdict=verdict,
        support=probability,
        confidence=max(probability, 1 - probability),
        evidence=[],
    )


def report(
    text: str, *sentences: SentenceSupport, flags: list[tuple[int, int]] | None = None
) -> SupportReport:
    return SupportReport(
        document=SUMMARY.document,
        text=text,
        sentences=list(sentences),
        flags=[Flag(start=a, end=b, reason="name-differs") for a, b in flags or []],
        usage=SUMMARY.usage,
    )


def judged(supported: bool, *votes: str) -> dict[str, Any]:
    return {"text": "Four boats sank.", "supported": supported, "votes": list(votes)}


def gold(*sentences: dict[str, Any]) -> dict[str, Any]:
    return {"doc_id": "boats", "text": "Five boats sank.", "sentences": list(sentences)}


def test_each_sentence_is_checked_by_itself() -> None:
    assert support.texts(gold(judged(True), judged(False))) == ["Four boats sank."] * 2


@pytest.mark.parametrize("verdict", ["contradicted", "not_found"])
def test_every_verdict_but_one_is_no(verdict: Verdict) -> None:
    tally = support.score(gold(judged(False)), [report("Four", sentence(verdict, 0.2))])
    assert tally.judgements == {support.CHECK: (Judgement(False, False, 0.2),)}
    assert tally.misses == ()


def test_a_text_is_as_well_supported_as_its_worst_sentence() -> None:
    both = report("A. B.", sentence("supported", 0.9), sentence("not_found", 0.3))
    tally = support.score(gold(judged(True)), [both])
    assert tally.judgements[support.CHECK] == (Judgement(False, True, 0.3),)
    [miss] = tally.misses
    assert miss.kind == "taken for not supported"
    assert miss.text == "A. B. [supported, not_found, 0.30]"
    assert miss.weight == pytest.approx(0.7)


def test_what_was_called_supported_and_is_not() -> None:
    tally = support.score(gold(judged(False)), [report("Four", sentence("supported", 0.8))])
    assert [(miss.kind, miss.weight) for miss in tally.misses] == [("taken for supported", 0.8)]


def test_people_beside_people() -> None:
    tally = support.score(
        gold(judged(True, "yes", "yes", "no"), judged(False, "no", "no", "no")),
        [report("Four", sentence("supported", 1))] * 2,
    )
    yes, no = Judgement(True, True), Judgement(False, True)
    none = Judgement(False, False)
    assert tally.judgements[support.ONE_VOTE] == (yes, yes, no, none, none, none)
    # The two "yes" stand beside a "yes" and a "no", which say nothing together.
    assert tally.judgements[support.OTHER_VOTES] == (no, none, none, none)


SAID = "Five boats sank off Orlen."


def flagged(*flags: tuple[int, int], verdict: Verdict = "supported") -> SupportReport:
    return report(SAID, sentence(verdict, 0.6, SAID), flags=list(flags))


def spans(*errors: tuple[int, int]) -> dict[str, Any]:
    marked = [{"start": a, "end": b} for a, b in errors]
    return {
        "doc_id": "boats",
        "text": "Four boats sank.",
        "summary": SAID,
        "supported": not errors,
        "errors": marked,
    }


def test_the_summary_is_checked_whole() -> None:
    assert error_spans.texts(spans()) == [SAID]


def test_characters_count_once_and_white_space_never() -> None:
    # People: "Five" and "off Orlen"; flagged: "Five boats", twice in part.
    tally = error_spans.score(spans((0, 4), (16, 25)), [flagged((0, 10), (0, 4))])
    assert tally.measures == {error_spans.CHARACTERS: Counts(4, 9, 12)}
    assert [(miss.kind, miss.text) for miss in tally.misses] == [
        ("not flagged", "Five boats sank [off Orlen]."),
        ("flagged without need", "Five [boats] sank off Orlen."),
    ]


def test_whole_summaries_are_judged_by_verdict_and_by_flags() -> None:
    tally = error_spans.score(spans((0, 4)), [flagged((0, 4))])
    assert tally.judgements == {
        error_spans.SUMMARIES: (Judgement(True, False, 0.6),),
        error_spans.FLAGS: (Judgement(False, False),),
    }
    clean = error_spans.score(spans(), [flagged(verdict="not_found")])
    assert clean.judgements[error_spans.SUMMARIES] == (Judgement(False, True, 0.6),)
    assert clean.judgements[error_spans.FLAGS] == (Judgement(True, True),)
    assert clean.misses == ()
