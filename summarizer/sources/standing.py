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
from typing import Any

from summarizer.sources.dates import metadata_date
from summarizer.sources.record import Found, Record, Skipped
from summarizer.sources.values import is_missing, line_text, shown, unwrapped

__all__ = ["STANDING_FIELDS", "Standing", "Versions", "standing_of"]

STANDING_FIELDS = (
    "pubstatus",
    "pub_status",
    "embargoed",
    "embargo",
    "version",
    "ednote",
    "correction",
)
"""Where JSON and tables say it, in lower case."""

_NAMES = frozenset(STANDING_FIELDS)

REMEMBERED = 100_000
"""Items whose last version is kept in mind: a day of a large agency, 20 MB."""

_OUT = frozenset({"canceled", "cancelled", "withheld", "killed", "embargoed"})
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
    if withheld in (None, "embargoed") and (until := _embargo(embargo, made)):
        withheld = until
    notes = []
    if correction := line_text(fields.get("correction")):
        notes.append(f"a correction: {shown(correction)}")
    if note := line_text(fields.get("ednote")):
        notes.append(f"its editors note: {shown(note)}")
    return Standing(withheld, line_text(fields.get("version")), tuple(notes))


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
    if embargo is None or embargo is False or str(embargo).lower() in ("false", "no", "0"):
        return None
    until, version = _moment(embargo), _moment(made)
    if until and version and until <= version:
        return None
    return f"embargoed until {shown(embargo)}" if metadata_date(embargo).day else "embargoed"


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


class Versions:
    """Tells records that are another version of one that came before them."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def told(self, found: Iterator[Found]) -> Iterator[Found]:
        """What is `found`, with a note where an earlier or a later version of it has been met."""
        for item in found:
            versioned = isinstance(item, Record | Skipped) and item.id and item.version
            yield self._told(item) if versioned else item  # type: ignore[arg-type]

    def _told(self, item: Record | Skipped) -> Found:
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
