"""Stretches of an article as an editor marks them, from a pair of offsets to spans of the source."""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import ValidationError

from summarizer.errors import UsageError
from summarizer.grounding.reading import Reading
from summarizer.schemas.span import Span

__all__ = ["Range", "Ranges", "refuse_unfit", "sentences", "stretch", "stretches", "unfit"]

Range = tuple[int, int]
"""Where a stretch begins and ends (half-open), in code points of the document's text."""

Ranges = Range | Sequence[Range]


def stretch(place: Range, reading: Reading) -> Span:
    """The words between two offsets, without the white space around them.

    Raises UsageError when there are none: a mouse lets go outside the text as often as not.
    """
    text = reading.document.text
    match place:
        case (int(start), int(end)) if 0 <= start < end <= len(text) and text[start:end].strip():
            words = text[start:end]
            start += len(words) - len(words.lstrip())
            return reading.span(start, start + len(words.strip()))
    raise UsageError(
        f"{place!r} is no stretch of words; give where it starts and ends, from 0 to {len(text)}"
    )


def stretches(places: Ranges, reading: Reading) -> list[Span]:
    """One stretch or several of the article's sentences, in the order given.

    Raises UsageError when there is none, or one is in no sentence: a dateline is not.
    """
    match places:
        case (int(), *_):
            found = [stretch(cast("Range", places), reading)]
        case (_, *_):
            found = [stretch(place, reading) for place in places]
        case _:
            raise UsageError("no stretch of the article is given; an item needs one to stand on")
    for span in found:
        if not reading.numbers_of([span]):
            raise UsageError(f"“{span.text[:40]}” is in no sentence of the article; mark one")
    return found


def sentences(spans: Sequence[Span], reading: Reading) -> list[Span]:
    """The whole sentences that the spans touch, in order: evidence is never less."""
    return [reading.sentence_span(number) for number in reading.numbers_of(spans)]


def refuse_unfit(changes: Mapping[str, object], known: Mapping[str, object], what: str) -> None:
    """Raises UsageError for no change, a field that an edit cannot set, and a blank text."""
    if not changes:
        raise UsageError(f"nothing is changed; give one of {', '.join(known)}")
    for name, value in changes.items():
        if name not in known:
            raise UsageError(f"{what} has no {name!r} to set; choose from {', '.join(known)}")
        if isinstance(value, str) and not value.strip():
            raise UsageError(f"{what}: {name} is blank; write something or leave it as it was")


def unfit(error: ValidationError, what: str) -> UsageError:
    """What pydantic found, as the one line that the caller of an edit gets."""
    first = error.errors()[0]
    return UsageError(f"{what}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
