"""Right drafts made out of gold, and faults planted in them: what the checks make of either."""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer import Document
from summarizer.cli import main
from summarizer.errors import DocumentError
from summarizer.evaluation import oracle_json, oracle_text, read_gold, try_gold
from summarizer.evaluation.gold import ClaimsLine, EventsLine, Gold
from summarizer.evaluation.oracle import Oracle, Trial
from summarizer.evaluation.perfect import claim_drafts, event_drafts, named_speakers
from summarizer.evaluation.planting import (
    ANOTHER_SPEAKER,
    CLAIM_FAULTS,
    EVENT_FAULTS,
    FROM_ELSEWHERE,
    INVENTED_NAME,
    NOT_PUT_IN,
    NOT_TAKEN_OUT,
    NUMBER,
    NUMBER_COPIED,
    OTHER_NAME,
    SWAPPED,
    WORD_COPIED,
    faults_in_claim,
    faults_in_event,
)
from summarizer.grounding.reading import Reading, read_through

SAID = """\
Ilse Darrow said on Monday that the harbour of Marenda was closed for 14 days after the storm.

Tomas Kelmar, the mayor, told reporters that the council had not asked Sarrow for any help at all.

The storm tore the roofs off two warehouses. “We will rebuild them,” he added, “before the winter.”

Petra Lund denied that the company was warned by engineers.
"""

HAPPENED = """\
Rebels of the Northern Front attacked soldiers near Marenda on Monday, and 14 people were killed.

Ilse Darrow visited the hospital in Sarrow two days later.

Police arrested Tomas Kelmar in Marenda on Friday.
"""


def at(text: str, *pieces: str) -> list[dict[str, int]]:
    return [{"start": text.index(one), "end": text.index(one) + len(one)} for one in pieces]


def attribution(source: str | None, cue: str, *content: str) -> dict[str, Any]:
    return {
        "source": at(SAID, source) if source else [],
        "cue": at(SAID, cue),
        "content": at(SAID, *content),
    }


def event(kind: str, trigger: str, **arguments: str) -> dict[str, Any]:
    return {
        "type": kind,
        "trigger": at(HAPPENED, trigger)[0],
        "arguments": [
            {"role": role, **at(HAPPENED, words)[0]} for role, words in arguments.items()
        ],
    }


CLAIMS: dict[str, Any] = {
    "doc_id": "harbour",
    "text": SAID,
    "published": "2024-03-05",
    "claims": [
        attribution(
            "Ilse Darrow",
            "said",
            "that the harbour of Marenda was closed for 14 days after the storm",
        ),
        attribution(
            "Tomas Kelmar, the mayor",
            "told",
            "that the council had not asked Sarrow for any help at all",
        ),
        attribution("he", "added", "We will rebuild them", "before the winter"),
        attribution("Petra Lund", "denied", "that the company was warned by engineers"),
        attribution(None, "said", "the storm"),
    ],
}
EVENTS: dict[str, Any] = {
    "doc_id": "front",
    "text": HAPPENED,
    "events": [
        event(
            "Conflict.Attack.Unspecified",
            "attacked",
            Attacker="Rebels of the Northern Front",
            Target="soldiers",
            Place="Marenda",
        ),
        event("Contact.Contact.Meet", "visited", Participant="Ilse Darrow", Place="Sarrow"),
        event("Justice.ArrestJailDetain.X", "arrested", Jailer="Police", Detainee="Tomas Kelmar"),
    ],
}


def trial(gold: Gold, seed: int = 0) -> Trial:
    (found,) = try_gold([gold], seed).trials.values()
    return found


def reading_of(gold: Gold) -> Reading:
    return read_through(Document.from_text(gold["text"], published=gold.get("published")))


def chance() -> random.Random:
    return random.Random(1)


# --- right drafts -------------------------------------------------------------------------------


def test_right_claims_are_copies_of_gold() -> None:
    closed, council, rebuild, denied = claim_drafts(CLAIMS, reading_of(CLAIMS))
    assert (closed.speaker, closed.cue, closed.sentences) == ("Ilse Darrow", "said", [1])
    assert closed.content == [closed.text]
    assert council.stance == "asserts"
    assert rebuild.content == ["We will rebuild them", "before the winter"]
    assert rebuild.text == "We will rebuild them before the winter"
    assert denied.stance == "denies"


