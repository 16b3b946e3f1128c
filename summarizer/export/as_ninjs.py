"""A summary as IPTC ninjs 3: the article's metadata, with its events and claims, for news systems."""

from collections.abc import Iterable
from typing import Any, Final

from summarizer.export.event_facts import event_facts
from summarizer.export.interchange import (
    SOFTWARE,
    claim_line,
    document_iri,
    event_line,
    item_iri,
    json_text,
    recipe_line,
    reported,
    said,
    title_of,
    web_address,
)
from summarizer.export.printable import printable
from summarizer.export.wording import (
    EVENT_NAMES,
    doubts,
    faults,
    item_facts,
    recipe_title,
    remarks,
)
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import DocumentInfo, Summary

__all__ = ["to_ninjs"]

_STANDARD: Final = {
    "name": "ninjs",
    "version": "3.3",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.3.json#",
}

_Json = dict[str, Any]


def to_ninjs(summary: Summary) -> str:
    """The summary as one ninjs 3.3 object: what is known of the article, without its body.

    The article's `events`, `places`, `subjects` and `infoSources` (who is quoted) are lists of
    names. Each event, claim and item of another recipe is also an association, `rel` telling which,
    with the sentences that show it among its `descriptions`; a claim's `events` are those it
    reports. The date of publication is a description, since the dates of ninjs have a time, which
    nobody told us; a planned event's date may be one alone. Names of people and bodies are
    subjects, since a summary does not tell which of the two they are.
    """
    document, told = summary.document, event_facts(summary)
    events = {event.id: _reference(document, event) for event in summary.events}
    of_claims = {claim: [events[one] for one in ids] for claim, ids in reported(summary).items()}
    return json_text(
        _known(
            {
                "uri": document_iri(document),
                "standard": _STANDARD,
                "type": "text",
                "representationType": "partial",
                "language": document.language,
                "title": title_of(document),
                "headlines": [{"value": title_of(document)}] if document.title else [],
                "descriptions": _described("published", [document.published or ""]),
                "altIds": [{"role": "text-sha256", "value": document.text_sha256}],
                "renditions": _renditions(document),
                "infoSources": _speakers(claim.speaker.canonical for claim in summary.claims),
                "subjects": _subjects(summary),
                "places": _places(summary.events),
                "events": list(events.values()),
                "associations": [
                    *(_event(document, event, told[event.id]) for event in summary.events),
                    *(_claim(document, claim, of_claims[claim.id]) for claim in summary.claims),
                    *(_item(document, item) for item in summary.items),
                ],
            }
        )
    )


def _event(document: DocumentInfo, event: Event, told: Iterable[tuple[str, str]]) -> _Json:
    return _known(
        {
            "name": event_line(event),
            "rel": "event",
            "uri": item_iri(document, event.id),
            "type": "event",
            "headlines": [{"value": event_line(event)}],
            "descriptions": [
                *_described("status", [event.status]),
                *_described("fact", [f"{label}: {words}" for label, words in told]),
                *_described("evidence", _words(event.evidence)),
                *_standing(event),
            ],
            "subjects": [_subject(EVENT_NAMES[event.type], "type", event.type, event.confidence)],
            "places": _places([event]),
            "eventDetails": _planned(event),
        }
    )


def _claim(document: DocumentInfo, claim: Claim, events: list[_Json]) -> _Json:
    return _known(
        {
            "name": claim_line(claim),
            "rel": "claim",
            "uri": item_iri(document, claim.id),
            "type": "text",
            "bodies": [{"role": "claim", "contentType": "text/plain", "value": said(claim)}],
            "descriptions": [
                *_described("quotation", [claim.quotation]),
                *_described("words", _words(claim.content)),
                *_described("evidence", _words(claim.evidence)),
                *_standing(claim),
            ],
            "subjects": [_subject(claim.stance, "stance", claim.stance, claim.confidence)],
            "infoSources": _speakers([claim.speaker.canonical]),
            "events": events,
        }
    )


def _item(document: DocumentInfo, item: RecipeItem) -> _Json:
    told = [f"{label}: {words}" for label, words in item_facts(item)]
    return _known(
        {
            "name": f"{recipe_title(item.recipe)}: {recipe_line(item)}",
            "rel": "item",
            "uri": item_iri(document, item.id),
            "type": "text",
            "bodies": [{"role": "item", "contentType": "text/plain", "value": recipe_line(item)}],
            "descriptions": [
                *_described("fact", told),
                *_described("evidence", _words(item.evidence)),
                *_standing(item),
            ],
            "subjects": [
                _subject(recipe_title(item.recipe), "recipe", item.recipe, item.confidence)
            ],
        }
    )


def _reference(document: DocumentInfo, event: Event) -> _Json:
    return {"id": event.id, "name": event_line(event), "uri": item_iri(document, event.id)}


def _planned(event: Event) -> _Json:
    """What ninjs keeps for planned events alone; its expected dates need no time of day."""
    if event.status != "planned" or event.time is None or event.time.start is None:
        return {}
    dates = {"expectedStartDate": event.time.start, "expectedEndDate": event.time.end}
    return {"dates": _known(dates)}


def _subjects(summary: Summary) -> list[_Json]:
    kinds = dict.fromkeys(event.type for event in summary.events)
    names = dict.fromkeys(printable(entity.canonical) for entity in summary.entities)
    return [
        *({"name": EVENT_NAMES[kind], "rel": "about", "literal": kind} for kind in kinds),
        *({"name": name, "rel": "mentions"} for name in names),
    ]


def _subject(name: str, rel: str, literal: str, confidence: float) -> _Json:
    return {
        "name": name,
        "rel": rel,
        "literal": literal,
        "creator": SOFTWARE,
        "confidence": round(100 * confidence),
    }


def _speakers(names: Iterable[str]) -> list[_Json]:
    return [{"name": name, "role": "speaker"} for name in dict.fromkeys(map(printable, names))]


def _places(events: Iterable[Event]) -> list[_Json]:
    places = dict.fromkeys(printable(event.place.name) for event in events if event.place)
    return [{"name": name} for name in places]


def _renditions(document: DocumentInfo) -> list[_Json]:
    address = web_address(document.source)
    return [{"name": "web", "href": address}] if address else []


def _described(role: str, values: Iterable[str]) -> list[_Json]:
    return [{"role": role, "value": printable(value)} for value in values if value]


def _standing(item: Event | Claim | RecipeItem) -> list[_Json]:
    return [
        *_described("problem", faults(item.problems)),
        *_described("doubt", doubts(item.problems)),
        *_described("note", remarks(item.problems)),
        *_described("review", [item.review] if item.review != "none" else []),
    ]


def _words(spans: Iterable[Span]) -> list[str]:
    return [span.text for span in spans]


def _known(record: _Json) -> _Json:
    """The record without what is not there."""
    return {key: value for key, value in record.items() if value}
