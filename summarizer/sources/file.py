"""A file to read, wherever it lies: on disk, behind an address, inside an archive."""

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.record import BadRecord

__all__ = ["TOO_LARGE", "File", "bounded_lines", "held", "one_line", "whole", "writable_name"]

TOO_LARGE = f"is larger than {MAX_BYTES // 1_000_000} MB, too much for one article"

MAX_UNPACKED = 4 << 30
"""Bytes of an archive's member laid down on disk to be sought in: a Parquet file of a million
articles is about 3 GB; what unpacks to more is taken for a bomb."""

MAX_REASON = 300
"""Characters of a reason; some decoders quote what they could not read."""

_COPIED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A file and how to open it.

    `name` is what people are shown ("news/a.zip!inner/b.txt"); `relative` is its path below the
    input it was found in, from which ids are made, so that an archive that is moved keeps them;
    its kind is told by the ending of `told_by`. `open` gives a stream at its first byte, which
    seeks badly or not at all when the file is `packed` in another.
    """

    name: str
    relative: str
    told_by: str
    open: Callable[[], BinaryIO]
    packed: bool = False
    charset: str | None = None
    """The encoding that whoever sent the file said it is in."""

    def open_seekable(self) -> BinaryIO:
        """A stream to seek in, for which a packed file is laid down on disk.

        Raises DocumentError when it would grow past `MAX_UNPACKED`.
        """
        return _laid_down(self.open()) if self.packed else self.open()

    def id_at(self, position: int) -> str:
        """The id of a record that has none of its own."""
        return f"{self.relative}#{position}"

    def bad(self, position: int, reason: str, id: str | None = None) -> BadRecord:
        """The record at `position`, which cannot be read."""
        return BadRecord(id, self.name, position, reason)


def held(name: str, data: bytes, told_by: str = "", charset: str | None = None) -> File:
    """A file that is already in memory."""
    return File(name, name, told_by, partial(io.BytesIO, data), charset=charset)


def writable_name(path: str) -> str:
    """`path` as UTF-8 can write it: bytes of a file name that are no text are shown escaped."""
    return path.encode("utf-8", "backslashreplace").decode()


def one_line(error: Exception) -> str:
    """What an exception says, short and on one line."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(said.split()))
    return shown[:MAX_REASON] or type(error).__name__


def whole(stream: BinaryIO) -> bytes:
    """All of a single article. Raises DocumentError when it has more than `MAX_BYTES`."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DocumentError(TOO_LARGE)
    return data


def bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of `stream`; None stands for one longer than `MAX_BYTES`, which is passed over."""
    while line := stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
        yield None


def _laid_down(stream: BinaryIO) -> BinaryIO:
    """A copy of `stream` in a temporary file, which goes when it is closed."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115  (whoever asked for it closes it)
    with stream:
        while piece := stream.read(_COPIED_AT_ONCE):
            if copy.tell() + len(piece) > MAX_UNPACKED:
                copy.close()
                raise DocumentError(
                    f"unpacks to more than {MAX_UNPACKED >> 30} GB; unpack it first"
                )
            copy.write(piece)
    copy.seek(0)
    return cast("BinaryIO", copy)
