"""One article as it is worked on: its text, and what is known about it."""

import datetime
import hashlib
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Self

from summarizer.documents.heading import recognise
from summarizer.documents.html import extract
from summarizer.errors import DocumentError
from summarizer.schemas.summary import DocumentInfo
from summarizer.sources.dates import publication_date
from summarizer.sources.encoding import (
    MAX_BYTES,
    declared_in_markup,
    decode,
    looks_like_html,
    refuse_binary,
    too_large,
)
from summarizer.sources.language import guess_language
from summarizer.sources.record import Record
from summarizer.sources.utf8 import once_encoded
from summarizer.sources.web import fetch

__all__ = ["Document", "Given"]

Date = datetime.date | str | None
"""A date, "2019-03-04" or "4 March 2019", or none."""

MOST_TITLE = 1000
"""Characters. The longest of 59 titles found in English news articles had 111; with a kicker, a subtitle
and the name of the newspaper, some of web pages have 400."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})


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

    def __post_init__(self) -> None:
        """Goes without a title that is none: it would be sent with every question."""
        if self.title is not None and len(self.title) > MOST_TITLE:
            note = f"what was given as title has {len(self.title)} characters and is left out"
            object.__setattr__(self, "title", None)
            object.__setattr__(self, "notes", (*self.notes, note))

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
        """A document from a .txt, .md or .html file; other files are looked into.

        Raises DocumentError when there is no such file or it holds no readable article.
        """
        given = Given(str(path), published, title, language)
        suffix = Path(path).suffix.lower()
        is_html = True if suffix in _HTML_SUFFIXES else False if suffix in _TEXT_SUFFIXES else None
        return cls._from_bytes(_file_bytes(Path(path)), given, is_html)

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
        page = fetch(url, allow_private=allow_private)
        given = Given(page.url, published, title, language)
        return cls._from_bytes(page.body, given, page.is_html, page.charset)

    @classmethod
    def read(
        cls, source: str, published: Date = None, *, allow_private: bool | None = None
    ) -> Self:
        """A document from "-" (standard input), an address (as `from_url`) or the path of a file."""
        if source == "-":
            data = _limited(sys.stdin.buffer, _shown(source))
            return cls._from_bytes(data, Given("-", published), None)
        if _ADDRESS.match(source):
            return cls.from_url(source, published=published, allow_private=allow_private)
        return cls.from_path(source, published=published)

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
    def _from_bytes(
        cls, data: bytes, given: "Given", is_html: bool | None, charset: str | None = None
    ) -> Self:
        markup_charset = declared_in_markup(data) if is_html is not False else None
        decoded = decode(data, given.name, (charset, markup_charset))
        given = replace(given, notes=(*given.notes, *decoded.notes))
        if is_html or (is_html is None and looks_like_html(decoded.text)):
            return cls.from_page(decoded.text, given)
        return cls._from_plain(decoded.text, given)

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
        return replace(document, notes=(*document.notes, *given.notes, *mended))

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
        return replace(document, notes=(*document.notes, *given.notes, *mended))


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


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _limited(file, str(path))
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise DocumentError(f"{path} is a directory; give one of its files") from None
    except PermissionError:
        raise DocumentError(f"{path} may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path} cannot be read ({error}); check the path") from None


def _limited(file: BinaryIO, name: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        # An archive that is too large is first of all an archive.
        refuse_binary(data, name)
        raise too_large(name)
    return data


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
