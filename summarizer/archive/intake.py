"""From records to tasks: what of an archive is still to be done, and in which order.

The archive is gone through once for articles and, where copies were found, once more for them: a
copy is seeded with the finished summary of the article it is a copy of. So nothing waits in memory,
and a run that is started again leaves out what is finished without even decoding it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import Final, Protocol

from summarizer.archive.copies import CopyIndex
from summarizer.archive.faults import FaultFolder, Reason, Whose, reason_of
from summarizer.archive.met import Met
from summarizer.archive.readings import HERE, Reading, Readings
from summarizer.archive.results_log import ResultsLog
from summarizer.archive.state import Failure, RunState
from summarizer.archive.work import Task, Tasks
from summarizer.documents import Document
from summarizer.sources import BadRecord, ReadingOptions, Record, Skipped, read_found
from summarizer.sources.places import lies_in
from summarizer.sources.record import Settled

__all__ = ["Intake", "Selection", "Shard", "records_of"]

_KEY_BYTES: Final = 16

LOOKED_UP: Final = 256
"""Records at a time: 100,000 finished ones are passed over in a second instead of three."""

LONGEST_LOOK: Final = 0.02
"""Seconds of reading before those read are looked up, be they fewer: replies wait meanwhile."""

SAME_RECORD: Final = "has the id and the text of a record before it: one row stands for both"

_Portion = list[Record | BadRecord]
_Found = Iterator[tuple[Record | BadRecord, bytes] | None]


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `of` parts of an archive, `number` counting from 1. A record's id alone decides."""

    number: int
    of: int

    def holds(self, id: str) -> bool:
        """Whether the record with this id is in this part."""
        digest = hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest) % self.of == self.number - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records a run is about. `limit` counts those of the shard, finished ones too."""

    inputs: tuple[str, ...]
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    shard: Shard | None = None
    limit: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it has every record of the inputs."""
        return self.shard is None and self.limit is None


class Ears(Protocol):
    """What an intake tells while it reads."""

    def read(self, records: int) -> None:
        """So many more records were read; not told in the second pass."""

    def skipped(self, what: Skipped) -> None:
        """A file or page that is not meant to be an article."""


def records_of(selection: Selection, ears: Ears | None = None) -> Iterator[Record | BadRecord]:
    """The selection's records in their order. Raises as `sources.read_records`."""
    found = _without_skipped(read_found(selection.inputs, selection.reading), ears)
    if (shard := selection.shard) is not None:
        found = (one for one in found if shard.holds(_id_of(one)))
    return islice(found, selection.limit)


def _without_skipped(found: Iterator[Settled], ears: Ears | None) -> Iterator[Record | BadRecord]:
    for one in found:
        if not isinstance(one, Skipped):
            yield one
        elif ears:
            ears.skipped(one)