def test_right_events_are_copies_of_gold() -> None:
    attack, visit, arrest = event_drafts(EVENTS, reading_of(EVENTS))
    assert (attack.type, attack.trigger, attack.place) == ("conflict.attack", "attacked", "Marenda")
    assert [one.role for one in attack.participants] == ["agent", "target"]
    assert attack.summary.startswith("Rebels of the Northern Front attacked")
    assert (visit.type, arrest.type) == ("contact.meet", "justice.arrest-jail")


@pytest.mark.parametrize("gold", [CLAIMS, EVENTS], ids=["claims", "events"])
def test_right_drafts_pass(gold: Gold) -> None:
    found = trial(gold)
    assert found.drafts == {
        "passed": len(event_drafts(EVENTS, reading_of(EVENTS))) + (gold is CLAIMS)
    }
    assert found.parts_lost == 0


def test_participants_and_places_are_counted() -> None:
    assert trial(EVENTS).parts == 7


def test_attributions_of_nobody_are_left_out_and_said_to_be() -> None:
    assert trial(CLAIMS).left_out == 1


def test_a_right_draft_that_is_refused_is_counted_with_its_problem() -> None:
    cut = {
        **CLAIMS,
        "claims": [attribution("Tomas Kelmar", "told", "ot asked Sarrow for any help")],
    }
    found = trial(cut)
    assert found.drafts == {"refused": 1}
    assert found.faults == {}
    ((doc_id, miss),) = found.misses
    assert (doc_id, miss.kind) == ("harbour", "right, but refused")
    assert list(found.codes) == ["quote-altered"]


def test_a_right_draft_that_is_doubted_is_counted_with_its_problem() -> None:
    other = {**CLAIMS, "claims": [{**CLAIMS["claims"][0], "source": at(SAID, "Petra Lund")}]}
    found = trial(other)
    assert found.drafts.total() == 1
    assert found.drafts["passed"] == 0
    assert found.codes.total() == 1


# --- faults -------------------------------------------------------------------------------------


def test_every_fault_of_claims_is_planted() -> None:
    assert set(trial(CLAIMS).faults) == set(CLAIM_FAULTS)


def test_every_fault_of_events_is_planted() -> None:
    assert set(trial(EVENTS).faults) == set(EVENT_FAULTS)


@pytest.mark.parametrize("fault", sorted({*CLAIM_FAULTS} - {NOT_PUT_IN, WORD_COPIED}))
def test_a_fault_in_a_claim_is_proved_or_doubted(fault: str) -> None:
    found = trial(CLAIMS).faults[fault]
    assert found["proved"] + found["doubted"] == found.total() > 0


@pytest.mark.parametrize("fault", EVENT_FAULTS)
def test_a_fault_in_an_event_is_proved_or_doubted(fault: str) -> None:
    found = trial(EVENTS).faults[fault]
    assert found["proved"] + found["doubted"] == found.total() > 0


def test_a_number_is_proved() -> None:
    assert trial(CLAIMS).faults[NUMBER] == {"proved": 1}


def test_words_that_are_copied_wrong_are_set_right_or_proved() -> None:
    found = trial(CLAIMS).faults[WORD_COPIED]
    assert found["passed"] == found["doubted"] == 0
    assert found["set right"] + found["proved"] == 3


def test_a_fault_that_passes_is_counted_and_shown() -> None:
    """What is denied may be told with its "not": nobody can tell whether one was put in."""
    found = trial(CLAIMS)
    assert found.faults[NOT_PUT_IN] == {"doubted": 1, "passed": 1}
    ((doc_id, miss),) = found.misses
    assert (doc_id, miss.kind) == ("harbour", f"passed: {NOT_PUT_IN}")
    assert miss.text == "Petra Lund | denied | that the company was not warned by engineers"


