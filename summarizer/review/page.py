"""The pages: a report that can be edited, and the index of a run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from summarizer.export.report.index import IndexLine, data_of
from summarizer.export.report.page import values_of
from summarizer.export.report.parts import part, render
from summarizer.export.wording import EVENT_NAMES, field_label
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.review.desk import Opened
from summarizer.review.edits import items_of, version_of
from summarizer.review.formats import FILES
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem

__all__ = ["ASSETS", "Setting", "asset", "contents_page", "review_page"]

_HERE: Final = __package__
_REPORT: Final = "summarizer.export.report"

ASSETS: Final[dict[str, str]] = {
    "colours.css": _REPORT,
    "report.css": _REPORT,
    "index.css": _REPORT,
    "report.js": _REPORT,
    "index.js": _REPORT,
    "review.css": _HERE,
    "review.js": _HERE,
    "marking.js": _HERE,
    "conflict.js": _HERE,
}
"""The files that pages load, and whose they are; nothing else is served from disk."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page knows of the server it comes from."""

    csrf: str
    reviewer: str
    articles: int
    """How many there are to review."""


def review_page(opened: Opened, setting: Setting) -> str:
    """A summary beside its article, with everything that edits it."""
    summary = opened.summary
    values = values_of(summary, opened.text)
    return render(
        "review.html",
        _HERE,
        **{**values, "placed": opened.text is not None},
        number=opened.number,
        version=len(summary.history),
        setting=setting,
        everything=items_of(summary),
        items=_json({one.id: _item(one, opened) for one in items_of(summary)}),
        recipes=opened.recipes,
        fields=_json({one.id: _fields(one) for one in opened.recipes}),
        label_of=field_label,
        event_names=EVENT_NAMES,
        files=FILES,
    )


def contents_page(lines: Iterable[IndexLine], setting: Setting, name: str) -> str:
    """The index of a run, with what is reviewed and what is not."""
    return render(
        "contents.html", _HERE, title=name, data=data_of(lines), lines="", setting=setting
    )


def asset(name: str) -> str:
    """The text of one of `ASSETS`."""
    return part(name, ASSETS[name])


def _item(item: Event | Claim | RecipeItem, opened: Opened) -> dict[str, Any]:
    """What the page's forms begin with."""
    return {"version": version_of(item.id, opened.summary), **_begins(item)}


def _begins(item: Event | Claim | RecipeItem) -> dict[str, Any]:
    match item:
        case Claim():
            return {
                "kind": "claim",
                "text": item.text,
                "speaker": item.speaker.name,
                "stance": item.stance,
                "content": [(span.start, span.end) for span in item.content],
            }
        case Event():
            return {
                "kind": "event",
                "summary": item.summary,
                "type": item.type,
                "status": item.status,
                "participants": [
                    (one.span.start, one.span.end, one.role) for one in item.participants
                ],
            }
        case RecipeItem():
            return {"kind": "item", "recipe": item.recipe, "fields": item.fields}


def _fields(recipe: ItemRecipe) -> dict[str, dict[str, Any]]:
    """What forms and marked words can make of the fields of a recipe's items."""
    return {
        one.name: {"label": field_label(one.name), "kind": one.kind, "many": one.many}
        for one in recipe.fields
    }


def _json(value: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
