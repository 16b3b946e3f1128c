"""Recipes of a user's own: what they ask, what becomes of the answers, how they are shown."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from summarizer import Settings, Summarizer, export
from summarizer.dialogue import Capacity, Limits, Wanted, converse, strategy_named
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.errors import RecipeError
from summarizer.evaluation.recipe_examples import compare, rehearse
from summarizer.models import ScriptedModel
from summarizer.recipes.examples import read_examples
from summarizer.recipes.finding import find
from summarizer.rounds import Question, Reply
from summarizer.schemas.summary import Summary

#  1 title   2 convicted, Moss   3 sentence, "He"   4 cleared, Wyn   5 not found guilty   6 figures
TRIAL = """\
Two brothers before Sollay court

Sollay District Court convicted Harl Moss of arson on 4 June. He was sentenced to six years in prison.

His brother, Wyn Moss, was cleared of arson. The owner of the barn was not found guilty of fraud. \
The fire had destroyed 14 boats worth 2.5 million crowns.
"""

MOSS = {
    "sentences": [2, 3],
    "accused": "Harl Moss",
    "charge": "arson",
    "verdict": "convicted",
    "sentence": "six years in prison",
    "court": "Sollay District Court",
    "case": "",
    "date": "on 4 June",
}
WYN = {
    "sentences": [4],
    "accused": "Wyn Moss",
    "charge": "arson",
    "verdict": "cleared",
    "sentence": "",
    "court": "",
    "case": "",
    "date": "",
}

LOSS = """\
---
name: losses
version: 3
what: things that were destroyed
cues: ["destroy(ed|s)?"]
---
List what was destroyed, for $5 each.
"""
LOSS_SCHEMA = {
    "type": "object",
    "properties": {
        "what": {"type": "string", "description": "What.", "x-source": "copied"},
        "count": {"type": ["number", "null"], "description": "How many."},
        "worth": {"type": ["number", "null"], "description": "In money."},
        "kinds": {
            "type": "array",
            "items": {"type": "string", "x-source": "copied"},
            "description": "Kinds of things.",
        },
        "lost": {"type": "boolean", "description": "Whether all is lost."},
        "cause": {"enum": ["fire", "water"], "description": "What destroyed it."},
        "told": {"type": "string", "description": "In your words."},
    },
    "required": ["what", "cause", "lost"],
}
BOATS = {
    "sentences": [6],
    "what": "boats",
    "count": 14,
    "worth": 2500000,
    "kinds": [],
    "lost": True,
    "cause": "fire",
    "told": "The fire destroyed 14 boats.",
}


@pytest.fixture
def losses(tmp_path: Path) -> Path:
    folder = tmp_path / "losses"
    folder.mkdir()
    (folder / "prompt.md").write_text(LOSS, encoding="utf-8")
    (folder / "schema.json").write_text(json.dumps(LOSS_SCHEMA), encoding="utf-8")
    return folder


NONE = json.dumps({"items": []})


def summarize(
    answers: Sequence[list[dict[str, Any]] | str | Reply],
    *recipes: str,
    strategy: str = "whole",
    limits: Limits | None = None,
) -> tuple[Summary, list[Question]]:
    """The summary of the trial, with these lists of items as answers in order, then empty ones."""
    written = [json.dumps({"items": one}) if isinstance(one, list) else one for one in answers]
    replies = chain(written, repeat(NONE))
    model = ScriptedModel(lambda _: next(replies))
    asking = strategy_named(strategy, Wanted.named(recipes))
    capacity = Capacity(exact_schemas=strategy == "focused")
    document = Document.from_text(TRIAL)
    summary = run(converse(document, asking, capacity, limits or Limits()), model)
    for item in summary.items:
        for span in [*item.evidence, *(one for spans in item.spans.values() for one in spans)]:
            assert document.text[span.start : span.end] == span.text
    return summary, model.asked


def asked_of(question: Question) -> str:
    return question.messages[-1].content


def codes(summary: Summary) -> list[list[str]]:
    return [[problem.code for problem in one.problems] for one in summary.rejected]


def test_items_stand_on_the_words_of_the_source() -> None:
    summary, asked = summarize([[WYN, MOSS]], "court-judgments")
    assert [item.id for item in summary.items] == ["i1", "i2"]
    first = summary.items[0]
    assert first.recipe == "court-judgments@v1"
    assert first.fields["accused"] == "Harl Moss"
    assert [span.text for span in first.spans["sentence"]] == ["six years in prison"]
    assert "case" not in first.spans
    assert [span.text[:6] for span in first.evidence] == ["Sollay", "He was"]
    assert (summary.events, summary.claims, summary.rejected) == ([], [], [])
    assert summary.recipes == ["court-judgments@v1"]
    assert {"court-judgments@v1", "items@v1"} <= set(summary.usage.recipes)
    assert asked[0].recipe == "court-judgments@v1+items@v1"


def test_a_question_allows_sentence_numbers_and_the_fields() -> None:
    _, asked = summarize([[MOSS, WYN]], "court-judgments")
    item = asked[0].schema["$defs"]["CourtJudgmentsDraft"]
    assert item["additionalProperties"] is False
    assert item["required"] == list(item["properties"]) == list(MOSS)
    assert max(item["properties"]["sentences"]["items"]["enum"]) == 32
    assert "Copied from the sentences" in item["properties"]["court"]["description"]
    assert "[2] Sollay District Court" in asked_of(asked[0])


def test_events_and_claims_come_back_when_they_are_named_too() -> None:
    cleared = {
        "sentences": [4, 5],
        "type": "justice.acquit",
        "summary": "Wyn Moss was cleared of arson.",
        "trigger": "cleared",
        "participants": [{"name": "Wyn Moss", "role": "target"}],
        "place": "",
        "time": "",
        "quantities": [],
        "status": "occurred",
    }
    events = json.dumps({"events": [cleared]})
    summary, asked = summarize([events, [MOSS]], "events", "court-judgments")
    assert summary.recipes == ["events", "court-judgments@v1"]
    assert summary.events
    assert summary.claims == []
    assert [one.recipe for one in asked if one.recipe.startswith("claims")] == []
    assert len(summary.items) == 1
    missed = [one.sentence for one in summary.coverage.left_out]
    assert {4, 5} <= set(missed)  # which an event covers, but no judgment


def test_a_field_that_is_not_there_is_asked_again_alone() -> None:
    wrong = {**MOSS, "accused": "Harold Mosley"}
    summary, asked = summarize([[wrong, WYN], [MOSS]], "court-judgments")
    repair = asked[1]
    words = asked_of(repair)
    assert repair.recipe == "repair-item@v1"
    assert '"accused": "?"' in words
    assert "“Harold Mosley” are not in the article" in words
    assert "one item for each person" in words
    assert "Wyn Moss" not in words.partition("The item:")[2].partition("What is wrong")[0]
    assert [item.fields["accused"] for item in summary.items] == ["Harl Moss", "Wyn Moss"]
    assert summary.rejected == []


def test_what_still_fails_is_rejected_with_what_was_wrong() -> None:
    wrong = {**MOSS, "sentence": "nine years in prison"}
    summary, _ = summarize([[wrong, WYN], [wrong]], "court-judgments")
    assert [item.fields["accused"] for item in summary.items] == ["Wyn Moss"]
    [rejected] = summary.rejected
    assert (rejected.kind, rejected.attempts) == ("item", 2)
    assert rejected.item["recipe"] == "court-judgments@v1"
    assert [problem.field for problem in rejected.problems] == ["sentence"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accused": ""}, "item-malformed"),
        ({"accused": "Wyn Moss"}, "content-outside-evidence"),
        ({"sentences": [99]}, "evidence-missing"),
        ({"sentences": [2, 3, 5], "verdict": "found guilty"}, "negation-cut-off"),
    ],
)
def test_what_keeps_an_item_out(change: dict[str, Any], code: str) -> None:
    summary, _ = summarize(
        [[{**MOSS, **change}]], "court-judgments", limits=Limits(attempts=1, rounds=1)
    )
    assert summary.items == []
    [[first, *_]] = codes(summary)
    assert first == code


def test_an_optional_copy_from_elsewhere_is_left_out_and_said_so() -> None:
    summary, _ = summarize([[{**WYN, "date": "on 4 June"}]], "court-judgments")
    [item] = summary.items
    assert item.fields["date"] == ""
    assert [note.code for note in item.problems] == ["copied-elsewhere"]


def test_sentences_with_a_cue_that_no_item_has_are_asked_about() -> None:
    summary, asked = summarize([[MOSS], [WYN]], "court-judgments")
    [gap] = asked[1:]
    lines = asked_of(gap).partition("Answer for these lines alone:")[2]
    assert "[4] His brother" in lines
    assert "[6]" not in lines
    assert gap.schema["properties"]["items"]["maxItems"] == 4
    assert len(summary.items) == 2
    assert [one.sentence for one in summary.coverage.left_out] == [5]


def test_focused_asks_about_lines_with_a_cue_and_nothing_else(losses: Path) -> None:
    summary, asked = summarize([[BOATS]], str(losses), strategy="focused")
    [question] = asked
    assert "[6] The fire" in asked_of(question).partition("Answer for these lines alone:")[2]
    sentences = question.schema["$defs"]["LossesDraft"]["properties"]["sentences"]
    assert sentences["items"]["enum"] == [5, 6]
    assert "for $5 each" in asked_of(question)
    [item] = summary.items
    assert item.fields["count"] == 14
    assert [span.text for span in item.spans["worth"]] == ["2.5 million"]
    assert summary.coverage.covered == summary.coverage.found == 1


def test_focused_asks_a_page_where_a_recipe_has_no_cues() -> None:
    fact = {"sentences": [4], "fact": "Wyn Moss was cleared of arson.", "quote": "was cleared"}
    summary, asked = summarize([[fact]], "key-facts", strategy="focused")
    assert [question.label for question in asked] == ["key-facts of page 1"]
    assert [item.fields["quote"] for item in summary.items] == ["was cleared"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": 15}, "figure-not-in-evidence"),
        ({"worth": 2.5}, "figure-not-in-evidence"),
        ({"told": "The fire destroyed 40 boats."}, "number-not-in-evidence"),
        ({"told": "The fire destroyed boats of Petra Quill."}, "name-not-in-text"),
        ({"told": "The fire had not destroyed boats."}, "negation-changed"),
        ({"kinds": ["canoes"]}, "quote-not-found"),
    ],
)
def test_numbers_lists_and_own_words_are_checked(
    losses: Path, change: dict[str, Any], code: str
) -> None:
    summary, _ = summarize(
        [[{**BOATS, **change}]], str(losses), limits=Limits(attempts=1, rounds=1)
    )
    assert summary.items == []
    assert codes(summary) == [[code]]


@pytest.mark.parametrize(
    ("said", "value"),
    [("six years", 6), ("in 2030", 2030), ("the 21st time", 21), ("£1.2m", 1.2e6), ("1,250", 1250)],
)
def test_any_number_of_the_sentences_is_a_figure(losses: Path, said: str, value: float) -> None:
    article = Document.from_text(f"The fire destroyed boats, {said} after the last.")
    answer = {**BOATS, "sentences": [1], "told": "", "worth": None, "count": value}
    model = ScriptedModel(lambda question: json.dumps({"items": [answer]}))
    with Summarizer(model, recipes=[str(losses)], settings=Settings(use_journal=False)) as asker:
        [item] = asker.summarize(article).items
    [span] = item.spans["count"]
    assert span.text in said


def test_a_choice_at_fault_is_barred_and_a_wrong_one_is_no_item(losses: Path) -> None:
    summary, asked = summarize([[{**BOATS, "cause": "wind"}], [BOATS]], str(losses))
    assert codes(summary) == [["item-malformed"]]
    assert len(summary.items) == 1
    assert asked[0].schema["$defs"]["LossesDraft"]["properties"]["cause"]["enum"] == [
        "fire",
        "water",
    ]


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-1e999"])
def test_a_number_that_is_none_is_no_item(losses: Path, figure: str) -> None:
    answer = json.dumps({"items": [BOATS]}).replace("2500000", figure)
    summary, _ = summarize([answer], str(losses))
    assert summary.items == []
    [problem] = summary.rejected[0].problems
    assert "worth: Input should be a finite number" in problem.message


@pytest.mark.parametrize("words", ["none", "N/A", "not said", "  ", "(none)"])
def test_words_for_nothing_are_nothing(losses: Path, words: str) -> None:
    summary, _ = summarize([[{**BOATS, "told": words, "count": None}]], str(losses))
    assert summary.items[0].fields["told"] == ""
    assert summary.items[0].fields["count"] is None


def test_an_item_that_comes_twice_is_listed_once() -> None:
    less = {**MOSS, "sentences": [2], "sentence": "", "date": ""}
    summary, _ = summarize([[less, MOSS, MOSS, WYN]], "court-judgments")
    assert [item.fields["date"] for item in summary.items] == ["on 4 June", ""]


def test_an_item_taken_back_and_an_answer_that_is_none() -> None:
    wrong = {**MOSS, "accused": "Harold Mosley"}
    summary, asked = summarize(["No.", [wrong]], "court-judgments")
    assert asked[1].recipe.endswith("+again@v1")
    assert [one[-1] for one in codes(summary)] == ["withdrawn"]


def test_a_refused_question_is_not_asked_again() -> None:
    summary, asked = summarize(
        [Reply("", status="refused")], "court-judgments", limits=Limits(rounds=1)
    )
    assert codes(summary) == [["answer-refused"]]
    assert len(asked) == 1


def test_limits_close_what_is_open() -> None:
    summary, asked = summarize([[WYN]], "court-judgments", limits=Limits(questions=1))
    assert len(asked) == 1
    assert codes(summary) == [["limit-reached"]] * 2  # the lines 2 and 3, and the line 5


OWN = """\
from pydantic import BaseModel, Field, field_validator

