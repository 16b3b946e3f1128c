"""A web page -> the article's text, title and date, by trafilatura."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from summarizer.documents.boilerplate import link_texts, without_boilerplate
from summarizer.documents.inline import in_words
from summarizer.documents.page_date import published
from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES

__all__ = ["Article", "extract"]

_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")

SMALLEST_SIZE, USUAL_SIZE = 1, 250
"""Characters trafilatura must find before it is content. Its own 250 lets shorter news items fall to
a last resort that runs title, byline and paragraphs together in one line."""

LEAST_OF_LAST_RESORT = 1_000
"""Characters of the last resort from which the little that was found is no article, but a line beside
it: so on 1 of the 990 pages of `benchmarks/page_boilerplate.py`, and on no short article."""


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page. Paragraphs of `text` are parted by blank lines."""

    text: str
    title: str | None
    published: datetime.date | None
    language: str | None
    """ISO 639-1 code that the page declares."""


def extract(markup: str, name: str, url: str | None = None) -> Article:
    """The article in `markup`.

    Raises DocumentError, naming the input as `name`, when the page holds no article.
    """
    # White space means nothing in HTML, but trafilatura keeps line breaks inside sentences.
    page = _SPACE.sub(" ", in_words(markup))
    found = _extracted(page, url, SMALLEST_SIZE)
    if len(getattr(found, "text", None) or "") < USUAL_SIZE:
        last_resort = _extracted(page, url, USUAL_SIZE)
        if len(getattr(last_resort, "text", None) or "") >= LEAST_OF_LAST_RESORT:
            found = last_resort
    lines = list(filter(None, map(_line, (getattr(found, "text", None) or "").splitlines())))
    if not lines:
        raise DocumentError(f"{name} holds no article text; save the article as plain text")
    language = _LANGUAGE.search(markup)
    return Article(
        text="\n\n".join(without_boilerplate(lines, link_texts(markup))),
        title=getattr(found, "title", None),
        published=published(markup, getattr(found, "date", None)),
        language=language[1].lower() if language else None,
    )


def _extracted(page: str, url: str | None, smallest: int) -> Any:
    # Loading trafilatura takes 0.14 s of CPU, which only web pages should pay.
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(smallest))
    config.set("DEFAULT", "MAX_FILE_SIZE", str(MAX_BYTES))
    return bare_extraction(
        page,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )


def _line(line: str) -> str:
    """A line of trafilatura's; the row of a table, which comes as Markdown, as its cells."""
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return line
    cells = (cell.strip() for cell in line.split("|"))
    return " | ".join(cell for cell in cells if cell.strip("-"))
