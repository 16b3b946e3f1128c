"""The items of recipes as a result lists them: each once, in the order of the text, numbered."""

from collections.abc import Iterable, Sequence

from summarizer.schemas.recipe_item import FieldValue, RecipeItem

__all__ = ["listed_items"]


def listed_items(items: Iterable[RecipeItem]) -> list[RecipeItem]:
    """In order of the text; of two that say the same of the same sentences, the fuller one."""
    kept: list[RecipeItem] = []
    for item in sorted(items, key=lambda item: (-_filled(item), item.evidence[0].start)):
        if not any(_is_part(item, other) for other in kept):
            kept.append(item)
    kept.sort(key=lambda item: (item.evidence[0].start, _first_span(item)))
    return [item.model_copy(update={"id": f"i{at}"}) for at, item in enumerate(kept, 1)]


def _filled(item: RecipeItem) -> int:
    return sum(value not in ("", None, []) for value in item.fields.values())


def _first_span(item: RecipeItem) -> int:
    return min((span.start for spans in item.spans.values() for span in spans), default=0)


def _is_part(item: RecipeItem, other: RecipeItem) -> bool:
    """Whether all that an item says is in another one of the same recipe about the same sentences."""
    shared = any(span.overlaps(theirs) for span in item.evidence for theirs in other.evidence)
    return (
        shared
        and item.recipe == other.recipe
        and all(
            value in ("", None, []) or _folded(value) == _folded(other.fields.get(name))
            for name, value in item.fields.items()
        )
    )


def _folded(value: FieldValue) -> FieldValue | Sequence[str]:
    return value.casefold().strip(" .") if isinstance(value, str) else value
