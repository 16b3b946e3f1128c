"""The strategy for strong models: all claims in one question, all events in another, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from summarizer.dialogue.acceptance import accept_claim, accept_event, errors_in
from summarizer.dialogue.answers import BrokenReplyError, parse_items
from summarizer.dialogue.board import HOPELESS, Ask, Board, Kind, unanswered
from summarizer.grounding.claims import ground_claim
from summarizer.grounding.events import ground_event
from summarizer.prompting import Page, Part, as_json, compose
from summarizer.recipes import load
from summarizer.repair import barred, repair_part
from summarizer.rounds import Question, Reply
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft
from summarizer.schemas.problem import Problem

__all__ = ["Whole"]


class Whole:
    """Asks for lists of items; each item that fails is then asked about alone."""

    name = "whole"
    page_tokens = 12_000
    """Tokens of article on a page: beyond this, models begin to skip sentences."""
    answer_tokens = 4_000

    def opening(self, board: Board) -> Sequence[Ask]:
        """Both lists for every page."""
        return [
            ListAsk(kind, page, Part(load(recipe), {}), f"{recipe} of page {index}")
            for index, page in enumerate(board.pages, 1)
            for kind, recipe in _LISTS
        ]


_LISTS: tuple[tuple[Kind, str], ...] = (("claim", "claims"), ("event", "events"))


@dataclass(frozen=True)
class ListAsk:
    """A question whose answer is a list of items."""

    kind: Kind
    page: Page
    part: Part
    label: str
    attempt: int = 1
    again: Part | None = None

    @property
    def question(self) -> Question:
        """The question, with what was wrong before when it is asked again."""
        parts = [self.part] if self.again is None else [self.part, self.again]
        return compose(self.page, parts, self.label)

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Ground and check each item; return a repair for each that fails."""
        try:
            drafts, wrong = _read(self.kind, reply)
        except BrokenReplyError as error:
            return self._again(reply, str(error), board)
        for item, reason in wrong:
            problem = Problem(code="item-malformed", message=f"The item is incomplete: {reason}")
            board.reject(self.kind, item, [problem], self.attempt)
        failed = [
            RepairAsk(self.kind, self.page, draft, tuple(errors), 2)
            for draft in _distinct(drafts)
            if (errors := _place(self.kind, draft, board))
        ]
        if board.limits.attempts > 1:
            return failed
        for ask in failed:
            board.reject(self.kind, ask.draft.model_dump(), ask.problems, 1)
        return []

    def give_up(self, board: Board, problem: Problem) -> None:
        """The whole list is missing: say so."""
        board.reject(self.kind, {"question": self.label}, [problem], self.attempt)

    def _again(self, reply: Reply, reason: str, board: Board) -> Sequence[Ask]:
        problem = unanswered(reply, reason)
        if reply.status in HOPELESS or self.attempt >= board.limits.attempts:
            item = {"question": self.label, "reply": reply.text[:500]}
            board.reject(self.kind, item, [problem], self.attempt)
            return []
        values = {
            "answer": as_json({"answer": reply.text[:300]}),
            "problems": f"- {problem.message}",
        }
        return [replace(self, attempt=self.attempt + 1, again=Part(load("again"), values))]


@dataclass(frozen=True)
class RepairAsk:
    """A question about one item that failed. `attempt` counts this asking too."""

    kind: Kind
    page: Page
    draft: ClaimDraft | EventDraft
    problems: tuple[Problem, ...]
    attempt: int

    @property
    def question(self) -> Question:
        """The question about this item alone, with the reason and the sentences that matter."""
        part = repair_part(self.kind, self.draft, self.problems, self.page)
        again = barred(self.draft, self.problems)
        return compose(self.page, [part], f"repair of a {self.kind}", again)

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Keep the item if it passes now; ask again while attempts are left; else reject it."""
        try:
            drafts, wrong = _read(self.kind, reply)
            if wrong and not drafts:
                raise BrokenReplyError(wrong[0][1])
        except BrokenReplyError as error:
            return self._again(self.draft, (*self.problems, unanswered(reply, str(error))), board)
        if not drafts:
            self.give_up(board, _withdrawn(self.kind))
            return []
        errors = _place(self.kind, drafts[0], board)
        if errors and drafts[0] == self.draft:
            # The same answer again: asking once more would only cost.
            board.reject(self.kind, self.draft.model_dump(), errors, self.attempt)
            return []
        return self._again(drafts[0], tuple(errors), board) if errors else []

    def give_up(self, board: Board, problem: Problem) -> None:
        """Reject the item with everything that was wrong with it."""
        board.reject(self.kind, self.draft.model_dump(), [*self.problems, problem], self.attempt)

    def _again(
        self, draft: ClaimDraft | EventDraft, problems: tuple[Problem, ...], board: Board
    ) -> Sequence[Ask]:
        if self.attempt >= board.limits.attempts:
            board.reject(self.kind, draft.model_dump(), problems, self.attempt)
            return []
        return [replace(self, draft=draft, problems=problems, attempt=self.attempt + 1)]


def _read(
    kind: Kind, reply: Reply
) -> tuple[Sequence[ClaimDraft | EventDraft], list[tuple[dict[str, Any], str]]]:
    if kind == "claim":
        return parse_items(reply, "claims", ClaimDraft)
    return parse_items(reply, "events", EventDraft)


def _distinct(
    drafts: Sequence[ClaimDraft | EventDraft],
) -> Sequence[ClaimDraft | EventDraft]:
    """Each item once: a small model that has nothing more to say repeats itself.

    An item is the same when it differs in the sentences it cites at most.
    """
    first: dict[str, ClaimDraft | EventDraft] = {}
    for draft in drafts:
        first.setdefault(draft.model_dump_json(exclude={"sentences"}), draft)
    return list(first.values())


def _place(kind: Kind, draft: BaseModel, board: Board) -> list[Problem]:
    """Ground and check one draft; on the board when it passes, else the errors."""
    if isinstance(draft, ClaimDraft):
        claim = ground_claim(draft, board.reading)
        errors = errors_in(claim.problems)
        return errors if errors or claim.item is None else accept_claim(claim.item, board)
    if isinstance(draft, EventDraft):
        event = ground_event(draft, board.reading)
        errors = errors_in(event.problems)
        return errors if errors or event.item is None else accept_event(event.item, board)
    raise TypeError(f"{type(draft).__name__} is no draft of a {kind}")


def _withdrawn(kind: Kind) -> Problem:
    return Problem(code="withdrawn", message=f"Asked again, the model no longer lists this {kind}.")
