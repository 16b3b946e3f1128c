"""The journal: every reply a model gave, under the fingerprint of its question.

It is the cache, the point where a broken-off run goes on, and the audit trail. One SQLite file, in
WAL mode, for any number of threads and processes at once. Questions are kept as fingerprints
only: their text is the article, which the reader has, and a template, which has a version. Keys
never come near it. A reply is kept with a checksum: one that a disk has altered is put aside and asked
again.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from platformdirs import user_data_path

from summarizer.errors import JournalError
from summarizer.rounds import Question, Reply, ReplyStatus, Tokens, sane_cost, sane_count

__all__ = ["SCHEMA_VERSION", "Journal", "default_journal_path"]

SCHEMA_VERSION: Final = 3

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another process. One write takes a millisecond, so that this is
reached only when something holds the file for good."""

CHECKSUM_BYTES: Final = 8

MAX_REASON: Final = 200
"""Characters of what SQLite says."""

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

_ADDED: Final = {
    "choice_logprobs": "TEXT",
    "estimated": "INTEGER NOT NULL DEFAULT 0",
    "checksum": "BLOB",
}
"""Columns that later versions added. `choice_logprobs`: a JSON object of label -> log-probability, NULL
for answers in words. `estimated`: see `rounds.Tokens`. `checksum`: over all that a reply is made of, NULL
for those of earlier versions, which are taken as they are."""

_DAMAGED: Final = """
    CREATE TABLE IF NOT EXISTS damaged (
        fingerprint TEXT NOT NULL, row TEXT NOT NULL, found_at TEXT NOT NULL)
"""

_COLUMNS: Final = (
    *("fingerprint", "model", "parameters", "recipe", "document_id", "label"),
    *("text", "status", "detail"),
    *("calls", "input_tokens", "cached_tokens", "output_tokens", "cost"),
    *("created_at", *_ADDED),
)
_INSERT: Final = (
    f"INSERT OR IGNORE INTO reply ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
)
_SELECT: Final = """
    SELECT fingerprint, model, parameters, text, status, detail, choice_logprobs,
           calls, input_tokens, cached_tokens, output_tokens, cost, estimated, checksum,
           rowid FROM reply
"""
_OF_QUESTION: Final = f"{_SELECT} WHERE fingerprint = ? AND model = ? AND parameters = ?"
_OF_DOCUMENT: Final = f"{_SELECT} WHERE document_id = ? AND model = ? AND parameters = ?"
_TAKE_OUT: Final = "DELETE FROM reply WHERE rowid = ?"
_PUT_ASIDE: Final = "INSERT INTO damaged VALUES (?, ?, ?)"


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
        self.put_aside = 0
        """Replies that were found damaged through this object, and taken out of the way."""
        # One connection under a lock: calls take microseconds, models take seconds.
        self._lock = threading.Lock()
        with self._explained("opened"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            # A byte that is no text is damage for the checksum to find, and no error of SQLite's.
            self._connection.text_factory = _text
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
        key = (question.fingerprint, model, parameters)
        said = (reply.text, reply.status, reply.detail)
        cost = None if tokens.cost is None else float(tokens.cost)
        took = (tokens.calls, tokens.input, tokens.cached, tokens.output, cost)
        chosen = None if reply.choice_logprobs is None else json.dumps(dict(reply.choice_logprobs))
        row = (
            *key,
            *(question.recipe, question.document_id, question.label),
            *said,
            *took,
            _now(),
            chosen,
            tokens.estimated,
            _checksum((*key, *said, chosen, *took, tokens.estimated)),
        )
        with self._explained("written"), self._lock:
            self._connection.execute(_INSERT, row)

    def __len__(self) -> int:
        """How many replies it holds."""
        with self._explained("read"), self._lock:
            return int(self._connection.execute("SELECT count(*) FROM reply").fetchone()[0])

    def damaged(self) -> int:
        """How many replies were found altered and put aside, by whoever had the file open, ever."""
        with self._explained("read"), self._lock:
            return int(self._connection.execute("SELECT count(*) FROM damaged").fetchone()[0])

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
            sound = [row for row in rows if _is_sound(row)]
            if len(sound) < len(rows):
                self._put_aside(row for row in rows if not _is_sound(row))
        return {row[0]: self._reply(*row[3:-2]) for row in sound}

    def _reply(
        self, text: str, status: ReplyStatus, detail: str, choices: str | None, *took: Any
    ) -> Reply:
        return Reply(
            text,
            status,
            detail,
            _tokens(took) if self._tells_tokens else Tokens(),
            replayed=True,
            choice_logprobs=None if choices is None else json.loads(choices),
        )

    def _put_aside(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Takes damaged replies out of the way of those that are asked for in their place."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for row in rows:
                # Another process may have been first.
                if self._connection.execute(_TAKE_OUT, row[-1:]).rowcount:
                    self.put_aside += 1
                    self._connection.execute(_PUT_ASIDE, (str(row[0]), repr(row), _now()))
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

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
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        if not self._version():
            for statement in _CREATE.split(";"):
                run(statement)
        there = {name for _, name, *_ in run("PRAGMA table_info(reply)")}
        for name, kind in _ADDED.items():
            if name not in there:
                run(f"ALTER TABLE reply ADD COLUMN {name} {kind}")
        run(_DAMAGED)
        run(f"PRAGMA user_version = {SCHEMA_VERSION}")
        run("COMMIT")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _explained(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            is_damaged = type(error) is sqlite3.DatabaseError  # and not one of its subclasses
            remedy = (
                "rename it, and what it held is asked again; or give another file with --journal"
                if is_damaged
                else "move it away, or give another file with --journal"
            )
            raise JournalError(
                f"the journal {self.path} cannot be {done}: {_line(error)}; {remedy}"
            ) from error


def _tokens(row: Sequence[Any]) -> Tokens:
    """What a reply took; what an earlier version kept of a server's nonsense is put right."""
    *counts, cost, estimated = row
    calls, read, cached, written = map(sane_count, counts)
    return Tokens(calls, read, min(cached, read), written, sane_cost(cost), sane_count(estimated))


def _is_sound(row: Sequence[Any]) -> bool:
    *told, kept, _ = row
    return kept is None or kept == _checksum(told)


def _checksum(told: Sequence[Any]) -> bytes:
    """Over the columns of a reply; of what can be none, no checksum that one has."""
    try:
        line = json.dumps(told)
    except TypeError:  # a text that has become bytes
        return b""
    return blake2b(line.encode(), digest_size=CHECKSUM_BYTES).digest()


def _line(error: Exception) -> str:
    # Of a damaged schema SQLite quotes all of it.
    return " ".join(str(error).split())[:MAX_REASON]


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
