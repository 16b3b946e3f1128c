"""Whether the makers of a story want it out: canceled, withheld, under embargo, corrected, replaced.

The standards say so in metadata of their own: ninjs `pubstatus` and `embargoed`, NewsML-G2 `pubStatus`,
`embargoed` and `signal`, NITF `management-status` and `correction`. No clock is asked: an embargo is over
when the version at hand was made after it.
"""

import datetime
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from summarizer.sources.dates import metadata_date
from summarizer.sources.record import Record, Skipped
from summarizer.sources.values import is_missing, line_text, shown, unwrapped

__all__ = ["STANDING_FIELDS", "Standing", "Versions", "standing_of"]

STANDING_FIELDS = (
    "pubstatus", "pub_status", "embargoed", "embargo", "version", "ednote", "correction", "signal",
)  # fmt: skip
"""Where JSON and tables say it, in lower case."""

_NAMES = frozenset(STANDING_FIELDS)

REMEMBERED = 100_000
"""Items whose last version is kept in mind: a day of a large agency, 20 MB."""

_OUT = frozenset({"canceled", "cancelled", "withheld", "killed", "embargoed"})
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_CODED = ("qcode", "code", "uri", "literal", "name")
_LAST_PART = re.compile(r"[^:/#]*$")


@dataclass(frozen=True, slots=True)
class Standing:
    """`withheld`: why a story is not to be out, in words after "is"; None when it may. `version` of it."""

    withheld: str | None = None
    version: str | None = None
    notes: tuple[str, ...] = ()

    def told(self) -> tuple[str, ...]:
        """What is to be said of a record that was read."""
        if self.withheld is None:
            return self.notes
        return (f"is {self.withheld}, and was read since that was asked for", *self.notes)


USABLE = Standing()
"""What a story is of which nothing is said."""


def standing_of(fields: Mapping[str, Any], made: Any = None) -> Standing:
    """What `fields` (names in lower case) say of a story whose version at hand was `made` then."""
    if _NAMES.isdisjoint(fields):
        return USABLE
    status = _code(_first(fields, "pubstatus", "pub_status"))
    embargo = _first(fields, "embargoed", "embargo")
    withheld = status if status in _OUT else None
    if withheld in (None, "embargoed"):
        withheld = _embargo(embargo, made) or withheld
    return Standing(withheld, line_text(fields.get("version")), tuple(_notes(fields, embargo)))


def _notes(fields: Mapping[str, Any], embargo: Any) -> Iterator[str]:
    if correction := line_text(fields.get("correction")):
        yield f"is a correction: {shown(correction)}"
    elif _is_correction(fields.get("signal")):
        yield "is a correction"
    if note := line_text(fields.get("ednote")):
        yield f"note of its editors: {shown(note)}"
    if _flag(embargo) is None and metadata_date(embargo).note:
        yield f"embargoed: {metadata_date(embargo).note}"


def _is_correction(signals: Any) -> bool:
    signals = signals if isinstance(signals, list) else [signals]
    return any(_code(signal) == "correction" for signal in signals)


def _first(fields: Mapping[str, Any], *names: str) -> Any:
    values = (unwrapped(fields.get(name)) for name in names)
    return next((value for value in values if not is_missing(value)), None)


def _code(value: Any) -> str:
    """ "canceled" of "canceled", "stat:canceled", an address that ends in it, or an object with one."""
    if isinstance(value, Mapping):
        value = _first(value, *_CODED)
    match = _LAST_PART.search(line_text(value) or "")
    return match[0].lower() if match else ""


def _embargo(embargo: Any, made: Any) -> str | None:
    if (flag := _flag(embargo)) is not None:
        return "embargoed" if flag else None
    until, version = _moment(embargo), _moment(made)
    if until is None or (version and until <= version):
        return None
    return f"embargoed until {shown(embargo)}"


def _flag(embargo: Any) -> bool | None:
    """Whether there is an embargo, of what says no more than that."""
    if isinstance(embargo, bool):
        return embargo
    return _FLAGS.get((line_text(embargo) or "").lower())


def _moment(value: Any) -> datetime.datetime | None:
    """A time to compare with; those that name no zone are taken for UTC."""
    moment: datetime.datetime | None
    try:
        moment = datetime.datetime.fromisoformat(line_text(value) or "")
    except ValueError:
        day = metadata_date(value).day
        moment = datetime.datetime(day.year, day.month, day.day) if day else None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


_One = TypeVar("_One")


class Versions:
    """Tells records that are another version of one that came before them."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def told(self, found: Iterator[_One]) -> Iterator[_One]:
        """What is `found`, with a note where an earlier or a later version of it has been met."""
        for item in found:
            if isinstance(item, Record | Skipped) and item.id and item.version:
                yield cast("_One", self._told(item))
            else:
                yield item

    def _told(self, item: Record | Skipped) -> Record | Skipped:
        id, version = str(item.id), str(item.version)
        met = self._last.pop(id, None)
        self._last[id] = (version, "left out" if isinstance(item, Skipped) else "read")
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        if met is None:
            return item
        before, what = met
        note = f"version {version} of {shown(id)}; version {before} came before it and was {what}"
        if isinstance(item, Record):
            return replace(item, notes=(*item.notes, note))
        return replace(item, reason="; ".join(filter(None, (item.reason, note))))
