"""What a place that offers model files must be able to do, whichever place it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from summarizer.errors import ModelDownloadError
from summarizer.models.embedded.catalogue import ModelFile

__all__ = ["Source", "SourceFailedError", "bytes_in"]


class SourceFailedError(ModelDownloadError):
    """This place cannot deliver the file; another may. The message is a clause, without a stop."""


class Source(Protocol):
    """One place a model file can come from."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def fetch(self, model: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
        """Make `partial` as long as the model's file, keeping the bytes it already has.

        `partial` holds the first bytes of the file, or does not exist. `advance` is told the
        number of bytes in `partial` as it grows. What was written stays when this is interrupted
        or fails: only bytes in their right place are ever appended. The caller verifies the whole.

        Raises:
            SourceFailedError: it cannot deliver (unreachable, blocked, another file, ...).
        """


def bytes_in(path: Path) -> int:
    """The length of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0
