"""The report and the index in a real browser: pointing, keys, filters, themes, print, hostile text."""

from pathlib import Path
from typing import Any

import pytest
from browser import Visit, running_chromium, serious_findings, visiting
from sample_summary import ARTICLE, SUMMARY, without_items
from test_report import ARABIC, ARABIC_SUMMARY, HOSTILE, WITH_ITEMS, hostile_report

from summarizer.export.report import IndexRow, to_html, write_index

__all__ = ["running_chromium", "visiting"]  # fixtures: pytest finds them here

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


def lit(page: Any, kind: str = "lit") -> str:
    """The lit words of the article, of one kind."""
    return "|".join(page.locator(f"article .{kind}.lit").all_text_contents())


def lit_items(page: Any) -> list[str]:
    return page.locator(".item.lit").evaluate_all("items => items.map(item => item.id)")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "ferry.html"
    path.write_text(to_html(SUMMARY, ARTICLE), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "arabic.html"
    path.write_text(to_html(ARABIC_SUMMARY, ARABIC), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with the items of two recipes."""
    path = tmp_path_factory.mktemp("report") / "recipes.html"
    path.write_text(to_html(WITH_ITEMS, ARTICLE), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    (folder / "reports").mkdir()
    (folder / "reports" / "a 0.html").write_text(to_html(SUMMARY, ARTICLE), encoding="utf-8")
    quiet = SUMMARY.model_copy(update={"claims": SUMMARY.claims[:1], "rejected": []})
    rows = [
        IndexRow(
            f"a {number}",
            _titled(WITH_ITEMS if number % 2 else quiet, f"Article {number}", 2030 + number % 3),
            "reports/a 0.html" if number == 0 else None,
        )
        for number in range(120)
    ]
    return write_index(rows, folder)


def _titled(summary: Any, title: str, year: int) -> Any:
    document = summary.document.model_copy(update={"title": title, "published": f"{year}-05-02"})
    return summary.model_copy(update={"document": document})


class TestPointing:
    def test_an_item_lights_its_words_each_in_its_own_way(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.hover("#c3")
        assert lit(page, "speaker") == "Brightwater Lines"
        assert lit(page, "cue") == "denied"
        assert lit(page, "content") == "the alarms had been switched off"
        assert lit(page, "evidence").replace("|", "") == (
            "Brightwater Lines denied that the alarms had been switched off."
        )
        page.hover("#e1")
        assert lit(page, "trigger") == "fire"
        assert lit(page, "where") == "Port Aldmere"
        assert lit(page, "when") == "late on Wednesday"
        assert lit(page, "figure") == "at least four|11"
        assert lit(page, "who") == "the ferry Sorrel"
        assert lit(page, "speaker") == ""

    def test_words_light_their_items(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.hover("article .w >> text=the alarms had been switched off")
        assert lit_items(page) == ["c3"]
        page.hover("article .w >> text=at least four")
        assert sorted(lit_items(page)) == ["c1", "e1"]
        page.hover("header .kicker")
        assert lit_items(page) == []

    def test_a_click_on_words_of_several_items_lists_them(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.click("article .w >> text=at least four")
        assert page.locator("#choices a").count() == 2
        page.click("#choices a >> text=Accident")
        assert page.evaluate("document.activeElement.id") == "e1"
        assert not page.locator("#choices").is_visible()

    def test_a_click_on_words_of_one_item_goes_there(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.click("article .w >> text=the alarms had been switched off")
        assert page.url.endswith("#c3")
        assert page.evaluate("document.activeElement.id") == "c3"

    def test_what_lights_up_out_of_sight_is_brought_into_sight(
        self, visit: Visit, report: Path
    ) -> None:
        page = visit(report, viewport={"width": 1200, "height": 400})
        expect(page.locator("#c4 h3")).not_to_be_in_viewport()
        page.hover("article .w >> text=the owners for the delay")
        place = page.evaluate("scrollY")
        expect(page.locator("#c4 h3")).to_be_in_viewport()
        assert page.evaluate("scrollY") == place, "the article stays where it is"


class TestItemsOfRecipes:
    def test_they_light_like_claims(self, visit: Visit, recipes: Path) -> None:
        page = visit(recipes)
        page.hover("#i2")
        assert lit(page, "field") == "no alarm|the owners|the delay"
        assert "Ms Venn" in lit(page, "evidence")
        page.hover("article .w >> text=Two lifeboats were found empty")
        assert lit_items(page) == ["i4"]

    def test_over_the_same_words_they_are_listed_with_their_fields(
        self, visit: Visit, recipes: Path
    ) -> None:
        page = visit(recipes)
        page.click("#s2 + .refs button")
        first = page.locator("#choices a").first.inner_text()
        assert first == "i1 Brightwater Lines: fined, 2.5, no"
        page.click("#choices a >> nth=1")
        assert page.evaluate("document.activeElement.id") == "i3"

    def test_each_recipe_is_filtered_by_its_own_fields(self, visit: Visit, recipes: Path) -> None:
        page = visit(recipes)
        page.click("#items-1 button >> text=fined")
        assert _shown(page, "#items-1") == ["i1", "i3"]
        assert page.inner_text("#items-1 [role=status]") == "2 of 3 items shown."
        assert len(_shown(page)) == 4
        page.click("#items-1 button >> text=the owners")
        assert _shown(page, "#items-1") == []
        page.click("[data-filter=stance] >> text=denies")
        page.click("#items-1 >> text=Show all")
        assert (_shown(page, "#items-1"), _shown(page)) == (["i1", "i2", "i3"], ["c3"])

    def test_a_link_to_one_that_is_filtered_out_brings_it_back(
        self, visit: Visit, recipes: Path
    ) -> None:
        page = visit(recipes)
        page.click("#items-1 button >> text=blamed")
        page.click("#s2 + .refs button")
        page.click("#choices a >> nth=0")
        assert _shown(page, "#items-1") == ["i1", "i2", "i3"]


class TestKeyboard:
    def test_tab_lights_and_enter_leads_there_and_back(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.focus("#c3 h3 a")
        assert lit(page, "content") == "the alarms had been switched off"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "s5"
        assert lit_items(page) == ["c3"]
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#c3"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "c3"

    def test_a_pointer_that_rests_somewhere_does_not_outdo_the_keys(
        self, visit: Visit, report: Path
    ) -> None:
        page = visit(report)
        page.hover("#e1")
        page.focus("#c2 h3 a")
        page.keyboard.press("Tab")
        assert lit_items(page) == ["c3"]

    def test_the_first_stops_are_the_ways_past_everything(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#article"
        page.keyboard.press("Tab")
        assert page.locator(":focus").bounding_box()["x"] >= 0, "it can be seen"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "summary"

    def test_several_items_over_a_sentence_are_one_stop_with_a_list(
        self, visit: Visit, report: Path
    ) -> None:
        page = visit(report)
        page.focus("#s1 + .refs button")
        assert sorted(lit_items(page)) == ["c1", "e1"]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.hash") == "#e1"
        page.keyboard.press("Escape")
        assert not page.locator("#choices").is_visible()
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        page.keyboard.press("Escape")
        assert lit_items(page) == []

    def test_every_stop_has_a_name_and_shows_where_it_is(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        stops = 0
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            stops += 1
            name, outline = page.evaluate(
                """() => { const e = document.activeElement; return [
                e.getAttribute("aria-label") || e.textContent.trim(), getComputedStyle(e).outlineWidth] }"""
            )
            assert name
            assert outline == "2px"
        assert stops > 20


class TestFilters:
    def test_by_speaker_and_stance(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.click("[data-filter=speaker] >> text=Orla Venn")
        assert _shown(page) == ["c2", "c4"]
        assert page.inner_text("#claims [role=status]") == "2 of 4 claims shown."
        page.hover("header .kicker")
        assert (
            lit(page, "content")
            == "We heard no alarm at all,|Nobody came.|the owners for the delay"
        )
        page.click("[data-filter=stance] >> text=accuses")
        assert _shown(page) == ["c4"]
        page.click("text=Show all")
        assert _shown(page) == ["c1", "c2", "c3", "c4"]
        assert page.locator("[aria-pressed=true]").count() == 0

    def test_unnamed_speakers_together(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.focus("[data-filter=unnamed]")
        page.keyboard.press("Space")
        assert _shown(page) == ["c1", "c3"]

    def test_a_link_to_a_claim_that_is_filtered_out_brings_it_back(
        self, visit: Visit, report: Path
    ) -> None:
        page = visit(report)
        page.click("[data-filter=speaker] >> text=Orla Venn")
        page.click("#s5 + .refs a")
        assert _shown(page) == ["c1", "c2", "c3", "c4"]
        assert page.evaluate("document.activeElement.id") == "c3"

    def test_print_shows_all(self, visit: Visit, report: Path) -> None:
        page = visit(report)
        page.click("[data-filter=speaker] >> text=Orla Venn")
        page.emulate_media(media="print")
        assert _shown(page) == ["c1", "c2", "c3", "c4"]
        assert not page.locator(".filters").is_visible()


def _shown(page: Any, section: str = "#claims") -> list[str]:
    return page.locator(f"{section} .item:visible").evaluate_all("all => all.map(one => one.id)")


class TestReaders:
    def test_without_script_all_can_be_read_and_reached(self, visit: Visit, report: Path) -> None:
        page = visit(report, java_script_enabled=False)
        assert page.locator(".item:visible").count() == 6
        assert not page.locator(".filters").is_visible()
        page.click("#e1 h3 a")
        assert page.url.endswith("#s1")
        page.click("#s1 + .refs a >> text=c1")
        assert page.url.endswith("#c1")

    @pytest.mark.parametrize("width", [360, 1280])
    def test_nothing_is_wider_than_the_screen(
        self, visit: Visit, recipes: Path, arabic: Path, index: Path, width: int
    ) -> None:
        for path in (recipes, arabic, index):
            page = visit(path, viewport={"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_a_phone_shows_one_column_with_ways_across(self, visit: Visit, report: Path) -> None:
        page = visit(report, viewport={"width": 360, "height": 700}, has_touch=True)
        article, panel = (page.locator(s).bounding_box() for s in ("article", "#summary"))
        assert panel["y"] >= article["y"] + article["height"]
        page.tap("#c3 h3 a")
        expect(page.locator("#s5")).to_be_in_viewport()
        assert lit(page, "content") == "the alarms had been switched off"
        page.tap("#s5 + .refs a")
        assert page.evaluate("document.activeElement.id") == "c3"

    def test_right_to_left(self, visit: Visit, arabic: Path) -> None:
        page = visit(arabic)
        assert (
            page.evaluate("getComputedStyle(document.querySelector('article h1')).direction")
            == "rtl"
        )
        assert page.locator("article").get_attribute("lang") == "ar"
        page.hover("#c1")
        assert lit(page, "speaker") == "مكتب الميناء"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_serious(
        self, visit: Visit, recipes: Path, arabic: Path, index: Path, scheme: str
    ) -> None:
        for path in (recipes, arabic, index):
            page = visit(path, color_scheme=scheme, bypass_csp=True)
            page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
            if path != index:
                page.click("[data-filter=speaker] >> nth=0")
                page.hover("#e1")
            assert serious_findings(page) == []


class TestHostileText:
    def test_it_is_shown_as_text_and_runs_nothing(self, visit: Visit, tmp_path: Path) -> None:
        path = tmp_path / "hostile.html"
        path.write_text(hostile_report(), encoding="utf-8")
        page = visit(path)
        page.hover(".item >> nth=0")
        page.hover(".item >> nth=2")
        assert len(lit_items(page)) == 1
        page.click("article .w >> nth=0")
        assert (
            page.locator("article img, article script, #summary img, #summary script").count() == 0
        )
        assert page.locator('a[href^="javascript"]').count() == 0
        assert page.evaluate("globalThis.owned") is None
        assert "<script>owned=1</script>" in page.inner_text("article")
        assert "[U+202E]" in page.inner_text("#events")
        assert len(page.locator("#choices a").first.inner_text()) > len(HOSTILE)

    def test_in_the_index_too(self, visit: Visit, tmp_path: Path) -> None:
        document = SUMMARY.document.model_copy(update={"title": HOSTILE})
        summary = SUMMARY.model_copy(update={"document": document})
        page = visit(write_index([IndexRow("1", summary, f"javascript:{HOSTILE}")], tmp_path))
        link = page.locator("#rows a")
        assert "<script>owned=1</script>" in link.inner_text()
        assert link.evaluate("a => a.protocol") == "file:"


class TestIndex:
    def test_search_facets_and_pages(self, visit: Visit, index: Path) -> None:
        page = visit(index)
        assert page.inner_text("[role=status]") == "120 articles."
        assert page.locator("#rows > li").count() == 50
        page.click("text=Next")
        assert page.locator("#rows > li").first.inner_text().startswith("Article 50")
        page.fill("#query", "orla árticle 11")
        assert page.inner_text("[role=status]") == "6 of 120 articles."
        page.check("label >> text=2030")
        assert page.inner_text("[role=status]") == "2 of 120 articles."
        page.click("text=Show all")
        page.check("label >> text=rejected items")
        assert page.inner_text("[role=status]") == "60 of 120 articles."
        assert page.locator("fieldset >> nth=0 >> .count").all_inner_texts() == ["20", "20", "20"]

    def test_items_of_recipes_are_counted_and_looked_for(self, visit: Visit, index: Path) -> None:
        page = visit(index)
        page.check("label >> text=Penalties")
        assert page.inner_text("[role=status]") == "60 of 120 articles."
        line = page.locator("#rows > li").first.inner_text()
        assert "2 events · 4 claims · Penalties 3 · Key facts 1" in line

    def test_an_article_without_items_says_so(self, visit: Visit, tmp_path: Path) -> None:
        page = visit(write_index([IndexRow("1", without_items())], tmp_path))
        assert "2031-03-06 · no items" in page.locator("#rows > li").inner_text()
        page.click("#rows summary")
        expect(page.locator("#rows details")).to_contain_text("No items.")

    def test_order(self, visit: Visit, index: Path) -> None:
        page = visit(index)
        page.select_option("#order", "newest")
        assert "2032" in page.locator("#rows > li").first.inner_text()
        page.select_option("#order", "oldest")
        assert "2030" in page.locator("#rows > li").first.inner_text()

    def test_a_line_opens_to_its_items_or_leads_to_its_report(
        self, visit: Visit, index: Path
    ) -> None:
        page = visit(index)
        page.fill("#query", "article 111")
        page.click("#rows summary")
        page.wait_for_selector("#rows dl")
        assert "Brightwater Lines (denies)" in page.inner_text("#rows dl")
        page.fill("#query", "article 0")
        page.click("#rows a >> nth=0")
        assert page.locator("#claims .item").count() == 4
