"""`summarizer check`: what it reads, what it prints, how it ends."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import door_files
import pytest
from sample_summary import ARTICLE, SUMMARY
from scripting import FERRY

from summarizer.cli import main
from summarizer.cli.ending import DONE, FAILED, REJECTED, USED_WRONGLY
from summarizer.export import to_json
from summarizer.schemas.verdict import SupportReport

RIGHT = "Police arrested the captain on Wednesday.\n"
WRONG = "She added that 112 people were on board.\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Run:
    """Runs `summarizer check` in this process, beside files with an article and two texts."""
    (tmp_path / "article.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "right.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.txt").write_text(WRONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        command = ["summarizer", "check", *arguments]
        if "--source" not in arguments:
            command += ["--source", "article.txt"]
        if "--model" not in arguments:
            command += ["--model", "none"]
        monkeypatch.setattr(sys, "argv", command)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return call


def test_the_difference_is_named_beside_the_sentence_of_the_source(run: Run) -> None:
    code, out, _ = run("wrong.txt")
    assert code == DONE
    assert "✗ contradicted" in out
    assert "It says “112”; the source has “212”." in out
    assert "212 people were on board" in out


@pytest.mark.parametrize("ending", [".docx", ".eml", ".json", ".rss", ".html"])
def test_text_and_source_in_any_kind_of_file(run: Run, ending: str) -> None:
    path = door_files.write(Path(), ending)
    (said := Path("said.txt")).write_text("A barge struck the Kelmar bridge on Wednesday.")
    assert run(str(said), "--source", str(path), "--strict")[0] == DONE
    said.write_text("A barge struck the Kelmar bridge on Wednesday, injuring nine crew.")
    assert run(str(said), "--source", str(path), "--strict")[0] == REJECTED
    code, out, _ = run(str(path), "--source", str(path))
    assert code == DONE
    assert "<" not in out


def test_a_text_from_standard_input_in_any_form(run: Run) -> None:
    page = door_files.page().decode()
    door_files.write(Path(), ".html")
    code, out, _ = run("-", "--source", "a.html", "--strict", stdin=page)
    assert code == DONE
    assert "<" not in out


@pytest.mark.parametrize(("name", "code"), [("wrong.txt", REJECTED), ("right.txt", DONE)])
def test_strict_tells_by_its_code(run: Run, name: str, code: int) -> None:
    assert run(name, "--strict")[0] == code


def test_json_is_the_report(run: Run) -> None:
    _, out, _ = run("wrong.txt", "--format", "json")
    report = SupportReport.model_validate_json(out)
    assert report.sentences[0].verdict == "contradicted"
    assert report.usage.model == "none"


def test_standard_input_is_checked(run: Run) -> None:
    assert "✓ supported" in run("-", stdin=RIGHT)[1]


def test_our_own_json_is_checked_item_by_item(run: Run, tmp_path: Path) -> None:
    (tmp_path / "aldmere.txt").write_text(ARTICLE, encoding="utf-8")
    changed = json.loads(to_json(SUMMARY))
    changed["events"][0]["summary"] = changed["events"][0]["summary"].replace("11", "19")
    (tmp_path / "summary.json").write_text(json.dumps(changed), encoding="utf-8")
    code, out, _ = run("summary.json", "--source", "aldmere.txt", "--format", "json", "--strict")
    first = SupportReport.model_validate_json(out).sentences[0]
    assert code == REJECTED
    assert first.verdict == "contradicted"
    assert "19" in first.problems[0].message


def test_a_broken_summary_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"claims": 3}', encoding="utf-8")
    code, out, err = run("broken.json")
    assert (code, out, err.count("\n")) == (FAILED, "", 1)
    assert "broken.json" in err


def test_a_report_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("right.txt", "-o", "report.txt")
    assert (code, out) == (DONE, "")
    assert "✓ supported" in (tmp_path / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [("-", "--source", "-"), ("right.txt", "--journal", "j.sqlite3", "--no-journal")],
)
def test_what_contradicts_itself_is_wrong_use(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (USED_WRONGLY, "", 1)


def test_a_missing_summary_fails_in_one_line(run: Run) -> None:
    code, _, err = run("absent.txt")
    assert (code, err.count("\n")) == (FAILED, 1)
