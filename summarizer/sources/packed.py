"""Files inside others: zip, tar and gzip. Members are read where they lie, one after another."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Self, cast

from summarizer.errors import DocumentError
from summarizer.sources.file import File, writable_name

__all__ = ["is_hidden", "members_of_tar", "members_of_zip", "unpacked"]

_OPENERS: dict[str, Callable[[BinaryIO], Any]] = {
    "gz": gzip.open, "bz2": bz2.open, "xz": lzma.open,
}  # fmt: skip


def is_hidden(path: str) -> bool:
    """Whether a path is one that its system keeps out of sight: ".git/x", "__MACOSX/x"."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(path).parts)


def members_of_zip(file: File) -> Iterator[File]:
    """The files in a zip archive, in its own order."""
    with file.open_seekable() as stream, zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if not member.is_dir() and not is_hidden(member.filename):
                opened = partial(archive.open, member)
                yield _member(file, member.filename, cast("Callable[[], BinaryIO]", opened))


def members_of_tar(file: File) -> Iterator[File]:
    """The files in a tar archive, compressed or not, in its own order."""
    with file.open() as stream, tarfile.open(fileobj=stream, mode="r|*", tarinfo=_Entry) as archive:
        while (member := archive.next()) is not None:
            if member.isfile() and not is_hidden(member.name):
                yield _member(file, member.name, partial(_open_tar_member, archive, member))
            # It would keep a note of every member it has passed: 1 GB for a million.
            archive.members.clear()  # type: ignore[attr-defined]  # public, but not in typeshed


def unpacked(file: File) -> Iterator[File]:
    """The one file that is compressed by gzip, bzip2 or xz, under the name it had before."""
    plain, _, ending = file.told_by.rpartition(".")
    opened = partial(_decompressed, file.open, ending.lower())
    yield File(file.name, file.relative, plain, opened, packed=True)


class _Entry(tarfile.TarInfo):
    """The head of a member, of which tarfile alone takes one cut short for the archive's end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        if len(buf) < tarfile.BLOCKSIZE:
            raise DocumentError("is cut off: the end of the archive is missing")
        return super().frombuf(buf, encoding, errors)


def _member(file: File, path: str, opened: Callable[[], BinaryIO]) -> File:
    path = writable_name(path)
    return File(f"{file.name}!{path}", f"{file.relative}!{path}", path, opened, packed=True)


def _open_tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    opened = archive.extractfile(member)
    assert opened, "only files are opened"
    return cast("BinaryIO", opened)


def _decompressed(opened: Callable[[], BinaryIO], ending: str) -> BinaryIO:
    inner = opened()
    return _Decompressed(_OPENERS[ending](inner), inner)


class _Decompressed(io.BufferedReader):
    """A decompressed stream that closes the compressed one with it."""

    def __init__(self, plain: io.RawIOBase, inner: BinaryIO) -> None:
        super().__init__(plain, 1 << 18)
        self._inner = inner

    def close(self) -> None:
        super().close()
        self._inner.close()
