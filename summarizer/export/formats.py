"""Every format that a summary can be written in, by the name a person gives it."""

from collections.abc import Callable, Mapping
from typing import Final

from summarizer.export.as_csv import to_csv
from summarizer.export.as_json import to_json
from summarizer.export.as_markdown import to_markdown
from summarizer.export.as_ninjs import to_ninjs
from summarizer.export.as_schema_org import to_schema_org
from summarizer.export.as_text import to_text
from summarizer.export.as_web_annotations import to_web_annotations
from summarizer.export.as_word import to_word
from summarizer.export.report import to_html
from summarizer.export.spreadsheets import BYTE_ORDER_MARK
from summarizer.schemas.summary import Summary

__all__ = ["FORMATS", "Writer"]

Writer = Callable[[Summary, str | None], str]
"""From a summary, and its article's text where that is at hand, to a whole file."""

FORMATS: Final[Mapping[str, Writer]] = {
    "text": lambda summary, text: to_text(summary),
    "json": lambda summary, text: to_json(summary),
    "markdown": lambda summary, text: to_markdown(summary),
    "html": to_html,
    "annotations": to_web_annotations,
    "schema-org": lambda summary, text: to_schema_org(summary),
    "ninjs": lambda summary, text: to_ninjs(summary),
    "csv": lambda summary, text: BYTE_ORDER_MARK + to_csv(summary),
    "word": lambda summary, text: to_word(summary),
}
