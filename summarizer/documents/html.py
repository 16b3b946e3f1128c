"""A web page -> the article's text, title and date, by trafilatura."""

import re
from dataclasses import dataclass

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES

__all__ = ["Article", "extract"]

_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")

_SMALLEST_ARTICLE = "1"
"""Characters trafilatura must find before it is content. Its own 250 lets shorter news items fall
to a last resort that runs title, byline and paragraphs together in one line."""


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page. Paragraphs of `text` are parted by blank lines."""

    text: str
    title: str | None
    published: str | None
    """ISO date, as the page's metadata says."""
    language: str | None
    """ISO 639-1 code that the page declares."""


def extract(markup: str, name: str, url: str | None = None) -> Article:
    """The article in `markup`.

    Raises DocumentError, naming the input as `name`, when the page holds no article.
    """
    # Loading trafilatura takes 0.14 s of CPU, which only web pages should pay.
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _SMALLEST_ARTICLE)
    config.set("DEFAULT", "MAX_FILE_SIZE", str(MAX_BYTES))
    found = bare_extraction(
        # White space means nothing in HTML, but trafilatura keeps line breaks inside sentences.
        _SPACE.sub(" ", markup),
        url=url,
        include_comments=False,
        with_metadata=True,
        # A date is taken from metadata, not from whatever looks like one on the page.
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )
    lines = [line.strip() for line in (getattr(found, "text", None) or "").splitlines()]
    text = "\n\n".join(filter(None, lines))
    if not text:
        raise DocumentError(f"{name} holds no article text; save the article as plain text")
    language = _LANGUAGE.search(markup)
    return Article(
        text=text,
        title=getattr(found, "title", None),
        published=getattr(found, "date", None),
        language=language[1].lower() if language else None,
    )
