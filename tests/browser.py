"""The system's Chromium for tests of pages: the fixtures `chromium` and `visit`.

A test module imports `running_chromium` and `visiting` to have them. They skip where Chromium or
playwright is not installed. Each module has a browser of its own: playwright keeps an event loop
going as long as one is open, and other modules want theirs.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Visit", "running_chromium", "serious_findings", "visiting"]

Visit = Callable[..., Any]
"""Opens a file in a page of its own; keyword arguments are those of its context."""

Context = Callable[..., Any]
"""Gives the browser context with the keyword arguments of playwright's `new_context`."""

FLAGS = ["--no-sandbox", "--disable-background-networking"]


@pytest.fixture(name="chromium", scope="module")
def running_chromium() -> Iterator[Context]:
    """A running Chromium without a window; its contexts are made once, for they take long."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine")
    made: dict[str, Any] = {}
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)

        def context(**options: Any) -> Any:
            wanted = repr(sorted(options.items()))
            if wanted not in made:
                made[wanted] = browser.new_context(**options)
            return made[wanted]

        yield context
        browser.close()


@pytest.fixture(name="visit")
def visiting(chromium: Context) -> Iterator[Visit]:
    """Opens files, and fails the test for each error in a page and each request it makes elsewhere."""
    pages: list[Any] = []
    amiss: list[str] = []

    def opened(path: Path, **options: Any) -> Any:
        page = chromium(**options).new_page()
        pages.append(page)
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: amiss.append(f"error: {error}"))
        page.on("console", lambda line: amiss.append(f"{line.type}: {line.text}"))
        page.on("dialog", lambda dialog: amiss.append(f"dialog: {dialog.message}"))
        folder = path.parent.as_uri()
        page.on("request", lambda r: r.url.startswith(folder) or amiss.append(f"asks {r.url}"))
        page.goto(path.as_uri())
        return page

    yield opened
    for page in pages:
        page.close()
    assert amiss == []


def serious_findings(page: Any) -> list[str]:
    """What axe-core finds serious or critical in a page opened with `bypass_csp=True`.

    Skips without axe-playwright-python, which brings axe.min.js; AXE_CORE names another one.
    """
    page.evaluate(_axe().read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(result["passes"]) > 10, "axe looked at the page"
    return [
        f"{found['id']}: {found['nodes'][0]['html']}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def _axe() -> Path:
    named = os.environ.get("AXE_CORE")
    if named is not None:
        return Path(named)
    package = pytest.importorskip("axe_playwright_python")
    return Path(package.__file__).with_name("axe.min.js")
