"""A path, an address or standard input -> the one article meant, or all of them.

Which of several is named as failures name them: `news.jsonl#3` is the record at place 3 of a file,
`news.jsonl#NX-17` the one with that id, `news.zip#2` the second article of an archive, and
`news.zip!inner/b.jsonl#3` a record of one of its members.
"""

import io
import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import BinaryIO, cast

from summarizer.errors import DocumentError, SettingsError
from summarizer.sources.fetched import EMPTY, file_at
from summarizer.sources.fields import WELL_KNOWN_FIELDS, ReadingOptions
from summarizer.sources.file import File, one_line, writable_name
from summarizer.sources.following import followed
from summarizer.sources.kinds import Reader, kind_of
from summarizer.sources.places import resolved
from summarizer.sources.reading import found_in, read_records
from summarizer.sources.record import BadRecord, Found, Linked, Record, Skipped

__all__ = ["Choice", "choice_of", "record_of", "records_of", "regular_file"]

STANDARD_INPUT = "standard input"

COUNTED = 1000
"""Articles counted to say how many a file holds; of an archive a part has to do."""

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_WEB = frozenset({"http", "https", "ftp", "file"})
"""Addresses for `web`, which refuses the latter two by name; of others fsspec may know some."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One article of a file: the only one, or that with the place or id `key`.

    `member` names a file in an archive, or a record of it ("news.zip!b.jsonl#3").
    """

    file: File
    key: str | None = None
    member: str | None = None
    loose: bool = False
    """Whether a key that names none means the only one: "#comments" is a place on a page."""


def choice_of(source: str, allow_private: bool | None = None) -> Choice:
    """The article that a path, an address (see `web.fetch`) or "-" names.

    Raises DocumentError when it is not there.
    """
    if address := _ADDRESS.match(source):
        url, _, place = source.partition("#")
        return Choice(_at_address(url, address[1], allow_private), place or None, loose=True)
    if source == "-" or source.startswith("-#"):
        return Choice(_standard_input(), source[2:] or None)
    for base, key in _splits(source):
        if os.path.exists(base) and not os.path.isdir(base):
            return Choice(regular_file(base), key)
    archive = source.partition("!")[0]
    if archive != source and os.path.isfile(archive):
        return Choice(regular_file(archive), member=source)
    return Choice(regular_file(source))


def _splits(source: str) -> Iterator[tuple[str, str | None]]:
    """The ways to part a file from a record at "#", which names of files and ids may hold, too."""
    yield source, None
    for mark in re.finditer("#", source):
        yield source[: mark.start()], source[mark.end() :] or None


def record_of(choice: Choice, options: ReadingOptions = WELL_KNOWN_FIELDS) -> Record:
    """The article chosen. Its `source` is "-" when it came from standard input.

    Raises DocumentError when there is none, when it cannot be read, or when there are several and
    none is named; SettingsError when an optional package is missing.
    """
    _refuse_lacking(choice.file)
    item = _chosen(found_in(choice.file, options, member=choice.member), choice)
    read = list(islice(followed(iter((item,)), options, found_in), 2))
    if len(read) == 1 and isinstance(read[0], Record):
        record = read[0]
        return replace(record, source="-") if record.source == STANDARD_INPUT else record
    raise DocumentError(_complaint(read[0] if read else item))


def records_of(
    source: str, options: ReadingOptions = WELL_KNOWN_FIELDS
) -> Iterator[Record | BadRecord]:
    """All articles of a file, a folder, a glob, an address or standard input, one by one.

    Of a source that names one, that one. What is no article is passed over. Raises as `read_records`.
    """
    if source == "-":
        found = followed(found_in(_standard_input(), options), options, found_in)
        return (item for item in found if not isinstance(item, Skipped))
    if _is_part(source):
        return iter((record_of(choice_of(source), options),))
    return read_records([source], options)


def _is_part(source: str) -> bool:
    """Whether a path names a record of a file, and no file."""
    if _ADDRESS.match(source) or os.path.exists(source):
        return False
    wholes = (*(base for base, key in _splits(source) if key), source.partition("!")[0])
    return any(os.path.isfile(whole) for whole in wholes)


