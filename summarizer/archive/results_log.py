"""`results.jsonl`: a line a finished document, written once and never changed by this program."""

import os
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from summarizer.archive.state import Place
from summarizer.errors import ArchiveError

__all__ = ["RESULTS_FILE", "ResultsLog", "checksum", "seal_of"]

RESULTS_FILE: Final = "results.jsonl"

SUM_BYTES: Final = 8
"""Of ten million rows the odds that any altered one keeps its checksum are about 10^-12."""


def checksum(row: bytes) -> bytes:
    """What tells a row, without its line's end, from one that was altered."""
    return blake2b(row, digest_size=SUM_BYTES).digest()


def seal_of(path: Path) -> str:
    """What the file looks like from outside: while this is the same, nobody has changed it."""
    try:
        return _seal(path.stat())
    except FileNotFoundError:
        return ""


class ResultsLog:
    """The file open for appending. Raises ArchiveError where it cannot be written, as on a full disk.

    It ends with a whole line, or is empty (see `reconciling`).
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / RESULTS_FILE
        try:
            # Unbuffered, so that a line is with the operating system before its record counts as
            # finished: a killed program then loses nothing of it.
            self._file = self.path.open("ab", buffering=0)
        except OSError as error:
            raise self._explained(error) from error
        self._end = os.fstat(self._file.fileno()).st_size
        self.is_ours = True
        """Whether nobody else has written into it meanwhile, as far as that shows."""
        self._last = ""

    def append(self, row: str) -> Place:
        """Adds a row, and tells where it stands."""
        content = row.encode()
        line = content + b"\n"
        try:
            written = self._file.write(line)
            if written != len(line):  # so a disk that has just filled up tells of it
                raise OSError(f"{written} of {len(line)} bytes fitted on the disk")
        except OSError as error:
            self._cut()
            raise self._explained(error) from error
        start = self._file.tell() - len(line)
        self.is_ours = self.is_ours and start == self._end
        self._end = start + len(line)
        return Place(start, len(line), checksum(content))

    def row(self, place: Place) -> str:
        """The row that stands there."""
        try:
            with self.path.open("rb") as file:
                file.seek(place.start)
                content = file.read(place.length).removesuffix(b"\n")
                if place.sum not in (None, checksum(content)):
                    raise OSError("it was changed meanwhile")
                return content.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise self._explained(error) from error

    def seal(self) -> str:
        """The seal of what was written so far; none where another program wrote into it meanwhile."""
        if not self.is_ours:
            return ""
        # Of the file that was written to, be it still at that path or not.
        return self._last or _seal(os.fstat(self._file.fileno()))

    def close(self) -> None:
        """Leaves it on disk, safe from a power cut too. May be called twice."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
            self._last = self.seal()
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _cut(self) -> None:
        # Half a line would be read as a row; where even this fails, the next start finds it torn.
        os.truncate(self._file.fileno(), self._end)

    def _explained(self, error: Exception) -> ArchiveError:
        return ArchiveError(
            f"{self.path} cannot be written or read: {error}; make room or mend it, and run the"
            " same command again to go on"
        )


def _seal(found: os.stat_result) -> str:
    return f"{found.st_size} {found.st_mtime_ns}"
