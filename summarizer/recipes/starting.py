"""The folder that `summarizer recipes new` writes: a small recipe that works, to be changed."""

from pathlib import Path
from typing import Final

from summarizer.errors import RecipeError
from summarizer.recipes.prompt_file import name_fault

__all__ = ["write_new"]

_PROMPT: Final = """\
---
name: {name}
version: 1
what: people who take or leave an office, one item a person
cues:
  - appointed|elected|named
  - resign(ed|s)?|retire[ds]?
---
List the people who, as the article reports, take an office or leave one. One person is one item.
Leave out offices that somebody only hopes for.
"""

_SCHEMA: Final = '''\
"""Somebody who takes or leaves an office."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

# Words copied from the article: they are looked for there, character by character.
Copied = Annotated[str, Field(json_schema_extra={"source": "copied"})]


class Change(BaseModel):
    # A field without a default must be filled in, or the item is asked for again.
    person: Copied = Field(description="Who, by name.")
    office: Copied = Field(description="Which office, and of what.")
    # One with a default is left empty where the article does not say.
    when: Copied = Field("", description="From or until when.")
    # One of a few values is the model's choice.
    change: Literal["takes office", "leaves office"] = Field(description="Which of the two.")
    # Other texts are the model's own words; their figures, names and negations are checked.
    why: str = Field("", description="The reason, in a few words.")
'''

_ARTICLE: Final = """\
New harbour master for Port Ellin

Sunniva Rask was appointed harbour master of Port Ellin on Monday. Her predecessor, Otto Brill, \
resigned as harbour master in March because of poor health.

The town of Ellin has had eleven harbour masters since 1921.
"""

_ITEMS: Final = """\
[
  {
    "sentences": [2],
    "person": "Sunniva Rask",
    "office": "harbour master of Port Ellin",
    "when": "on Monday",
    "change": "takes office"
  },
  {
    "sentences": [3],
    "person": "Otto Brill",
    "office": "harbour master",
    "when": "in March",
    "change": "leaves office",
    "why": "poor health"
  }
]
"""


def write_new(name: str, folder: Path) -> None:
    """Write a recipe called `name` into `folder`, which must be new or empty.

    Raises RecipeError for a name that cannot be one, and for a folder that is in use or cannot be
    written.
    """
    if fault := name_fault(name):
        raise RecipeError(fault)
    files = {
        "prompt.md": _PROMPT.replace("{name}", name),
        "schema.py": _SCHEMA,
        "examples/first.txt": _ARTICLE,
        "examples/first.json": _ITEMS,
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RecipeError(f"{folder} is in use; give a folder that is new or empty")
        for place, text in files.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecipeError(
            f"cannot write {folder}: {error.strerror}; give another folder"
        ) from error
