"""Items that passed their checks go on the board; those that did not are rejected, with the reason."""

from collections.abc import Sequence
from typing import TypeVar

from summarizer.dialogue.board import Board
from summarizer.grounding.claims import claim_from_attribution
from summarizer.grounding.confidence import Certainty
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.scan import Attribution
from summarizer.schemas.claim import Claim, Speaker
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.verification import check_claim, check_event
from summarizer.verification.recipe_items import check_item

__all__ = [
    "accept_attribution",
    "accept_claim",
    "accept_event",
    "accept_item",
    "errors_in",
    "verified",
]


Item = TypeVar("Item", Claim, Event)

_NO_CLAIM = frozenset(
    """attribution-in-words speaker-contradicted speaker-in-words speaker-unresolved not-attributed
    negation-cut-off denial-dropped denial-added""".split()
)


def accept_attribution(
    attribution: Attribution,
    speaker: Speaker,
    certainty: Certainty,
    notes: Sequence[Problem],
    board: Board,
) -> None:
    """Check the claim that grammar found, now that its speaker is known, and settle it.

    What grammar claims must be sure: where it doubts that these are somebody's words, it claims nothing.
    """
    claim = claim_from_attribution(attribution, speaker, board.reading, certainty, notes)
    wrong = [one for one in check_claim(claim, board.reading) if one.code in _NO_CLAIM]
    wrong = wrong or accept_claim(claim, board)
    if wrong:
        board.reject("claim", claim.model_dump(mode="json", exclude={"id"}), wrong, 1)


def accept_claim(claim: Claim, board: Board) -> list[Problem]:
    """Put a claim on the board when it passes; return the errors that keep it off."""
    checked, errors = verified(claim, board)
    if not errors:
        board.accept(checked)
    return errors


def accept_event(event: Event, board: Board) -> list[Problem]:
    """Put an event on the board when it passes; return the errors that keep it off."""
    checked, errors = verified(event, board)
    if not errors:
        board.accept(checked)
    return errors


def verified(item: Item, board: Board) -> tuple[Item, list[Problem]]:
    """An item with everything found about it, and the proofs that fail."""
    reading = board.reading
    found: list[Problem] = (
        check_claim(item, reading) if isinstance(item, Claim) else check_event(item, reading)
    )
    return item.model_copy(update={"problems": [*item.problems, *found]}), errors_in(found)


def accept_item(item: RecipeItem, recipe: ItemRecipe, board: Board) -> list[Problem]:
    """Put an item of `recipe` on the board when it passes; return the errors that keep it off."""
    problems = check_item(item, recipe, board.reading)
    if not errors_in(problems):
        board.items.append(item.model_copy(update={"problems": [*item.problems, *problems]}))
    return errors_in(problems)


def errors_in(problems: Sequence[Problem]) -> list[Problem]:
    """The problems that keep an item out."""
    return [problem for problem in problems if problem.severity == "error"]
