"""One summary beside its article."""

import json
from typing import Any

from summarizer.export import wording
from summarizer.export.interchange import refuse_another
from summarizer.export.report import items
from summarizer.export.report.article import cut
from summarizer.export.report.figures import conflicts
from summarizer.export.report.marks import KINDS
from summarizer.export.report.parts import link_of, part, policy, render, visible
from summarizer.schemas.claim import STANCES
from summarizer.schemas.event import STATUSES
from summarizer.schemas.summary import Summary

__all__ = ["to_html", "values_of"]


def to_html(summary: Summary, text: str | None, index: str | None = None) -> str:
    """The summary and its article as one HTML file that needs nothing beside itself.

    `text` is the document's text. With None the page shows the sentences that the summary holds, in
    order, and says so. `index` is the way to the page that lists it, if one does. Raises
    DocumentError when `text` is not the one the summary was made from.
    """
    style, script = part("colours.css") + part("report.css"), part("report.js")
    return render(
        "report.html",
        style=style,
        script=script,
        policy=policy(style, script),
        **{**values_of(summary, text), "index": index},
    )


def values_of(summary: Summary, text: str | None) -> dict[str, Any]:
    """What `report.html` shows, by name; styles, scripts and their policy are the page's own.

    Raises DocumentError when `text` is not the one the summary was made from.
    """
    refuse_another(summary, text)
    article = cut(summary, text)
    document = summary.document
    return {
        "summary": summary,
        "language": document.language or "",
        "title": document.title or "Untitled article",
        "byline": wording.byline(document.model_copy(update={"source": None})),
        "link": link_of(document.source),
        "has_text": text is not None,
        "placed": False,
        "index": None,
        "article": article,
        "ranges": {visible(name): lit for name, lit in article.ranges.items()},
        "names": _names(summary),
        "conflicts": conflicts(summary),
        "timeline": items.timeline(summary.events),
        "groups": items.groups(summary),
        "failing": items.failing(summary),
        "edits": items.edits(summary),
        "speakers": items.speakers(summary),
        "unnamed": items.unnamed(summary),
        "stances": items.stances(summary),
        "confidences": items.confidences(summary),
        "confidence_words": items.confidence_words,
        "days": items.days,
        "wording": wording,
        "raw": lambda item: json.dumps(item, indent=2, ensure_ascii=False),
        "kinds": {kind: KINDS[kind] for kind in KINDS if kind in article.kinds},
        "about_stance": STANCES,
        "about_status": STATUSES,
    }


def _names(summary: Summary) -> dict[str, str]:
    """What a link to an item says of it, by the item's id."""
    events = {one.id: f"event, {wording.EVENT_NAMES[one.type].lower()}" for one in summary.events}
    claims = {one.id: f"claim by {one.speaker.canonical}" for one in summary.claims}
    title = wording.recipe_title
    items = {one.id: f"item, {title(one.recipe).lower()}" for one in summary.items}
    return events | claims | items
