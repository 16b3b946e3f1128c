"""The program and its commands."""

import sys
from typing import Annotated, Any, cast

import typer

from summarizer.cli import models, recipes
from summarizer.cli.batch import batch
from summarizer.cli.check import check
from summarizer.cli.ending import DONE, STOPPED, USED_WRONGLY, ending, tell
from summarizer.cli.evaluate import evaluate
from summarizer.cli.export import export
from summarizer.cli.help_option import Help
from summarizer.cli.interrupts import watch_ctrl_c
from summarizer.cli.output import write_result
from summarizer.cli.review import review
from summarizer.cli.schema import schema
from summarizer.cli.status import status
from summarizer.cli.summarize import summarize

__all__ = ["app", "main"]

DISTRIBUTION = "structured-summarizer"

# What every wrong use derives from; older typers have it from click, newer ones bring their own.
_UsageError = cast("type[Exception]", typer.BadParameter.__bases__[0])

# Plain help and plain errors: the decorated ones import rich. No options that install completion,
# and a help option of our own (see `help_option`): typer reads its own through pydantic. Each
# would take as long as all the rest of --help.
app = typer.Typer(
    help="Typed, sourced summaries of news articles: what happened, who said so, and the words"
    " that show it.",
    epilog="Exit codes: 0 done; 1 failed; 2 used wrongly (options, settings, keys); 3 done, but"
    " not all could be read or written, or items were rejected (--strict); 4 a budget is used up;"
    " 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    add_help_option=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Show the version and exit."
        ),
    ] = False,
    help: Help = False,
) -> None:
    """The options of the program itself."""


app.command(short_help="Summarize one article.")(summarize)
app.command(short_help="Check a text against its source.")(check)
app.command(short_help="Summarize an archive; goes on where it stopped.")(batch)
app.command(short_help="Say how a run over an archive stands.")(status)
app.command(short_help="Turn a run's results into tables.")(export)
app.command(short_help="Review summaries in the browser.")(review)
app.command("eval", short_help="Measure the answers on annotated documents.")(evaluate)
app.command(short_help="Print JSON Schemas of the result.")(schema)
app.add_typer(models.app, name="models")
app.add_typer(recipes.app, name="recipes")


@app.command(short_help="Print the version.")
def version() -> None:
    """Print the version of this program and of the Python that runs it."""
    with ending(debug=False):
        from importlib.metadata import version as version_of  # 0.03 s that --help need not pay

        python = ".".join(map(str, sys.version_info[:3]))
        write_result(f"{DISTRIBUTION} {version_of(DISTRIBUTION)} (Python {python})\n")


def main() -> None:
    """The program `summarizer`: runs a command and exits with its code.

    An option that is wrong is one line like any other error, not typer's three.
    """
    watch_ctrl_c()
    try:
        code = app(prog_name="summarizer", standalone_mode=False)
    except typer.Abort:
        tell("stopped")
        code = STOPPED
    except _UsageError as error:
        code = _complain(error)
    sys.exit(code if isinstance(code, int) else DONE)


def _complain(error: Any) -> int:
    """Says what was wrong with the command line; where nothing was asked for, how to ask."""
    message = error.format_message().replace("Value error, ", "")
    if message.startswith("Usage:"):  # a group without a command
        typer.echo(message, err=True)
    else:
        tell(f"error: {' '.join((message[:1].lower() + message[1:]).split())}")
    return USED_WRONGLY
