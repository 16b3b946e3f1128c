"""Folding: two spellings of the same words become one string, and every offset can be traced back.

Folded away are letter case, quotation style, kinds of dash, runs of white space, Unicode
compatibility forms (NFKC: ligatures, full width, composed against decomposed accents, "…" against
"..."), and code points that are not meant to be seen (soft hyphen, zero-width space, word joiner).
Kept apart is what changes a figure: "10²" does not become "102", nor "1½" "11⁄2".
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

__all__ = ["Folded", "fold", "is_ignorable", "is_mark"]

_QUOTES: Final = "\"'`´“”„‟‘’‚‛«»‹›′″‵‶ʹʺʼ「」『』〝〞〟"
_MINUS: Final = "−"

# Unicode's Default_Ignorable_Code_Point, which the standard library does not carry.
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Vowels and finals of decomposed Hangul: letters by category, yet they join the one before.
_JAMO: Final = re.compile("[\u1161-\u11ff\ud7b0-\ud7ff]")

# After the parts are folded: one quotation mark, one dash, and the Turkish i's, whose capitals
# ("YILMAZ") fold to a plain i whatever was meant.
_SAME: Final = {**dict.fromkeys(map(ord, _QUOTES), "'"), ord(_MINUS): "-", ord("ı"): "i"}


def is_ignorable(char: str) -> bool:
    """Whether `char` is meant not to be seen (soft hyphen, zero-width space, word joiner …)."""
    return _IGNORABLE.match(char) is not None


@cache
def is_mark(char: str) -> bool:
    """Whether `char` belongs to the character before it and must not be cut from it."""
    if char < "\u0300":
        return False
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.category(first)[0] == "M" or _JAMO.match(char) is not None


def _changes_a_figure(cluster: str, folded: str) -> bool:
    """Whether folding would make digits of what are none: superscripts, fractions, "①"."""
    return any(
        char.isdecimal() and not original.isdecimal()
        for original in cluster
        for char in unicodedata.normalize("NFKC", original)
    ) and any(char.isdecimal() for char in folded)


@lru_cache(maxsize=65_536)
def _fold_cluster(cluster: str) -> str:
    """One character with its marks, folded. May be shorter or longer than it was."""
    seen = _IGNORABLE.sub("", cluster)
    if not seen or seen.isspace():
        return " " if seen else ""
    if len(seen) == 1 and unicodedata.category(seen) == "Pd":
        return "-"
    plain = unicodedata.normalize("NFKC", seen.translate(_SAME)).casefold()
    folded = unicodedata.normalize("NFKC", plain).replace("i\u0307", "i").translate(_SAME)
    if _changes_a_figure(seen, folded) or " " in folded:
        return seen.casefold()
    return "-" if len(folded) == 1 and unicodedata.category(folded) == "Pd" else folded


@lru_cache(maxsize=65_536)
def _fold_piece(piece: str) -> str:
    """A stretch found by `_pieces`: a run of spaces, dashes or spaced dots, or one cluster."""
    if _IGNORABLE.sub("", piece).isspace():
        return " "
    if len(piece) > 1 and not piece.strip("-"):
        return "-"
    if piece.startswith(". "):
        return "..."
    return _fold_cluster(piece)


@lru_cache(maxsize=256)
def _pieces(marks: str, ignorable: str, growing: str) -> re.Pattern[str]:
    """What is not folded one character to one, given which such characters the text holds."""
    unseen = f"[{re.escape(ignorable)}]"
    alternatives = [" {2,}", "-{2,}", r"\.(?: \.){2,}"]
    if ignorable:
        alternatives[0] = rf"{unseen}[ {re.escape(ignorable)}]*| [ {re.escape(ignorable)}]+"
    if growing:
        alternatives.append(f"[{re.escape(growing)}]")
    if marks:
        joined = rf"(?:{unseen}*[{re.escape(marks)}])+" if ignorable else f"[{re.escape(marks)}]+"
        alternatives.insert(0, rf"[^ {re.escape(marks + ignorable)}]{joined}")
    return re.compile("|".join(alternatives), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded, with the way back.

    Offsets are code points. Outside the listed pieces folded and original run in step; piece `k`
    is `original[before[k]:after[k]]` and became `text[begins[k]:ends[k]]`, whatever its length.
    """

    original: str = field(repr=False)
    text: str
    begins: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    before: list[int] = field(repr=False)
    after: list[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of `text[start:end]` (not empty), whole pieces at both ends."""
        return self._start(start), self._end(end)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` begins and ends between characters of the original."""
        return not (self._cuts(start) or self._cuts(end))

    def position(self, offset: int) -> int:
        """The folded position at or just before an original `offset`."""
        piece = bisect_right(self.before, offset) - 1
        if piece < 0:
            return offset
        if offset < self.after[piece]:
            return self.begins[piece]
        return self.ends[piece] + offset - self.after[piece]

    def _start(self, position: int) -> int:
        piece = bisect_right(self.begins, position) - 1
        if piece < 0:
            return position
        if position < self.ends[piece]:
            return self.before[piece]
        return self.after[piece] + position - self.ends[piece]

    def _end(self, position: int) -> int:
        piece = bisect_left(self.begins, position) - 1
        if piece < 0:
            return position
        return self.after[piece] + max(0, position - self.ends[piece])

    def _cuts(self, position: int) -> bool:
        piece = bisect_left(self.begins, position) - 1
        inside_piece = piece >= 0 and position < self.ends[piece]
        return inside_piece or (0 < position < len(self.text) and is_mark(self.text[position]))


def fold(text: str) -> Folded:
    """Fold `text`. Time and memory grow with its length and nothing else."""
    alphabet = sorted(set(text))
    marks = "".join(filter(is_mark, alphabet))
    ignorable = "".join(char for char in alphabet if is_ignorable(char) and not is_mark(char))
    single = {char: _fold_cluster(char) for char in alphabet if not is_mark(char)}
    growing = "".join(char for char, new in single.items() if len(new) > 1)
    table = {ord(char): new for char, new in single.items() if len(new) == 1 and new != char}
    return _assemble(text, text.translate(table), _pieces(marks, ignorable, growing))


def _assemble(original: str, even: str, pieces: re.Pattern[str]) -> Folded:
    """Replace the pieces in `even` (folded one to one, so its offsets are the original's)."""
    parts: list[str] = []
    folded = Folded(original, "", [], [], [], [])
    copied = length = 0
    for match in pieces.finditer(even):
        start, end = match.span()
        new = _fold_piece(match.group())
        if new == match.group():
            continue
        parts += (even[copied:start], new)
        length += start - copied
        folded.begins.append(length)
        length += len(new)
        folded.ends.append(length)
        folded.before.append(start)
        folded.after.append(end)
        copied = end
    parts.append(even[copied:])
    return Folded(original, "".join(parts), folded.begins, folded.ends, folded.before, folded.after)
