"""The journal: every reply a model gave, under the fingerprint of its question.

It is the cache, the point where a broken-off run goes on, and the audit trail. One SQLite file, in
WAL mode, for any number of threads and processes at once. Questions are kept as fingerprints
only: their text is the article, which the reader has, and a template, which has a version. Keys
never come near it.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from platformdirs import user_data_path

from summarizer.errors import JournalError
from summarizer.rounds import Question, Reply, Tokens, sane_cost, sane_count

__all__ = ["SCHEMA_VERSION", "Journal", "default_journal_path"]

SCHEMA_VERSION: Final = 2

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another process. One write takes a millisecond, so that this is
reached only when something holds the file for good."""

_CREATE: Final = """
    CREATE TABLE reply (
        fingerprint   TEXT NOT NULL,
        model         TEXT NOT NULL,
        parameters    TEXT NOT NULL,
        recipe        TEXT NOT NULL,
        document_id   TEXT NOT NULL,
        label         TEXT NOT NULL,
        text          TEXT NOT NULL,
        status        TEXT NOT NULL,
        detail        TEXT NOT NULL,
        calls         INTEGER NOT NULL,
        input_tokens  INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        cost          REAL,
        created_at    TEXT NOT NULL,
        PRIMARY KEY (fingerprint, model, parameters)
    );
    CREATE INDEX reply_document ON reply (document_id);
"""

_ADD_CHOICES: Final = "ALTER TABLE reply ADD COLUMN choice_logprobs TEXT"
"""A JSON object of label -> log-probability; NULL for answers in words."""

_MIGRATIONS: Final[dict[int, str]] = {0: _CREATE, 1: _ADD_CHOICES}
"""What leads from each `user_version` to the next; when the table changes, add the step from 2."""

_INSERT: Final = f"INSERT OR IGNORE INTO reply VALUES ({', '.join('?' * 16)})"
_SELECT: Final = """
    SELECT fingerprint, text, status, detail, choice_logprobs,
           calls, input_tokens, cached_tokens, output_tokens, cost FROM reply
"""
_OF_QUESTION: Final = f"{_SELECT} WHERE fingerprint = ? AND model = ? AND parameters = ?"
_OF_DOCUMENT: Final = f"{_SELECT} WHERE document_id = ? AND model = ? AND parameters = ?"


def default_journal_path() -> Path:
    """`journal.sqlite3` in the user's data folder for this program."""
    return user_data_path("summarizer", appauthor=False) / "journal.sqlite3"


class Journal:
    """Replies on disk. Opens (and makes) the file at once; close it, or use it with `with`.

    A reply that is given again carries no tokens: nothing was spent this time. With `tells_tokens` it
    carries what it took back then, for those who add up more than one session.

    Every method raises JournalError, in one line that names the file, when the file cannot be
    opened, read or written, is no journal, or was made by a newer version of this program.
    """

    def __init__(self, path: Path | str, *, tells_tokens: bool = False) -> None:
        self.path = Path(path)
        self._tells_tokens = tells_tokens
        # One connection under a lock: calls take microseconds, models take seconds.
        self._lock = threading.Lock()
        with self._explained("opened"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def get(self, fingerprint: str, model: str, parameters: str = "") -> Reply | None:
        """The reply kept for this question, model and parameters, marked `replayed`, or None."""
        return self._replies(_OF_QUESTION, fingerprint, model, parameters).get(fingerprint)

    def of_document(self, document_id: str, model: str, parameters: str = "") -> dict[str, Reply]:
        """All replies kept for questions about a document, by fingerprint, each as from `get`."""
        return self._replies(_OF_DOCUMENT, document_id, model, parameters)

    def put(self, question: Question, model: str, reply: Reply, parameters: str = "") -> None:
        """Keeps a reply: on disk when this returns. The first one kept for a question stays."""
        tokens = reply.tokens
        row = (
            *(question.fingerprint, model, parameters),
            *(question.recipe, question.document_id, question.label),
            *(reply.text, reply.status, reply.detail),
            *(tokens.calls, tokens.input, tokens.cached, tokens.output, tokens.cost),
            datetime.now(UTC).isoformat(timespec="seconds"),
            None if reply.choice_logprobs is None else json.dumps(dict(reply.choice_logprobs)),
        )
        with self._explained("written"), self._lock:
            self._connection.execute(_INSERT, row)

    def __len__(self) -> int:
        """How many replies it holds."""
        with self._explained("read"), self._lock:
            return int(self._connection.execute("SELECT count(*) FROM reply").fetchone()[0])

    def close(self) -> None:
        """May be called twice."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _replies(self, query: str, *wanted: str) -> dict[str, Reply]:
        with self._explained("read"), self._lock:
            rows = self._connection.execute(query, wanted).fetchall()
        return {
            fingerprint: Reply(
                text,
                status,
                detail,
                _tokens(tokens) if self._tells_tokens else Tokens(),
                replayed=True,
                choice_logprobs=None if choices is None else json.loads(choices),
            )
            for fingerprint, text, status, detail, choices, *tokens in rows
        }

    def _prepare(self) -> None:
        connection = self._connection
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may take the last replies with it, which are then asked again; a crash of the
        # program does not.
        connection.execute("PRAGMA synchronous = NORMAL")
        if self._version() < SCHEMA_VERSION:
            self._migrate()
        if self._version() > SCHEMA_VERSION:
            raise JournalError(
                f"the journal {self.path} was written by a newer version of this program;"
                " update the program or give another file with --journal"
            )

    def _migrate(self) -> None:
        """Brings the table up to date, once, also when two processes open a new file together."""
        self._connection.execute("BEGIN IMMEDIATE")
        while (version := self._version()) < SCHEMA_VERSION:
            for statement in _MIGRATIONS[version].split(";"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {version + 1}")
        self._connection.execute("COMMIT")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _explained(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise JournalError(
                f"the journal {self.path} cannot be {done}: {error};"
                " move it away, or give another file with --journal"
            ) from error


def _tokens(row: Sequence[Any]) -> Tokens:
    """What a reply took; what an earlier version kept of a server's nonsense is put right."""
    *counts, cost = row
    calls, read, cached, written = map(sane_count, counts)
    return Tokens(calls, read, min(cached, read), written, sane_cost(cost))
