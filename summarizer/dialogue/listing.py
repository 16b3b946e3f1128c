"""Questions whose answer is a list of items, and the repair of each item that fails.

What differs between claims, events and the items of recipes is a `Listing`; asking again, repairing and
giving up are the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from pydantic import BaseModel

from summarizer.dialogue.answers import BrokenReplyError
from summarizer.dialogue.board import HOPELESS, Ask, Board, unanswered
from summarizer.prompting import Page, Part, as_json
from summarizer.recipes import load
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem

__all__ = ["MOST_REPAIRS", "ListAsk", "Listing", "RepairAsk"]

MOST_REPAIRS: Final = 20
"""Items of one answer that are asked about again. A model of which more fail than that is not mended item
by item: asking about a thousand bad ones cost two thousand calls."""


class Listing(Protocol):
    """One kind of item, as it is asked for and as its answers are read."""

    @property
    def kind(self) -> str: ...

    @property
    def most_repairs(self) -> int:
        """How many items of one answer may be asked about again."""

    def question(self, page: Page, label: str, again: Part | None) -> Question:
        """All items on a page; `again` says what was wrong with the answer before."""

    def repair_question(
        self, draft: BaseModel, problems: Sequence[Problem], page: Page
    ) -> Question:
        """One item that failed, alone, with the reason."""

    def read(self, reply: Reply) -> tuple[Sequence[BaseModel], list[tuple[dict[str, Any], str]]]:
        """The drafts in an answer, and what is none, each with why. Raises BrokenReplyError."""

    def place(self, draft: BaseModel, board: Board, *, final: bool = False) -> list[Problem]:
        """Ground and check one draft; on the board when it passes, else the errors.

        What is in doubt waits for a second look, unless this is `final`.
        """

    def reject(
        self, entry: dict[str, Any], problems: Sequence[Problem], attempts: int, board: Board
    ) -> None:
        """List an item, or a question that brought none, as rejected."""


@dataclass(frozen=True)
class ListAsk:
    """A question whose answer is a list of items."""

    listing: Listing
    page: Page
    label: str
    attempt: int = 1
    again: Part | None = None

    @property
    def question(self) -> Question:
        """The question, with what was wrong before when it is asked again."""
        return self.listing.question(self.page, self.label, self.again)

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Ground and check each item; return a repair for each that fails."""
        try:
            drafts, wrong = self.listing.read(reply)
        except BrokenReplyError as error:
            return self._again(reply, str(error), board)
        for entry, reason in wrong:
            problem = Problem(code="item-malformed", message=f"The item is incomplete: {reason}")
            self.listing.reject(entry, [problem], self.attempt, board)
        failed = [
            RepairAsk(self.listing, self.page, draft, tuple(errors), 2)
            for draft in _distinct(drafts)
            if (errors := self.listing.place(draft, board))
        ]
        if board.limits.attempts > 1:
            return self._repairable(failed, board)
        for ask in failed:
            self.listing.reject(ask.draft.model_dump(), ask.problems, 1, board)
        return []

    def _repairable(self, failed: "Sequence[RepairAsk]", board: Board) -> "Sequence[RepairAsk]":
        """The first of the items that failed; what is too many is rejected with that reason too."""
        most = self.listing.most_repairs
        message = (
            f"Of this answer {len(failed)} items failed; {most} of them are asked about again."
        )
        for ask in failed[most:]:
            problems = (*ask.problems, Problem(code="too-many-failed", message=message))
            self.listing.reject(ask.draft.model_dump(), problems, self.attempt, board)
        return failed[:most]

    def give_up(self, board: Board, problem: Problem) -> None:
        """The whole list is missing: say so."""
        self.listing.reject({"question": self.label}, [problem], self.attempt, board)

    def _again(self, reply: Reply, reason: str, board: Board) -> Sequence[Ask]:
        problem = unanswered(reply, reason)
        if reply.status in HOPELESS or self.attempt >= board.limits.attempts:
            entry = {"question": self.label, "reply": reply.text[:500]}
            self.listing.reject(entry, [problem], self.attempt, board)
            return []
        values = {
            "answer": as_json({"answer": reply.text[:300]}),
            "problems": f"- {problem.message}",
        }
        return [replace(self, attempt=self.attempt + 1, again=Part(load("again"), values))]


@dataclass(frozen=True)
class RepairAsk:
    """A question about one item that failed. `attempt` counts this asking too; one that had its second
    look (`final`) gets no other."""

    listing: Listing
    page: Page
    draft: BaseModel
    problems: tuple[Problem, ...]
    attempt: int
    final: bool = False

    @property
    def question(self) -> Question:
        """The question about this item alone, with the reason and the sentences that matter."""
        return self.listing.repair_question(self.draft, self.problems, self.page)

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Keep the item if it passes now; ask again while attempts are left; else reject it."""
        try:
            drafts, wrong = self.listing.read(reply)
            if wrong and not drafts:
                raise BrokenReplyError(wrong[0][1])
        except BrokenReplyError as error:
            return self._again(self.draft, (*self.problems, unanswered(reply, str(error))), board)
        if not drafts:
            message = f"Asked again, the model no longer lists this {self.listing.kind}."
            self.give_up(board, Problem(code="withdrawn", message=message))
            return []
        errors = self.listing.place(drafts[0], board, final=self.final)
        if errors and drafts[0] == self.draft:
            # The same answer again: asking once more would only cost.
            self.listing.reject(self.draft.model_dump(), errors, self.attempt, board)
            return []
        return self._again(drafts[0], tuple(errors), board) if errors else []

    def give_up(self, board: Board, problem: Problem) -> None:
        """Reject the item with everything that was wrong with it."""
        problems = [*self.problems, problem]
        self.listing.reject(self.draft.model_dump(), problems, self.attempt, board)

    def _again(
        self, draft: BaseModel, problems: tuple[Problem, ...], board: Board
    ) -> Sequence[Ask]:
        if self.attempt >= board.limits.attempts:
            self.listing.reject(draft.model_dump(), problems, self.attempt, board)
            return []
        return [replace(self, draft=draft, problems=problems, attempt=self.attempt + 1)]


def _distinct(drafts: Sequence[BaseModel]) -> Sequence[BaseModel]:
    """Each item once: a small model that has nothing more to say repeats itself.

    An item is the same when it differs in the sentences it cites at most.
    """
    first: dict[str, BaseModel] = {}
    for draft in drafts:
        first.setdefault(draft.model_dump_json(exclude={"sentences"}), draft)
    return list(first.values())
