"""The journal of a run on many machines: one process keeps it, all others send their replies there.

SQLite must not be written over a network. So the journal stays where the run was started, with a
process that alone opens it; replies are put there as they come, and the first for a question stays,
whoever asked it. It takes no part in answering, and so is not in the way of it.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from summarizer.rounds import Question, Reply
from summarizer.store import Journal

__all__ = ["DocumentJournal", "JournalKeeper"]


class JournalKeeper:
    """Owns the journal at `path`. Runs as a Ray actor; every method may be called again.

    Raises JournalError as `Journal` does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: Journal | None = None

    def of_document(self, document_id: str, model: str, parameters: str) -> dict[str, Reply]:
        """As `Journal.of_document`."""
        return self._journal().of_document(document_id, model, parameters)

    def put(self, question: Question, model: str, reply: Reply, parameters: str) -> None:
        """As `Journal.put`."""
        self._journal().put(question, model, reply, parameters)

    def _journal(self) -> Journal:
        # Opened at the first call, whose error reaches the caller; an actor's own start has none.
        if self._opened is None:
            self._opened = Journal(self._path, tells_tokens=True)
        return self._opened


class DocumentJournal:
    """What a driver takes for a journal while one document is answered, far from the real one.

    `known` holds what was kept of the document before. What is put is sent at once and is on disk
    when `kept` returns: a driver's `put` cannot wait without stopping every other document.
    """

    def __init__(self, keeper: Any, known: Mapping[str, Reply]) -> None:
        self._keeper = keeper
        self._known = known
        self._sent: list[Any] = []

    def get(self, fingerprint: str, model: str, parameters: str = "") -> Reply | None:
        """The reply kept before the document was begun; nothing is asked twice within it."""
        return self._known.get(fingerprint)

    def put(self, question: Question, model: str, reply: Reply, parameters: str = "") -> None:
        """Sends a reply to the keeper."""
        self._sent.append(self._keeper.put.remote(question, model, reply, parameters))

    async def kept(self) -> None:
        """Waits until all that was put is kept. Raises what the keeper raised."""
        await asyncio.gather(*self._sent)
