"""The documentation as a site: it builds, has every page and picture, and loads nothing from elsewhere."""

import importlib.util
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import Context, running_chromium
from typer.testing import CliRunner

import summarizer
from summarizer.cli import app
from summarizer.export.report.items import FAIR, HIGH
from summarizer.models.connect import DEFAULT_OPENAI_MODEL
from summarizer.models.embedded.catalogue import DEFAULT_MODEL
from summarizer.models.embedded.engine import CONTEXT_WINDOW
from summarizer.models.local import LOCAL_TIMEOUT
from summarizer.models.openai_compatible import HOSTED_CONCURRENCY, HOSTED_TIMEOUT
from summarizer.models.servers import SERVER_CONCURRENCY, SERVER_TIMEOUT
from summarizer.models.vendors import VENDOR_CONCURRENCY, VENDOR_TIMEOUT
from summarizer.settings import VENDOR_KEY_VARIABLES
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.file import MAX_UNPACKED
from summarizer.sources.web import MAX_REDIRECTS, TOTAL_SECONDS

__all__ = ["running_chromium"]  # a fixture: pytest finds it here

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}

LARGEST_PICTURE = 200_000
"""Bytes: a page with two of them is there at once, and the repository stays small."""

_PICTURE = re.compile(r"""(?:src|srcset)=["']([^"']+)|!\[[^\]]*\]\(([^)\s]+)""")
_OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work|mnt|opt|srv)/|\b[A-Z]:\\")
_OPTION = re.compile(r"^ +(?:-\w, )?(--[a-z][a-z-]*)", re.MULTILINE)


def pictures_of(page: str) -> set[str]:
    return {first or second for first, second in _PICTURE.findall(page)}


class TestPages:
    def test_every_page_is_in_the_navigation(self) -> None:
        listed = list(_listed(_settings()["nav"]))
        assert sorted(listed) == sorted(PAGES)

    @pytest.mark.parametrize("name", PAGES)
    def test_every_picture_is_there(self, name: str) -> None:
        missing = [one for one in pictures_of(PAGES[name]) if not (DOCS / one).is_file()]
        assert missing == []

    def test_every_picture_is_shown_and_small(self) -> None:
        shown = {DOCS / one for page in PAGES.values() for one in pictures_of(page)}
        assert set(PICTURES.iterdir()) == {path for path in shown if path.parent == PICTURES}
        assert all(path.stat().st_size < LARGEST_PICTURE for path in PICTURES.iterdir())

    @pytest.mark.parametrize("name", PAGES)
    def test_no_page_names_a_place_on_somebodys_machine(self, name: str) -> None:
        assert _OF_A_MACHINE.findall(PAGES[name]) == []

    def test_a_place_on_a_machine_is_recognised(self) -> None:
        assert _OF_A_MACHINE.search("in /home/ilse/x, say")
        assert not _OF_A_MACHINE.search("https://example.org/home/ilse")


class TestFigures:
    """Figures that pages take from the code are those of the code."""

    def test_of_security(self) -> None:
        guard = pytest.importorskip("summarizer.review.guard")
        page = PAGES["security.md"]
        assert f"{MAX_BYTES // 1_000_000} MB" in page
        assert f"{MAX_UNPACKED >> 30} GB" in page
        assert f"{guard.MAX_BODY >> 10} KiB" in page
        assert MAX_REDIRECTS == 5 and "five redirects" in page  # noqa: PT018 - one fact
        assert f"{TOTAL_SECONDS:.0f} seconds" in page

    def test_of_models(self) -> None:
        page = PAGES["models.md"]
        assert f"{DEFAULT_MODEL.size:,} bytes" in page
        assert f"{CONTEXT_WINDOW:,} tokens" in page
        assert f"`{DEFAULT_OPENAI_MODEL}`" in page
        flights = (1, SERVER_CONCURRENCY, HOSTED_CONCURRENCY, VENDOR_CONCURRENCY)
        silences = (LOCAL_TIMEOUT, SERVER_TIMEOUT, HOSTED_TIMEOUT, VENDOR_TIMEOUT)
        assert "| {} | {} | {} | {} |".format(*flights) in page
        assert "| {:.0f} | {:.0f} | {:.0f} | {:.0f} |".format(*silences) in page
        assert [name for name in VENDOR_KEY_VARIABLES if f"`{name}/`" not in page] == []

    def test_of_editors(self) -> None:
        assert f"*high* from {HIGH:.2f}, *fair* from {FAIR:.2f}" in PAGES["editors.md"]


