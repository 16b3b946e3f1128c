"""Where inputs lie: files, folders and globs on disk or on any filesystem that fsspec knows."""

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from io import BufferedReader, RawIOBase
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol, cast

from summarizer.errors import DocumentError, SettingsError
from summarizer.sources.file import File, one_line, writable_name
from summarizer.sources.guard import chain_of, told_by
from summarizer.sources.marks import written_in
from summarizer.sources.outputs import EXPORTED, OF_A_RUN, is_marked, is_run, is_written
from summarizer.sources.record import BadRecord, Skipped
from summarizer.sources.redirects import options_for
from summarizer.sources.together import are_alike, prefixes
from summarizer.sources.web import without_password

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Input", "lies_in", "resolved"]

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_MAGIC = re.compile(r"[*?\[]")
_SPECIAL = {
    stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """What lies at a path. `reason` says of what is neither folder nor file why it is left out, or,
    where it is `lost`, why it cannot be read."""

    what: Literal["folder", "file", "other", "lost"]
    reason: str = ""


_FOLDER, _FILE = _Look("folder"), _Look("file")


class _Tree(Protocol):
    """What is asked of a filesystem."""

    def look(self, path: str) -> _Look | None:
        """None: nothing is there."""
        ...

    def matches(self, pattern: str) -> list[str]: ...
    def children(self, folder: str) -> list[tuple[str, _Look]]: ...
    def open(self, path: str) -> BinaryIO: ...
    def shown(self, path: str) -> str: ...
    def absolute(self, path: str) -> str: ...
    def is_written(self, path: str) -> bool:
        """Whether this program wrote the file."""
        ...

    def written_in(self, folder: str) -> Iterable[str]:
        """The files in a folder, and below it, that exports wrote."""
        ...


class _Disk:
    def look(self, path: str) -> _Look | None:
        try:
            return _look(os.stat(path or ".").st_mode)
        except FileNotFoundError:
            return None

    def matches(self, pattern: str) -> list[str]:
        return glob.glob(pattern)

    def children(self, folder: str) -> list[tuple[str, _Look]]:
        with os.scandir(folder or ".") as entries:
            return [(entry.name, _look_at(entry)) for entry in entries]

    def open(self, path: str) -> BinaryIO:
        look = _look(os.stat(path).st_mode)
        if look != _FILE:  # it was one when its folder was listed; a pipe would wait for ever
            raise DocumentError(look.reason or "is a folder by now")
        return open(path, "rb")

    def shown(self, path: str) -> str:
        return writable_name(path)

    def absolute(self, path: str) -> str:
        return os.path.abspath(path)

    def is_written(self, path: str) -> bool:
        return is_written(Path(path))

    def written_in(self, folder: str) -> Iterable[str]:
        base = Path(folder)
        return [f"{folder}/{one.relative_to(base)}" for one in written_in(base)]


def _look(mode: int) -> _Look:
    if stat.S_ISREG(mode):
        return _FILE
    if stat.S_ISDIR(mode):
        return _FOLDER
    kind = _SPECIAL.get(stat.S_IFMT(mode), "a special file")
    return _Look("other", f"is {kind}, no file of articles")


def _look_at(entry: "os.DirEntry[str]") -> _Look:
    """What an entry of a folder is; only links and special files need a look at their own."""
    try:
        if entry.is_file(follow_symlinks=False):
            return _FILE
        if entry.is_dir(follow_symlinks=False):
            return _FOLDER
        look = _look(entry.stat().st_mode)
    except OSError as error:  # a link to itself, or to what is no longer there
        return _Look("lost", f"leads nowhere: {one_line(error)}")
    if look == _FOLDER:  # it might lead in a circle
        return _Look(
            "other", "is a link to a folder, which is not followed; name it to have it read"
        )
    return look


class _Remote:
    def __init__(self, system: "AbstractFileSystem") -> None:
        self._system = system

    def look(self, path: str) -> _Look | None:
        try:
            return self._look(self._system.info(path))
        except FileNotFoundError as error:
            # Of whatever goes wrong on the web fsspec says no more than that.
            for each in chain_of(error):
                if isinstance(each, DocumentError):
                    raise each from None
            return None

    def matches(self, pattern: str) -> list[str]:
        return cast("list[str]", self._system.glob(pattern))

    def children(self, folder: str) -> list[tuple[str, _Look]]:
        entries = self._system.ls(folder, detail=True)
        return [
            (PurePosixPath(entry["name"].rstrip("/")).name, self._look(entry))
            for entry in entries
            # S3 lists a folder's own mark in it.
            if entry["name"].rstrip("/") != folder.rstrip("/")
        ]

    def open(self, path: str) -> BinaryIO:
        # Their own files read no line up to a limit.
        return BufferedReader(cast("RawIOBase", self._system.open(path, "rb")))

    def shown(self, path: str) -> str:
        return cast("str", self._system.unstrip_protocol(path))

    def absolute(self, path: str) -> str:
        return self.shown(path)

    def is_written(self, path: str) -> bool:
        return False  # runs and exports write to disks

    def written_in(self, folder: str) -> Iterable[str]:
        return ()

    @staticmethod
    def _look(entry: dict[str, Any]) -> _Look:
        if entry["type"] == "directory":
            return _FOLDER
        is_special = entry["type"] == "other" and not entry.get("islink")
        return _Look("other", "is no file of articles") if is_special else _FILE


@dataclass(frozen=True, slots=True)
class Input:
    """What one argument stands for: files, and folders with what is below them.

    `root` is the folder from which relative names count; `named` says that the user named this
    very file, which then ought to be readable. Of what is below folders a path that does not fit
    the pattern `only` is passed over.
    """

    shown: str
    tree: _Tree
    paths: tuple[str, ...]
    root: str
    named: bool = False
    only: tuple[str, ...] = ()
    prefix: str = ""
    """What ids have before the way from the root (see `together`)."""

    def files(self) -> Iterator[File | BadRecord | Skipped]:
        """The files, sorted folder by folder; hidden ones and linked folders are left out."""
        for path in self.paths:
            try:
                look = self.tree.look(path) or _Look("lost", "is no longer there")
            except Exception as error:  # a remote filesystem has errors of its own
                look = _Look("lost", f"cannot be reached: {one_line(error)}")
            if look == _FILE and self.tree.is_written(path):
                yield Skipped(self.tree.shown(path), reason=EXPORTED)
            else:
                yield from self._at(path, look)

    def _at(self, path: str, look: _Look) -> Iterator[File | BadRecord | Skipped]:
        """What is at `path` and below it. Folders of any depth: what is open of them is a list."""
        waiting = [iter([(path, look)])]
        exported: set[str] = set()
        while waiting:
            if (found := next(waiting[-1], None)) is None:
                waiting.pop()
                continue
            path, look = found
            if look == _FOLDER:
                try:
                    children = self.tree.children(path)
                    has = {name for name, _ in children}.__contains__
                    if is_run(has):
                        yield Skipped(self.tree.shown(path), reason=OF_A_RUN)
                        continue
                    if is_marked(has):
                        exported.update(self.tree.written_in(path))
                    waiting.append(iter(_in_order(path, children)))
                except Exception as error:
                    reason = f"cannot be listed: {told_by(error)}"
                    yield BadRecord(None, self.tree.shown(path), 1, reason)
            elif path in exported:
                yield Skipped(self.tree.shown(path), reason=EXPORTED)
            elif self._is_wanted(path):
                yield self._found(path, look)

    def _is_wanted(self, path: str) -> bool:
        return not self.only or _fits(tuple(self._below_root(path).split("/")), self.only)

    def _found(self, path: str, look: _Look) -> File | Skipped:
        if look.what == "other":
            return Skipped(self.tree.shown(path), reason=look.reason)
        relative = writable_name(self.prefix + self._below_root(path))
        opened = (
            partial(_lost, look.reason) if look.what == "lost" else partial(self.tree.open, path)
        )
        return File(self.tree.shown(path), relative, relative, opened)

    def first_names(self) -> Iterator[str]:
        """The first part of each name below the root, as far as that is told without going deeper."""
        for path in self.paths:
            if path != self.root:
                yield self._below_root(path).partition("/")[0]
                continue
            with suppress(Exception):  # that it cannot be listed is told when it is read
                yield from (name for name, _ in self.tree.children(path) if name[0] != ".")

    def _below_root(self, path: str) -> str:
        return path.removeprefix(self.root).lstrip("/") if self.root else path


def _in_order(folder: str, found: Iterable[tuple[str, _Look]]) -> list[tuple[str, _Look]]:
    """Files and folders together in the order of their names, as a listing shows them; no hidden ones."""
    base = folder if folder.endswith("/") or not folder else f"{folder}/"
    return [
        (base + name, look) for name, look in sorted(found, key=itemgetter(0)) if name[0] != "."
    ]


def _lost(reason: str) -> BinaryIO:
    raise DocumentError(reason)


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether a path's parts are as a pattern of parts has them, where "**" is any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        rest = pattern[1:] or ("*",)
        return any(_fits(parts[start:], rest) for start in range(len(parts)))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def resolved(inputs: Sequence[str]) -> list[Input]:
    """The inputs that paths, globs and addresses stand for, in the order given.

    Raises DocumentError for one that is not there or is the folder of a run, SettingsError for an
    address whose filesystem is not installed.
    """
    return _together([_resolved(given) for given in inputs])


def _together(places: list[Input]) -> list[Input]:
    """The inputs, with what tells their names apart where some may be alike."""
    roots = [place.tree.absolute(place.root) for place in places]
    if len(set(roots)) == 1 or not are_alike(
        (root, place.first_names()) for root, place in zip(roots, places, strict=True)
    ):
        return places
    told = zip(places, prefixes(roots), strict=True)
    return [replace(place, prefix=prefix) for place, prefix in told]


def lies_in(file: str, given: str) -> bool:
    """Whether a file of this name, as records give it, may have been found through an input."""
    shown = _shown(given.rstrip("/"))
    if file == shown or file.startswith((f"{shown}/", f"{shown}!")):
        return True
    return bool(_MAGIC.search(shown)) and fnmatchcase(file, shown.replace("**/", "*") + "*")


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
    look = tree.look(path)
    if look == _FOLDER:
        if is_run(lambda inner: tree.look(f"{path}/{inner}") is not None):
            raise DocumentError(f"{name} {OF_A_RUN}; give the folder of the articles")
        return Input(name, tree, (path,), path)
    if look == _FILE:
        return Input(name, tree, (path,), _parent(path), named=True)
    if look:
        raise DocumentError(f"{name} {look.reason}; give a file or a folder")
    magic = _MAGIC.search(path)
    if not magic:
        raise DocumentError(f"{name}: no such file or folder; check the path")
    # A glob names files by what does not vary: "news/2019-*/a.txt" counts from "news".
    root = _parent(path[: magic.start()]) or ("/" if path.startswith("/") else "")
    found = _matching(name, tree, path, root)
    if next(found.files(), None) is None:
        raise DocumentError(f"{name} matches no file; check the pattern")
    return found


def _matching(name: str, tree: _Tree, path: str, root: str) -> Input:
    """What a glob stands for."""
    pattern = tuple(path.removeprefix(root).lstrip("/").split("/"))
    if "**" in pattern and isinstance(tree, _Disk):
        # Python's own follows links, which may lead in circles, and passes over what it may not list.
        return Input(name, tree, (root,), root, only=pattern)
    found = sorted(tree.matches(path))
    if "**" in pattern:  # it matches what is in folders as well as the folders
        found = [match for match in found if tree.look(match) == _FILE]
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
