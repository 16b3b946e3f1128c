"""The documentation says what the code does: schemas, tables and the command reference."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sample_summary import SUMMARY

from summarizer import recipes
from summarizer.errors import SettingsError
from summarizer.export import json_schema, schema_names, to_json
from summarizer.schemas.event import EVENT_TYPES

DOCS = Path(__file__).parent.parent / "docs"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GENERATE = _generator()
PAGES: dict[Path, str] = GENERATE.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_page_is_what_the_code_says(path: Path) -> None:
    assert path.exists(), "run: python docs/generate.py"
    assert path.read_text(encoding="utf-8") == PAGES[path], "run: python docs/generate.py"


def test_folder_holds_no_schema_that_is_gone() -> None:
    assert set((DOCS / "schemas").glob("*.json")) == {p for p in PAGES if p.suffix == ".json"}


COMMANDS = ("summarize", "check", "eval", "schema", "version", "models list", "models serve")


def test_every_command_is_in_the_reference() -> None:
    reference = PAGES[DOCS / "cli.md"]
    for command in COMMANDS:
        assert f"## summarizer {command}\n" in reference
    assert "--published DATE" in reference


def test_every_ace_type_is_there_save_the_one_taken_in() -> None:
    missing = {name.lower() for name in GENERATE.ACE_2005} - set(EVENT_TYPES)
    assert missing == {"life.divorce"}
    assert len(GENERATE.ACE_2005) == 33


def test_reasons_are_given_for_just_the_types_that_are_ours() -> None:
    ace = {name.lower() for name in GENERATE.ACE_2005}
    assert set(GENERATE.OURS) == set(EVENT_TYPES) - ace


def test_meanings_stand_in_one_place() -> None:
    """A field that describes itself needs no second description, and a field that is gone none."""
    silent = {
        f"{record.__name__}.{name}"
        for record in GENERATE.RECORDS
        for name, field in record.model_fields.items()
        if not field.description
    }
    assert set(GENERATE.MEANINGS) == silent


def test_every_record_that_a_result_can_hold_has_its_table() -> None:
    inside = json.loads(json_schema("summary"))["$defs"]
    assert {*inside, "Summary"} == {record.__name__ for record in GENERATE.RECORDS}


def test_schemas_of_all_prompts_are_listed() -> None:
    asked = {recipes.load(name).schema for name in recipes.names()} - {None}
    titles = {json.loads(json_schema(name))["title"] for name in schema_names()}
    assert {schema.__name__ for schema in asked if schema} <= titles


def test_unknown_schema_names_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match="'evnt'; choose from summary, event"):
        json_schema("evnt")


def test_what_is_written_has_just_the_fields_of_the_schema() -> None:
    schema = json.loads(json_schema("summary"))
    _agree(json.loads(to_json(SUMMARY)), schema, schema["$defs"])


def test_records_require_every_field_and_drafts_allow_no_other() -> None:
    for name in schema_names():
        schema = json.loads(json_schema(name))
        for part in [schema, *schema.get("$defs", {}).values()]:
            if part["type"] == "object":
                assert part["additionalProperties"] is False
                assert set(part["required"]) == set(part["properties"])


def _agree(value: Any, schema: dict[str, Any], parts: dict[str, Any]) -> None:
    """The objects of a JSON document have the fields of the schema, no more and no fewer."""
    if "$ref" in schema:
        _agree(value, parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    elif "anyOf" in schema and value is not None:
        _agree(value, schema["anyOf"][0], parts)
    elif schema.get("type") == "array":
        for one in value:
            _agree(one, schema["items"], parts)
    elif "properties" in schema:
        assert set(value) == set(schema["properties"])
        for name, field in schema["properties"].items():
            _agree(value[name], field, parts)
