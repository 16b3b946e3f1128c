"""`summarizer status`: how a run stands, also while it is at work."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.ending import Debug, ending
from summarizer.cli.output import write_result

if TYPE_CHECKING:
    from summarizer.archive.status import Status

__all__ = ["status"]


def status(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the run (batch --out).")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of lines to read.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Say how a run stands: what is done, failed and waiting, what it took, and whether it is at work."""
    with ending(debug):
        from summarizer.archive.status import status_of  # see summarizer.cli

        found = status_of(folder)
        write_result(_json(found) if as_json else _text(found))


def _json(found: "Status") -> str:
    from dataclasses import asdict

    return json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n"


def _text(found: "Status") -> str:
    totals = found.totals
    lines = [
        f"state     {found.state}",
        f"done      {totals.done:,}" + (f" of {found.records:,}" if found.records else ""),
        f"failed    {totals.failed:,}, could not be read {totals.bad:,}",
        f"copies    {totals.copies:,}, waiting {found.waiting_copies:,}, calls saved {totals.saved:,}",
        f"items     {totals.events:,} events, {totals.claims:,} claims, {totals.rejected:,} rejected",
        f"asked     {totals.questions:,} questions, {totals.replayed:,} from the journal,"
        f" {totals.calls:,} calls",
        f"tokens    {totals.input_tokens:,} read ({totals.cached_tokens:,} cached),"
        f" {totals.output_tokens:,} written"
        + (f"; estimated for {totals.estimated:,} calls" if totals.estimated else ""),
    ]
    if totals.cost is not None:
        lines.append(f"cost      {totals.cost:,.4f} USD")
    lines += [f"model     {found.model}", f"written   {found.written}"]
    if found.note:
        lines.append(f"note      {found.note}")
    return "\n".join(lines) + "\n"
