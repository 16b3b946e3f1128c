"""A row of `results.jsonl` as a run reads and writes it: whose it is, and what it came to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from summarizer.archive.names import text_mark
from summarizer.archive.work import Counts
from summarizer.errors import RunError
from summarizer.export.result_lines import record_id_of, row_of

__all__ = ["KnownRow", "known_row", "with_record_id"]


_ID: Final = re.compile(r'\{"id":\s*"(?:[^"\\]|\\.)*",')


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that was read: the name of its record, a mark of its text, what it came to and took."""

    name: str
    text: bytes
    counts: Counts
    about: Mapping[str, Any]
    """Its `document`."""
    method: tuple[str, str]
    """Model and strategy."""


def known_row(line: bytes) -> KnownRow | None:
    """The row in a line; None when it is no result of this program."""
    try:
        row = row_of(line)
        document, usage = row["document"], row["usage"]
        return KnownRow(
            record_id_of(row),
            text_mark(document["text_sha256"]),
            _counts(row, usage),
            document,
            (str(usage["model"]), str(usage["strategy"])),
        )
    except (RunError, KeyError, TypeError, ValueError, AttributeError):
        return None


def with_record_id(row: str, id: str, name: str) -> str:
    """The row, with its record's name after the `id` where that is another's name already."""
    if name == id:
        return row
    head = _ID.match(row)
    assert head is not None, "a row begins with its id"
    return f'{head[0]}"record_id":{json.dumps(name)},{row[head.end() :]}'


def _counts(row: Mapping[str, Any], usage: Mapping[str, Any]) -> Counts:
    """As when it was made: what it took then is part of what the run has taken."""
    cost = usage["cost"]
    return Counts(
        events=len(row["events"]),
        claims=len(row["claims"]),
        rejected=len(row["rejected"]),
        questions=int(usage["calls"]),
        calls=int(usage["calls"]),
        input_tokens=int(usage["input_tokens"]),
        cached_tokens=int(usage["cached_tokens"]),
        output_tokens=int(usage["output_tokens"]),
        cost=None if cost is None else float(cost),
        estimated=int(usage.get("estimated", 0)),
    )
