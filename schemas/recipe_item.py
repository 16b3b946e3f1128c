"""Items of a recipe: whatever its author asks for, with the words of the source that show it."""

from pydantic import Field

from summarizer.schemas.problem import Problem
from summarizer.schemas.record import Record
from summarizer.schemas.review import Review
from summarizer.schemas.span import Span

__all__ = ["FieldValue", "RecipeItem"]

FieldValue = str | int | float | bool | list[str] | None
"""What a field of an item may hold."""


class RecipeItem(Record):
    """One item that a recipe asked for."""

    id: str
    """`i1`, `i2`, …, within this summary."""
    recipe: str
    """Name and version of the recipe, e.g. `court-judgments@v1`."""
    fields: dict[str, FieldValue]
    """The recipe's fields in its order; empty or null where the article does not say."""
    spans: dict[str, list[Span]] = {}
    """By field: where its copied words or its figure stand, one span a value."""
    evidence: list[Span] = Field(min_length=1)
    """The sentences that show it."""
    confidence: float = Field(ge=0, le=1)
    """0 to 1; orders items, and is no probability."""
    problems: list[Problem] = []
    """Notes beside the item; none of them keeps it out."""
    review: Review = "none"
    """What a person made of it. One that a person changed can have errors among its problems."""
