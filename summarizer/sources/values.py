"""Values out of foreign files, bounded where they enter: what stands for nothing, what is wrapped, too long
or half a character."""

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

__all__ = [
    "MAX_ID",
    "MAX_TITLE",
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
_DEEPEST = 4

_HALF = re.compile("[\ud800-\udfff\x00]")


def is_missing(value: object) -> bool:
    """Whether a value stands for nothing: None, NaN, "", "null", "N/A" …"""
    if isinstance(value, float | Decimal):
        return math.isnan(value)
    if isinstance(value, str):
        return len(value) < MAX_SHOWN and (value.strip().lower() or "nan") in _NOTHING
    return value is None or value in ([], {})


def unwrapped(value: Any) -> Any:
    """What is in a list of one, or in an object that only says of which type it is ({"$oid": "5f…"})."""
    for _ in range(_DEEPEST):
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, Mapping):
            name = next((name for name in _WRAPPERS if name in value), None)
            if name is None:
                return value
            value = value[name]
        else:
            return value
    return value


def line_text(value: Any) -> str | None:
    """A string or number on one line, half characters mended; None for nothing and for anything else."""
    value = unwrapped(value)
    if is_missing(value) or isinstance(value, bool):
        return None
    if isinstance(value, list | tuple):  # the first of several titles, languages, addresses
        return line_text(value[0])
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return " ".join(mended(value)[0].split()) or None
    return _scalar_text(value)


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


def mended(text: str) -> tuple[str, int]:
    """`text` with U+FFFD for each half character, byte that is no text, and NUL; how many those were."""
    return _HALF.subn("\ufffd", text)


def shown(value: object) -> str:
    """A foreign value as a note quotes it: on one line, short."""
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
    if isinstance(value, float | Decimal) and math.isfinite(value):
        value = cast("float", value)  # what both can do
        # A column of whole numbers with a gap comes as floats: 12.0 is 12.
        whole = abs(value) < EXACT and value == int(value)
        return str(int(value)) if whole else str(value)
    return str(value) if isinstance(value, UUID | date) else None


def _bytes_text(value: bytes) -> str:
    """Text, or else the digits of what is a number in 16 bytes, say."""
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value[:MAX_ID].hex()
