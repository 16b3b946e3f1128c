"""What an export of this program put into a folder: it is no article, and is left out of inputs.

The mark is a small database that lies in the folder; `summarizer.export.marks` writes it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

__all__ = ["MARK", "OLDER_MARK", "written_in"]

MARK: Final = ".structured-summarizer.sqlite3"

OLDER_MARK: Final = ".parts.sqlite3"
"""What earlier versions left beside Parquet tables; beside other exports they left nothing."""


def written_in(folder: Path) -> frozenset[Path]:
    """The files that exports put into `folder` and below it; none where there is no mark.

    They may be gone meanwhile. Reading the mark waits for nobody, and writes nothing.
    """
    if (folder / MARK).is_file():
        return frozenset(folder / name for name in _names(folder / MARK))
    if (folder / OLDER_MARK).is_file():
        return frozenset(folder.glob("*/year=*/part-*.parquet"))
    return frozenset()


def _names(mark: Path) -> list[str]:
    # Immutable: an export that is at work holds a lock on it, and the disk may be a read-only one.
    address = f"{mark.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as marks:
            return [str(name) for (name,) in marks.execute("SELECT DISTINCT name FROM files")]
    except sqlite3.Error:
        return []
