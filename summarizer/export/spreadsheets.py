"""Text that a spreadsheet shows and does not work out."""

import re
from typing import Final

__all__ = ["without_formula"]

# Also the full-width forms, which spreadsheets in East Asian languages take for the plain ones, and
# white space that some leave out before they look.
_FORMULA: Final = re.compile("'*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]")


def without_formula(text: str) -> str:
    """The text with an apostrophe ahead where it begins like a formula; to take off one undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text
