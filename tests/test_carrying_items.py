"""Items of recipes in a copy: carried over where their words stand, asked anew where they differ."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripting import asked_of, assert_sound, spans_in

from summarizer.archive.answering import Method, begin
from summarizer.archive.work import Done, Task
from summarizer.dialogue import Limits, Wanted, converse, strategy_named
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.grounding.carrying import items_shared
from summarizer.grounding.reading import read_through
from summarizer.models import ScriptedModel
from summarizer.rounds import Question
from summarizer.schemas.summary import Summary

#  1 convicted, Moss   2 sentenced, "He"   3 cleared, Wyn   4 nothing   5 fined, a figure
TRIAL = """\
Sollay District Court convicted Harl Moss of arson on 4 June. He was sentenced to six years in prison.

His brother, Wyn Moss, was cleared of arson. The hearing lasted for two days.

The owner of the barn, Ida Renn, was fined 400 crowns for fraud.
"""
CUES = ["convicted", "sentenced", "cleared", "fined"]

PROMPT = """\
---
name: {name}
version: 1
what: what a court decided about one person
{cues}---
List what the court decided.
"""
RULING = {
    "type": "object",
    "properties": {
        "who": {"type": "string", "description": "Who.", "x-source": "copied"},
        "fine": {"type": ["number", "null"], "description": "How much."},
        "told": {"type": "string", "description": "In your words."},
    },
    "required": ["who"],
}


def ruling(sentences: list[int], who: str, told: str = "", fine: float | None = None) -> Any:
    return {"sentences": sentences, "who": who, "fine": fine, "told": told}


MOSS = ruling([1, 2], "Harl Moss", "Moss was sentenced to six years in prison.")
WYN = ruling([3], "Wyn Moss")
RENN = ruling([5], "Ida Renn", "Ida Renn was fined 400 crowns.", 400)
RULINGS = [MOSS, WYN, RENN]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two recipes that differ in their cues: `rulings` has some, `whole-rulings` has none."""
    root = tmp_path_factory.mktemp("recipes")
    for name, cues in (("rulings", f"cues: {json.dumps(CUES)}\n"), ("whole-rulings", "")):
        folder = root / name
        folder.mkdir()
        prompt = PROMPT.format(name=name, cues=cues)
        (folder / "prompt.md").write_text(prompt, encoding="utf-8")
        (folder / "schema.json").write_text(json.dumps(RULING), encoding="utf-8")
    return {name: str(root / name) for name in ("rulings", "whole-rulings")}


@pytest.fixture(params=["rulings", "whole-rulings"])
def recipe(request: pytest.FixtureRequest, folders: dict[str, str]) -> str:
    return folders[request.param]


def summarize(
    text: str,
    answers: Sequence[list[Any]],
    recipe: str,
    known: Summary | None = None,
    *,
    strategy: str = "whole",
    published: str | None = None,
) -> tuple[Summary, list[Question]]:
    """The summary of a text, with these lists of items as answers in order, then empty ones."""
    given = iter(answers)
    model = ScriptedModel(lambda _: json.dumps({"items": next(given, [])}))
    asking = strategy_named(strategy, Wanted.named([recipe]))
    document = Document.from_text(text, language="en", published=published)
    limits = Limits(attempts=2)
    summary = run(converse(document, asking, limits=limits, known=known), model)
    assert_sound(summary, text)
    places = [one for item in summary.items for spans in item.spans.values() for one in spans]
    assert all(text[one.start : one.end] == one.text for one in places)
    return summary, model.asked


def asked_lines(question: Question) -> str:
    return asked_of(question).partition("Answer for these lines alone:")[2].partition("\n\n")[0]


def who(summary: Summary) -> list[object]:
    return [item.fields["who"] for item in summary.items]


@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_an_exact_copy_asks_nothing_and_has_the_same_items(recipe: str, strategy: str) -> None:
    leader, asked = summarize(TRIAL, [RULINGS] * 9, recipe, strategy=strategy)
    copy, asked_again = summarize(TRIAL, [], recipe, leader, strategy=strategy)
    assert asked
    assert asked_again == []
    assert copy.items == leader.items
    assert who(copy) == ["Harl Moss", "Wyn Moss", "Ida Renn"]
    assert copy.coverage == leader.coverage
    assert items_shared(leader, copy) == 3
    assert copy.recipes == leader.recipes


