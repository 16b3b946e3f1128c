"""A fictional article, a recipe of a user's own with a field of each kind, and what it found."""

from pathlib import Path
from typing import Any

from summarizer.documents import Document
from summarizer.grounding.reading import read_through
from summarizer.grounding.recipe_items import ground_item
from summarizer.recipes.finding import find
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Coverage, Summary, Usage

__all__ = ["GALA", "PRIZES", "document", "prizes_found", "write_recipe"]

GALA = """\
Potter wins the Ennis Medal

The potter Maris Quill won the Ennis Medal on Saturday for a bowl that took her nine years. \
The medal comes with 20,000 crowns.

The prize for a first work was awarded to Toma Reis. Ada Lind had been nominated for both.
"""

PRIZES = "prizes@v1"

_PROMPT = """---
name: prizes
version: 1
what: prizes that were awarded
cues:
  - won
  - awarded
---
List the prizes that the article reports as awarded.
"""

_SCHEMA = """{
  "type": "object",
  "required": ["winner", "prize"],
  "properties": {
    "winner": {"type": "string", "x-source": "copied", "description": "Who won, by name."},
    "prize": {"type": "string", "x-source": "copied", "description": "The prize's name."},
    "worth": {"type": "number", "description": "The money that comes with it."},
    "reason": {"type": "string", "description": "What it was given for."},
    "others": {"type": "array", "items": {"type": "string", "x-source": "copied"},
      "description": "Who else was named."},
    "field": {"enum": ["crafts", "letters"], "description": "What it is given in."},
    "shared": {"type": "boolean", "description": "Whether it was shared."}
  }
}
"""


def write_recipe(folder: Path) -> str:
    """The recipe's folder, in a folder."""
    recipe = folder / "prizes"
    recipe.mkdir()
    (recipe / "prompt.md").write_text(_PROMPT, encoding="utf-8")
    (recipe / "schema.json").write_text(_SCHEMA, encoding="utf-8")
    return str(recipe)


def document(source: str | None = None) -> Document:
    """The article."""
    return Document.from_text(GALA, source=source, language="en", published="2031-03-09")


def prizes_found(recipe: str) -> Summary:
    """A summary with two prizes, `i1` and `i2`, made by the recipe in that folder."""
    items = [
        _item(recipe, "i1", sentences=[2], winner="Maris Quill", prize="the Ennis Medal"),
        _item(recipe, "i2", sentences=[4], winner="Toma Reis", prize="The prize for a first work"),
    ]
    return Summary(
        document=document("gala.txt").info,
        events=[],
        claims=[],
        entities=[],
        rejected=[],
        coverage=Coverage(found=2, covered=2),
        usage=Usage(
            calls=1,
            replayed=0,
            input_tokens=100,
            cached_tokens=0,
            output_tokens=50,
            cost=None,
            seconds=1.0,
            model="scripted",
            strategy="whole",
            recipes=["items@v1"],
        ),
        items=items,
        recipes=[PRIZES],
    )


def _item(recipe: str, id: str, **values: Any) -> RecipeItem:
    made = find(recipe)
    blank = {field.name: field.blank for field in made.fields}
    item = ground_item(
        made.draft.model_validate(blank | values), made, read_through(document())
    ).item
    assert item is not None
    return item.model_copy(update={"id": id})
