"""A document's result as rows of flat tables, the same in Parquet, CSV and SQLite.

    documents     one row a document: where it comes from, what it came to, what it took
    events        what happened; place and time in the source's words, and as dates
    participants  who took part in an event
    quantities    an event's figures
    claims        who said what
    links         which claim reports which event
    items         what other recipes found, one row a value of a field
    spans         the characters of the source behind all of these, one row each

`record_id` with `event_id`, `claim_id` or `item_id` joins them. Nothing is nested: what an item has
several of is a table, since aggregating figures is what archives ask for. Entities, rejected items
and coverage by sentence stay in the JSON rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from summarizer.export.result_lines import record_id_of

__all__ = ["TABLES", "TABLES_VERSION", "Cell", "Column", "FlatRow", "Kind", "Table", "flat_rows"]

TABLES_VERSION: Final = 3
"""Counts up with every change of the tables or of what their cells hold."""


class Kind(StrEnum):
    """What a column holds. Dates are ISO text; a format with dates of its own makes them those."""

    text = "text"
    date = "date"
    whole = "whole"
    real = "real"
    flag = "flag"


Cell = str | int | float | bool | None
FlatRow = tuple[Cell, ...]
"""Cells in the order of the table's columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `nullable`: some rows have nothing there."""

    name: str
    kind: Kind
    nullable: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The `key` columns tell its rows apart; `parent` holds the row that its rows are of."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parent: tuple[str, tuple[str, ...]] | None = None
    """Name of the table, and the columns that both have."""


def _columns(words: str) -> tuple[Column, ...]:
    """`name:kind`, with a question mark where a cell can be empty."""
    pairs = (word.split(":") for word in words.split())
    return tuple(Column(name, Kind(kind.rstrip("?")), kind.endswith("?")) for name, kind in pairs)


_OF_DOCUMENT: Final = ("documents", ("record_id",))
_OF_EVENT: Final = ("events", ("record_id", "event_id"))

TABLES: Final = (
    Table(
        "documents",
        _columns(
            "record_id:text document_id:text published:date? title:text? source:text?"
            " language:text? text_sha256:text events:whole claims:whole items:whole rejected:whole"
            " sentences_found:whole sentences_covered:whole model:text strategy:text recipes:text"
            " calls:whole input_tokens:whole cached_tokens:whole output_tokens:whole cost:real?"
        ),
        key=("record_id",),
    ),
    Table(
        "events",
        _columns(
            "record_id:text event_id:text published:date? type:text status:text summary:text"
            " trigger:text place:text? time:text? time_start:date? time_end:date?"
            " confidence:real notes:text review:text"
        ),
        key=("record_id", "event_id"),
        parent=_OF_DOCUMENT,
    ),
    Table(
        "participants",
        _columns("record_id:text event_id:text nth:whole role:text name:text"),
        key=("record_id", "event_id", "nth"),
        parent=_OF_EVENT,
    ),
    Table(
        "quantities",
        _columns(
            "record_id:text event_id:text nth:whole what:text who:text low:real? high:real? text:text"
        ),
        key=("record_id", "event_id", "nth"),
        parent=_OF_EVENT,
    ),
    Table(
        "claims",
        _columns(
            "record_id:text claim_id:text published:date? speaker:text speaker_words:text named:flag"
            " stance:text text:text content:text cue:text? quotation:text confidence:real notes:text"
            " review:text"
        ),
        key=("record_id", "claim_id"),
        parent=_OF_DOCUMENT,
    ),
    Table(
        "links",
        _columns("record_id:text event_id:text claim_id:text"),
        key=("record_id", "event_id", "claim_id"),
        parent=_OF_EVENT,
    ),
    Table(
        "items",
        _columns(
            "record_id:text item_id:text field:text nth:whole published:date? recipe:text type:text"
            " value:text number:real? confidence:real notes:text review:text"
        ),
        key=("record_id", "item_id", "field", "nth"),
        parent=_OF_DOCUMENT,
    ),
    Table(
        "spans",
        _columns(
            "record_id:text item_id:text role:text nth:whole kind:text start:whole end:whole text:text"
        ),
        key=("record_id", "item_id", "role", "nth"),
        parent=_OF_DOCUMENT,
    ),
)
"""All tables, each after the one its rows hang on.

`speaker` is the fullest name the article gives, `speaker_words` what it says beside the claim;
`named` tells whether that is a name ("Orla Venn") and not a description ("a police source").
`content` joins the words of the source with " … ". `notes` has the codes of what an editor should
know (docs/checks.md), `recipes` the prompts used, both separated by spaces; `review` is what a
person made of an item: none, accepted, revised or added. A quantity with a `low` and no `high` is
"at least"; both are empty where the figure is vague. `nth` counts from 0 in the order of the JSON.

A field of an item has a row for each of its values, and none where the article does not say. Its
`type` is `text`, `number` or `flag`; `value` is the value as text ("true" and "false" of a flag),
`number` a number as such, and 1 or 0 of a flag.

A span's `kind` is `event`, `claim` or `item`; its `role` one of evidence, content, cue, speaker,
trigger, participant, place, time, quantity, or `fields.` and the field's name; `start` and `end`
count code points of the document's text, `end` not included; its `nth` is that of the participant,
quantity or value it belongs to.

`cost` is in USD, `published`, `time_start` and `time_end` (inclusive) are dates.
"""

_Json = Mapping[str, Any]


