"""A summary as text, Markdown, JSON, a page, or in a standard's form; many of them as tables.

What makes one file of one summary is a pure function that returns a string (`formats` has all of them);
what makes tables of many writes files. Nothing here prints, and nothing knows whether it ends up on a
terminal: who does hands in a `Style`.
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