@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_a_changed_figure_is_asked_about_alone(recipe: str, strategy: str) -> None:
    leader, _ = summarize(TRIAL, [RULINGS] * 9, recipe, strategy=strategy)
    changed = ruling([5], "Ida Renn", "Ida Renn was fined 900 crowns.", 900)
    text = TRIAL.replace("400 crowns", "900 crowns")
    copy, asked = summarize(text, [[changed]], recipe, leader, strategy=strategy)
    [question] = asked
    assert "[5] The owner" in asked_lines(question)
    assert "[3]" not in asked_lines(question)
    assert copy.items[:2] == leader.items[:2]
    assert (copy.items[2].fields["fine"], copy.items[2].spans["fine"][0].text) == (
        900,
        "900",
    )
    assert "400" not in copy.model_dump_json()
    assert items_shared(leader, copy) == 2


def test_an_item_of_two_sentences_is_asked_about_with_both(recipe: str) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], recipe)
    text = TRIAL.replace("six years", "nine years")
    nine = ruling([1, 2], "Harl Moss", "Moss was sentenced to nine years in prison.")
    copy, [question] = summarize(text, [[nine]], recipe, leader)
    assert asked_lines(question).count("\n[") == 2
    assert "six years" not in copy.model_dump_json()
    assert who(copy) == ["Harl Moss", "Wyn Moss", "Ida Renn"]


def test_sentences_that_no_name_shows_to_be_the_leaders_are_looked_at(
    folders: dict[str, str],
) -> None:
    """A recipe without cues has only the names to tell by, in what follows the last item."""
    more = "\nThe lawyer Ada Quist spoke for an hour.\n\nThe case is over.\n"
    leader, _ = summarize(TRIAL + more, [RULINGS], folders["whole-rulings"])
    text = (TRIAL + more).replace("400", "9000")
    _, [question] = summarize(text, [], folders["whole-rulings"], leader)
    assert "The case is over" in asked_lines(question)
    assert "Ada Quist" not in asked_lines(question)


def test_what_stands_in_another_place_is_carried_to_it(folders: dict[str, str]) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], folders["rulings"])
    text = TRIAL.replace("\n\n", " \n\n\n ").replace("in prison", "in  prison")
    copy, asked = summarize(text, [], folders["rulings"], leader)
    assert asked == []
    assert who(copy) == who(leader)
    assert copy.items[0].evidence[1].text == "He was sentenced to six years in  prison."


def test_a_new_sentence_is_asked_about(recipe: str) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], recipe)
    text = TRIAL.replace("for fraud.\n", "for fraud.\n\nOtto Brill was fined 70 crowns.\n")
    brill = ruling([6], "Otto Brill", fine=70)
    copy, [question] = summarize(text, [[brill]], recipe, leader)
    assert "[6] Otto Brill" in asked_lines(question)
    assert who(copy) == ["Harl Moss", "Wyn Moss", "Ida Renn", "Otto Brill"]
    assert items_shared(leader, copy) == 3


def test_a_pronoun_that_may_be_another_now_is_asked_about(recipe: str) -> None:
    """“He” was Harl Moss; with a sentence about Otto Brill put before it, it may be Brill."""
    leader, _ = summarize(TRIAL, [RULINGS], recipe)
    text = TRIAL.replace("4 June. He", "4 June. Otto Brill was convicted too. He")
    copy, asked = summarize(text, [], recipe, leader)
    assert who(copy) == ["Wyn Moss", "Ida Renn"]
    assert any("[3] He was sentenced" in asked_lines(question) for question in asked)


def test_a_name_that_another_sentence_gave_must_still_be_told_there(
    folders: dict[str, str],
) -> None:
    recipe = folders["rulings"]
    resting = {**MOSS, "sentences": [2], "who": "He"}
    leader, _ = summarize(TRIAL, [[resting]], recipe)
    assert who(leader) == ["He"]
    moved, _ = summarize("All was quiet.\n\n" + TRIAL, [], recipe, leader)
    assert who(moved) == ["He"]
    other, _ = summarize(TRIAL.replace("Harl Moss", "Harl Brand"), [], recipe, leader)
    assert who(other) == []


SAID_OF = [
    (
        "A court in Norrvik tried the mayor on Monday. He was fined 400 crowns.",
        "A court in Norrvik tried the deputy on Monday. He was fined 400 crowns.",
        ruling([2], "He", "The mayor was fined 400 crowns.", 400),
    ),
    (
        "A court in Norrvik tried a sailor on Monday. His barn was seized.",
        "A court in Norrvik tried a farmer on Monday. His barn was seized.",
        ruling([2], "His", "The barn of a sailor was seized."),
    ),
    (
        "Harl Moss, the mayor of Sollay, was convicted. The mayor wept. He was fined 400 crowns.",
        "Harl Moss, the mayor of Sollay, was convicted. The guard wept. He was fined 400 crowns.",
        ruling([3], "He", "The mayor was fined 400 crowns.", 400),
    ),
    (
        "Brandt sued the bank. The bank appealed. It was fined 400 crowns.",
        "The bank appealed. Brandt sued the bank. It was fined 400 crowns.",
        ruling([3], "It", "The bank was fined 400 crowns.", 400),
    ),
    (
        "The mayor appealed. This was fined with 400 crowns. Nobody spoke.",
        "Nobody spoke. This was fined with 400 crowns. The mayor appealed.",
        ruling([2], "This", "An appeal was fined with 400 crowns.", 400),
    ),
]


