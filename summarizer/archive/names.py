"""What each record of a run is called: its own id, or where another has that, the id and more.

Rows are told apart by these names (`record_id` in the tables). Given as records are read, so that
they do not hang on what is finished first, and kept: whoever comes first keeps the plain id.
"""

import sqlite3
from dataclasses import dataclass
from itertools import count
from typing import Final

__all__ = ["Named", "Names", "text_mark"]

SHORT: Final = 4
"""Bytes of a record's digest beside an id that another has: of 1,000 records with one id, the odds of
two being called alike are one in 10,000, and then the second gets a number, too."""

TEXT_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Named:
    """The record that a name was given to, by its key, and what its text is known by."""

    key: bytes
    text: bytes | None


class Names:
    """The table `name` of a run's state. Committing is the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def give(self, key: bytes, id: str, text_sha256: str) -> str:
        """The record's name; the one it got before if it has one."""
        row = self._connection.execute("SELECT name FROM name WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return str(row[0])
        # Half a character, which JSON's escapes can spell, is no text to SQLite.
        id = id.encode("utf-8", "backslashreplace").decode()
        tried = (_name(id, key, number) for number in count())
        name = next(one for one in tried if self.holder(one) is None)
        self.keep(name, key, text_mark(text_sha256))
        return name

    def holder(self, name: str) -> Named | None:
        """The record of that name."""
        query = "SELECT key, text FROM name WHERE name = ?"
        row = self._connection.execute(query, (name,)).fetchone()
        return None if row is None else Named(*row)

    def keep(self, name: str, key: bytes, text: bytes | None) -> None:
        """Notes a name that a row has already."""
        self._connection.execute("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", (name, key, text))


def _name(id: str, key: bytes, number: int) -> str:
    told = ("", f"~{key[:SHORT].hex()}")[min(number, 1)]
    return f"{id}{told}" if number < 2 else f"{id}{told}~{number}"


def text_mark(text_sha256: str) -> bytes:
    """The beginning of a text's digest, enough to tell two texts of one name apart."""
    return bytes.fromhex(text_sha256)[:TEXT_BYTES]
