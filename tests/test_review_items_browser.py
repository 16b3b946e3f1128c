"""Items of recipes in a real browser: the form of their recipe, marked words, keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import running_chromium, serious_findings
from prizes import GALA, prizes_found, write_recipe
from reviewing import served
from test_review_browser import LOOSE, PHONE, Visit, drag, told, visit

from summarizer.export import to_json
from summarizer.review.shelf import open_shelf

__all__ = ["running_chromium", "visit"]  # fixtures: pytest finds them here

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """The link to a review of the gala, in which every page load has the recipe at hand."""
    recipe = write_recipe(tmp_path)
    (tmp_path / "gala.txt").write_text(GALA, encoding="utf-8")
    result = tmp_path / "gala.json"
    result.write_text(to_json(prizes_found(recipe)), encoding="utf-8")
    with served(open_shelf(result, recipes=[recipe])) as door:
        yield door.link


@pytest.fixture
def page(visit: Visit, link: str) -> Any:
    return visit(link)


def test_fields_are_edited_by_keys_checked_as_typed_and_saved(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("e")
    form = page.locator("#i1 form")
    winner = form.locator("[name=f-winner]")
    expect(winner).to_be_focused()
    winner.fill("Nora Vance")
    expect(form.locator(".found")).to_contain_text("not in the article")
    winner.fill("The potter Maris Quill")
    form.locator("[name=f-field]").select_option("crafts")
    form.locator("[name=f-shared]").select_option("no")
    form.locator("[name=f-others]").fill("Maris Quill\n\n")
    expect(form.locator(".found")).to_contain_text("find nothing wrong")
    page.keyboard.press("Control+Enter")
    told(page, "i1 saved")
    expect(page.locator("#i1 h3")).to_contain_text("The potter Maris Quill revised")
    expect(page.locator("#i1")).to_contain_text("crafts")
    page.keyboard.press("u")
    told(page, "as it was before")
    expect(page.locator("#i1 h3")).not_to_contain_text("potter")


def test_dragged_over_words_mend_a_field(page: Any) -> None:
    page.locator("#i1 h3").click()
    drag(page, "20,000", "crowns")
    page.locator("#uses").get_by_role("button", name="Worth").click()
    told(page, "i1 saved")
    expect(page.locator("#i1")).to_contain_text("20,000")


def test_in_a_form_they_wait_for_the_rest(page: Any) -> None:
    page.locator("#i2").get_by_role("button", name="Edit i2").click()
    drag(page, "Ada", "Lind")
    page.locator("#uses").get_by_role("button", name="Others").click()
    form = page.locator("#i2 form")
    expect(form.locator("[name=f-others]")).to_have_value("Ada Lind")
    form.get_by_role("button", name="Save").click()
    told(page, "i2 saved")
    expect(page.locator("#i2")).to_contain_text("Ada Lind")


def test_marked_in_a_form_are_the_words_and_the_figure_themselves(page: Any) -> None:
    page.locator("#i1").get_by_role("button", name="Edit i1").click()
    form = page.locator("#i1 form")
    drag(page, "20,000", "crowns")
    page.locator("#uses").get_by_role("button", name="Worth").click()
    expect(form.locator(".found")).to_contain_text("find nothing wrong")
    form.get_by_role("button", name="Save").click()
    told(page, "i1 saved")
    expect(page.locator("#i1")).to_contain_text("20,000")
    page.locator("#i1").get_by_role("button", name="Edit i1").click()
    drag(page, "Ennis", "Medal")
    page.locator("#uses").get_by_role("button", name="Prize").click()
    expect(form.locator("[name=f-prize]")).to_have_value("Ennis Medal")


def test_a_list_keeps_what_is_typed_and_what_was_marked_before(page: Any) -> None:
    page.locator("#i2").get_by_role("button", name="Edit i2").click()
    others = page.locator("#i2 form [name=f-others]")
    others.fill("Toma Reis")
    drag(page, "Ada", "Lind")
    page.locator("#uses").get_by_role("button", name="Others").click()
    expect(others).to_have_value("Toma Reis\nAda Lind")
    drag(page, "Maris", "Quill")
    page.locator("#uses").get_by_role("button", name="Others").click()
    expect(others).to_have_value("Toma Reis\nAda Lind\nMaris Quill")


def test_accepted_and_rejected_by_keys(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("a")
    told(page, "i1 accepted")
    page.keyboard.press("x")
    page.keyboard.type("not news")
    page.keyboard.press("Control+Enter")
    told(page, "i1 rejected")
    expect(page.locator("#rejected")).to_contain_text("not news")


def test_a_conflict_shows_the_fields_of_both(visit: Visit, link: str) -> None:
    ours, theirs = visit(link), visit(link)
    ours.locator("#i1").get_by_role("button", name="Edit i1").click()
    ours.locator("#i1 form [name=f-winner]").fill("The potter Maris Quill")
    theirs.locator("#i1").get_by_role("button", name="Accept").click()
    told(theirs, "accepted")
    ours.keyboard.press("Control+Enter")
    conflict = ours.locator("#conflict")
    expect(conflict.locator("#theirs")).to_contain_text("Maris Quill")
    expect(conflict.locator("#yours")).to_contain_text("The potter Maris Quill")
    conflict.get_by_role("button", name="Put mine").click()
    told(ours, "i1 saved")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, link: str, scheme: str) -> None:
    page = visit(link, color_scheme=scheme, **LOOSE)
    page.click("#i1 [data-do=revise]")
    page.fill("#i1 [name=f-winner]", "Nora Vance")
    expect(page.locator("#i1 form .error").first).to_be_visible()
    assert serious_findings(page) == []


def test_on_a_phone_nothing_is_wider_than_the_page(visit: Visit, link: str) -> None:
    page = visit(link, **PHONE)
    page.click("#i1 [data-do=revise]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
