"""Where recipes are: in this package, in other installed packages, in folders of the user's."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from summarizer.errors import RecipeError
from summarizer.recipes.folder import is_recipe, read_folder
from summarizer.recipes.item_recipe import ItemRecipe

__all__ = ["BUILT_IN", "GROUP", "Listed", "anywhere", "find", "folder_of", "listed"]

GROUP: Final = "summarizer.recipes"
"""The entry points that name packages with a recipe's files in them."""

BUILT_IN: Final = ("events", "claims")
"""What the program asks for by itself, in its own way: recipes by name only."""

_SHIPPED: Final = Path(__file__).parent / "shipped"


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipe that can be asked for by name, and who brings it."""

    name: str
    origin: str
    place: Path | EntryPoint

    @property
    def folder(self) -> Path:
        """Where its files are. Raises RecipeError when an installed package has none there."""
        return _folder_at(self.place) if isinstance(self.place, EntryPoint) else self.place


def listed() -> list[Listed]:
    """The recipes known by name: this package's, then those of installed packages, by name.

    Nothing of theirs is run for it.
    """
    own = [Listed(path.name, "shipped", path) for path in _SHIPPED.iterdir() if is_recipe(path)]
    known = {one.name for one in own}
    others = [
        Listed(point.name, _brought_by(point), point)
        for point in entry_points(group=GROUP)
        if point.name not in known
    ]
    return [*sorted(own, key=_name), *sorted(others, key=_name)]


def find(name: str) -> ItemRecipe:
    """The recipe of that name, or in that folder. Raises RecipeError; may run its schema.py."""
    return read_folder(folder_of(name))


def folder_of(name: str) -> Path:
    """Where the recipe `name` is: something with a `/` is a folder, all else a known name first.

    A folder is never taken for a known name, so that what stands beside an article by chance is not
    run in place of what was asked for. Raises RecipeError when there is neither.
    """
    if name in BUILT_IN:
        raise RecipeError(f"{name} is part of the program and has no folder; copy another recipe")
    if not _is_path(name):
        for one in listed():
            if one.name == name:
                return one.folder
    folder = Path(name).expanduser()
    if _is_path(name) or is_recipe(folder):
        return folder
    known = ", ".join([*BUILT_IN, *(one.name for one in listed())])
    raise RecipeError(f"there is no recipe {name!r}; choose from {known}, or give a folder")


def anywhere(names: Iterable[str]) -> tuple[str, ...]:
    """The same recipes, named so that another process finds them wherever it runs."""
    return tuple(one if one in BUILT_IN else str(folder_of(one).resolve()) for one in names)


def _is_path(name: str) -> bool:
    return name in (".", "..") or os.sep in name or "/" in name


def _name(one: Listed) -> str:
    return one.name


def _brought_by(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an installed package"


def _folder_at(point: EntryPoint) -> Path:
    """The folder of an entry point's package. Its parents are imported, the package itself is not."""
    try:
        spec = find_spec(point.module)
    except Exception:  # the code of its parents, which may raise anything
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise RecipeError(
            f"the recipe {point.name!r} of {_brought_by(point)} should be in the package"
            f" {point.module}, and there is none; install it again"
        )
    return Path(places[0])
