"""What a run left out with a reason: stories that were withdrawn, links to folders, pipes."""

import json
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Final

from summarizer.export.whole_file import whole_file
from summarizer.sources import Skipped

__all__ = ["SKIPPED_FILE", "LeftOut"]

SKIPPED_FILE: Final = "skipped.jsonl"

_IN_MEMORY: Final = 1 << 20


class LeftOut:
    """Gathers it while a session reads; the file in the run's folder is replaced at its end."""

    def __init__(self, folder: Path) -> None:
        self.is_whole = False
        """Whether all that the run is about was read. A session that was not does not replace the file."""
        self._target = folder / SKIPPED_FILE
        self._lines = SpooledTemporaryFile(  # noqa: SIM115 - goes with the run
            _IN_MEMORY, "w+", encoding="utf-8", errors="backslashreplace"
        )

    def add(self, what: Skipped) -> None:
        """Keeps it if there is a reason: of pictures and the like there may be millions."""
        if what.reason:
            told = {
                "id": what.id,
                "file": what.file,
                "position": what.position,
                "reason": what.reason,
            }
            self._lines.write(json.dumps(told, ensure_ascii=False) + "\n")

    def write(self) -> None:
        """Writes the file, unless a session before this one saw more."""
        if not self.is_whole and self._target.exists():
            return
        self._lines.seek(0)
        with whole_file(self._target) as partial, partial.open("w", encoding="utf-8") as file:
            file.writelines(self._lines)
