"""Inputs -> records, in a stable order, whatever is wrong with some of them."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from urllib.parse import urlsplit

from summarizer.errors import DocumentError, SettingsError
from summarizer.sources.fetched import Fetched, is_web_address
from summarizer.sources.fields import WELL_KNOWN_FIELDS, ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.following import followed
from summarizer.sources.guard import REST_UNREAD, bad_of
from summarizer.sources.kinds import Container, Reader, kind_of
from summarizer.sources.places import Input, resolved
from summarizer.sources.record import BadRecord, Found, Record, Settled, Skipped
from summarizer.sources.standing import Versions
from summarizer.sources.telling import told
from summarizer.sources.unread import why_left_out

__all__ = ["found_in", "read_found", "read_records"]

MAX_DEPTH = 2
"""An archive, and the archives in it; deeper ones are made to fill disks, or by mistake."""

MAX_LAYERS = 4
"""The same with what is only compressed, such as one file of an archive in a compressed archive."""


def read_records(
    inputs: Sequence[str],
    options: ReadingOptions = WELL_KNOWN_FIELDS,
    on_skipped: Callable[[str], None] | None = None,
) -> Iterator[Record | BadRecord]:
    """The records of files, folders, globs and addresses such as "s3://bucket/news/*.jsonl.gz", and of
    what lies behind an http or https address.

    They are read as they are taken, and the same inputs always give them in the same order. A
    record that cannot be read is a BadRecord, after which reading goes on with the next one, or
    with the next file where none can be made out. `on_skipped` is told the names of what is not
    meant to be an article: files of unknown kind in folders and archives, pages of a WARC that
    are not HTML or not of status 200, news items that are pictures.

    Raises DocumentError, before anything is read, for an input that is not there or a folder
    without a file of a known kind; SettingsError for one that needs an extra not installed.
    """
    found = read_found(inputs, options)

    def read() -> Iterator[Record | BadRecord]:
        for item in found:
            if not isinstance(item, Skipped):
                yield item
            elif on_skipped:
                on_skipped(item.name)

    return read()


def read_found(
    inputs: Sequence[str], options: ReadingOptions = WELL_KNOWN_FIELDS
) -> Iterator[Settled]:
    """The same, with what is skipped, and why, in its place."""
    places = _places(inputs, options)
    for place in places:
        if isinstance(place, Input):
            _refuse_unusable(place)
    return _found(places, options)


def _places(inputs: Sequence[str], options: ReadingOptions) -> Sequence[Input | Fetched]:
    """What the inputs stand for, in their order; names are told apart among those that are resolved."""
    web = {given for given in inputs if is_web_address(given) and not _is_streamed(given)}
    others = iter(resolved([given for given in inputs if given not in web]))
    return [Fetched(one, options.allow_private) if one in web else next(others) for one in inputs]


def _is_streamed(address: str) -> bool:
    """Whether an address holds many records by its name, which fsspec reads as they come."""
    kind = kind_of(urlsplit(address).path)
    many = isinstance(kind, Container) or (kind is not None and kind.streams)
    return many and find_spec("aiohttp") is not None


def _refuse_unusable(place: Input) -> None:
    for file in place.files():
        if isinstance(file, BadRecord):
            return  # what could not be listed may hold something
        kind = kind_of(file.told_by) if isinstance(file, File) else None
        if isinstance(kind, Reader) and (remedy := kind.lacks()):
            raise SettingsError(f"{file.name} {remedy}")
        if kind:
            return
    if not place.named:
        raise DocumentError(f"{place.shown} holds no file of a kind that can be read; check it")


def _found(places: Sequence[Input | Fetched], options: ReadingOptions) -> Iterator[Settled]:
    versions = Versions()
    for place in places:
        for file in place.files():
            if isinstance(file, File):
                found = found_in(file, options, place.named)
                yield from versions.told(followed(found, options, found_in))
            else:
                yield file


def found_in(
    file: File,
    options: ReadingOptions,
    named: bool = True,
    around: tuple[Container, ...] = (),
    member: str | None = None,
) -> Iterator[Found]:
    """What is found in `file`, of whatever kind it is, which lies in the containers `around` it.

    One that the user `named` ought to be readable, whatever it is called; so ought the `member` that is
    named in it ("n.zip!a#2").
    """
    named = named or (member is not None and f"{member}#".startswith(f"{file.name}#"))
    try:
        kind, file = told(file, named)
    except Exception as error:
        yield bad_of(file, 1, error)
        return
    if kind is None:
        yield Skipped(file.name, reason=why_left_out(file.told_by))
    elif isinstance(kind, Container):
        yield from _members(file, options, named and not kind.nests, (*around, kind), member)
    elif remedy := kind.lacks():
        yield file.bad(1, remedy)
    else:
        yield from _guarded(file, kind, options)


def _members(
    file: File,
    options: ReadingOptions,
    named: bool,
    around: tuple[Container, ...],
    wanted: str | None,
) -> Iterator[Found]:
    """What is found in the members of `file`, the last of the containers."""
    if sum(each.nests for each in around) > MAX_DEPTH:
        yield file.bad(1, "is an archive in an archive in an archive; unpack it first")
        return
    if len(around) > MAX_LAYERS:
        yield file.bad(1, "is packed in itself again and again; unpack it first")
        return
    members, position = around[-1].members(file), 0
    while True:
        try:
            member = next(members, None)
        except Exception as error:
            yield bad_of(file, position + 1, error, REST_UNREAD)
            return
        if member is None:
            return
        if isinstance(member, File):
            position += 1
            yield from found_in(member, options, named, around, wanted)
        else:
            position = max(position + 1, member.position)
            yield member


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
