"""Rows of results as one file."""

from collections.abc import Iterable
from pathlib import Path

from summarizer.errors import RunError
from summarizer.export.marks import not_ours
from summarizer.export.result_lines import RESULTS, lines_from, row_of
from summarizer.export.whole_file import whole_file

__all__ = ["write_rows"]


def write_rows(lines: Iterable[bytes], target: Path) -> None:
    """Writes the lines into one file, which is replaced in one step where it holds just such rows.

    A device or a pipe is written to as it is. Raises SettingsError where something else stands
    there, or what a run wrote itself; and what `whole_file` raises.
    """
    if target.exists() and not target.is_file():
        with target.open("wb") as device:
            device.writelines(lines)
        return
    if target.exists() and not _is_ours(target):
        raise not_ours(target)
    with whole_file(target.resolve()) as partial, partial.open("wb") as file:
        file.writelines(lines)


def _is_ours(target: Path) -> bool:
    """Whether each line is a result, and the file is not the one that a run goes on with."""
    if target.resolve().name == RESULTS:
        return False
    end = 0
    try:
        for line in lines_from(target):
            row_of(line)
            end += len(line)
    except RunError:
        return False
    return end == target.stat().st_size
