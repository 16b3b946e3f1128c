"""The review over HTTP: who gets in, what an edit does, what is refused, what is handed on."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html
from reviewing import write_result, write_run
from sample_summary import ARTICLE, SUMMARY, span, with_text
from starlette.testclient import TestClient
from test_report import HOSTILE

from summarizer.editing.reviewed import REVIEWS
from summarizer.errors import DocumentError, RunError, SettingsError
from summarizer.export.formats import FORMATS
from summarizer.review.app import application
from summarizer.review.desk import Desk
from summarizer.review.edits import Edit
from summarizer.review.formats import FILES
from summarizer.review.guard import MAX_BODY, Door
from summarizer.review.shelf import open_shelf
from summarizer.schemas.summary import Summary

ADDRESS = "http://127.0.0.1:8000"
DOOR = Door("127.0.0.1", 8000)

Client = TestClient
Edits = Callable[..., Any]


def client_of(result: Path, raises: bool = True) -> Client:
    """A browser that nobody has let in yet."""
    pages = application(Desk(open_shelf(result)), DOOR, "Ilse")
    return TestClient(pages, ADDRESS, raise_server_exceptions=raises, follow_redirects=False)


def let_in(client: Client) -> Client:
    assert client.get(f"/enter/{DOOR.token}").status_code == 303
    return client


def editing(client: Client, path: str = "/1/edit") -> Edits:
    """Sends edits as the page does."""

    def send(action: str, **edit: Any) -> Any:
        headers = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin", "X-Review-Token": DOOR.csrf}
        return client.post(path, json={"action": action, **edit}, headers=headers)

    return send


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return let_in(client_of(write_result(tmp_path)))


@pytest.fixture
def edit(client: Client) -> Edits:
    return editing(client)


def reviewed(client: Client, number: int = 1) -> Summary:
    return Summary.model_validate_json(client.get(f"/{number}/as/json").content)


def claim(summary: Summary, id: str) -> Any:
    return next(claim for claim in summary.claims if claim.id == id)


class TestDoor:
    def test_the_link_gives_a_cookie_and_leaves_the_address_bar(self, tmp_path: Path) -> None:
        client = client_of(write_result(tmp_path))
        answer = client.get(f"/enter/{DOOR.token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert DOOR.token not in cookie
        assert client.get("/1").status_code == 200

    @pytest.mark.parametrize(
        "path", ["/", "/1", "/1/as/json", "/reviewed.jsonl", "/parts/review.js"]
    )
    def test_nothing_is_shown_without_the_cookie(self, tmp_path: Path, path: str) -> None:
        answer = client_of(write_result(tmp_path)).get(path)
        assert answer.status_code == 403
        assert "Sorrel" not in answer.text

    def test_a_wrong_token_opens_nothing(self, tmp_path: Path) -> None:
        client = client_of(write_result(tmp_path))
        answer = client.get("/enter/ä")
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

    def test_two_servers_on_one_machine_have_cookies_of_their_own(self) -> None:
        assert Door("127.0.0.1", 1).cookie != Door("127.0.0.1", 2).cookie

    @pytest.mark.parametrize(
        "host",
        ["evil.example:8000", "127.0.0.1:8001", "127.0.0.1", "127.0.0.1.nip.example:8000", "[", ""],
    )
    def test_another_name_for_this_server_is_none(self, client: Client, host: str) -> None:
        assert client.get("/1", headers={"Host": host}).status_code == 421
        answer = client.get(f"/enter/{DOOR.token}", headers={"Host": host})
        assert (answer.status_code, "set-cookie" in answer.headers) == (421, False)

    @pytest.mark.parametrize(
        ("bound", "host", "is_here"),
        [
            ("127.0.0.1", "localhost:8000", True),
            ("::1", "[::1]:8000", True),
            ("0.0.0.0", "192.0.2.7:8000", True),
            ("0.0.0.0", "desk.example:8000", False),
            ("192.0.2.7", "192.0.2.7:8000", True),
            ("192.0.2.7", "127.0.0.1:8000", False),
            ("desk.example", "desk.example:8000", True),
        ],
    )
    def test_a_server_goes_by_its_addresses(self, bound: str, host: str, is_here: bool) -> None:
        assert Door(bound, 8000).is_here(host) is is_here

    def test_the_link_leads_to_an_address_that_can_be_opened(self) -> None:
        assert Door("0.0.0.0", 80, token="t").link == "http://127.0.0.1:80/enter/t"
        assert Door("::1", 80, token="t").link == "http://[::1]:80/enter/t"


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/1", "/parts/review.js", "/nowhere", "/1/as/json", "/favicon.ico"]
    )
    def test_every_answer_has_them(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"

    def test_a_refusal_has_them_too(self, tmp_path: Path) -> None:
        headers = client_of(write_result(tmp_path)).get("/1").headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]

    def test_the_answer_to_an_unforeseen_error_has_them_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(desk: Desk, number: int) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(Desk, "open", fail)
        client = let_in(client_of(write_result(tmp_path), raises=False))
        answer = client.get("/1")
        assert answer.status_code == 500
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]

    def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(self, client: Client) -> None:
        page = html.fromstring(client.get("/1").text)
        scripts = [one for one in page.iter("script") if one.get("type") != "application/json"]
        assert all(one.get("src", "").startswith("/parts/") for one in scripts)
        assert not list(page.iter("style"))
        assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")
        linked = [*page.xpath("//link/@href"), *page.xpath("//@src")]
        assert linked
        assert all(one.startswith("/parts/") for one in linked)
        for one in linked:
            assert client.get(one).status_code == 200


class TestChangesComeFromThePage:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:8001"},
            {"Origin": ADDRESS, "Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site"},
            {},
            {"Origin": ADDRESS, "X-Review-Token": "wrong"},
        ],
    )
    def test_from_elsewhere_they_are_refused(self, client: Client, headers: dict[str, str]) -> None:
        sent = {"X-Review-Token": DOOR.csrf, **headers}
        answer = client.post("/1/edit", json={"action": "accept", "item": "c1"}, headers=sent)
        assert answer.status_code == 403
        assert reviewed(client).history == []

    def test_one_without_a_token_is_refused(self, client: Client) -> None:
        answer = client.post("/1/edit", json={"action": "undo"}, headers={"Origin": ADDRESS})
        assert answer.status_code == 403

    def test_none_is_made_by_a_link(self, client: Client) -> None:
        assert client.get("/1/edit").status_code == 405

    @pytest.mark.parametrize("told", [True, False])
    def test_one_that_is_too_long_is_refused(self, client: Client, told: bool) -> None:
        body = b'{"action": "accept", "item": "' + b"x" * MAX_BODY + b'"}'
        headers = {"Origin": ADDRESS, "X-Review-Token": DOOR.csrf}
        content = body if told else iter([body[:1000], body[1000:]])
        answer = client.post("/1/edit", content=content, headers=headers)
        assert answer.status_code == 413

    @pytest.mark.parametrize(
        "body",
        ["", "[]", '{"action": "drop"}', '{"action": "undo", "more": 1}', '{"action": "\\ud800"}'],
    )
    def test_what_is_no_edit_is_refused_in_a_line(self, client: Client, body: str) -> None:
        headers = {"Origin": ADDRESS, "X-Review-Token": DOOR.csrf}
        answer = client.post("/1/edit", content=body, headers=headers)
        assert answer.status_code == 422
        assert answer.text.count("\n") == 0


def test_an_address_too_long_for_a_path_is_no_article(tmp_path: Path) -> None:
    address = f"https://news.example/{'a' * 5000}"
    document = SUMMARY.document.model_copy(update={"source": address})
    result = write_result(tmp_path, SUMMARY.model_copy(update={"document": document}), None)
    assert "start the review with" in let_in(client_of(result)).get("/1").text


def test_an_id_that_no_header_can_hold_is_sent_all_the_same(tmp_path: Path) -> None:
    odd = SUMMARY.claims[0].model_copy(update={"id": "c1\r\nX-More: “1”"})
    summary = SUMMARY.model_copy(update={"claims": [odd, *SUMMARY.claims[1:]]})
    answer = editing(let_in(client_of(write_result(tmp_path, summary))))("accept", item=odd.id)
    assert answer.status_code == 200
    assert unquote(answer.headers["x-item"]) == odd.id


class TestEdits:
    def test_an_edit_is_checked_saved_and_shown(self, client: Client, edit: Edits) -> None:
        answer = edit("revise", item="c3", changes={"text": "Nine alarms were switched off."})
        assert answer.status_code == 200
        assert answer.headers["x-item"] == "c3"
        changed = claim(reviewed(client), "c3")
        assert changed.text == "Nine alarms were switched off."
        assert changed.review == "revised"
        assert [one.code for one in changed.problems] == ["number-not-in-evidence"]
        assert "Nine alarms" in client.get("/1").text

    def test_who_and_what_stand_in_the_history(self, client: Client, edit: Edits) -> None:
        edit("accept", item="c1", by="Bo")
        edit("reject", item="c2", reason="said twice")
        history = reviewed(client).history
        assert [(one.who, one.what, one.item_id) for one in history] == [
            ("Bo", "accepted", "c1"),
            ("Ilse", "rejected", "c2"),
        ]
        assert [one.problems[0].code for one in reviewed(client).rejected][
            -1
        ] == "rejected-by-editor"

    def test_it_outlives_the_server(self, client: Client, edit: Edits, tmp_path: Path) -> None:
        edit("accept", item="c1")
        again = let_in(client_of(tmp_path / "ferry.json"))
        assert claim(reviewed(again), "c1").review == "accepted"
        assert json.loads((tmp_path / "ferry.json").read_text())["history"] == []

    def test_marked_words_become_a_claim(self, client: Client, edit: Edits) -> None:
        words = span("Nobody came.")
        answer = edit("add-claim", place=[words.start, words.end])
        added = claim(reviewed(client), answer.headers["x-item"])
        assert added.content == [words]
        assert added.speaker.canonical == "Orla Venn"
        assert added.review == "added"

    def test_marked_words_become_an_event(self, client: Client, edit: Edits) -> None:
        words = span("were fined 2.5 million marks last year")
        changes = {"type": "justice.fine", "summary": "The owners were fined."}
        answer = edit("add-event", place=[words.start, words.end], changes=changes)
        added = next(one for one in reviewed(client).events if one.id == answer.headers["x-item"])
        assert (added.type, added.summary) == ("justice.fine", "The owners were fined.")

    def test_a_span_is_mended(self, client: Client, edit: Edits) -> None:
        words = span("the owners for the delay")
        edit("revise", item="c4", changes={"content": [[words.start, words.start + 10]]})
        assert [one.text for one in claim(reviewed(client), "c4").content] == ["the owners"]
        edit("revise", item="c4", seen=1, changes={"speaker": [*bounds("Orla Venn")]})
        assert claim(reviewed(client), "c4").speaker.name == "Orla Venn"

    def test_an_event_gets_who_where_and_when(self, client: Client, edit: Edits) -> None:
        changes = {
            "place": bounds("Port Aldmere"),
            "time": bounds("last year"),
            "participants": [[*bounds("Brightwater Lines"), "target"]],
            "trigger": bounds("found"),
        }
        answer = edit("revise", item="e2", changes=changes)
        assert answer.status_code == 200
        event = next(one for one in reviewed(client).events if one.id == "e2")
        assert event.place.name == "Port Aldmere"
        assert event.trigger.text == "found"
        assert [one.name for one in event.participants] == ["Brightwater Lines"]

    @pytest.mark.parametrize(
        ("action", "more"),
        [
            ("accept", {"item": "c9"}),
            ("reject", {"item": "c1", "reason": " "}),
            ("revise", {"item": "c9", "changes": {"text": "x"}}),
            ("revise", {"item": "c1", "changes": {"summary": "x"}}),
            ("revise", {"item": "c1", "changes": {"content": []}}),
            ("add-claim", {}),
            ("add-claim", {"place": [0, 10**9]}),
            ("add-claim", {"place": [7, 7]}),
            ("undo", {}),
            ("redo", {}),
        ],
    )
    def test_what_cannot_be_done_is_told_and_changes_nothing(
        self, client: Client, edit: Edits, action: str, more: dict[str, Any]
    ) -> None:
        answer = edit(action, **more)
        assert answer.status_code == 422
        assert len(answer.text.splitlines()) == 1
        assert reviewed(client).history == []

    def test_trying_an_edit_saves_nothing(self, client: Client) -> None:
        tried = editing(client, "/1/check")
        answer = tried("revise", item="c3", changes={"text": "Nine alarms."}).json()
        assert [one["code"] for one in answer["problems"]] == ["number-not-in-evidence"]
        words = span("Nobody came.")
        begun = tried("add-claim", place=[words.start, words.end]).json()
        assert begun["item"]["speaker"]["name"] == "Orla Venn"
        assert reviewed(client).history == []


def bounds(words: str) -> list[int]:
    found = span(words)
    return [found.start, found.end]


class TestTwoReviewers:
    def test_an_edit_of_what_is_gone_is_refused_with_what_is_there(
        self, client: Client, edit: Edits
    ) -> None:
        edit("revise", item="c3", by="Bo", changes={"text": "the alarms were off"})
        answer = edit("revise", item="c3", changes={"text": "mine"})
        assert answer.status_code == 409
        theirs = answer.json()
        assert (theirs["who"], theirs["version"]) == ("Bo", 1)
        assert theirs["item"]["text"] == "the alarms were off"
        assert claim(reviewed(client), "c3").text == "the alarms were off"
        assert edit("revise", item="c3", seen=1, changes={"text": "mine"}).status_code == 200

    def test_what_somebody_rejected_is_told_with_the_reason(
        self, client: Client, edit: Edits
    ) -> None:
        edit("reject", item="c3", by="Bo", reason="said twice")
        theirs = edit("accept", item="c3").json()
        assert (theirs["item"], theirs["reason"]) == (None, "said twice")

    def test_edits_of_different_items_do_not_meet(self, client: Client, edit: Edits) -> None:
        assert edit("accept", item="c1", by="Bo").status_code == 200
        assert edit("accept", item="c2").status_code == 200
        assert {one.id for one in reviewed(client).claims if one.review == "accepted"} == {
            "c1",
            "c2",
        }

    def test_trying_tells_of_it_too(self, client: Client, edit: Edits) -> None:
        edit("accept", item="c3", by="Bo")
        assert editing(client, "/1/check")("accept", item="c3").status_code == 409

    def test_nothing_is_lost_when_two_programs_edit_at_once(self, tmp_path: Path) -> None:
        result = write_result(tmp_path)
        desks = [Desk(open_shelf(result)), Desk(open_shelf(result))]
        ids = [item.id for item in [*SUMMARY.events, *SUMMARY.claims]]

        def accept(at: int) -> None:
            desks[at % 2].edit(1, Edit(action="accept", item=ids[at], by=f"reviewer {at}"))

        with ThreadPoolExecutor(len(ids)) as pool:
            list(pool.map(accept, range(len(ids))))
        now = desks[0].open(1).summary
        assert sorted(change.item_id for change in now.history) == sorted(ids)
        assert {item.review for item in [*now.events, *now.claims]} == {"accepted"}

    def test_everybody_undoes_their_own(self, client: Client, edit: Edits) -> None:
        edit("accept", item="c1")
        edit("accept", item="c2", by="Bo")
        assert edit("undo").headers["x-item"] == "c1"
        assert claim(reviewed(client), "c1").review == "none"
        assert claim(reviewed(client), "c2").review == "accepted"
        assert edit("undo").status_code == 422

    def test_undoing_does_not_take_away_what_another_made_of_it(
        self, client: Client, edit: Edits
    ) -> None:
        edit("accept", item="c1")
        edit("revise", item="c1", seen=1, by="Bo", changes={"stance": "confirms"})
        answer = edit("undo")
        assert answer.status_code == 422
        assert "Bo has changed c1" in answer.text

    def test_the_version_tells_that_somebody_has_edited(self, client: Client, edit: Edits) -> None:
        assert client.get("/1/version").json() == {"version": 0}
        edit("accept", item="c1")
        assert client.get("/1/version").json() == {"version": 1}


class TestUndo:
    def test_every_deed_can_be_undone_and_made_again(self, client: Client, edit: Edits) -> None:
        words = span("Nobody came.")
        states = [reviewed(client)]
        for action, more in [
            ("accept", {"item": "c1"}),
            ("revise", {"item": "c2", "changes": {"text": "No alarm."}}),
            ("add-claim", {"place": [words.start, words.end]}),
            ("reject", {"item": "c4", "reason": "not news"}),
        ]:
            assert edit(action, **more).status_code == 200
            states.append(reviewed(client))
        for state in reversed(states[:-1]):
            assert edit("undo").status_code == 200
            assert items(reviewed(client)) == items(state)
        assert edit("undo").status_code == 422
        for state in states[1:]:
            assert edit("redo").status_code == 200
            assert items(reviewed(client)) == items(state)
        assert edit("redo").status_code == 422

    def test_a_new_edit_ends_what_can_be_made_again(self, client: Client, edit: Edits) -> None:
        edit("accept", item="c1")
        edit("undo")
        edit("accept", item="c2")
        assert edit("redo").status_code == 422


def items(summary: Summary) -> Any:
    """The items in the order of their ids; an edit puts them into that of the article."""
    by_id = sorted([*summary.events, *summary.claims], key=lambda item: item.id)
    return by_id, summary.rejected


class TestHostileText:
    def test_it_is_text_everywhere(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_result(tmp_path, with_text(HOSTILE), None)))
        page = html.fromstring(client.get("/1").text)
        assert not list(page.iter("img"))
        assert len(list(page.iter("script"))) == 5
        assert json.loads(page.get_element_by_id("items").text)["c3"]["text"] == HOSTILE
        assert "\u202e" not in client.get("/1").text

    def test_what_an_editor_writes_is_text_too(self, client: Client, edit: Edits) -> None:
        edit("revise", item="c3", by=HOSTILE[:100], changes={"text": HOSTILE, "speaker": HOSTILE})
        edit("reject", item="c1", reason=HOSTILE)
        page = html.fromstring(client.get("/1").text)
        assert not list(page.iter("img"))
        assert len(list(page.iter("script"))) == 5
        assert "onerror" in page.get_element_by_id("claims").text_content()

    def test_a_refusal_does_not_say_what_was_asked(self, client: Client) -> None:
        answer = client.get("/<img>")
        assert "<" not in answer.text
        assert answer.headers["content-type"].startswith("text/plain")


class TestHandingOn:
    def test_each_form_is_a_file_of_what_stands_now(self, client: Client, edit: Edits) -> None:
        edit("revise", item="c3", changes={"text": "alarms had been switched off"})
        assert FILES.keys() == FORMATS.keys()
        for name, kind in FILES.items():
            answer = client.get(f"/1/as/{name}")
            told = answer.headers["content-disposition"]
            assert told == f'attachment; filename="{SUMMARY.document.id}{kind.ending}"'
            assert "Brightwater" in answer.text
            assert f"/1/as/{name}" in client.get("/1").text
        assert client.get("/1/as/exe").status_code == 404

    def test_a_run_is_handed_on_row_by_row(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_run(tmp_path, {"a": SUMMARY, "b": SUMMARY})))
        editing(client, "/2/edit")("accept", item="c1")
        rows = [json.loads(line) for line in client.get("/reviewed.jsonl").text.splitlines()]
        assert [row["id"] for row in rows] == ["a", "b"]
        assert [len(row["history"]) for row in rows] == [0, 1]


class TestRun:
    def test_the_index_tells_what_is_reviewed(self, tmp_path: Path) -> None:
        few = SUMMARY.model_copy(update={"events": [], "claims": SUMMARY.claims[:1]})
        client = let_in(client_of(write_run(tmp_path, {"a": SUMMARY, "b": SUMMARY, "c": few})))
        editing(client, "/2/edit")("accept", item="c1")
        editing(client, "/3/edit")("accept", item="c1")
        data = json.loads(html.fromstring(client.get("/").text).get_element_by_id("data").text)
        assert [data["states"][row[-1]] for row in data["rows"]] == [
            "not begun",
            "in review",
            "reviewed",
        ]
        assert [row[-2] for row in data["rows"]] == ["./1", "./2", "./3"]

    def test_the_index_follows_the_edits(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_run(tmp_path, {"a": SUMMARY})))
        client.get("/")
        editing(client)("reject", item="c1", reason="not news")
        data = json.loads(html.fromstring(client.get("/").text).get_element_by_id("data").text)
        assert data["rows"][0][6] == len(SUMMARY.claims) - 1

    def test_there_are_no_others(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_run(tmp_path, {"a": SUMMARY})))
        assert [client.get(path).status_code for path in ("/0", "/2", "/2/version")] == [404] * 3


class TestArticles:
    def test_without_one_items_can_be_accepted_and_rejected(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_result(tmp_path, text=None)))
        edit = editing(client)
        page = client.get("/1").text
        assert "not at hand" in page
        assert 'data-do="revise"' not in page
        assert edit("accept", item="c1").status_code == 200
        assert edit("reject", item="c2", reason="not news").status_code == 200
        assert edit("undo").status_code == 200
        answer = edit("revise", item="c1", seen=1, changes={"text": "x"})
        assert answer.status_code == 422

    def test_one_that_was_changed_since_is_not_shown(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_result(tmp_path, text=ARTICLE + "More.")))
        assert "More." not in client.get("/1").text

    def test_it_is_found_in_the_archive_that_is_named(self, tmp_path: Path) -> None:
        away = SUMMARY.model_copy(
            update={
                "document": SUMMARY.document.model_copy(update={"source": "https://a.example/1"})
            }
        )
        run = write_run(tmp_path, {"a": away})
        archive = tmp_path / "news.jsonl"
        lines = [{"id": "z", "text": "Another article, of no fire."}, {"id": "a", "text": ARTICLE}]
        archive.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        shelf = open_shelf(run, str(archive))
        assert shelf.texts.find(away.document) == ARTICLE
        assert open_shelf(run).texts.find(away.document) is None

    def test_another_one_is_refused(self, tmp_path: Path) -> None:
        other = tmp_path / "other.txt"
        other.write_text("Nothing of this is true of the ferry.", encoding="utf-8")
        with pytest.raises(DocumentError, match="is not what"):
            open_shelf(write_result(tmp_path), str(other))


class TestShelf:
    def test_what_is_no_result_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("{}")
        with pytest.raises(SettingsError, match="there is no"):
            open_shelf(tmp_path / "none.json")
        with pytest.raises(DocumentError, match="no result"):
            open_shelf(tmp_path / "a.json")
        with pytest.raises(SettingsError, match="there is no"):
            open_shelf(tmp_path)

    def test_a_result_made_anew_begins_without_a_review(self, tmp_path: Path) -> None:
        editing(let_in(client_of(write_result(tmp_path))))("accept", item="c1")
        few = SUMMARY.model_copy(update={"claims": SUMMARY.claims[:2]})
        client = let_in(client_of(write_result(tmp_path, few)))
        assert reviewed(client).history == []

    def test_one_changed_under_the_server_is_told(self, tmp_path: Path) -> None:
        client = let_in(client_of(write_result(tmp_path)))
        write_result(tmp_path, SUMMARY.model_copy(update={"claims": SUMMARY.claims[:2]}))
        answer = client.get("/1")
        assert answer.status_code == 500
        assert "start the review again" in answer.text

    def test_a_file_that_is_no_database_is_told(self, tmp_path: Path) -> None:
        result = write_result(tmp_path)
        (tmp_path / REVIEWS).write_bytes(b"not a database at all" * 100)
        with pytest.raises(RunError, match="cannot keep reviews"):
            Desk(open_shelf(result))
