"""`summarizer recipes`: make, list, check and test recipes of one's own."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.ending import Debug, ending, tell
from summarizer.cli.help_option import Help
from summarizer.cli.options import BaseUrl, JournalFile, Quiet, Strategy
from summarizer.cli.output import write_result
from summarizer.cli.progress import Watcher, watching
from summarizer.errors import RecipeError
from summarizer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.api import Summarizer
    from summarizer.evaluation.recipe_examples import Agreement, Rehearsal
    from summarizer.recipes.examples import Example
    from summarizer.recipes.faults import Fault
    from summarizer.recipes.finding import Listed
    from summarizer.recipes.item_recipe import ItemRecipe

__all__ = ["app"]

app = typer.Typer(
    short_help="Recipes: what else to ask of an article.",
    no_args_is_help=True,
    add_help_option=False,
    rich_markup_mode=None,
)

Which = Annotated[
    str,
    typer.Argument(
        metavar="DIR|NAME",
        help="A recipe's folder, or a name that `list` shows. Its schema.py is run.",
    ),
]

_STOPPED = "stopped; the answers so far are in the journal: run the same command again to go on"


@app.callback()
def _options(help: Help = False) -> None:
    """Recipes: a folder with a prompt and a schema says what else to ask of an article.

    Ask with `summarizer summarize ARTICLE --recipe DIR|NAME`.
    """


@app.command(short_help="Write a small recipe to begin with.")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="Where to write it. Default: NAME, in this folder.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write a small recipe that works, with an example, to be changed into one's own."""
    with ending(debug):
        from summarizer.recipes.finding import listed  # see summarizer.cli
        from summarizer.recipes.starting import write_new

        place = folder or Path(name)
        write_new(name, place)
        write_result(f"{place}\n")
        # A name that is known stands for the known recipe; only as a path is it this folder.
        known = str(place) in [one.name for one in listed()]
        which = f".{os.sep}{place}" if known else str(place)
        if not quiet:
            tell(
                f"change its prompt.md, schema.py and examples; then: summarizer recipes test {which}"
            )


@app.command("list", short_help="List the recipes known by name.")
def list_recipes(debug: Debug = False) -> None:
    """List the recipes known by name, who brings them, and what their items are. Runs none."""
    with ending(debug):
        from summarizer.recipes.finding import listed  # see summarizer.cli

        lines = [f"{name:<17} built in: {what}\n" for name, what in _BUILT_IN.items()]
        lines += [f"{one.name:<17} {one.origin}: {_what(one)}\n" for one in listed()]
        write_result("".join(lines))


_BUILT_IN = {
    "claims": "who said what, and whether they asserted or denied it",
    "events": "what happened, to whom, where, when and how many",
}


def _what(one: "Listed") -> str:
    from summarizer.export.printable import printable  # see summarizer.cli
    from summarizer.recipes.folder import described

    try:
        return printable(described(one.folder))
    except RecipeError as error:  # a broken package must not hide the others
        return f"cannot be used: {error}"


@app.command(short_help="Say everything that is wrong with a recipe.")
def check(recipe: Which, debug: Debug = False) -> None:
    """Say everything that is wrong with a recipe's files, a line each, with file and line."""
    with ending(debug):
        found, examples = _read(recipe)
        count = "1 example" if len(examples) == 1 else f"{len(examples)} examples"
        write_result(f"{found.id}: {len(found.fields)} fields, {count}, no faults\n")


@app.command("test", short_help="Try a recipe on its own examples.")
def try_out(  # noqa: PLR0913 - typer takes a command's options from its signature
    recipe: Which,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Ask this model too, and compare (see `summarize`). Default: no model is asked.",
        ),
    ] = None,
    base_url: BaseUrl = None,
    strategy: Strategy = None,
    journal: JournalFile = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Try a recipe on its own examples.

    Without a model: whether each item that is expected stands in its article and passes all checks.
    With --model also how many of the expected fields the model gives, and how many others.
    """
    with ending(debug, _STOPPED):
        found, examples = _read(recipe)
        _rehearse(found, examples)
        if model is None:
            return
        from summarizer.api import Summarizer  # see summarizer.cli

        settings = Settings.from_environment(os.environ, model=model, base_url=base_url)
        settings = replace(settings, journal=journal or settings.journal)
        with (
            watching(quiet) as watcher,
            Summarizer(
                strategy=strategy,
                recipes=[str(found.folder.resolve())],
                settings=settings,
                on_download=(watcher.downloaded, watcher.note),
            ) as summarizer,
        ):
            _compare(found, examples, summarizer, watcher)


def _read(recipe: str) -> tuple["ItemRecipe", "list[Example]"]:
    """The recipe and its examples; prints all faults of both and raises RecipeError when there are some."""
    from summarizer.recipes.examples import read_examples  # see summarizer.cli
    from summarizer.recipes.finding import folder_of
    from summarizer.recipes.folder import inspect

    found, faults = inspect(folder_of(recipe))
    examples: list[Example] = []
    if found is not None:
        examples, faults = read_examples(found)
    if found is None or faults:
        _refuse(recipe, faults)
    assert found is not None  # else it was refused
    return found, examples


def _refuse(recipe: str, faults: "Sequence[Fault]") -> None:
    from summarizer.export.printable import printable  # see summarizer.cli

    write_result("".join(f"{printable(str(fault))}\n" for fault in faults))
    count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
    raise RecipeError(f"the recipe {recipe} has {count}; mend what is listed")


def _rehearse(recipe: "ItemRecipe", examples: "Sequence[Example]") -> None:
    from summarizer.evaluation.recipe_examples import rehearse  # see summarizer.cli

    rehearsals = [rehearse(example, recipe) for example in examples]
    write_result("".join(map(_rehearsed, rehearsals, examples)))
    failed = sum(bool(one.faults) for one in rehearsals)
    if failed:
        raise RecipeError(
            f"{failed} of {len(examples)} examples of {recipe.name} expect what their article does"
            " not show; mend what is listed"
        )


def _rehearsed(rehearsal: "Rehearsal", example: "Example") -> str:
    head = f"{example.path.name}: {len(rehearsal.items)} of {len(example.expected)} items stand\n"
    return head + "".join(f"  {fault}\n" for fault in rehearsal.faults)


def _compare(
    recipe: "ItemRecipe", examples: "Sequence[Example]", summarizer: "Summarizer", watcher: Watcher
) -> None:
    from summarizer.evaluation.recipe_examples import Agreement, compare  # see summarizer.cli

    found = []
    for one in examples:
        summary = summarizer.summarize(one.document, watcher.answered, watcher.asking)
        found.append(compare(one, recipe, summary.items))
    whole = Agreement(
        Path("all"),
        sum(one.expected for one in found),
        sum(one.given for one in found),
        sum(one.same for one in found),
    )
    write_result("".join(map(_compared, [*found, whole])))


def _compared(agreement: "Agreement") -> str:
    lines = [
        f"{agreement.path.name}: {agreement.same} of {agreement.expected} expected fields given"
        f" (recall {agreement.recall:.2f}), {agreement.same} of {agreement.given} given fields"
        f" expected (precision {agreement.precision:.2f})",
        *(f"  missed: {one}" for one in agreement.missed),
        *(f"  added: {one}" for one in agreement.added),
    ]
    return "".join(f"{line}\n" for line in lines)
