"""Files inside others: zip and compressed ones. Members are read where they lie, one after another."""

import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from summarizer.errors import DocumentError
from summarizer.sources.allowance import FREE, Allowance
from summarizer.sources.file import File, writable_name
from summarizer.sources.record import BadRecord, Skipped
from summarizer.sources.unpacking import allowance_of, decompressed, metered
from summarizer.sources.zip_names import opened_zip

__all__ = ["Member", "Members", "is_hidden", "members_of_zip", "unpacked"]

Member = File | BadRecord | Skipped
"""What an archive holds: a file, one that cannot be had, or something that is no file."""

_ENCRYPTED: Final = 1
_HEADER_BYTES: Final = 30
"""Of a member of a zip archive before its name, its extra field and its bytes."""


def is_hidden(path: str) -> bool:
    """Whether a path is one that its system keeps out of sight: ".git/x", "__MACOSX/x"."""
    parts = PurePosixPath(path).parts
    return any((part[0] == "." and part != "..") or part == "__MACOSX" for part in parts)


class Members:
    """Names the members of one archive. A path that stands in it again is numbered."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._allowance = allowance_of(file)
        self._met: set[int] = set()  # hashes alone: 60 MB for a million members
        self._again: Counter[str] = Counter()

    def file(self, path: str, opened: Callable[[], BinaryIO]) -> File:
        """The member at `path`."""
        name, relative = self._names(path)
        return File(name, relative, path, opened, packed=True, allowance=self._allowance)

    def skipped(self, path: str, reason: str) -> Skipped:
        """The member at `path`, which is no file."""
        return Skipped(self._names(path)[0], reason=reason)

    def _names(self, path: str) -> tuple[str, str]:
        path = writable_name(path)
        if (mark := hash(path)) in self._met:
            self._again[path] += 1
            path = f"{path} ({self._again[path] + 1})"
        self._met.add(mark)
        return f"{self._file.name}!{path}", f"{self._file.relative}!{path}"


def members_of_zip(file: File) -> Iterator[Member]:
    """The files in a zip archive, in its own order."""
    members = Members(file)
    with file.open_seekable() as stream, opened_zip(stream) as archive:
        overlapping = _overlapping(archive.infolist())
        for member in archive.infolist():
            if member.is_dir() or is_hidden(member.filename):
                continue
            if kind := _special(member):
                yield members.skipped(member.filename, f"is {kind}, no file")
                continue
            fault = "shares its bytes with another member" if id(member) in overlapping else ""
            opened = partial(_open_zip_member, archive, member, allowance_of(file), fault)
            yield members.file(member.filename, opened)


def _special(member: zipfile.ZipInfo) -> str | None:
    mode = stat.S_IFMT(member.external_attr >> 16)
    return None if mode in (0, stat.S_IFREG) else "a link" if mode == stat.S_IFLNK else "a device"


def _overlapping(members: list[zipfile.ZipInfo]) -> set[int]:
    """Those that hold bytes of the one before them, as where few bytes are to fill a disk.

    The least room that each takes is reckoned: names and extra fields may differ in its own header.
    """
    found, end = set(), 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            found.add(id(member))
        end = max(end, member.header_offset + _HEADER_BYTES + member.compress_size)
    return found


def _open_zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance, fault: str
) -> BinaryIO:
    if fault:
        raise DocumentError(f"{fault}; the archive is damaged, or made to fill disks")
    if member.flag_bits & _ENCRYPTED:
        raise DocumentError("is encrypted with a password; unpack it first")
    own = Allowance(lambda: member.compress_size, FREE)
    return metered(archive.open(member), own, allowance)


def unpacked(file: File) -> Iterator[File]:
    """The one file that is compressed by gzip, bzip2 or xz, under the name it had before."""
    plain, _, ending = file.told_by.rpartition(".")
    opened = partial(decompressed, file, ending.lower())
    yield File(file.name, file.relative, plain, opened, packed=True, allowance=allowance_of(file))
