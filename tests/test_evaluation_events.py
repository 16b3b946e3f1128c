"""Events compared with mentions of events that people marked."""

from typing import Any

from scripting import Script, summarize

from summarizer.evaluation.events import KINDS, score
from summarizer.evaluation.tally import Counts
from summarizer.schemas.event import EVENT_TYPES

TEXT = (
    "Police arrested the captain of the Vega in Orlen on Monday. It rained. It snowed. Nobody slept. "
    "“We are glad,” Ida Moor told reporters. She said that the officers had done well."
)


def span(words: str, nth: int = 0) -> dict[str, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


def gold(kind: str, trigger: str, *arguments: list[str]) -> dict[str, Any]:
    """A gold event; each argument is given by the words of its mentions."""
    return {
        "type": kind,
        "trigger": span(trigger),
        "arguments": [
            {"role": "X", **span(words[0]), "coreferent": [span(word) for word in words]}
            for words in arguments
        ],
    }


ARREST = gold(
    "Justice.ArrestJailDetain.Unspecified",
    "arrested",
    ["the officers", "Police"],
    ["the captain of the Vega"],
)


def measured(*events: dict[str, Any]) -> dict[str, Counts]:
    summary, _ = summarize(TEXT, "focused", Script())
    return dict(score({"text": TEXT, "events": list(events)}, summary).measures)


def test_an_event_is_found_by_its_sentence_and_kind() -> None:
    counts = measured(ARREST)
    assert counts["sentences found"] == Counts(1, 1, 1)
    assert counts["events found"] == Counts(1, 1, 1)
    assert counts["triggers"] == Counts(1, 1, 1)
    assert counts["events right"].correct == 1


def test_arguments_are_found_by_any_mention() -> None:
    counts = measured(ARREST)
    assert counts["arguments"].gold == 2
    assert counts["arguments"].correct == 2


def test_participants_that_are_no_argument_count_as_given() -> None:
    only_police = {**ARREST, "arguments": ARREST["arguments"][:1]}
    counts = measured(only_police)["arguments"]
    assert (counts.correct, counts.gold) == (1, 1)
    assert counts.predicted > 1


def test_another_kind_of_event_in_the_same_sentence_is_not_found() -> None:
    counts = measured(gold("Disaster.DiseaseOutbreak.Unspecified", "arrested"))
    assert counts["sentences found"] == Counts(1, 1, 1)
    assert counts["events found"] == Counts(0, 1, 1)
    assert counts["events right"].correct == 0


def test_an_event_of_a_sentence_that_no_event_cites_is_missed_and_shown() -> None:
    summary, _ = summarize(TEXT, "focused", Script())
    tally = score({"text": TEXT, "events": [gold("Movement.X", "snowed", ["It"])]}, summary)
    assert tally.measures["sentences found"] == Counts(0, 1, 1)
    [miss] = tally.misses
    assert "“snowed”" in miss.text
    assert miss.weight == 2


def test_sayings_are_found_among_the_claims() -> None:
    told = gold("Contact.Contact.Broadcast", "told")
    assert measured(told)["events found"] == Counts(1, 1, 1)


def test_every_kind_is_one_of_ours() -> None:
    ours = {name.partition(".")[0] for name in EVENT_TYPES}
    assert set().union(*KINDS.values()) <= ours
