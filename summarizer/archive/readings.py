"""Documents made of records: texts here and now, pages in processes of their own, ahead of their turn.

    records, in order -> a window of readings under way -> their documents, in the same order

To find the article of a page takes more time than all else about it, and is done by foreign code over
foreign bytes. A process that does it can be ended when it takes for ever, takes all the memory, or dies
by itself: one page is lost, and a new process goes on.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from summarizer.archive.faults import Reason, reason_of
from summarizer.documents import Document
from summarizer.sources import Record

__all__ = ["HERE", "Hands", "Read", "Reading", "Readings", "reading_of"]

LONGEST_WAIT: Final = 0.005
"""Seconds for a document to be ready: replies wait meanwhile, and a core is idle no longer than that."""

Read = Callable[[Record], Document]
"""Makes the document of a record. Raises DocumentError when it holds no readable article."""

Reading = Document | Reason
"""A record's document, or why there is none."""

Found = tuple[Record, bytes]
"""A record and its key."""


class Hands(Protocol):
    """Others that read, `number` of them."""

    number: int

    def read(self, record: Record) -> Future[Reading]:
        """The reading of a record, once it is there."""


def reading_of(record: Record, read: Read = Document.from_record) -> Reading:
    """Reads a record here. Raises what ends a run (see `faults.reason_of`)."""
    try:
        return read(record)
    except Exception as error:  # whatever one document is at fault for, or this program at it
        return reason_of(error)


@dataclass(frozen=True, slots=True)
class Readings:
    """Who reads: this process, and pages others where there are `hands`."""

    hands: Hands | None = None

    def of(self, record: Record) -> Reading:
        """The reading of one record, waited for. Raises what ends a run."""
        return self._begun(record).result()

    def ahead(
        self, found: Iterator[Found | None]
    ) -> Iterator[tuple[Record, bytes, Reading] | None]:
        """The readings of records in their order, and more Nones than there were (see `work.Tasks`).

        So many pages are read ahead as it takes for one to be there when it is wanted, two for each
        hand at most: a process is not begun before it has something to do.
        """
        under_way: deque[_UnderWay] = deque()
        window, widest = 1, 2 * self.hands.number if self.hands else 1
        for one in found:
            if one is None:
                while (
                    under_way and under_way[0].begun.done()
                ):  # the next record may be long in coming
                    yield from _first(under_way)
                yield None
                continue
            under_way.append(_UnderWay(*one, self._begun(one[0])))
            is_ready = under_way[0].begun.done()
            # One in, one out: what is ready does not leave faster than hands get more to do.
            if is_ready or len(under_way) > window:
                window = window if is_ready else min(window + 1, widest)
                yield from _first(under_way)
        while under_way:
            yield from _first(under_way)

    def _begun(self, record: Record) -> "_Begun":
        if self.hands is None or record.form == "text":
            return _Later(partial(reading_of, record))
        return self.hands.read(record)


HERE: Final = Readings()
"""All is read in this process."""


class _Begun(Protocol):
    """A reading that is under way; the part of a Future that is used."""

    def done(self) -> bool: ...

    def result(self, timeout: float | None = None) -> Reading: ...


@dataclass(frozen=True, slots=True)
class _Later:
    """A reading that is done when it is wanted."""

    read: Callable[[], Reading]

    def done(self) -> bool:
        return True

    def result(self, timeout: float | None = None) -> Reading:
        return self.read()


@dataclass(frozen=True, slots=True)
class _UnderWay:
    record: Record
    key: bytes
    begun: _Begun


def _first(under_way: deque[_UnderWay]) -> Iterator[tuple[Record, bytes, Reading] | None]:
    """The first reading, after as many Nones as it takes for it to be there."""
    one = under_way[0]
    while True:
        try:
            reading = one.begun.result(LONGEST_WAIT)
        except TimeoutError:
            yield None
        else:
            break
    under_way.popleft()
    yield one.record, one.key, reading
