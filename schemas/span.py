"""A stretch of the source text."""

from typing import Self

from pydantic import Field, model_validator

from summarizer.schemas.record import Record

__all__ = ["Span"]


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
