"""`summarizer review`: summaries beside their articles in the browser, to be mended by editors."""

import getpass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from summarizer.cli.ending import Debug, ending, tell
from summarizer.cli.options import Quiet
from summarizer.errors import SettingsError

__all__ = ["review"]

LOOPBACK: Final = "127.0.0.1"

_STOPPED: Final = "stopped; everything is saved"


def review(  # noqa: PLR0913 - typer takes a command's options from its signature
    result: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT|DIR",
            help="One summary as JSON, or the folder of a run (batch --out) or its results.jsonl.",
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            metavar="ARTICLE|ARCHIVE",
            help="The article, or the archive of the run. Default: where the summaries say that they"
            " were read, if it is still there.",
        ),
    ] = None,
    recipe: Annotated[
        list[str] | None,
        typer.Option(
            "--recipe",
            metavar="DIR|NAME",
            help="The folder of a recipe, by which its items can be edited; may be given several"
            " times. Its schema.py is run. Those that `summarizer recipes list` shows are known.",
            show_default=False,
        ),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whose edits these are. Default: your user name."),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", min=0, max=65535, help="Where to listen; 0 is any port that is free."
        ),
    ] = 0,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="For others to reach it; needs --shared.")
    ] = LOOPBACK,
    shared: Annotated[
        bool, typer.Option("--shared", help="Let other machines in, by a --host they can reach.")
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the link; open no browser.")
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Review summaries in the browser: accept, mend, reject, add; each edit is checked and saved.

    Edits are kept in reviews.sqlite3 beside the result, which stays as it is. The page is served on
    this machine only and opens by a link that holds a secret. Needs the extra review.
    """
    with ending(debug, _STOPPED):
        room = _room()
        place = room.Place(host, port)
        if not place.is_private and not shared:
            raise SettingsError(f"{host} lets other machines in; add --shared if that is meant")
        shelf = room.open_shelf(result, source, recipe or [])

        def ready(link: str) -> None:
            if not place.is_private:
                tell(_warning(host))
            typer.echo(link)
            if not quiet:
                tell("stop it with Ctrl-C")
            if not no_open:
                typer.launch(link)

        room.serve(shelf, place, reviewer or _user(), ready)


def _room() -> Any:
    """The room of this name; only who reviews has its packages."""
    try:
        from summarizer import review as room  # see summarizer.cli
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the review page needs {error.name};"
            " install it with: pip install 'structured-summarizer[review]'"
        ) from None
    return room


def _warning(host: str) -> str:
    return (
        f"warning: from every machine that reaches {host}, whoever has the link can read and edit;"
        " what goes over the wire is not encrypted"
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return ""
