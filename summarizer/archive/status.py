"""How a run stands, read beside it while it works or after it."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.archive.about import read_about
from summarizer.archive.folder import is_held
from summarizer.archive.state import RunState, Totals
from summarizer.errors import ArchiveError

__all__ = ["Status", "status_of"]


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is as `run.json` says, "running" only while a program is at work; `records` is None
    until the whole archive was read once; `written` is when the folder's files were last written;
    `note` says what is wrong with `run.json`, from which state and time come."""

    state: str
    totals: Totals
    waiting_copies: int
    records: int | None
    model: str
    written: str
    note: str | None = None


def status_of(folder: Path) -> Status:
    """How the run in `folder` stands. Raises ArchiveError when there is none."""
    with closing(RunState(folder, read_only=True)) as state:
        settings = state.json_note("configuration", dict) or {}
        about, note = _about(folder)
        return Status(
            state=_state(folder, str(about.get("state", "broken off"))),
            totals=state.totals,
            waiting_copies=state.waiting_copies(),
            records=_records(state),
            model=settings.get("model", ""),
            written=str(about.get("written", "")),
            note=note,
        )


def _records(state: RunState) -> int | None:
    """None too where no more than a part of the archive was read, which is less than was seen to."""
    _, records = state.json_note("records", list) or (None, None)
    return records if records is not None and records >= state.totals.seen_to else None


def _about(folder: Path) -> tuple[dict[str, Any], str | None]:
    """What `run.json` says, which may not be written yet, and what is wrong with it."""
    try:
        return read_about(folder), None
    except ArchiveError as error:
        return {}, str(error)


def _state(folder: Path, told: str) -> str:
    """A killed program has left "running" behind, and no lock."""
    held = is_held(folder)
    if held:
        return "running"
    return "broken off" if told == "running" and held is False else told
