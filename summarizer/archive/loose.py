"""Rows of `results.jsonl` that belong to no record known so far, and how they are taken up again."""

import sqlite3
from collections.abc import Iterator

from summarizer.archive.state import Place

__all__ = ["LooseRows"]


class LooseRows:
    """The table `loose` of a run's state, which `reconciling` fills. Committing is the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute

    def are_left(self) -> bool:
        """Whether there are any."""
        return self._run("SELECT 1 FROM loose LIMIT 1").fetchone() is not None

    def of(self, name: str, text: bytes) -> Iterator[Place]:
        """Where rows of that name stand that were made from that text."""
        query = "SELECT start, length, sum FROM loose WHERE name = ? AND text = ?"
        for row in self._run(query, (name, text)).fetchall():
            yield Place(*row)

    def take(self, place: Place) -> None:
        """The row that stands there is a record's now."""
        self._run("DELETE FROM loose WHERE start = ?", (place.start,))
