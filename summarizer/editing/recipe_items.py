"""A recipe's item as a person mends it. Pure: records, a recipe and a reading in, a record out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from summarizer.editing.rechecked import confidence_by_hand, rechecked
from summarizer.editing.stretches import Range, Ranges, sentences, stretches, unfit
from summarizer.errors import UsageError
from summarizer.grounding.evidence import copied
from summarizer.grounding.reading import Reading
from summarizer.grounding.recipe_items import ground_item, says_nothing
from summarizer.recipes.fields import Field
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import FieldValue, RecipeItem
from summarizer.schemas.span import Span
from summarizer.verification.recipe_items import check_item

__all__ = ["FieldChange", "ItemChanges", "revised_item"]

FieldChange = FieldValue | Range | Sequence[str | Range]
"""What a field is to hold, or the stretch of the article that says it; for a list several of them."""


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What is to be otherwise: fields by their names, and what shows the item."""

    fields: Mapping[str, FieldChange]
    evidence: Ranges | None = None
    """Whole sentences are taken, and those of words that are copied from others beside them."""


def revised_item(
    item: RecipeItem, changes: ItemChanges, recipe: ItemRecipe, reading: Reading
) -> RecipeItem:
    """The item with `changes`, checked anew; what a check finds stands in its `problems`.

    Copied words become those of the article, where it has them. Raises UsageError for a field, a
    value or a stretch that there is not, and for a recipe that is not the one the item was made by.
    """
    _refuse(item, changes, recipe)
    evidence = item.evidence
    if changes.evidence is not None:
        evidence = sentences(stretches(changes.evidence, reading), reading)
    near = reading.numbers_of(evidence)
    told = {
        name: _told(recipe.field(name), value, near, reading)
        for name, value in changes.fields.items()
    }
    evidence = sentences(
        [*evidence, *(span for one in told.values() for span in one.spans)], reading
    )
    after = _with(item, told, evidence, recipe, reading)
    changed = {*told, *(["evidence"] if evidence != item.evidence else [])}
    found = rechecked(item, after, changed, lambda one: _check(one, recipe, reading))
    problems = [*found, *(note for one in told.values() for note in one.notes)]
    return after.model_copy(
        update={"problems": problems, "confidence": confidence_by_hand(problems)}
    )


def _refuse(item: RecipeItem, changes: ItemChanges, recipe: ItemRecipe) -> None:
    names = [field.name for field in recipe.fields]
    if set(names) != set(item.fields):
        raise UsageError(
            f"the recipe {recipe.id} has other fields here than when it made {item.id};"
            " give it as it was then"
        )
    if not changes.fields and changes.evidence is None:
        raise UsageError(f"nothing is changed; give one of {', '.join([*names, 'evidence'])}")
    for name in changes.fields:
        if name not in names:
            raise UsageError(f"the item has no {name!r} to set; choose from {', '.join(names)}")


@dataclass(frozen=True, slots=True)
class _Told:
    """A field's new value, the words of the article that it is, and what is to be noted of them."""

    value: Any
    spans: list[Span] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def _told(field: Field, change: FieldChange, near: Sequence[int], reading: Reading) -> _Told:
    if field.many:
        return _several(field, change, near, reading)
    return _one(field, field.name, change, near, reading)


def _several(field: Field, change: FieldChange, near: Sequence[int], reading: Reading) -> _Told:
    match change:
        case None:
            return _Told([])
        case str() | (int(), int()):
            parts: list[Any] = [change]
        case [*all_parts]:
            parts = all_parts
        case _:
            raise UsageError(f"{field.name} holds several texts; give a list of them")
    told = [
        _one(field, f"{field.name}[{at}]", part, near, reading)
        for at, part in enumerate(part for part in parts if not _is_blank(field, part))
    ]
    return _Told(
        [one.value for one in told],
        [span for one in told for span in one.spans],
        [note for one in told for note in one.notes],
    )


def _one(field: Field, path: str, change: Any, near: Sequence[int], reading: Reading) -> _Told:
    match change:
        case bool() | bytes() if field.kind == "number":
            raise UsageError(f"{change!r} is no figure for {field.name}")
        case str() if _is_blank(field, change):
            return _Told(field.blank)
        case (int(), int()):
            return _marked(field, stretches(change, reading)[0], reading)
        case str() if field.kind == "copied":
            return _copied(change, path, near, reading)
        case str() if field.kind in ("copied", "written"):
            return _Told(" ".join(change.split()))
        case None:
            return _Told(field.blank)
    return _Told(change)


def _is_blank(field: Field, change: object) -> bool:
    """Whether nothing is to be said in a field of words."""
    is_words = field.kind in ("copied", "written")
    return is_words and isinstance(change, str) and says_nothing(change)


def _marked(field: Field, span: Span, reading: Reading) -> _Told:
    """What a stretch of the article says for a field."""
    words = " ".join(span.text.split())
    if field.kind in ("copied", "written"):
        return _Told(words, [span])
    figure = next(iter(reading.scan.figures_between(span.start, span.end)), None)
    if field.kind != "number" or figure is None or figure.low is None:
        raise UsageError(f"“{words[:40]}” is no {_WORDS[field.kind]} for {field.name}")
    return _Told(figure.low, [reading.span(figure.start, figure.end)])


_WORDS = {"number": "figure", "choice": "choice", "flag": "yes or no"}


def _copied(change: str, path: str, near: Sequence[int], reading: Reading) -> _Told:
    words = " ".join(change.split())
    found = copied(words, path, near, reading)
    if found.span is None or not reading.numbers_of([found.span]):
        return _Told(words)
    notes = [problem for problem in found.problems if problem.severity == "note"]
    return _Told(" ".join(found.span.text.split()), [found.span], notes)


def _with(
    item: RecipeItem,
    told: Mapping[str, _Told],
    evidence: list[Span],
    recipe: ItemRecipe,
    reading: Reading,
) -> RecipeItem:
    """The item with new values in their fields; a number stands where the evidence has it."""
    values = item.fields | {name: one.value for name, one in told.items()}
    numbers = reading.numbers_of(evidence)
    try:
        draft = recipe.draft.model_validate({**values, "sentences": numbers})
    except ValidationError as error:
        raise unfit(error, "the item") from None
    grounded = ground_item(draft, recipe, reading).item
    assert grounded is not None  # it has evidence
    fields, spans = dict(item.fields), dict(item.spans)
    for name, one in told.items():
        spans.pop(name, None)
        is_number = recipe.field(name).kind == "number"
        fields[name] = grounded.fields[name] if is_number else getattr(draft, name)
        copies = grounded.spans.get(name, []) if is_number and not one.spans else one.spans
        if copies and recipe.field(name).kind != "written":
            spans[name] = copies
    return item.model_copy(
        update={"fields": fields, "spans": spans, "evidence": evidence, "review": "revised"}
    )


def _check(item: RecipeItem, recipe: ItemRecipe, reading: Reading) -> list[Problem]:
    """What keeps a model's item out keeps a person's from passing for checked, and the notes."""
    numbers = reading.numbers_of(item.evidence)
    draft = recipe.draft.model_construct(None, sentences=numbers, **item.fields)
    placed = [
        one for one in ground_item(draft, recipe, reading).problems if one.severity == "error"
    ]
    known = {(problem.code, problem.field) for problem in placed}
    checked = check_item(item, recipe, reading)
    return [*placed, *(one for one in checked if (one.code, one.field) not in known)]
