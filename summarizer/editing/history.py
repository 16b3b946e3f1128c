"""Edits as data: a change put into effect, and found again to be undone. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from summarizer.dialogue.assembly import linked
from summarizer.editing.stretches import unfit
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change
from summarizer.schemas.summary import Rejected, Summary

__all__ = ["Items", "carried_out", "new_id", "reverse", "standing"]

Item = TypeVar("Item", Claim, Event, RecipeItem)


class Items(NamedTuple):
    """What an edit can change of a summary."""

    events: list[Event]
    claims: list[Claim]
    items: list[RecipeItem]
    rejected: list[Rejected]


def carried_out(change: Change, summary: Summary) -> Items:
    """The summary's items after a change, in order of the text, and tied to each other anew.

    Raises UsageError for a change that holds no item: one that was written by other hands.
    """
    events, claims, items = list(summary.events), list(summary.claims), list(summary.items)
    match change.kind:
        case "event":
            events = _replaced(events, change, Event)
            events.sort(key=lambda event: (event.evidence[0].start, event.trigger.start))
        case "claim":
            claims = _replaced(claims, change, Claim)
            claims.sort(key=lambda claim: (claim.content[0].start, claim.content[0].end))
        case "item":
            items = _replaced(items, change, RecipeItem)
            items.sort(key=_where)
    return Items(*linked(events, claims), items, _rejected(summary.rejected, change))


def _where(item: RecipeItem) -> tuple[int, int]:
    """As `dialogue.recipe_results` puts them: by sentence, then by the first of their words."""
    words = (span.start for spans in item.spans.values() for span in spans)
    return item.evidence[0].start, min(words, default=0)


class Standing(NamedTuple):
    """The changes of a history that are in effect, and those that can be done again, the next last."""

    done: list[Change]
    undone: list[Change]


def standing(history: Sequence[Change]) -> Standing:
    """What a history comes to, once each undoing has taken back the change that it is the reverse of."""
    now = Standing([], [])
    for change in history:
        if change.what == "undone":
            _take_back(change, now)
        elif any(_is_again(change, one) for one in now.undone[-1:]):
            now.undone.pop()
            now.done.append(change)
        else:
            now.undone.clear()
            now.done.append(change)
    return now


def _take_back(undoing: Change, now: Standing) -> None:
    """Mostly the last change; where several people undo their own edits each, the last that it fits."""
    for at in reversed(range(len(now.done))):
        if reverse(now.done[at], undoing.who, undoing.when) == undoing:
            now.undone.append(now.done.pop(at))
            return


def _is_again(change: Change, undone: Change) -> bool:
    return change == undone.model_copy(update={"who": change.who, "when": change.when})


def reverse(change: Change, who: str, when: str) -> Change:
    """The change that takes another back."""
    return change.model_copy(
        update={
            "who": who,
            "when": when,
            "what": "undone",
            "before": change.after,
            "after": change.before,
            "reason": "",
        }
    )


def new_id(letter: str, summary: Summary) -> str:
    """An id that no item of this summary has or ever had."""
    items: list[Event | Claim | RecipeItem] = [*summary.events, *summary.claims, *summary.items]
    known = [item.id for item in items] + [change.item_id for change in summary.history]
    taken = [int(id[1:]) for id in known if id[:1] == letter and id[1:].isdecimal()]
    return f"{letter}{max(taken, default=0) + 1}"


def _replaced(items: list[Item], change: Change, kind: type[Item]) -> list[Item]:
    others: list[Item] = [item for item in items if item.id != change.item_id]
    if change.after is not None:
        try:
            others.append(kind.model_validate(change.after))
        except ValidationError as error:
            raise unfit(error, f"the {change.kind} that a change brings back") from None
    return others


def _rejected(rejected: Sequence[Rejected], change: Change) -> list[Rejected]:
    """With the item that was rejected, or without the one that came back."""
    kept = [one for one in rejected if not _is_of(change, one)]
    if change.what == "rejected" and change.before is not None:
        return [*kept, _entry(change, change.before)]
    return kept


def _is_of(change: Change, rejected: Rejected) -> bool:
    """Whether an entry is of the item that a change is of; what a model gave has no id."""
    return rejected.kind == change.kind and rejected.item.get("id") == change.item_id


def _entry(change: Change, item: dict[str, Any]) -> Rejected:
    problem = Problem(code="rejected-by-editor", message=change.reason)
    return Rejected(kind=change.kind, item=item, problems=[problem], attempts=1)
