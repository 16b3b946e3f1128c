"""Prompt templates and their schemas, as pairs."""

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest

from summarizer import recipes
from summarizer.errors import RecipeError
from summarizer.prompting import request_schema
from summarizer.recipes import Recipe, load, names

LISTS = {"stances", "types", "statuses"}
ASKING = [name for name in names() if load(name).schema is not None]


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object schema inside a JSON Schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


@pytest.fixture
def prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of prompt templates in place of the package's own."""
    monkeypatch.setattr(recipes, "files", lambda _: tmp_path)
    load.cache_clear()
    yield tmp_path
    load.cache_clear()


GOOD = "---\nname: poll\nversion: 1\nstrategy: whole\nschema: claim.ClaimDrafts\n---\nAsk $near.\n"


def test_the_package_has_templates_for_both_strategies() -> None:
    assert {load(name).strategy for name in names()} == {"whole", "focused", "shared"}


@pytest.mark.parametrize("name", names())
def test_a_template_says_what_it_is(name: str) -> None:
    recipe = load(name)
    assert recipe.id == f"{name}@v{recipe.version}"
    assert recipe.template.is_valid()
    assert (recipe.schema is None) == (recipe.max_tokens == 0)


@pytest.mark.parametrize("name", ASKING)
def test_every_object_of_a_request_schema_is_strict(name: str) -> None:
    schema = load(name).schema
    assert schema is not None
    made = request_schema(schema, [1, 2])
    found = list(objects(made))
    assert found
    assert [one for one in found if one.get("additionalProperties") is not False] == []
    assert [one for one in found if set(one["required"]) != set(one["properties"])] == []


@pytest.mark.parametrize("name", ASKING)
def test_every_field_a_model_fills_in_is_described_to_it(name: str) -> None:
    schema = load(name).schema
    assert schema is not None
    properties = [
        value
        for one in objects(request_schema(schema, [1]))
        for field, value in one["properties"].items()
        if field not in ("claims", "events")
    ]
    assert [value for value in properties if "description" not in value] == []


def test_the_newest_version_is_taken_unless_one_is_named(prompts: Path) -> None:
    write(prompts, "poll/v1.md", GOOD)
    write(prompts, "poll/v12.md", GOOD.replace("version: 1", "version: 12"))
    write(prompts, "poll/v2.md", GOOD.replace("version: 1", "version: 2"))
    write(prompts, "poll/notes.md", "not a template")
    assert load("poll").id == "poll@v12"
    assert load("poll", 2).id == "poll@v2"
    assert names() == ["poll"]


def test_windows_line_ends_are_read(prompts: Path) -> None:
    (prompts / "poll").mkdir()
    (prompts / "poll/v1.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load("poll").template.template == "Ask $near."


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Ask.", "no front matter"),
        (GOOD.replace("name: poll", "name: other"), "does not agree"),
        (GOOD.replace("version: 1", "version: 2"), "does not agree"),
        (GOOD.replace("version: 1", "version: one"), "wrong front matter"),
        (GOOD.replace("strategy: whole\n", ""), "wrong front matter"),
        (GOOD.replace("name: poll", "name: [poll"), "wrong front matter"),
        (GOOD.replace("ClaimDrafts", "Nothing"), "no schema"),
        (GOOD.replace("claim.ClaimDrafts", "nowhere.ClaimDrafts"), "no schema"),
        (GOOD.replace("claim.ClaimDrafts", "claim.STANCES"), "not a pydantic model"),
        (GOOD.replace("$near", "$5"), "does not agree"),
    ],
)
def test_a_malformed_template_is_refused(prompts: Path, text: str, complaint: str) -> None:
    write(prompts, "poll/v1.md", text)
    with pytest.raises(RecipeError, match=complaint):
        load("poll")


@pytest.mark.parametrize(("name", "version"), [("nothing", None), ("claims", 999)])
def test_a_template_that_is_not_there(name: str, version: int | None) -> None:
    with pytest.raises(RecipeError, match="there is no prompt template"):
        load(name, version)


def test_a_recipe_is_a_plain_record() -> None:
    recipe = Recipe("poll", 3, "whole", Template("Ask."), None, 0)
    assert recipe.id == "poll@v3"
