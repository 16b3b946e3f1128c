"""A row of a table or a JSON object -> a record: which field is the text, the id, the date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from summarizer.sources.article import Article
from summarizer.sources.dates import first_date
from summarizer.sources.encoding import MAX_BYTES, decode, looks_like_html
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.guard import guarded
from summarizer.sources.markup import plain, plain_line
from summarizer.sources.ninjs import is_ninjs, ninjs_article
from summarizer.sources.record import BadRecord, Found
from summarizer.sources.standing import STANDING_FIELDS, standing_of
from summarizer.sources.values import Unread, id_text, is_missing, line_text, shown, unwrapped

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
        wanted = {*SOURCE_FIELDS, *LANGUAGE_FIELDS, *STANDING_FIELDS}
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
    """Turns the rows of one file into records; `notes` say what was odd about the file."""

    def __init__(self, file: File, options: ReadingOptions, notes: tuple[str, ...] = ()) -> None:
        self._file = file
        self._notes = notes
        self._options = options
        names = [(given,) if given else known for given, known in options.choices()]
        self._text, self._id, self._published, self._title = names

    def read(self, row: Mapping[str, Any], position: int, default_id: str | None = None) -> Found:
        """The record in `row`, or what is wrong with it."""
        found = guarded(self._file, position, self._read, row, position, default_id)
        if isinstance(found, BadRecord) and found.id is None:
            return replace(found, id=id_text(next(_values(_named(row), self._id), None)))
        return found

    def _read(self, row: Mapping[str, Any], position: int, default_id: str | None) -> Found:
        notes = self._notes
        if not self._options.text_field and is_ninjs(row):
            article = ninjs_article(row)
        else:
            named = _named(row)
            text = unwrapped(next(_values(named, self._text), None))
            if isinstance(text, bytes):
                decoded = decode(text, "its text")
                text, notes = decoded.text, (*notes, *decoded.notes)
            if reason := self._fault(text, row):
                return self._file.bad(position, reason)
            article = self._article(named, text)
        if notes:
            article = replace(article, notes=(*notes, *article.notes))
        return article.found(
            self._file, position, default_id, include_withheld=self._options.include_withheld
        )

    def _article(self, row: Mapping[str, Any], text: str) -> Article:
        published = first_date(_values(row, self._published))
        raw, form = _content(text)
        return Article(
            text=raw,
            form=form,
            id=next(_values(row, self._id), None),
            title=_headline(next(_values(row, self._title), None)),
            published=published,
            language=next(_values(row, LANGUAGE_FIELDS), None),
            source=next(filter(_is_address, _values(row, SOURCE_FIELDS)), None),
            standing=standing_of(row, made=published),
        )

    def _fault(self, text: object, row: Mapping[str, Any]) -> str | None:
        if text is None or (isinstance(text, str) and not text.strip()):
            names = ", ".join(shown(str(name))[1:-1][:40] for name in list(row)[:SHOWN_FIELDS])
            more = ", …" if len(row) > SHOWN_FIELDS else ""
            tried = ", ".join(self._text)
            return (
                f"has no text in {tried}; its fields are {names or 'none'}{more} (see --text-field)"
            )
        if isinstance(text, Unread):
            return f"has a text that {text.reason}"
        if not isinstance(text, str):
            return f"has a {type(text).__name__} for its text; name another field (--text-field)"
        return TOO_LARGE if len(text) > MAX_BYTES else None


def _named(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """`row` by names in lower case too; where both are there, the one that is exactly so wins."""
    if "".join(row).islower():
        return row
    return {**{name.lower(): value for name, value in row.items()}, **row}


def _content(text: str) -> tuple[str, Literal["text", "html"]]:
    """The text of a field, out of its markup, or the page that it is."""
    return (text, "html") if looks_like_html(text) else (plain(text), "text")


def _headline(value: Any) -> Any:
    """A title out of its markup; what is no text is left to be bounded with all else."""
    value = unwrapped(value)
    return plain_line(value) if isinstance(value, str) else value


def _values(row: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    """What the fields `names` hold, of those that are there and not empty."""
    for name in names:
        value = row.get(name)
        if value is None:
            value = _reached(row, name) if "." in name else None
        if value is not None and not is_missing(unwrapped(value)):
            yield value


def _reached(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_address(value: Any) -> bool:
    return "://" in (line_text(value) or "")