def flat_rows(row: _Json) -> dict[str, list[FlatRow]]:
    """The rows of each table, by the table's name, for a line of `results.jsonl` that was read.

    `row` is the public JSON of a summary, the record's own `id` beside it (see `record_id_of`).
    Raises KeyError or TypeError when it is something else.
    """
    record = record_id_of(row)
    published = row["document"]["published"]
    events, claims, items = row["events"], row["claims"], _items(row)
    named = {entity["canonical"] for entity in row["entities"]}
    return {
        "documents": [(record, *_document(row))],
        "events": [(record, event["id"], published, *_event(event)) for event in events],
        "participants": [
            (record, event["id"], nth, one["role"], one["name"])
            for event in events
            for nth, one in enumerate(event["participants"])
        ],
        "quantities": [
            (record, event["id"], nth, *(one[key] for key in _QUANTITY))
            for event in events
            for nth, one in enumerate(event["quantities"])
        ],
        "claims": [(record, claim["id"], published, *_claim(claim, named)) for claim in claims],
        "links": [(record, *pair) for pair in _links(events, claims)],
        "items": [
            (record, item["id"], field, nth, published, item["recipe"], *value, *_standing(item))
            for item in items
            for field, filled in item["fields"].items()
            for nth, value in enumerate(_values(filled))
        ],
        "spans": [(record, *span) for span in _spans(events, claims, items)],
    }


def _items(row: _Json) -> list[_Json]:
    found: list[_Json] = row.get("items", [])  # results of an earlier version have none
    return found


_QUANTITY: Final = ("what", "who", "low", "high", "text")


def _document(row: _Json) -> FlatRow:
    about, usage, coverage = row["document"], row["usage"], row["coverage"]
    return (
        *(about[key] for key in ("id", "published", "title", "source", "language", "text_sha256")),
        *(len(one) for one in (row["events"], row["claims"], _items(row), row["rejected"])),
        *(coverage["found"], coverage["covered"]),
        *(usage["model"], usage["strategy"], " ".join(usage["recipes"]), usage["calls"]),
        *(usage[key] for key in ("input_tokens", "cached_tokens", "output_tokens", "cost")),
    )


def _event(event: _Json) -> FlatRow:
    place, time = event["place"] or {}, event["time"] or {}
    return (
        *(event["type"], event["status"], event["summary"], event["trigger"]["text"]),
        *(place.get("name"), time.get("text"), time.get("start"), time.get("end")),
        *_standing(event),
    )


def _claim(claim: _Json, named: set[str]) -> FlatRow:
    speaker, cue = claim["speaker"], claim["cue"]
    return (
        *(speaker["canonical"], speaker["name"], speaker["canonical"] in named),
        *(claim["stance"], claim["text"], " … ".join(span["text"] for span in claim["content"])),
        *(cue and cue["text"], claim["quotation"], *_standing(claim)),
    )


def _standing(item: _Json) -> FlatRow:
    """Its confidence, its notes, and what a person made of it."""
    notes = dict.fromkeys(problem["code"] for problem in item["problems"])
    # Results of an earlier version do not tell of a review.
    return item["confidence"], " ".join(notes), item.get("review", "none")


def _values(filled: Any) -> Iterator[FlatRow]:
    """Type, text and number of each value in a field."""
    for value in filled if isinstance(filled, list) else [filled]:
        if isinstance(value, bool):
            yield "flag", str(value).lower(), float(value)
        elif isinstance(value, int | float):
            is_whole = float(value).is_integer()
            yield "number", f"{value:.0f}" if is_whole else str(value), float(value)
        elif value:
            yield "text", value, None


def _links(events: Iterable[_Json], claims: Iterable[_Json]) -> list[tuple[str, str]]:
    """Pairs that either side names, as far as both are in the result."""
    told = {(event["id"], claim) for event in events for claim in event["claim_ids"]}
    told |= {(event, claim["id"]) for claim in claims for event in claim["event_ids"]}
    # In the order of the items, which is the order of their ids only up to nine.
    event_at = {event["id"]: place for place, event in enumerate(events)}
    claim_at = {claim["id"]: place for place, claim in enumerate(claims)}
    known = [(event, claim) for event, claim in told if event in event_at and claim in claim_at]
    return sorted(known, key=lambda pair: (event_at[pair[0]], claim_at[pair[1]]))


def _spans(
    events: Iterable[_Json], claims: Iterable[_Json], items: Iterable[_Json]
) -> Iterator[FlatRow]:
    for event in events:
        yield from _placed(event, "event", _event_spans(event))
    for claim in claims:
        yield from _placed(claim, "claim", _claim_spans(claim))
    for item in items:
        # A field may be called `evidence` too.
        fields = {f"fields.{name}": spans for name, spans in item["spans"].items()}
        yield from _placed(item, "item", {**fields, "evidence": item["evidence"]})


def _event_spans(event: _Json) -> dict[str, list[_Json | None]]:
    return {
        "trigger": [event["trigger"]],
        "participant": [one["span"] for one in event["participants"]],
        "place": [event["place"] and event["place"]["span"]],
        "time": [event["time"] and event["time"]["span"]],
        "quantity": [one["span"] for one in event["quantities"]],
        "evidence": event["evidence"],
    }


def _claim_spans(claim: _Json) -> dict[str, list[_Json | None]]:
    return {
        "speaker": [claim["speaker"]["span"]],
        "cue": [claim["cue"]],
        "content": claim["content"],
        "evidence": claim["evidence"],
    }


def _placed(item: _Json, kind: str, spans: dict[str, list[_Json | None]]) -> Iterator[FlatRow]:
    for role, of_role in spans.items():
        for nth, span in enumerate(of_role):
            if span is not None:
                yield item["id"], role, nth, kind, span["start"], span["end"], span["text"]
