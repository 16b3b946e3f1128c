"""Events, claims and items of recipes that an editor can act on.

They are values: an edit puts a new one into the summary and returns it; the old one stays as it was.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, Unpack

from summarizer.editing.claims import ClaimChanges, revised_claim
from summarizer.editing.events import EventChanges, revised_event
from summarizer.editing.notebook import claim_html, event_html, recipe_item_html
from summarizer.editing.recipe_items import FieldChange, ItemChanges
from summarizer.editing.stretches import Ranges
from summarizer.errors import UsageError
from summarizer.schemas import claim as claim_records
from summarizer.schemas import event as event_records
from summarizer.schemas import recipe_item as item_records

if TYPE_CHECKING:
    from summarizer.editing.summary import Summary

__all__ = ["Claim", "Event", "RecipeItem"]

Record = TypeVar("Record", claim_records.Claim, event_records.Event, item_records.RecipeItem)


class Claim(claim_records.Claim):
    """A claim, and what can be done to it.

    An edit acts on the claim of this `id` as it now stands in its summary, checks it at once without
    a model, and is kept in the summary's `history` with `by`, the editor's name. Edits raise
    UsageError when the claim belongs to no summary or is no longer in it.
    """

    # A slot and no field: whose a claim is, is no part of what it says, of its JSON or of its copies.
    __slots__ = ("_summary",)
    if TYPE_CHECKING:
        _summary: Summary

    def revise(self, *, by: str = "", **changes: Unpack[ClaimChanges]) -> "Claim":
        """The claim with another text, speaker, stance, content, cue or evidence.

        Stretches are pairs of offsets into the article. What fails a check is kept, with its
        problems and a confidence of 0. Needs the article.
        """
        summary = _summary_of(self)
        return summary._edit(
            self, "revised", by, lambda claim: revised_claim(claim, changes, summary._reading())
        )

    def accept(self, *, by: str = "") -> "Claim":
        """The claim, marked as found right by a person. Its problems stay beside it."""
        return _summary_of(self)._edit(self, "accepted", by, _accepted)

    def reject(self, reason: str, *, by: str = "") -> None:
        """Move the claim to the summary's `rejected`, with the reason as its problem."""
        _summary_of(self)._reject(self, reason, by)

    def _repr_html_(self) -> str:
        return claim_html(self)


class Event(event_records.Event):
    """An event, and what can be done to it: the same as to a claim."""

    __slots__ = ("_summary",)
    if TYPE_CHECKING:
        _summary: Summary

    def revise(self, *, by: str = "", **changes: Unpack[EventChanges]) -> "Event":
        """The event with another summary, type, status, trigger, place, time, evidence, participants.

        Stretches are pairs of offsets into the article, participants `(start, end, role)`. What
        fails a check is kept, with its problems and a confidence of 0. Needs the article.
        """
        summary = _summary_of(self)
        return summary._edit(
            self, "revised", by, lambda event: revised_event(event, changes, summary._reading())
        )

    def accept(self, *, by: str = "") -> "Event":
        """The event, marked as found right by a person. Its problems stay beside it."""
        return _summary_of(self)._edit(self, "accepted", by, _accepted)

    def reject(self, reason: str, *, by: str = "") -> None:
        """Move the event to the summary's `rejected`, with the reason as its problem."""
        _summary_of(self)._reject(self, reason, by)

    def _repr_html_(self) -> str:
        return event_html(self)


class RecipeItem(item_records.RecipeItem):
    """An item of a recipe, and what can be done to it: the same as to a claim."""

    __slots__ = ("_summary",)
    if TYPE_CHECKING:
        _summary: Summary

    def revise(
        self,
        values: Mapping[str, FieldChange] = MappingProxyType({}),
        /,
        *,
        by: str = "",
        evidence: Ranges | None = None,
        **fields: FieldChange,
    ) -> "RecipeItem":
        """The item with other values in fields of its recipe, or with other evidence.

        A value is a text, a number, … as the recipe's schema has it, None for "not said", or the
        stretch of the article that says it, a pair of offsets. Copied words become those of the
        article, and bring their sentence into the evidence. `values` is for fields that are called
        `by` or `evidence`. What fails a check is kept, with its problems and a confidence of 0.
        Needs the article and the recipe.
        """
        summary = _summary_of(self)
        changes = ItemChanges({**values, **fields}, evidence)
        return summary._edit(self, "revised", by, lambda item: summary._revised(item, changes))

    def accept(self, *, by: str = "") -> "RecipeItem":
        """The item, marked as found right by a person. Its problems stay beside it."""
        return _summary_of(self)._edit(self, "accepted", by, _accepted)

    def reject(self, reason: str, *, by: str = "") -> None:
        """Move the item to the summary's `rejected`, with the reason as its problem."""
        _summary_of(self)._reject(self, reason, by)

    def _repr_html_(self) -> str:
        return recipe_item_html(self)


def _accepted(item: Record) -> Record:
    return item.model_copy(update={"review": "accepted"})


def _summary_of(item: Claim | Event | RecipeItem) -> "Summary":
    try:
        return item._summary
    except AttributeError:
        raise UsageError(
            "this item belongs to no summary; take it from the claims, events or items of one"
        ) from None
