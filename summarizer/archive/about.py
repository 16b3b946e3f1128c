"""`run.json`: what ran, with which settings, and what it came to, for whoever looks at a run's folder.

A run goes on without it. Programs that read it say what is wrong with it, and do what they can.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from summarizer.errors import ArchiveError
from summarizer.export.whole_file import whole_file

__all__ = ["RUN_FILE", "read_about", "write_about"]

RUN_FILE: Final = "run.json"


def write_about(folder: Path, about: Mapping[str, Any]) -> None:
    """Writes it, whole or not at all. Raises RunError where it cannot be written."""
    with whole_file(folder / RUN_FILE) as partial:
        partial.write_text(json.dumps(about, indent=2) + "\n")


def read_about(folder: Path) -> dict[str, Any]:
    """What it says; nothing where there is none. Raises ArchiveError where it is no object of JSON."""
    path = folder / RUN_FILE
    try:
        about = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}; see to the file") from error
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{path} is no JSON ({error}); {_REMEDY}") from error
    if not isinstance(about, dict):
        raise ArchiveError(f"{path} is JSON, but says nothing of a run; {_REMEDY}")
    return about


_REMEDY: Final = "remove it, the next run writes it anew"
