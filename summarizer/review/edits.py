"""One reviewer's edit, as the page sends it, and what it makes of a summary.

What an edit does to an item, `summarizer.editing` knows. Here is what several reviewers at once need:
an edit names the version of the item that its maker saw, and everybody undoes their own edits only.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from summarizer.documents import Document
from summarizer.editing import Claim, Event
from summarizer.editing import Summary as Edited
from summarizer.editing.article import Article
from summarizer.editing.history import carried_out, reverse
from summarizer.errors import UsageError
from summarizer.export.report.marks import items_of
from summarizer.schemas.claim import Stance
from summarizer.schemas.event import EventType, ParticipantRole, Status
from summarizer.schemas.review import Change
from summarizer.schemas.summary import Summary

__all__ = ["Changes", "Edit", "StaleEditError", "edited", "item_of", "last_change", "version_of"]

Stretch = tuple[NonNegativeInt, NonNegativeInt]
Words = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=1_000)]


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


def edited(summary: Summary, edit: Edit, document: Document | None) -> Summary:
    """The summary after an edit, which is the last of its `history`.

    Raises StaleEditError when its maker saw another version of the item; UsageError when it cannot be
    made: no such item, words that are none, nothing to undo, or no article to check against.
    """
    if edit.action in ("undo", "redo"):
        return _entered(summary, _taken_back(summary.history, edit), document)
    if edit.item and version_of(edit.item, summary) != edit.seen:
        raise StaleEditError(edit.item)
    if edit.action in ("accept", "reject"):
        return _entered(summary, _judged(summary, edit), document)
    return _rewritten(Edited.of(summary, document), edit)


def version_of(id: str, summary: Summary) -> int:
    """How often an item was changed: each change of it makes a new version."""
    return sum(change.item_id == id for change in summary.history)


def last_change(id: str, summary: Summary) -> Change | None:
    """The last change of an item."""
    return next((one for one in reversed(summary.history) if one.item_id == id), None)


def item_of(id: str, summary: Summary) -> dict[str, Any] | None:
    """An item as it stands; None when it is not there any more."""
    found = (one for one in items_of(summary) if one.id == id)
    return next((one.model_dump(mode="json") for one in found), None)


def _rewritten(summary: Edited, edit: Edit) -> Edited:
    """What needs the article: an item revised, or made of its words."""
    changes, by = edit.changes.given(), edit.by
    if edit.action == "revise":
        item: Claim | Event = summary.item(edit.item)
        item.revise(by=by, **changes)
    elif edit.place is None:
        raise UsageError("a new item needs words of the article; mark some")
    elif edit.action == "add-claim":
        summary.add_claim(*edit.place, by=by, **changes)
    else:
        summary.add_event(*edit.place, changes.pop("type", "other"), by=by, **changes)
    return summary


def _judged(summary: Summary, edit: Edit) -> Change:
    """An item accepted or rejected as it stands, for which nobody needs the article."""
    before = item_of(edit.item, summary)
    if before is None:
        raise UsageError(f"there is no item {edit.item!r} in this summary")
    if edit.action == "reject" and not edit.reason.strip():
        raise UsageError("an item is rejected for a reason; give one")
    accepts = edit.action == "accept"
    return Change(
        who=edit.by,
        when=_now(),
        what="accepted" if accepts else "rejected",
        kind="event" if any(edit.item == event.id for event in summary.events) else "claim",
        item_id=edit.item,
        before=before,
        after={**before, "review": "accepted"} if accepts else None,
        reason="" if accepts else edit.reason.strip(),
    )


def _taken_back(history: Sequence[Change], edit: Edit) -> Change:
    """The reverse of the maker's own last edit, or that edit again after it was undone."""
    done, undone = _stacks([change for change in history if change.who == edit.by])
    stack = done if edit.action == "undo" else undone
    if not stack:
        raise UsageError(f"there is nothing of yours to {edit.action}")
    change = stack[-1]
    last = next(one for one in reversed(history) if one.item_id == change.item_id)
    if last.who != edit.by:
        raise UsageError(
            f"{last.who or 'somebody'} has changed {change.item_id} since; look at it first"
        )
    if edit.action == "undo":
        return reverse(change, edit.by, _now())
    return change.model_copy(update={"when": _now()})


def _stacks(history: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """The edits of one reviewer that are in force, and those undone that can be made again."""
    done: list[Change] = []
    undone: list[Change] = []
    for change in history:
        if change.what == "undone" and done:
            undone.append(done.pop())
        elif undone and _is_again(change, undone[-1]):
            done.append(undone.pop())
        elif change.what != "undone":
            done.append(change)
            undone.clear()
    return done, undone


def _is_again(change: Change, earlier: Change) -> bool:
    return change == earlier.model_copy(update={"when": change.when})


def _entered(summary: Summary, change: Change, document: Document | None) -> Summary:
    events, claims, rejected = carried_out(change, summary)
    coverage = summary.coverage
    if document is not None:
        coverage = Article(document, summary.document).coverage(events, claims)
    return summary.model_copy(
        update={
            "events": events,
            "claims": claims,
            "rejected": rejected,
            "coverage": coverage,
            "history": [*summary.history, change],
        }
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
