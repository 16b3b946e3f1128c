"""A result as JSON, of this version or an older one, becomes a record again.

There is no version number in it. Fields are only ever added, with a default that means "not known", so
an older result is read as it is; what has fields that are not known here comes from a newer version.
"""

import json
from typing import Any, Final

from pydantic import ValidationError

from summarizer.errors import DocumentError
from summarizer.schemas.summary import Summary

__all__ = ["record_of"]

LONGEST_PLACE: Final = 100
"""Characters of where something is wrong: names of fields are ours, or anything at all."""

_OF_ROWS = ("id", "record_id")
"""What a row of an archive has before the summary."""


def record_of(text: str) -> Summary:
    """The record in a result's JSON, or in a row of an archive, which has its ids before it.

    Raises DocumentError, in a line that says where, when it is none or of a newer version.
    """
    values = _object(text)
    for name in _OF_ROWS:
        values.pop(name, None)
    try:
        return Summary.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))[:LONGEST_PLACE]
        if first["type"] == "extra_forbidden":
            raise DocumentError(
                f"the result has a field that this version does not know, {place}; update the program"
            ) from None
        raise DocumentError(f"this is no result of this program: {place}: {first['msg']}") from None


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"this is no result of this program: not JSON ({error})") from None
    if not isinstance(values, dict):
        raise DocumentError("this is no result of this program: not a JSON object")
    return values
