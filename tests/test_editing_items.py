"""Items of recipes in an editor's hands: checked by their own schema, and by the article."""

import json
from pathlib import Path
from typing import Any

import pytest
from prizes import GALA, PRIZES, document, prizes_found, write_recipe

from summarizer import Summary
from summarizer.editing import RecipeItem
from summarizer.errors import DocumentError, RecipeError, UsageError


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    return write_recipe(tmp_path)


@pytest.fixture
def summary(recipe: str) -> Summary:
    return Summary.of(prizes_found(recipe), document(), [recipe])


def place(words: str) -> tuple[int, int]:
    start = GALA.index(words)
    return start, start + len(words)


def item(summary: Summary, id: str = "i1") -> RecipeItem:
    found = summary.item(id)
    assert isinstance(found, RecipeItem)
    return found


def codes(one: RecipeItem) -> list[str]:
    return [problem.code for problem in one.problems]


def test_a_copied_field_becomes_the_words_of_the_article(summary: Summary) -> None:
    revised = item(summary).revise(winner="The  potter Maris Quill", by="Ilse")
    assert revised.fields["winner"] == "The potter Maris Quill"
    assert [span.text for span in revised.spans["winner"]] == ["The potter Maris Quill"]
    assert (revised.review, revised.confidence, revised.problems) == ("revised", 1.0, [])
    assert summary.items[0] == revised
    assert summary.history[-1].kind == "item"


def test_what_the_article_does_not_have_is_kept_and_never_passes_for_checked(
    summary: Summary,
) -> None:
    revised = item(summary).revise(winner="Nora Vance")
    assert (codes(revised), revised.confidence) == (["quote-not-found"], 0.0)
    assert "winner" not in revised.spans
    still = revised.revise(reason="a bowl that took nine years")
    assert codes(still) == ["quote-not-found"]
    assert still.revise(winner="Maris Quill").problems == []


def test_a_marked_figure_brings_its_sentence_along(summary: Summary) -> None:
    assert codes(item(summary).revise(worth=20000)) == ["figure-not-in-evidence"]
    summary.undo()
    revised = item(summary).revise(worth=place("20,000 crowns"))
    assert (revised.fields["worth"], revised.problems) == (20000, [])
    assert len(revised.evidence) == 2
    assert revised.spans["worth"][0].text.startswith("20,000")


def test_own_words_are_held_against_the_sentences(summary: Summary) -> None:
    assert item(summary).revise(reason="a bowl that took nine years").problems == []
    assert "number-not-in-evidence" in codes(item(summary).revise(reason="a bowl of 400 years"))
    assert item(summary).revise(reason="Not said.").fields["reason"] == ""


def test_a_list_of_texts_and_stretches(summary: Summary) -> None:
    revised = item(summary, "i2").revise(others=["Toma Reis", place("Ada Lind")])
    assert revised.fields["others"] == ["Toma Reis", "Ada Lind"]
    assert [span.text for span in revised.spans["others"]] == ["Toma Reis", "Ada Lind"]
    assert revised.problems == []
    assert item(summary, "i2").revise(others=None).fields["others"] == []
    assert item(summary, "i2").revise(others=["Ada Lind", "", "none"]).fields["others"] == [
        "Ada Lind"
    ]


def test_choices_and_yes_or_no(summary: Summary) -> None:
    revised = item(summary).revise(field="crafts", shared=False)
    assert (revised.fields["field"], revised.fields["shared"]) == ("crafts", False)
    assert revised.problems == []
    assert item(summary).revise(field=None).fields["field"] is None


