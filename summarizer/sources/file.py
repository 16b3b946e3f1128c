"""A file to read, wherever it lies: on disk, behind an address, inside an archive."""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

from summarizer.errors import DocumentError, MachineError
from summarizer.sources.allowance import Allowance
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.record import BadRecord

__all__ = [
    "TOO_LARGE",
    "File",
    "bounded_lines",
    "held",
    "one_line",
    "printable",
    "whole",
    "writable_name",
]

TOO_LARGE = f"is larger than {MAX_BYTES // 1_000_000} MB, too much for one article"

MAX_UNPACKED = 4 << 30
"""Bytes of an archive's member laid down on disk to be sought in: a Parquet file of a million
articles is about 3 GB; what unpacks to more is taken for a bomb."""

MAX_PASSED_OVER = 1 << 30
"""Bytes of a line that are passed over to find the next one, in about a second; a file that has none in
so many is no text, and may be without end."""

MAX_REASON = 300
"""Characters of a reason; some decoders quote what they could not read."""

_COPIED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A file and how to open it.

    `name` is what people are shown ("news/a.zip!inner/b.txt"); `relative` is its path below the
    input it was found in, from which ids are made, so that an archive that is moved keeps them;
    its kind is told by the ending of `told_by`. `open` gives a stream at its first byte, which
    seeks badly or not at all when the file is `packed` in another; `allowance` then says how much may
    still come out of it.
    """

    name: str
    relative: str
    told_by: str
    open: Callable[[], BinaryIO]
    packed: bool = False
    allowance: Allowance | None = None
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
        """The record at `position`, which cannot be read; the reason may quote anything."""
        return BadRecord(id, self.name, position, printable(reason))


def held(name: str, data: bytes, told_by: str = "", charset: str | None = None) -> File:
    """A file that is already in memory."""
    return File(name, name, told_by, partial(io.BytesIO, data), charset=charset)


def writable_name(path: str) -> str:
    """`path` as UTF-8 can write it: bytes of a file name that are no text are shown escaped."""
    return path.encode("utf-8", "backslashreplace").decode()


def one_line(error: BaseException) -> str:
    """What an exception says, short and on one line."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return printable(" ".join(said.split()))[:MAX_REASON] or type(error).__name__


def printable(line: str) -> str:
    """`line` with U+FFFD for what would act on a terminal, or cannot be written."""
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def whole(stream: BinaryIO) -> bytes:
    """All of a single article. Raises DocumentError when it has more than `MAX_BYTES`."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DocumentError(TOO_LARGE)
    return data


def bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of `stream`; None stands for one longer than `MAX_BYTES`, which is passed over.

    Raises DocumentError at one longer than `MAX_PASSED_OVER`.
    """
    while line := stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        passed = len(line)
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
            passed += len(line)
            if passed > MAX_PASSED_OVER:
                raise DocumentError(f"has a line of more than {MAX_PASSED_OVER >> 20} MB")
        yield None


def _laid_down(stream: BinaryIO) -> BinaryIO:
    """A copy of `stream` in a temporary file, which goes when it is closed."""
    with stream, ExitStack() as opened:
        with _room_to_write():
            copy = opened.enter_context(tempfile.TemporaryFile())
        while piece := stream.read(_COPIED_AT_ONCE):
            if copy.tell() + len(piece) > MAX_UNPACKED:
                raise DocumentError(
                    f"unpacks to more than {MAX_UNPACKED >> 30} GB; unpack it first"
                )
            with _room_to_write():
                copy.write(piece)
        with _room_to_write():
            copy.seek(0)  # what is still buffered is written first
        opened.pop_all()
    return cast("BinaryIO", copy)


@contextmanager
def _room_to_write() -> Iterator[None]:
    """Raises MachineError where no temporary file can be written: that is no fault of what is read."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            f"cannot unpack into {tempfile.tempdir or 'a folder for temporary files'}"
            f" ({one_line(error)}): make room there, or name another folder in TMPDIR, and run the"
            " same command again"
        ) from error
