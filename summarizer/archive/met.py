"""What a session has met already: the keys of its records, on disk, for there may be millions."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

from summarizer.archive.state_file import explained

__all__ = ["Met"]


class Met:
    """Keys of one session, in a nameless database of SQLite's, which goes with the process."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("CREATE TABLE met (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def again(self, keys: Sequence[bytes]) -> list[bool]:
        """For each key, whether it was met before. Raises ArchiveError when that cannot be kept."""
        with explained(Path(gettempdir()), "written"):
            put = self._connection.execute
            return [
                put("INSERT OR IGNORE INTO met VALUES (?)", (key,)).rowcount == 0 for key in keys
            ]
