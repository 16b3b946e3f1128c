"""How the project is laid out: public names, links, prompt files, packages, dependencies."""

import ast
import importlib
import re
import socket
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

import summarizer
from summarizer import recipes

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "summarizer"
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "schemas").rglob("*.py")])
PROMPTS = sorted((ROOT / "prompts").glob("*/*.md"))

# Modules named so gather what has no room of its own.
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}

# Comes with pydantic, in the version that pydantic asks for.
COMES_ALONG = {"pydantic-core"}

STANDARD = set(sys.stdlib_module_names) | {"summarizer"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def holds_code(tree: ast.Module) -> bool:
    return any(not isinstance(node, ast.Expr) for node in tree.body)


def bound_in(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements at the top of a module bind."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign():
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Import() | ast.ImportFrom():
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            case ast.If():
                yield from bound_in(node.body)


def public_names(tree: ast.Module) -> list[str] | None:
    """What `__all__` lists, or None without one."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = getattr(node, "value", None)
            assert value is not None
            return list(ast.literal_eval(value))
    return None


def imported_by(tree: ast.Module) -> Iterator[str]:
    """The outermost packages that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def requirements() -> dict[str, str]:
    """Distribution -> the whole requirement, extras included."""
    project = PYPROJECT["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    listed = [*project["dependencies"], *extras]
    return {normal(re.split(r"[^\w.-]", entry)[0]): entry for entry in listed}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_is_public_and_has_it(path: Path) -> None:
    tree = tree_of(path)
    listed = public_names(tree)
    if listed is None:
        assert not holds_code(tree), "a module with code has an __all__"
        return
    assert len(listed) == len(set(listed))
    assert set(listed) - set(bound_in(tree.body)) == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_documented_and_named_for_what_it_does(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))
    assert path.stem not in DRAWERS


@pytest.mark.parametrize("name", summarizer.__all__)
def test_the_package_finds_each_of_its_names(name: str) -> None:
    assert getattr(summarizer, name).__name__ == name
    assert name in dir(summarizer)


def test_a_name_the_package_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="summarizer"):
        _ = summarizer.Nothing


@pytest.mark.parametrize("folder", ["prompts", "schemas"])
def test_top_level_folders_are_linked_into_the_package(folder: str) -> None:
    link = PACKAGE / folder
    assert link.is_symlink()
    assert link.readlink() == Path("..") / folder
    assert link.resolve() == ROOT / folder
    assert (ROOT / folder / "__init__.py").is_file()
    assert importlib.import_module(f"summarizer.{folder}").__name__ == f"summarizer.{folder}"


def test_the_build_lists_every_package() -> None:
    inits = [
        *PACKAGE.rglob("__init__.py"),
        *(PACKAGE / f"{d}/__init__.py" for d in ("prompts", "schemas")),
    ]
    found = {".".join(init.parent.relative_to(ROOT).parts) for init in inits}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == found


@pytest.mark.parametrize("path", PROMPTS, ids=name_of)
def test_a_prompt_agrees_with_its_folder_and_version(path: Path) -> None:
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert path.name == f"v{front['version']}.md"
    assert path.parent.name == front["name"]
    assert front["strategy"] in ("whole", "focused", "shared")
    loaded = recipes.load(front["name"], front["version"])
    assert loaded.id == f"{path.parent.name}@{path.stem}"
    assert (loaded.schema is None) == ("schema" not in front)
    assert (loaded.max_tokens > 0) == (loaded.schema is not None)


def test_every_folder_of_prompts_is_a_recipe() -> None:
    assert recipes.names() == sorted({path.parent.name for path in PROMPTS})


def test_a_prompt_is_asked_for_by_somebody() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    unused = [
        name
        for name in recipes.names()
        if f'"{name}"' not in code and not name.startswith("repair-")
    ]
    assert unused == []


def test_every_room_of_the_contract_is_described() -> None:
    """The table of docs/design.md and the order that `lint-imports` holds name the same rooms."""
    table = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    described = [re.findall(r"`([a-z.]+)`", row) for row in rows if row != "`models.embedded`"]
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    there = [re.split(r" [|:] ", layer) for layer in layers if not layer.startswith("(")]
    assert list(map(sorted, described)) == list(map(sorted, there))


def test_every_dependency_has_a_floor() -> None:
    assert [entry for entry in requirements().values() if ">=" not in entry] == []


def test_what_is_imported_is_required() -> None:
    distributions = packages_distributions()
    imported = {name for path in MODULES for name in imported_by(tree_of(path))} - STANDARD
    providers = {name: {*map(normal, distributions.get(name, [name]))} for name in imported}
    allowed = set(requirements()) | COMES_ALONG
    assert [name for name, given in providers.items() if not given & allowed] == []


def test_the_network_ends_at_this_machine() -> None:
    with socket.socket() as reaching, pytest.raises(pytest.fail.Exception, match="network"):
        reaching.connect(("192.0.2.1", 80))  # an address kept for examples, which nobody has
