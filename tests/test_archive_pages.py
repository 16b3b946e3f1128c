"""A run's results as web pages: each report beside its article, found again; an index of them."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html
from sample_summary import with_text

from summarizer.archive.configuration import Configuration
from summarizer.archive.intake import Selection, Shard
from summarizer.archive.pages import Ears, Pages, articles_of, write_pages
from summarizer.archive.run import Order, Run
from summarizer.archive.work import Counts, Done, Settle, Task, Tasks
from summarizer.cli import main
from summarizer.cli.ending import DONE, FAILED, REJECTED, STOPPED, USED_WRONGLY
from summarizer.errors import DocumentError, RunError, SettingsError
from summarizer.sources import BadRecord, ReadingOptions, Record

TOWNS = "Orlen Varrow Drennick Sarrow Marenda".split()


PARTS = ("events", "claims", "entities", "rejected", "coverage", "usage")
NO_DIGEST = json.dumps({"document": {}} | {part: [] for part in PARTS})


def article(town: str, **fields: Any) -> dict[str, Any]:
    words = f"The bridge at {town} was closed.\n\nNobody in {town} was told why."
    return {"id": town.lower(), "words": words, **fields}


def row_of(task: Task) -> dict[str, Any]:
    """A summary whose spans hold the first sentence of the article."""
    summary = with_text(task.document.text.partition("\n")[0])
    return {
        "id": task.id,
        **summary.model_copy(update={"document": task.document.info}).model_dump(mode="json"),
    }


class Backwards:
    """An engine without a model. What it is given first it finishes last, as many workers may."""

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        for task in reversed(list(filter(None, tasks))):
            settle(Done(task.key, task.id, json.dumps(row_of(task)), Counts()))


class Made:
    """An archive and a run over it."""

    def __init__(self, folder: Path) -> None:
        self.archive = folder / "archive.jsonl"
        self.folder = folder / "out"
        self.results = self.folder / "results.jsonl"
        self.html = self.folder / "html"
        self.notes: list[str] = []
        self.counted: list[int] = []
        self.ears = Ears(self.notes.append, self.counted.append)

    def holds(self, *articles: dict[str, Any]) -> None:
        self.archive.write_text("".join(json.dumps(one) + "\n" for one in articles))

    def run(self, **selection: Any) -> None:
        chosen = Selection(
            inputs=(str(self.archive),), reading=ReadingOptions(text_field="words"), **selection
        )
        order = Order(selection=chosen, folder=self.folder, dedupe=False)
        with Run(order, Configuration({})) as run:
            asyncio.run(run.work(Backwards()))

    def pages(self, *sources: str) -> Pages:
        articles = articles_of(self.folder, sources or (str(self.archive),), self.ears)
        return write_pages(self.results, self.html, articles, self.ears)

    def rows(self) -> list[list[Any]]:
        """What the index says of the articles, in its order."""
        page = html.fromstring((self.html / "index.html").read_text(encoding="utf-8"))
        found: list[list[Any]] = json.loads(page.get_element_by_id("data").text)["rows"]
        return found

    def reports(self) -> list[str]:
        return [row[-1] for row in self.rows()]

    def report(self, name: str) -> str:
        """The article that a report shows, on one line."""
        page = html.fromstring((self.html / "reports" / name).read_text(encoding="utf-8"))
        article = page.get_element_by_id("article")
        for added in article.xpath(".//sup"):
            added.drop_tree()
        return " ".join(article.text_content().split())


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path)
    made.holds(*map(article, TOWNS))
    made.run()
    return made


class TestPages:
    def test_each_row_has_its_report_beside_its_article(self, made: Made) -> None:
        pages = made.pages()
        assert pages == Pages(made.html / "index.html", reports=5, without_text=0, left_out=0)
        assert "Nobody in Sarrow was told why." in made.report("sarrow.html")
        assert 'href="../index.html">All articles</a>' in (
            made.html / "reports" / "sarrow.html"
        ).read_text(encoding="utf-8")
        assert (made.notes, made.counted) == ([], [1, 2, 3, 4, 5])

    def test_the_index_is_in_the_order_of_the_archive(self, made: Made) -> None:
        finished = [json.loads(line)["id"] for line in made.results.read_text().splitlines()]
        assert finished == [town.lower() for town in reversed(TOWNS)]
        made.pages()
        assert made.reports() == [f"./reports/{town.lower()}.html" for town in TOWNS]

    def test_articles_are_read_as_they_are_shown(self, made: Made) -> None:
        read = 0

        def counted() -> Iterator[Record | BadRecord]:
            nonlocal read
            for record in articles_of(made.folder, (str(made.archive),), made.ears):
                read += 1
                yield record

        ahead: list[int] = []
        ears = Ears(made.notes.append, lambda reports: ahead.append(read - reports))
        write_pages(made.results, made.html, counted(), ears)
        assert ahead == [0, 0, 0, 0, 0]

    def test_a_part_of_the_archive_is_read_as_the_run_read_it(self, tmp_path: Path) -> None:
        made = Made(tmp_path)
        made.holds(*map(article, TOWNS))
        shard = Shard(1, 2)
        made.run(shard=shard, limit=2)
        taken = [town.lower() for town in TOWNS if shard.holds(town.lower())][:2]
        pages = made.pages()
        assert (pages.reports, pages.without_text) == (len(taken), 0)
        assert made.reports() == [f"./reports/{town}.html" for town in taken]

    def test_an_article_that_was_changed_is_not_shown_as_the_one_that_was_read(
        self, made: Made
    ) -> None:
        made.holds(article("Orlen") | {"words": "Another story."}, *map(article, TOWNS[1:]))
        assert made.pages().without_text == 1
        assert "The article’s text is not at hand." in made.report("orlen.html")
        assert "The bridge at Orlen was closed." in made.report("orlen.html")
        assert "Another story" not in made.report("orlen.html")
        assert made.reports()[-1] == "./reports/orlen.html"

    def test_two_articles_with_the_same_words_have_a_report_each(self, tmp_path: Path) -> None:
        made = Made(tmp_path)
        made.holds(article("Orlen"), article("Orlen", id="again"))
        made.run()
        assert made.pages().without_text == 0
        assert sorted(made.reports()) == ["./reports/again.html", "./reports/orlen.html"]

    def test_records_that_share_an_id_do_not_share_a_report(self, tmp_path: Path) -> None:
        made = Made(tmp_path)
        made.holds(article("Orlen", id="one"), article("Varrow", id="one"))
        made.run()
        made.pages()
        first, second = (name.rpartition("/")[2] for name in made.reports())
        assert "Orlen" in made.report(first)
        assert "Varrow" in made.report(second)

    def test_records_that_are_bad_or_empty_are_passed_over(self, made: Made) -> None:
        made.holds(
            article("Orlen") | {"words": "<html><body></body></html>"}, *map(article, TOWNS[1:])
        )
        lines = made.archive.read_text()
        made.archive.write_text('{"id": "broken\n{"id": "empty", "words": " "}\n' + lines)
        pages = made.pages()
        assert (pages.reports, pages.without_text) == (5, 1)


class TestWhereArticlesAre:
    def test_a_source_takes_the_place_of_the_inputs(self, made: Made, tmp_path: Path) -> None:
        made.archive.rename(tmp_path / "moved.jsonl")
        assert made.pages(str(tmp_path / "moved.jsonl")).without_text == 0
        assert made.notes == []

    @pytest.mark.parametrize(
        "named",
        [
            "{archive}",
            "http://127.0.0.1:{port}/archive.jsonl",
            "file://{archive}",
            "{pipe}",
            "s3://bucket/archive.jsonl",
            "\x1b[2Jarchive",
        ],
    )
    def test_what_a_strangers_run_names_is_not_looked_at(
        self, command: "Command", made: Made, tmp_path: Path, named: str
    ) -> None:
        """A pipe would hold us up, and a server would be told."""
        os.mkfifo(tmp_path / "pipe")
        about = json.loads((made.folder / "run.json").read_text())
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            name = named.format(archive=made.archive, port=port, pipe=tmp_path / "pipe")
            about["inputs"] = [name]
            (made.folder / "run.json").write_text(json.dumps(about))
            ended = command(made.folder, "--to", "html")
            server.settimeout(0)
            with pytest.raises(BlockingIOError):
                server.accept()
        assert ended.code == DONE
        assert "give --source to have the articles beside what is cited of them (the run read " in (
            ended.err
        )
        assert "\x1b" not in ended.err
        assert "The bridge at Varrow was closed." in made.report("varrow.html")
        assert "Nobody in Varrow" not in made.report("varrow.html")

    @pytest.mark.parametrize("about", [None, "", "[]", "[1]", '{"inputs": []}', '{"order": {}}'])
    def test_a_folder_that_does_not_say_its_inputs_is_a_note(
        self, made: Made, about: str | None
    ) -> None:
        (made.folder / "run.json").unlink()
        if about is not None:
            (made.folder / "run.json").write_text(about)
        pages = write_pages(
            made.results, made.html, articles_of(made.folder, (), made.ears), made.ears
        )
        assert pages.without_text == 5
        assert made.notes == ["give --source to have the articles beside what is cited of them"]

    def test_a_source_that_is_not_there_ends_it(self, made: Made, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="nowhere"):
            made.pages(str(tmp_path / "nowhere.jsonl"))


class TestLines:
    @pytest.mark.parametrize("wrong", ["{broken", "[]", '{"id": "x"}', NO_DIGEST])
    def test_a_line_that_is_no_result_is_a_note(self, made: Made, wrong: str) -> None:
        made.results.write_text(f"{wrong}\n" + made.results.read_text())
        pages = made.pages()
        assert (pages.reports, pages.left_out) == (5, 1)
        assert made.notes == [f"line 1 of {made.results} is no result of a run; it is left out"]

    def test_a_result_of_another_version_is_a_note(self, made: Made) -> None:
        first, *rest = made.results.read_text().splitlines(keepends=True)
        made.results.write_text(
            json.dumps({**json.loads(first), "mood": "glad"}) + "\n" + "".join(rest)
        )
        pages = made.pages()
        assert (pages.reports, pages.left_out) == (4, 1)
        assert made.notes[0].startswith("marenda is left out: ")
        assert "mood" in made.notes[0]

    def test_a_line_that_is_being_written_is_left_for_later(self, made: Made) -> None:
        made.results.write_bytes(made.results.read_bytes()[:-1])
        assert (made.pages().reports, made.notes) == (4, [])

    def test_without_results(self, made: Made) -> None:
        made.results.unlink()
        with pytest.raises(SettingsError, match="there is no"):
            made.pages()
        assert not made.html.exists()

    def test_where_nothing_can_be_written(self, made: Made) -> None:
        made.html.write_text("")
        with pytest.raises(RunError, match="cannot write"):
            made.pages()

    def test_broken_off_it_leaves_the_index_as_it_was_and_no_half_page(self, made: Made) -> None:
        made.pages()
        before = (made.html / "index.html").read_bytes()

        def stop(reports: int) -> None:
            if reports == 3:
                raise KeyboardInterrupt

        articles = articles_of(made.folder, (str(made.archive),), made.ears)
        with pytest.raises(KeyboardInterrupt):
            write_pages(made.results, made.html, articles, Ears(made.notes.append, stop))
        assert (made.html / "index.html").read_bytes() == before
        assert len(list((made.html / "reports").iterdir())) == 5


class Ended(NamedTuple):
    """How the program ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs `summarizer export` in this process."""

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["summarizer", "export", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *capfd.readouterr())

    return call


class TestCommand:
    def test_pages_go_beside_the_results(self, command: Command, made: Made) -> None:
        ended = command(made.folder, "--to", "html", "--source", made.archive)
        assert (ended.code, ended.out) == (DONE, "")
        assert f"5 documents in {made.html / 'index.html'}\n" in ended.err
        assert "Nobody in Sarrow was told why." in made.report("sarrow.html")

    def test_pages_go_elsewhere_and_articles_come_from_elsewhere(
        self, command: Command, made: Made, tmp_path: Path
    ) -> None:
        made.archive.rename(tmp_path / "moved.jsonl")
        made.html = tmp_path / "web"
        ended = command(
            made.folder, "--to", "html", "--source", tmp_path / "moved.jsonl", "-o", made.html
        )
        assert (ended.code, "just the cited sentences" in ended.err) == (DONE, False)
        assert made.report("orlen.html").endswith("Nobody in Orlen was told why.")

    def test_what_is_missing_is_told(self, command: Command, made: Made) -> None:
        made.archive.unlink()
        made.results.write_text("{}\n" + made.results.read_text())
        ended = command(made.folder, "--to", "html")
        assert ended.code == REJECTED
        assert "1 left out" in ended.err
        assert "5 with just the cited sentences" in ended.err

    def test_a_single_summary(self, command: Command, made: Made, tmp_path: Path) -> None:
        row = json.loads(made.results.read_text().splitlines()[0])
        del row["id"]
        (tmp_path / "one.json").write_text(json.dumps(row, indent=2))
        (tmp_path / "one.txt").write_text(article("Marenda")["words"])
        ended = command(tmp_path / "one.json", "--to", "html", "--source", tmp_path / "one.txt")
        assert "1 document in" in ended.err
        made.html = tmp_path / "html"
        assert "Nobody in Marenda" in made.report(f"{row['document']['id']}.html")

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (("--to", "csv", "--source", "x"), USED_WRONGLY, "--source is for --to html"),
            (("--to", "html", "--source", "nowhere"), FAILED, "nowhere"),
            (("--to", "html", "-o", "out/run.json"), USED_WRONGLY, "no folder"),
        ],
    )
    def test_what_cannot_be_is_one_line(
        self,
        command: Command,
        made: Made,
        monkeypatch: pytest.MonkeyPatch,
        arguments: tuple[str, ...],
        code: int,
        words: str,
    ) -> None:
        monkeypatch.chdir(made.folder.parent)
        ended = command(made.folder, *arguments)
        assert (ended.code, words in ended.err) == (code, True)

    def test_ctrl_c_is_one_line(
        self, command: Command, made: Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("summarizer.archive.pages.to_html", stop)
        ended = command(made.folder, "--to", "html")
        assert ended.code == STOPPED
        assert "run the same command again" in ended.err
        assert not (made.html / "index.html").exists()
