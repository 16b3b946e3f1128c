"""What a dialogue is to bring: events and claims, or what recipes ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from summarizer.errors import RecipeError
from summarizer.recipes.finding import find
from summarizer.recipes.item_recipe import ItemRecipe

__all__ = ["Kind", "Wanted"]

Kind = Literal["event", "claim"]

_KINDS: dict[str, Kind] = {"events": "event", "claims": "claim"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of events and claims are wanted, and which recipes beside them."""

    kinds: frozenset[Kind] = frozenset(_KINDS.values())
    recipes: tuple[ItemRecipe, ...] = ()

    @classmethod
    def named(cls, names: Sequence[str]) -> Self:
        """What the names say: `events`, `claims`, other recipes' names, or folders.

        No names mean events and claims; names mean what they say and nothing else. Raises RecipeError
        for a recipe that is not there or is malformed, and for two of the same name.
        """
        if isinstance(names, str):  # one name, which is a sequence of letters too
            names = (names,)
        if not names:
            return cls()
        kinds = frozenset(_KINDS[name] for name in names if name in _KINDS)
        recipes = tuple(find(name) for name in dict.fromkeys(names) if name not in _KINDS)
        twice = [one.name for at, one in enumerate(recipes) if one.name in _names(recipes[:at])]
        if twice:
            raise RecipeError(f"two recipes are called {twice[0]!r}; rename one in its prompt.md")
        return cls(kinds, recipes)

    @property
    def ids(self) -> list[str]:
        """As a result records it: `events`, `claims`, and the recipes with their version."""
        built_in = [name for name, kind in _KINDS.items() if kind in self.kinds]
        return [*built_in, *(recipe.id for recipe in self.recipes)]


def _names(recipes: Sequence[ItemRecipe]) -> list[str]:
    return [recipe.name for recipe in recipes]