COPIED = {"source": "copied"}

class Loss(BaseModel):
    what: str = Field(description="What.", json_schema_extra=COPIED)
    count: int | None = Field(None, description="How many.")

    @field_validator("count")
    @classmethod
    def more_than_ten(cls, count):
        if count == 13:
            raise LookupError("thirteen")
        if count is not None and count <= 10:
            raise ValueError("fewer than ten are no loss")
        return count
"""


@pytest.fixture
def strict(losses: Path) -> Path:
    (losses / "schema.json").unlink()
    (losses / "schema.py").write_text(OWN.replace("<= 10", "<= 20"), encoding="utf-8")
    return losses


def test_the_authors_own_validators_have_the_last_word(strict: Path) -> None:
    few = {"sentences": [6], "what": "boats", "count": 14}
    summary, asked = summarize([[few], [{**few, "count": None}]], str(strict))
    assert "- fewer than ten are no loss." in asked_of(asked[1])
    assert [item.fields for item in summary.items] == [{"what": "boats", "count": None}]


def test_a_validator_that_breaks_is_the_recipes_fault(strict: Path) -> None:
    (strict / "schema.py").write_text(OWN.replace("== 13", "== 14"), encoding="utf-8")
    few = {"sentences": [6], "what": "boats", "count": 14}
    with pytest.raises(
        RecipeError, match=r"schema\.py: a validator of Loss fails with LookupError"
    ):
        summarize([[few]], str(strict))


def test_only_what_was_asked_for_is_shown() -> None:
    summary, _ = summarize([[MOSS, WYN]], "court-judgments")
    text = export.to_text(summary)
    assert "COURT JUDGMENTS" in text
    assert "EVENTS" not in text
    assert "i1   Accused   Harl Moss" in text
    assert "     │ His brother, *Wyn Moss*, was *cleared* of *arson*. [138–182]" in text
    assert "3 of 4 sentences with a cue are covered." in text
    markdown = export.to_markdown(summary)
    assert "## Court judgments\n\n### i1\n\n- **Accused:** Harl Moss\n" in markdown
    assert "> **Sollay District Court** **convicted** **Harl Moss** of **arson**" in markdown
    back = Summary.model_validate_json(export.to_json(summary))
    assert back == summary


def test_a_rejected_item_is_shown_with_its_recipe() -> None:
    wrong = {**MOSS, "accused": "Harold Mosley"}
    summary, _ = summarize([[wrong], [wrong]], "court-judgments")
    shown = "Court judgments: Harold Mosley; arson; convicted; six years in prison"
    assert shown in " ".join(export.to_text(summary).split())
    assert shown in export.to_markdown(summary)


def test_results_from_before_there_were_recipes_load() -> None:
    summary, _ = summarize([[MOSS, WYN]], "court-judgments")
    old = {k: v for k, v in summary.model_dump().items() if k not in ("items", "recipes")}
    assert Summary.model_validate(old).recipes == ["events", "claims"]


def test_the_python_api_takes_recipes() -> None:
    model = ScriptedModel(lambda _: json.dumps({"items": [MOSS, WYN]}))
    settings = Settings(use_journal=False)
    with Summarizer(model, recipes=["court-judgments"], settings=settings) as summarizer:
        summary = summarizer.summarize(Document.from_text(TRIAL))
    assert [item.fields["accused"] for item in summary.items] == ["Harl Moss", "Wyn Moss"]
    assert "COURT JUDGMENTS" in summary.to_text()


def test_two_recipes_of_one_name_are_refused(losses: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in losses.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    with pytest.raises(RecipeError, match="two recipes are called 'losses'"):
        Wanted.named([str(losses), str(other)])


def shipped() -> Iterator[tuple[str, str]]:
    for name in ("company-results", "court-judgments", "key-facts"):
        for example in read_examples(find(name))[0]:
            yield name, example.path.name


@pytest.mark.parametrize(("name", "article"), list(shipped()))
def test_shipped_examples_stand_in_their_articles(name: str, article: str) -> None:
    recipe = find(name)
    examples, faults = read_examples(recipe)
    [example] = [one for one in examples if one.path.name == article]
    rehearsal = rehearse(example, recipe)
    assert (faults, rehearsal.faults) == ([], ())
    assert len(rehearsal.items) == len(example.expected) > 0


def test_comparing_counts_fields() -> None:
    recipe = find("court-judgments")
    example = read_examples(recipe)[0][0]
    items = list(rehearse(example, recipe).items)
    assert compare(example, recipe, items).recall == compare(example, recipe, items).precision == 1
    some = compare(example, recipe, items[1:])
    assert (some.recall, some.precision) == (7 / 13, 1)
    assert some.missed[0].startswith("accused: Dorrit Hale")
    wrong = items[0].model_copy(update={"fields": {**items[0].fields, "accused": "Ines Orlo"}})
    mixed = compare(example, recipe, [wrong, *items[1:]])
    assert (mixed.same, mixed.expected, mixed.given) == (12, 13, 13)
    assert compare(example, recipe, []).precision == 1
