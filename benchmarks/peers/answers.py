"""What a peer gave, in one form for both; and what a document came to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from benchmarks.peers.spots import Spot
from summarizer.documents import Document
from summarizer.schemas.summary import Summary

__all__ = ["Answer", "Asker", "Connection", "Incident", "Said", "Spent", "TaskName"]

TaskName = Literal["claims", "incidents"]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: where the peer placed its words, and strings for the rest ("" where it has none)."""

    content: Spot
    speaker: str = ""
    """The words beside the claim, as the peer copied them."""
    name: str = ""
    """Who that is."""
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident in the peer's own words; "" and () where it has none."""

    type: str
    date: str = ""
    place: str = ""
    perpetrators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    killed: tuple[str, ...] = ()
    wounded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """What it took, as the server counted it."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(
            self.calls - other.calls,
            self.input_tokens - other.input_tokens,
            self.output_tokens - other.output_tokens,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One document. `error` says why the summary is empty, "" when nothing went wrong."""

    summary: Summary
    seconds: float
    spent: Spent
    error: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """An OpenAI-compatible server."""

    base_url: str
    api_key: str
    model: str


Asker = Callable[[Document], Summary]
"""A document in, a summary out; raises whatever its user would see raised."""
