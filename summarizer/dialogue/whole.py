"""The strategy for strong models: all items of a kind in one question, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from pydantic import BaseModel

from summarizer.dialogue.acceptance import accept_claim, accept_event, errors_in
from summarizer.dialogue.answers import parse_items
from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.listing import MOST_REPAIRS, ListAsk
from summarizer.dialogue.recipe_ask import page_asks
from summarizer.dialogue.wanted import Kind, Wanted
from summarizer.grounding.claims import ground_claim
from summarizer.grounding.events import ground_event
from summarizer.prompting import Page, Part, compose
from summarizer.recipes import load
from summarizer.repair import barred, repair_part
from summarizer.rounds import Question, Reply
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft
from summarizer.schemas.problem import Problem

__all__ = ["Whole"]


@dataclass(frozen=True, slots=True)
class Whole:
    """Asks for lists of items; each item that fails is then asked about alone."""

    wanted: Wanted = Wanted()
    name: ClassVar = "whole"
    page_tokens: ClassVar = 12_000
    """Tokens of article on a page: beyond this, models begin to skip sentences."""
    answer_tokens: ClassVar = 4_000

    def opening(self, board: Board) -> Sequence[Ask]:
        """The lists that are wanted, for every page."""
        lists = [
            ListAsk(listing, page, f"{listing.recipe} of page {index}")
            for index, page in enumerate(board.pages, 1)
            for listing in _LISTINGS
            if listing.kind in self.wanted.kinds
        ]
        return [*lists, *page_asks(board, self.wanted.recipes)]


@dataclass(frozen=True, slots=True)
class _Listing:
    """Claims or events: see `listing.Listing`. An answer has its items under the recipe's name."""

    kind: Kind
    recipe: str
    draft: type[ClaimDraft] | type[EventDraft]
    most_repairs: ClassVar = MOST_REPAIRS

    def question(self, page: Page, label: str, again: Part | None) -> Question:
        part = Part(load(self.recipe), {})
        return compose(page, [part] if again is None else [part, again], label)

    def repair_question(
        self, draft: BaseModel, problems: Sequence[Problem], page: Page
    ) -> Question:
        part = repair_part(self.kind, draft, problems, page)
        return compose(page, [part], f"repair of a {self.kind}", barred(draft, problems))

    def read(
        self, reply: Reply
    ) -> tuple[Sequence[ClaimDraft | EventDraft], list[tuple[dict[str, Any], str]]]:
        return parse_items(reply, self.recipe, self.draft)

    def place(self, draft: BaseModel, board: Board) -> list[Problem]:
        if isinstance(draft, ClaimDraft):
            claim = ground_claim(draft, board.reading)
            errors = errors_in(claim.problems)
            return errors if errors or claim.item is None else accept_claim(claim.item, board)
        if isinstance(draft, EventDraft):
            event = ground_event(draft, board.reading)
            errors = errors_in(event.problems)
            return errors if errors or event.item is None else accept_event(event.item, board)
        raise TypeError(f"{type(draft).__name__} is no draft of a {self.kind}")

    def reject(
        self, entry: dict[str, Any], problems: Sequence[Problem], attempts: int, board: Board
    ) -> None:
        board.reject(self.kind, entry, problems, attempts)


_LISTINGS: Final = (
    _Listing("claim", "claims", ClaimDraft),
    _Listing("event", "events", EventDraft),
)
