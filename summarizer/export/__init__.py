"""A summary as text for a terminal, as markdown, as JSON; and the JSON Schemas of all of it.

Pure functions that return strings: nothing here prints, and nothing knows whether it ends up on a
terminal. Who does hands in a `Style`.
"""

from summarizer.export.as_json import to_json
from summarizer.export.as_markdown import to_markdown
from summarizer.export.as_text import to_text
from summarizer.export.json_schemas import json_schema, schema_names
from summarizer.export.layout import PLAIN, Role, Style
from summarizer.export.printable import printable
from summarizer.export.wording import nothing_asked, usage_line

__all__ = [
    "PLAIN",
    "Role",
    "Style",
    "json_schema",
    "nothing_asked",
    "printable",
    "schema_names",
    "to_json",
    "to_markdown",
    "to_text",
    "usage_line",
]
