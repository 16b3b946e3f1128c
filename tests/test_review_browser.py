"""The review in a real browser: editing with live checks, marking words, two at once, keys, looks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Context, running_chromium, serious_findings
from reviewing import served, write_result, write_run
from sample_summary import ARTICLE, SUMMARY, with_text, without_items
from test_report import ARABIC, ARABIC_SUMMARY, HOSTILE, of_text

from summarizer.schemas.summary import Summary

__all__ = ["running_chromium"]  # a fixture: pytest finds it here

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser

STILL = {"reduced_motion": "reduce"}
BO = {"reduced_motion": "reduce", "color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, **STILL}
LOOSE = {"bypass_csp": True, **STILL}

Visit = Callable[..., Any]


@pytest.fixture
def visit(chromium: Context) -> Iterator[Visit]:
    """Opens a link, and fails the test for each error in a page and each request it makes elsewhere."""
    pages: list[Any] = []
    amiss: list[str] = []

    def told(line: Any) -> None:
        if "Failed to load resource" not in line.text:  # a refusal, of which browsers tell
            amiss.append(f"{line.type}: {line.text}")

    def opened(link: str, **options: Any) -> Any:
        page = chromium(**(options or STILL)).new_page()
        pages.append(page)
        page.set_default_timeout(5000)
        home = link[: link.index("/enter/")]
        page.on("pageerror", lambda error: amiss.append(f"error: {error}"))
        page.on("console", told)
        page.on("request", lambda r: r.url.startswith(home) or amiss.append(f"asks {r.url}"))
        page.goto(link)
        return page

    yield opened
    for page in pages:
        page.close()
    assert amiss == []


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """The link to a review of the ferry fire."""
    with served(write_result(tmp_path)) as door:
        yield door.link


@pytest.fixture
def page(visit: Visit, link: str) -> Any:
    return visit(link)


def told(page: Any, words: str) -> None:
    expect(page.locator("#told")).to_contain_text(words)


def drag(page: Any, first: str, last: str) -> None:
    """Drags the mouse from the middle of one word of the article to the middle of another."""
    places = [page.evaluate(_MIDDLE_OF, words) for words in (first, last)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


_MIDDLE_OF = """(words) => {
  const walker = document.createTreeWalker(document.getElementById("article"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }
}"""


_BY_FINGER = """() => {
  const said = [...document.querySelectorAll("article .said")];
  document.dispatchEvent(new PointerEvent("pointerdown", { pointerType: "touch" }));
  getSelection().selectAllChildren(said.find((one) => one.textContent.startsWith("the alarms")));
}"""


class TestEditing:
    def test_the_token_leaves_the_address_bar(self, page: Any) -> None:
        assert page.url.endswith("/1")
        assert page.evaluate("document.cookie") == ""

    def test_what_is_typed_is_checked_at_once_and_saved_on_demand(self, page: Any) -> None:
        page.click("#c3 [data-do=revise]")
        page.fill("#claim-form textarea", "Nine alarms had been switched off.")
        expect(page.locator("#claim-form .error")).to_contain_text("Nine")
        page.fill("#claim-form textarea", "Alarms had been switched off.")
        expect(page.locator("#claim-form .found")).to_have_text("The rules find nothing wrong.")
        expect(page.locator("#c3 .tag", has_text="revised")).to_have_count(0)
        page.click("#claim-form .main")
        told(page, "c3 saved.")
        expect(page.locator("#c3 .words")).to_have_text("Alarms had been switched off.")
        expect(page.locator("#c3 .tag", has_text="revised")).to_have_count(1)
        page.reload()
        expect(page.locator("#c3 .words")).to_have_text("Alarms had been switched off.")

    def test_what_is_being_typed_is_not_dropped_for_another_item(self, page: Any) -> None:
        page.click("#c3 [data-do=revise]")
        page.fill("#claim-form textarea", "Alarms.")
        page.click("#c2 [data-do=revise]")
        told(page, "Save or cancel what you are editing first.")
        expect(page.locator("#c3 textarea")).to_have_value("Alarms.")
        page.click("#claim-form .cancel")
        page.click("#c2 [data-do=revise]")
        expect(page.locator("#c2 textarea")).to_be_focused()

    def test_speaker_and_stance(self, page: Any) -> None:
        page.click("#c4 [data-do=revise]")
        page.fill("#claim-form [name=speaker]", "Idris Falk")
        page.select_option("#claim-form [name=stance]", "doubts")
        page.click("#claim-form .main")
        told(page, "c4 saved. The rules find something wrong with it.")
        expect(page.locator("#c4 h3")).to_contain_text("Idris Falk doubts")

    def test_rejected_for_a_reason_and_brought_back(self, page: Any) -> None:
        page.click("#c2 [data-do=reject]")
        page.click("#reject-form .main")  # the browser asks for a reason
        page.fill("#reject-form input", "said twice")
        page.click("#reject-form .main")
        told(page, "c2 rejected.")
        expect(page.locator("#c2")).to_have_count(0)
        expect(page.locator("#rejected")).to_contain_text("said twice")
        page.click("#undo")
        expect(page.locator("#c2")).to_have_count(1)
        page.click("#redo")
        expect(page.locator("#c2")).to_have_count(0)

    def test_the_report_goes_on_working_after_an_edit(self, page: Any) -> None:
        page.click("#c3 [data-do=accept]")
        told(page, "c3 accepted.")
        page.hover("#c1")
        assert page.locator("article .content.lit").all_text_contents()[0] == "A "
        page.click("[data-filter=speaker] >> text=Orla Venn")
        page.click("#c2 [data-do=accept]")
        told(page, "c2 accepted.")
        expect(page.locator("#c1")).to_be_hidden()

    def test_what_could_not_be_saved_is_told_and_stays(self, page: Any) -> None:
        page.click("#c3 [data-do=revise]")
        page.fill("#claim-form textarea", "Alarms had been switched off.")
        page.route("**/edit", lambda route: route.fulfill(status=500, body="the disk is full"))
        page.click("#claim-form .main")
        told(page, "Not saved: the disk is full")
        page.unroute("**/edit")
        page.click("#claim-form .main")
        told(page, "c3 saved.")


class TestMarkingWords:
    def test_dragged_over_they_become_a_claim(self, page: Any) -> None:
        drag(page, "Two", "empty")
        drag(page, "would", "Friday")
        expect(page.locator("#uses .lead")).to_have_text("“would meet the owners on Friday”")
        page.click("#uses >> text=New claim")
        expect(page.locator("#claim-form [name=speaker]")).to_have_value(
            "Transport minister Idris Falk"
        )
        expect(page.locator("#claim-form textarea")).to_have_value(
            "would meet the owners on Friday"
        )
        page.click("#claim-form .main")
        told(page, "c5 added.")
        expect(page.locator("#c5 h3")).to_contain_text("Idris Falk")
        page.hover("#c5")
        lit = page.locator("article .content.lit").all_text_contents()
        assert "".join(lit) == "would meet the owners on Friday"

    def test_dragged_over_they_become_an_event(self, page: Any) -> None:
        drag(page, "Two", "empty")
        page.click("#uses >> text=New event")
        expect(page.locator("#event-form textarea")).to_have_value("Two lifeboats were found empty")
        page.select_option("#event-form [name=type]", "science.discover")
        page.click("#event-form .main")
        told(page, "e3 added.")
        expect(page.locator("#gaps >> text=Two lifeboats")).to_have_count(0)

    def test_they_mend_a_span_at_once(self, page: Any) -> None:
        page.focus("#c4 h3 a")
        drag(page, "owners for", "delay")
        page.click("#uses >> text=Its words instead")
        told(page, "c4 saved.")
        expect(page.locator("#c4 .quote")).to_have_text("owners for the delay")

    def test_in_a_form_they_wait_for_the_rest(self, page: Any) -> None:
        page.click("#c4 [data-do=revise]")
        drag(page, "Transport", "minister")
        page.click("#uses >> text=Its words instead")
        expect(page.locator("#claim-form .lead")).to_have_text("“Transport minister”")
        expect(page.locator("#claim-form .found li").first).to_be_visible()
        expect(page.locator("#told")).to_be_empty()
        page.click("#claim-form .cancel")
        expect(page.locator("#c4 .quote")).to_have_text("the owners for the delay")

    def test_a_finger_marks_them_by_handles(self, visit: Visit, link: str) -> None:
        page = visit(link, **PHONE)
        page.evaluate(_BY_FINGER)
        expect(page.locator("#uses .lead")).to_have_text("“the alarms had been switched off”")
        page.click("#uses >> text=New claim")
        expect(page.locator("#claim-form [name=speaker]")).to_have_value("Brightwater Lines")

    def test_offsets_count_code_points_of_the_article(self, visit: Visit, tmp_path: Path) -> None:
        text = (
            "Fire 🔥🔥 in Aldmere\r\n\r\nThe café\u0301 👩‍🚒 burned down, \u202eVenn\u202c said. "
            "Lifeboats 🚤 were found \U0001d49c empty.\r\n"
        )
        summary = of_text(without_items(), text, title=None)
        with served(write_result(tmp_path, summary, text)) as door:
            page = visit(door.link)
            drag(page, "found", "empty")
            page.click("#uses >> text=New event")
            page.click("#event-form .main")
            told(page, "e1 added.")
            page.hover("#e1")
            marked = "".join(page.locator("article .trigger.lit").all_text_contents())
            assert marked in ("found", "found 𝒜 empty")
            expect(page.locator("#e1 .words")).to_have_text("found 𝒜 empty")

    def test_right_to_left(self, visit: Visit, tmp_path: Path) -> None:
        with served(write_result(tmp_path, ARABIC_SUMMARY, ARABIC)) as door:
            page = visit(door.link)
            drag(page, "وعثر", "فارغين")
            expect(page.locator("#uses .lead")).to_have_text("“وعثر على قاربي نجاة فارغين”")


class TestTwoReviewers:
    def test_a_conflict_shows_both_and_lets_choose(self, visit: Visit, link: str) -> None:
        ilse, bo = visit(link), visit(link, **BO)
        bo.click("#help")
        bo.fill("#reviewer", "Bo")
        bo.keyboard.press("Escape")
        ilse.click("#c3 [data-do=revise]")
        ilse.fill("#claim-form textarea", "Somebody had switched alarms off.")
        bo.click("#c3 [data-do=revise]")
        bo.select_option("#claim-form [name=stance]", "doubts")
        bo.click("#claim-form .main")
        told(bo, "c3 saved.")
        ilse.click("#claim-form .main")
        dialog = ilse.locator("#conflict")
        expect(dialog).to_contain_text("Bo has changed c3 since you looked.")
        expect(dialog.locator("#theirs")).to_contain_text("doubts")
        expect(dialog.locator("#yours")).to_contain_text("Somebody had switched alarms off.")
        dialog.locator("[value=mine]").click()
        told(ilse, "c3 saved.")
        expect(ilse.locator("#c3 .words")).to_have_text("Somebody had switched alarms off.")
        expect(ilse.locator("#c3 h3")).to_contain_text("doubts")

    def test_what_the_other_one_did_can_be_kept(self, visit: Visit, link: str) -> None:
        ilse, bo = visit(link), visit(link, **BO)
        ilse.click("#c3 [data-do=revise]")
        ilse.fill("#claim-form textarea", "Mine.")
        bo.click("#c3 [data-do=reject]")
        bo.fill("#reject-form input", "said twice")
        bo.keyboard.press("Enter")
        told(bo, "c3 rejected.")
        ilse.click("#claim-form .main")
        expect(ilse.locator("#conflict")).to_contain_text("said twice")
        expect(ilse.locator("#conflict [value=mine]")).to_be_hidden()
        ilse.click("#conflict [value=theirs]")
        expect(ilse.locator("#c3")).to_have_count(0)
        expect(ilse.locator("#claim-form")).to_be_hidden()

    def test_the_page_follows_and_what_is_being_typed_stays(self, visit: Visit, link: str) -> None:
        ilse, bo = visit(link), visit(link, **BO)
        ilse.click("#c3 [data-do=revise]")
        ilse.fill("#claim-form textarea", "Mine.")
        bo.click("#c1 [data-do=accept]")
        told(bo, "c1 accepted.")
        ilse.evaluate("dispatchEvent(new Event('focus'))")  # as when one comes back to the window
        expect(ilse.locator("#c1 .tag")).to_have_text("accepted")
        expect(ilse.locator("#claim-form textarea")).to_have_value("Mine.")
        expect(ilse.locator("#claim-form textarea")).to_be_focused()


class TestKeyboard:
    def test_everything_without_a_mouse(self, page: Any) -> None:
        keys = page.keyboard
        keys.press("j")
        expect(page.locator("#e1")).to_be_focused()
        keys.press("a")
        told(page, "e1 accepted.")
        for _ in range(2):
            keys.press("j")
        expect(page.locator("#c1")).to_be_focused()
        keys.press("e")
        keys.press("Control+a")
        keys.type("Four people were killed.")
        keys.press("Control+Enter")
        told(page, "c1 saved.")
        expect(page.locator("#c1")).to_be_focused()
        keys.press("u")
        expect(page.locator("#c1 .words")).to_have_text("The fire killed four people and hurt 11.")
        keys.press("r")
        expect(page.locator("#c1 .words")).to_have_text("Four people were killed.")
        keys.press("j")
        keys.press("x")
        keys.type("said twice")
        keys.press("Enter")
        told(page, "c2 rejected.")
        expect(page.locator("#c2")).to_have_count(0)
        keys.press("Control+z")
        expect(page.locator("#c2")).to_have_count(1)

    def test_words_are_marked_by_keys(self, page: Any) -> None:
        keys = page.keyboard
        page.focus("#c3 h3 a")
        keys.press("m")
        assert page.evaluate("getSelection().toString()") == "the"
        for key in (
            "ArrowRight",
            "ArrowLeft",
            "ArrowRight",
            "Shift+ArrowRight",
            "Shift+ArrowRight",
        ):
            keys.press(key)
        assert page.evaluate("getSelection().toString()") == "alarms had been"
        expect(page.locator("#words-told")).to_have_text("alarms had been")
        keys.press("Enter")
        expect(page.locator("#uses button").first).to_be_focused()
        for _ in range(2):
            keys.press("Tab")
        keys.press("Enter")
        told(page, "c3 saved.")
        expect(page.locator("#c3 .quote")).to_have_text("alarms had been")

    def test_escape_leaves_one_thing_after_the_other(self, page: Any) -> None:
        page.focus("#c3 h3 a")
        page.keyboard.press("e")
        page.keyboard.press("Escape")
        expect(page.locator("#claim-form")).to_be_hidden()
        expect(page.locator("#c3")).to_be_focused()
        page.keyboard.press("m")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator("#uses")).to_be_hidden()
        expect(page.locator("#c3")).to_be_focused()

    def test_the_keys_are_told_and_letters_can_be_given_up(self, page: Any) -> None:
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_contain_text("next, previous item")
        page.uncheck("#letters")
        page.click("#keys .main")
        page.keyboard.press("j")
        expect(page.locator("#e1")).not_to_be_focused()
        page.reload()
        page.keyboard.press("j")
        expect(page.locator("#e1")).not_to_be_focused()


class TestLooks:
    @pytest.mark.parametrize("options", [PHONE, BO])
    def test_nothing_is_wider_than_the_page(
        self, visit: Visit, link: str, options: dict[str, Any]
    ) -> None:
        page = visit(link, **options)
        page.click("#c3 [data-do=revise]")
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert page.evaluate(wide)
        page.keyboard.press("Escape")
        page.click("#help")
        assert page.evaluate(wide)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_serious(self, visit: Visit, link: str, scheme: str) -> None:
        page = visit(link, color_scheme=scheme, **LOOSE)
        page.click("#c3 [data-do=revise]")
        page.fill("#claim-form textarea", "Nine alarms.")
        expect(page.locator("#claim-form .error").first).to_be_visible()
        assert serious_findings(page) == []
        page.click("#claim-form .cancel")
        drag(page, "would", "Friday")
        assert serious_findings(page) == []
        page.click("#help")
        assert serious_findings(page) == []

    def test_hostile_text_is_text(self, visit: Visit, tmp_path: Path) -> None:
        hostile = with_text(HOSTILE)
        with served(write_result(tmp_path, hostile, None)) as door:
            page = visit(door.link)
            page.click("#e1 [data-do=reject]")
            page.fill("#reject-form input", HOSTILE)
            page.keyboard.press("Enter")
            told(page, "e1 rejected.")
            expect(page.locator("#rejected")).to_contain_text("<img src=x onerror=owned=1>")
            assert page.evaluate("window.owned === undefined && !document.querySelector('img')")

    def test_what_somebody_else_wrote_is_text_in_a_conflict(self, visit: Visit, link: str) -> None:
        ilse, bo = visit(link), visit(link, **BO)
        ilse.click("#c3 [data-do=revise]")
        ilse.fill("#claim-form textarea", HOSTILE)
        expect(ilse.locator("#claim-form .found li").first).to_be_visible()
        bo.click("#c3 [data-do=revise]")
        bo.fill("#claim-form textarea", HOSTILE)
        bo.click("#claim-form .main")
        told(bo, "c3 saved.")
        ilse.click("#claim-form .main")
        expect(ilse.locator("#theirs")).to_contain_text("<img src=x onerror=owned=1>")
        assert ilse.evaluate("window.owned === undefined && !document.querySelector('img')")


class TestRun:
    def test_from_the_index_to_an_article_and_on(self, visit: Visit, tmp_path: Path) -> None:
        (tmp_path / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
        run = write_run(tmp_path, {"a": _titled("One"), "b": _titled("Two")})
        with served(run) as door:
            page = visit(door.link)
            page.click("text=One")
            page.click("#c1 [data-do=accept]")
            told(page, "c1 accepted.")
            page.click("header >> text=Next")
            assert page.url.endswith("/2")
            page.click("header >> text=All articles")
            page.check("#facets >> text=in review")
            expect(page.locator("#rows li")).to_have_count(1)
            expect(page.locator("#rows")).to_contain_text("One")


def _titled(title: str) -> Summary:
    document = SUMMARY.document.model_copy(update={"title": title})
    return SUMMARY.model_copy(update={"document": document})
