"""One reviewer's edit, as the page sends it, and what it makes of a summary.

What an edit does to an item, `summarizer.editing` knows. Here is what several reviewers at once need:
an edit names the version of the item that its maker saw, and everybody undoes their own edits only.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from summarizer.editing import RecipeItem as EditedItem
from summarizer.editing import Summary as Edited
from summarizer.editing.article import Article
from summarizer.editing.history import reverse, standing
from summarizer.errors import UsageError
from summarizer.schemas.claim import Claim, Stance
from summarizer.schemas.event import Event, EventType, ParticipantRole, Status
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change
from summarizer.schemas.summary import Summary

__all__ = [
    "Changes",
    "Edit",
    "StaleEditError",
    "edited",
    "item_of",
    "items_of",
    "last_change",
    "version_of",
]

Stretch = tuple[NonNegativeInt, NonNegativeInt]
Words = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=1_000)]
Value = Stretch | Words | int | float | bool | list[Stretch | Words] | None


class Changes(BaseModel):
    """What of an item is to be otherwise. Offsets count code points of the article's text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Words = ""
    speaker: Stretch | Line = ""
    stance: Stance = "asserts"
    content: list[Stretch] = []
    summary: Words = ""
    type: EventType = "other"
    status: Status = "occurred"
    trigger: Stretch | None = None
    place: Stretch | None = None
    time: Stretch | None = None
    participants: list[tuple[NonNegativeInt, NonNegativeInt, ParticipantRole]] = []
    fields: dict[str, Value] = {}
    """Of an item of a recipe."""

    def given(self) -> dict[str, Any]:
        """What was said, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Edit(BaseModel):
    """One edit. Which fields count, depends on `action`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Literal["accept", "revise", "reject", "add-claim", "add-event", "undo", "redo"]
    by: Annotated[str, Field(max_length=100)] = ""
    """Who makes it."""
    item: Annotated[str, Field(max_length=100)] = ""
    seen: NonNegativeInt = 0
    """The version of the item that its maker saw."""
    place: Stretch | None = None
    """The words that a new item is made of."""
    changes: Changes = Changes()
    reason: Line = ""


class StaleEditError(Exception):
    """Somebody changed the item since the maker of an edit saw it; `item` is its id."""

    def __init__(self, item: str) -> None:
        super().__init__(f"{item} was changed meanwhile")
        self.item = item


def edited(summary: Summary, edit: Edit, article: Article | None) -> Edited:
    """The summary after an edit, which is the last of its `history`.

    Raises StaleEditError when its maker saw another version of the item; UsageError when it cannot
    be made: no such item, words that are none, nothing to undo, or no article to check against.
    """
    if edit.item and version_of(edit.item, summary) != edit.seen:
        raise StaleEditError(edit.item)
    made = Edited.beside(article, summary)
    match edit.action:
        case "accept":
            made.item(edit.item).accept(by=edit.by)
        case "revise":
            _revise(made, edit)
        case "reject":
            made.item(edit.item).reject(edit.reason, by=edit.by)
        case "undo" | "redo":
            made.carry_out(_own_again(summary, edit))
        case _:
            _add(made, edit)
    return made


def items_of(summary: Summary) -> list[Event | Claim | RecipeItem]:
    """What of a summary can be edited."""
    return [*summary.events, *summary.claims, *summary.items]


def item_of(id: str, summary: Summary) -> dict[str, Any] | None:
    """An item as it stands, as JSON; None when it is not there any more."""
    found = (one for one in items_of(summary) if one.id == id)
    return next((one.model_dump(mode="json") for one in found), None)


def version_of(id: str, summary: Summary) -> int:
    """How often an item was changed: each change of it makes a new version."""
    return sum(change.item_id == id for change in summary.history)


def last_change(id: str, summary: Summary) -> Change | None:
    """The last change of an item."""
    return next((one for one in reversed(summary.history) if one.item_id == id), None)


def _revise(summary: Edited, edit: Edit) -> None:
    item, changes = summary.item(edit.item), edit.changes.given()
    if not isinstance(item, EditedItem):
        item.revise(by=edit.by, **changes)
    elif changes.keys() <= {"fields"}:
        item.revise(edit.changes.fields, by=edit.by)
    else:
        raise UsageError(f"{edit.item} is an item of a recipe; give its fields")


def _add(summary: Edited, edit: Edit) -> None:
    if edit.place is None:
        raise UsageError("a new item needs words of the article; mark some")
    changes = edit.changes.given()
    if edit.action == "add-claim":
        summary.add_claim(*edit.place, by=edit.by, **changes)
    else:
        summary.add_event(*edit.place, changes.pop("type", "other"), by=edit.by, **changes)


def _own_again(summary: Summary, edit: Edit) -> Change:
    """What takes back the maker's own last edit, or makes the one again that they have undone."""
    own = standing([change for change in summary.history if change.who == edit.by])
    edits = own.done if edit.action == "undo" else own.undone
    if not edits:
        raise UsageError(f"there is nothing of yours to {edit.action}")
    last = last_change(edits[-1].item_id, summary)
    if last is not None and last.who != edit.by:
        raise UsageError(f"{last.who} has changed {last.item_id} since; look at it first")
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if edit.action == "undo":
        return reverse(edits[-1], edit.by, now)
    return edits[-1].model_copy(update={"when": now})
