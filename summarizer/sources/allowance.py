"""How much may come out of what is packed: what is made to fill disks is stopped, streams are not.

A stream is read as it is unpacked and never held, so no size of it is too large by itself. What gives it
away is that nothing anybody wrote shrinks to a hundredth: a bomb must, or it would be as large as it is.
"""

from collections.abc import Callable
from typing import Final

from summarizer.errors import DocumentError

__all__ = ["FREE", "FREE_IN_ALL", "Allowance"]

MAX_RATIO: Final = 250
"""Bytes that may come out of one. Articles come to 3 to 10, and rows that repeat one article to 200; gzip
makes 1,030 of zeros, bzip2 45,000."""

FREE: Final = 256 << 20
"""Bytes that any member may unpack to, whatever the ratio: a second of unpacking."""

FREE_IN_ALL: Final = 2 << 30
"""The same for all that is packed in one file, at all depths: eight such members."""


class Allowance:
    """What may still come out of something packed; `packed` tells its size as it is, in bytes."""

    def __init__(self, packed: Callable[[], float], free: int) -> None:
        self._packed = packed
        self._free = free
        self._out = 0

    def take(self, size: int) -> None:
        """So many bytes came out. Raises DocumentError where that is past all bounds."""
        self._out += size
        if self._out > self._free and self._out > MAX_RATIO * self._packed():
            raise DocumentError(
                f"unpacks to more than {MAX_RATIO} times its size, as what is made to fill disks;"
                " unpack it first"
            )
