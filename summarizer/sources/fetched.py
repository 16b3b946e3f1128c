"""An http or https address -> a file that is read like any other."""

from urllib.parse import urlsplit

from summarizer.errors import DocumentError
from summarizer.sources.content_types import ending_of
from summarizer.sources.file import File, held, writable_name
from summarizer.sources.kinds import kind_of
from summarizer.sources.web import fetch

__all__ = ["EMPTY", "file_at"]

EMPTY = "is empty; give a file or page that holds an article"


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
