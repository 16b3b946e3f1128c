"""What edits are checked against: the article, read when the first edit needs it, and the recipes."""

import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

from summarizer.dialogue.board import Board
from summarizer.dialogue.coverage import cue_sentences
from summarizer.dialogue.limits import Limits
from summarizer.dialogue.wanted import Wanted
from summarizer.documents import Document
from summarizer.editing.recipes_at_hand import RecipesAtHand
from summarizer.errors import DocumentError
from summarizer.grounding.reading import Reading, read_through
from summarizer.grounding.recipe_items import cued_in
from summarizer.recipes.finding import BUILT_IN
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import altered
from summarizer.schemas.summary import Coverage, Gap, Summary

__all__ = ["Article"]

Item = Event | Claim | RecipeItem


class Article:
    """One document, with its reading, which is made once: for all edits of what was made from it.

    `asked` is what was asked for, as a result records it; `recipes` are those at hand. Safe to be
    used by several threads.
    """

    def __init__(self, document: Document, asked: Sequence[str], recipes: RecipesAtHand) -> None:
        self.document = document
        self.recipes = recipes
        self._asked = asked
        self._lock = threading.RLock()

    @classmethod
    def told_of(cls, summary: Summary, text: str, recipes: RecipesAtHand) -> Self:
        """The article as it was read: what its checks know of it is what the summary says of it.

        Raises DocumentError when `text` is not what the summary was made from.
        """
        info = summary.document
        document = Document.from_text(
            text,
            published=info.published,
            title=info.title,
            source=info.source,
            language=info.language,
        )
        article = cls(document, summary.recipes, recipes)
        article.refuse_unlike(summary)
        return article

    def refuse_unlike(self, summary: Summary) -> None:
        """Raises DocumentError for a summary of another text, or one with words that are not in it."""
        if self._sha256 != summary.document.text_sha256:
            raise DocumentError(
                "this is not the article that the result was made from; give it as it was then"
            )
        if (wrong := altered(summary, self.document.text)) is not None:
            raise DocumentError(f"the result was tampered with or damaged: {wrong}; make it again")

    @property
    def reading(self) -> Reading:
        """The document, segmented and scanned."""
        with self._lock:
            return self._reading

    @cached_property
    def _reading(self) -> Reading:
        return read_through(self.document)

    @cached_property
    def _sha256(self) -> str:
        return self.document.text_sha256

    def coverage_after(self, before: Summary, after: Sequence[Item]) -> Coverage:
        """The coverage of a summary once these are its items.

        What called for an item stays what it was: an older version may have seen other cues, and a
        recipe may not be at hand. Sentences that lost their last item of a kind that they call for
        are uncovered now.
        """
        items: list[Item] = [*before.events, *before.claims, *before.items]
        gaps = {gap.sentence: gap for gap in before.coverage.left_out}
        opened: set[int] = set()
        reached: dict[int, list[str]] = {}
        missing: dict[int, list[str]] = {}
        for asked, cues in self._calls.items():
            had, has = self._touched(items, asked), self._touched(after, asked)
            opened |= (had - has) & cues.keys()
            for number in has - had:
                reached.setdefault(number, []).extend(cues.get(number, []))
            for number in cues.keys() - has:
                missing.setdefault(number, []).extend(cues[number])
        for number, met in reached.items():
            if number in gaps:
                still = missing.get(number, [])
                left = [cue for cue in gaps[number].cues if cue in still or cue not in met]
                if number in missing:
                    gaps[number] = gaps[number].model_copy(update={"cues": left})
                else:
                    del gaps[number]
        gaps |= {number: self._gap(number, missing[number]) for number in opened}
        found = before.coverage.found
        return Coverage(
            found=found,
            covered=found - len(gaps),
            left_out=[gap for _, gap in sorted(gaps.items())],
        )

    @cached_property
    def _calls(self) -> dict[str, dict[int, list[str]]]:
        """For each recipe, and "" for events and claims: sentence number -> what calls for an item."""
        with self._lock:
            known = [name for name in self._asked if name in BUILT_IN]
            wanted = Wanted.named(known) if known else Wanted(frozenset())
            calls = {"": cue_sentences(Board(self.reading, (), Limits(), wanted))}
            for name in self._asked:
                if name not in BUILT_IN:
                    recipe = self.recipes.find(name)
                    calls[name] = cued_in(recipe, self.reading) if recipe else {}
            return calls

    def _touched(self, items: Iterable[Item], asked: str) -> set[int]:
        own = (one for one in items if asked == (one.recipe if isinstance(one, RecipeItem) else ""))
        return set(self.reading.numbers_of(span for item in own for span in item.evidence))

    def _gap(self, number: int, cues: Iterable[str]) -> Gap:
        span = self.reading.sentence_span(number)
        return Gap(sentence=number, span=span, cues=list(dict.fromkeys(cues)))
