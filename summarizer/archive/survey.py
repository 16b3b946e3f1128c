"""Looking an archive over before a run: how much is left to do, and an even sample of it.

The records are read as the run would read them, and only counted: few are decoded. Copies are looked
for with the run's own means, as long as there is time; the rest is taken to have as many.
"""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Literal

from summarizer.archive.copies import CopyIndex
from summarizer.archive.faults import Reason
from summarizer.archive.intake import records_of
from summarizer.archive.readings import HERE, Readings
from summarizer.archive.run import Order
from summarizer.archive.state import RunState
from summarizer.sources import BadRecord, Record

__all__ = ["COPY_SECONDS", "SAMPLE", "Survey", "survey"]

SAMPLE: Final = 100
"""Articles. Their questions and lengths vary by about half of the mean (on the examples .4), so that
a hundred tell the mean to a tenth."""

COUNT_SECONDS: Final = 60.0
"""A million rows and more of a file on this machine; of a larger archive a part has to do."""

COPY_SECONDS: Final = 10.0
"""About 10,000 articles of 400 words, at 1 ms each for reading one and looking it up."""

BREATH: Final = 100
"""Records between two moments in which Ctrl-C is heard."""

_SEED: Final = 0

Kind = Literal["bad", "finished", "failed", "copy", "open"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. `is_whole` False: time ran out, and there are more records."""

    records: int
    is_whole: bool
    bad: int
    """Could not be read; articles that only decoding shows to be bad are among the open ones."""
    finished: int
    failed: int
    """Failed before, and are not tried again."""
    copies: int
    """Copies of an earlier record, those included that there should be where nobody looked."""
    compared: int
    """Records that were compared with those before them."""
    open: int
    """To be asked about."""
    sample: tuple[Record, ...]
    """Of the open ones, each as likely as any other; in no order."""


async def survey(
    order: Order,
    state: RunState | None,
    clock: Callable[[], float] = time.monotonic,
    readings: Readings = HERE,
) -> Survey:
    """Reads the order's selection once. `state` is that of the run so far, None for a new one.

    Raises DocumentError and SettingsError for inputs that cannot be read at all.
    """
    with closing(sqlite3.connect("")) as scratch:  # on disk where it grows, and gone with its end
        copies = _Copies(CopyIndex(scratch), readings) if order.dedupe else None
        tally = _Tally(order, state, copies, clock)
        until = clock() + COUNT_SECONDS
        for found in records_of(order.selection):
            if clock() > until:
                return tally.result(is_whole=False)
            tally.add(found)
            if tally.read % BREATH == 0:
                await asyncio.sleep(0)
        return tally.result(is_whole=True)


@dataclass(frozen=True, slots=True)
class _Copies:
    """Whether a record is a copy of one before it."""

    index: CopyIndex
    readings: Readings

    def kind(self, record: Record) -> Kind:
        reading = self.readings.of(record)
        if isinstance(reading, Reason):
            return "bad"
        return "copy" if self.index.leader_of(record.digest, reading.text) else "open"


class _Tally:
    """Counts records by what a run would do with them."""

    def __init__(
        self,
        order: Order,
        state: RunState | None,
        copies: _Copies | None,
        clock: Callable[[], float],
    ) -> None:
        self.read = 0
        self._order = order
        self._state = state
        self._copies = copies
        self._clock = clock
        self._until = clock() + COPY_SECONDS
        self._kinds: Counter[Kind] = Counter()
        self._compared: Counter[Kind] = Counter()
        self._sample: list[Record] = []
        self._chance = random.Random(_SEED)

    def add(self, found: Record | BadRecord) -> None:
        """One more record."""
        self.read += 1
        kind: Kind = "bad" if isinstance(found, BadRecord) else self._kind(found)
        self._kinds[kind] += 1
        if kind == "open" and isinstance(found, Record):
            self._draw(found)

    def result(self, *, is_whole: bool) -> Survey:
        """What it came to."""
        kinds, compared = self._kinds, self._compared
        share = compared["copy"] / max(1, compared.total())
        unseen = round((kinds["open"] - compared["open"]) * share)
        return Survey(
            records=self.read,
            is_whole=is_whole,
            bad=kinds["bad"],
            finished=kinds["finished"],
            failed=kinds["failed"],
            copies=kinds["copy"] + unseen,
            compared=compared.total(),
            open=kinds["open"] - unseen,
            sample=tuple(self._sample),
        )

    def _kind(self, record: Record) -> Kind:
        standing = self._state.standing(record.digest) if self._state else None
        if standing == "done":
            return "finished"
        if standing == "failed" and not self._order.retry_failed:
            return "failed"
        if standing == "copy" and self._order.dedupe:
            return "copy"
        if self._copies is None or self._clock() > self._until:
            return "open"
        kind = self._copies.kind(record)
        if kind != "bad":
            self._compared[kind] += 1
        return kind

    def _draw(self, record: Record) -> None:
        """Keeps a sample in which every record so far is with the same probability."""
        if len(self._sample) < SAMPLE:
            self._sample.append(record)
        elif (place := self._chance.randrange(self._kinds["open"])) < SAMPLE:
            self._sample[place] = record
