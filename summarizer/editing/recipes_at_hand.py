"""The recipes by which their items are checked: those that are given, and those known by name.

A result names its recipes, and says not where they are. A folder is never looked for by such a name:
its schema may be a program, and nobody who opens a result has asked for that to be run.
"""

from collections.abc import Sequence

from summarizer.errors import RecipeError, UsageError
from summarizer.recipes.finding import BUILT_IN, find, listed
from summarizer.recipes.folder import read_folder
from summarizer.recipes.item_recipe import ItemRecipe

__all__ = ["GivenRecipe", "RecipesAtHand"]

GivenRecipe = str | ItemRecipe
"""A recipe's name or folder, or the recipe."""


class RecipesAtHand:
    """Recipes by what a result calls them, name and version: `prizes@v1`.

    Those in `given` come first, then those that came with the program or an installed package. Raises
    RecipeError for one given that there is not or that is malformed.
    """

    def __init__(self, given: Sequence[GivenRecipe] = ()) -> None:
        recipes = [_read(one) for one in given if one not in BUILT_IN]
        self._known: dict[str, ItemRecipe | None] = {one.id: one for one in recipes}

    def recipe(self, id: str) -> ItemRecipe:
        """The recipe an item was made by. Raises UsageError when it is not at hand."""
        found = self.find(id)
        if found is None:
            raise UsageError(
                f"the recipe {id} is not at hand, and its items cannot be checked without it;"
                " give its folder with the result"
            )
        return found

    def find(self, id: str) -> ItemRecipe | None:
        """The same, or None: also where what is known by that name has another version or faults."""
        if id not in self._known:
            self._known[id] = _by_name(id)
        return self._known[id]


def _read(given: GivenRecipe) -> ItemRecipe:
    return given if isinstance(given, ItemRecipe) else find(given)


def _by_name(id: str) -> ItemRecipe | None:
    name = id.partition("@")[0]
    try:
        folder = next((one.folder for one in listed() if one.name == name), None)
        recipe = read_folder(folder) if folder else None
    except RecipeError:
        return None
    return recipe if recipe is not None and recipe.id == id else None
