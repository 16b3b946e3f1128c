"""Reading a recipe's folder. All that is wrong with it is found at once."""

from os.path import isdir, isfile
from pathlib import Path
from string import Template

from summarizer.errors import RecipeError
from summarizer.recipes import Recipe
from summarizer.recipes.faults import Fault
from summarizer.recipes.fields import answer_schema, item_schema
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.recipes.prompt_file import PROMPT, Prompt
from summarizer.recipes.schema_file import Shape

__all__ = ["described", "inspect", "is_recipe", "read_folder"]


def is_recipe(folder: Path) -> bool:
    """Whether a folder is meant as a recipe."""
    # Not Path.is_file, which fails for a name that is too long to be a file's.
    return isfile(folder / PROMPT)


def read_folder(folder: Path) -> ItemRecipe:
    """The recipe in `folder`. Raises RecipeError with its first fault, file and line."""
    recipe, faults = inspect(folder)
    if recipe is None:
        others = f" (and {len(faults) - 1} more: summarizer recipes check)" if faults[1:] else ""
        raise RecipeError(f"{faults[0]}{others}")
    return recipe


def inspect(folder: Path) -> tuple[ItemRecipe | None, list[Fault]]:
    """The recipe in `folder`, or everything that is wrong with it."""
    if isfile(folder):
        return None, [Fault(folder, None, "it is a file; give the folder that it is in")]
    if not isdir(folder):
        return None, [Fault(folder, None, "there is no such folder; give that of a recipe")]
    faults: list[Fault] = []
    head = Prompt.read(folder / PROMPT, faults)
    shape = Shape.read(folder, faults)
    if head is None or shape is None or faults:
        return None, faults
    draft = item_schema(head.name, shape.fields)
    answer = answer_schema(head.name, draft)
    # The prompt is words, not a template: a dollar sign in it is one.
    template = Template(head.text.replace("$", "$$"))
    asking = Recipe(head.name, head.version, "whole", template, answer, head.max_tokens)
    recipe = ItemRecipe(folder, head.what, asking, draft, shape.fields, head.cues, shape.own)
    return recipe, []


def described(folder: Path) -> str:
    """What the prompt of a recipe says its items are; runs nothing. Raises RecipeError."""
    faults: list[Fault] = []
    head = Prompt.read(folder / PROMPT, faults)
    if head is None:
        raise RecipeError(str(faults[0]))
    return head.what
