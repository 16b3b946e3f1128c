"""What can be wrong in a recipe's folder: every fault is told at once, with its file and line."""

import json
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import RecipeError
from summarizer.recipes import finding
from summarizer.recipes.examples import read_examples
from summarizer.recipes.finding import find, folder_of, listed
from summarizer.recipes.folder import inspect, read_folder
from summarizer.recipes.starting import write_new

PROMPT = """\
---
name: gales
version: 2
what: storms, one item each
cues:
  - gale|storm
---
List the storms.
"""

CLASS = """\
from enum import StrEnum
from typing import Annotated
from pydantic import BaseModel, Field
Copied = Annotated[str, Field(json_schema_extra={"source": "copied"})]
class Force(StrEnum):
    gale = "gale"
    storm = "storm"

class Gale(BaseModel):
    name: str = Field(description="Its name.", json_schema_extra={"source": "copied"})
    force: Force = Field(description="How strong.")
    towns: list[Copied] = Field([], description="Where.")
    speed: float | None = Field(None, description="Wind, in knots.")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gales"
    (folder / "examples").mkdir(parents=True)
    (folder / "prompt.md").write_text(PROMPT, encoding="utf-8")
    (folder / "schema.py").write_text(CLASS, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    recipe, found = inspect(folder)
    assert (recipe is None) == bool(found)
    return [str(fault).removeprefix(f"{folder}/") for fault in found]


def test_a_class_becomes_fields(folder: Path) -> None:
    recipe = read_folder(folder)
    assert (recipe.id, recipe.what) == ("gales@v2", "storms, one item each")
    kinds = [(one.name, one.kind, one.many, one.required) for one in recipe.fields]
    assert kinds == [
        ("name", "copied", False, True),
        ("force", "choice", False, True),
        ("towns", "copied", True, False),
        ("speed", "number", False, False),
    ]
    assert recipe.field("force").choices == ("gale", "storm")
    assert recipe.cues is not None
    assert recipe.cues.words_in("The Storm is over") == ["Storm"]
    assert recipe.cues.words_in("They stormed it") == []


def test_json_schema_needs_no_code(folder: Path) -> None:
    (folder / "schema.py").unlink()
    schema = json_schema()
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    recipe = read_folder(folder)
    assert [one.kind for one in recipe.fields] == ["copied", "choice", "flag", "written"]
    assert recipe.own is None
    assert recipe.complaint({}) is None


def json_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "Its name.", "x-source": "copied"},
            "sea": {"const": "north", "description": "Which sea."},
            "over": {"type": "boolean", "description": "Whether it is over."},
            "told": {"$ref": "#/$defs/words", "description": "In words."},
        },
        "required": ["name"],
        "$defs": {"words": {"type": ["string", "null"]}},
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("name: gales", "name: Gales", "prompt.md:2: the name must be small letters"),
        ("name: gales", "name: claims", "prompt.md:2: 'claims' is a name of the program's own"),
        ("name: gales", "name: speaker", "prompt.md:2: 'speaker' is a name of the program's own"),
        ("version: 2", "version: new", "prompt.md:3: the version must be a whole number"),
        ("version: 2", "version: true", "prompt.md:3: the version must be a whole number"),
        ("what: storms, one item each", "what:", "prompt.md:4: 'what' is missing: give a line"),
        ("  - gale|storm", "  - gale(", "prompt.md:5: the cue 'gale(' is no regular expression"),
        ("  - gale|storm", "  - (?i)gale", "prompt.md:5: the cue '(?i)gale' is no regular"),
        ("  - gale|storm", "  - '(?:gale)?'", "prompt.md:5: the cue '(?:gale)?' fits where"),
        ("  - gale|storm", "  - (?P<x>a)\n  - (?P<x>b)", "prompt.md:5: the cues cannot be used"),
        ("  - gale|storm", "  - 3", "prompt.md:5: the cues must be a list of words"),
        ("version: 2", "version: 2\nmax_tokens: 0", "prompt.md:4: max_tokens must be"),
        ("version: 2", "version: 2\nmodel: local", "prompt.md:4: there is no 'model' here; choose"),
        ("version: 2\n", "", "prompt.md: 'version' is missing: give a whole number from 1"),
        ("cues:", "cue:", "prompt.md:5: there is no 'cue' here; did you mean 'cues'?"),
        ("what: storms, one item each", "what: 3", "prompt.md:4: 'what' must be a line"),
        ("version: 2", "version: [2", "prompt.md:4: the front matter is not YAML"),
        (
            "version: 2",
            "version: 2031-13-01",
            "prompt.md:1: the front matter cannot be read: month",
        ),
        ("storms", "storms\a", "prompt.md:1: the front matter cannot be read: unacceptable"),
        ("name: gales", "name: " + "[" * 5000, "prompt.md:1: the front matter cannot be read"),
        ("---\nname", "name", "prompt.md:1: it must begin with front matter"),
        ("List the storms.", " ", "prompt.md:9: the prompt itself is missing"),
        (PROMPT.partition("---\nList")[0][4:], "- a\n", "prompt.md:1: the front matter must give"),
    ],
)
def test_faults_of_a_prompt(folder: Path, old: str, new: str, fault: str) -> None:
    assert old in PROMPT
    (folder / "prompt.md").write_text(PROMPT.replace(old, new, 1), encoding="utf-8")
    [found] = faults(folder)
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("class Gale(", "class Gale(:", "schema.py:9: SyntaxError"),
        ("from enum import StrEnum", "import nowhere_at_all", "schema.py:1: ModuleNotFoundError"),
        ("class Gale(BaseModel)", "class Gale", "schema.py: it must define one pydantic class"),
        ("class Force(StrEnum)", "class Force(BaseModel)", "schema.py:5: PydanticUserError"),
        ("name: str", "id: str", "schema.py:10: field id: choose another name"),
        ("name: str", "recipe: str", "schema.py:10: field recipe: choose another name"),
        ('description="Its name.", ', "", "schema.py:10: field name: say in a description"),
        (
            '"source": "copied"}',
            '"source": "seen"}',
            "schema.py:12: field towns: its source may be",
        ),
        ("speed: float | None", "speed: dict | None", "schema.py:13: field speed: it must be a"),
        ("speed: float | None", "speed: object", "schema.py:13: field speed: it must be a"),
        ("speed: float | None", "speed: list[int]", "schema.py:13: field speed: it must be a"),
        ("speed: float | None", "speed: type", "schema.py: Gale has no JSON Schema"),
    ],
)
def test_faults_of_a_class(folder: Path, old: str, new: str, fault: str) -> None:
    assert old in CLASS
    (folder / "schema.py").write_text(CLASS.replace(old, new, 1), encoding="utf-8")
    [found] = faults(folder)
    assert found.startswith(fault)
    assert "\n" not in found


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    def change(schema: dict[str, Any]) -> None:
        for name in names:
            del schema["properties"][name]
        schema["required"] = [one for one in schema["required"] if one not in names]

    return change


def with_choice(*choices: Any) -> Callable[[dict[str, Any]], None]:
    def change(schema: dict[str, Any]) -> None:
        schema["properties"]["sea"] = {"enum": list(choices), "description": "Which."}

    return change


def with_name(name: str) -> Callable[[dict[str, Any]], None]:
    def change(schema: dict[str, Any]) -> None:
        schema["properties"] = {
            name if field == "sea" else field: part for field, part in schema["properties"].items()
        }

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda schema: schema.update(type="array"),
            "schema.json: the schema must be of an object",
        ),
        (
            lambda schema: schema.update(properties={}),
            "schema.json: the schema must be of an object",
        ),
        (without("name", "told"), "schema.json: no field can be looked up in an article"),
        (with_choice(1, 2), "schema.json:9: field sea: its choices must be texts"),
        (with_name("copy"), "schema.json:9: field copy: choose another name"),
        (with_choice(""), "schema.json:9: field sea: its choices must be texts"),
        (
            lambda schema: schema["properties"]["name"].update(anyOf=[{"maxLength": 9}, {}]),
            "schema.json:4: field name: no item would be held to 'maxLength': say it in the",
        ),
        (
            lambda schema: schema.update(minProperties=2),
            "schema.json: no item would be held to 'minProperties': say it in the",
        ),
        (
            lambda schema: schema["properties"]["name"].update(maxLength=9),
            "schema.json:4: field name: no item would be held to 'maxLength': say it in the",
        ),
        (
            lambda schema: schema["required"].append("nmae"),
            "schema.json: it requires 'nmae', which is none of its properties",
        ),
        (
            lambda schema: schema["required"].append(["name"]),
            "schema.json: it requires ['name'], which is none of its properties",
        ),
        *(
            (
                lambda schema, odd=odd: schema.update({"$defs": odd}),
                "schema.json:17: field told: it must be a text",
            )
            for odd in (None, ["words"], {"words": True}, {"words": {"anyOf": ["text"]}})
        ),
        (
            lambda schema: schema["$defs"].update(words={"$ref": "#/$defs/words"}),
            "schema.json:17: field told: it must be a text",
        ),
    ],
)
def test_faults_of_a_json_schema(
    folder: Path, change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    (folder / "schema.py").unlink()
    schema = json_schema()
    change(schema)
    (folder / "schema.json").write_text(json.dumps(schema, indent=1), encoding="utf-8")
    assert [one.startswith(fault) for one in faults(folder)] == [True]


def test_definitions_may_go_by_their_older_name(folder: Path) -> None:
    (folder / "schema.py").unlink()
    text = json.dumps(json_schema()).replace("$defs", "definitions")
    (folder / "schema.json").write_text(text, encoding="utf-8")
    assert read_folder(folder).field("told").kind == "written"


def test_json_that_is_none(folder: Path) -> None:
    (folder / "schema.py").unlink()
    (folder / "schema.json").write_text('{\n "type": object\n}', encoding="utf-8")
    assert faults(folder) == ["schema.json:2: it is not JSON: Expecting value"]
    (folder / "schema.json").write_text("[]", encoding="utf-8")
    assert faults(folder) == ["schema.json:1: it must be a JSON Schema of an object"]
    (folder / "schema.json").write_text("[" * 100_000, encoding="utf-8")
    [deep] = faults(folder)
    assert deep.startswith("schema.json: it cannot be read: maximum recursion depth")


def test_all_faults_are_told_at_once(folder: Path) -> None:
    (folder / "prompt.md").write_text(PROMPT.replace("2", "two").replace("gales", "G"))
    (folder / "schema.json").write_text("{}")
    assert [one.partition(":")[0] for one in faults(folder)] == [
        "prompt.md",
        "prompt.md",
        str(folder),
    ]
    with pytest.raises(
        RecipeError, match=r"prompt\.md:2: .*\(and 2 more: summarizer recipes check\)"
    ):
        read_folder(folder)


def test_files_that_are_missing_or_no_text(folder: Path, tmp_path: Path) -> None:
    (folder / "schema.py").write_bytes(b"\xff\xfe\x00")
    (folder / "prompt.md").unlink()
    assert faults(folder) == [
        "prompt.md: the file is missing",
        "schema.py: it must be text in UTF-8",
    ]
    assert "there is no such folder" in faults(tmp_path / "nowhere")[0]
    (tmp_path / "prompt.md").write_text(PROMPT)
    assert "give the folder that it is in" in faults(tmp_path / "prompt.md")[0]
    assert "there is no such folder" in faults(tmp_path / ("n" * 300))[0]
    with pytest.raises(RecipeError, match=r"there is no recipe 'n+'; choose from"):
        folder_of("n" * 300)


ARTICLE = "Gale Hedda struck Port Ellin with 60 knots.\n"
HEDDA = {"name": "Gale Hedda", "force": "gale", "towns": ["Port Ellin"], "speed": 60}


def example(folder: Path, items: object, name: str = "hedda") -> None:
    (folder / f"examples/{name}.txt").write_text(ARTICLE, encoding="utf-8")
    text = items if isinstance(items, str) else json.dumps(items)
    (folder / f"examples/{name}.json").write_text(text, encoding="utf-8")


def test_an_example_is_an_article_with_its_items(folder: Path) -> None:
    example(folder, [{"name": "Gale Hedda", "force": "gale"}])
    [read], found = read_examples(read_folder(folder))
    assert found == []
    assert read.document.text.strip() == ARTICLE.strip()
    assert read.expected[0].model_dump() == {
        "sentences": [],
        "name": "Gale Hedda",
        "force": "gale",
        "towns": [],
        "speed": None,
    }


@pytest.mark.parametrize(
    ("items", "fault"),
    [
        ({}, "it must be a list of items"),
        ("[\n}", "hedda.json:2: it is not JSON"),
        ([HEDDA, {**HEDDA, "name": None}], "item 2: name: Input should be a valid string"),
        ([{"force": "gale"}], "item 1: name: it must be given"),
        ([{**HEDDA, "place": "x"}], "item 1: place: the recipe has no such field"),
        (["Hedda"], "item 1: it must be an object with the recipe's fields"),
    ],
)
def test_faults_of_examples(folder: Path, items: object, fault: str) -> None:
    example(folder, items)
    _, [found] = read_examples(read_folder(folder))
    assert fault in str(found)


def test_all_faults_of_an_item_are_told(folder: Path) -> None:
    example(folder, [{"force": "gale", "towns": "Port Ellin", "place": "x"}])
    _, found = read_examples(read_folder(folder))
    assert [one.message for one in found] == [
        "item 1: name: it must be given",
        "item 1: towns: Input should be a valid list",
        "item 1: place: the recipe has no such field",
    ]


def test_examples_that_lack_a_half(folder: Path) -> None:
    recipe = read_folder(folder)
    _, [none] = read_examples(recipe)
    assert "a recipe needs an article" in str(none)
    example(folder, [])
    (folder / "examples/alone.json").write_text("[]")
    (folder / "examples/bare.txt").write_text(ARTICLE)
    (folder / "examples/blank.txt").write_text(" ")
    _, found = read_examples(recipe)
    assert [one.path.name for one in found] == ["alone.json", "bare.json", "blank.txt"]
    assert found[-1].message.startswith("the article is blank;")


def test_a_new_recipe_has_no_faults(tmp_path: Path) -> None:
    write_new("offices", tmp_path / "offices")
    recipe = read_folder(tmp_path / "offices")
    assert recipe.id == "offices@v1"
    assert read_examples(recipe)[1] == []


@pytest.mark.parametrize("name", ["Offices", "events", "a b", "../x"])
def test_a_new_recipe_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecipeError, match="name"):
        write_new(name, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_new_recipe_takes_no_folder_in_use(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="is in use"):
        write_new("offices", folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(RecipeError, match="cannot write"):
        write_new("offices", tmp_path / "file" / "below")


def test_what_is_shipped_is_found_by_name() -> None:
    shipped = [one.name for one in listed() if one.origin == "shipped"]
    assert shipped == ["company-results", "court-judgments", "key-facts"]
    assert [find(name).name for name in shipped] == shipped


def test_a_known_name_comes_before_a_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder.rename(tmp_path / "key-facts")
    assert folder_of("key-facts") != Path("key-facts")
    assert find("./key-facts").name == "gales"
    (tmp_path / "key-facts").rename(tmp_path / "mine")
    assert find("mine").name == "gales"


@pytest.mark.parametrize("name", ["nothing", "events", "./nothing"])
def test_recipes_that_are_not_there(name: str) -> None:
    with pytest.raises(RecipeError, match=r"there is no|has no folder"):
        find(name)


def test_installed_packages_bring_recipes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "newsroom_of_ellin"
    package.mkdir()
    folder.rename(package / "gales")
    (package / "broken.py").write_text("raise LookupError('nothing works here')")
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("gales", "newsroom_of_ellin.gales", finding.GROUP),
        EntryPoint("gone", "newsroom_of_nowhere.gone", finding.GROUP),
        EntryPoint("ill", "newsroom_of_ellin.broken.ill", finding.GROUP),
        EntryPoint("key-facts", "newsroom_of_ellin.gales", finding.GROUP),
    ]
    monkeypatch.setattr(finding, "entry_points", lambda group: points)
    assert [one.name for one in listed()][-3:] == ["gales", "gone", "ill"]
    assert find("gales").id == "gales@v2"
    assert find("key-facts").name == "key-facts"
    for name in ("gone", "ill"):
        with pytest.raises(RecipeError, match="should be in the package"):
            find(name)
