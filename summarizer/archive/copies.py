"""Finding copies: articles whose text an earlier article of the archive has already, or nearly has.

Exact copies are found by the SHA-256 of the text with case, white space, quotation marks and dashes
folded; near copies by MinHash signatures of five-word shingles, whose bands are looked up in SQLite.
Memory stays flat whatever the size of the archive.

The signatures are rensa's: 0.04 ms an article of 400 words where datasketch takes 0.5 ms, no further
packages where datasketch brings NumPy and SciPy, and a version number on its algorithm.
"""

import hashlib
import re
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from rensa import RMinHash

__all__ = ["SIMILAR", "CopyIndex"]

# Measured on pairs made of the examples (tests/test_copies.py): two figures changed .97, a lead of its
# own .91 to .95, the first two paragraphs written anew .83, cut by a sixth .82, by a quarter .74, by a
# third .66; two stories told of one event, with the same quotations, stay under .1.
SIMILAR: Final = 0.7
# Five words: fewer are shared by stories of one subject, more make every changed word cost too much.
SHINGLE: Final = 5
# Texts of fewer shingles (a line of market prices) are copies when they are exactly the same, or not.
LEAST_SHINGLES: Final = 30
# 24 bands of 5: of pairs at .7 all but one in 80 share a band, at .8 all; of pairs at .3 one in 17.
BANDS: Final = 24
ROWS: Final = 5
# Texts of one mould (share prices, weather) fill a band with thousands that are nearly alike: looking
# at the earliest few of each band bounds the work, and a copy missed is only summarized on its own.
EARLIEST: Final = 4
_SEED: Final = 1

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS copy_leaders (
    number INTEGER PRIMARY KEY, key BLOB NOT NULL, signature BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS copy_texts (
    sha256 BLOB PRIMARY KEY, leader INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_bands (
    band INTEGER, leader INTEGER, PRIMARY KEY (band, leader)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_seen (
    key BLOB PRIMARY KEY, leader INTEGER NOT NULL) WITHOUT ROWID;
"""

# One statement for all bands; of each the earliest leaders, as many as are looked at.
_EARLIEST_OF_BANDS: Final = " UNION ALL ".join(
    [
        "SELECT leader FROM (SELECT leader FROM copy_bands WHERE band = ?"
        f" ORDER BY leader LIMIT {EARLIEST})"
    ]
    * BANDS
)

_WORD: Final = re.compile(r"\w+")
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″‘’‚‛‹›′`´", "'"),
        '"': "'",
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)


class CopyIndex:
    """Which articles are copies of which, in tables of its own (`copy_…`) of a SQLite database.

    The connection stays the caller's, and so does committing: what is added belongs to the same
    transaction as the caller's own rows.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)  # not executescript, which commits

    def leader_of(self, key: bytes, text: str) -> bytes | None:
        """The key of the earliest article of which `text` is a copy; None when it is no copy.

        An article that is no copy is added, and may lead later ones. A key that was looked up
        before gets the answer it got then.
        """
        number = self._seen(key)
        if number is None:
            number = self._placed(key, text)
        leader = self._key(number)
        return None if leader == key else leader

    def _seen(self, key: bytes) -> int | None:
        return self._one("SELECT leader FROM copy_seen WHERE key = ?", key)

    def _placed(self, key: bytes, text: str) -> int:
        """The number of the article's leader, which it is itself when there is none before it."""
        folded = " ".join(text.translate(_SAME).casefold().split())
        digest = hashlib.sha256(folded.encode("utf-8", "replace")).digest()
        number = self._one("SELECT leader FROM copy_texts WHERE sha256 = ?", digest)
        if number is None:
            signature = _signature(folded)
            bands = tuple(_bands(signature))
            number = self._similar(signature, bands)
            if number is None:
                number = self._lead(key, signature, bands)
            # Also for a near copy: its own exact copies are then found without a signature.
            self._run("INSERT INTO copy_texts VALUES (?, ?)", digest, number)
        self._run("INSERT INTO copy_seen VALUES (?, ?)", key, number)
        return number

    def _similar(self, signature: bytes, bands: Sequence[int]) -> int | None:
        """The earliest leader whose signature agrees in a share of at least `SIMILAR`."""
        found = (
            {int(number) for (number,) in self._run(_EARLIEST_OF_BANDS, *bands)} if bands else ()
        )
        ours = array("I", signature)
        for number in sorted(found):
            [stored] = self._run(
                "SELECT signature FROM copy_leaders WHERE number = ?", number
            ).fetchone()
            if _agreement(ours, array("I", stored)) >= SIMILAR:
                return number
        return None

    def _lead(self, key: bytes, signature: bytes, bands: Sequence[int]) -> int:
        self._run("INSERT INTO copy_leaders (key, signature) VALUES (?, ?)", key, signature)
        number = self._one("SELECT last_insert_rowid()")
        assert number is not None
        rows = ((band, number) for band in bands)
        self._connection.executemany("INSERT OR IGNORE INTO copy_bands VALUES (?, ?)", rows)
        return number

    def _key(self, number: int) -> bytes:
        [key] = self._run("SELECT key FROM copy_leaders WHERE number = ?", number).fetchone()
        return bytes(key)

    def _one(self, statement: str, *values: bytes | int) -> int | None:
        row = self._run(statement, *values).fetchone()
        return int(row[0]) if row else None

    def _run(self, statement: str, *values: bytes | int) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)


def _signature(folded: str) -> bytes:
    """The MinHash of a text, as 32-bit numbers; empty for a text that is too short to have one."""
    words = _WORD.findall(folded)
    if len(words) < LEAST_SHINGLES + SHINGLE - 1:
        return b""
    shingles = map(" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False))
    minhash = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    minhash.update(list(shingles))
    return array("I", minhash.digest()).tobytes()


def _bands(signature: bytes) -> Iterator[int]:
    """A number for each band; other versions of the algorithm have other numbers, so never meet."""
    size = ROWS * array("I").itemsize
    for place in range(0, len(signature), size):
        name = f"{RMinHash.ALGORITHM_VERSION}:{place}:".encode()
        digest = hashlib.blake2b(name + signature[place : place + size], digest_size=8).digest()
        yield int.from_bytes(digest, "big", signed=True)


def _agreement(ours: Sequence[int], theirs: Sequence[int]) -> float:
    """The share of places in which two signatures agree: the estimate of the Jaccard index."""
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    return same / len(ours)
