"""`summarizer models`: the embedded model's file, and a server with it for other programs."""

import importlib.util
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.ending import Debug, ending, tell
from summarizer.cli.help_option import Help
from summarizer.cli.output import write_result
from summarizer.cli.progress import watching
from summarizer.errors import RunError, SettingsError

if TYPE_CHECKING:
    from summarizer.models.embedded.catalogue import ModelFile
    from summarizer.models.embedded.engine import EmbeddedServer

__all__ = ["app"]

app = typer.Typer(
    short_help="The embedded model's file and server.",
    no_args_is_help=True,
    add_help_option=False,
    rich_markup_mode=None,
)

Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="A name that `list` shows. Default: the first of them."),
]

_KEPT = "stopped; what was fetched is kept: run the same command again to go on"

WAKE_SECONDS = 0.5
"""How often a server's command looks up from waiting; Ctrl-C is heard at once on most systems."""


@app.callback()
def _options(help: Help = False) -> None:
    """The embedded model: list, fetch and find its file, or serve it to other programs."""


@app.command("list", short_help="List the models that can be embedded.")
def list_models(debug: Debug = False) -> None:
    """List the models that can be embedded, and whether each is on this machine."""
    with ending(debug):
        from summarizer.models.embedded.catalogue import MODELS  # see summarizer.cli

        write_result("".join(f"{_line(model)}\n" for model in MODELS))


@app.command(short_help="Fetch a model's file.")
def pull(
    name: Name = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress and no notes.")] = False,
    debug: Debug = False,
) -> None:
    """Fetch a model's file, verify it, and print where it is. Does nothing when it is there."""
    with ending(debug, _KEPT):
        write_result(f"{_pulled(_found(name), quiet)}\n")


@app.command(short_help="Print where a model's file is.")
def path(name: Name = None, debug: Debug = False) -> None:
    """Print where a model's file is; fails when it was not fetched yet."""
    with ending(debug):
        from summarizer.models.embedded.download import path_of  # see summarizer.cli

        model = _found(name)
        place = path_of(model)
        if place is None:
            raise RunError(
                f"{model.name} is not here yet; fetch it: summarizer models pull {model.name}"
            )
        write_result(f"{place}\n")


@app.command(short_help="Serve the embedded model until Ctrl-C.")
def serve(  # noqa: PLR0913 - typer takes a command's options from its signature
    model_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A GGUF file of your own. Default: the embedded model."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(metavar="HOST", help="The address to listen on. 0.0.0.0 lets the network in."),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", min=0, max=65535, help="The port to listen on; 0 takes a free one."
        ),
    ] = 0,
    api_key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            envvar="SUMMARIZER_SERVE_KEY",
            help="The key that clients must send; others on this machine can read it off a command"
            " line. Default: a random one.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress and no notes.")] = False,
    debug: Debug = False,
) -> None:
    """Serve the embedded model to OpenAI-compatible clients, until Ctrl-C.

    Standard output gets two lines for a shell, OPENAI_BASE_URL and OPENAI_API_KEY, as soon as
    questions are answered.
    """
    with ending(debug, _KEPT):
        _refuse_without_engine()
        from summarizer.models.embedded.engine import EmbeddedServer, EngineOptions  # see above

        path = model_file or _pulled(_found(None), quiet)
        server = EmbeddedServer(path, EngineOptions(host=host, port=port, api_key=api_key))
        with server:
            _serve(server, quiet)


def _serve(server: "EmbeddedServer", quiet: bool) -> None:
    """Says where the server is, and waits for Ctrl-C, which here is the way to be done."""
    try:
        write_result(
            f"export OPENAI_BASE_URL={server.base_url}\nexport OPENAI_API_KEY={server.api_key}\n"
        )
        if not quiet:
            tell(f"serving {server.model} ({server.context_window:,} tokens); Ctrl-C stops it")
            command = f"summarizer summarize ARTICLE --base-url {server.base_url}"
            tell(f"use it with: OPENAI_API_KEY={server.api_key} {command}")
        while True:
            time.sleep(WAKE_SECONDS)
    except KeyboardInterrupt:
        if not quiet:
            tell("stopped")


def _found(name: str | None) -> "ModelFile":
    from summarizer.models.embedded.catalogue import DEFAULT_MODEL, find  # see summarizer.cli

    return find(name) if name else DEFAULT_MODEL


def _pulled(model: "ModelFile", quiet: bool) -> Path:
    from summarizer.models.embedded.download import pull as fetch  # see summarizer.cli

    with watching(quiet) as watcher:
        return fetch(model, progress=watcher.downloaded, note=watcher.note)


def _line(model: "ModelFile") -> str:
    from summarizer.models.embedded.catalogue import models_folder  # see summarizer.cli

    # By its size, not by its hash: a list must not read gigabytes.
    file = models_folder() / model.file_name
    here = file.is_file() and file.stat().st_size == model.size
    state = "fetched" if here else "not fetched"
    return f"{model.name}  {model.size / 1e9:.1f} GB  {model.licence}  {state}"


def _refuse_without_engine() -> None:
    # The engine says the same when it starts, but by then 1.1 GB would have been fetched for it.
    if importlib.util.find_spec("xllamacpp") is None:
        raise SettingsError(
            "the embedded model needs the extra: pip install 'structured-summarizer[local]'"
        )
