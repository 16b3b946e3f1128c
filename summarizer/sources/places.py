"""Where inputs lie: files, folders and globs on disk or on any filesystem that fsspec knows."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BufferedReader, RawIOBase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from summarizer.errors import DocumentError, SettingsError
from summarizer.sources.file import File, one_line, writable_name
from summarizer.sources.record import BadRecord
from summarizer.sources.redirects import options_for
from summarizer.sources.web import without_password

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Input", "resolved"]

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_MAGIC = re.compile(r"[*?\[]")


class _Tree(Protocol):
    """What is asked of a filesystem."""

    def is_folder(self, path: str) -> bool: ...
    def is_file(self, path: str) -> bool: ...
    def matches(self, pattern: str) -> list[str]: ...
    def children(self, folder: str) -> tuple[list[str], list[str]]:
        """Names of the folders and of the files in `folder`."""
        ...

    def open(self, path: str) -> BinaryIO: ...
    def shown(self, path: str) -> str: ...


class _Disk:
    def is_folder(self, path: str) -> bool:
        return os.path.isdir(path)

    def is_file(self, path: str) -> bool:
        return os.path.exists(path) and not os.path.isdir(path)

    def matches(self, pattern: str) -> list[str]:
        return glob.glob(pattern, recursive=True)

    def children(self, folder: str) -> tuple[list[str], list[str]]:
        folders, files = [], []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif not entry.is_dir():  # a link to a folder might lead in a circle
                    files.append(entry.name)
        return folders, files

    def open(self, path: str) -> BinaryIO:
        return open(path, "rb")

    def shown(self, path: str) -> str:
        return writable_name(path)


class _Remote:
    def __init__(self, system: "AbstractFileSystem") -> None:
        self._system = system

    def is_folder(self, path: str) -> bool:
        return bool(self._system.isdir(path))

    def is_file(self, path: str) -> bool:
        return bool(self._system.isfile(path))

    def matches(self, pattern: str) -> list[str]:
        return cast("list[str]", self._system.glob(pattern))

    def children(self, folder: str) -> tuple[list[str], list[str]]:
        folders, files = [], []
        for entry in self._system.ls(folder, detail=True):
            name = PurePosixPath(entry["name"].rstrip("/")).name
            if entry["type"] == "directory":
                folders.append(name)
            elif entry["name"].rstrip("/") != folder.rstrip("/"):  # S3 lists a folder's own mark
                files.append(name)
        return folders, files

    def open(self, path: str) -> BinaryIO:
        # Their own files read no line up to a limit.
        return BufferedReader(cast("RawIOBase", self._system.open(path, "rb")))

    def shown(self, path: str) -> str:
        return cast("str", self._system.unstrip_protocol(path))


@dataclass(frozen=True, slots=True)
class Input:
    """What one argument stands for: files, and folders with what is below them.

    `root` is the folder from which relative names count; `named` says that the user named this
    very file, which then ought to be readable.
    """

    shown: str
    tree: _Tree
    paths: tuple[str, ...]
    root: str
    named: bool = False

    def files(self) -> Iterator[File | BadRecord]:
        """The files, sorted folder by folder; hidden ones and linked folders are left out."""
        for path in self.paths:
            if self.tree.is_folder(path):
                yield from self._below(path)
            else:
                yield self._file(path)

    def _below(self, folder: str) -> Iterator[File | BadRecord]:
        try:
            folders, files = self.tree.children(folder)
        except Exception as error:  # a remote filesystem has errors of its own
            yield BadRecord(
                None, self.tree.shown(folder), 1, f"cannot be listed: {one_line(error)}"
            )
            return
        # Files and folders together in the order of their names, as a listing shows them.
        inner = set(folders)
        for name in sorted(name for name in (*folders, *files) if not name.startswith(".")):
            path = f"{folder.rstrip('/')}/{name}"
            if name in inner:
                yield from self._below(path)
            else:
                yield self._file(path)

    def _file(self, path: str) -> File:
        below = path.removeprefix(self.root).lstrip("/") if self.root else path
        relative = writable_name(below)
        return File(self.tree.shown(path), relative, relative, partial(self.tree.open, path))


def resolved(inputs: Sequence[str]) -> list[Input]:
    """The inputs that paths, globs and addresses stand for, in the order given.

    Raises DocumentError for one that is not there, SettingsError for an address whose filesystem
    is not installed.
    """
    return [_resolved(given) for given in inputs]


def _resolved(given: str) -> Input:
    tree, path = _tree(given)
    try:
        return _existing(tree, path, given)
    except DocumentError:
        raise
    except Exception as error:  # no rights, no network: see above
        name = _shown(given)
        raise DocumentError(f"{name} cannot be reached ({one_line(error)}); check it") from None


def _existing(tree: _Tree, path: str, given: str) -> Input:
    name = _shown(given)
    if tree.is_folder(path):
        return Input(name, tree, (path,), path)
    if tree.is_file(path):
        return Input(name, tree, (path,), _parent(path), named=True)
    magic = _MAGIC.search(path)
    if not magic:
        raise DocumentError(f"{name}: no such file or folder; check the path")
    # A glob names files by what does not vary: "news/2019-*/a.txt" counts from "news".
    root = _parent(path[: magic.start()])
    found = sorted(tree.matches(path))
    if "**" in path:  # it matches what is in folders as well as the folders
        found = [match for match in found if tree.is_file(match)]
    if not found:
        raise DocumentError(f"{name} matches no file; check the pattern")
    return Input(name, tree, tuple(found), root)


def _tree(given: str) -> tuple[_Tree, str]:
    address = _ADDRESS.match(given)
    if not address:
        return _Disk(), given.rstrip("/") or given
    try:
        # An optional extra.
        from fsspec.core import url_to_fs
    except ImportError:
        raise _not_installed(given, address[1]) from None
    try:
        system, path = url_to_fs(given, **options_for(given))
    except (ImportError, ValueError):
        raise _not_installed(given, address[1]) from None
    return _Remote(system), cast("str", path)


def _not_installed(given: str, protocol: str) -> SettingsError:
    return SettingsError(
        f"{_shown(given)}: nothing installed reads {protocol}:// addresses; "
        "install structured-summarizer[cloud]"
    )


def _parent(path: str) -> str:
    return path.rpartition("/")[0] if "/" in path else ""


def _shown(given: str) -> str:
    return writable_name(without_password(given))
