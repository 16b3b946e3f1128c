"""Elements and text, one after the other -> lines and paragraphs. No tree, so no depth is too deep."""

import re

from summarizer.sources.elements import BLOCKS, CELLS, IN_PARAGRAPHS, NEVER_TEXT, ROW

__all__ = ["QUOTES", "Flow", "raised"]

_PARAGRAPH, _LINE, _CELL, _BREAK, _OPEN, _CLOSE = "\x00", "\x01", "\x02", "\x03", "\x04", "\x05"
"""Marks in the text while it is put together; `markup` takes such characters out of what comes in."""

_CELLS_APART = " | "

_SUPERSCRIPT = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPT = str.maketrans("0123456789+-\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_RAISED = frozenset({"sup", "sub"})
_MARKS = {"q": _OPEN, "br": _BREAK, ROW: _LINE, **dict.fromkeys(CELLS, _CELL)}
_LOOKED_BACK = 3
"""Pieces of text before a <sup> in which the character it stands behind is looked for."""

_NOTE_MARK = re.compile(
    r"\s*(?:[\[(]\s*\w{1,4}\s*[\])]|[*†‡§¶]+|[-+\u2212]?\d+(?:\s*[,;–-]\s*\d+)*)\s*"
)
_TAKES_EXPONENT = re.compile(r"(?:\d|\b[^\W\d_]{1,2})\Z")
"""What an exponent stands behind: a figure ("10⁶"), a unit or a letter ("km²")."""

_BLANK_LINES = re.compile(r"\n[ \t\r\f]*\n\s*")
_LINE_BREAK = re.compile(r"\r\n|[\n\r]")
_BREAKS = re.compile(rf"\s*{_BREAK}(?:\s*{_BREAK})+\s*")
_PARAGRAPHS = re.compile(
    rf"[{_PARAGRAPH}\s]*{_PARAGRAPH}[{_PARAGRAPH}\s]*|{_LINE}\s*(?:{_LINE}\s*)+"
)
_SPACE = re.compile(r"\s+")
QUOTES = "\"'“”„‟«»‘’‚‹›"
_PARTING = BLOCKS | (NEVER_TEXT - IN_PARAGRAPHS)


class Flow:
    """Puts a text together out of starts and ends of elements and what is between them.

    With `has_paragraphs` (there are <p>) a single <br> is a space, and blank lines mean nothing.
    Without `has_layout` (no element parts the text) line breaks do.
    """

    def __init__(self, has_paragraphs: bool, has_layout: bool) -> None:
        self._has_paragraphs = has_paragraphs
        self._has_layout = has_layout
        self._pieces: list[str] = []
        self._preformatted = 0
        self._raised: list[int] = []  # where the <sup> and <sub> that are open begin
        self._is_linked = (
            False  # within a link to a place of the same page, or behind one in a <sup>
        )

    def start(self, name: str, target: str = "") -> None:
        """An element begins; `target` is where a link leads to."""
        if name in _PARTING:
            self._pieces.append(_PARAGRAPH)
        elif name in _MARKS:
            self._pieces.append(_MARKS[name])
        if name == "pre":
            self._preformatted += 1
        elif name in _RAISED:
            self._raised.append(len(self._pieces))
        elif name == "a":
            self._is_linked = "#" in target

    def end(self, name: str) -> None:
        """An element ends; it need not have begun."""
        if name in _PARTING:
            self._pieces.append(_PARAGRAPH)
        if name == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif name == "q":
            self._pieces.append(_CLOSE)
        elif name in _RAISED and self._raised:
            self._lower(self._raised.pop(), name)
        elif name == "a" and not self._raised:
            self._is_linked = False

    def _lower(self, start: int, name: str) -> None:
        inside = "".join(self._pieces[start:])
        del self._pieces[start:]
        before = "".join(self._pieces[-_LOOKED_BACK:])
        self._pieces.append(raised(name, inside, before, self._is_linked))

    def left_out(self, name: str) -> None:
        """An element stood here of which nothing is kept."""
        if name not in IN_PARAGRAPHS:
            self._pieces.append(_PARAGRAPH)

    def data(self, text: str) -> None:
        """Text, its entities resolved."""
        if self._preformatted or not self._has_layout:
            text = _LINE_BREAK.sub(_LINE, text)
        elif not self._has_paragraphs:
            text = _BLANK_LINES.sub(_PARAGRAPH, text)
        self._pieces.append(text)

    def text(self) -> str:
        """The paragraphs so far, parted by blank lines."""
        joined = _BREAKS.sub(_PARAGRAPH, "".join(self._pieces).replace("\u00ad", ""))
        joined = joined.replace(_BREAK, " " if self._has_paragraphs else _LINE)
        paragraphs = (_lines(part) for part in _PARAGRAPHS.split(joined))
        return "\n\n".join(filter(None, paragraphs))


def raised(name: str, inside: str, before: str, is_linked: bool = False) -> str:
    """What a <sup> or <sub> becomes: "10⁶", "km²", "1st", "CO2"; a mark of a footnote, nothing.

    `before` is what it stands behind; `is_linked` says that it leads to another place of the page.
    """
    is_mark = bool(_NOTE_MARK.fullmatch(inside))
    if is_linked and is_mark:
        return ""
    if name == "sub":
        return inside.translate(_SUBSCRIPT) if before[-1:].isdigit() else inside
    if is_mark and not _TAKES_EXPONENT.search(before):
        return ""
    return inside.translate(_SUPERSCRIPT) if is_mark or before[-1:].isdigit() else inside


def _lines(paragraph: str) -> str:
    lines = (_cells(line) for line in _quoted(paragraph).split(_LINE))
    return "\n".join(filter(None, lines))


def _cells(line: str) -> str:
    cells = (_SPACE.sub(" ", cell).strip() for cell in line.split(_CELL))
    return _CELLS_APART.join(filter(None, cells))


def _quoted(paragraph: str) -> str:
    """Gives each <q> its marks, where it has none of its own; the inner ones single marks."""
    if _OPEN not in paragraph and _CLOSE not in paragraph:
        return paragraph
    pieces = re.split(f"([{_OPEN}{_CLOSE}])", paragraph)
    depth = 0
    for at, piece in enumerate(pieces):
        if piece == _OPEN:
            own = pieces[at + 1].lstrip().startswith(tuple(QUOTES))
            pieces[at] = "" if own else "“‘"[depth % 2]
            depth += 1
        elif piece == _CLOSE:
            own = pieces[at - 1].rstrip().endswith(tuple(QUOTES))
            depth = max(0, depth - 1)
            pieces[at] = "" if own else "”’"[depth % 2]
    return "".join(pieces)