def _sections() -> dict[str, str]:
    """What the reference says of each command, under the words that call it."""
    parts = re.split(r"^## (summarizer.*)\n", PAGES["cli.md"], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("words", _sections())
def test_the_reference_has_the_options_of_help(words: str) -> None:
    shown = CliRunner().invoke(app, [*words.split()[1:], "--help"])
    assert shown.exit_code == 0
    described = re.findall(r"^\| .*?`(--[a-z-]+)", _sections()[words], re.MULTILINE)
    assert set(_OPTION.findall(shown.output)) - {"--help"} == set(described)


class _Loaded(HTMLParser):
    """What a browser loads by itself for a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loading = {"src", "srcset", "poster", "data"} | ({"href"} if tag == "link" else set())
        self.addresses += [value for name, value in attrs if name in loading and value]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not all(map(importlib.util.find_spec, ("mkdocs", "material", "mkdocstrings"))):
        pytest.skip("the site needs the extra docs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    return folder


class TestSite:
    def test_has_every_page(self, site: Path) -> None:
        wanted = {Path(name).with_suffix(".html").name for name in PAGES}
        assert wanted <= {path.name for path in site.glob("*.html")}

    def test_loads_nothing_from_elsewhere(self, site: Path) -> None:
        for path in site.rglob("*.html"):
            page = path.read_text(encoding="utf-8")
            away = [one for one in _Loaded(page).addresses if re.match(r"\w+:|//", one)]
            assert [one for one in away if not one.startswith("data:")] == [], path.name
            assert "mermaid" not in page, "the theme fetches what draws such a diagram"
        for path in site.rglob("*.css"):
            style = path.read_text(encoding="utf-8")
            assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", style) == [], path.name

    def test_has_what_pages_link_to_outside_their_folder(self, site: Path) -> None:
        start = (site / "index.html").read_text(encoding="utf-8")
        assert 'href="project/CHANGELOG.html"' in start
        assert "Unreleased" in (site / "project/CHANGELOG.html").read_text(encoding="utf-8")
        contributing = (site / "project/CONTRIBUTING.html").read_text(encoding="utf-8")
        assert 'href="../design.html#layout"' in contributing

    def test_reference_has_every_public_name(self, site: Path) -> None:
        page = (site / "reference.html").read_text(encoding="utf-8")
        described = re.findall(r'<h3 id="summarizer\.(\w+)"', page)
        assert set(summarizer.__all__) <= set(described)

    def test_holds_no_programs(self, site: Path) -> None:
        assert [*site.rglob("*.py"), *site.rglob("*.pyc")] == []

    @pytest.mark.browser
    def test_searches_and_asks_nobody_else(self, site: Path, chromium: Context) -> None:
        asked: list[str] = []
        with _served(site) as home:
            page = chromium(viewport={"width": 1400, "height": 800}).new_page()
            page.set_default_timeout(5000)
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{home}/index.html")
            picture = page.locator("article img").first
            assert picture.evaluate("image => image.complete && image.naturalWidth") > 1000
            found = page.locator("[data-md-component=search-result]")
            page.click("[data-md-component=search-query]")
            found.get_by_text("Type to start searching").wait_for()  # the index is there
            page.keyboard.type("loopback")
            found.locator("a[href*=security]").first.click()
            page.wait_for_url("**/security.html*")
            page.close()
        assert len(asked) > 5
        assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of a folder, served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is for what is wrong."""


def _settings() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return loaded


def _listed(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else _listed(target)
