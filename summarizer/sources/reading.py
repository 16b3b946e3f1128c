"""Inputs -> records, in a stable order, whatever is wrong with some of them."""

from collections.abc import Callable, Iterator, Sequence

from summarizer.errors import DocumentError, SettingsError
from summarizer.sources.fields import WELL_KNOWN_FIELDS, ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.following import followed
from summarizer.sources.guard import REST_UNREAD, bad_of
from summarizer.sources.kinds import Container, Reader, kind_of
from summarizer.sources.places import Input, resolved
from summarizer.sources.record import BadRecord, Found, Record, Skipped
from summarizer.sources.telling import told
from summarizer.sources.unread import worth_telling

__all__ = ["found_in", "read_records"]

MAX_DEPTH = 2
"""An archive, and the archives in it; deeper ones are made to fill disks, or by mistake."""


def read_records(
    inputs: Sequence[str],
    options: ReadingOptions = WELL_KNOWN_FIELDS,
    on_skipped: Callable[[str], None] | None = None,
) -> Iterator[Record | BadRecord]:
    """The records of files, folders, globs and addresses such as "s3://bucket/news/*.jsonl.gz".

    They are read as they are taken, and the same inputs always give them in the same order. A
    record that cannot be read is a BadRecord, after which reading goes on with the next one, or
    with the next file where none can be made out. `on_skipped` is told the names of what is not
    meant to be an article: files of unknown kind in folders and archives, pages of a WARC that
    are not HTML or not of status 200, news items that are pictures.

    Raises DocumentError, before anything is read, for an input that is not there or a folder
    without a file of a known kind; SettingsError for one that needs an extra not installed.
    """
    places = resolved(inputs)
    for place in places:
        _refuse_unusable(place)
    return _records(places, options, on_skipped)


def _refuse_unusable(place: Input) -> None:
    found = ((file, kind_of(file.told_by)) for file in place.files() if isinstance(file, File))
    known = next(((file, kind) for file, kind in found if kind), None)
    if known is None and not place.named:
        raise DocumentError(f"{place.shown} holds no file of a kind that can be read; check it")
    if known and isinstance(known[1], Reader) and (remedy := known[1].lacks()):
        raise SettingsError(f"{known[0].name} {remedy}")


def _records(
    places: list[Input], options: ReadingOptions, on_skipped: Callable[[str], None] | None
) -> Iterator[Record | BadRecord]:
    for place in places:
        for file in place.files():
            if isinstance(file, File):
                found = followed(found_in(file, options, place.named), options, found_in)
            else:
                found = iter((file,))
            for item in found:
                if not isinstance(item, Skipped):
                    yield item
                elif on_skipped:
                    on_skipped(item.name)


def found_in(
    file: File, options: ReadingOptions, named: bool = True, depth: int = 0
) -> Iterator[Found]:
    """What a file holds, of whatever kind it is; `named` by the user, it ought to be readable."""
    try:
        kind, file = told(file, named)
    except Exception as error:
        yield bad_of(file, 1, error)
        return
    if kind is None:
        what = worth_telling(file.told_by)
        yield Skipped(file.name, reason=f"is {what}" if what else None)
    elif isinstance(kind, Container):
        yield from _members(file, kind, options, named and not kind.nests, depth)
    elif remedy := kind.lacks():
        yield file.bad(1, remedy)
    else:
        yield from _guarded(file, kind, options)


def _members(
    file: File, kind: Container, options: ReadingOptions, named: bool, depth: int
) -> Iterator[Found]:
    depth += kind.nests
    if depth > MAX_DEPTH:
        yield file.bad(1, "is an archive in an archive in an archive; unpack it first")
        return
    members = kind.members(file)
    while True:
        try:
            member = next(members, None)
        except Exception as error:
            yield bad_of(file, 1, error, REST_UNREAD)
            return
        if member is None:
            return
        yield from found_in(member, options, named, depth)


def _guarded(file: File, reader: Reader, options: ReadingOptions) -> Iterator[Found]:
    """What is found, and in place of an exception the record at which it came.

    Readers guard each record (see `guard`): what comes out of them here is a fault of the file, after
    which no next record can be made out.
    """
    position, more = 0, "" if reader.one else REST_UNREAD
    found = reader.read(file, options)
    while True:
        try:
            item = next(found, None)
        except Exception as error:
            yield bad_of(file, position + 1, error, more)
            return
        if item is None:
            return
        position = item.position
        yield item
