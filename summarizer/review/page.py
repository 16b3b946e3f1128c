"""The pages: a report that can be edited, and the index of a run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from summarizer.export.report.index import IndexLine, data_of
from summarizer.export.report.page import values_of
from summarizer.export.report.parts import part, render
from summarizer.export.wording import EVENT_NAMES
from summarizer.review.desk import Opened
from summarizer.review.edits import items_of, version_of
from summarizer.review.formats import FILES
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event

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
        items=_json({one.id: _item(one, opened) for one in items_of(summary)}),
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


def _item(item: Event | Claim, opened: Opened) -> dict[str, Any]:
    """What the page's forms begin with."""
    version = version_of(item.id, opened.summary)
    if isinstance(item, Claim):
        return {
            "kind": "claim",
            "version": version,
            "text": item.text,
            "speaker": item.speaker.name,
            "stance": item.stance,
            "content": [(span.start, span.end) for span in item.content],
        }
    return {
        "kind": "event",
        "version": version,
        "summary": item.summary,
        "type": item.type,
        "status": item.status,
        "participants": [(one.span.start, one.span.end, one.role) for one in item.participants],
    }


def _json(value: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
