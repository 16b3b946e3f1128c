"""docs/cli.md lists every exit code and every environment variable that the code knows."""

import ast
import re
from pathlib import Path

import pytest
import typer.main
from test_schema_docs import GENERATE

from summarizer.cli import app, batch, ending
from summarizer.cli.ending import EXIT_CODES
from summarizer.settings import VENDOR_KEY_VARIABLES, Settings

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
OURS = ("SUMMARIZER_MODEL", "SUMMARIZER_JOURNAL", "SUMMARIZER_TIMEOUT", "SUMMARIZER_SERVE_KEY")


def listed(pattern: str) -> set[str]:
    """What stands in the first cells of the tables before the first command."""
    head, _ = REFERENCE.split("\n## summarizer\n", 1)
    return set(re.findall(rf"^\| {pattern} \|", head, re.MULTILINE))


def test_every_exit_code_is_listed() -> None:
    assert listed(r"(\d+)") == {str(code) for code in EXIT_CODES}


def test_every_code_that_has_a_name_has_a_meaning() -> None:
    named = {
        value
        for name, value in vars(ending).items()
        if name.isupper() and name in ending.__all__ and isinstance(value, int)
    }
    assert named == set(EXIT_CODES)
    assert batch.BUDGET_REACHED in EXIT_CODES


def test_commands_end_with_codes_that_have_names() -> None:
    """No `typer.Exit(5)` that the table could not know of."""
    bare = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "summarizer" / "cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if is_bare_code(node)
    ]
    assert bare == []


@pytest.mark.parametrize("code", ["raise typer.Exit(5)", "typer.Exit(code=5)", "sys.exit(5)"])
def test_a_bare_code_is_recognised(code: str) -> None:
    assert any(map(is_bare_code, ast.walk(ast.parse(code))))


def is_bare_code(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(("Exit", "sys.exit")):
        return False
    given = [*node.args, *(one.value for one in node.keywords)]
    return any(isinstance(one, ast.Constant) for one in given)


def test_the_help_names_the_same_codes() -> None:
    told = re.findall(r"(?:codes: |; )(\d+) ", typer.main.get_command(app).epilog or "")
    assert {int(code) for code in told} == set(EXIT_CODES)


def test_every_variable_that_is_read_is_listed() -> None:
    options = {
        one.envvar
        for _, command in GENERATE._commands(typer.main.get_command(app), ("summarizer",))
        for one in command.params
        if one.envvar
    }
    assert listed("`([A-Z_]+)`") == GENERATE.variables_read() | options
    assert options


@pytest.mark.parametrize("name", [*OURS, *VENDOR_KEY_VARIABLES.values(), "OPENAI_BASE_URL"])
def test_what_one_would_look_for_is_there(name: str) -> None:
    assert name in listed("`([A-Z_]+)`")


def test_no_variable_is_described_that_nothing_reads() -> None:
    assert set(GENERATE.VARIABLES) == GENERATE.variables_read()


def test_a_variable_that_settings_read_changes_them() -> None:
    plain = Settings.from_environment({})
    read = {
        name
        for name in GENERATE.variables_read()
        if Settings.from_environment({name: "7"}) != plain
    }
    assert read == GENERATE.variables_read() - {"NO_COLOR", "TERM", "RAY_USAGE_STATS_ENABLED"}


@pytest.mark.parametrize(
    "code",
    [
        'os.environ["SUMMARIZER_X"]',
        'os.environ.get("SUMMARIZER_X", "")',
        '"SUMMARIZER_X" in environ',
        'values.get("SUMMARIZER_X")',
        '_seconds(values, "SUMMARIZER_X")',
    ],
)
def test_a_look_at_the_environment_is_recognised(code: str) -> None:
    found = {name for node in ast.walk(ast.parse(code)) for name in GENERATE._looked_up(node)}
    assert found == {"SUMMARIZER_X"}


def test_other_looks_are_none() -> None:
    code = 'columns["SUMMARIZER_X"]; values["name"]; values.get(SUMMARIZER_X)'
    assert not {name for node in ast.walk(ast.parse(code)) for name in GENERATE._looked_up(node)}
