"""The comparison with peers: which documents it takes, and how it reads what a peer gives."""

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from summarizer.documents import Document
from summarizer.evaluation import task_named
from summarizer.evaluation.incident_templates import Casualty, templates
from summarizer.schemas.summary import Summary

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"

TEXT = (
    "Mayor Orla Venn said the bridge would open in June. “It is safe,” she told the council.\n\n"
    "Orla Venn had been asked by Piet Sandar, who said the bridge would open in May."
)
DOCUMENT = Document.from_text(TEXT, published="1990-05-09")


def _module(name: str) -> Any:
    """A module of the benchmark, without the project's folder on the path of all other tests."""
    if "benchmarks" not in sys.modules:
        package = ModuleType("benchmarks")
        package.__path__ = [str(BENCHMARKS)]
        sys.modules["benchmarks"] = package
    return importlib.import_module(f"benchmarks.peers.{name}")


answers, as_summary, picking = _module("answers"), _module("as_summary"), _module("picking")
relay, report, running, spots = map(_module, ("relay", "report", "running", "spots"))
with_instructor, with_langextract = _module("with_instructor"), _module("with_langextract")
wording = _module("wording")


def said(words: str, **known: str) -> Any:
    at = TEXT.index(words)
    return answers.Said((at, at + len(words)), **known)


# Which documents


def test_claims_are_measured_on_the_shortest_articles_that_are_long_enough() -> None:
    gold = [{"doc_id": str(size), "text": "x" * size} for size in (1200, 899, 900, 5000, 1100)]
    assert [one["doc_id"] for one in picking.picked("claims", gold, 3)] == ["900", "1100", "1200"]


def test_incidents_are_measured_on_the_first_with_one_and_half_as_many_without() -> None:
    kinds = {"with": [{}], "optional": [{"optional": True}], "without": []}
    order = ["without", "with", "optional", "without", "with", "with", "without"]
    gold = [{"doc_id": (at, kind), "incidents": kinds[kind]} for at, kind in enumerate(order)]
    picked = [one["doc_id"][0] for one in picking.picked("incidents", gold, 2)]
    assert picked == [0, 1, 4]


# Where words stand


@pytest.mark.parametrize(
    "words",
    ["It is safe,", '"It is safe"', "it IS safe.", "It  is\nsafe", "“It is safe,” she told"],
)
def test_words_are_found_whatever_their_marks_case_and_spaces(words: str) -> None:
    [(start, end)] = spots.spots(words, TEXT)
    assert TEXT[start:end].startswith("It is safe")


@pytest.mark.parametrize("words", ["", " . ", "the bridge will open", "saf", "e told"])
def test_words_that_do_not_stand_there_whole_are_not_found(words: str) -> None:
    assert spots.spots(words, TEXT) == []


def test_the_nearest_place_outside_is_taken() -> None:
    last = TEXT.rindex("the bridge")
    start, _ = spots.nearest("said", TEXT, (last, last + 10))
    assert start == TEXT.rindex("said")
    assert spots.nearest("bridge", TEXT, (last, last + 10)) != (last + 4, last + 10)


def test_speaker_and_cue_are_taken_from_the_same_saying() -> None:
    at = TEXT.rindex("the bridge would open")
    speaker, cue = spots.together("who", "said", TEXT, (at, len(TEXT) - 1))
    assert (speaker[0], cue[0]) == (TEXT.index("who"), TEXT.rindex("said"))
    assert spots.together("nobody here", "said", TEXT, (at, len(TEXT) - 1)) == (None, cue)
    assert spots.together("who", "", TEXT, (at, len(TEXT) - 1)) == (speaker, None)


def test_a_speaker_between_two_halves_of_what_is_said_is_found_there() -> None:
    text = "He came late. “The sluice,” he said, “will hold.” He left early."
    whole = (text.index("The sluice"), text.index("hold") + 4)
    speaker, cue = spots.together("he", "said", text, whole)
    assert text[speaker[0] : cue[1]] == "he said"


def test_nowhere_is_a_line_break_outside_what_is_said() -> None:
    at = TEXT.index("\n")
    assert spots.nowhere(TEXT).start == at
    assert spots.nowhere(TEXT, [(0, at + 1)]).start == at + 1
    assert spots.nowhere("No break.").text == "."


# Claims


def test_a_claim_has_the_place_of_its_speaker_and_the_full_name() -> None:
    given = said("It is safe", speaker="she", name="Orla Venn", cue="told")
    [claim] = as_summary.of_claims(DOCUMENT, [given]).claims
    assert claim.content[0].text == "It is safe"
    assert (claim.speaker.span.text, claim.speaker.canonical) == ("she", "Orla Venn")
    assert claim.cue is not None
    assert claim.cue.start == TEXT.index("told")


