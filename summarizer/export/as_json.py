"""A summary as JSON: the public contract, field by field."""

import json

from summarizer.export.printable import escaped
from summarizer.schemas.summary import Summary

__all__ = ["to_json"]


def to_json(summary: Summary) -> str:
    """The summary as indented JSON with a line feed at its end.

    Letters of any script stand as they are; control characters, also those that JSON would allow,
    are escaped, so that printing the result changes nothing on a terminal. Read it back with
    `Summary.model_validate_json`.
    """
    # Not model_dump_json: the name of a file can hold half a character, which it refuses to write.
    text = json.dumps(summary.model_dump(mode="json"), indent=2, ensure_ascii=False)
    return escaped(_whole_characters(text)) + "\n"


def _whole_characters(text: str) -> str:
    return text.encode(errors="replace").decode()
