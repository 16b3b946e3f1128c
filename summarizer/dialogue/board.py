"""Where a dialogue puts what it has: accepted items, rejected ones, and what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel

from summarizer.dialogue.limits import Limits
from summarizer.dialogue.wanted import Kind, Wanted
from summarizer.grounding.happenings import Happening, happenings
from summarizer.grounding.reading import Reading
from summarizer.prompting import Page
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Rejected

if TYPE_CHECKING:
    from summarizer.dialogue.listing import Listing

__all__ = ["HOPELESS", "Ask", "Board", "Doubted", "Verify", "unanswered"]


Verify = Literal["none", "doubts", "all"]
"""Which claims and events a model is asked to look at once more: none, those in doubt, or every one."""


@dataclass(frozen=True)
class Doubted:
    """An item that passed its proofs and waits for a second look, with what may speak against it."""

    listing: "Listing"
    draft: BaseModel
    item: Claim | Event
    doubts: tuple[Problem, ...]
    numbers: tuple[int, ...]
    """The sentences that it cites."""


@dataclass
class Board:
    """The state of one document's dialogue."""

    reading: Reading
    pages: Sequence[Page]
    limits: Limits
    wanted: Wanted = Wanted()
    verify: Verify = "none"
    unlisted: set[Kind] = field(default_factory=set)
    """Kinds of which a page's list never came."""
    doubted: list[Doubted] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    items: list[RecipeItem] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    tokens: Tokens = Tokens()
    replayed: int = 0
    recipes: dict[str, None] = field(default_factory=dict)
    taken_up: set[tuple[str, int]] = field(default_factory=set)
    """What questions have dealt with: statements and happenings by kind and place, sentences (and pages,
    as -1, -2, …) by the id of a recipe."""
    reopened: dict[str, list[list[int]]] = field(default_factory=dict)
    """By the id of a recipe: sentences to be asked about though something was known of them."""

    @cached_property
    def happenings(self) -> Sequence[Happening]:
        """What the text tells to have happened; every round needs it, and it never changes."""
        return happenings(self.reading)

    def count(self, question: Question, reply: Reply) -> None:
        """Add one exchange to what the document took."""
        self.tokens = self.tokens + reply.tokens
        self.replayed += reply.replayed
        self.recipes.update(dict.fromkeys(question.recipe.split("+")))

    def take_up(self, matter: tuple[str, int]) -> bool:
        """Mark a matter as dealt with; False when it was before."""
        if matter in self.taken_up:
            return False
        self.taken_up.add(matter)
        return True

    def accept(self, item: Claim | Event) -> None:
        """List an item that stands."""
        if isinstance(item, Claim):
            self.claims.append(item)
        else:
            self.events.append(item)

    def reject(
        self,
        kind: Kind | Literal["item"],
        item: dict[str, Any],
        problems: Sequence[Problem],
        attempts: int,
    ) -> None:
        """List an item as one that could not be shown."""
        self.rejected.append(
            Rejected(kind=kind, item=item, problems=list(problems), attempts=attempts)
        )


class Ask(Protocol):
    """A question with what to do about its reply."""

    @property
    def question(self) -> Question: ...

    def settle(self, reply: Reply, board: Board) -> "Sequence[Ask]":
        """Put what the reply gives on the board; return what must be asked again."""

    def give_up(self, board: Board, problem: Problem) -> None:
        """Close the matter without asking, because a limit was reached."""


_UNANSWERED = {
    "truncated": ("answer-cut", "The answer was cut off at its length limit."),
    "refused": ("answer-refused", "The model refused to answer."),
    "empty": ("answer-empty", "The model gave an empty answer."),
    "failed": ("answer-failed", "The model could not be reached for this question."),
    "complete": ("answer-malformed", "The answer is not JSON of the form that was asked for."),
}


HOPELESS = frozenset({"refused", "failed"})
"""Statuses of replies after which asking the same again is of no use."""


def unanswered(reply: Reply, detail: str = "") -> Problem:
    """Why a reply holds no item, as a problem."""
    code, message = _UNANSWERED[reply.status]
    more = reply.detail or detail
    return Problem(code=code, message=f"{message} {more}".strip())
