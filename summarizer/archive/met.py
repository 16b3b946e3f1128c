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
            values = ",".join(["(?)"] * len(keys))
            query = f"INSERT OR IGNORE INTO met VALUES {values} RETURNING key"
            new = {key for (key,) in self._connection.execute(query, keys)}
        first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
        return [key not in new or first[key] != at for at, key in enumerate(keys)]
