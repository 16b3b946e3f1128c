"""What stands beside an item after an edit: the notes that still hold, and what the checks find now."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeVar

from summarizer.grounding.confidence import lowered
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem

__all__ = ["BY_HAND", "confidence_by_hand", "rechecked"]

Item = TypeVar("Item", Claim, Event, RecipeItem)

BY_HAND: Final = 1.0
"""Of an item that a person wrote and that passes its checks: no share of such was ever measured, and
nothing is held against it."""

_FIELD_OF_NOTES: Final = {"sentences": "evidence"}


def rechecked(
    before: Item,
    after: Item,
    changed: AbstractSet[str],
    check: Callable[[Item], list[Problem]],
) -> list[Problem]:
    """The problems of `after`: notes from its making on fields that were not changed, and the checks'.

    What the checks find in `before` is looked up, not kept: it may be what the edit has mended.
    """
    found = {(problem.code, problem.field) for problem in check(before)}
    made: list[Problem] = [
        note
        for note in before.problems
        if note.severity == "note"
        and (note.code, note.field) not in found
        and _root(note.field) not in changed
    ]
    return [*made, *check(after)]


def confidence_by_hand(problems: Sequence[Problem]) -> float:
    """None at all in what a check refuses or doubts: nobody who goes by it takes that for checked.

    A person's item is put to no model: what the checks have to say stands beside it until it is mended.
    """
    refused = any(problem.severity != "note" for problem in problems)
    return 0.0 if refused else lowered(BY_HAND, problems)


def _root(field: str) -> str:
    """`participants[0].name` -> `participants`; drafts call evidence `sentences`."""
    root = field.partition("[")[0].partition(".")[0]
    return _FIELD_OF_NOTES.get(root, root)
