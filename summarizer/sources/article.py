"""An article out of a news standard, and the dates and languages such formats write."""

import datetime
import email.utils
import re
from dataclasses import dataclass

from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.record import Found, Record, Skipped

__all__ = ["Article", "iso_date", "language_code"]

_LANGUAGE = re.compile(r"[A-Za-z]{2}(?=$|[-_])")
_NUMERIC_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))(?!\d)")


@dataclass(frozen=True, slots=True)
class Article:
    """What a news item says of itself. `text` is "" for an item without words of its own."""

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    is_text: bool = True
    """Whether the item means to be a text: a picture's empty body is nothing bad."""

    def found(self, file: File, position: int, default_id: str | None = None) -> Found:
        """The record at `position` of `file`."""
        if not self.text and not self.is_text:
            return Skipped(file.name, position)
        if not self.text:
            return file.bad(position, "is a news item without body text", self.id)
        if len(self.text) > MAX_BYTES:
            return file.bad(position, TOO_LARGE, self.id)
        return Record(
            id=self.id or default_id or file.id_at(position),
            file=file.name,
            position=position,
            raw=self.text,
            title=self.title,
            published=iso_date(self.published),
            source=self.id if self.id and "://" in self.id else file.name,
            language=language_code(self.language),
        )


def iso_date(value: object) -> str | None:
    """A date as tables and feeds write it, as YYYY-MM-DD where it can be read beyond doubt.

    Others are left for the document to accept or refuse.
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = "" if value is None else str(value).strip()
    if match := _NUMERIC_DATE.match(text):
        year, month, day = match[1], match[3] or match[5], match[4] or match[6]
        return f"{year}-{month:>02}-{day:>02}"
    if "," not in text[:5]:  # "Mon, 04 Mar 2019 09:30:00 GMT": feeds
        return text or None
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return text


def language_code(value: object) -> str | None:
    """ISO 639-1 code of a language tag ("en" of "en-GB"); None for what is none."""
    match = _LANGUAGE.match(value) if isinstance(value, str) else None
    return match[0].lower() if match else None
