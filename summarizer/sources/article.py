"""An article out of a row, an object or a news item: what it says of itself, bounded, becomes a record.

Metadata never costs a record. What cannot be read is left out, with a note on the record.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from summarizer.sources.dates import metadata_date
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.record import Found, Record, Skipped
from summarizer.sources.standing import USABLE, Standing
from summarizer.sources.values import (
    MAX_ID,
    MAX_TITLE,
    id_text,
    is_missing,
    line_text,
    mended,
    shown,
    unwrapped,
)

__all__ = ["Article", "iso_date", "language_code"]

_WORD = re.compile(r"[^\W\d_]+")

_LANGUAGE_NAMES = {
    name: code
    for code, names in {
        "ar": "ara arabic العربية", "bg": "bul bulgarian български", "bn": "ben bengali bangla",
        "cs": "ces cze czech čeština", "da": "dan danish dansk", "de": "deu ger german deutsch",
        "el": "ell gre greek ελληνικά", "en": "eng english", "es": "spa spanish español castellano",
        "fa": "fas per persian farsi فارسی", "fi": "fin finnish suomi", "fr": "fra fre french français",
        "he": "heb hebrew עברית", "hi": "hin hindi", "hr": "hrv croatian hrvatski",
        "hu": "hun hungarian magyar", "id": "ind indonesian", "it": "ita italian italiano",
        "ja": "jpn japanese 日本語", "ko": "kor korean 한국어", "nl": "nld dut dutch nederlands",
        "no": "nor norwegian norsk", "pl": "pol polish polski", "pt": "por portuguese português",
        "ro": "ron rum romanian română", "ru": "rus russian русский", "sk": "slk slo slovak slovenčina",
        "sr": "srp serbian српски", "sv": "swe swedish svenska", "ta": "tam tamil", "te": "tel telugu",
        "th": "tha thai ไทย", "tr": "tur turkish türkçe", "uk": "ukr ukrainian українська",
        "ur": "urd urdu اردو", "vi": "vie vietnamese", "zh": "zho chi chinese mandarin 中文",
    }.items()
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article:
    """What a row or news item says of itself, as it says it; `found` bounds what may be anything.

    `text` is "" for an item without words of its own; bytes where its encoding is still to be made out,
    in which `charset` helps. `source` is its address; None: its id, where that is one.
    """

    text: str | bytes
    id: Any = None
    title: Any = None
    published: Any = None
    language: Any = None
    source: Any = None
    form: Literal["text", "html"] = "text"
    charset: str | None = None
    is_text: bool = True
    """Whether the item means to be a text: a picture's empty body is nothing bad."""
    standing: Standing = USABLE
    notes: tuple[str, ...] = ()

    def found(
        self,
        file: File,
        position: int,
        default_id: str | None = None,
        *,
        include_withheld: bool = False,
    ) -> Found:
        """The record at `position` of `file`, or why there is none."""
        id, standing = id_text(self.id), self.standing
        if standing.withheld and not include_withheld:
            return Skipped(file.name, position, f"is {standing.withheld}", id, standing.version)
        if not self.text and not self.is_text:
            return Skipped(file.name, position)
        if not self.text:
            return file.bad(position, "is a news item without body text", id)
        if len(self.text) > MAX_BYTES:
            return file.bad(position, TOO_LARGE, id)
        return self.record(file, position, default_id)

    def record(self, file: File, position: int, default_id: str | None = None) -> Record:
        """The record at `position` of `file`, whatever its text: an entry of a feed may have none."""
        text, mending = mended(self.text) if isinstance(self.text, str) else (self.text, ())
        id, language = id_text(self.id), language_code(self.language)
        title, date_note = line_text(self.title), metadata_date(self.published).note
        notes = (
            *self.notes,
            *self.standing.told(),
            *mending,
            *_left_out("id", self.id, id),
            *_left_out("title", self.title, title),
            *_cut(title),
            *([f"published: {date_note}"] if date_note else ()),
            *_left_out("language", self.language, language),
        )
        return Record(
            id=id or default_id or file.id_at(position),
            file=file.name,
            position=position,
            raw=text,
            form=self.form,
            title=title and title[:MAX_TITLE],
            published=iso_date(self.published),
            source=_address(id if self.source is None else self.source) or file.name,
            language=language,
            charset=self.charset,
            version=self.standing.version,
            notes=notes,
        )


def iso_date(value: Any) -> str | None:
    """The day that a field of a table or feed means, as YYYY-MM-DD; None when it cannot be read."""
    day = metadata_date(value).day
    return day.isoformat() if day else None


def language_code(value: Any) -> str | None:
    """ISO 639-1 code of a language tag or name ("en" of "en-GB", "eng", "English, German"), or None."""
    match = _WORD.match(line_text(value) or "")
    if match is None:
        return None
    name = match[0].lower()
    return name if len(name) == 2 and name.isascii() else _LANGUAGE_NAMES.get(name)


def _left_out(name: str, value: Any, read: str | None) -> tuple[str, ...]:
    """A note where `value` is there, but was not read."""
    if read is not None or value is None or is_missing(unwrapped(value)):
        return ()
    return (f"{name}: {shown(value)} is none that can be read; left out",)


def _cut(title: str | None) -> tuple[str, ...]:
    if title is None or len(title) <= MAX_TITLE:
        return ()
    return (f"title: cut after {MAX_TITLE} of {len(title)} characters",)


def _address(value: Any) -> str | None:
    text = line_text(value)
    return text if text and "://" in text and len(text) <= MAX_ID else None
