"""The files that a reviewed summary is handed on in."""

from dataclasses import dataclass
from typing import Final

from summarizer.export.formats import FORMATS
from summarizer.review.desk import Opened

__all__ = ["FILES", "Kind", "written"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what the page calls it, how its name ends, and what browsers take it for."""

    label: str
    ending: str
    media_type: str


FILES: Final = {
    "json": Kind("JSON", ".json", "application/json"),
    "html": Kind("Report", ".html", "text/html"),
    "word": Kind("Word", ".doc", "application/msword"),
    "markdown": Kind("Markdown", ".md", "text/markdown"),
    "text": Kind("Plain text", ".txt", "text/plain"),
    "csv": Kind("Spreadsheet (CSV)", ".csv", "text/csv"),
    "annotations": Kind("Web Annotations", ".jsonld", "application/ld+json"),
    "schema-org": Kind("schema.org", ".schema-org.jsonld", "application/ld+json"),
    "ninjs": Kind("IPTC ninjs", ".ninjs.json", "application/json"),
}
"""By the names of `export.FORMATS`, what editors use most first."""


def written(opened: Opened, name: str) -> str:
    """The file of that name. Raises UsageError where a standard needs what the summary has not."""
    return FORMATS[name](opened.summary, opened.text)
