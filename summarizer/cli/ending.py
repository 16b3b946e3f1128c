"""How a command ends: with an exit code, and in case of an error with one line."""

import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Final

import typer

from summarizer.errors import DocumentError, RecipeError, SummarizerError, UsageError

__all__ = [
    "BUDGET_REACHED",
    "DONE",
    "EXIT_CODES",
    "FAILED",
    "REJECTED",
    "STOPPED",
    "USED_WRONGLY",
    "Debug",
    "ending",
    "tell",
]

DONE: Final = 0
FAILED: Final = 1
USED_WRONGLY: Final = 2
REJECTED: Final = 3
BUDGET_REACHED: Final = 4
STOPPED: Final = 130
"""128 and the number of SIGINT, as shells count."""

EXIT_CODES: Final[Mapping[int, str]] = {
    DONE: "done",
    FAILED: "failed: the article cannot be read, the model cannot be reached, a file cannot be"
    " written; a batch got nothing at all",
    USED_WRONGLY: "used wrongly: an option, a setting or a key is wrong or missing",
    REJECTED: "done, but `batch` could not read all of its inputs, or `export` left out rows that"
    " cannot be written; or `--strict` asks to be told: items were rejected, sentences are not"
    " supported, records failed",
    BUDGET_REACHED: "a budget is used up (`batch --max-cost`, `--max-tokens`); with a greater one"
    " the same command goes on",
    STOPPED: "stopped by Ctrl-C; what was answered is in the journal, and the same command goes on"
    " there",
}
"""Every code that a command ends with, and what it means; docs/cli.md is made from it."""

Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]


def tell(line: str) -> None:
    """One line on the standard error stream, without control characters."""
    from summarizer.export.printable import printable  # no command for --help to pay for

    typer.echo(printable(line), err=True)


@contextmanager
def ending(debug: bool, stopped: str = "stopped") -> Iterator[None]:
    """Ends the command with one line and its exit code when what is inside raises.

    `stopped` is the line for Ctrl-C. With `debug` the trace comes before the line.
    """
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        _trace_if(debug)
        tell(stopped)
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        _forget_output()
        raise typer.Exit(DONE) from None
    except SummarizerError as error:
        _trace_if(debug)
        tell(f"error: {error}")
        raise typer.Exit(_code(error)) from None
    except Exception as error:
        _trace_if(debug)
        _tell_unexpected(error, debug)
        raise typer.Exit(FAILED) from None


def _tell_unexpected(error: Exception, debug: bool) -> None:
    """The machine's fault, or a mistake of ours: still one line, and the way to the trace."""
    from summarizer.sources.guard import machine_fault  # no command for --help to pay for

    if fault := machine_fault(error):
        tell(f"error: {fault}")
    else:
        more = "" if debug else "; run it again with --debug to see where, and please report it"
        tell(f"error: unexpected {type(error).__name__}: {error}{more}")


def _code(error: SummarizerError) -> int:
    """Wrong options are wrong use; a wrong article or a broken template is a failure."""
    is_option = isinstance(error, UsageError) and not isinstance(error, DocumentError | RecipeError)
    return USED_WRONGLY if is_option else FAILED


def _trace_if(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _forget_output() -> None:
    """The reader of the pipe has had enough (`| head`); that is no error, and nothing to say."""
    # What is still buffered would be written when Python ends, and be an error again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
