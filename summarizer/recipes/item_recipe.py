"""A recipe of a user's own: what to ask of an article, and the fields of the items that come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from summarizer.errors import RecipeError
from summarizer.recipes import Recipe
from summarizer.recipes.cues import Cues
from summarizer.recipes.fields import Field

__all__ = ["ItemRecipe"]


@dataclass(frozen=True, slots=True)
class ItemRecipe:
    """One folder with a prompt and a schema, read.

    `asking` is the prompt with the schema of a whole answer, `draft` the class of one of its items.
    `cues` finds the words that call for an item, None where the recipe names none. `own` is the class
    of the folder's schema.py, whose validators have the last word on an item.
    """

    folder: Path
    what: str
    asking: Recipe
    draft: type[BaseModel]
    fields: tuple[Field, ...]
    cues: Cues | None = None
    own: type[BaseModel] | None = None

    @property
    def name(self) -> str:
        """What `--recipe` and a list call it."""
        return self.asking.name

    @property
    def id(self) -> str:
        """Name and version, e.g. `court-judgments@v1`: what a journal and a result record."""
        return self.asking.id

    def field(self, name: str) -> Field:
        """The field of that name, which must exist."""
        return next(field for field in self.fields if field.name == name)

    def complaint(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """What the author's own validators say against an item: field and message. None: nothing.

        Raises RecipeError when a validator itself fails.
        """
        if self.own is None:
            return None
        given = {name: value for name, value in values.items() if value not in ("", None, [])}
        try:
            self.own.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            # pydantic's own word for "a validator said".
            said = str(first["msg"]).removeprefix("Value error, ")
            return ".".join(map(str, first["loc"][:1])), said
        except Exception as error:  # code of the recipe's author, which may raise anything
            raise RecipeError(
                f"{self.folder / 'schema.py'}: a validator of {self.own.__name__} fails with"
                f" {type(error).__name__}: {error}"
            ) from error
        return None
