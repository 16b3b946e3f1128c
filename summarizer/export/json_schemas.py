"""The JSON Schemas of the result's records and of what a model is asked to return."""

import json
import re
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from summarizer import recipes
from summarizer.errors import SettingsError
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.record import Draft
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Coverage, Entity, Rejected, Summary, Usage
from summarizer.schemas.verdict import Flag, SentenceSupport, SupportReport

__all__ = ["json_schema", "schema_names"]

_RECORDS: Final[tuple[type[BaseModel], ...]] = (
    *(Summary, Event, Claim, RecipeItem, Entity, Span),
    *(Rejected, Problem, Coverage, Usage),
    *(SupportReport, SentenceSupport, Flag),
)

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_WORD_START: Final = re.compile(r"(?<!^)(?=[A-Z])")


class _AsWritten(GenerateJsonSchema):
    """What this package writes always has every field, also those that have a default."""

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        return True


def schema_names() -> list[str]:
    """What `json_schema` takes: records of the result first, then the drafts of the prompts."""
    return list(_schemas())


def json_schema(name: str) -> str:
    """The JSON Schema (draft 2020-12) of that name, indented, with a line feed at its end.

    A record's schema describes what `to_json` writes. A draft's is the answer a model is asked
    for; a request narrows it further to the article's sentence numbers. Raises SettingsError when
    there is none of that name.
    """
    found = _schemas().get(name)
    if found is None:
        raise SettingsError(f"there is no schema {name!r}; choose from {', '.join(_schemas())}")
    if issubclass(found, Draft):
        schema = found.model_json_schema()
    else:
        schema = found.model_json_schema(mode="serialization", schema_generator=_AsWritten)
    return json.dumps({"$schema": _DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"


@cache
def _schemas() -> dict[str, type[BaseModel]]:
    answers = {recipe.schema for recipe in map(recipes.load, recipes.names())}
    drafts = sorted((one for one in answers if one is not None), key=lambda one: one.__name__)
    return {_kebab(one.__name__): one for one in (*_RECORDS, *drafts)}


def _kebab(name: str) -> str:
    """`ClaimDrafts` -> `claim-drafts`."""
    return _WORD_START.sub("-", name).lower()
