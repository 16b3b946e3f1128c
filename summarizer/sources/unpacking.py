"""Streams of what is packed: decompressed, forward only, and counted."""

import bz2
import gzip
import io
import lzma
import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any, BinaryIO, Final, cast

from summarizer.sources.allowance import FREE, FREE_IN_ALL, Allowance
from summarizer.sources.file import File

__all__ = ["allowance_of", "decompressed", "metered"]

_OPENERS: Final[dict[str, Callable[[BinaryIO], Any]]] = {
    "gz": gzip.open, "bz2": bz2.open, "xz": lzma.open,
}  # fmt: skip
_MAGIC: Final = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}

_AT_ONCE: Final = 1 << 18


def allowance_of(file: File) -> Allowance:
    """The one of the outermost file that `file` lies in, which may be itself."""
    return file.allowance or Allowance(cache(partial(_size, file)), FREE_IN_ALL)


def _size(file: File) -> float:
    """The size of a file; past all bounds where its filesystem cannot tell it."""
    with file.open() as stream:
        try:
            return stream.seek(0, io.SEEK_END)
        except (OSError, ValueError):
            return math.inf


def _packed_as(stream: Any) -> str | None:
    """How a stream is compressed, by its first bytes: "gz", "bz2", "xz"; None: not at all."""
    head = stream.peek(8)
    return next((how for magic, how in _MAGIC.items() if head.startswith(magic)), None)


def decompressed(file: File, how: str | None = None) -> BinaryIO:
    """The bytes of a compressed file; without `how` its first bytes say how it is compressed."""
    counted = _Counted(file.open())
    inner = io.BufferedReader(counted, _AT_ONCE)
    how = how or _packed_as(inner)
    if how is None:
        return cast("BinaryIO", inner)
    own = Allowance(lambda: counted.taken, FREE)
    plain = _OPENERS[how](cast("BinaryIO", inner))
    return metered(plain, own, allowance_of(file), beneath=inner)


def metered(stream: Any, *allowances: Allowance, beneath: Any = None) -> BinaryIO:
    """`stream`, each byte of which is taken from the allowances; `beneath` is closed with it."""
    return cast("BinaryIO", io.BufferedReader(_Counted(stream, allowances, beneath), _AT_ONCE))


class _Counted(io.RawIOBase):
    """A stream that is read forward, and how many bytes of it were."""

    def __init__(
        self,
        stream: Any,
        allowances: tuple[Allowance, ...] = (),
        beneath: Any = None,
    ) -> None:
        self.taken = 0
        # One read of what is beneath, no more: an error at its end does not take what came before with it.
        self._take = getattr(stream, "readinto1", stream.readinto)
        self._stream = stream
        self._allowances = allowances
        self._beneath = beneath

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size: int = self._take(buffer) or 0
        self.taken += size
        for allowance in self._allowances:
            allowance.take(size)
        return size

    def tell(self) -> int:
        return self.taken

    def close(self) -> None:
        super().close()
        self._stream.close()
        if self._beneath:
            self._beneath.close()
