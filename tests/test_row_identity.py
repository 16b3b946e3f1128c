"""What tells rows apart: ids that several records share, and ids made from places of several inputs."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_archive import Desk, article

from summarizer.archive.names import Names
from summarizer.archive.rows import with_record_id
from summarizer.archive.state import RunState
from summarizer.editing.reading_json import record_of
from summarizer.export.result_lines import record_id_of, sorted_lines
from summarizer.export.sqlite_tables import write_sqlite
from summarizer.review.shelf import open_shelf
from summarizer.sources import read_records


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def names(desk: Desk) -> list[str]:
    return sorted(map(record_id_of, desk.rows()))


def tables(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    target = desk.folder / "tables.sqlite3"
    kept = write_sqlite(sorted_lines(desk.folder / "results.jsonl"), target)
    assert kept.repeated == 0
    with closing(sqlite3.connect(target)) as database:
        return {
            "documents": database.execute("SELECT record_id FROM documents").fetchall(),
            "joined": database.execute(
                "SELECT record_id, text FROM documents JOIN claims USING (record_id)"
            ).fetchall(),
        }


TWICE = [article(number) | {"id": str(number % 3)} for number in range(6)]
"""Three ids, each of two articles."""


class TestIdsThatAreShared:
    def test_each_row_has_a_name_of_its_own_and_keeps_its_id(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run()
        rows = desk.rows()
        assert sorted(row["id"] for row in rows) == ["0", "0", "1", "1", "2", "2"]
        assert len(set(names(desk))) == 6
        assert [row.get("record_id") for row in rows].count(None) == 3
        assert list(rows[0])[:2] == ["id", "document"]
        assert list(rows[-1])[:3] == ["id", "record_id", "document"]

    def test_tables_hold_and_join_all_of_them(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run()
        found = tables(desk)
        assert len(found["documents"]) == 6
        assert len(found["joined"]) == sum(len(row["claims"]) for row in desk.rows())
        assert len({text for _, text in found["joined"]}) == 6

    def test_who_was_read_first_keeps_the_id_whatever_is_finished_first(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        other = Desk(tmp_path / "other")
        other.archive = desk.archive
        desk.holds(TWICE)
        desk.run(at_once=1)
        other.run(at_once=6)
        assert sorted(map(json.dumps, desk.rows())) == sorted(map(json.dumps, other.rows()))
        plain = [row for row in desk.rows() if "record_id" not in row]
        assert [row["document"]["published"] for row in plain] == [
            one["published"] for one in TWICE[:3]
        ]

    def test_names_are_the_same_after_a_restart_and_without_the_state(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run(limit=4)
        desk.run()
        before = sorted(map(json.dumps, desk.rows()))
        for path in desk.folder.glob("run.sqlite3*"):
            path.unlink()
        desk.run()
        assert sorted(map(json.dumps, desk.rows())) == before
        assert len(desk.model.asked) == 6

    def test_a_missing_row_is_written_with_the_name_it_had(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run()
        path = desk.folder / "results.jsonl"
        before = sorted(path.read_text().splitlines())
        path.write_text("".join(f"{line}\n" for line in before[1:5]))
        desk.run()
        assert sorted(path.read_text().splitlines()) == before

    def test_a_corrected_record_gets_a_row_and_a_name(self, desk: Desk) -> None:
        desk.holds([article(1), article(2)])
        desk.run()
        desk.holds([article(1) | {"text": article(7)["text"]}, article(2)])
        desk.run()
        assert [row["id"] for row in desk.rows()].count("a1") == 2
        [later] = [name for name in names(desk) if name.startswith("a1~")]
        assert len(later) == len("a1~") + 8
        assert len(tables(desk)["documents"]) == 3

    def test_an_id_that_looks_like_a_name_is_told_apart_too(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run()
        taken = [name for name in names(desk) if "~" in name]
        desk.holds([*TWICE, *(article(9 + at) | {"id": one} for at, one in enumerate(taken))])
        desk.run()
        assert len(set(names(desk))) == 9

    def test_a_copy_with_the_id_of_its_article(self, desk: Desk) -> None:
        first = article(3)
        again = first | {"text": f"{first['text']} ", "title": "Boats off the quay"}
        desk.holds([first, again])
        desk.run()
        assert len(names(desk)) == len(set(names(desk))) == 2
        assert len(tables(desk)["documents"]) == 2

    def test_after_a_change_of_the_model_the_names_are_given_anew(self, desk: Desk) -> None:
        desk.holds([article(1), article(2)])
        desk.run()
        desk.holds([article(1) | {"text": article(7)["text"]}, article(2)])
        desk.method = replace(desk.method, model="another")
        desk.run()
        assert names(desk) == ["a1", "a2"]


class TestRowsWithNames:
    def test_a_row_with_a_name_is_read_like_any_other(self, desk: Desk) -> None:
        desk.holds(TWICE)
        desk.run()
        lines = (desk.folder / "results.jsonl").read_text().splitlines()
        for line in lines:
            assert record_of(line).document.text_sha256
        shelf = open_shelf(desk.folder)
        assert sorted(entry.id for entry in shelf.entries) == names(desk)
        assert [shelf.ids(entry) for entry in shelf.entries] == [
            {name: row[name] for name in ("id", "record_id") if name in row} for row in desk.rows()
        ]

    @pytest.mark.parametrize("id", ["a", 'with "quotes", and \\', "é漢", "{}", ""])
    def test_the_name_stands_after_the_id(self, id: str) -> None:
        row = f'{{"id":{json.dumps(id)},"document":{{"id":"x"}}}}'
        assert with_record_id(row, id, id) == row
        told = json.loads(with_record_id(row, id, f"{id}~1"))
        assert list(told.items()) == [
            ("id", id),
            ("record_id", f"{id}~1"),
            ("document", {"id": "x"}),
        ]

    def test_rows_of_earlier_versions_go_by_their_id(self) -> None:
        assert record_id_of({"id": "a", "document": {"id": "d"}}) == "a"
        assert record_id_of({"document": {"id": "d"}}) == "d"
        assert record_id_of({"id": "a", "record_id": "a~1", "document": {"id": "d"}}) == "a~1"


def test_names_take_what_sqlite_takes_not(tmp_path: Path) -> None:
    with closing(RunState(tmp_path)) as state:
        given = Names(state.connection)
        text = "00" * 32
        assert given.give(b"1" * 16, "half \ud83d", text) == "half \\ud83d"
        assert given.give(b"1" * 16, "half \ud83d", text) == "half \\ud83d"
        assert given.give(b"2" * 16, "half \ud83d", text) == "half \\ud83d~32323232"
        assert given.give(b"2222" + b"3" * 12, "half \ud83d", text) == "half \\ud83d~32323232~2"


def ten(number: int) -> str:
    """Ten articles without ids, of their own."""
    articles = [article(number * 10 + one) for one in range(10)]
    return "".join(json.dumps({"text": one["text"]}) + "\n" for one in articles)


class TestIdsFromPlaces:
    """`read_records` of several inputs."""

    @pytest.fixture(autouse=True)
    def tree(self, tmp_path: Path) -> Path:
        tree = tmp_path / "tree"
        for number, month in enumerate(("2028/jan", "2028/feb", "2029/jan")):
            (tree / month).mkdir(parents=True)
            (tree / month / "news.jsonl").write_text(ten(number))
            (tree / month / f"{number}.txt").write_text(article(90 + number)["text"])
        return tree

    def ids(self, *inputs: object) -> list[str]:
        return [str(one.id) for one in read_records([str(one) for one in inputs])]

    def files(self, *inputs: object) -> set[str]:
        ids = self.ids(*inputs)
        assert len(ids) == len(set(ids))
        return {id.partition("#")[0] for id in ids}

    def test_one_input_alone_counts_from_its_folder(self, tree: Path) -> None:
        assert self.files(tree / "2028/jan/news.jsonl") == {"news.jsonl"}
        assert self.files(tree / "2028") == {
            *("feb/1.txt", "feb/news.jsonl", "jan/0.txt", "jan/news.jsonl")
        }

    @pytest.mark.parametrize(
        ("inputs", "files"),
        [
            (("2028/jan/news.jsonl", "2028/feb/news.jsonl"), ("jan/news.jsonl", "feb/news.jsonl")),
            (("2028/jan", "2029/jan"), ("2028/jan/news.jsonl", "2029/jan/news.jsonl",
                                        "2028/jan/0.txt", "2029/jan/2.txt")),
            (("2028/*/*.jsonl", "2029/jan/news.jsonl"),
             ("jan/news.jsonl", "feb/news.jsonl", "news.jsonl")),
            (("2028/jan/*.jsonl", "2028/feb/*.jsonl"), ("jan/news.jsonl", "feb/news.jsonl")),
            (("2028/jan/0.txt", "2028/feb/1.txt"), ("0.txt", "1.txt")),
            (("2028/jan/0.txt", "2028/jan/news.jsonl"), ("0.txt", "news.jsonl")),
        ],
    )  # fmt: skip
    def test_names_that_are_alike_are_told_apart(
        self, tree: Path, inputs: tuple[str, ...], files: tuple[str, ...]
    ) -> None:
        given = [tree / one for one in inputs]
        assert self.files(*given) == set(files)
        assert self.files(*reversed(given)) == self.files(*given)

    def test_they_stay_when_the_tree_is_moved(self, tree: Path, tmp_path: Path) -> None:
        months = ("2028/jan", "2028/feb", "2029/jan/news.jsonl")
        before = self.ids(*(tree / one for one in months))
        moved = tmp_path / "somewhere" / "else"
        moved.parent.mkdir()
        tree.rename(moved)
        assert self.ids(*(moved / one for one in months)) == before

    def test_from_inside_the_tree_too(self, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tree / "2028" / "jan")
        assert self.files("news.jsonl", "../feb/news.jsonl") == {"jan/news.jsonl", "feb/news.jsonl"}
        monkeypatch.chdir(tree / "2028")
        assert self.files("jan", "feb/news.jsonl") == {
            *("jan/news.jsonl", "jan/0.txt", "feb/news.jsonl")
        }

    def test_a_file_given_twice_is_one(self, tree: Path) -> None:
        news = tree / "2028/jan/news.jsonl"
        assert self.ids(news, news) == self.ids(news) * 2

    def test_a_run_over_both_has_a_row_each_in_all_tables(self, desk: Desk, tree: Path) -> None:
        both = (str(tree / "2028/jan/news.jsonl"), str(tree / "2028/feb/news.jsonl"))
        order = desk.order()
        desk.run(selection=replace(order.selection, inputs=both))
        assert len({row["id"] for row in desk.rows()}) == 20
        found = tables(desk)
        assert len(found["documents"]) == 20
        assert len(found["joined"]) == sum(len(row["claims"]) for row in desk.rows())

    def test_in_packed_files_too(self, tree: Path) -> None:
        for month in ("jan", "feb"):
            packed = shutil.make_archive(str(tree / month), "zip", tree / "2028" / month)
            shutil.move(packed, tree / "2028" / month / "all.zip")
        files = self.files(tree / "2028/jan/all.zip", tree / "2028/feb/all.zip")
        assert {one.partition("/")[0] for one in files} == {"jan", "feb"}
