"""Text that a spreadsheet reads as it was written, shows, and does not work out."""

import re
from typing import Final

__all__ = ["BYTE_ORDER_MARK", "without_formula"]

BYTE_ORDER_MARK: Final = "\ufeff"
"""At the head of a CSV file: without it Excel takes UTF-8 for the code page of its country. DuckDB,
pandas, pyarrow and SQLite pass over it; Python's csv module does in a file opened as utf-8-sig."""

# Also the full-width forms, which spreadsheets in East Asian languages take for the plain ones, and
# white space that some leave out before they look.
_FORMULA: Final = re.compile("'*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]")


def without_formula(text: str) -> str:
    """The text with an apostrophe ahead where it begins like a formula; to take off one undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text
