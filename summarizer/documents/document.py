"""One article as it is worked on: its text, and what is known about it."""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from summarizer.documents.heading import recognise
from summarizer.documents.html import extract
from summarizer.errors import DocumentError
from summarizer.schemas.summary import DocumentInfo
from summarizer.sources import BadRecord, ReadingOptions, Record
from summarizer.sources.dates import publication_date
from summarizer.sources.encoding import MAX_BYTES, too_large
from summarizer.sources.fetched import file_at
from summarizer.sources.fields import WELL_KNOWN_FIELDS
from summarizer.sources.language import guess_language
from summarizer.sources.single import Choice, choice_of, record_of, records_of, regular_file
from summarizer.sources.utf8 import once_encoded

__all__ = ["Document", "Given"]

Date = datetime.date | str | None
"""A date, "2019-03-04" or "4 March 2019", or none."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Document:
    """An article. Every offset in this package counts code points of its `text`.

    For a text or markdown file `text` is the decoded file, byte for byte but for the byte order
    mark; for a web page it is the article's text, its paragraphs parted by blank lines.
    `body_start` is the offset after title and dateline. `dateline` is the place it names
    ("BEIRUT"; "KANDAHAR, Afghanistan"). `notes` say what was odd about reading it, a line each.
    """

    text: str
    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None
    language: str | None = None
    dateline: str | None = None
    body_start: int = 0
    notes: tuple[str, ...] = ()

    @property
    def text_sha256(self) -> str:
        """SHA-256 (hex) of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def id(self) -> str:
        """16 hex digits that depend on the text alone."""
        return self.text_sha256[:16]

    @property
    def info(self) -> DocumentInfo:
        """What a result says of the text it was made from."""
        return DocumentInfo(
            id=self.id,
            title=self.title,
            published=self.published.isoformat() if self.published else None,
            source=self.source,
            language=self.language,
            text_sha256=self.text_sha256,
            notes=list(self.notes),
        )

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        published: Date = None,
        title: str | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Self:
        """A document of plain text or markdown.

        What is not given is recognised where it can be: the title and dateline at its head, the
        date in the dateline, the language. Raises DocumentError when the text is blank, longer
        than `MAX_BYTES`, or not Unicode, or `published` is no date.
        """
        text = text.removeprefix("\ufeff")
        _refuse_unreadable(text, _shown(source) if source else "the text")
        heading = recognise(text, title)
        return cls(
            text=text,
            title=heading.title,
            published=publication_date(published) or heading.published,
            source=source,
            language=language or guess_language(text),
            dateline=heading.dateline,
            body_start=heading.body_start,
        )

    @classmethod
    def from_path(
        cls,
        path: str | Path,
        *,
        published: Date = None,
        title: str | None = None,
        language: str | None = None,
    ) -> Self:
        """A document from a file that holds one article, of any kind that `read` reads.

        Raises DocumentError when there is no such file or it holds no readable article, or several.
        """
        record = record_of(Choice(regular_file(str(path))))
        return cls._given(record, published, title, language)

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        published: Date = None,
        title: str | None = None,
        language: str | None = None,
        allow_private: bool | None = None,
    ) -> Self:
        """A document from an http or https address; `source` is where its redirects ended.

        An address of this machine or of a network of its own is read where `url` itself names it, and
        not where a redirect leads there; with `allow_private` also there, with False neither (for
        addresses that strangers hand in). Raises DocumentError when the address cannot be fetched or
        holds no readable article.
        """
        record = record_of(Choice(file_at(url, allow_private)))
        return cls._given(record, published, title, language)

    @classmethod
    def read(
        cls,
        source: str,
        published: Date = None,
        *,
        allow_private: bool | None = None,
        reading: ReadingOptions = WELL_KNOWN_FIELDS,
    ) -> Self:
        """A document from "-" (standard input), an address (as `from_url`) or the path of a file.

        The kind of the file is told by its name and its content: whatever an archive may hold is
        read. Where a file holds several articles, one is named by its place or id: "news.jsonl#3".
        Raises DocumentError when there is no readable article, or several and none is named;
        SettingsError when an optional package is missing.
        """
        reading = replace(reading, allow_private=allow_private)
        return cls._given(record_of(choice_of(source, allow_private), reading), published)

    @classmethod
    def read_all(
        cls, source: str, *, reading: ReadingOptions = WELL_KNOWN_FIELDS
    ) -> Iterator[Self | BadRecord]:
        """The documents of a file, a folder, a glob, an address or "-", one by one.

        In the place of an article that cannot be read comes a BadRecord, with `file`, `position` and
        `reason`; reading goes on with the next. What is no article is passed over.
        """
        for record in records_of(source, reading):
            yield record if isinstance(record, BadRecord) else cls._or_bad(record)

    @classmethod
    def _or_bad(cls, record: Record) -> Self | BadRecord:
        try:
            return cls.from_record(record)
        except DocumentError as error:
            return BadRecord(record.id, record.file, record.position, str(error))

    @classmethod
    def _given(
        cls, record: Record, published: Date, title: str | None = None, language: str | None = None
    ) -> Self:
        """The article of a record; what is given outranks what the record says."""
        date = publication_date(published)
        return cls.from_record(
            replace(
                record,
                published=date.isoformat() if date else record.published,
                title=title or record.title,
                language=language or record.language,
            )
        )

    @classmethod
    def from_record(cls, record: Record) -> Self:
        """The article of an archive's record: decoded, and extracted from its page.

        Raises DocumentError when it holds no article text, cannot be decoded, or its date is none.
        """
        decoded = record.text()
        given = Given(
            record.source,
            record.published,
            record.title,
            record.language,
            called=record.place,
            notes=(*record.notes, *decoded.notes),
        )
        if record.form == "text":
            return cls._from_plain(decoded.text, given)
        return cls.from_page(decoded.text, given)

    @classmethod
    def _from_plain(cls, text: str, given: "Given") -> Self:
        text, mended = once_encoded(text)
        document = cls.from_text(
            text,
            published=given.published,
            title=given.title,
            source=given.source,
            language=given.language,
        )
        return replace(document, notes=(*given.notes, *mended))

    @classmethod
    def from_page(cls, page: str, given: "Given") -> Self:
        """A document of the article in a web page; what is given outranks what the page says.

        Raises DocumentError when the page holds no readable article.
        """
        address = given.source if given.source and _ADDRESS.match(given.source) else None
        page, mended = once_encoded(page)
        article = extract(page, given.name, address)
        document = cls.from_text(
            article.text,
            published=given.published or article.published,
            title=given.title or article.title,
            source=given.source,
            language=given.language or guess_language(article.text, article.language),
        )
        return replace(document, notes=(*given.notes, *mended))


@dataclass(frozen=True, slots=True)
class Given:
    """Where a document comes from and what is known about it; `called` is what errors call it."""

    source: str | None
    published: Date = None
    title: str | None = None
    language: str | None = None
    called: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.called or _shown(self.source or "the page")


def _shown(source: str) -> str:
    """A source as an error names it."""
    return "standard input" if source == "-" else source


def _refuse_unreadable(text: str, name: str) -> None:
    if not text.strip():
        raise DocumentError(f"{name} is blank; give an article")
    if len(text) > MAX_BYTES:
        raise too_large(name)
    if broken := re.search(r"[\ud800-\udfff]", text):
        raise DocumentError(
            f"{name} holds half a character at {broken.start()}; decode it again from its bytes"
        )
