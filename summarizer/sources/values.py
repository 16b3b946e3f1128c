"""Values out of foreign files, bounded where they enter: what stands for nothing, what is wrapped, too long
or half a character."""

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

__all__ = [
    "MAX_ID",
    "MAX_TITLE",
    "Unread",
    "id_text",
    "is_missing",
    "line_text",
    "mended",
    "shown",
    "unwrapped",
]

MAX_ID = 2000
"""Characters of an id or address: the longest that browsers and servers agree to take."""

MAX_TITLE = 1000
"""Characters of a title, which is sent with every question; the longest seen in feeds had 300."""

MAX_SHOWN = 60
"""Characters of a foreign value that a note quotes."""

MAX_INTEGER_BITS = 4096
"""Beyond it an integer is no id: Python refuses to write those of more than 4,300 digits."""

EXACT = 1 << 53
"""From here on floats leave out whole numbers."""

_NOTHING = frozenset(
    "nan none null nil nat n/a na n.a. undefined - -- — #n/a <na> (null) \\n".split()
)
"""What tables write for nothing, in lower case."""

_WRAPPERS = (
    "$oid", "$date", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid",  # MongoDB
    "@value", "#text", "_", "value", "rendered",  # JSON-LD, XML as JSON twice, ninjs, WordPress
    "iso", "seconds", "_seconds",  # Parse, Firestore twice
)  # fmt: skip
DEEPEST = 4
"""Such objects within each other: {"$date": {"$numberLong": "…"}} is two."""

LONGEST_NOTHING = 20
"""Characters of what stands for nothing, with white space around it."""


_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for a value that is there but cannot be had; `reason` is one line."""

    reason: str


def is_missing(value: object) -> bool:
    """Whether a value stands for nothing: None, NaN, "", "null", "N/A" …"""
    if isinstance(value, str):
        return len(value) <= LONGEST_NOTHING and (value.strip().lower() or "nan") in _NOTHING
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, Decimal):
        return value.is_nan()
    return value is None or value in ([], (), {})


def unwrapped(value: Any) -> Any:
    """What is in a list of one, or in an object that only says of which type it is ({"$oid": "5f…"})."""
    if isinstance(value, str):  # nearly always
        return value
    for _ in range(DEEPEST):
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, dict) and (
            name := next(filter(value.__contains__, _WRAPPERS), None)
        ):
            value = value[name]
        else:
            break
    return value


def line_text(value: Any) -> str | None:
    """A string or number on one line, half characters mended; None for nothing and for anything else."""
    value = unwrapped(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return None if is_missing(value) else " ".join(mended(value)[0].split()) or None
    if isinstance(value, list | tuple):  # the first of several titles, languages, addresses
        return line_text(value[0]) if value else None
    return None if isinstance(value, bool) else _scalar_text(value)


def id_text(value: Any) -> str | None:
    """What `value` is as an id; None for nothing and for what is none, or longer than `MAX_ID`."""
    value = unwrapped(value)
    if isinstance(value, bytes):
        text: str | None = _bytes_text(value)
    elif isinstance(value, list | tuple):
        text = None
    else:
        text = line_text(value)
    return text if text and len(text) <= MAX_ID else None


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without NULs, and with U+FFFD for each byte or half character that is no text; notes on it."""
    notes: tuple[str, ...] = ()
    if "\0" in text:
        notes = (f"{_counted(text.count(chr(0)), 'NUL')} left out",)
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text, count = _HALF.subn("\ufffd", text)
        notes = (*notes, f"{_counted(count, 'place')} no UTF-8; shown as U+FFFD")
    return text, notes


def _counted(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count} {what}s are"


def shown(value: object) -> str:
    """A foreign value as a note quotes it: on one line, short."""
    if isinstance(value, Unread):
        return f"what {value.reason}"
    if isinstance(value, str):
        line = " ".join(value[: 2 * MAX_SHOWN].split())
        text = "".join(sign if sign.isprintable() else "\ufffd" for sign in line[:MAX_SHOWN])
        return f"'{text}'" if len(line) <= MAX_SHOWN else f"'{text}…'"
    number = None if isinstance(value, bool) else _scalar_text(value)
    return (
        number if number and len(number) <= MAX_SHOWN else f"a value of type {type(value).__name__}"
    )


def _scalar_text(value: Any) -> str | None:
    if isinstance(value, int):
        return str(value) if value.bit_length() <= MAX_INTEGER_BITS else None
    if _is_finite(value):
        # A column of whole numbers with a gap comes as floats: 12.0 is 12.
        whole = abs(value) < EXACT and value == int(value)
        return str(int(value)) if whole else str(value)
    return str(value) if isinstance(value, UUID | date) else None


def _is_finite(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, float) and math.isfinite(value)


def _bytes_text(value: bytes) -> str:
    """Text, or else the digits of what is a number in 16 bytes, say."""
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value[:MAX_ID].hex()
