"""A hook of mkdocs: files outside docs/ that a page links to come along in the site.

Pages are read in the repository as well, so their links are written as they hold there
(`../tests/gold/README.md`). In the site such a file lies under `project/`; one that is Markdown is
a page there, and what it links to comes along in turn.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

__all__ = ["on_files", "on_page_markdown"]

FOLDER: Final = "project"
"""Where such files lie in the site."""

_LINK: Final = re.compile(r"(?<=\]\()(?P<path>[^()\s#:]+)(?=(?:#[^()\s]*)?\))")
"""The path in `[words](path#place)`; an address has a colon."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what the pages link to, and what that links to."""
    waiting = [*files.documentation_pages()]
    while waiting:
        for target in _linked(_origin(waiting.pop())):
            uri = _place(target, config)
            if uri and files.get_file_from_path(uri) is None:
                added = File.generated(
                    config, uri, abs_src_path=str(target), inclusion=InclusionLevel.NOT_IN_NAV
                )
                files.append(added)
                waiting += [added] if added.is_documentation_page() else []
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page with its links as they hold in the site."""
    folder, here = _origin(page.file).parent, posixpath.dirname(page.file.src_uri)

    def moved(link: re.Match[str]) -> str:
        uri = _place((folder / link["path"]).resolve(), config)
        return posixpath.relpath(uri, here or ".") if uri else link[0]

    return _LINK.sub(moved, markdown)


def _origin(page: File) -> Path:
    assert page.abs_src_path, "every page is a file of the project"
    return Path(page.abs_src_path)


def _linked(origin: Path) -> Iterator[Path]:
    for link in _LINK.finditer(origin.read_text(encoding="utf-8")):
        yield (origin.parent / link["path"]).resolve()


def _place(target: Path, config: MkDocsConfig) -> str | None:
    """Where a file of the project lies in the site; None for what is no such file."""
    docs = Path(config.docs_dir).resolve()
    if not target.is_file() or not target.is_relative_to(docs.parent):
        return None
    if target.is_relative_to(docs):
        return target.relative_to(docs).as_posix()
    return f"{FOLDER}/{target.relative_to(docs.parent).as_posix()}"
