"""What a run finds in its folder and does not go on with: moved to a numbered folder, never removed."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from summarizer.archive.state_file import STATE_FILE
from summarizer.errors import ArchiveError
from summarizer.export.result_lines import RESULTS, lines_from

__all__ = ["PREVIOUS", "Moved", "copy_reviews", "move_aside", "next_free"]

PREVIOUS: Final = "previous"

REVIEWS_FILE: Final = "reviews.sqlite3"
"""What editors made of the rows beside it (see `editing.reviewed`)."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved from the run's folder to `target`, beside a copy of its state: those of the names
    that were there.
    """

    folder: Path
    target: Path
    names: Sequence[str]

    def put_back(self) -> None:
        """All as it was before: for a run that did nothing. The state must be closed.

        Raises ArchiveError where the disk does not let it; then it lies in `target`.
        """
        try:
            for name in self.names:
                here, there = self.folder / name, self.target / name
                if here.is_dir():
                    shutil.rmtree(here)
                else:
                    here.unlink(missing_ok=True)
                if there.exists():
                    there.replace(here)
            for more in ("-wal", "-shm"):
                (self.folder / f"{STATE_FILE}{more}").unlink(missing_ok=True)
            (self.target / STATE_FILE).replace(self.folder / STATE_FILE)
            (self.target / REVIEWS_FILE).unlink(missing_ok=True)
            self.target.rmdir()
            if not any(self.target.parent.iterdir()):
                self.target.parent.rmdir()
        except OSError as error:
            raise ArchiveError(
                f"what lies in {self.target} cannot be put back ({error}); move it back by hand"
            ) from error


def next_free(folder: Path) -> Path:
    """The next numbered folder in `previous`, made; after the greatest there is, for some may be gone."""
    aside = folder / PREVIOUS
    aside.mkdir(parents=True, exist_ok=True)
    taken = [int(one.name) for one in aside.iterdir() if one.name.isdecimal()]
    target = aside / f"{max(taken, default=0) + 1:03d}"
    target.mkdir()
    return target


def move_aside(folder: Path, names: Sequence[str], state: sqlite3.Connection) -> Moved:
    """Moves what is there of these names, and copies the state to it, so that it is a run of its own."""
    target = next_free(folder)
    _copy(state, target / STATE_FILE)
    for name in names:
        if (folder / name).exists():
            os.rename(folder / name, target / name)
    return Moved(folder, target, names)


def copy_reviews(moved: Moved) -> int:
    """Copies what editors made of rows that were moved to where these are now; of how many.

    In the run's folder the reviews stay: a row that is made again as it was has its review again.
    """
    reviews, results = moved.folder / REVIEWS_FILE, moved.target / RESULTS
    if not (reviews.is_file() and results.is_file()):
        return 0
    try:
        with closing(sqlite3.connect(f"{reviews.resolve().as_uri()}?mode=ro", uri=True)) as kept:
            reviewed = {made for (made,) in kept.execute("SELECT made FROM review")}
            lines = lines_from(results) if reviewed else iter(())
            number = sum(sha256(line).hexdigest() in reviewed for line in lines)
            if number:
                _copy(kept, moved.target / REVIEWS_FILE)
            return number
    except sqlite3.Error:  # being made, or damaged: who reads the reviews is told of it
        return 0


def _copy(database: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
