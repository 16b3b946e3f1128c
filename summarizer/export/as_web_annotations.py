"""A summary as W3C Web Annotations: each item as a note on the words of the article behind it."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from summarizer.export.interchange import (
    SOFTWARE,
    claim_line,
    document_iri,
    event_line,
    item_iri,
    json_text,
    recipe_line,
    refuse_another,
    title_of,
    web_address,
)
from summarizer.export.printable import printable
from summarizer.export.wording import doubts, faults, remarks
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import DocumentInfo, Summary

__all__ = ["CONTEXT", "LONGEST_CONTEXT", "to_web_annotations"]

CONTEXT: Final = 32
"""Characters before and after a quote: what annotation clients take. More where that is not unique."""

LONGEST_CONTEXT: Final = 1024
"""But no more than this: in a text that repeats itself the positions tell. One article sixty times
over came to 52 kB an item without a limit, to 4 kB with this one."""

_ZERO_WIDTH_JOINER: Final = "\u200d"
_SKIN_TONES: Final = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")

_WRITTEN: Final = {"added": "created", "revised": "modified"}
"""What makes an item a person's, and what annotations call the time when it was done."""

_Json = dict[str, Any]
_Item = Event | Claim | RecipeItem
_Noted = tuple[_Item, list[_Json], list[Span]]
"""An item, what is noted of it, and the words it is noted on."""


def to_web_annotations(summary: Summary, text: str | None = None) -> str:
    """The summary as an AnnotationCollection with one page, one annotation an item (JSON-LD).

    An annotation is on the words of the article that carry a claim, or on the sentences that report
    an event: by their positions, in code points of the document's own text as the standard has it,
    and by the quote itself. `text` is the document's text; with None the quotes stand without the
    words around them. The source of each is that text, by its name; `via` is where it was read on
    the web. Raises DocumentError when `text` is not the one the summary was made from.
    """
    refuse_another(summary, text)
    document = summary.document
    noted: list[_Noted] = [
        *((event, _event_bodies(event), event.evidence) for event in summary.events),
        *((claim, _claim_bodies(claim), claim.content) for claim in summary.claims),
        *((item, _recipe_bodies(item), item.evidence) for item in summary.items),
    ]
    items = [
        {
            "id": item_iri(document, item.id),
            "type": "Annotation",
            "motivation": "describing",
            **_origin(summary, item),
            "generator": {"type": "Software", "name": SOFTWARE},
            "body": bodies,
            "target": _targets(document, spans, text),
        }
        for item, bodies, spans in noted
    ]
    collection: _Json = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": item_iri(document, "annotations"),
        "type": "AnnotationCollection",
        "label": title_of(document),
        "total": len(items),
    }
    if items:
        collection["first"] = {
            "id": item_iri(document, "annotations-1"),
            "type": "AnnotationPage",
            "partOf": collection["id"],
            "startIndex": 0,
            "items": items,
        }
    return json_text(collection)


def _origin(summary: Summary, item: _Item) -> _Json:
    """Who made it: the model, or the person who last wrote it, and when."""
    written = [
        change
        for change in summary.history
        if change.item_id == item.id and change.what in _WRITTEN
    ]
    if item.review == "none" or not written:
        model = f"{SOFTWARE} with {printable(summary.usage.model)}"
        return {"creator": {"type": "Software", "name": model}}
    last = written[-1]
    who = printable(last.who)
    person = {"type": "Person", "name": who} if who else {"type": "Person"}
    return {"creator": person, _WRITTEN[last.what]: last.when}


def _event_bodies(event: Event) -> list[_Json]:
    names = [one.name for one in event.participants] + ([event.place.name] if event.place else [])
    return [
        _body("describing", event_line(event)),
        _body("classifying", event.type),
        _body("classifying", event.status),
        *(_body("tagging", name) for name in dict.fromkeys(names)),
        *_comments(event.problems),
    ]


def _claim_bodies(claim: Claim) -> list[_Json]:
    return [
        _body("describing", claim_line(claim)),
        _body("classifying", claim.stance),
        _body("tagging", claim.speaker.canonical),
        *_comments(claim.problems),
    ]


def _recipe_bodies(item: RecipeItem) -> list[_Json]:
    return [
        _body("describing", recipe_line(item)),
        _body("classifying", item.recipe),
        *_comments(item.problems),
    ]


def _comments(problems: Iterable[Problem]) -> list[_Json]:
    problems = list(problems)
    told = [
        *(f"Problem: {fault}" for fault in faults(problems)),
        *(f"Doubt: {doubt}" for doubt in doubts(problems)),
        *remarks(problems),
    ]
    return [_body("commenting", line) for line in told]


def _body(purpose: str, value: str) -> _Json:
    return {
        "type": "TextualBody",
        "purpose": purpose,
        "format": "text/plain",
        "value": printable(value),
    }


def _targets(document: DocumentInfo, spans: Sequence[Span], text: str | None) -> list[_Json]:
    source: _Json = {"id": document_iri(document), "type": "Text", "format": "text/plain"}
    if document.language:
        source["language"] = document.language
    if address := web_address(document.source):
        source["via"] = address
    return [
        {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {"type": "TextQuoteSelector", "exact": span.text, **_around(span, text)},
            ],
        }
        for span in spans
    ]


def _around(span: Span, text: str | None) -> dict[str, str]:
    """The words around a quote: as many as tell it from other places that have the same words."""
    if text is None:
        return {}
    width = CONTEXT
    while True:
        start = _whole_before(text, max(0, span.start - width))
        end = _whole_after(text, min(len(text), span.end + width))
        stretch = text[start:end]
        if width >= LONGEST_CONTEXT or text.find(stretch) == text.rfind(stretch):
            return {"prefix": text[start : span.start], "suffix": text[span.end : end]}
        width *= 2


def _whole_before(text: str, at: int) -> int:
    while _splits(text, at):
        at -= 1
    return at


def _whole_after(text: str, at: int) -> int:
    while _splits(text, at):
        at += 1
    return at


def _splits(text: str, at: int) -> bool:
    """Whether a cut there parts what is read as one character: a letter from its accent."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    joined = after == _ZERO_WIDTH_JOINER or before == _ZERO_WIDTH_JOINER or after in _SKIN_TONES
    return joined or unicodedata.category(after).startswith("M")
