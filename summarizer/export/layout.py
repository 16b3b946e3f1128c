"""Lines of a given width, out of words that each have a role."""

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal, Protocol

from summarizer.export.printable import printable

__all__ = ["PLAIN", "Page", "Role", "Run", "Style"]

Role = Literal["plain", "heading", "speaker", "claimed", "denial", "stance", "label", "faint"]
"""What a stretch of text is to its reader; a style decides what that looks like."""

Run = tuple[str, Role]
"""A stretch of text in one role."""

NARROWEST: Final = 20
"""Columns always left to the words, however deep the indent: a word a line is not reading."""


class Style(Protocol):
    """How roles are shown."""

    @property
    def marks(self) -> tuple[str, str]:
        """What is put around claimed words where `paint` cannot make them stand out."""

    def paint(self, role: Role, text: str) -> str:
        """`text` as that role is shown; what is added must take no columns."""


class _Plain:
    """No colours: claimed words stand between asterisks."""

    marks = ("*", "*")

    def paint(self, role: Role, text: str) -> str:
        return text


PLAIN: Final[Style] = _Plain()
"""For files, pipes and terminals without colours."""


@dataclass(frozen=True, slots=True)
class Page:
    """A column of text `width` columns wide."""

    width: int
    style: Style

    def block(self, runs: Iterable[Run], first: str = "", rest: str | None = None) -> list[str]:
        """The runs as one paragraph of lines.

        White space is folded and control characters are dropped. The first line begins with
        `first`, the others with `rest` (None: as many spaces), both shown as faint.
        """
        rest = " " * len(first) if rest is None else rest
        text, roles = self._flat(runs)
        room = max(NARROWEST, self.width - max(len(first), len(rest)))
        lines: list[str] = []
        position = 0
        for line in textwrap.wrap(text, _columns(text, room), break_on_hyphens=False):
            position = text.index(line, position)
            painted = self._painted(line, roles[position : position + len(line)])
            position += len(line)
            lines.append(self.style.paint("faint", rest if lines else first) + painted)
        return lines

    def _flat(self, runs: Iterable[Run]) -> tuple[str, list[Role]]:
        """All runs as one line of text, and the role of each of its characters."""
        text = ""
        roles: list[Role] = []
        for words, role in runs:
            opening, closing = self.style.marks if role == "claimed" else ("", "")
            piece = _with_edges(words, opening, closing)
            if not text or text.endswith(" "):
                piece = piece.lstrip(" ")
            text += piece
            roles += [role] * len(piece)
        return text, roles

    def _painted(self, line: str, roles: list[Role]) -> str:
        pairs = zip(roles, line, strict=True)
        return "".join(
            self.style.paint(role, "".join(character for _, character in run))
            for role, run in groupby(pairs, key=lambda pair: pair[0])
        )


def _with_edges(words: str, opening: str, closing: str) -> str:
    """`words` made printable between marks; white space at its ends stays, as one space."""
    core = printable(words)
    if not core:
        return " " if words else ""
    before = " " if words[0].isspace() else ""
    after = " " if words[-1].isspace() else ""
    return f"{before}{opening}{core}{closing}{after}"


def _columns(text: str, room: int) -> int:
    """How many characters of `text` fill `room` columns: half as many of those twice as wide."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return max(1, room * len(text) // (len(text) + wide)) if wide else room
