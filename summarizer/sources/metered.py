"""An XML file as a stream that is mended where it is small, and bounded an item at a time."""

import io
from typing import BinaryIO

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.file import TOO_LARGE
from summarizer.sources.xml_text import well_encoded

__all__ = ["Metered", "metered"]


def metered(stream: BinaryIO) -> tuple["Metered", tuple[str, ...], str | None]:
    """What to parse, notes on it, and its encoding where it has been made that.

    A file of one article's size is mended before; a larger one is read as it comes.
    """
    head = stream.read(MAX_BYTES)
    if not head or len(head) == MAX_BYTES:
        return Metered(head, stream), (), None
    data, notes = well_encoded(head, "the file")
    return Metered(data, stream), notes, "utf-8"


class Metered:
    """A stream that ends in an error when one item goes past `MAX_BYTES`."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream
        self._left = MAX_BYTES

    def start_again(self) -> None:
        """The next item begins."""
        self._left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._head.read(size) or self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise DocumentError(TOO_LARGE)
        return data
