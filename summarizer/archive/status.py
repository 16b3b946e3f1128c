"""How a run stands, read beside it while it works or after it."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from summarizer.archive.configuration import Configuration
from summarizer.archive.folder import is_held
from summarizer.archive.run import RUN_FILE
from summarizer.archive.state import RunState, Totals

__all__ = ["Status", "status_of"]


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is as `run.json` says, "running" only while a program is at work; `records` is None
    until the whole archive was read once; `written` is when the folder's files were last written."""

    state: str
    totals: Totals
    waiting_copies: int
    records: int | None
    model: str
    written: str


def status_of(folder: Path) -> Status:
    """How the run in `folder` stands. Raises ArchiveError when there is none."""
    with closing(RunState(folder, read_only=True)) as state:
        kept = state.note("configuration")
        settings = Configuration.from_json(kept).settings if kept else {}
        about = _about(folder)
        return Status(
            state=_state(folder, str(about.get("state", "broken off"))),
            totals=state.totals,
            waiting_copies=state.waiting_copies(),
            records=_records(state),
            model=settings.get("model", ""),
            written=str(about.get("written", "")),
        )


def _records(state: RunState) -> int | None:
    """None too where no more than a part of the archive was read, which is less than was seen to."""
    kept = state.note("records")
    records: int | None = json.loads(kept)[1] if kept else None
    return records if records is not None and records >= state.totals.seen_to else None


def _about(folder: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads((folder / RUN_FILE).read_text())
    except (OSError, ValueError):  # not written yet: the state of the run is elsewhere
        return {}
    return found


def _state(folder: Path, told: str) -> str:
    """A killed program has left "running" behind, and no lock."""
    held = is_held(folder)
    if held:
        return "running"
    return "broken off" if told == "running" and held is False else told
