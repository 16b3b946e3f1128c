"""A recipe's item as a model wrote it becomes an item that carries spans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from summarizer.grounding.claims import Grounded
from summarizer.grounding.confidence import WRITTEN, lowered
from summarizer.grounding.evidence import cited, copied
from summarizer.grounding.reading import Reading, is_title
from summarizer.recipes.fields import Field
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.scan import numerals
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import FieldValue, RecipeItem
from summarizer.schemas.span import Span

__all__ = ["cued_in", "declined", "ground_item", "says_nothing"]

_NOTHING: Final = frozenset(
    {"", "-", "?", "n/a", "none", "not given", "not said", "null", "unknown"}
)
"""What models write for "the article does not say"."""


def says_nothing(words: str) -> bool:
    """Whether the words stand for "the article does not say", as models and people write it."""
    return words.strip("(). \t\n").lower() in _NOTHING


def cued_in(recipe: ItemRecipe, reading: Reading) -> dict[int, list[str]]:
    """Sentence number -> the recipe's cue words in it, the title left out.

    Empty for a recipe without cues. Raises RecipeError when they take too long.
    """
    if recipe.cues is None:
        return {}
    return {
        one.number: words
        for one in reading.segments
        if (words := recipe.cues.words_in(one.text))
        and not is_title(reading.scan.sentence(one.number), reading)
    }


def ground_item(draft: BaseModel, recipe: ItemRecipe, reading: Reading) -> Grounded[RecipeItem]:
    """Place a model's item on the source: its evidence, and each copied word and figure."""
    values = draft.model_dump()
    numbers, problems = cited(values["sentences"], reading)
    fields: dict[str, FieldValue] = {}
    spans: dict[str, list[Span]] = {}
    for field in recipe.fields:
        placed = _place(field, values[field.name], numbers, reading)
        problems += placed.problems
        fields[field.name] = placed.value
        if placed.spans:
            spans[field.name] = list(placed.spans)
    failed = any(problem.severity == "error" for problem in problems)
    problems += [] if failed else _declined(recipe, fields)
    if not numbers:
        return Grounded(None, tuple(problems))
    item = RecipeItem(
        id="",
        recipe=recipe.id,
        fields=fields,
        spans=spans,
        evidence=[reading.sentence_span(number) for number in numbers],
        confidence=lowered(WRITTEN, problems),
        problems=[problem for problem in problems if problem.severity == "note"],
    )
    return Grounded(item, tuple(problems))


def declined(recipe: ItemRecipe, fields: dict[str, FieldValue]) -> list[Problem]:
    """Why values from an earlier result are no item of `recipe` as it is now; empty when they are one.

    Raises RecipeError when a validator of its author fails.
    """
    try:
        recipe.draft.model_validate({"sentences": [], **fields})
    except ValidationError as error:
        return [Problem(code="item-malformed", message=str(error).splitlines()[0])]
    return _declined(recipe, fields)


def _declined(recipe: ItemRecipe, fields: dict[str, FieldValue]) -> list[Problem]:
    return _missing(recipe, fields) or _refused(recipe, fields)


def _missing(recipe: ItemRecipe, fields: dict[str, FieldValue]) -> list[Problem]:
    return [
        Problem(
            code="item-malformed",
            message=f"An item must have “{field.name}”: give what the sentences say.",
            field=field.name,
        )
        for field in recipe.fields
        if field.required and fields[field.name] in ("", None, [])
    ]


def _refused(recipe: ItemRecipe, fields: dict[str, FieldValue]) -> list[Problem]:
    found = recipe.complaint(fields)
    if found is None:
        return []
    name, message = found
    return [Problem(code="item-malformed", message=f"{message}.", field=name)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A field's value, where it stands, and what was wrong."""

    value: FieldValue
    spans: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = ()


def _place(field: Field, value: Any, numbers: Sequence[int], reading: Reading) -> _Placed:
    if field.many:
        found = [
            _place_text(field, f"{field.name}[{at}]", words, numbers, reading)
            for at, words in enumerate(value)
        ]
        return _Placed(
            [str(one.value) for one in found if one.value],
            tuple(span for one in found for span in one.spans),
            tuple(problem for one in found for problem in one.problems),
        )
    if field.kind == "number" and value is not None:
        return _place_number(field, value, numbers, reading)
    if isinstance(value, str):
        return _place_text(field, field.name, value, numbers, reading)
    return _Placed(value)


def _place_text(
    field: Field, path: str, value: str, numbers: Sequence[int], reading: Reading
) -> _Placed:
    """One text. A copied one becomes the source's own words, which stand in the cited sentences."""
    if field.kind == "choice":
        return _Placed(value)
    words = " ".join(value.split())
    if says_nothing(words):
        return _Placed("")
    if field.kind != "copied":
        return _Placed(words)
    found = copied(words, path, numbers, reading)
    if found.span is None:
        return _Placed(words, (), found.problems)
    outside = sorted(set(reading.numbers_of([found.span])) - set(numbers))
    if numbers and outside:
        return _elsewhere(field, path, found.span, outside[0])
    return _Placed(" ".join(found.span.text.split()), (found.span,), found.problems)


def _elsewhere(field: Field, path: str, span: Span, number: int) -> _Placed:
    """A copy out of another sentence: left out where the item can do without it, else an error."""
    message = f"“{span.text[:80]}” stands in sentence {number}, not in those cited"
    if field.required:
        problem = Problem(
            code="content-outside-evidence",
            message=f"{message}: cite that sentence too, or copy what the cited ones say.",
            field=path,
            span=span,
        )
        return _Placed(span.text, (), (problem,))
    note = Problem(
        code="copied-elsewhere",
        message=f"{message}: left out.",
        field=path,
        span=span,
        severity="note",
    )
    return _Placed("", (), (note,))


def _place_number(field: Field, value: float, numbers: Sequence[int], reading: Reading) -> _Placed:
    """A number, tied to the figure of the cited sentences that says it."""
    plain = int(value) if value == int(value) else value
    for low, high, start, end in _figures(numbers, reading):
        if _says(value, low, high):
            return _Placed(plain, (reading.span(start, end),))
    message = f"{plain} is no figure of the cited sentences."
    problem = Problem(code="figure-not-in-evidence", message=message, field=field.name)
    return _Placed(plain, (), (problem,))


def _figures(
    numbers: Sequence[int], reading: Reading
) -> Iterator[tuple[float | None, float | None, int, int]]:
    """Value, from and to, and place: of what counts or measures, then of all other numbers too.

    Each is read whole: in "2.5 million" there is no 2.5.
    """
    ranges = reading.ranges(numbers)
    for start, end in ranges:
        for figure in reading.scan.figures_between(start, end):
            yield figure.low, figure.high, figure.start, figure.end
    for start, end in ranges:
        text = numerals.lowered(reading.document.text[start:end])
        for numeral in numerals.find_numerals(text):
            yield numeral.low, numeral.high, start + numeral.start, start + numeral.end


def _says(value: float, low: float | None, high: float | None) -> bool:
    """Whether a figure has this value at one of its ends; its sign is in the words around it."""
    return any(end is not None and isclose(abs(value), end, rel_tol=1e-9) for end in (low, high))
