"""Options that several commands have, each written once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "MODEL_HELP",
    "AllowPrivate",
    "BaseUrl",
    "FetchPages",
    "IncludeWithheld",
    "JournalFile",
    "ModelName",
    "NoJournal",
    "Quiet",
    "Recipes",
    "Strategy",
    "StrategyName",
    "TextField",
    "Verify",
    "VerifyName",
]


class StrategyName(StrEnum):
    """How to ask; the same names as `dialogue.STRATEGIES`."""

    whole = "whole"
    focused = "focused"


class VerifyName(StrEnum):
    """What to look at once more; the same names as `dialogue.board.Verify`."""

    none = "none"
    doubts = "doubts"
    all = "all"


MODEL_HELP = (
    "local, local:FILE.gguf, openai/NAME, anthropic/NAME, …, or the name of a model on"
    " the server at --base-url. Default: SUMMARIZER_MODEL; else OpenAI where OPENAI_API_KEY"
    " is set; else local."
)

AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private-addresses",
        help="Read addresses of this machine or of a network of its own, too, where a redirect or a"
        " feed leads there.",
    ),
]

ModelName = Annotated[str | None, typer.Option(metavar="NAME", help=MODEL_HELP)]

BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="An OpenAI-compatible server, such as http://127.0.0.1:8080/v1."
        " Default: OPENAI_BASE_URL.",
    ),
]

TextField = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The field of rows and JSON objects that holds the text."),
]

FetchPages = Annotated[
    bool,
    typer.Option(
        "--fetch-pages",
        help="Fetch the articles of which a feed or a sitemap has only the address.",
    ),
]

IncludeWithheld = Annotated[
    bool,
    typer.Option(
        "--include-withheld",
        help="Read stories, too, that their makers canceled, withheld or embargoed.",
    ),
]

JournalFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Keep answers there, and take them from there. Default: SUMMARIZER_JOURNAL; else a"
        " file in your data folder.",
    ),
]

NoJournal = Annotated[
    bool, typer.Option("--no-journal", help="Neither keep answers nor take kept ones.")
]

Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="No progress and no notes, only errors.")
]

Recipes = Annotated[
    list[str] | None,
    typer.Option(
        "--recipe",
        metavar="DIR|NAME",
        help="What to ask for; may be given several times. A name that `summarizer recipes list`"
        " shows, or a recipe's folder, whose schema.py is run. Default: events and claims.",
        show_default=False,
    ),
]

Strategy = Annotated[
    StrategyName | None,
    typer.Option(
        metavar="whole|focused",
        help="One question for the whole article, or many small ones."
        " Default: focused for local models, whole for others.",
    ),
]

Verify = Annotated[
    VerifyName | None,
    typer.Option(
        metavar="none|doubts|all",
        help="Which claims and events the model is asked to look at once more: none, those that"
        " grammar doubts, or all. Default: doubts with the strategy whole; focused takes none.",
    ),
]
