"""A row of a table or a JSON object -> a record: which field is the text, the id, the date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.sources.article import iso_date, language_code
from summarizer.sources.encoding import MAX_BYTES, looks_like_html
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.markup import fragment_text
from summarizer.sources.ninjs import is_ninjs, ninjs_article
from summarizer.sources.record import Found, Record

__all__ = ["TEXT_FIELDS", "WELL_KNOWN_FIELDS", "ReadingOptions", "Rows"]

# Names that news data sets and feeds use, the likeliest first.
TEXT_FIELDS = ("text", "body", "content", "article")
ID_FIELDS = ("id", "uri", "url", "guid")
PUBLISHED_FIELDS = ("published", "date", "published_at", "pubdate")
TITLE_FIELDS = ("title", "headline")
SOURCE_FIELDS = ("url", "uri", "source")
LANGUAGE_FIELDS = ("language", "lang")

SHOWN_FIELDS = 12
"""Fields that the message about a row without text names: a line of a terminal or two."""

_ID_TYPES = (str, int)

_FRAGMENT = re.compile(r"\s*<(?:p|div|article|section|main|body|h[1-6]|ul|ol|blockquote)\b", re.I)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Which fields of a table or of JSON objects hold what; None: the well-known names are tried.

    In JSON and Parquet a dotted path reaches into an object: "article.body".
    """

    text_field: str | None = None
    id_field: str | None = None
    published_field: str | None = None
    title_field: str | None = None
    include_withheld: bool = False
    """Whether stories that their makers canceled, withheld or embargoed are read like others."""
    fetch_pages: bool = False
    """Whether articles of which a feed or sitemap has only the address are fetched from there."""
    allow_private: bool | None = None
    """Whether private addresses are read: see `web.fetch`. None: where the user names them."""

    def columns(self) -> set[str]:
        """Every field that may be wanted, in lower case, without what follows a dot."""
        wanted = {*SOURCE_FIELDS, *LANGUAGE_FIELDS}
        for given, known in self.choices():
            wanted.update({given.partition(".")[0].lower(), given.lower()} if given else known)
        return wanted

    def choices(self) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
        """For text, id, date and title in turn: the field given, the names tried without it."""
        return (
            (self.text_field, TEXT_FIELDS),
            (self.id_field, ID_FIELDS),
            (self.published_field, PUBLISHED_FIELDS),
            (self.title_field, TITLE_FIELDS),
        )


WELL_KNOWN_FIELDS = ReadingOptions()
"""Nothing given: all is found by its name."""


class Rows:
    """Turns the rows of one file into records."""

    def __init__(self, file: File, options: ReadingOptions) -> None:
        self._file = file
        self._options = options
        names = [(given,) if given else known for given, known in options.choices()]
        self._text, self._id, self._published, self._title = names

    def read(self, row: Mapping[str, Any], position: int, default_id: str | None = None) -> Found:
        """The record in `row`, or what is wrong with it."""
        if not self._options.text_field and is_ninjs(row):
            return ninjs_article(row).found(self._file, position, default_id)
        text = _value(row, self._text)
        if text is None and not self._options.text_field:
            row = {str(name).lower(): value for name, value in row.items()}
            text = _value(row, self._text)
        own_id = _value(row, self._id)
        id = str(own_id).strip() if isinstance(own_id, _ID_TYPES) else None
        if reason := self._fault(text, row):
            return self._file.bad(position, reason, id)
        assert isinstance(text, str), "what is no text has been found at fault"
        is_marked = text.lstrip().startswith("<")
        is_page = is_marked and looks_like_html(text)
        is_fragment = is_marked and not is_page and _FRAGMENT.match(text)
        return Record(
            id=id or default_id or self._file.id_at(position),
            file=self._file.name,
            position=position,
            raw=fragment_text(text) if is_fragment else text,
            form="html" if is_page else "text",
            title=_string(_value(row, self._title)),
            published=iso_date(_value(row, self._published)),
            source=_address(row) or self._file.name,
            language=language_code(_value(row, LANGUAGE_FIELDS)),
        )

    def _fault(self, text: object, row: Mapping[str, Any]) -> str | None:
        if text is None or (isinstance(text, str) and not text.strip()):
            names = ", ".join(str(name)[:40] for name in list(row)[:SHOWN_FIELDS]) or "none"
            more = ", …" if len(row) > SHOWN_FIELDS else ""
            tried = ", ".join(self._text)
            return f"has no text in {tried}; its fields are {names}{more} (see --text-field)"
        if not isinstance(text, str):
            return f"has a {type(text).__name__} for its text; name another field (--text-field)"
        return TOO_LARGE if len(text) > MAX_BYTES else None


def _value(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of the fields `names` that is there and not empty."""
    for name in names:
        value = row.get(name)
        if value is None:
            if "." not in name:
                continue
            value = _reached(row, name)
        if value is not None and value != "":
            return value
    return None


def _reached(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _string(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _address(row: Mapping[str, Any]) -> str | None:
    for name in SOURCE_FIELDS:
        value = row.get(name)
        if isinstance(value, str) and "://" in value:
            return value
    return None
