"""The items of an XML file one at a time, of which one that is not well-formed costs itself only.

An XML parser stops at the first fault. So the file is parted where items begin, and after a fault a new
parser is given what stands before the first item, and then the items behind the faulty one.

    head <newsItem ...   <newsItem ... fault   <newsItem ...
    ---------------------------------->|
    ---->                                     ---------------->
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from lxml import etree

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.file import TOO_LARGE

__all__ = ["Fault", "Item", "Readable", "XmlKind", "xml_items"]

MAX_HEAD: Final = 1 << 16
"""Bytes before the first item that are kept to begin anew with; news messages have 1,000 to 3,000."""

MAX_LOG: Final = 1000
"""Faults that cost nothing, as prefixes that are not declared, which a parser may have written down."""

MAX_UNSURE: Final = 1 << 18
"""Bytes of an item that are read without knowing whether it is one. A comment that speaks of items is
shorter, and what does not end is read twice."""

_ENDLESS: Final = "does not end before the next item begins"
_AT_ONCE: Final = 1 << 15
_LONGEST_MARK: Final = 100
_MARK: Final = rb"<(?:[\w.-]{1,40}:)?(?:%b)[\s/>]"


_Piece = tuple[bool, bytes]
"""Whether an item begins with it, and its bytes."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Item:
    """An item, as long as the next is not asked for, and the root of its file."""

    element: Any
    root: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An item that cannot be read. `is_last`: nor can what comes behind it."""

    error: DocumentError
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class XmlKind:
    """What to look for. `marks` are the names by which items are found behind a fault; `item_of` gives the
    local name of items for that of the root, or raises DocumentError, which is the fault then.
    """

    marks: tuple[str, ...]
    item_of: Callable[[str], str]
    encoding: str | None = None
    """Where it is known, whatever the file declares."""


def xml_items(stream: Readable, kind: XmlKind) -> Iterator[Item | Fault]:
    """The items of a file. No entity is expanded, no DTD loaded, nothing fetched."""
    reading, pieces = _Reading(kind), _pieces(stream, kind.marks)
    again: deque[_Piece] = deque()
    while True:
        piece = again.popleft() if again else next(pieces, None)
        yield from reading.piece(*piece) if piece else reading.end()
        again.extendleft(reversed(reading.taken_back()))
        if not piece and not again:
            return


def _pieces(stream: Readable, marks: tuple[str, ...]) -> Iterator[_Piece]:
    """The file in pieces."""
    mark = re.compile(_MARK % b"|".join(name.encode() for name in marks))
    held, begins = b"", False
    while True:
        read = stream.read(_AT_ONCE)
        data, at = held + read, 0
        for found in mark.finditer(data):
            yield begins, data[at : found.start()]
            at, begins = found.start(), True
        # A mark may go on in the next piece.
        split = data.rfind(b"<", max(at + begins, len(data) - _LONGEST_MARK)) if read else -1
        end = split if split >= 0 else len(data)
        if end > at:
            yield begins, data[at:end]
            begins = False
        held = data[end:]
        if not read:
            return


class _Reading:
    """A parser, and a new one after each fault."""

    def __init__(self, kind: XmlKind) -> None:
        self._kind = kind
        self._head: bytes | None = b""
        self._is_in_head = True
        self._is_head_sound = False
        """Whether an item was seen behind it; what faults it has may show only there."""
        self._root = self._item = ""
        self._taken = 0
        self._parser: Any = _parser(kind.encoding)
        self._is_full = self._is_open = False
        self._is_fresh = False
        """Whether the parser has seen the head alone."""
        self._is_in_tag = False
        """Whether the fault is a tag that does not end; that it begins is told all the same."""
        self._unsure: list[_Piece] = []
        """What came since a mark at which the parser saw no item begin: the mark may stand in a comment, or
        the item before it does not end."""
        self._again: list[_Piece] = []

    def piece(self, begins: bool, data: bytes) -> Iterator[Item | Fault]:
        """What ends with this piece."""
        if begins:
            self._is_in_head, self._taken = False, 0
            if self._parser is None or (self._is_full and not self._is_open):
                self._begin_anew()
        elif self._is_in_head and self._head is not None:
            self._head += data
            if len(self._head) > MAX_HEAD:  # of an item, mostly, that is not to be known as one
                self._cut_head()
        if self._parser is None or not data:
            return
        if begins or self._unsure:
            self._unsure.append((begins, data))
        before = self._unsure
        error = self._fed(data)
        yield from self._ended()
        if error and self._is_in_tag:  # it began before this mark, which it was taken to be
            self._unsure = self._unsure or _since_last_mark(before)
        if self._parser is not None and (error := error or self._too_large(data)):
            yield self._fault(error)

    def end(self) -> Iterator[Fault]:
        """What is wrong with the end of the file, unless that was said."""
        if self._parser is None:
            return
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            fault = self._fault(DocumentError(f"cannot be read as XML: {error.msg}"))
            yield replace(fault, is_last=fault.is_last or not self._again)
        self._parser = None

    def taken_back(self) -> list[_Piece]:
        """What is to be read again, by a new parser."""
        again, self._again = self._again, []
        return again

    def _fed(self, data: bytes) -> DocumentError | None:
        """What is wrong with `data`: some faults the parser raises, others it only writes down."""
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            self._is_in_tag = error.code == etree.ErrorTypes.ERR_GT_REQUIRED
            return DocumentError(f"cannot be read as XML: {error.msg}")
        log = self._parser.feed_error_log
        self._is_full = len(log) > MAX_LOG
        faults = log.filter_from_fatals()
        return DocumentError(f"cannot be read as XML: {faults[0].message}") if faults else None

    def _too_large(self, data: bytes) -> DocumentError | None:
        self._taken += len(data)
        if self._taken > MAX_BYTES:
            return DocumentError(TOO_LARGE)
        if sum(len(piece) for _, piece in self._unsure) > MAX_UNSURE:
            return DocumentError(_ENDLESS)
        return None

    def _begin_anew(self) -> None:
        self._parser, self._is_full = _parser(self._kind.encoding), False
        self._is_open, self._is_fresh, self._unsure = False, True, []
        self._is_in_tag = False
        if self._head:
            self._parser.feed(self._head)  # which was no fault before
            deque(self._parser.read_events(), maxlen=0)

    def _cut_head(self) -> None:
        """Leaves the root's tag of it, which is all that items need; what comes is no part of it."""
        if self._head is not None:
            self._head = _to_root(self._head, self._root)
        self._is_in_head = False

    def _fault(self, error: DocumentError) -> Fault:
        """An item's: that which began last, or, where it is not sure that one did, the one before."""
        again = self._unsure
        if not self._is_head_sound and self._head:
            self._cut_head()
            self._is_head_sound = True
        elif self._is_fresh:  # there is none before
            later = (at for at, (begins, _) in enumerate(again) if begins and at)
            again = again[next(later, len(again)) :]
        self._parser, self._unsure, self._again = None, [], again
        return Fault(error, is_last=self._head is None)

    def _ended(self) -> Iterator[Item | Fault]:
        """The items that the parser has come to the end of."""
        for event, element in self._parser.read_events():
            name = _local_name(element)
            if not self._root:
                try:
                    self._root, self._item = name, self._kind.item_of(name)
                except DocumentError as error:
                    yield Fault(error, is_last=True)
                    self._parser = self._head = None
                    return
            if name == self._item:
                if event == "start" and self._is_open:  # items hold no items
                    yield self._fault(DocumentError(_ENDLESS))
                    return
                self._is_open = event == "start"
                self._is_fresh, self._is_head_sound, self._unsure = False, True, []
                if event == "end":
                    yield Item(element, self._root)
                    self._taken = 0
                    _free(element)
            if event == "end" and element.getparent() is None:
                self._parser = None  # another may follow: files are joined
                return


def _since_last_mark(pieces: list[_Piece]) -> list[_Piece]:
    """The last of several pieces that begin an item, and what came behind it; nothing of one alone."""
    marks = [at for at, (begins, _) in enumerate(pieces) if begins]
    return pieces[marks[-1] :] if len(marks) > 1 else []


def _to_root(head: bytes, root: str) -> bytes | None:
    """What stands up to the end of the root's own tag; None where that is not in the head."""
    tag = _MARK.removesuffix(rb"[\s/>]") % root.encode() + rb"\b[^>]*>"
    found = re.search(tag, head) if root else None
    return head[: found.end()] if found else None


def _local_name(element: Any) -> str:
    """Not by etree.QName, which refuses the names of elements whose prefix is not declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _parser(encoding: str | None) -> Any:
    return etree.XMLPullParser(
        events=("start", "end"), load_dtd=False, no_network=True, resolve_entities=False,
        huge_tree=False, encoding=encoding, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _free(element: Any) -> None:
    """Lets go of an item that has been read, and of what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
