"""Where edits are made: a shelf of summaries, their articles, and the reviews kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from summarizer.editing.article import Article
from summarizer.export.report.index import STATES, IndexLine, IndexRow, line_of, report_name
from summarizer.export.result_lines import written_row
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.review.edits import Edit, edited
from summarizer.review.reviews import Progress, Reviews
from summarizer.review.shelf import Entry, Shelf
from summarizer.schemas.summary import Summary

__all__ = ["Desk", "Opened"]

NOT_BEGUN, IN_REVIEW, REVIEWED = range(len(STATES))

ARTICLES_KEPT: Final = 64
"""Articles at hand at once, read: what a few reviewers have open."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One summary as it now stands, beside its article."""

    number: int
    name: str
    """What a file of it is called, safe on any disk."""
    summary: Summary
    text: str | None
    recipes: list[ItemRecipe]
    """Those of its items that are at hand, by which the items can be mended."""


class Desk:
    """What the pages show and do, without HTTP. Safe to be used by several threads."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._reviews = Reviews(shelf)
        self._lines: dict[Entry, tuple[int, IndexLine]] = {}
        self._article = lru_cache(ARTICLES_KEPT)(self._found)

    def open(self, number: int) -> Opened:
        """The summary with this number, from 1. Raises DocumentError when it is not of its article."""
        entry = self.shelf.entries[number - 1]
        summary, article = self._reviews.current(entry), self._article(entry)
        if article is not None:
            article.refuse_unlike(summary)
        return self._opened(number, summary, article)

    def edit(self, number: int, edit: Edit) -> Opened:
        """The summary after an edit, which is saved. Raises StaleEditError and UsageError."""
        entry = self.shelf.entries[number - 1]
        article = self._article(entry)
        summary = self._reviews.change(entry, lambda now: edited(now, edit, article))
        return self._opened(number, summary, article)

    def tried(self, number: int, edit: Edit) -> Summary:
        """The summary after an edit, which is not saved. Raises StaleEditError and UsageError."""
        entry = self.shelf.entries[number - 1]
        return edited(self._reviews.current(entry), edit, self._article(entry))

    def version(self, number: int) -> int:
        """How many edits were made of a summary."""
        return self._reviews.version(self.shelf.entries[number - 1])

    def lines(self) -> Iterator[IndexLine]:
        """A line of the index for each summary; only those changed since are read again."""
        progress = self._reviews.progress()
        for number, entry in enumerate(self.shelf.entries, 1):
            begun = progress.get((entry.id, entry.made))
            version = begun.version if begun else 0
            kept = self._lines.get(entry)
            if kept is None or kept[0] != version:
                summary = self._reviews.current(entry) if begun else self.shelf.summary(entry)
                line = line_of(IndexRow(entry.id, summary, str(number)))
                kept = self._lines[entry] = (version, line)
            yield replace(kept[1], state=_state(begun))

    def rows(self) -> Iterator[str]:
        """All summaries as they now stand, a line of JSON each, as a run has them in its results."""
        for entry in self.shelf.entries:
            summary = self._reviews.current(entry)
            yield written_row(self.shelf.ids(entry) | summary.model_dump(mode="json"))

    def _opened(self, number: int, summary: Summary, article: Article | None) -> Opened:
        name = Path(report_name(self.shelf.entries[number - 1].id)).stem
        # Also those without an item now: one may come back.
        asked = [*summary.recipes, *(item.recipe for item in summary.items)]
        recipes = map(self.shelf.recipes.find, dict.fromkeys(asked))
        return Opened(
            number,
            name,
            summary,
            article.document.text if article else None,
            [recipe for recipe in recipes if recipe is not None],
        )

    def _found(self, entry: Entry) -> Article | None:
        summary = self.shelf.summary(entry)
        text = self.shelf.texts.find(summary.document)
        return None if text is None else Article.told_of(summary, text, self.shelf.recipes)


def _state(begun: Progress | None) -> int:
    if begun is None:
        return NOT_BEGUN
    return IN_REVIEW if begun.open else REVIEWED
