"""Typed, sourced summaries of news articles: what happened, who said so, and where it stands.

from summarizer import Document, Summarizer

with Summarizer(model="local") as summarizer:
    summary = summarizer.summarize(Document.read("article.txt"))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer.api import Summarizer
    from summarizer.documents import Document
    from summarizer.editing import Claim, Diff, Event, RecipeItem, Summary
    from summarizer.schemas.review import Change
    from summarizer.schemas.span import Span
    from summarizer.schemas.summary import Entity
    from summarizer.settings import Settings

__all__ = [
    "Change",
    "Claim",
    "Diff",
    "Document",
    "Entity",
    "Event",
    "RecipeItem",
    "Settings",
    "Span",
    "Summarizer",
    "Summary",
]

_HOMES = {
    "Change": "summarizer.schemas.review",
    "Claim": "summarizer.editing",
    "Diff": "summarizer.editing",
    "Document": "summarizer.documents",
    "Entity": "summarizer.schemas.summary",
    "Event": "summarizer.editing",
    "RecipeItem": "summarizer.editing",
    "Settings": "summarizer.settings",
    "Span": "summarizer.schemas.span",
    "Summarizer": "summarizer.api",
    "Summary": "summarizer.editing",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line imports this package for --help, which must be instant.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
