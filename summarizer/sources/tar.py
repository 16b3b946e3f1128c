"""Files inside tar archives, compressed or not, read as they come.

Python's tarfile reads headers whole, whatever size they claim, and takes a damaged header for the end of
the archive. Here they are bounded, and after a damaged one reading goes on at the next that is sound.
"""

import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, Final, Self, cast

from summarizer.errors import DocumentError
from summarizer.sources.file import File
from summarizer.sources.packed import Member, Members, is_hidden
from summarizer.sources.unpacking import decompressed

__all__ = ["members_of_tar"]

MAX_HEADER: Final = 1 << 16
"""Bytes that a member's headers may take together. A path has 4,096 at most, and what some systems add of
a file's attributes as many again."""

_DIGITS: Final = re.compile(rb"\d{256}")
"""More than any name may have; over a long run of digits some versions of tarfile brood for minutes."""

_MAGIC: Final = b"ustar"
_MAGIC_AT: Final = 257
_AT_ONCE: Final = 1 << 18

_LOOKED_BACK: Final = 2 * tarfile.BLOCKSIZE
"""Bytes before a damaged header in which the one that should stand there may have begun."""


class _DamagedError(DocumentError):
    """A header that cannot be read; the next may be sound."""


def members_of_tar(file: File) -> Iterator[Member]:
    """The files in a tar archive, compressed or not, in its own order.

    Archives that were joined are read one after the other.
    """
    with decompressed(file) as stream:
        blocks = _Blocks(stream)
        members, number, sound = Members(file), 0, True
        archive: tarfile.TarFile | None = None
        while True:
            try:
                archive = archive or _opened(blocks)
                entry = archive.next()
            except _DamagedError as error:
                is_found = blocks.find_header()
                if archive is None and not number and not is_found:
                    raise tarfile.ReadError("this is no tar archive") from None
                if sound:  # several blocks on the way to the next member may look like a header
                    number += 1
                    yield file.bad(number, f"{error}; at least one member was not read")
                sound = False
                if archive:
                    archive.offset = blocks.tell()
                continue
            if entry is None:
                return
            number, sound = number + 1, True
            if member := _member(members, archive, entry):
                yield member
            _forget_passed(archive)


def _opened(blocks: "_Blocks") -> tarfile.TarFile:
    return tarfile.TarFile(fileobj=cast("BinaryIO", blocks), tarinfo=_Entry, ignore_zeros=True)


def _member(members: Members, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Member | None:
    if entry.isdir() or is_hidden(entry.name):
        return None
    if not entry.isreg():
        kind = "a link" if entry.islnk() or entry.issym() else "a device"
        return members.skipped(entry.name, f"is {kind}, no file")
    return members.file(entry.name, partial(_open_member, archive, entry))


def _open_member(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> BinaryIO:
    if entry.issparse():  # a few bytes of it can claim any size
        raise DocumentError("is stored as a sparse file; unpack it first")
    opened = archive.extractfile(entry)
    assert opened, "only files are opened"
    return cast("BinaryIO", opened)


def _forget_passed(archive: tarfile.TarFile) -> None:
    """It would keep a note of every member that it has passed: 1 GB for a million."""
    archive.members.clear()  # type: ignore[attr-defined]  # public, but not in typeshed
    archive.pax_headers = {}


class _Blocks:
    """The bytes of an archive, read forward only."""

    def __init__(self, stream: BinaryIO) -> None:
        self.at_end_mark = False
        """Whether the last header was none, but zeros, with which an archive ends."""
        self._stream = stream
        self._kept = self._tail = b""
        self._at = 0
        self._seen: set[int] = set()
        """Where headers were tried that are none."""
        self._left: int | None = None

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int) -> int:
        if offset < self._at:
            raise DocumentError("has a member that claims to end before it begins")
        while self._at < offset and self.read(min(_AT_ONCE, offset - self._at)):
            pass
        return self._at

    def read(self, size: int) -> bytes:
        if self._left is not None:
            self._left -= size
            if self._left < 0 or size < 0:
                raise _DamagedError(
                    f"has a member whose header claims more than {MAX_HEADER >> 10} kB"
                )
        data = self._taken(size)
        if self._left is not None and _DIGITS.search(data):
            raise _DamagedError("has a member whose header holds endless digits")
        return data

    def _taken(self, size: int) -> bytes:
        data, self._kept = self._kept[:size], self._kept[size:]
        data += self._stream.read(size - len(data)) if len(data) < size else b""
        self._at += len(data)
        self._tail = (
            (self._tail + data)[-_LOOKED_BACK:]
            if len(data) < _LOOKED_BACK
            else data[-_LOOKED_BACK:]
        )
        return data

    def find_header(self) -> bool:
        """Goes on to what looks like the next header; False: to the end, for there is none.

        Where bytes were lost it is anywhere, and may have begun within what was read last.
        """
        self._seen = {at for at in self._seen if at > self._at - len(self._tail)}
        self._kept = self._tail + self._kept
        self._at -= len(self._tail)
        last = b""
        while piece := self._taken(_AT_ONCE):
            data, start = last + piece, self._at - len(piece) - len(last)
            at = data.find(_MAGIC, _MAGIC_AT)
            while at >= 0 and start + at in self._seen:
                at = data.find(_MAGIC, at + 1)
            if at >= 0:
                self._seen.add(start + at)
                self._kept = data[at - _MAGIC_AT :] + self._kept
                self._at = start + at - _MAGIC_AT
                return True
            last = data[-tarfile.BLOCKSIZE :]
        self.at_end_mark = self.at_end_mark or not last.strip(b"\0")
        return False

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Reads headers alone: those of one member, which may take `MAX_HEADER` together."""
        outermost = self._left is None
        if outermost:
            self._left = MAX_HEADER
        try:
            yield
        finally:
            if outermost:
                self._left = None


class _Entry(tarfile.TarInfo):
    """The head of a member, or of several that belong together."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        blocks: Any = archive.fileobj
        try:
            with blocks.bounded():
                entry = super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            blocks.at_end_mark = True
            raise
        except (tarfile.EmptyHeaderError, tarfile.TruncatedHeaderError):  # type: ignore[attr-defined]
            if blocks.at_end_mark:
                raise
            raise DocumentError("is cut off: the end of the archive is missing") from None
        except (tarfile.HeaderError, ValueError) as error:
            told = "goes on behind its end with" if blocks.at_end_mark else "has"
            raise _DamagedError(f"{told} a damaged header") from error
        blocks.at_end_mark = False
        return entry
