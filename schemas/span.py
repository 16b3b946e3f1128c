"""A stretch of the source text."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, Field, model_validator

from summarizer.schemas.record import Record

__all__ = ["Span", "altered", "spans_in"]


class Span(Record):
    """A half-open range of code points in the document's own text.

    `document.text[start:end] == text`, always.
    """

    start: int = Field(ge=0)
    end: int
    text: str

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Self:
        """The span `start`..`end` of `source`."""
        return cls(start=start, end=end, text=source[start:end])

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.end <= self.start or self.end - self.start != len(self.text):
            raise ValueError(
                f"span {self.start}..{self.end} does not hold {len(self.text)} characters"
            )
        return self

    def overlaps(self, other: "Span") -> bool:
        """Whether the two ranges share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end


def spans_in(value: object, path: str = "") -> Iterator[tuple[str, Span]]:
    """Every span of a record, whatever holds it, with where it stands: `claims[0].content[1]`."""
    match value:
        case Span():
            yield path, value
        case BaseModel():
            for name, part in vars(value).items():
                yield from spans_in(part, f"{path}.{name}" if path else name)
        case dict():
            for name, part in value.items():
                yield from spans_in(part, f"{path}.{name}")
        case list():
            for number, part in enumerate(value):
                yield from spans_in(part, f"{path}[{number}]")


def altered(value: object, text: str) -> str | None:
    """Where a record has a span that is not what `text` has there, and how; None: nowhere."""
    for path, span in spans_in(value):
        there = text[span.start : span.end]
        if there != span.text:
            return f"{path} has “{span.text[:40]}” where the article has “{there[:40]}”"
    return None
