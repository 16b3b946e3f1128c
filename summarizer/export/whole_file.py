"""A file that is there whole or not at all."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from summarizer.errors import RunError

__all__ = ["whole_file"]


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Another name beside `target` to write to; it takes the target's place when all went well.

    What was written is on disk before it is renamed, so that a power cut leaves the old file or the
    new one. Raises RunError when it cannot be written.
    """
    partial = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunError(f"cannot write {target}: {reason}; make room or write elsewhere") from error
    finally:
        with suppress(OSError):  # mostly: it is gone, or its folder could not be made
            partial.unlink()