@pytest.mark.parametrize(
    ("text", "other", "item"),
    SAID_OF,
    ids=["role", "of equal length", "a role named", "order", "this"],
)
def test_who_he_is_without_a_name_rests_on_the_sentence_before(
    recipe: str, text: str, other: str, item: Any
) -> None:
    leader, _ = summarize(text, [[item]], recipe)
    assert who(leader) == [item["who"]]
    exact, asked = summarize(text, [], recipe, leader)
    assert (exact.items, asked) == (leader.items, [])
    copy, asked_again = summarize(other, [], recipe, leader)
    assert who(copy) == []
    sentence = leader.items[0].evidence[0].text
    assert any(sentence in asked_lines(question) for question in asked_again)


@pytest.mark.parametrize(
    ("evidence", "told"),
    [([1, 2], "The mayor was fined 400 crowns."), ([2], "He was fined 400 crowns."), ([2], "")],
    ids=["in its own sentences", "as it stands", "nothing written"],
)
def test_an_item_that_says_no_more_than_its_sentences_needs_none_before(
    folders: dict[str, str], evidence: list[int], told: str
) -> None:
    text = "A court tried the mayor. He was fined 400 crowns."
    item = ruling(evidence, "He", told, 400)
    leader, _ = summarize(text, [[item]], folders["rulings"])
    copy, asked = summarize(f"All was quiet here. {text}", [], folders["rulings"], leader)
    assert who(leader) == who(copy) == ["He"]
    assert asked == []


def test_who_he_is_holds_where_the_same_sentence_stands_before(
    folders: dict[str, str],
) -> None:
    text = "A court convicted the mayor. He was fined 400 crowns."
    item = ruling([2], "He", "The mayor was fined 400 crowns.", 400)
    leader, _ = summarize(text, [[item]], folders["rulings"])
    copy, _ = summarize(f"All was quiet here. {text}", [], folders["rulings"], leader)
    assert who(copy) == ["He"]
    between = text.replace("He", "The deputy was there. He")
    assert who(summarize(between, [], folders["rulings"], leader)[0]) == []


def test_a_name_told_only_afterwards_must_still_follow(folders: dict[str, str]) -> None:
    recipe = folders["rulings"]
    text = "He was sentenced to six years in prison.\n\nHarl Moss was not convicted of fraud.\n"
    named = ruling([1], "He", "Harl Moss was sentenced to six years in prison.")
    leader, _ = summarize(text, [[named]], recipe)
    assert who(leader) == ["He"]
    assert who(summarize("All was quiet.\n\n" + text, [], recipe, leader)[0]) == ["He"]
    between = text.replace("Harl", "Otto Brill denied all.\n\nHarl", 1)
    assert who(summarize(between, [], recipe, leader)[0]) == []


def test_what_the_copys_own_day_does_not_bear_out_is_asked_anew(recipe: str) -> None:
    text = TRIAL.replace("on 4 June", "on Friday")
    dated = ruling([1], "Harl Moss", "Harl Moss was convicted on 4 June.")
    leader, _ = summarize(text, [[dated]], recipe, published="2027-06-05")
    same, asked_same = summarize(text, [], recipe, leader, published="2027-06-05")
    other, asked_other = summarize(text, [], recipe, leader, published="2027-06-12")
    assert (who(same), asked_same) == (["Harl Moss"], [])
    assert who(other) == []
    assert "[1] Sollay" in asked_lines(asked_other[0])


def test_rejected_items_are_not_carried_as_facts_nor_asked_again(folders: dict[str, str]) -> None:
    wrong = ruling([3], "Wynn Mosley")
    leader, _ = summarize(TRIAL, [[MOSS, RENN, wrong], [wrong]], folders["rulings"])
    assert [one.item["who"] for one in leader.rejected] == ["Wynn Mosley"]
    exact, asked_exact = summarize(TRIAL, [], folders["rulings"], leader)
    near, asked_near = summarize(TRIAL + "\nRain fell.\n", [], folders["rulings"], leader)
    assert asked_exact == asked_near == []
    assert who(exact) == who(near) == ["Harl Moss", "Ida Renn"]
    assert (exact.rejected, near.rejected) == (leader.rejected, [])
    assert [gap.sentence for gap in near.coverage.left_out] == [3]