def test_a_speaker_found_by_the_name_alone_stands_where_the_name_does() -> None:
    given = said("It is safe", speaker="the mayoress", name="Piet Sandar")
    [claim] = as_summary.of_claims(DOCUMENT, [given]).claims
    assert claim.speaker.span.start == TEXT.index("Piet Sandar")


@pytest.mark.parametrize("nobody", ["", "none", "Unknown.", "N/A", "(not mentioned)"])
def test_nobody_stands_nowhere(nobody: str) -> None:
    given = said("It is safe", speaker=nobody, name=nobody, cue=nobody)
    [claim] = as_summary.of_claims(DOCUMENT, [given]).claims
    assert claim.speaker.span.text == "\n"
    assert claim.cue is None


def test_claims_are_scored_by_the_same_code_as_ours() -> None:
    def marked(words: str, within: str = "") -> list[dict[str, int]]:
        at = TEXT.index(words, TEXT.index(within))
        return [{"start": at, "end": at + len(words)}]

    gold = {
        "text": TEXT,
        "claims": [
            {"source": marked("she"), "cue": marked("told"), "content": marked("It is safe")},
            {
                "source": marked("Mayor Orla Venn"),
                "cue": marked("said"),
                "content": marked("the bridge would open in June"),
            },
        ],
    }
    peer = as_summary.of_claims(
        DOCUMENT,
        [
            said("It is safe", speaker="she", name="Orla Venn", cue="told"),
            said("the bridge would open in June", speaker="Piet Sandar", cue="said"),
        ],
    )
    measures = task_named("claims").score(gold, peer).measures  # type: ignore[arg-type]
    assert measures["all cues: found"].f1 == 1
    assert measures["all cues: attributed resolved"].f1 == 0.5


# Incidents


def incident(**known: Any) -> Any:
    return answers.Incident(**{"type": "bombing", **known})


def template(one: Any) -> Any:
    [found] = templates(as_summary.of_incidents(DOCUMENT, [one]))
    return found


def test_every_slot_of_an_incident_reaches_the_scorer() -> None:
    found = template(
        incident(
            date="on Monday",
            place="Larnford",
            perpetrators=("the Grey Hand",),
            targets=("the bridge", "clerks"),
            weapons=("a bomb",),
            killed=("Two clerks",),
            wounded=("a passer-by",),
        )
    )
    assert found.type == "bombing"
    assert found.period.end.isoformat() == "1990-05-07"
    assert found.place == "Larnford"
    assert "the Grey Hand" in found.perpetrators
    assert found.targets == ("the bridge", "clerks")
    assert found.instruments == ("a bomb",)
    assert found.casualties == (
        Casualty("killed", "clerks", 2),
        Casualty("wounded", "a passer-by", None),
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [("Kidnapping", "kidnapping"), ("ARSON", "arson"), ("shooting", "attack"), ("", "attack")],
)
def test_the_type_is_the_peers_own(given: str, read: str) -> None:
    assert template(incident(type=given, place="Larnford", targets=("a bank",))).type == read


def test_what_is_nothing_fills_no_slot() -> None:
    found = template(
        incident(
            date="unknown",
            place="not specified",
            perpetrators=("none",),
            targets=("a bank",),
            killed=("0",),
            wounded=("three guards",),
        )
    )
    assert found.place is None
    assert found.perpetrators == ()
    assert found.period.start is None
    assert [one.effect for one in found.casualties] == ["wounded"]


# What each peer gives


def extraction(interval: tuple[int | None, int | None] | None, **attributes: Any) -> Any:
    place = SimpleNamespace(start_pos=interval[0], end_pos=interval[1]) if interval else None
    return SimpleNamespace(char_interval=place, attributes=attributes or None)


def test_langextracts_claims_stand_where_it_placed_them_or_are_left_out() -> None:
    found = with_langextract.said_in(
        [
            extraction((3, 9), speaker=["she"], name=None, cue="said"),
            extraction(None, speaker="Orla Venn"),
            extraction((None, None)),
            extraction((5, 5)),
            extraction((10, 12)),
        ]
    )
    assert found == [answers.Said((3, 9), "she", "", "said"), answers.Said((10, 12))]


def test_langextracts_incidents_may_have_strings_lists_or_nothing() -> None:
    [one, empty] = with_langextract.incidents_of(
        [
            extraction(None, type="arson", targets="a mill", killed=["two men", " "]),
            extraction(None),
        ]
    )
    assert (one.type, one.targets, one.killed) == ("arson", ("a mill",), ("two men",))
    assert empty == answers.Incident(type="")


