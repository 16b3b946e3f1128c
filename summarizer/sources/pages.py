"""Files that hold one article each: text, markdown, HTML."""

from collections.abc import Iterator
from typing import Literal

from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File, whole
from summarizer.sources.record import Found, Record

__all__ = ["read_page", "read_text"]


def read_text(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one article of a text or markdown file."""
    yield _single(file, "text")


def read_page(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one article of an HTML file."""
    yield _single(file, "html")


def _single(file: File, form: Literal["text", "html"]) -> Found:
    with file.open() as stream:
        data = whole(stream)
    if not data.strip():
        return file.bad(1, "is blank", file.relative)
    return Record(file.relative, file.name, 1, data, form, source=file.name, charset=file.charset)
