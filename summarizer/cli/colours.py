"""How a result looks on a terminal."""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from summarizer.export import Role, Style

__all__ = ["terminal_style", "terminal_width"]

NARROWEST: Final = 40
WIDEST: Final = 100
"""Lines longer than this are hard to find the next of, however wide the window is."""

# SGR numbers of the sixteen colours every terminal has, in the user's own shades.
_CODES: Final[Mapping["Role", str]] = {
    "heading": "1",
    "speaker": "1;36",
    "claimed": "1",
    "denial": "1;31",
    "stance": "33",
    "label": "1",
    "faint": "2",
}


class _Coloured:
    marks = ("", "")

    def paint(self, role: "Role", text: str) -> str:
        code = _CODES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def terminal_style() -> "Style | None":
    """Colours where the standard output is a terminal that wants them (see no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return _Coloured() if wanted and sys.stdout.isatty() else None


def terminal_width() -> int | None:
    """Columns to fill on the terminal; None where the standard output is none."""
    if not sys.stdout.isatty():
        return None
    return min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns))
