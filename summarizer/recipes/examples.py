"""A recipe's examples: articles, and the items that should come out of them.

`examples/NAME.txt` is an article (`.md` and `.html` too), `examples/NAME.json` the list of its items:
the recipe's fields, without those that the article does not give, and the numbers of the `sentences`
that show them. Without these they are looked up from the copied fields.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.recipes.faults import Fault
from summarizer.recipes.item_recipe import ItemRecipe

__all__ = ["FOLDER", "Example", "read_examples"]

FOLDER: Final = "examples"
_ARTICLES: Final = (".txt", ".md", ".html")


@dataclass(frozen=True, slots=True)
class Example:
    """One article and the items expected of it. An item without sentences has an empty list of them."""

    path: Path
    document: Document
    expected: tuple[BaseModel, ...]


def read_examples(recipe: ItemRecipe) -> tuple[list[Example], list[Fault]]:
    """The examples in a recipe's folder, in order of their names, and what is wrong with them."""
    folder = recipe.folder / FOLDER
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    articles = [path for path in files if path.suffix in _ARTICLES]
    faults: list[Fault] = []
    if not articles:
        message = "a recipe needs an article (.txt) with its items (.json), to be tested with"
        faults.append(Fault(folder, None, message))
    known = {path.with_suffix(".json") for path in articles}
    faults += [
        Fault(path, None, "there is no article (.txt) of that name")
        for path in files
        if path.suffix == ".json" and path not in known
    ]
    read = [_example(path, recipe, faults) for path in articles]
    return [one for one in read if one is not None], faults


def _example(path: Path, recipe: ItemRecipe, faults: list[Fault]) -> Example | None:
    try:
        document = Document.from_path(path)
    except DocumentError as error:
        said = str(error).removeprefix(str(path))
        faults.append(Fault(path, None, f"the article {said.strip()}" if said[:1] == " " else said))
        return None
    expected = _expected(path.with_suffix(".json"), recipe, faults)
    return Example(path, document, tuple(expected)) if expected is not None else None


def _expected(path: Path, recipe: ItemRecipe, faults: list[Fault]) -> list[BaseModel] | None:
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        faults.append(Fault(path, None, "the items expected of the article are missing"))
        return None
    except json.JSONDecodeError as error:
        faults.append(Fault(path, error.lineno, f"it is not JSON: {error.msg}"))
        return None
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8; brackets too deep
        faults.append(Fault(path, None, f"it cannot be read: {error}"))
        return None
    if not isinstance(entries, list):
        faults.append(Fault(path, 1, "it must be a list of items"))
        return None
    drafts = []
    for at, entry in enumerate(entries, 1):
        try:
            drafts.append(recipe.draft.model_validate(_filled(entry, recipe)))
        except ValidationError as error:
            faults += [
                Fault(path, None, f"item {at}: {_complaint(one)}")
                for one in error.errors(include_url=False, include_input=False)
            ]
    return drafts if len(drafts) == len(entries) else None


def _complaint(error: ErrorDetails) -> str:
    """What pydantic says against an item, in this program's words where those are plainer."""
    said = {
        "missing": "it must be given",
        "extra_forbidden": "the recipe has no such field",
        "model_type": "it must be an object with the recipe's fields",
    }.get(error["type"], error["msg"])
    return ": ".join([*(".".join(map(str, error["loc"])) for _ in error["loc"][:1]), said])


def _filled(entry: Any, recipe: ItemRecipe) -> Any:
    """An item with a blank for each field that it may leave out."""
    if not isinstance(entry, dict):
        return entry
    blanks = {field.name: field.blank for field in recipe.fields if not field.required}
    return {"sentences": [], **blanks, **entry}
