"""A batch's files on this disk: requests before they go up, results after they came down."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from uuid import uuid4

from summarizer.errors import ArchiveError
from summarizer.models.bodies import MOST_BYTES

__all__ = ["RequestFiles", "on_disk", "results_in"]

logger = logging.getLogger(__name__)


class RequestFiles:
    """Lines on their way into files within the limits, each line once. Nothing stays of files
    when the `with` block is left by an exception.
    """

    def __init__(self, folder: Path, max_requests: int, max_bytes: int) -> None:
        self.written: dict[str, list[str]] = {}
        """The custom ids of each file, in its order, by the key of its batch."""
        self._folder = folder
        self._max_requests = max_requests
        self._max_bytes = max_bytes
        self._seen: set[str] = set()
        self._ids: list[str] = []
        self._file: BinaryIO | None = None

    def add(self, custom_id: str, line: bytes) -> None:
        """Raises ArchiveError when it cannot be written."""
        if custom_id in self._seen:
            return
        with on_disk(self._folder):
            self._with_room_for(line).write(line)
        self._ids.append(custom_id)
        self._seen.add(custom_id)

    def _with_room_for(self, line: bytes) -> BinaryIO:
        file = self._file
        fits = file is not None and file.tell() + len(line) <= self._max_bytes
        if file is not None and fits and len(self._ids) < self._max_requests:
            return file
        self._finish()
        key = uuid4().hex
        self._ids = self.written[key] = []
        self._file = (self._folder / f"{key}.jsonl").open("wb")
        return self._file

    def _finish(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())  # its batch is noted next, and must not outlive it
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with on_disk(self._folder):
            self._finish()
        if error is not None:
            for key in self.written:
                (self._folder / f"{key}.jsonl").unlink(missing_ok=True)


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Says in one line what a full or forbidden disk means here."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be written or read: {error.strerror or error};"
            " mend that and start again, nothing is lost"
        ) from error


def results_in(file: Path) -> Iterator[tuple[str, bytes]]:
    """Custom ids and lines of a file of results; lines that have no id are left out.

    So are those of more than MOST_BYTES, as an answer that comes alone is.
    """
    if not file.exists():
        return
    with file.open("rb") as lines:
        whole = True
        while line := lines.readline(MOST_BYTES):
            starts, whole = whole, line.endswith(b"\n") or len(line) < MOST_BYTES
            if starts and not whole:
                logger.warning("%s: a line of more than %d bytes", file.name, MOST_BYTES)
            elif starts and line.strip():
                custom_id = _custom_id(line)
                if custom_id is None:
                    logger.warning("%s: a line without a custom id", file.name)
                else:
                    yield custom_id, line


def _custom_id(line: bytes) -> str | None:
    try:
        found = json.loads(line)["custom_id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    # Ours are hexadecimal; what no file can hold (half a surrogate pair) is none of them.
    return found if isinstance(found, str) and found.isascii() else None
