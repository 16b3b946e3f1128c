"""What there is to review: one summary, or the rows of a run, and the articles they were made from."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os.path import isfile
from pathlib import Path
from typing import Final

from summarizer.documents import Document
from summarizer.editing.reading_json import record_of
from summarizer.editing.recipes_at_hand import GivenRecipe, RecipesAtHand
from summarizer.editing.reviewed import REVIEWS, digest_of
from summarizer.errors import DocumentError, RunError, SettingsError, SummarizerError
from summarizer.export.result_lines import OWN_FIELDS, RESULTS, lines_from, record_id_of, row_of
from summarizer.schemas.summary import DocumentInfo, Summary

__all__ = ["Entry", "Shelf", "open_shelf"]

_TEXT: Final = "SELECT text FROM article WHERE digest = ?"


@dataclass(frozen=True, slots=True)
class Entry:
    """One summary, and where it stands in its file."""

    id: str
    """What tells the record from others of its run; the document's id for a summary alone."""
    made: str
    """A digest of the summary as it was made: one made anew begins without a review."""
    start: int


@dataclass(frozen=True)
class Shelf:
    """The summaries of one file, in its order. They are read from it when they are wanted."""

    file: Path
    entries: list[Entry]
    texts: "Texts"
    recipes: RecipesAtHand
    is_run: bool

    @property
    def reviews(self) -> Path:
        """Where their reviews are kept."""
        return self.file.parent / REVIEWS

    def summary(self, entry: Entry) -> Summary:
        """The summary as it was made. Raises RunError when the file was changed since it was opened."""
        data = self._line(entry.start) if self.is_run else _file_bytes(self.file)
        if digest_of(data) != entry.made:
            raise RunError(f"{self.file} was changed meanwhile; start the review again")
        return _summary(data, self.file)

    def ids(self, entry: Entry) -> dict[str, str]:
        """What a row of it begins with."""
        if not self.is_run:
            return {"id": entry.id}
        row = row_of(self._line(entry.start))
        return {name: row[name] for name in OWN_FIELDS if name in row} or {"id": entry.id}

    def _line(self, start: int) -> bytes:
        return next(lines_from(self.file, start), b"")


def open_shelf(
    result: Path, source: str | None = None, recipes: Sequence[GivenRecipe] = ()
) -> Shelf:
    """The summary in a JSON file, or those of a run's folder or `results.jsonl`.

    `source` is the article, or the archive with the articles; without it they are looked for where
    the summaries say that they were read. `recipes` are those by which items were made that are not
    known by name. Raises SettingsError when there is no such file, DocumentError when it holds no
    summary, or when `source` is not what it was made from, RecipeError for a recipe that there is not.
    """
    at_hand = RecipesAtHand(recipes)
    file = result / RESULTS if result.is_dir() else result
    if not file.is_file():
        raise SettingsError(f"there is no {file}; give a summary as JSON, or the folder of a run")
    texts = Texts(file.parent, source)
    if file.suffix.lower() == ".jsonl":
        return Shelf(file, list(_entries(file)), texts, at_hand, is_run=True)
    data = _file_bytes(file)
    summary = _summary(data, file)
    if source is not None and texts.find(summary.document) is None:
        raise DocumentError(f"{source} is not what {file} was made from; give that article")
    entry = Entry(summary.document.id, digest_of(data), 0)
    return Shelf(file, [entry], texts, at_hand, is_run=False)


class Texts:
    """Finds the articles by the digest of their text, and keeps those it comes by on the way.

    They are kept in a database without a name, which SQLite holds on disk when it grows, and removes.
    """

    def __init__(self, folder: Path, source: str | None = None) -> None:
        self._folder = folder
        self._source = source
        self._readers: dict[str, Iterator[str]] = {}
        self._lock = threading.Lock()
        self._kept = sqlite3.connect("", check_same_thread=False)
        self._kept.execute("CREATE TABLE article (digest TEXT PRIMARY KEY, text TEXT)")

    def find(self, document: DocumentInfo) -> str | None:
        """The text that a summary was made from, or None where it is not at hand.

        An archive is read as far as needed, and once. Nothing is fetched that the user did not name.
        """
        wanted = document.text_sha256
        with self._lock:
            row = self._kept.execute(_TEXT, (wanted,)).fetchone()
            return row[0] if row else self._read_on(wanted, self._places(document))

    def _read_on(self, wanted: str, places: list[str]) -> str | None:
        for place in places:
            reader = self._readers.setdefault(place, _texts_in(place))
            for text in reader:
                digest = digest_of(text.encode())
                self._kept.execute("INSERT OR IGNORE INTO article VALUES (?, ?)", (digest, text))
                if digest == wanted:
                    return text
        return None

    def _places(self, document: DocumentInfo) -> list[str]:
        if self._source is not None:
            return [self._source]
        told = document.source
        if not told:
            return []
        # As the run was told it, from where the program was started or from where its results lie.
        paths = (Path(told), self._folder / told)
        # Not Path.is_file, which fails for what is too long to be a path: many an address is.
        return [str(path) for path in paths if isfile(path)]


def _texts_in(place: str) -> Iterator[str]:
    """The texts of the articles in a file or archive; what is none is passed over."""
    try:
        for found in Document.read_all(place):
            if isinstance(found, Document):
                yield found.text
    except SummarizerError:
        return


def _entries(results: Path) -> Iterator[Entry]:
    start = 0
    for line in lines_from(results):
        row = row_of(line)
        yield Entry(record_id_of(row), digest_of(line), start)
        start += len(line)


def _summary(data: bytes, file: Path) -> Summary:
    try:
        return record_of(data.decode(errors="replace"))
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}") from None


def _file_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RunError(f"cannot read {file}: {error.strerror}; see to the file") from error
