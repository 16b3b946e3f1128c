"""What of a text may reach a terminal: words, but none of its commands.

An article can hold an escape sequence that clears the screen or retitles the window, and marks
that turn the direction of writing so that a name reads as another.
"""

import re
from typing import Final

__all__ = ["escaped", "printable"]

# C0, DEL and C1 controls; embeddings, overrides and isolates of direction. The plain direction
# marks (U+200E, U+200F, U+061C) stay: Arabic and Hebrew need them, and they only sort one gap.
_COMMANDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SPACE: Final = re.compile(r"[^\S\u00a0\u202f]+")


def printable(text: str) -> str:
    """`text` on one line: runs of white space as one space, control characters left out.

    No-break spaces stay. Half characters, which a file's name can hold, become a question mark.
    """
    # Twice: line feeds are both, and spaces may meet where a control stood between them.
    line = _COMMANDS.sub("", _SPACE.sub(" ", text))
    return _SPACE.sub(" ", line).strip().encode(errors="replace").decode()


def escaped(json_text: str) -> str:
    r"""The same JSON with the characters above, save those between its tokens, as `\uXXXX`."""
    return _COMMANDS.sub(lambda found: _escape(found[0]), json_text)


def _escape(character: str) -> str:
    # JSON text written by a library has raw line feeds between its tokens, never inside a string.
    return character if character == "\n" else f"\\u{ord(character):04x}"