def regular_file(path: str) -> File:
    """The file at `path`. Raises DocumentError, saying why, when there is none that can be read."""
    try:
        told = os.stat(path)
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path} cannot be read ({one_line(error)}); check the path") from None
    if stat.S_ISDIR(told.st_mode):
        raise DocumentError(f"{path} is a directory; give one of its files")
    if stat.S_ISREG(told.st_mode) and not told.st_size:
        raise DocumentError(f"{path} {EMPTY}")
    if not os.access(path, os.R_OK):
        raise DocumentError(f"{path} may not be read; check its permissions")
    name = writable_name(path)
    return File(name, os.path.basename(name), name, partial(_opened, path))


def _opened(path: str) -> BinaryIO:
    return open(path, "rb")


def _at_address(url: str, scheme: str, allow_private: bool | None) -> File:
    if scheme.lower() in _WEB:
        return file_at(url, allow_private)
    (place,) = resolved([url])
    files = list(islice(place.files(), 2))
    if not place.named or len(files) != 1 or not isinstance(files[0], File):
        raise DocumentError(f"{place.shown} is no single file; give one")
    return files[0]


def _standard_input() -> File:
    stream = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
    if not stream.peek(1):
        raise DocumentError(f"{STANDARD_INPUT} {EMPTY}")
    return File(STANDARD_INPUT, STANDARD_INPUT, "", lambda: cast("BinaryIO", stream), packed=True)


def _refuse_lacking(file: File) -> None:
    kind = kind_of(file.told_by)
    if isinstance(kind, Reader) and (remedy := kind.lacks()):
        raise SettingsError(f"{file.name} {remedy}")


def _chosen(found: Iterator[Found], choice: Choice) -> Found:
    """The item that is meant; Skipped where nothing else is."""
    if choice.member is not None:
        found = (item for item in found if choice.member in _names(item))
    if choice.key is None:
        return _only(found, choice)
    if choice.loose:
        found = iter(first := list(islice(found, COUNTED)))
        if len(first) == 1:
            return first[0]
    number = 0
    for item in found:
        number += not isinstance(item, Skipped)
        if _is_meant(item, choice, number):
            return item
    raise DocumentError(f"{choice.file.name} has no record {choice.key}, by its place or its id")


def _is_meant(item: Found, choice: Choice, number: int) -> bool:
    told = _told(item)
    if told.id == choice.key:
        return True
    return choice.key == str(told.position if told.file == choice.file.name else number)


def _names(item: Found) -> tuple[str, ...]:
    """What a packed record may be called: its file, with its place or id where it has several."""
    told = _told(item)
    return told.file, f"{told.file}#{told.position}", f"{told.file}#{told.id}"


def _only(found: Iterator[Found], choice: Choice) -> Found:
    skipped: Found | None = None
    only: Found | None = None
    count = 0
    for item in found:
        if isinstance(item, Skipped):
            skipped = skipped or item
            continue
        only, count = only or item, count + 1
        if count > COUNTED:
            break
    if count > 1:
        name = choice.member or choice.file.name
        number = f"{count}" if count <= COUNTED else f"more than {COUNTED:,}"
        raise DocumentError(
            f"{name} holds {number} articles; name one by its place or id: {name}#1"
        )
    only = only or skipped
    if only is None:
        raise DocumentError(f"{choice.member or choice.file.name} holds no article; check it")
    return only


def _told(item: Found) -> Record | BadRecord | Skipped:
    return item.record if isinstance(item, Linked) else item


def _complaint(item: Found) -> str:
    told = _told(item)
    if isinstance(told, BadRecord):
        place = told.file if told.position == 1 else f"{told.file}#{told.position}"
        remedy = "" if ";" in told.reason or "(" in told.reason else "; give an article"
        return f"{place} {told.reason}{remedy}"
    if isinstance(told, Skipped):
        return told.name if told.reason else f"{told.name} is no article; give one"
    return f"{told.place} is a list of articles; give one of them"
