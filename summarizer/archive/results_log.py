"""`results.jsonl`: a line a finished document, written once and never changed."""

import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from summarizer.archive.state import Place
from summarizer.errors import ArchiveError

__all__ = ["RESULTS_FILE", "ResultsLog"]

RESULTS_FILE: Final = "results.jsonl"


class ResultsLog:
    """The file open for appending. Raises ArchiveError where it cannot be written, as on a full disk.

    `length` is where the last line known to be whole ends, in bytes; what stands after it was
    written as the program was killed, and is cut off.
    """

    def __init__(self, folder: Path, length: int) -> None:
        self.path = folder / RESULTS_FILE
        self.length = length
        try:
            # Unbuffered, so that a line is with the operating system before its record counts as
            # finished: a killed program then loses nothing of it.
            self._file = self.path.open("ab", buffering=0)
            self._file.truncate(length)
        except OSError as error:
            raise self._explained(error) from error

    def append(self, row: str) -> Place:
        """Adds a row, and tells where it stands."""
        line = row.encode() + b"\n"
        try:
            written = self._file.write(line)
            if written != len(line):  # so a disk that has just filled up tells of it
                raise OSError(f"{written} of {len(line)} bytes fitted on the disk")
        except OSError as error:
            self._cut()
            raise self._explained(error) from error
        place = Place(self.length, len(line))
        self.length += len(line)
        return place

    def row(self, place: Place) -> str:
        """The row that stands there."""
        try:
            with self.path.open("rb") as file:
                file.seek(place.start)
                return file.read(place.length).decode()
        except (OSError, UnicodeDecodeError) as error:
            raise self._explained(error) from error

    def close(self) -> None:
        """Leaves it on disk, safe from a power cut too. May be called twice."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
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
        # Half a line would be read as a row; where even this fails, the next start cuts it off.
        os.truncate(self._file.fileno(), self.length)

    def _explained(self, error: Exception) -> ArchiveError:
        return ArchiveError(
            f"{self.path} cannot be written or read: {error}; make room or mend it, and run the"
            " same command again to go on"
        )
