"""Verdicts: whether a source supports what is said about it, sentence by sentence."""

from typing import Literal

from pydantic import Field

from summarizer.schemas.problem import Problem
from summarizer.schemas.record import Draft, Record
from summarizer.schemas.span import Span
from summarizer.schemas.summary import DocumentInfo, Usage

__all__ = ["ChoiceDraft", "Flag", "SentenceSupport", "SupportReport", "Verdict"]

Verdict = Literal["supported", "contradicted", "not_found"]


class Flag(Record):
    """Characters of the checked text that the source does not show."""

    start: int = Field(ge=0)
    """Offset in the checked text, in code points; the range is half-open."""
    end: int
    reason: str
    """The code of the problem, e.g. `number-differs` (docs/checks.md lists them all), or
    `word-not-found` for a word that the source does not have."""


class SentenceSupport(Record):
    """One sentence of the checked text, and what the source has to say about it."""

    text: str
    start: int = Field(ge=0)
    """Offset in the checked text, in code points; the range is half-open."""
    end: int
    verdict: Verdict
    """`contradicted`: the source says it otherwise; `not_found`: it does not say it."""
    support: float = Field(ge=0, le=1)
    """How probable it is that the source supports all of the sentence."""
    confidence: float = Field(ge=0, le=1)
    """How probable it is that the verdict is right: `support`, or what is left of it. It can be under
    one half: what is just probable does not count as supported."""
    evidence: list[Span]
    """The sentences of the source that come nearest to it, the nearest first."""
    problems: list[Problem] = []
    """What differs; the spans are the source's."""


class SupportReport(Record):
    """A text checked against a source."""

    document: DocumentInfo
    """The source."""
    text: str
    """The checked text: what `start` and `end` of sentences and flags count in."""
    sentences: list[SentenceSupport]
    flags: list[Flag]
    usage: Usage


class ChoiceDraft(Draft):
    """The answer to a question with two labelled options, where it cannot be one token."""

    choice: Literal["A", "B"] = Field(description="The letter of the option that is right.")
