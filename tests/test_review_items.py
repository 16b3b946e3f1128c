"""Items of recipes in the review: mended by the fields of their recipe, as claims and events are."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from prizes import GALA, PRIZES, prizes_found, write_recipe
from reviewing import write_run
from starlette.testclient import TestClient
from test_report import HOSTILE
from test_review import ADDRESS, DOOR, Client, Edits, editing, let_in

from summarizer.editing import article, reviewed_rows
from summarizer.errors import RunError
from summarizer.export import to_json
from summarizer.export.result_lines import lines_from
from summarizer.review.app import application
from summarizer.review.desk import Desk
from summarizer.review.edits import Edit
from summarizer.review.shelf import open_shelf


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    return write_recipe(tmp_path)


@pytest.fixture
def result(tmp_path: Path, recipe: str) -> Path:
    (tmp_path / "gala.txt").write_text(GALA, encoding="utf-8")
    file = tmp_path / "gala.json"
    file.write_text(to_json(prizes_found(recipe)), encoding="utf-8")
    return file


def client_of(result: Path, *recipes: str) -> Client:
    pages = application(Desk(open_shelf(result, recipes=recipes)), DOOR, "Ilse")
    return let_in(TestClient(pages, ADDRESS, follow_redirects=False))


@pytest.fixture
def client(result: Path, recipe: str) -> Client:
    return client_of(result, recipe)


@pytest.fixture
def edit(client: Client) -> Edits:
    return editing(client)


def first(client: Client) -> dict[str, Any]:
    item: dict[str, Any] = client.get("/1/as/json").json()["items"][0]
    return item


def test_an_item_has_the_tools_of_a_claim_and_a_form_of_its_recipe(client: Client) -> None:
    page = html.fromstring(client.get("/1").text)
    deeds = page.xpath("//li[@id='i1']//button/@data-do")
    assert deeds == ["accept", "revise", "reject"]
    (form,) = page.xpath(f"//form[@data-recipe='{PRIZES}']")
    names = form.xpath(".//*[starts-with(@name, 'f-')]/@name")
    assert names[:3] == ["f-winner", "f-prize", "f-worth"]
    assert form.xpath(".//select[@name='f-field']/option/text()") == [
        "not said",
        "crafts",
        "letters",
    ]
    assert "0 of 2 items seen to" in page.text_content()


def test_it_is_mended_accepted_rejected_and_brought_back(client: Client, edit: Edits) -> None:
    start = GALA.index("20,000")
    fields = {"worth": [start, start + len("20,000")], "reason": "a bowl", "others": ["Toma Reis"]}
    assert edit("revise", item="i1", changes={"fields": fields}).headers["X-Item"] == "i1"
    assert first(client)["fields"]["worth"] == 20000
    assert edit("accept", item="i1", seen=1).status_code == 200
    assert edit("reject", item="i1", seen=2, reason="not news").status_code == 200
    assert first(client)["id"] == "i2"
    assert edit("undo").status_code == 200
    assert first(client)["review"] == "accepted"


def test_trying_an_edit_says_what_the_rules_find(client: Client) -> None:
    headers = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin", "X-Review-Token": DOOR.csrf}
    tried = {"action": "revise", "item": "i1", "changes": {"fields": {"winner": "Nora Vance"}}}
    found = client.post("/1/check", json=tried, headers=headers).json()
    assert [problem["code"] for problem in found["problems"]] == ["quote-not-found"]
    assert first(client)["fields"]["winner"] == "Maris Quill"


def test_what_came_too_late_is_refused_with_what_is_there(client: Client, edit: Edits) -> None:
    edit("accept", item="i1", by="Maro")
    late = edit("revise", item="i1", changes={"fields": {"winner": "Toma Reis"}})
    assert late.status_code == 409
    assert (late.json()["who"], late.json()["item"]["fields"]["winner"]) == ("Maro", "Maris Quill")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fields": {"year": "2031"}}, "no 'year' to set"),
        ({"text": "A prize."}, "is an item of a recipe; give its fields"),
        ({"fields": {"worth": "much"}}, "the item: worth"),
    ],
)
def test_what_cannot_be_done_is_told(edit: Edits, changes: dict[str, Any], message: str) -> None:
    answer = edit("revise", item="i1", changes=changes)
    assert (answer.status_code, message in answer.text) == (422, True)


def test_without_its_recipe_it_can_be_accepted_and_rejected(result: Path) -> None:
    client = client_of(result)
    page = html.fromstring(client.get("/1").text)
    assert page.xpath("//li[@id='i1']//button/@data-do") == ["accept", "reject"]
    assert "--recipe" in page.xpath("string(//li[@id='i1'])")
    assert editing(client)("accept", item="i1").status_code == 200


def test_hostile_text_is_text(client: Client, edit: Edits) -> None:
    edit("revise", item="i1", changes={"fields": {"winner": HOSTILE, "others": [HOSTILE]}})
    page = html.fromstring(client.get("/1").text)
    assert not list(page.iter("img"))
    assert len(list(page.iter("script"))) == 5
    assert len(page.xpath("//li[@id='i1']//*[contains(@class, 'wrong')]")) >= 1


def test_a_result_that_was_tampered_with_is_told_and_not_shown(result: Path, recipe: str) -> None:
    text = result.read_text(encoding="utf-8").replace(
        '"text": "Maris Quill"', '"text": "Laris Quill"'
    )
    result.write_text(text, encoding="utf-8")
    pages = application(Desk(open_shelf(result, recipes=[recipe])), DOOR, "Ilse")
    client = let_in(TestClient(pages, ADDRESS, follow_redirects=False))
    page = client.get("/1")
    assert "tampered with or damaged: items[0].spans.winner[0]" in page.text
    assert "<html" not in page.text


def test_the_rows_of_a_run_as_reviewed(tmp_path: Path, recipe: str) -> None:
    (tmp_path / "gala.txt").write_text(GALA, encoding="utf-8")
    run = write_run(tmp_path, {"a": prizes_found(recipe), "b": prizes_found(recipe)})
    rows = list(lines_from(run / "results.jsonl"))
    with reviewed_rows(run) as reviewed:
        assert [reviewed(row) for row in rows] == [None, None]
    desk = Desk(open_shelf(run, recipes=[recipe]))
    desk.edit(2, Edit(action="reject", item="i1", reason="not news", by="Ilse"))
    with reviewed_rows(run) as reviewed:
        assert reviewed(rows[0]) is None
        kept = reviewed(rows[1])
        assert kept is not None
        assert [item.id for item in kept.items] == ["i2"]
        again = json.dumps({**json.loads(rows[1]), "rejected": []}) + " \n"
        assert reviewed(again.encode()) is None  # made anew since
    with pytest.raises(ValueError, match="of the caller"), reviewed_rows(run):
        raise ValueError("of the caller")
    (run / "reviews.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(RunError, match="cannot read the reviews"), reviewed_rows(run):
        pass


def test_an_article_is_read_once_for_all_edits(
    result: Path, recipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:

    read: list[Any] = []
    once = article.read_through
    monkeypatch.setattr(article, "read_through", lambda one: read.append(one) or once(one))
    desk = Desk(open_shelf(result, recipes=[recipe]))
    for seen in range(3):
        desk.edit(1, Edit(action="accept", item="i1", seen=seen))
    assert len(read) == 1
