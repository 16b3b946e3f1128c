"""What is wrong in a recipe's files, each with its file and line."""

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Fault", "line_of", "read_text"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file of a recipe; `line` counts from 1, None for the file as a whole."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file; None, and a fault more, when it has none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(path, None, "the file is missing"))
    except UnicodeDecodeError:
        faults.append(Fault(path, None, "it must be text in UTF-8"))
    except OSError as error:
        faults.append(Fault(path, None, f"it cannot be read: {error.strerror}"))
    return None


def line_of(text: str, pattern: str) -> int | None:
    """The number of the first line that begins with `pattern`."""
    lines = text.splitlines()
    return next((at for at, line in enumerate(lines, 1) if re.match(pattern, line)), None)
