"""What this program wrote lies among articles at times: it is recognised, and not read as articles.

the folder of a run      left out with all that is below it
files of an export       left out, as the mark in their folder lists them
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from summarizer.sources.marks import MARK, OLDER_MARK, written_in

__all__ = ["EXPORTED", "OF_A_RUN", "RUN_STATE", "is_marked", "is_run", "is_written"]

RUN_STATE: Final = "run.sqlite3"
RESULTS: Final = "results.jsonl"
OWN_FILES: Final = frozenset((RESULTS, "failures.jsonl", "skipped.jsonl", "run.json"))
"""Of what a run writes, what readers would take for articles."""

OF_A_RUN: Final = "is the folder of a run, whose rows are no articles"
EXPORTED: Final = "was written by this program, and is no article"

LEVELS: Final = 4
"""Folders above a file that may hold its mark: tables/documents/year=2029/part-000000.parquet."""


def is_run(has: Callable[[str], bool]) -> bool:
    """Whether a folder that has these names in it is that of a run, or of rows that a run moved aside."""
    return has(RUN_STATE) or (has(RESULTS) and has("run.json"))


def is_marked(has: Callable[[str], bool]) -> bool:
    """Whether exports may have put files into a folder that has these names in it, or below it."""
    return has(MARK) or has(OLDER_MARK)


def is_written(path: Path) -> bool:
    """Whether a run or an export wrote this file, which somebody named or a pattern matched."""
    if path.name in OWN_FILES and is_run(lambda name: (path.parent / name).exists()):
        return True
    return any(path in written_in(folder) for folder in list(path.parents)[:LEVELS])
