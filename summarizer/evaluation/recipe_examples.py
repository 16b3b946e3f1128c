"""A recipe tried on its own examples: without a model, and with one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from summarizer.grounding.reading import Reading, read_through
from summarizer.grounding.recipe_items import cued_in, ground_item
from summarizer.recipes.examples import Example
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.schemas.recipe_item import FieldValue, RecipeItem
from summarizer.verification.recipe_items import check_item

__all__ = ["Agreement", "Rehearsal", "compare", "rehearse"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """An example's expected items: those that stand in its article, and what is wrong with the others."""

    path: Path
    items: tuple[RecipeItem, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Fields of an example's items: expected, given by a model, and the same in both."""

    path: Path
    expected: int
    given: int
    same: int
    missed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        """The share of what was expected that was given."""
        return self.same / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The share of what was given that was expected."""
        return self.same / self.given if self.given else 1.0


def rehearse(example: Example, recipe: ItemRecipe) -> Rehearsal:
    """Ground and check what is expected of an example, as a model's answer would be. Asks nobody."""
    reading = read_through(example.document)
    cued = cued_in(recipe, reading)
    items: list[RecipeItem] = []
    faults: list[str] = []
    for at, draft in enumerate(example.expected, 1):
        grounded = ground_item(_cited(draft, recipe, reading), recipe, reading)
        problems = list(grounded.problems)
        if grounded.item is not None:
            problems += check_item(grounded.item, recipe, reading)
        wrong = [one for one in problems if one.severity == "error"]
        faults += [f"item {at}: {one.field}: {one.message}" for one in wrong]
        if grounded.item is None or wrong:
            continue
        items.append(grounded.item)
        if recipe.cues is not None and not cued.keys() & _numbers(grounded.item, reading):
            faults.append(f"item {at}: no cue of the recipe stands in its sentences: add one")
    return Rehearsal(example.path, tuple(items), tuple(faults))


def _numbers(item: RecipeItem, reading: Reading) -> set[int]:
    return set(reading.numbers_of(item.evidence))


def _cited(draft: BaseModel, recipe: ItemRecipe, reading: Reading) -> BaseModel:
    """The draft with the sentences of its copied fields where its author gave no numbers."""
    values = draft.model_dump()
    if values["sentences"]:
        return draft
    copies = [values[field.name] for field in recipe.fields if field.kind == "copied"]
    words = [one for copy in copies for one in (copy if isinstance(copy, list) else [copy])]
    found = [reading.locator.find(one) for one in words if one]
    spans = [
        reading.span(one.start, one.end)
        for one in found
        if one.start is not None and one.end is not None
    ]
    return draft.model_copy(update={"sentences": reading.numbers_of(spans)})


def compare(example: Example, recipe: ItemRecipe, items: Iterable[RecipeItem]) -> Agreement:
    """What a model's items have in common with those expected of an example, field by field.

    Each expected item is held against the one that agrees with it most, and each given item is used
    once. Copied fields agree when one holds the other, all others when they are the same; texts in the
    model's own words are not compared.
    """
    expected = [_values(draft.model_dump(), recipe) for draft in example.expected]
    given = [_values(item.fields, recipe) for item in items]
    pairs = _pairs(expected, given, recipe)
    told = {at for at, _ in pairs}
    used = {at for _, at in pairs}
    return Agreement(
        example.path,
        expected=sum(map(len, expected)),
        given=sum(map(len, given)),
        same=sum(_shared(expected[one], given[other], recipe) for one, other in pairs),
        missed=tuple(_shown(one) for at, one in enumerate(expected) if at not in told),
        added=tuple(_shown(one) for at, one in enumerate(given) if at not in used),
    )


def _values(fields: Mapping[str, Any], recipe: ItemRecipe) -> dict[str, FieldValue]:
    """What can be compared: fields that are filled in, and not in the model's own words."""
    return {
        field.name: fields[field.name]
        for field in recipe.fields
        if field.kind != "written" and fields[field.name] not in ("", None, [])
    }


def _pairs(
    expected: Sequence[dict[str, FieldValue]],
    given: Sequence[dict[str, FieldValue]],
    recipe: ItemRecipe,
) -> list[tuple[int, int]]:
    """Which expected item is which given one, the pairs that agree most first."""
    scores = sorted(
        (
            (-_shared(one, other, recipe), at, place)
            for at, one in enumerate(expected)
            for place, other in enumerate(given)
        ),
    )
    pairs: list[tuple[int, int]] = []
    for score, at, place in scores:
        free = all(at != one and place != other for one, other in pairs)
        if score < 0 and free:
            pairs.append((at, place))
    return pairs


def _shared(
    one: Mapping[str, FieldValue], other: Mapping[str, FieldValue], recipe: ItemRecipe
) -> int:
    return sum(
        name in other and _agree(value, other[name], recipe.field(name).kind == "copied")
        for name, value in one.items()
    )


def _agree(one: FieldValue, other: FieldValue, copied: bool) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str.casefold, one)) == sorted(map(str.casefold, other))
    if copied and isinstance(one, str) and isinstance(other, str):
        left, right = (
            f" {' '.join(one.split())} ".casefold(),
            f" {' '.join(other.split())} ".casefold(),
        )
        return left in right or right in left
    return one == other


def _shown(values: Mapping[str, FieldValue]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items())
