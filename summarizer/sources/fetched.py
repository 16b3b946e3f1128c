"""An http or https address -> a file that is read like any other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from summarizer.errors import DocumentError
from summarizer.sources.content_types import ending_of
from summarizer.sources.file import File, held, writable_name
from summarizer.sources.guard import reason_of
from summarizer.sources.kinds import kind_of
from summarizer.sources.record import BadRecord
from summarizer.sources.web import fetch, without_password

__all__ = ["EMPTY", "Fetched", "file_at", "is_web_address"]

EMPTY = "is empty; give a file or page that holds an article"


_WEB = re.compile(r"https?://", re.IGNORECASE)


def is_web_address(source: str) -> bool:
    """Whether it is one that is fetched here; others may be known to fsspec."""
    return bool(_WEB.match(source))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address stands for as an input: one file, fetched each time that it is asked for."""

    url: str
    allow_private: bool | None = None
    named: bool = True

    def files(self) -> Iterator[File | BadRecord]:
        """The file; a bad record where it cannot be had."""
        try:
            yield file_at(self.url, self.allow_private)
        except Exception as error:
            yield BadRecord(None, without_password(self.url), 1, reason_of(error))


def file_at(url: str, allow_private: bool | None = None, named: str | None = None) -> File:
    """The file at `url`, fetched; its name is the address where its redirects ended.

    The rest is as for `web.fetch`, which says what it raises.
    """
    page = fetch(url, allow_private=allow_private, named=named)
    name = writable_name(page.url)
    if not page.body:
        raise DocumentError(f"{name} {EMPTY}")
    path = urlsplit(page.url).path.rpartition("/")[2] or "page"
    return held(name, page.body, path + _more(page.content_type, path), page.charset)


def _more(content_type: str, path: str) -> str:
    """What a path lacks to tell the kind of its file. Many servers call text what they do not know."""
    ending = ending_of(content_type) or ""
    vague = content_type == "text/plain" and kind_of(path) is not None
    return "" if vague or path.lower().endswith(ending) else ending
