"""Zip archives with a name that says it is UTF-8 and is not: zipfile opens none of their members."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

__all__ = ["opened_zip"]

_END_BYTES: Final = 22
_ENTRY_BYTES: Final = 46
"""Before what is of any length: comment; name, extra field and comment."""
_LONGEST_COMMENT: Final = 1 << 16

_IS_UTF8: Final = 0x08
"""In the upper byte of an entry's flags, which is its tenth."""


def opened_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive; names that are no UTF-8 are read as older programs wrote them, in code page 437."""
    try:
        return zipfile.ZipFile(stream)
    except UnicodeDecodeError:
        changed = dict(_corrected(stream))
        buffered = io.BufferedReader(_Overlaid(stream, changed))
        return zipfile.ZipFile(cast("BinaryIO", buffered))


def _corrected(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """The bytes of the archive that say UTF-8 wrongly, and what they ought to be: of each such entry of its
    directory, and of the member's own header.
    """
    at, directory, start = _directory(stream)
    entry = 0
    while entry + _ENTRY_BYTES <= len(directory) and directory[entry : entry + 4] == b"PK\x01\x02":
        lengths = struct.unpack_from("<3H", directory, entry + 28)
        name = directory[entry + _ENTRY_BYTES :][: lengths[0]]
        flags = directory[entry + 9]
        try:
            name.decode()
        except UnicodeDecodeError:
            (member,) = struct.unpack_from("<L", directory, entry + 42)
            yield at + entry + 9, flags & ~_IS_UTF8
            yield start + member + 7, flags & ~_IS_UTF8
        entry += _ENTRY_BYTES + sum(lengths)


def _directory(stream: BinaryIO) -> tuple[int, bytes, int]:
    """Where the directory begins, its bytes, and where its offsets count from, for something may stand
    before an archive. That of archives past 4 GB is not looked for.
    """
    size = stream.seek(0, io.SEEK_END)
    start = stream.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES))
    tail = stream.read()
    found = tail.rfind(b"PK\x05\x06")
    length, offset = struct.unpack_from("<2L", tail, found + 12)
    at = max(0, start + found - length)
    stream.seek(at)
    return at, stream.read(length), at - offset


class _Overlaid(io.RawIOBase):
    """A stream of which some bytes read otherwise."""

    def __init__(self, stream: BinaryIO, changed: dict[int, int]) -> None:
        self._stream = stream
        self._changed = changed

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        at = self._stream.tell()
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        for offset, value in self._changed.items():
            if at <= offset < at + len(data):
                buffer[offset - at] = value
        return len(data)