def test_a_field_that_must_be_there(summary: Summary) -> None:
    assert codes(item(summary).revise(prize="")) == ["item-malformed"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "nothing is changed"),
        ({"year": "2031"}, "no 'year' to set"),
        ({"field": "dance"}, "the item: field: "),
        ({"worth": "much"}, "the item: worth: "),
        ({"worth": True}, "True is no figure for worth"),
        ({"worth": place("Maris Quill")}, "is no figure for worth"),
        ({"shared": place("Maris Quill")}, "is no yes or no for shared"),
        ({"winner": (3, 3)}, "is no stretch of words"),
        ({"others": 7}, "holds several texts"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    summary: Summary, changes: dict[str, Any], message: str
) -> None:
    before = summary.to_json()
    with pytest.raises(UsageError, match=message):
        item(summary).revise(changes)
    assert summary.to_json() == before


def test_other_evidence_must_still_show_it(summary: Summary) -> None:
    revised = item(summary).revise(evidence=place("Ada Lind"))
    assert "content-outside-evidence" in codes(revised)
    assert revised.fields == prizes_fields(summary)


def prizes_fields(summary: Summary) -> dict[str, Any]:
    change = summary.history[-1]
    assert change.before is not None
    return dict(change.before["fields"])


def test_accepted_rejected_undone_and_done_again(summary: Summary) -> None:
    made = list(summary.items)
    assert item(summary).accept(by="Ilse").review == "accepted"
    item(summary, "i2").reject("A first work is no prize.", by="Ilse")
    assert [one.id for one in summary.items] == ["i1"]
    assert summary.rejected[-1].kind == "item"
    assert [gap.sentence for gap in summary.coverage.left_out] == [4]
    summary.undo()
    assert summary.coverage.left_out == []
    summary.undo()
    assert summary.items == made
    summary.redo()
    assert summary.items[0].review == "accepted"


def test_there_and_back_through_json(summary: Summary, recipe: str) -> None:
    made = Summary.of(prizes_found(recipe))
    item(summary).revise(worth=place("20,000"), by="Ilse")
    again = Summary.from_json(summary.to_json(), document(), [recipe])
    assert again == summary
    (changed,) = made.diff(again).changed
    assert set(changed.fields) == {"fields", "spans", "evidence", "confidence", "review"}
    again.undo()
    assert again.items[0].fields["worth"] is None


def test_a_result_from_before_items_could_be_reviewed(summary: Summary) -> None:
    values = json.loads(summary.to_json())
    for one in values["items"]:
        del one["review"]
    assert Summary.from_json(json.dumps(values)).items == summary.items


def test_without_its_recipe_an_item_is_accepted_and_rejected_but_not_revised(
    recipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder that has the name by chance is not run for a result's sake.
    monkeypatch.chdir(Path(recipe).parent)
    summary = Summary.of(prizes_found(recipe), document())
    with pytest.raises(UsageError, match=f"the recipe {PRIZES} is not at hand"):
        item(summary).revise(worth=20000)
    assert item(summary).accept().review == "accepted"
    item(summary).reject("not news")
    with pytest.raises(RecipeError):
        Summary.of(prizes_found(recipe), document(), ["no/such/folder"])


def test_a_recipe_whose_fields_are_others_now(recipe: str) -> None:
    made = prizes_found(recipe)
    schema = Path(recipe) / "schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace('"shared"', '"split"'))
    summary = Summary.of(made, document(), [recipe])
    with pytest.raises(UsageError, match="has other fields here"):
        item(summary).revise(worth=20000)


def test_words_that_the_article_has_not_are_no_result_of_it(summary: Summary) -> None:
    tampered = summary.to_json().replace('"text": "Maris Quill"', '"text": "Laris Quill"')
    with pytest.raises(DocumentError, match=r"items\[0\]\.spans\.winner\[0\] has “Laris Quill”"):
        Summary.from_json(tampered, document())
    # Nobody can tell without the article, and nothing says that it was checked against one.
    assert Summary.from_json(tampered).text is None


def test_a_history_that_was_tampered_with_brings_nothing_back(summary: Summary) -> None:
    item(summary).reject("not news")
    tampered = summary.to_json().replace('"text": "Maris Quill"', '"text": "Laris Quill"')
    with pytest.raises(UsageError, match="tampered with or damaged"):
        Summary.from_json(tampered, document()).undo()
