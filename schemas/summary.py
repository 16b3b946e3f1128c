"""The result: what a reader gets for one document."""

from typing import Any, Literal

from pydantic import Field

from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.record import Record
from summarizer.schemas.review import Change
from summarizer.schemas.span import Span

__all__ = ["Coverage", "DocumentInfo", "Entity", "Gap", "Rejected", "Summary", "Usage"]


class DocumentInfo(Record):
    """Which document was read. Spans count code points of a text with this SHA-256."""

    id: str
    """Derived from the text alone: the same text has the same id everywhere."""
    title: str | None
    published: str | None
    """ISO date, as given or as the document says."""
    source: str | None
    """The path or URL it was read from."""
    language: str | None
    """ISO 639-1 code."""
    text_sha256: str
    notes: list[str] = []
    """What was odd about reading it, a line each: bytes that were no text, a date that is none."""


class Entity(Record):
    """A person, body or place, and where the text names it."""

    canonical: str
    mentions: list[Span] = Field(min_length=1)


class Rejected(Record):
    """An item that could not be shown to stand in the source."""

    kind: Literal["event", "claim", "item"]
    item: dict[str, Any]
    """The item as the model gave it; `{"reply": …}` when it was not even an item."""
    problems: list[Problem] = Field(min_length=1)
    attempts: int = Field(ge=1)
    """How often it was asked."""


class Gap(Record):
    """A sentence that a summary should have touched, and none of its items does."""

    sentence: int
    """Its number, from 1."""
    span: Span
    cues: list[str]
    """What makes it one: the words found by the scan."""


class Coverage(Record):
    """How much of what the scan found is covered by items."""

    found: int
    """Sentences with a cue: speech, quotation, event word or figure."""
    covered: int
    left_out: list[Gap] = []


class Usage(Record):
    """What it took."""

    calls: int
    replayed: int
    """Questions answered out of the journal, without a call."""
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None
    """USD; null when no price is known for the model."""
    seconds: float | None
    """How long it took; null in the rows of an archive, which do not depend on how often the run was
    broken off."""
    model: str
    strategy: str
    recipes: list[str]
    """Name and version of every prompt template used, e.g. `speaker@v1`."""
    estimated: int = 0
    """Calls whose tokens, and cost, are estimated from characters: the server told none."""


class Summary(Record):
    """A typed, sourced summary of one document."""

    document: DocumentInfo
    events: list[Event]
    claims: list[Claim]
    entities: list[Entity]
    rejected: list[Rejected]
    coverage: Coverage
    usage: Usage
    items: list[RecipeItem] = []
    """What other recipes than `events` and `claims` found, in order of the text."""
    recipes: list[str] = ["events", "claims"]
    """What was asked for: `events`, `claims`, and other recipes with their version."""
    history: list[Change] = []
    """What people changed since it was made, the oldest first."""
