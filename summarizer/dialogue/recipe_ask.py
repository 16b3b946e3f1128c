"""Questions for the items of recipes: a page, a few lines with a cue, or one item that failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, ClassVar

from pydantic import BaseModel

from summarizer.dialogue.acceptance import accept_item, errors_in
from summarizer.dialogue.answers import parse_items
from summarizer.dialogue.board import Board
from summarizer.dialogue.listing import MOST_REPAIRS, ListAsk
from summarizer.dialogue.pages import page_of
from summarizer.grounding.recipe_items import cued_in, ground_item
from summarizer.prompting import Page, Part, compose, numbered, request_schema
from summarizer.recipes import load
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.repair import barred, repair_part
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem

__all__ = ["page_asks", "small_asks"]

# Sentences of one small question: neighbours with a cue are mostly about one matter, and a small
# model mixes up what is spread over more.
MOST_LINES = 3
# Sentences before the first with a cue that a small question shows too, for what "he" stands for.
LINES_BEFORE = 1
# Items that a few lines may give; without an end, a small model goes on for ever.
MOST_ITEMS = 4
SMALL_ANSWER_TOKENS = 600


def page_asks(board: Board, recipes: Sequence[ItemRecipe]) -> Sequence[ListAsk]:
    """One question a page for each of `recipes`, where it was not asked before."""
    return [
        ListAsk(_RecipeListing(recipe), page, f"{recipe.name} of page {index}")
        for index, page in enumerate(board.pages, 1)
        for recipe in recipes
        if board.take_up((recipe.id, -index))
    ]


def small_asks(board: Board) -> Sequence[ListAsk]:
    """Questions about the lines that have a recipe's cue and no item yet, each line once.

    A recipe without cues is asked about a page at a time instead. Lines whose item a copy of an
    article did not bear out are asked about first, those of one item together.
    """
    asks = [
        ListAsk(
            _RecipeListing(recipe, lines),
            page_of(lines, board.pages),
            f"{recipe.name} in sentence {lines[-1]}",
        )
        for recipe in board.wanted.recipes
        for lines in [*_reopened_lines(recipe, board), *_open_lines(recipe, board)]
    ]
    uncued = [recipe for recipe in board.wanted.recipes if recipe.cues is None]
    return [*asks, *page_asks(board, uncued)]


def _open_lines(recipe: ItemRecipe, board: Board) -> Iterator[tuple[int, ...]]:
    """Runs of sentences with a cue that no item of the recipe has among its evidence."""
    spans = [span for item in board.items if item.recipe == recipe.id for span in item.evidence]
    covered = set(board.reading.numbers_of(spans))
    numbers = [
        number
        for number in cued_in(recipe, board.reading)
        if number not in covered and board.take_up((recipe.id, number))
    ]
    run: list[int] = []
    for number, following in pairwise([*numbers, 0]):
        run.append(number)
        if following != number + 1 or len(run) == MOST_LINES:
            yield _with_lines_before(run)
            run = []


def _reopened_lines(recipe: ItemRecipe, board: Board) -> Iterator[tuple[int, ...]]:
    for lines in board.reopened.pop(recipe.id, ()):
        for number in lines:
            board.take_up((recipe.id, number))
        yield _with_lines_before(lines)


def _with_lines_before(lines: Sequence[int]) -> tuple[int, ...]:
    return (*range(max(1, lines[0] - LINES_BEFORE), lines[0]), *lines)


@dataclass(frozen=True, slots=True)
class _RecipeListing:
    """The items of a recipe: see `listing.Listing`. `lines` are the only sentences asked about."""

    recipe: ItemRecipe
    lines: tuple[int, ...] = ()
    kind: ClassVar = "item"

    @property
    def most_repairs(self) -> int:
        """Of few lines, as many as they may give."""
        return MOST_ITEMS if self._is_narrow else MOST_REPAIRS

    @property
    def _is_narrow(self) -> bool:
        """Whether it asks about a few lines; more are most of a copy, say."""
        return 0 < len(self.lines) <= LINES_BEFORE + MOST_LINES

    def question(self, page: Page, label: str, again: Part | None) -> Question:
        """The recipe's prompt, how to answer, the lines, and what was wrong before."""
        parts = [Part(self.recipe.asking, {}), Part(load("items"), {})]
        if self.lines:
            shown = [one for one in page.segments if one.number in self.lines]
            parts.append(Part(load("lines"), {"near": numbered(shown)}))
        question = compose(page, parts if again is None else [*parts, again], label)
        return self._narrowed(question, page) if self.lines else question

    def _narrowed(self, question: Question, page: Page) -> Question:
        """The question with an answer for its lines: their numbers alone; of few, few items and words."""
        schema = dict(question.schema)
        if page.exact_numbers and self.recipe.asking.schema is not None:
            schema = request_schema(self.recipe.asking.schema, self.lines)
        if not self._is_narrow:
            return replace(question, schema=schema)
        few = {**schema["properties"]["items"], "maxItems": MOST_ITEMS}
        return replace(
            question,
            schema={**schema, "properties": {**schema["properties"], "items": few}},
            max_tokens=min(question.max_tokens, SMALL_ANSWER_TOKENS),
        )

    def repair_question(
        self, draft: BaseModel, problems: Sequence[Problem], page: Page
    ) -> Question:
        """The item with gaps, in the template that serves all recipes, with this one's answer."""
        part = repair_part("item", draft, problems, page)
        asking = self.recipe.asking
        answer = replace(part.recipe, schema=asking.schema, max_tokens=asking.max_tokens)
        part = Part(answer, {**part.values, "what": self.recipe.what})
        again = barred(draft, problems)
        return compose(page, [part], f"repair of {self.recipe.name}", again)

    def read(self, reply: Reply) -> tuple[list[BaseModel], list[tuple[dict[str, Any], str]]]:
        """The drafts under `items`."""
        return parse_items(reply, "items", self.recipe.draft)

    def place(self, draft: BaseModel, board: Board, *, final: bool = False) -> list[Problem]:
        """Ground and check one item; on the board when it passes, else the errors."""
        grounded = ground_item(draft, self.recipe, board.reading)
        errors = errors_in(grounded.problems)
        if errors or grounded.item is None:
            return errors
        return accept_item(grounded.item, self.recipe, board)

    def reject(
        self, entry: dict[str, Any], problems: Sequence[Problem], attempts: int, board: Board
    ) -> None:
        """List it with the recipe that asked for it."""
        board.reject("item", {"recipe": self.recipe.id, **entry}, problems, attempts)
