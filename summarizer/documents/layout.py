"""Paragraphs of a plain text, as ranges of code points.

A blank line always ends a paragraph. Whether a single line break does is decided once for the
whole text: news text mostly comes one paragraph a line, but e-mails and old wire copy are wrapped
by hand, with breaks in the middle of sentences.
"""

import re
from itertools import pairwise

__all__ = ["paragraphs"]

Line = tuple[int, int, bool]
"""(start, end, whether a blank line stands before it), without surrounding white space."""

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_FIRST_WORD = re.compile(r"\S{1,20}")
_STOPS = ".!?…:。！？؟۔।"
_CLOSERS = "\"'”’»)]」』*_"

_BLOCK_MARK = re.compile(r"(?:[-*•]|#{1,6}|\d{1,3}[.)])\s")
"""A list item or a markdown heading, which starts a paragraph even in wrapped text."""

# The shares below were set on 60 news articles, most of 2016, wrapped to 60, 66, 72 and 80 columns
# by textwrap (greedy) and by fmt (balanced): 473 of 480 come back with just their paragraphs. The
# same articles with one line a paragraph, and with one short sentence a line, are never misread.

WRAP_WIDTHS = range(50, 101)
"""Widths of hand-wrapped text: wire copy and e-mail lie between 60 and 80. Text of one paragraph a
line has lines over 100; lists and verse often stay under 50."""

WRAP_FILLED = 0.85
"""A line is full when the next word would have brought it past this share of the widest line."""

WRAP_FULL_LINES = 0.8
"""Share of lines that must be full: 1.0 in greedily wrapped articles, 0.93 or more after fmt."""

WRAP_STOPS = 0.5
"""Share of lines ending in a stop, above which lines are paragraphs: at most 0.33 when wrapped."""

WRAP_FEW_LINES = 3
"""With fewer breaks than this the widths say nothing; only a break before a lower-case letter,
in a line of some width, is then taken for a wrap."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the paragraphs of `text`, in order, stripped, never empty.

    Every character outside them is white space.
    """
    lines = _lines(text)
    width = _wrap_width(text, lines)
    result: list[tuple[int, int]] = []
    previous: Line | None = None
    for line in lines:
        if previous and width and _continues(text, previous, line, width):
            result[-1] = (result[-1][0], line[1])
        else:
            result.append(line[:2])
        previous = line
    return result


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    blank, start = False, 0
    breaks = [match.span() for match in _LINE_BREAK.finditer(text)]
    for end, following in [*breaks, (len(text), len(text))]:
        stripped = text[start:end].strip()
        if stripped:
            first = text.index(stripped[0], start)
            found.append((first, first + len(stripped), blank))
        # A form feed or a paragraph separator parts paragraphs by itself.
        blank = not stripped or text[end:following] in ("\f", "\u2029")
        start = following
    return found


def _wrap_width(text: str, lines: list[Line]) -> int:
    """Width to which the text is wrapped by hand, 0 when lines are paragraphs."""
    pairs = [(a, b) for a, b in pairwise(lines) if not b[2]]
    width = max((end - start for (start, end, _), _ in pairs), default=0)
    if width not in WRAP_WIDTHS:
        return 0
    if len(pairs) < WRAP_FEW_LINES:
        return width if all(_breaks_a_sentence(text, *pair, width // 2) for pair in pairs) else 0
    full = sum(_is_full(text, *pair, width) for pair in pairs) / len(pairs)
    stops = sum(_ends_in_stop(text, line) for line, _ in pairs) / len(pairs)
    return width if full >= WRAP_FULL_LINES and stops <= WRAP_STOPS else 0


def _continues(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether `following` goes on with the paragraph of `line`, in a text wrapped to `width`."""
    if following[2]:
        return False
    full, stop = _is_full(text, line, following, width), _ends_in_stop(text, line)
    if mark := _BLOCK_MARK.match(text, following[0]):
        # "… on July / 16. Opposition parties" and "… borders / - among them" are no list items.
        lower = text[mark.end() : mark.end() + 1].islower()
        return full and not stop and (lower or mark[0][0].isdigit())
    return full or _breaks_a_sentence(text, line, following, width // 2)


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    word = _FIRST_WORD.match(text, following[0], following[1])
    assert word, "lines are stripped and not empty"
    return line[1] - line[0] + 1 + len(word.group()) > WRAP_FILLED * width


def _breaks_a_sentence(text: str, line: Line, following: Line, least: int) -> bool:
    """Whether a line of `least` characters or more stops short and goes on in lower case."""
    wide = line[1] - line[0] >= least
    return wide and not _ends_in_stop(text, line) and text[following[0]].islower()


def _ends_in_stop(text: str, line: Line) -> bool:
    return text[max(line[0], line[1] - 4) : line[1]].rstrip(_CLOSERS).endswith(tuple(_STOPS))
