"""Rows of separated values (CSV, TSV): which sign parts the fields, and where a quoted field ends.

A field is quoted only when its closing quote stands before a separator or the end of a line. Any other
quote is a letter like others, so that one that is never closed costs nothing but itself.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from summarizer.sources import encoding

__all__ = ["Table"]

SAMPLE_LINES: Final = 50
SAMPLE_CHARACTERS: Final = 1 << 20
"""What the separator is told by: with articles in them, some ten rows."""

MAX_FORM: Final = 40
"""Characters of a first field that its form is told by."""

KEPT: Final = 1000
"""Lines that were taken and are still kept; to let go of each alone moves all that come after it."""

_SEPARATORS = ",;\t|"
_NONE = "\n"  # stands in no line, so that a line is one field
_EXCEL = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_INSIDE = re.compile(r'[^"]*+(?:""[^"]*+)*+')
_SPACES = re.compile(" *")
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


class Table:
    """The header of a table, and its rows as fields.

    In `lines` None stands for one that is too long, and so it does among the rows. `wanted` are names
    of fields, in lower case, of which a header is likely to have some. Without a `separator` it is told
    by the first lines.
    """

    def __init__(
        self, lines: Iterable[str | None], wanted: set[str], separator: str | None = None
    ) -> None:
        self._lines = _Lines(lines)
        head = self._lines.ahead()
        while head and head[0] is not None and not head[0].strip():
            self._lines.skip(1)
            head.pop(0)
        if head and head[0] and (match := _EXCEL.fullmatch(head[0])):
            separator = match[1]
            self._lines.skip(1)
            head.pop(0)
        separator = separator or _told_separator(head, wanted)
        self._ends = separator + "\r\n"
        self._plain = re.compile(f"[^{re.escape(self._ends)}]*+")
        self._opening = re.compile('"' if separator == "\t" else ' *"')
        self.header: list[str] = []
        self.header = [name.strip() for name in next(iter(self), None) or ()]

    def __iter__(self) -> Iterator[list[str] | None]:
        """The rows; [] is a blank line."""
        for line in self._lines:
            yield None if line is None else self._fields(line)

    def _fields(self, line: str) -> list[str]:
        if not line.strip("\r\n"):
            return []
        fields: list[str] = []
        start = line.partition(self._ends[0])[0]
        at = 0
        while True:
            opening = self._opening.match(line, at)
            quoted = self._quoted(line, opening.end(), start) if opening else None
            if quoted is not None:
                field, line, at = quoted
            else:
                plain = self._plain.match(line, at)
                assert plain, "it matches nothing too"
                field, at = plain[0], plain.end()
            fields.append(field)
            if line[at : at + 1] in ("", "\r", "\n"):
                return fields
            at += 1

    def _quoted(self, line: str, at: int, start: str) -> tuple[str, str, int] | None:
        """The field whose opening quote is before `at`, the line it ends on, and where it ends there.

        Lines that it goes over are taken. None when it does not end, or goes over other rows.
        """
        inside: list[str] = []
        size = 0
        over: list[str] = []
        for text in chain((line,), self._lines.following()):
            match = None if text is None else _INSIDE.match(text, 0 if inside else at)
            if text is None or match is None or size > encoding.MAX_BYTES:
                return None
            inside.append(match[0])
            size += len(match[0])
            if len(inside) > 1:
                over.append(text)
            if match.end() < len(text):
                break
        else:
            return None
        spaces = _SPACES.match(text, match.end() + 1)
        assert spaces, "it matches nothing too"
        end = spaces.end()
        if text[end : end + 1] not in ("", *self._ends) or self._are_rows(over, start):
            return None
        self._lines.skip(len(over))
        return "".join(inside).replace('""', '"'), text, end

    def _are_rows(self, lines: list[str], start: str) -> bool:
        """Whether most of `lines` have as many fields as the header, the first in the form of `start`,
        which begins the row: then the quote before them is no opening one."""
        separator = self._ends[0]
        form = _form(start)
        if not lines or len(self.header) < 2 or not form or form.startswith('"'):
            return False
        alike = sum(
            text.count(separator) + 1 == len(self.header)
            and _form(text.partition(separator)[0]) == form
            for text in lines
        )
        return alike * 2 > len(lines)


class _Lines:
    """Lines that can be looked at before they are taken."""

    def __init__(self, lines: Iterable[str | None]) -> None:
        self._source = iter(lines)
        self._ahead: list[str | None] = []
        self._at = 0

    def __iter__(self) -> Iterator[str | None]:
        """Takes line after line."""
        while self._reaches(self._at):
            line = self._ahead[self._at]
            self.skip(1)
            yield line

    def following(self) -> Iterator[str | None]:
        """The lines that come next; none is taken by looking at it."""
        at = self._at
        while self._reaches(at):
            yield self._ahead[at]
            at += 1

    def _reaches(self, at: int) -> bool:
        if at == len(self._ahead):
            self._ahead.extend(islice(self._source, 1))
        return at < len(self._ahead)

    def ahead(self) -> list[str | None]:
        """The first of those: `SAMPLE_LINES`, or fewer long ones."""
        lines: list[str | None] = []
        size = 0
        for line in islice(self.following(), SAMPLE_LINES):
            lines.append(line)
            size += len(line or "")
            if size > SAMPLE_CHARACTERS:
                break
        return lines

    def skip(self, count: int) -> None:
        """Takes so many lines."""
        self._at += count
        if self._at > KEPT or self._at == len(self._ahead):
            del self._ahead[: self._at]
            self._at = 0


def _told_separator(head: list[str | None], wanted: set[str]) -> str:
    """The sign by which the header has most names that are wanted, and the rows as many fields as it."""

    def fit(separator: str) -> tuple[int, bool, int, int]:
        table = Table(head, wanted, separator)
        width = len(table.header)
        known = sum(name.lower() in wanted for name in table.header)
        alike = sum(row is not None and len(row) == width for row in table)
        return known, width > 1, alike, width

    best = max(_SEPARATORS, key=fit)
    return best if fit(best)[1] else _NONE


def _form(field: str) -> str:
    """What a field looks like: "a9" for "x12"."""
    return _LETTERS.sub("a", _DIGITS.sub("9", field[:MAX_FORM].strip()))
