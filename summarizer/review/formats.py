"""The forms in which a reviewed summary is handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from summarizer.export import to_json, to_markdown, to_text
from summarizer.export.report import to_html
from summarizer.review.desk import Opened

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One form: what the page calls it, how a file of it ends, and how it is made."""

    label: str
    ending: str
    media_type: str
    write: Callable[[Opened], str]


FORMATS: Final[dict[str, Format]] = {
    "json": Format("JSON", "json", "application/json", lambda one: to_json(one.summary)),
    "html": Format("Report", "html", "text/html", lambda one: to_html(one.summary, one.text)),
    "markdown": Format("Markdown", "md", "text/markdown", lambda one: to_markdown(one.summary)),
    "text": Format("Plain text", "txt", "text/plain", lambda one: to_text(one.summary)),
}
"""By the name that they have on the command line, too."""
