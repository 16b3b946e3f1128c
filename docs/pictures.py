"""Makes the pictures of the documentation from the real report and review page.

    PYTHONPATH=tests python docs/pictures.py

The article is examples/harbour-siege.txt, the model's replies are those recorded for the tests, and
Chromium without a window looks at the pages, in daylight and in the dark. Run it again when the
look of a page has changed, and look at what it made.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright
from reviewing import served

from cassettes import cassette_of, played
from summarizer import Document, Settings, Summarizer, Summary

__all__ = ["main"]

PICTURES: Final = Path(__file__).parent / "pictures"
ARTICLE: Final = "examples/harbour-siege.txt"

SCHEMES: Final = ("light", "dark")

SIZE: Final = {"width": 1180, "height": 720}
"""Two columns and some items: a report is as tall as its article."""

PHONE: Final = {"width": 390, "height": 760}

POINTED_AT: Final = "e1"
"""The item that is lit: an event with people, a place, a time and figures that differ."""

EDITED: Final = ("c5", "13 of its sailors and “more than 30 terrorists” had died")
"""A claim being edited, and a figure in it that the article does not have."""


def main() -> None:
    """Every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    summary = _summary()
    with _browser() as browser, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        report.write_text(summary.to_html(), encoding="utf-8")
        result = Path(folder) / "result.json"
        result.write_text(summary.to_json(), encoding="utf-8")
        for scheme in SCHEMES:
            _report(_page(browser, report.as_uri(), scheme), f"report-{scheme}")
            with served(result) as door:
                _review(_page(browser, door.link, scheme), f"review-{scheme}")
        _keep(_page(browser, report.as_uri(), "light", PHONE), "report-phone")


def _summary() -> Summary:
    """What the embedded model made of the article when its replies were recorded."""
    settings = Settings(use_journal=False)
    with played(cassette_of("test_quality", Path(ARTICLE).stem), record=False) as model:
        summarizer = Summarizer(model, strategy="focused", settings=settings)
        return summarizer.summarize(Document.read(ARTICLE))


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def _page(browser: Browser, address: str, scheme: Any, size: Any = SIZE) -> Any:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    return page


def _report(page: Any, name: str) -> None:
    page.hover(f"#{POINTED_AT} h3")
    _keep(page, name)


def _review(page: Any, name: str) -> None:
    item, text = EDITED
    page.click(f"#{item} [data-do=revise]")
    page.fill("#claim-form textarea", text)
    page.locator("#claim-form .error").wait_for()
    page.locator("#claim-form .main").scroll_into_view_if_needed()
    _keep(page, name)


def _keep(page: Any, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    page.context.close()


if __name__ == "__main__":
    main()
