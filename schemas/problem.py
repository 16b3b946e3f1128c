"""A failed check, as data."""

from typing import Literal

from summarizer.schemas.record import Record
from summarizer.schemas.span import Span

__all__ = ["Problem", "Severity"]

Severity = Literal["error", "doubt", "note"]


class Problem(Record):
    """What a check found.

    An `error` is a proof that fails (the words do not stand there, the figure is another): it keeps an
    item out of the result. A `doubt` is an opinion of grammar or of a word list, which may be wrong: it
    is put to the model, and changes nothing by itself. A `note` is shown beside the item.
    """

    code: str
    """A stable name, e.g. `number-not-in-evidence`; docs/checks.md lists them all."""
    message: str
    """One sentence, written for the model that is asked again and for the editor who reads it."""
    field: str = ""
    """The item's field at fault, e.g. `summary` or `participants[0].name`."""
    span: Span | None = None
    """The characters of the source that show it, where there are some."""
    severity: Severity = "error"
