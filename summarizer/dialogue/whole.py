"""The strategy for strong models: all items of a kind in one question, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, TypeVar, get_args

from pydantic import BaseModel

from summarizer.dialogue.acceptance import errors_in, verified
from summarizer.dialogue.answers import parse_items
from summarizer.dialogue.board import Ask, Board, Doubted, Verify
from summarizer.dialogue.gaps import gaps
from summarizer.dialogue.listing import MOST_REPAIRS, ListAsk
from summarizer.dialogue.recipe_ask import page_asks, small_asks
from summarizer.dialogue.second_look import second_looks
from summarizer.dialogue.small_questions import small_questions
from summarizer.dialogue.stages import Closing
from summarizer.dialogue.wanted import Kind, Wanted
from summarizer.grounding.claims import Grounded, ground_claim
from summarizer.grounding.events import ground_event
from summarizer.prompting import Page, Part, compose, compose_alone, numbered
from summarizer.recipes import load
from summarizer.repair import barred, repair_part
from summarizer.rounds import Question, Reply
from summarizer.schemas.claim import Claim, ClaimDraft
from summarizer.schemas.event import Event, EventDraft
from summarizer.schemas.problem import Problem
from summarizer.verification.ledger import worth_asking

__all__ = ["Whole"]

Item = TypeVar("Item", Claim, Event)


@dataclass(frozen=True, slots=True)
class Whole:
    """Asks for lists of items; each item that fails is then asked about alone."""

    wanted: Wanted = Wanted()
    verify: Verify = "doubts"
    name: ClassVar = "whole"
    verifies: ClassVar[tuple[Verify, ...]] = get_args(Verify)
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

    def closings(self) -> Sequence[Closing]:
        """What the lists left out, then what is in doubt; in place of a list that never came, grammar."""
        return (self._gaps, second_looks, self._instead)

    def _instead(self, board: Board) -> Sequence[Ask]:
        return small_questions(board, board.unlisted) if board.unlisted else []

    def _gaps(self, board: Board) -> Sequence[Ask]:
        """One question a page and kind about sentences without an item that look as if they had one."""
        asks: list[Ask] = [
            ListAsk(replace(listing, left_out=tuple(numbers)), page, f"{listing.recipe} left out")
            for listing in _LISTINGS
            if listing.kind in self.wanted.kinds
            for page, numbers in gaps(listing.kind, board)
        ]
        return [*asks, *small_asks(board)]


@dataclass(frozen=True, slots=True)
class _Listing:
    """Claims or events: see `listing.Listing`. An answer has its items under the recipe's name."""

    kind: Kind
    recipe: str
    draft: type[ClaimDraft] | type[EventDraft]
    most_repairs: ClassVar = MOST_REPAIRS
    left_out: tuple[int, ...] = ()
    """Sentences that are asked about alone; all of the page when there are none."""

    def question(self, page: Page, label: str, again: Part | None) -> Question:
        parts = [Part(load(self.recipe), {"context": page.context})]
        if self.left_out:
            near = numbered(one for one in page.segments if one.number in self.left_out)
            parts.append(Part(load("gaps"), {"near": near}))
        return compose(page, [*parts, again] if again else parts, label)

    def repair_question(
        self, draft: BaseModel, problems: Sequence[Problem], page: Page
    ) -> Question:
        part = repair_part(self.kind, draft, problems, page)
        label = f"repair of a {self.kind}"
        if page.exact_numbers:  # the embedded engine, whose cache holds the article
            return compose(page, [part], label, barred(draft, problems))
        return compose_alone(page, part, label)

    def read(
        self, reply: Reply
    ) -> tuple[Sequence[ClaimDraft | EventDraft], list[tuple[dict[str, Any], str]]]:
        return parse_items(reply, self.recipe, self.draft)

    def place(self, draft: BaseModel, board: Board, *, final: bool = False) -> list[Problem]:
        if isinstance(draft, ClaimDraft):
            claim = ground_claim(draft, board.reading)
            return self._settle(draft, claim, board, final)
        if isinstance(draft, EventDraft):
            event = ground_event(draft, board.reading)
            return self._settle(draft, event, board, final)
        raise TypeError(f"{type(draft).__name__} is no draft of a {self.kind}")

    def _settle(
        self, draft: BaseModel, grounded: Grounded[Item], board: Board, final: bool
    ) -> list[Problem]:
        """On the board, or among those that wait, when its proofs hold; else the errors."""
        errors = errors_in(grounded.problems)
        if errors or grounded.item is None:
            return errors
        item, errors = verified(grounded.item, board)
        if errors:
            return errors
        doubts = tuple(worth_asking(item.problems))
        waits = board.verify == "all" or (board.verify == "doubts" and doubts)
        if waits and not final:
            numbers = tuple(board.reading.numbers_of(item.evidence))
            board.doubted.append(Doubted(self, draft, item, doubts, numbers))
        else:
            board.accept(item)
        return []

    def reject(
        self, entry: dict[str, Any], problems: Sequence[Problem], attempts: int, board: Board
    ) -> None:
        if "question" in entry and not self.left_out:
            board.unlisted.add(self.kind)
        board.reject(self.kind, entry, problems, attempts)


_LISTINGS: Final = (
    _Listing("claim", "claims", ClaimDraft),
    _Listing("event", "events", EventDraft),
)