def test_a_carried_item_is_checked_again(recipe: str) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], recipe)
    fields = {**leader.items[2].fields, "told": "Ida Renn was fined 900 crowns."}
    tampered = leader.items[2].model_copy(update={"fields": fields})
    known = leader.model_copy(update={"items": [*leader.items[:2], tampered]})
    copy, [question] = summarize(TRIAL, [[RENN]], recipe, known)
    assert "[5] The owner" in asked_lines(question)
    assert "900" not in copy.model_dump_json()
    assert copy.items[2].fields["fine"] == 400


def test_a_schema_that_changed_under_the_same_version_gets_its_items_anew(
    folders: dict[str, str], tmp_path: Path
) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], folders["rulings"])
    folder = tmp_path / "rulings"
    folder.mkdir()
    prompt = PROMPT.format(name="rulings", cues="")
    (folder / "prompt.md").write_text(prompt, encoding="utf-8")
    fields = {name: part for name, part in RULING["properties"].items() if name != "fine"}  # type: ignore[attr-defined]
    (folder / "schema.json").write_text(json.dumps({**RULING, "properties": fields}))
    copy, asked = summarize(TRIAL, [], str(folder), leader)
    assert copy.items == []
    assert len(asked) == 3


@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_a_recipe_that_the_leader_was_not_asked_for_is_asked(recipe: str, strategy: str) -> None:
    leader, _ = summarize(TRIAL, [RULINGS], recipe, strategy=strategy)
    known = leader.model_copy(update={"recipes": ["events"]})
    copy, asked = summarize(TRIAL, [RULINGS] * 9, recipe, known, strategy=strategy)
    _, asked_alone = summarize(TRIAL, [RULINGS] * 9, recipe, strategy=strategy)
    assert asked == asked_alone
    assert copy.items == leader.items


def test_claims_that_were_not_asked_for_are_not_carried(folders: dict[str, str]) -> None:
    text = TRIAL + "\n“It is over,” said Ida Renn.\n"
    model = ScriptedModel(lambda _: json.dumps({"items": []}))
    both = strategy_named("focused", Wanted.named(["claims", folders["rulings"]]))
    leader = run(converse(Document.from_text(text), both), model)
    assert len(leader.claims) == 1
    copy, _ = summarize(text, [], folders["rulings"], leader, strategy="focused")
    assert copy.claims == []
    back = run(converse(Document.from_text(text), both, known=copy), model)
    assert len(back.claims) == 1


def test_an_archive_counts_what_was_carried_and_the_calls_it_saved(recipe: str) -> None:
    method = Method("scripted", "whole", recipes=(recipe,))
    given = iter([RULINGS])
    model = ScriptedModel(lambda _: json.dumps({"items": next(given, [])}))
    leader = run(begin(Task(b"1", "a", Document.from_text(TRIAL), None), method), model)
    assert isinstance(leader, Done)
    assert (leader.counts.carried, leader.counts.saved) == (0, 0)
    asked = len(model.asked)
    exact = Task(b"2", "b", Document.from_text(TRIAL), leader.row)
    near = Task(b"3", "c", Document.from_text(TRIAL.replace("400", "900")), leader.row)
    for task, carried, saved in ((exact, 3, asked), (near, 2, asked - 1)):
        outcome = run(begin(task, method), model)
        assert isinstance(outcome, Done)
        assert (outcome.counts.carried, outcome.counts.saved) == (carried, saved)


ELSEWHERE = [
    "The sky over the bay was grey.",
    "Rain is common here in spring.",
    "Nils Orbo had painted the barn.",
    "Otto Brill was fined 70 crowns.",
]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_insertions_leave_what_is_known_alone(folders: dict[str, str], data: st.DataObject) -> None:
    """Wherever other paragraphs are put, the items stand on the copy and only the new is asked."""
    recipe = folders[data.draw(st.sampled_from(sorted(folders)))]
    leader, _ = summarize(TRIAL, [RULINGS], recipe)
    paragraphs = TRIAL.strip().split("\n\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(paragraphs)))
        paragraphs.insert(at, data.draw(st.sampled_from(ELSEWHERE)))
    text = "\n\n".join(paragraphs) + "\n"
    copy, asked = summarize(text, [], recipe, leader)
    assert all(text[span.start : span.end] == span.text for span in spans_in(copy))
    assert who(copy) == ["Harl Moss", "Wyn Moss", "Ida Renn"]
    fresh = [
        segment.text
        for segment in read_through(Document.from_text(text, language="en")).segments
        if segment.text in ELSEWHERE
    ]
    lines = "\n".join(map(asked_lines, asked))
    assert ("fined 70" in lines) == any("fined 70" in sentence for sentence in fresh)
    if recipe == folders["whole-rulings"]:
        assert [sentence for sentence in fresh if sentence not in lines] == []
        assert len(asked) == 1
