"""`summarizer recipes`, and the tutorial of docs/recipes.md followed word by word."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer import api
from summarizer.cli.recipes import app
from summarizer.models import ScriptedModel
from summarizer.rounds import Question

TUTORIAL = Path(__file__).parent.parent / "docs" / "recipes.md"

_STEP = re.compile(
    r"^`(?P<file>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```|^```console\n(?P<console>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


def invoke(line: str) -> tuple[int, str]:
    """Exit code and everything a command prints, but for what is said beside a result."""
    result = CliRunner().invoke(app, [*shlex.split(line)])
    notes = [one for one in result.stderr.splitlines() if not one.startswith("change its ")]
    return result.exit_code, result.stdout + "".join(f"{one}\n" for one in notes)


def follow(console: str) -> None:
    """The commands of a block, each of which must print what stands below it."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        program, _, rest = command.partition(" ")
        if program == "rm":
            for name in shlex.split(rest):
                Path(name).unlink()
            assert expected == ""
        else:
            assert program == "summarizer"
            assert rest.startswith("recipes ")
            assert invoke(rest.removeprefix("recipes "))[1] == expected


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps = list(_STEP.finditer(TUTORIAL.read_text(encoding="utf-8")))
    assert len(steps) == 9
    for step in steps:
        if step["file"]:
            assert Path(step["file"]).parent.is_dir()
            Path(step["file"]).write_text(step["text"], encoding="utf-8")
        else:
            follow(step["console"])
    assert invoke("check prizes") == (0, "prizes@v1: 4 fields, 1 example, no faults\n")


def test_new_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["new", "offices", "here/offices"])
    assert (result.exit_code, result.stdout) == (0, "here/offices\n")
    assert "summarizer recipes test here/offices" in result.stderr
    assert CliRunner().invoke(app, ["new", "offices", "-q"]).stderr == ""
    assert invoke("new offices")[0] == 1


def test_a_new_recipe_of_a_known_name_is_tested_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["new", "key-facts"]).stderr
    assert said.endswith("summarizer recipes test ./key-facts\n")
    assert invoke("test ./key-facts") == (0, "first.txt: 2 of 2 items stand\n")


def test_list_names_what_can_be_asked_for() -> None:
    code, text = invoke("list")
    assert code == 0
    assert [line.split()[0] for line in text.splitlines()] == [
        "claims",
        "events",
        "company-results",
        "court-judgments",
        "key-facts",
    ]
    assert "shipped: decisions of courts" in text


@pytest.mark.parametrize("name", ["company-results", "court-judgments", "key-facts"])
def test_what_is_shipped_passes_its_own_tests(name: str) -> None:
    assert invoke(f"check {name}")[1].startswith(f"{name}@v1: ")
    code, text = invoke(f"test {name}")
    assert code == 0
    assert text.count("items stand") == 2


def test_check_lists_all_faults_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "prompt.md").write_text("---\nname: Bad\nversion: 0\n---\n")
    code, text = invoke(f"check {folder}")
    assert code == 1
    lines = text.splitlines()
    assert [line.split(": ")[0].removeprefix(f"{folder}") for line in lines[:-1]] == [
        "/prompt.md:2",
        "/prompt.md:3",
        "/prompt.md",
        "/prompt.md:5",
        "",
    ]
    assert lines[-1] == f"error: the recipe {folder} has 5 faults; mend what is listed"


def test_check_lists_faults_of_examples_too(tmp_path: Path) -> None:
    invoke(f"new offices {tmp_path / 'offices'}")
    (tmp_path / "offices/examples/first.json").write_text("{}")
    code, text = invoke(f"check {tmp_path / 'offices'}")
    assert code == 1
    assert "first.json:1: it must be a list of items" in text
    assert "has a fault" in text


def test_a_cue_that_would_not_find_an_item_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "offices"
    invoke(f"new offices {folder}")
    prompt = folder / "prompt.md"
    prompt.write_text(prompt.read_text().replace("  - resign(ed|s)?|retire[ds]?\n", ""))
    code, text = invoke(f"test {folder}")
    assert code == 1
    assert "item 2: no cue of the recipe stands in its sentences" in text


def test_sentences_are_looked_up_where_none_are_given(tmp_path: Path) -> None:
    folder = tmp_path / "offices"
    invoke(f"new offices {folder}")
    file = folder / "examples/first.json"
    items = json.loads(file.read_text())
    for item in items:
        del item["sentences"]
    file.write_text(json.dumps(items))
    assert invoke(f"test {folder}")[1] == "first.txt: 2 of 2 items stand\n"


def test_a_model_is_compared_with_what_is_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "offices"
    invoke(f"new offices {folder}")
    rask, brill = json.loads((folder / "examples/first.json").read_text())
    extra = {**brill, "person": "Sunniva Rask", "sentences": [2, 3]}
    answers = [[{**rask, "why": ""}, extra]]

    def answer(_: Question) -> str:
        return json.dumps({"items": answers.pop() if answers else []})

    model = ScriptedModel(answer)
    monkeypatch.setattr(api, "connect", lambda *_, **__: model)
    journal = tmp_path / "journal.sqlite"
    command = f"test {folder} --model test/one --strategy whole --journal {journal} -q"
    code, text = invoke(command)
    assert code == 0
    compared = text.splitlines()[1:]
    assert compared == [
        "first.txt: 7 of 8 expected fields given (recall 0.88),"
        " 7 of 8 given fields expected (precision 0.88)",
        "all: 7 of 8 expected fields given (recall 0.88),"
        " 7 of 8 given fields expected (precision 0.88)",
    ]
    asked = len(model.asked)
    assert model.closed
    assert invoke(command)[1].splitlines()[1:] == compared
    assert len(model.asked) == asked  # the answers are in the journal
