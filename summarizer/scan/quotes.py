"""Quoted passages: where quotation marks open and close, across sentences and paragraphs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from summarizer.schemas.claim import Quotation

__all__ = ["QuotedPassage", "find_quotes", "how_quoted", "outer_at"]

# Opening mark -> the marks that close it. German opens low and closes with the English opening
# mark; Danish points its guillemets inwards.
_CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    '"': '"',
    "‘": "’",
    "‚": "‘’",
    "‹": "›",
    "'": "'",
}
_SINGLE = frozenset("‘‚‹'")
_MARK = re.compile("[“”„«»「」『』\"‘’‚‹›']")

# A quotation that a possessive seems to close goes on for no more than this many characters: the
# longest sentences of news have about 400.
POSSESSIVE_REACH = 600

_LOWER_WORD = re.compile(r"\s+[^\W\d_A-Z]")

# A passage that never closes ends with its paragraph; one that a writer forgot to close must not
# swallow the article, so it goes on over at most this many paragraphs that open with a mark again.
MAX_PARAGRAPHS = 12


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """One quoted passage. `start`/`end` include the marks, `inner_*` leave them out.

    A speech over several paragraphs is one passage a paragraph; `continues` marks each that goes
    on from the one before. `depth` is 0 for an outer quotation, 1 for one inside it.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int = 0
    closed: bool = True
    continues: bool = False


def find_quotes(text: str, paragraphs: list[tuple[int, int]]) -> list[QuotedPassage]:
    """The quoted passages of `text`, in order of their start.

    `paragraphs` are half-open ranges of `text`: a passage left open at the end of one goes on in
    the next only when that one opens with a mark of the same kind again, as newspapers set it.
    """
    # Two single marks set as a double one (''…'' or ``…''): read as a double, lengths unchanged.
    text = text.replace("\0", " ").replace("''", '"\0').replace("``", '"\0')
    found: list[QuotedPassage] = []
    left_open: str | None = None
    run = 0
    for start, end in paragraphs:
        passages, still_open = _in_paragraph(text, start, end)
        if passages and left_open and passages[0].start == start and run < MAX_PARAGRAPHS:
            first = passages[0]
            if text[first.start] == left_open:
                passages[0] = QuotedPassage(
                    first.start,
                    first.end,
                    first.inner_start,
                    first.inner_end,
                    0,
                    first.closed,
                    True,
                )
        run = run + 1 if still_open else 0
        left_open = still_open
        found.extend(passages)
    found.sort(key=lambda passage: (passage.start, -passage.end))
    return found


def how_quoted(ranges: Sequence[tuple[int, int]], quotes: Sequence[QuotedPassage]) -> Quotation:
    """ "direct" when all the ranges stand inside marks, "mixed" when some words do, else "indirect"."""
    near = [(start, end, outer_at(start, end, quotes)) for start, end in ranges]
    if near and all(
        any(q.start <= start and end <= q.end for q in outer) for start, end, outer in near
    ):
        return "direct"
    touched = any(start < q.end and q.start < end for start, end, outer in near for q in outer)
    return "mixed" if touched else "indirect"


def outer_at(start: int, end: int, quotes: Sequence[QuotedPassage]) -> list[QuotedPassage]:
    """The outer passages that can touch `start`..`end`: none of them overlaps another."""
    first = bisect_right(quotes, start, key=attrgetter("start"))
    while first > 0:  # back to the one that opened last, past what is quoted inside it
        first -= 1
        if quotes[first].depth == 0:
            break
    last = bisect_left(quotes, end, lo=first, key=attrgetter("start"))
    return [quote for quote in quotes[first:last] if quote.depth == 0]


def _in_paragraph(text: str, start: int, end: int) -> tuple[list[QuotedPassage], str | None]:
    """The passages of one paragraph, and the mark that is still open at its end."""
    found: list[QuotedPassage] = []
    stack: list[tuple[int, str]] = []
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if stack and mark in _CLOSERS.get(stack[-1][1], "") and _closes(text, at, end, mark):
            found.append(_passage(text, stack.pop()[0], at, len(stack)))
        elif len(stack) > 1 and mark in _CLOSERS.get(stack[-2][1], ""):
            stack.pop()  # the inner mark was an apostrophe, or its writer forgot to close it
            found.append(_passage(text, stack.pop()[0], at, len(stack)))
        elif mark in _CLOSERS and _opens(text, at, start, mark):
            stack.append((at, mark))
    still_open = None
    if stack and stack[0][1] not in _SINGLE:
        opened, still_open = stack[0]
        found.append(QuotedPassage(opened, end, _after_mark(text, opened), end, 0, closed=False))
    return [passage for passage in found if passage.inner_end > passage.inner_start], still_open


def _passage(text: str, opened: int, closed: int, depth: int) -> QuotedPassage:
    """A passage between two marks, each of them one character or two that count as one."""
    return QuotedPassage(
        opened, _after_mark(text, closed), _after_mark(text, opened), closed, depth
    )


def _after_mark(text: str, at: int) -> int:
    return at + 2 if text.startswith("\0", at + 1) else at + 1


def _opens(text: str, at: int, start: int, mark: str) -> bool:
    """Whether a mark at `at` can open: a straight or single one only after space or a bracket."""
    if mark in "“„«「『":
        return True
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark == "'" and after.isdigit():
        return False  # the '90s
    return not after.isspace() and (before.isspace() or before in '([{—–-“"«:/')


def _closes(text: str, at: int, end: int, mark: str) -> bool:
    """Whether a mark that could close does: an apostrophe inside a word does not."""
    if mark not in "’'‘":
        return True
    after = text[at + 1] if at + 1 < end else " "
    if after.isalnum():
        return False
    possessive = text[at - 1] == "s" and _LOWER_WORD.match(text, at + 1, end)
    return not (possessive and _closes_later(text, at, end, mark))


def _closes_later(text: str, at: int, end: int, mark: str) -> bool:
    """Whether the same mark follows a comma or stop before it opens again: `workers' union,'`."""
    ahead = text[at + 1 : min(end, at + POSSESSIVE_REACH)]
    closing = re.search(rf"[.,!?…]{mark}(?!\w)", ahead)
    opening = re.search(rf"(?:\s|[(—–-]){mark}\w", ahead) if mark == "'" else None
    return closing is not None and (opening is None or closing.start() < opening.start())
