"""`summarizer schema`: JSON Schemas, printed or written to a folder."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.ending import Debug, ending
from summarizer.cli.output import write_result
from summarizer.errors import RunError, SettingsError

__all__ = ["schema"]


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="summary, event, claim, entity, span, …: records of the result; claim-drafts,"
            " event-drafts, …: what a model is asked to return."
            " Default: summary; with --output, all.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FOLDER", help="Write each schema to NAME.json in there."
        ),
    ] = None,
    debug: Debug = False,
) -> None:
    """Print the JSON Schema of the result, or of one of its parts."""
    with ending(debug):
        from summarizer.export import json_schema, schema_names  # see summarizer.cli

        if output is None:
            write_result(json_schema(name or "summary"))
            return
        texts = {one: json_schema(one) for one in ([name] if name else schema_names())}
        _make(output)
        for one, text in texts.items():
            write_result(text, output / f"{one}.json")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise SettingsError(f"{folder} is no folder; give --output the name of one") from None
    except OSError as error:
        raise RunError(f"cannot make {folder}: {error.strerror}; give another folder") from error
