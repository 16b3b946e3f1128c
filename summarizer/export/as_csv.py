"""A summary as one CSV table, a row an item: for a spreadsheet. Archives have tables of their own."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from summarizer.export.event_facts import event_facts
from summarizer.export.interchange import recipe_line, reported
from summarizer.export.printable import printable
from summarizer.export.spreadsheets import without_formula
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

__all__ = ["COLUMNS", "to_csv"]

COLUMNS: Final = (
    *("document_id", "title", "published", "source"),
    *("item_id", "kind", "type", "status", "speaker", "stance", "text"),
    *("who", "place", "time", "time_start", "time_end", "figures"),
    *("quotation", "words", "start", "end", "linked", "confidence", "review", "notes"),
)
"""`kind` is `event`, `claim` or `item`, an item of another recipe, whose name is its `type`.
`words` are the source's: what carries a claim, the sentences that report an event; `start` and
`end` are code points of the document's text from the first of them to the last, `end` not included.
`linked` has the ids of the claims that report an event or the events a claim reports, `notes` codes
of what an editor should know, both separated by spaces; `review` is what a person made of it."""

_Cell = str | int | float | None
_Row = dict[str, _Cell]


def to_csv(summary: Summary) -> str:
    """The summary's events, claims and other items as CSV (RFC 4180), the names of the columns first.

    Every cell is one line without control characters. Spreadsheets run text that begins like a
    formula: it gets an apostrophe in front (`spreadsheets.without_formula`). What is not
    there is an empty cell. The string has no byte order mark; `formats` puts one ahead of the
    file, for Excel.
    """
    document = summary.document
    about: _Row = {
        "document_id": document.id,
        "title": document.title,
        "published": document.published,
        "source": document.source,
    }
    events = reported(summary)
    claims: dict[str, list[str]] = {event.id: [] for event in summary.events}
    for claim_id, reports in events.items():
        for event_id in reports:
            claims[event_id].append(claim_id)
    told = event_facts(summary)
    rows = [
        *(_event(event, dict(told[event.id]), claims[event.id]) for event in summary.events),
        *(_claim(claim, events[claim.id]) for claim in summary.claims),
        *map(_item, summary.items),
    ]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows({key: _safe(cell) for key, cell in (about | row).items()} for row in rows)
    return file.getvalue()


def _event(event: Event, told: Mapping[str, str], claims: list[str]) -> _Row:
    differ = f"differ: {told['Differ']}" if "Differ" in told else None
    time = event.time
    return {
        "item_id": event.id,
        "kind": "event",
        "type": event.type,
        "status": event.status,
        "text": event.summary,
        "who": "; ".join(filter(None, (told.get(label) for label in ("Who", "Whom", "With")))),
        "place": told.get("Where"),
        "time": time.text if time else None,
        "time_start": time.start if time else None,
        "time_end": time.end if time else None,
        "figures": " · ".join(filter(None, (told.get("Figures"), differ))),
        **_words(event.evidence),
        "linked": " ".join(claims),
        "confidence": event.confidence,
        "review": event.review,
        "notes": _notes(event.problems),
    }


def _claim(claim: Claim, events: list[str]) -> _Row:
    return {
        "item_id": claim.id,
        "kind": "claim",
        "speaker": claim.speaker.canonical,
        "stance": claim.stance,
        "text": claim.text,
        "quotation": claim.quotation,
        **_words(claim.content),
        "linked": " ".join(events),
        "confidence": claim.confidence,
        "review": claim.review,
        "notes": _notes(claim.problems),
    }


def _item(item: RecipeItem) -> _Row:
    return {
        "item_id": item.id,
        "kind": "item",
        "type": item.recipe,
        "text": recipe_line(item),
        **_words(item.evidence),
        "confidence": item.confidence,
        "review": item.review,
        "notes": _notes(item.problems),
    }


def _words(spans: list[Span]) -> _Row:
    return {
        "words": " … ".join(printable(span.text) for span in spans),
        "start": min(span.start for span in spans),
        "end": max(span.end for span in spans),
    }


def _notes(problems: Iterable[Problem]) -> str:
    return " ".join(dict.fromkeys(problem.code for problem in problems))


def _safe(cell: _Cell) -> _Cell:
    if not isinstance(cell, str):
        return cell
    return without_formula(printable(cell))
