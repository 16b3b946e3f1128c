"""A result to the standard output, or to a file: all of it, or nothing."""

import os
import secrets
import sys
from pathlib import Path

from summarizer.errors import RunError, SettingsError

__all__ = ["check_target", "write_result"]


def check_target(target: Path | None) -> None:
    """Refuses a file that could not be written, before hours go into what it is to hold.

    Raises SettingsError.
    """
    if target is None:
        return
    if target.is_dir():
        raise SettingsError(f"{target} is a directory; give --output the name of a file in it")
    folder = target.resolve().parent
    if not folder.is_dir():
        raise SettingsError(f"there is no directory {folder}; make it, or give another --output")
    touched = [target] if target.exists() else []
    if target.is_file() or not target.exists():
        touched.append(folder)  # which a file is put into under another name first
    if not all(os.access(path, os.W_OK) for path in touched):
        raise SettingsError(f"{target} may not be written; give another --output")


def write_result(text: str, target: Path | None = None) -> None:
    """Writes `text` in UTF-8 to `target`, or to the standard output where there is none.

    A file is replaced in one step: who reads it meanwhile sees the old one or the new one. Raises
    RunError when it cannot be written, BrokenPipeError when nobody reads the output any more.
    """
    data = text.encode()
    try:
        if target is None:
            _print(data)
        elif target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe: replacing it would take it away
        else:
            _replace(target.resolve(), data)
    except BrokenPipeError:
        raise
    except OSError as error:
        name = target or "the standard output"
        raise RunError(
            f"cannot write {name}: {error.strerror}; make room or write elsewhere"
        ) from error


def _print(data: bytes) -> None:
    if sys.stdout.isatty():
        # A terminal shows what its own encoding has; a file or a program gets UTF-8.
        encoding = sys.stdout.encoding or "utf-8"
        data = data.decode().encode(encoding, errors="replace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _replace(target: Path, data: bytes) -> None:
    # Beside the target, since a file can be renamed within one file system only.
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            file.write(data)
        if target.exists():
            partial.chmod(target.stat().st_mode)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
