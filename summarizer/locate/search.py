"""Looking for one string in another: whole words only, nearest to the cited sentences."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from summarizer.locate.folding import is_ignorable, is_mark
from summarizer.locate.words import joins, whole_words

__all__ = ["Range", "distance", "following", "is_free", "nearest", "occurrences", "preceding"]

Range = tuple[int, int]
"""Half-open, code points."""

_Accepts = Callable[[int, int], bool]

_SHORT: Final = 3  # letters: "the" occurs inside words everywhere, longer words seldom
_BLOCK: Final = 65_536  # characters looked through at a time on the way back
_LOOK: Final = 8  # code points; more unseen ones in a row do not occur in text


def distance(found: Range, near: Sequence[Range]) -> int:
    """How far `found` sticks out of the nearest range of `near`; 0 inside one, or without any."""
    return min((max(0, a - found[0]) + max(0, found[1] - b) for a, b in near), default=0)


def nearest(text: str, part: str, near: Sequence[Range], accepts: _Accepts) -> Range | None:
    """The accepted occurrence of `part` nearest to `near`; the first one when `near` is empty."""
    if not near:
        return following(text, part, (0, len(text)), accepts)
    found = [
        span
        for begin, _ in near
        for span in (
            following(text, part, (begin, len(text)), accepts),
            preceding(text, part, (0, begin + len(part) - 1), accepts),
        )
        if span
    ]
    return min(found, key=lambda span: (distance(span, near), span), default=None)


def occurrences(text: str, part: str, within: Range, accepts: _Accepts) -> Iterator[Range]:
    """The accepted occurrences of `part` that lie in the range `within`, in order."""
    for at in _starts(text, part, within):
        if accepts(at, at + len(part)):
            yield at, at + len(part)


def following(text: str, part: str, within: Range, accepts: _Accepts) -> Range | None:
    """The first accepted occurrence in the range `within`."""
    return next(occurrences(text, part, within, accepts), None)


def preceding(text: str, part: str, within: Range, accepts: _Accepts) -> Range | None:
    """The last accepted occurrence in the range `within`."""
    for at in _starts_backwards(text, part, within):
        if accepts(at, at + len(part)):
            return at, at + len(part)
    return None


def _starts(text: str, part: str, within: Range) -> Iterator[int]:
    start, stop = max(0, within[0]), max(0, within[1])
    if len(part) <= _SHORT:
        yield from (match.start() for match in whole_words(part).finditer(text, start, stop))
        return
    at = text.find(part, start, stop)
    while at >= 0:
        yield at
        at = text.find(part, at + 1, stop)


def _starts_backwards(text: str, part: str, within: Range) -> Iterator[int]:
    start, stop = max(0, within[0]), max(0, within[1])
    if len(part) <= _SHORT:
        while start < stop:
            block = max(start, stop - _BLOCK)
            yield from reversed([*_starts(text, part, (block, stop + len(part) - 1))])
            stop = block
        return
    at = text.rfind(part, start, stop)
    while at >= 0:
        yield at
        at = text.rfind(part, start, at + len(part) - 1)


def is_free(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` cuts no word, no figure and no letter from its marks."""
    return not (_cut_at(text, start) or _cut_at(text, end))


def _cut_at(text: str, position: int) -> bool:
    if not 0 < position < len(text):
        return False
    around = text[position - 1 : position + 1]
    if around.isascii():
        return joins(text, position)
    if is_mark(text[position]):
        return True
    if any(map(is_ignorable, around)):
        return _joins_unseen(text, position)
    return joins(text, position)


def _joins_unseen(text: str, position: int) -> bool:
    """As `joins`, where a soft hyphen or the like stands beside the position."""
    left = _seen(text[max(0, position - _LOOK) : position])
    right = _seen(text[position : position + _LOOK])
    return joins(left + right, len(left))


def _seen(text: str) -> str:
    return "".join(char for char in text if not is_ignorable(char))