def test_instructors_quotes_are_validated_against_the_article() -> None:
    def read(quote: str) -> Any:
        fields = {"quote": quote, "speaker": "she", "name": "Orla Venn", "cue": "told"}
        return with_instructor.AllSaid.model_validate(
            {"claims": [fields]}, context={"article": TEXT}
        )

    [claim] = with_instructor.said_in(read('"It is safe,"'), TEXT)
    assert TEXT[slice(*claim.content)] == "It is safe"
    with pytest.raises(ValueError, match="does not stand in the article"):
        read("It was safe")


def test_equal_quotes_take_the_places_in_turn() -> None:
    fields = {"quote": "the bridge would open", "speaker": "", "name": "", "cue": ""}
    answer = with_instructor.AllSaid.model_validate(
        {"claims": [fields, fields]}, context={"article": TEXT}
    )
    first, second = with_instructor.said_in(answer, TEXT)
    assert first.content[0] < second.content[0]


def test_an_instructor_incident_keeps_every_field() -> None:
    fields = {
        "quote": "the bridge",
        "type": "robbery",
        "date": "Monday",
        "place": "Larnford",
        "perpetrators": ["masked men"],
        "targets": ["a bank"],
        "weapons": ["pistols"],
        "killed": [],
        "wounded": ["a guard"],
    }
    answer = with_instructor.AllIncidents.model_validate(
        {"incidents": [fields]}, context={"article": TEXT}
    )
    assert with_instructor.incidents_of(answer) == [
        answers.Incident(
            type="robbery",
            date="Monday",
            place="Larnford",
            perpetrators=("masked men",),
            targets=("a bank",),
            weapons=("pistols",),
            wounded=("a guard",),
        )
    ]


@pytest.mark.parametrize("task", ["claims", "incidents"])
def test_what_the_examples_show_stands_in_their_texts(task: str) -> None:
    for example in wording.EXAMPLES[task]:
        for one in example.extracted:
            assert one.text in example.text
            for value in one.attributes.values():
                words = value if isinstance(value, list) else [value]
                assert all(word in example.text for word in words if word != "attack")


# Counting


def test_an_error_is_an_empty_answer_that_says_why() -> None:
    spent = iter([answers.Spent(1, 10, 5), answers.Spent(4, 40, 9)])

    def ask(document: Document) -> Summary:
        raise ValueError("not\n  what was asked" + "!" * 1000)

    answer = running.answered(DOCUMENT, ask, lambda: next(spent))
    assert answer.summary.claims == []
    assert answer.error.startswith("ValueError: not what was asked!")
    assert len(answer.error) == running.LONGEST_ERROR
    assert answer.spent == answers.Spent(3, 30, 4)


def test_without_a_meter_the_summarys_own_usage_counts() -> None:
    empty = as_summary.of_claims(DOCUMENT, [])
    usage = empty.usage.model_copy(update={"calls": 7, "input_tokens": 70, "output_tokens": 3})
    summary = empty.model_copy(update={"usage": usage})
    answer = running.answered(DOCUMENT, lambda document: summary, None)
    assert (answer.spent, answer.error) == (answers.Spent(7, 70, 3), "")


def test_the_relay_counts_every_answer_and_the_tokens_it_tells() -> None:
    with relay.Relay("http://127.0.0.1:9/v1") as counter:
        counter.count(b'{"usage": {"prompt_tokens": 20, "completion_tokens": 4}}')
        counter.count(b'{"error": {"message": "no"}}')
        counter.count(b"<html>")
        counter.count(b'{"usage": null}')
    assert counter.spent == answers.Spent(4, 20, 4)


def outcome() -> Any:
    def raising(document: Document) -> Summary:
        raise RuntimeError("lost")

    gold = [{"doc_id": "d1", "text": TEXT, "relevant": False, "incidents": []}]
    told: list[Any] = []
    found = running.rows("incidents", gold, raising, lambda: answers.Spent(), told.append)
    assert told == list(found)
    return report.Outcome("peer", "1.0", found)


def test_the_tables_show_quality_cost_and_what_failed() -> None:
    text = report.to_text("incidents", [outcome()])
    quality, cost, failed = text.strip().split("\n\n")
    assert quality.splitlines()[1].split() == ["peer", "–", "–", "–", "–", "0.00"]
    assert cost.splitlines()[1].endswith("1 of 1")
    assert failed == "peer: d1: RuntimeError: lost"


def test_the_json_holds_every_measure_and_every_document() -> None:
    value = json.loads(report.to_json("incidents", [outcome()], {"model": "tiny"}))
    [system] = value["systems"]
    assert (value["task"], value["model"], system["calls"]) == ("incidents", "tiny", 0)
    assert "slot type" in system["measures"]
    assert system["documents"][0]["error"] == "RuntimeError: lost"
