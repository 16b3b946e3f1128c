"""Recipes: a prompt template and the schema of its answer, as one named and versioned pair."""

import importlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

import yaml
from pydantic import BaseModel

from summarizer.errors import RecipeError

__all__ = ["Recipe", "load", "names"]

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_VERSION = re.compile(r"v(\d+)\.md")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A template with its front matter.

    `template` uses `$name` places (`$$` for a dollar sign). `schema` is the pydantic class of the
    answer, or None for a part that asks nothing by itself. `strategy` is "whole", "focused" or
    "shared"; `max_tokens` limits the answer.
    """

    name: str
    version: int
    strategy: str
    template: Template
    schema: type[BaseModel] | None
    max_tokens: int

    @property
    def id(self) -> str:
        """Name and version, e.g. `claims@v1`: what a journal and a result record."""
        return f"{self.name}@v{self.version}"


@cache
def load(name: str, version: int | None = None) -> Recipe:
    """The recipe in `prompts/<name>/v<version>.md`; the newest version when none is given.

    Raises RecipeError when there is none, or when it is malformed.
    """
    folder = files("summarizer.prompts") / name
    versions = _versions(folder)
    if not versions or (version is not None and version not in versions):
        raise RecipeError(f"there is no prompt template {name!r} in version {version or 'any'}")
    number = version or max(versions)
    return _parse(f"{name}/v{number}.md", versions[number].read_text(encoding="utf-8"))


def names() -> list[str]:
    """The names of all prompt templates of the package."""
    root = files("summarizer.prompts")
    return sorted(folder.name for folder in root.iterdir() if folder.is_dir() and _versions(folder))


def _versions(folder: Traversable) -> dict[int, Traversable]:
    if not folder.is_dir():
        return {}
    found = ((_VERSION.fullmatch(file.name), file) for file in folder.iterdir())
    return {int(match[1]): file for match, file in found if match}


def _parse(path: str, text: str) -> Recipe:
    match = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if match is None:
        raise RecipeError(f"prompt template {path} has no front matter between two lines of ---")
    try:
        front = yaml.safe_load(match[1])
        recipe = Recipe(
            name=front["name"],
            version=int(front["version"]),
            strategy=front["strategy"],
            template=Template(match[2].strip()),
            schema=_schema(front["schema"]) if "schema" in front else None,
            max_tokens=int(front.get("max_tokens", 0)),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RecipeError(f"prompt template {path} has wrong front matter: {error}") from error
    if f"{recipe.name}/v{recipe.version}.md" != path or not recipe.template.is_valid():
        raise RecipeError(f"prompt template {path} does not agree with its front matter")
    return recipe


def _schema(dotted: str) -> type[BaseModel]:
    module, _, name = dotted.rpartition(".")
    try:
        found = getattr(importlib.import_module(f"summarizer.schemas.{module}"), name)
    except (ImportError, AttributeError) as error:
        raise RecipeError(f"there is no schema {dotted!r}") from error
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise RecipeError(f"schema {dotted!r} is not a pydantic model")
    return found
