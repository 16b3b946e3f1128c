"""What a reader finds in a file: a record to summarize, a bad one, or something else."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from summarizer.sources.encoding import Decoded, declared_in_markup, decode

__all__ = ["BadRecord", "Found", "Linked", "Record", "Settled", "Skipped"]

DIGEST_BYTES = 16
"""128 bits: among 10^8 records the odds of two sharing a digest are about 10^-23."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a file holds it, not yet decoded or extracted.

    `id` is the record's own, or made from where it stands. `position` counts lines, rows or
    records of `file` from 1. `raw` is the text or page; bytes where its encoding is still to be
    made out, in which `charset` helps. `source` is its address, or else its file.
    """

    id: str
    file: str
    position: int
    raw: str | bytes
    form: Literal["text", "html"] = "text"
    title: str | None = None
    published: str | None = None
    source: str | None = None
    language: str | None = None
    charset: str | None = None
    notes: tuple[str, ...] = ()
    """What was odd about it, a line each, for whoever reads the result; no part of the digest."""

    @property
    def digest(self) -> bytes:
        """16 bytes over everything a summary depends on; where the file lies is no part of it."""
        raw = self.raw
        # repr() keeps fields apart whatever they hold, and escapes what UTF-8 cannot write.
        told = (self.id, self.form, self.title, self.published, self.language, self.charset)
        # A text and the bytes that spell it are told apart: bytes may be decoded otherwise.
        kind = "\0s" if isinstance(raw, str) else "\0b"
        state = hashlib.blake2b(f"{told}{kind}".encode(), digest_size=DIGEST_BYTES)
        state.update(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw)
        return state.digest()

    @property
    def place(self) -> str:
        """The file and where in it, as errors name it."""
        return f"{self.file}#{self.position}"

    def text(self) -> Decoded:
        """The text or page, decoded. Raises DocumentError when its encoding cannot be made out."""
        if isinstance(self.raw, str):
            return Decoded(self.raw)
        in_markup = declared_in_markup(self.raw) if self.form == "html" else None
        return decode(self.raw, self.place, (self.charset, in_markup))


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record, or the rest of a file, that cannot be read; `reason` is one line."""

    id: str | None
    file: str
    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is not to be summarized: a picture, a file of an unknown kind, a story that was withdrawn."""

    file: str
    position: int = 1
    reason: str | None = None
    """One line where somebody may want to know; None for what nobody takes for an article."""
    id: str | None = None

    @property
    def name(self) -> str:
        """The file, the record of it where that is not the first, and the reason."""
        place = self.file if self.position == 1 else f"{self.file}#{self.position}"
        return f"{place}: {self.reason}" if self.reason else place


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry of a feed or sitemap whose article lies elsewhere, at `record.source`.

    `record` has what the entry says of it; its text is "" or only a description.
    """

    record: Record
    is_list: bool = False
    """Whether a list of further entries lies there, and no article."""

    @property
    def position(self) -> int:
        """Where in its file the entry stands."""
        return self.record.position


Settled = Record | BadRecord | Skipped
"""What reading comes to."""

Found = Settled | Linked
"""What readers of files yield."""
