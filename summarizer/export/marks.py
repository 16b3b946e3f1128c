"""What this program wrote into a folder: just that may be replaced there, or removed.

A small database in the folder lists each file with its digest, before the file gets its name: killed
at any moment, what stands there is still known. A file that is not listed, or that somebody changed
since, is not ours. The database is also what keeps two programs from writing at once, and is free
again when one is killed.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from summarizer.errors import RunError, SettingsError
from summarizer.export.whole_file import whole_file
from summarizer.sources.marks import MARK, OLDER_MARK

__all__ = ["Marks", "marks_in", "not_ours"]

WAIT_SECONDS: Final = 30.0
"""For another program that is writing: what a run adds from time to time takes it a few seconds."""

_FILES: Final = (
    "CREATE TABLE IF NOT EXISTS files (name TEXT, digest BLOB, PRIMARY KEY (name, digest))"
    " WITHOUT ROWID"
)


def not_ours(path: Path) -> SettingsError:
    """Says that a file stands where one is to be written, and what to do."""
    return SettingsError(
        f"{path} was not written by an export, or was changed since; move it away, or give another"
        " --output"
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one folder. Paths are those of files in it or below it.

    `database` is open for more tables: how far an export has come belongs to what it wrote. All
    methods raise RunError when the folder cannot be written or read.
    """

    folder: Path
    database: sqlite3.Connection

    def refuse_others(self, paths: Iterable[Path]) -> None:
        """Raises SettingsError with the first of these that is there and not ours."""
        for path in paths:
            self._digest_of_ours(path)

    @contextmanager
    def whole_file(self, target: Path) -> Iterator[Path]:
        """As `whole_file`, and marked as ours. Raises SettingsError where another's file stands."""
        before = self._digest_of_ours(target)
        with whole_file(target) as partial:
            yield partial
            self.note(target, before, _digest(partial))

    def adopt(self, path: Path) -> None:
        """Marks a file that is there: the caller knows that it is ours."""
        self.note(path, _digest(path))

    def note(self, path: Path, *digests: bytes | None) -> None:
        """A file of ours is there, or about to be, with one of these digests and no other."""
        name = self._name(path)
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute("DELETE FROM files WHERE name = ?", (name,))
        rows = {(name, digest) for digest in digests if digest is not None}
        self.database.executemany("INSERT INTO files VALUES (?, ?)", rows)
        self.database.execute("COMMIT")

    def matching(self, pattern: str) -> list[Path]:
        """The files of ours whose names match a pattern of SQLite's GLOB, as far as they are there."""
        query = "SELECT DISTINCT name FROM files WHERE name GLOB ? ORDER BY name"
        names = [PurePosixPath(name) for (name,) in self.database.execute(query, (pattern,))]
        # The folder may be a stranger's, and its marks made to lead out of it.
        inside = [name for name in names if not name.is_absolute() and ".." not in name.parts]
        return [path for name in inside if (path := self.folder / name).exists()]

    def remove(self, path: Path) -> None:
        """Removes a file of ours. Raises SettingsError when it is another's by now."""
        if self._digest_of_ours(path) is not None:
            path.unlink()
        self.note(path)

    def _digest_of_ours(self, path: Path) -> bytes | None:
        """None where there is nothing. Raises SettingsError where the file is not ours."""
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        query = "SELECT digest FROM files WHERE name = ?"
        known = {digest for (digest,) in self.database.execute(query, (self._name(path),))}
        if not known or path.is_symlink() or not path.is_file():
            raise not_ours(path)
        digest = _digest(path)
        if digest not in known:
            raise not_ours(path)
        return digest

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


@contextmanager
def marks_in(folder: Path) -> Iterator[Marks]:
    """The marks of a folder, for this program alone until it is done with them or dies.

    The folder is made where it is missing; where nothing came to be written, no mark stays. Raises
    RunError while another program writes there, and when the folder or its marks cannot be used.
    """
    mark = folder / MARK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (older := folder / OLDER_MARK).is_file() and not mark.exists():
            older.rename(mark)
        with closing(sqlite3.connect(mark, timeout=WAIT_SECONDS, isolation_level=None)) as database:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            database.execute(_FILES)
            database.execute("COMMIT")
            try:
                yield Marks(folder, database)
            finally:
                if database.execute("SELECT 1 FROM files").fetchone() is None:
                    mark.unlink()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise RunError(f"another program is writing {folder}; wait until it is done") from None
        raise RunError(f"cannot write {folder}: {error}; make room or write elsewhere") from error
    except sqlite3.DatabaseError as error:
        raise RunError(
            f"{mark} is damaged ({error}); remove it, and what the export wrote beside it"
        ) from error
    except OSError as error:
        raise RunError(
            f"cannot write {folder}: {error.strerror}; make room or write elsewhere"
        ) from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
