"""All checks of a recipe's item: its copies are the source's, its own words say no more than those."""

import re
from collections.abc import Iterator

from summarizer.grounding.reading import Reading
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.verification.dates import check_dates
from summarizer.verification.names import check_names
from summarizer.verification.negation import check_negation
from summarizer.verification.numbers import check_numbers
from summarizer.verification.wording import check_wording

__all__ = ["check_item"]

# "not | guilty", "was never | convicted of fraud". A name or a figure after it is not denied: "did not
# name | Vale Farms".
_NEGATED = re.compile(r"(?:\b(?:not|never|cannot)|n[’']t)\s+(?:[\w’'-]+\s+)?\Z", re.IGNORECASE)


def check_item(item: RecipeItem, recipe: ItemRecipe, reading: Reading) -> list[Problem]:
    """Everything wrong with an item of `recipe`, or to be noted about it."""
    evidence = [span.text for span in item.evidence]
    problems = [
        problem
        for name, spans in item.spans.items()
        for span in spans
        for problem in _check_span(name, span, item, reading)
    ]
    for name, words in _written(item, recipe):
        problems += [
            *check_numbers(words, evidence, name),
            *check_dates(words, evidence, reading.document.published, name),
            *check_names(words, reading, name),
            *check_wording(words, evidence, reading, name),
            *check_negation(words, evidence, name),
        ]
    # No second look is taken at items of recipes: they are asked about again where one of before would be.
    return [
        problem.model_copy(update={"severity": "error"}) if problem.severity == "doubt" else problem
        for problem in problems
    ]


def _written(item: RecipeItem, recipe: ItemRecipe) -> Iterator[tuple[str, str]]:
    """The texts in the model's own words, each with the path of its field."""
    for field in recipe.fields:
        value = item.fields.get(field.name)
        if field.kind == "written" and isinstance(value, str) and value:
            yield field.name, value
        elif field.kind == "written" and isinstance(value, list):
            yield from ((f"{field.name}[{at}]", words) for at, words in enumerate(value))


def _check_span(name: str, span: Span, item: RecipeItem, reading: Reading) -> Iterator[Problem]:
    """A copy is what stands there, within the evidence, and not cut out of a negation."""
    text = reading.document.text
    if text[span.start : span.end] != span.text:
        message = (
            f"Characters {span.start} to {span.end} of the article are not “{span.text[:80]}”."
        )
        yield Problem(code="span-broken", message=message, field=name)
        return
    if not set(reading.numbers_of([span])) <= set(reading.numbers_of(item.evidence)):
        message = f"The words “{span.text[:80]}” are not in the sentences cited as evidence."
        yield Problem(code="content-outside-evidence", message=message, field=name, span=span)
    before = _NEGATED.search(text, 0, span.start) if span.text[0].islower() else None
    if before:
        message = (
            f"The article has “{before.group().strip()}” before “{span.text[:60]}”; copy it too."
        )
        yield Problem(code="negation-cut-off", message=message, field=name, span=span)