def test_what_nothing_is_found_in_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without checks only what grounding itself finds is noticed."""
    monkeypatch.setattr("summarizer.verification.items.CLAIM_CHECKS", ())
    found = trial(CLAIMS)
    assert found.faults[NOT_PUT_IN] == {"passed": 2}
    assert found.faults[NUMBER] == {"passed": 1}
    assert found.faults[NUMBER_COPIED]["proved"] == 1
    kinds = Counter(miss.kind for _, miss in found.misses)
    assert kinds[f"passed: {NOT_PUT_IN}"] == 2


def planted(at: int) -> dict[str, Any]:
    reading = reading_of(CLAIMS)
    draft = claim_drafts(CLAIMS, reading)[at]
    return dict(faults_in_claim(draft, named_speakers(CLAIMS, reading), chance()))


def test_a_fault_changes_one_thing() -> None:
    right = claim_drafts(CLAIMS, reading_of(CLAIMS))[0]
    changed = {
        fault: sorted(key for key, value in wrong if getattr(right, key) != value)
        for fault, wrong in planted(0).items()
    }
    assert changed.pop(ANOTHER_SPEAKER) == ["speaker"]
    assert changed.pop(NUMBER_COPIED) == changed.pop(WORD_COPIED) == ["content"]
    assert changed
    assert {tuple(fields) for fields in changed.values()} == {("text",)}


def test_what_is_planted() -> None:
    wrong = planted(0)
    assert "was not closed" in wrong[NOT_PUT_IN].text
    assert "14 days" not in wrong[NUMBER].text
    assert "Gregor Vantonen" in wrong[INVENTED_NAME].text
    assert "had asked" in planted(1)[NOT_TAKEN_OUT].text


@pytest.mark.parametrize("fault", [NOT_TAKEN_OUT, NUMBER_COPIED + " twice"])
def test_a_fault_without_a_place_is_not_planted(fault: str) -> None:
    assert fault not in planted(0)


def test_another_speaker_or_name_is_never_the_same_one() -> None:
    reading = reading_of(CLAIMS)
    right = claim_drafts(CLAIMS, reading)[0]
    wrong = faults_in_claim(right, ["Darrow", "ILSE", "of Marenda"], chance())
    assert wrong[ANOTHER_SPEAKER].speaker == "of Marenda"
    assert OTHER_NAME not in wrong


def test_pronouns_and_broken_words_are_not_spoilt() -> None:
    assert planted(2) == {}


def test_pronouns_are_no_other_speakers() -> None:
    gold = {**CLAIMS, "claims": [*CLAIMS["claims"], attribution("We", "added", "the winter")]}
    assert named_speakers(gold, reading_of(gold)) == [
        "Ilse Darrow",
        "Petra Lund",
        "Tomas Kelmar, the mayor",
    ]


def test_roles_are_swapped_only_where_there_are_both() -> None:
    attack, visit, _ = event_drafts(EVENTS, reading_of(EVENTS))
    wrong = faults_in_event(attack, ["Ilse Darrow"], chance())
    assert [one.role for one in wrong[SWAPPED].participants] == ["target", "agent"]
    assert wrong[FROM_ELSEWHERE].participants[-1].name == "Ilse Darrow"
    assert SWAPPED not in faults_in_event(visit, [], chance())


# --- the same each time -------------------------------------------------------------------------


def test_the_same_seed_plants_the_same_and_a_sample_changes_nothing() -> None:
    both = try_gold([EVENTS, CLAIMS], 3)
    alone = try_gold([CLAIMS], 3)
    assert both.trials["claims"] == alone.trials["claims"]
    assert try_gold([EVENTS, CLAIMS], 3) == both


# --- the command --------------------------------------------------------------------------------


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["summarizer", "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return call


def write(path: Path, *rows: Gold) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def test_the_command_prints_a_table_by_kind(run: Run, tmp_path: Path) -> None:
    code, out, err = run("oracle", write(tmp_path / "gold.jsonl", CLAIMS, EVENTS))
    assert (code, err) == (0, "")
    rows = [line.split("  ")[0] for line in out.splitlines()]
    assert rows[:3] == ["right drafts", "claims", "events"]
    assert {*CLAIM_FAULTS, *EVENT_FAULTS, "planted in claims", "planted in events"} <= set(rows)
    assert "claims            4  4 100.0 %" in out


def test_the_command_prints_json(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", CLAIMS)
    code, out, err = run("oracle", path, "--json", "--seed", 4)
    assert (code, err) == (0, "")
    value = json.loads(out)
    assert (value["task"], value["file"], value["seed"]) == ("oracle", str(path), 4)
    assert "events" not in value
    assert value["claims"]["drafts"] == {"tried": 4, "passed": 4, "doubted": 0, "refused": 0}
    assert value["claims"]["faults"][NUMBER] == {
        "planted": 1,
        "proved": 1,
        "doubted": 0,
        "set_right": 0,
        "passed": 0,
    }


def test_misses_are_shown_as_many_as_wanted(run: Run, tmp_path: Path) -> None:
    cut = attribution("Tomas Kelmar", "told", "ot asked Sarrow for any help")
    path = write(tmp_path / "gold.jsonl", {**CLAIMS, "claims": [cut]})
    assert "right, but refused (harbour)" in run("oracle", path)[1]
    assert "right, but refused" not in run("oracle", path, "--worst", 0)[1]
    assert len(json.loads(run("oracle", path, "--json")[1])["misses"]) == 1


@pytest.mark.parametrize(
    "option", [("--model", "local"), ("--strategy", "whole"), ("--base-url", "http://127.0.0.1:9")]
)
def test_options_of_a_model_are_refused(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    code, out, err = run("oracle", write(tmp_path / "gold.jsonl", CLAIMS), *option)
    assert (code, out) == (2, "")
    assert err.startswith("error: oracle asks no model; take --model")


def test_gold_of_another_form_is_refused_by_line(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", CLAIMS, {"doc_id": "x", "text": "A text.", "rhymes": []})
    with pytest.raises(DocumentError, match="line 2 has neither claims nor events"):
        read_gold(path, ClaimsLine, EventsLine)


def test_a_row_with_both_is_tried_as_both(tmp_path: Path) -> None:
    both = {**CLAIMS, "events": []}
    (gold,) = read_gold(write(tmp_path / "gold.jsonl", both), ClaimsLine, EventsLine)
    assert set(try_gold([gold], 0).trials) == {"claims", "events"}


def test_each_of_two_forms_is_checked(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", {**CLAIMS, "events": [{"type": "Life.Die"}]})
    with pytest.raises(DocumentError, match=r"line 1: events\.0\.trigger: Field required"):
        read_gold(path, ClaimsLine, EventsLine)


def test_nothing_to_divide_by_is_a_dash() -> None:
    page = oracle_text(Oracle({"claims": Trial()}, 1), 5)
    assert "claims            0  0       –" in page
    assert json.loads(oracle_json(Oracle({}, 0), 5, {}))["misses"] == []


# --- on annotated articles, where they are at hand ------------------------------------------------

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

# The least share of planted faults that is proved, doubted or set right; what was reached, rounded down.
FLOORS = {
    "claims": {
        ANOTHER_SPEAKER: 0.925,
        OTHER_NAME: 0.95,
        INVENTED_NAME: 0.99,
        NOT_PUT_IN: 0.99,
        NOT_TAKEN_OUT: 0.98,
        NUMBER: 0.99,
        NUMBER_COPIED: 0.99,
        WORD_COPIED: 0.99,
    },
    "events": {
        SWAPPED: 0.84,
        OTHER_NAME: 0.97,
        NOT_PUT_IN: 0.99,
        NUMBER: 0.99,
        FROM_ELSEWHERE: 0.84,
    },
}
MOST_REFUSED = 0.01
MOST_DOUBTED = 0.06


@pytest.mark.parametrize("kind", ["claims", "events"])
@pytest.mark.skipif(not DATA.is_dir(), reason="the annotated articles are not part of the project")
def test_annotated_articles(kind: str) -> None:
    gold = read_gold(DATA / f"{kind}.jsonl", ClaimsLine, EventsLine)
    (found,) = try_gold(gold, 0).trials.values()
    tried = found.drafts.total()
    assert found.drafts["refused"] <= MOST_REFUSED * tried
    assert found.drafts["doubted"] <= MOST_DOUBTED * tried
    caught = {fault: 1 - one["passed"] / one.total() for fault, one in found.faults.items()}
    floors = FLOORS[kind]
    assert caught.keys() == floors.keys()
    assert {fault: share for fault, share in caught.items() if share < floors[fault]} == {}
