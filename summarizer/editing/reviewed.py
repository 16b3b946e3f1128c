"""What editors made of a run's rows, as the review page keeps it beside the results."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from summarizer.errors import RunError
from summarizer.schemas.summary import Summary

__all__ = ["REVIEWS", "digest_of", "reviewed_rows"]

REVIEWS: Final = "reviews.sqlite3"
"""The file of the reviews, beside the result."""

BUSY_SECONDS: Final = 30.0
"""How long a look waits for an edit that is being saved; each takes some milliseconds."""

_TABLE: Final = "SELECT 1 FROM sqlite_schema WHERE name = 'review'"  # made with the first edit
_SELECT_ALL: Final = "SELECT made, id FROM review"
_SELECT: Final = "SELECT summary FROM review WHERE id = ? AND made = ?"


def digest_of(data: bytes) -> str:
    """SHA-256: what the review of a row is kept under. One that is made anew begins without a review."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def reviewed_rows(folder: Path) -> Iterator[Callable[[bytes], Summary | None]]:
    """Tells of each row of the results in `folder` what editors made of it; None: nothing.

    A row is a whole line of `results.jsonl` with its line feed, or all of the file of one summary.
    For one thread. Raises RunError where the reviews cannot be read.
    """
    file = folder / REVIEWS
    if not file.is_file():
        yield lambda row: None
        return
    with _readable(file):
        connection = _connected(file)
    with closing(connection):
        with _readable(file):
            is_begun = connection.execute(_TABLE).fetchone() is not None
            ids: dict[str, str] = dict(connection.execute(_SELECT_ALL)) if is_begun else {}

        def reviewed(row: bytes) -> Summary | None:
            made = digest_of(row)
            if made not in ids:
                return None
            with _readable(file):
                (kept,) = connection.execute(_SELECT, (ids[made], made)).fetchone()
                return Summary.model_validate_json(kept)

        yield reviewed


def _connected(file: Path) -> sqlite3.Connection:
    # Never made by looking, but writable where it can be: SQLite may have an edit to roll back.
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", BUSY_SECONDS, uri=True)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError) as error:  # pydantic's too
        raise RunError(f"cannot read the reviews in {file}: {error}; see to the file") from error
