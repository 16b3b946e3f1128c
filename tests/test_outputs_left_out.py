"""What this program wrote lies below an input: it is left out, told, and never read as articles."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_archive import Desk, article

from summarizer.archive.folder import refuse_as_input
from summarizer.errors import DocumentError, SettingsError
from summarizer.export.csv_tables import write_csv
from summarizer.export.result_lines import lines_from
from summarizer.export.tables import write_tables
from summarizer.sources import BadRecord, Record, read_records


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with five articles, which is where the program is started."""
    for number in range(5):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{number}.json").write_text(json.dumps(article(number)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(where: Path | str, *inputs: str) -> Desk:
    desk = Desk(Path())
    desk.folder = Path(where)
    order = desk.order()
    selection = replace(order.selection, inputs=inputs)
    desk.run(selection=selection)
    return desk


def read(*inputs: str) -> tuple[list[Record | BadRecord], list[str]]:
    told: list[str] = []
    return list(read_records(inputs, on_skipped=told.append)), told


def ids(found: list[Record | BadRecord]) -> list[str]:
    return sorted(str(one.id) for one in found)


FIVE = [f"a{number}" for number in range(5)]


def test_a_run_in_its_own_input_stays_at_five_rows(here: Path) -> None:
    for _ in range(4):
        desk = run("run", ".")
        assert sorted(row["id"] for row in desk.rows()) == FIVE
        assert desk.failures() == []
    assert len(desk.model.asked) == 0
    found, told = read(".")
    assert ids(found) == FIVE
    assert told == ["./run: is the folder of a run, whose rows are no articles"]


@pytest.mark.parametrize("kept", [("run.sqlite3",), ("results.jsonl", "run.json")])
def test_another_runs_folder_is_known_by_what_is_in_it(here: Path, kept: tuple[str, ...]) -> None:
    run("news/deep/run", "news")
    for one in list(Path("news/deep/run").iterdir()):
        if one.name not in (*kept, "tables", "failures.jsonl"):
            one.unlink()
    desk = run("other", "news")
    assert sorted(row["id"] for row in desk.rows()) == FIVE
    assert desk.failures() == []


def to_csv(results: Path, target: Path) -> None:
    write_csv(lines_from(results), target)


def to_parquet(results: Path, target: Path) -> None:
    write_tables(results, target)


@pytest.mark.parametrize("export", [to_csv, to_parquet])
def test_exports_beside_articles_are_left_out_and_other_files_there_are_not(
    here: Path, export: Callable[[Path, Path], None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    results = tmp_path_factory.mktemp("elsewhere") / "results.jsonl"
    run(results.parent, "news")
    export(results, here / "news" / "exported")
    (here / "news" / "exported" / "mine.json").write_text(json.dumps(article(8)))
    found, told = read(".")
    assert ids(found) == [*FIVE, "a8"]
    assert all(one.endswith("was written by this program, and is no article") for one in told)
    assert told


@pytest.mark.parametrize(
    "pattern", ["*/*.json*", "**/*.json*", "**/*", "[nr]*/*", "*/*/*/*.parquet", "run/*.jsonl"]
)
def test_patterns_do_not_match_what_a_run_wrote(here: Path, pattern: str) -> None:
    run("run", "news")
    if "*/*/*" in pattern or pattern.startswith("run"):
        with pytest.raises(DocumentError, match=r"(holds|matches) no file"):
            read(pattern)
        return
    found, told = read(pattern)
    assert ids(found) == FIVE
    assert told


def test_the_folder_of_a_run_is_refused_by_name(here: Path) -> None:
    run("run", "news")
    for name in ("run", "run/", "./run", str(here / "run")):
        with pytest.raises(DocumentError, match="is the folder of a run"):
            read(name)


@pytest.mark.parametrize("name", ["results.jsonl", "failures.jsonl", "run.json"])
def test_a_file_of_a_run_that_is_named_is_left_out_and_told(here: Path, name: str) -> None:
    run("run", "news")
    found, told = read("news", f"run/{name}")
    assert ids(found) == FIVE
    assert told == [f"run/{name}: was written by this program, and is no article"]


def test_articles_in_a_folder_of_a_run_can_be_named(here: Path) -> None:
    run("run", "news")
    shutil.copytree("news", "run/mine")
    assert ids(read("run/mine")[0]) == FIVE


def test_files_that_are_called_alike_are_read(here: Path) -> None:
    Path("lists").mkdir()
    Path("lists/results.jsonl").write_text(json.dumps(article(7)) + "\n")
    Path("lists/failures.jsonl").write_text(json.dumps(article(8)) + "\n")
    found, told = read(".")
    assert ids(found) == [*FIVE, "a7", "a8"]
    assert told == []


@pytest.mark.parametrize("folder", [".", "news/..", "./"])
def test_a_folder_that_is_input_and_out_is_refused_before_anything_is_made(
    here: Path, folder: str
) -> None:
    before = sorted(here.rglob("*"))
    with pytest.raises(SettingsError, match="give another --out"):
        refuse_as_input(Path(folder), ["news", str(here)])
    assert sorted(here.rglob("*")) == before
    refuse_as_input(Path("run"), [".", "news", "s3://bucket/run"])


def test_a_link_to_the_folder_is_the_folder(here: Path) -> None:
    Path("alias").symlink_to("news")
    with pytest.raises(SettingsError):
        refuse_as_input(Path("news"), ["alias"])
