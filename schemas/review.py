"""What a person did to a summary after it was made."""

from typing import Any, Literal

from summarizer.schemas.record import Record

__all__ = ["Change", "Deed", "Review"]

Review = Literal["none", "accepted", "revised", "added"]
"""What a person last made of an item: nothing yet, found it right, changed it, or wrote it."""

Deed = Literal["accepted", "revised", "rejected", "added", "undone"]


class Change(Record):
    """One edit of one item. Nothing leaves a history: an edit that is undone is followed by its undoing."""

    who: str
    """The editor, as they name themselves; empty when nobody was named."""
    when: str
    """UTC, in ISO format, e.g. `2031-03-06T09:12:44.120Z`."""
    what: Deed
    """What was done to the item; `undone` takes back the last change that it is the reverse of."""
    kind: Literal["event", "claim", "item"]
    """What the item is; `item`: one of a recipe."""
    item_id: str
    """The item's `id`, which stays with it and is never given to another."""
    before: dict[str, Any] | None
    """The item as it was; null when it was not there."""
    after: dict[str, Any] | None
    """The item as it became; null when it was taken out."""
    reason: str = ""
    """Why it was rejected."""
