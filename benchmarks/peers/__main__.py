"""Compare langextract, a plain instructor prompt and this package on the embedded model.

    pip install langextract
    python -m benchmarks.peers --task claims --data claims.jsonl
    python -m benchmarks.peers --task incidents --data incidents.jsonl --json result.json
    python -m benchmarks.peers --only instructor,summarizer --documents 4 --data claims.jsonl

Each system gets an engine that was started for it, one document at a time, at temperature 0; loading
the model is not counted, every call is, failed ones too. An article that a system raises an error
about counts as an empty answer: that is what its user gets. The peers are asked for claims alone or
for incidents alone, this package for its whole summary: its seconds, calls and tokens are those of
claims and events together, in both tasks. Formats of the data: docs/evaluation.md.
"""

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Final

from benchmarks.peers import with_instructor, with_langextract, with_summarizer
from benchmarks.peers.answers import Asker, Connection, TaskName
from benchmarks.peers.picking import picked
from benchmarks.peers.relay import Relay
from benchmarks.peers.report import Outcome, Row, to_json, to_text
from benchmarks.peers.running import Meter, rows
from summarizer.errors import SummarizerError
from summarizer.evaluation import read_gold, task_named
from summarizer.models.embedded.download import pull
from summarizer.models.embedded.engine import EmbeddedServer

__all__ = ["main"]

SYSTEMS: Final = {
    "langextract": "langextract",
    "instructor": "instructor",
    "summarizer": "structured-summarizer",
}
"""What is compared, and the package that it is."""

DOCUMENTS: Final = 8
"""Enough to tell the systems apart, and about ten minutes for each on two cores."""


@contextmanager
def _opened(
    system: str, options: argparse.Namespace, model: Path
) -> Iterator[tuple[Asker, Meter | None]]:
    """A system ready to be asked, and what counts its calls."""
    task: TaskName = options.task
    if system == "summarizer":
        with with_summarizer.running(model) as ask:
            yield ask, None
        return
    with EmbeddedServer(model) as engine, Relay(engine.base_url) as relay:
        connection = Connection(relay.base_url, engine.api_key, engine.model)
        if system == "langextract":
            ask = with_langextract.asker(connection, task, options.chunk)
        else:
            ask = with_instructor.asker(connection, task)
        yield ask, lambda: relay.spent


def _tell(row: Row) -> None:
    answer = row.answer
    items = len(answer.summary.claims) + len(answer.summary.events)
    ended = answer.error or f"{items} items"
    print(f"  {row.doc_id}: {answer.seconds:.1f} s, {ended}", file=sys.stderr, flush=True)


def _systems(text: str) -> list[str]:
    chosen = [name.strip() for name in text.split(",") if name.strip()]
    if not chosen or set(chosen) - set(SYSTEMS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(SYSTEMS)}")
    return chosen


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--task", choices=("claims", "incidents"), default="claims")
    parser.add_argument("--data", type=Path, required=True, metavar="FILE", help="gold, JSON Lines")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, metavar="N")
    parser.add_argument(
        "--only", type=_systems, default=list(SYSTEMS), metavar="NAMES", help="parted by commas"
    )
    parser.add_argument(
        "--chunk", type=int, metavar="N", help="characters that langextract sends at a time"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    options = parser.parse_args(arguments)
    if options.documents < 1:
        parser.error("--documents must be at least 1")
    return options


def _compared(options: argparse.Namespace) -> None:
    if "langextract" in options.only:
        with_langextract.refuse_absent()  # before the model is loaded
    gold = picked(
        options.task, read_gold(options.data, task_named(options.task).form), options.documents
    )
    model = pull()
    outcomes = []
    for system in options.only:
        print(f"{system}, {len(gold)} documents", file=sys.stderr, flush=True)
        with _opened(system, options, model) as (ask, meter):
            found = rows(options.task, gold, ask, meter, _tell)
        outcomes.append(Outcome(system, metadata.version(SYSTEMS[system]), found))
        about = {"data": options.data.name, "model": model.stem}
        if options.json:  # after each system: an hour's figures survive what ends the run
            options.json.write_text(to_json(options.task, outcomes, about), encoding="utf-8")
    print(to_text(options.task, outcomes))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say; returns the exit code."""
    options = _options(arguments)
    logging.getLogger("instructor").setLevel(logging.CRITICAL)  # its errors are in the table
    os.environ["NO_PROXY"] = "127.0.0.1"  # the server is on this machine, whatever proxy there is
    try:
        _compared(options)
    except SummarizerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
