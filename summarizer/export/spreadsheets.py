"""Text that a spreadsheet reads as it was written, shows, and does not work out."""

import re
from typing import Final

__all__ = ["BYTE_ORDER_MARK", "with_formula", "without_formula"]

BYTE_ORDER_MARK: Final = "\ufeff"
"""At the head of a CSV file: without it Excel takes UTF-8 for the code page of its country. DuckDB,
pandas, pyarrow and SQLite pass over it; Python's csv module does in a file opened as utf-8-sig."""

# What a program that expects another separator, or knows no quotation marks, begins a new cell after.
_ENDS: Final = ";\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029"

# Also the full-width forms, which spreadsheets in East Asian languages take for the plain ones, and
# what some leave out before they look: blanks, quotation marks and apostrophes.
_FORMULA: Final = rf"""(?:(?![{_ENDS}])[\s'"])*[=+\-@\uff1d\uff0b\uff0d\uff20]"""
_NUMBER: Final = rf"-\d+(?:\.\d+)?(?:[{_ENDS}]|\Z)"
_BEGINS: Final = rf"(?:\A|(?<=[{_ENDS}]))"
_BLANK: Final = r"\A(?='*[\t\r\n])"

_PLACE: Final = re.compile(rf"{_BLANK}|{_BEGINS}(?!{_NUMBER})(?={_FORMULA})")
_APOSTROPHE: Final = re.compile(rf"{_BLANK}'|{_BEGINS}'(?={_FORMULA})")


def without_formula(text: str) -> str:
    """The text with an apostrophe ahead of each stretch of it that begins like a formula.

    A stretch begins where the text does, and after a semicolon, a tab or the end of a line: there a
    program that expects another separator begins a new cell. A negative number is none.
    """
    return _PLACE.sub("'", text)


def with_formula(text: str) -> str:
    """The exact text again, of one that `without_formula` gave."""
    return _APOSTROPHE.sub("", text)
