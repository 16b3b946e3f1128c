"""`--help` for a group of commands, without what typer's own costs there.

typer sends the unset help option of a group through pydantic, whose import doubles the time of
`summarizer summarize --help`; an option that is False when unset it lets pass.
"""

from typing import Annotated

import typer

__all__ = ["Help"]


def _print_help(context: typer.Context, wanted: bool) -> None:
    if wanted:
        typer.echo(context.get_help())
        raise typer.Exit


Help = Annotated[
    bool,
    typer.Option("--help", is_eager=True, callback=_print_help, help="Show this message and exit."),
]