class Intake:
    """The tasks of one session of a run."""

    def __init__(
        self,
        state: RunState,
        results: ResultsLog,
        faults: FaultFolder,
        *,
        dedupe: bool,
        retry_failed: bool,
    ) -> None:
        self._state = state
        self._results = results
        self._faults = faults
        self._copies = CopyIndex(state.connection) if dedupe else None
        self._retry_failed = retry_failed
        self._under_way: dict[bytes, tuple[str, int]] = {}
        self._bad: set[bytes] = set()
        self.stopping = False
        """Set by anyone, it ends the tasks: what is under way is finished, nothing more is begun."""

    def articles(
        self, found: Iterator[Record | BadRecord], ears: Ears, readings: Readings = HERE
    ) -> Tasks:
        """The tasks of records that are not finished, and not copies of earlier ones."""

        met = Met()

        def read(portion: _Portion, keys: Sequence[bytes]) -> None:
            ears.read(len(portion))
            for one, again in zip(portion, met.again(keys), strict=True):
                if again:
                    ears.skipped(Skipped(one.file, one.position, SAME_RECORD, one.id))
            # What could not be read and can be now is tried again, whatever it was that was wrong.
            good = [one for one in portion if isinstance(one, Record) or self._retry_failed]
            self._state.forget_bad([(one.file, one.position) for one in good])

        return self._tasks(self._unfinished(found, read), self._is_open, readings)

    def forget_gone(self, inputs: Sequence[str]) -> None:
        """Once all `inputs` were read: forgets what could not be read in them and stands there no more."""
        self._state.forget_gone(
            self._bad, lambda file: any(lies_in(file, given) for given in inputs)
        )

    def copies(self, found: Iterator[Record | BadRecord], readings: Readings = HERE) -> Tasks:
        """The tasks of copies, once all that they are copies of is finished, or has failed."""
        return self._tasks(self._unfinished(found), self._waits, readings)

    @property
    def under_way(self) -> int:
        """How many tasks were given out and are not settled."""
        return len(self._under_way)

    def where(self, key: bytes) -> tuple[str, int]:
        """File and position of a task that is under way, which it is no longer after this."""
        return self._under_way.pop(key)

    def _unfinished(
        self,
        found: Iterator[Record | BadRecord],
        read: Callable[[_Portion, Sequence[bytes]], None] = lambda portion, keys: None,
    ) -> _Found:
        """The records that are not known to be finished, with their keys; None after a portion."""
        for portion in _portions(found):
            keys = [_bad_key(one) if isinstance(one, BadRecord) else one.digest for one in portion]
            read(portion, keys)
            finished = self._state.finished_among(keys)
            for record, key in zip(portion, keys, strict=True):
                if self.stopping:
                    return
                if key not in finished:
                    yield record, key
            yield None

    def _tasks(
        self, found: _Found, is_wanted: Callable[[bytes], bool], readings: Readings
    ) -> Tasks:
        """The tasks of those found that are wanted, in their order, their documents read ahead."""

        def wanted() -> Iterator[tuple[Record, bytes] | None]:
            for one in found:
                if one is None:
                    yield None
                    continue
                record, key = one
                if isinstance(record, BadRecord):
                    self._refuse(record, key)
                elif is_wanted(key):
                    yield record, key
                    continue
                yield None

        for one in readings.ahead(wanted()):
            if self.stopping:
                return
            # Asked again: another one like it may have come to its turn since.
            yield self._task(*one) if one and is_wanted(one[1]) else None

    def _is_open(self, key: bytes) -> bool:
        if key in self._under_way:
            return False
        standing = self._state.standing(key)
        if standing == "failed":
            return self._retry_failed
        return standing is None or (standing == "copy" and self._copies is None)

    def _waits(self, key: bytes) -> bool:
        return key not in self._under_way and self._state.standing(key) == "copy"

    def _task(self, record: Record, key: bytes, reading: Reading) -> Task | None:
        if isinstance(reading, Reason):
            self._fail(record, key, reading)
            return None
        leader = self._state.leader(key) if self._copies else None
        try:
            if leader is None and self._is_copy(key, reading):
                return None
        except Exception as error:
            self._fail(record, key, reason_of(error))
            return None
        self._under_way[key] = (record.file, record.position)
        return Task(key, record.id, reading, self._known(leader))

    def _fail(self, record: Record, key: bytes, reason: Reason) -> None:
        line = self._faults.told(reason, Whose(record.id, record.file, record.position))
        failure = Failure(record.id, record.file, record.position, line, is_bad=True)
        self._bad.add(key)
        self._state.fail(key, failure)

    def _is_copy(self, key: bytes, document: Document) -> bool:
        """Whether it is a copy of an earlier record; if so it is set aside for the second pass."""
        if self._copies is None:
            return False
        with self._state.changing():
            leader = self._copies.leader_of(key, document.text)
            if leader is None:
                return False
            self._state.set_aside(key, leader)
        return True

    def _known(self, leader: bytes | None) -> str | None:
        """The row of the article that it is a copy of; None where that has failed."""
        place = self._state.place(leader) if leader else None
        return self._results.row(place) if place else None

    def _refuse(self, record: BadRecord, key: bytes) -> None:
        self._bad.add(key)
        if self._state.standing(key) is None or self._retry_failed:
            failure = Failure(record.id, record.file, record.position, record.reason, is_bad=True)
            self._state.fail(key, failure)


def _portions(found: Iterator[Record | BadRecord]) -> Iterator[_Portion]:
    """The records in portions that are looked up together: few enough, and soon read."""
    portion: _Portion = []
    until = monotonic() + LONGEST_LOOK
    for record in found:
        portion.append(record)
        if len(portion) == LOOKED_UP or monotonic() > until:
            yield portion
            portion, until = [], monotonic() + LONGEST_LOOK
    if portion:
        yield portion


def _id_of(record: Record | BadRecord) -> str:
    return record.id or f"{record.file}#{record.position}"


def _bad_key(record: BadRecord) -> bytes:
    told = repr((record.file, record.position)).encode("utf-8", "backslashreplace")
    return hashlib.blake2b(told, digest_size=_KEY_BYTES, person=b"bad record").digest()
