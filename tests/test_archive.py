"""A run over an archive, with scripted models: what is kept, gone on with, set aside and refused."""

import asyncio
import gc
import gzip
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet
from scripting import FERRY

from summarizer.archive import crew
from summarizer.archive.answering import Method, begin
from summarizer.archive.configuration import Configuration
from summarizer.archive.counting import counted_beside
from summarizer.archive.crew import processes_for, shares_of
from summarizer.archive.folder import made
from summarizer.archive.intake import Selection, Shard
from summarizer.archive.local import LocalEngine, Worker
from summarizer.archive.readings import HERE, Readings
from summarizer.archive.run import Budget, Ending, Order, Run, Watcher
from summarizer.archive.state import COMMIT_SECONDS, Place, RunState, Totals
from summarizer.archive.status import status_of
from summarizer.archive.work import Counts, Failed, Outcome, Settle, Task, Tasks, next_task
from summarizer.documents import Document
from summarizer.drivers.desk import Finished, advance
from summarizer.errors import ArchiveError, ModelUnavailableError
from summarizer.grounding.reading import Reading
from summarizer.models import ScriptedModel
from summarizer.models.flow import FlowLimits
from summarizer.rounds import Question, Reply, Tokens
from summarizer.store import Journal

TOWNS = "Orlen Varrow Drennick Sarrow Marenda Tarn Ostrel Calder".split()
SPOKEN = Tokens(calls=1, input=100, output=10)


def article(number: int) -> dict[str, Any]:
    """An article of its own, with a statement that grammar leaves to the model."""
    town = TOWNS[number % len(TOWNS)]
    text = (
        f"Ada Brandt and Pavel Lund met in {town} for hour {number}. "
        f"“We counted {number + 3} boats off {town}.”\n\nThe quay of {town} was empty."
    )
    return {"id": f"a{number}", "text": text, "published": f"2029-03-{1 + number % 28:02d}"}


def answer(question: Question) -> Reply:
    """One of the two, for every question."""
    return Reply('{"speaker": "Ada Brandt"}', tokens=SPOKEN)


class Notes(Watcher):
    """Keeps what a person would be told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.totals: list[Totals] = []

    def note(self, line: str) -> None:
        self.lines.append(line)

    def settled(self, outcome: Outcome, totals: Totals) -> None:
        self.totals.append(totals)


class Desk:
    """A folder, and runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "out"
        self.archive = folder / "archive.jsonl"
        self.model = ScriptedModel(answer)
        self.notes = Notes()
        self.method = Method("scripted", "focused")

    def holds(self, articles: Sequence[dict[str, Any] | str]) -> None:
        lines = [one if isinstance(one, str) else json.dumps(one) for one in articles]
        self.archive.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def order(self, **changes: Any) -> Order:
        chosen = {name: changes.pop(name) for name in ("shard", "limit") if name in changes}
        selection = Selection(inputs=(str(self.archive),), **chosen)
        return replace(Order(selection=selection, folder=self.folder), **changes)

    def run(self, at_once: int = 3, readings: Readings = HERE, **changes: Any) -> Ending:
        order = self.order(**changes)
        with (
            Run(order, Configuration.of(self.method, ""), self.notes) as run,
            Journal(self.folder / "journal.sqlite3", tells_tokens=True) as journal,
        ):
            worker = Worker(self.model, journal, self.method, 4)
            return asyncio.run(run.work(LocalEngine(worker, at_once), readings))

    def rows(self) -> list[dict[str, Any]]:
        text = (self.folder / "results.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def failures(self) -> list[dict[str, Any]]:
        text = (self.folder / "failures.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.holds([article(number) for number in range(6)])
    return made


def test_a_row_for_each_article_with_its_own_id_first(desk: Desk) -> None:
    assert desk.run() == "finished"
    rows = desk.rows()
    assert sorted(row["id"] for row in rows) == [f"a{number}" for number in range(6)]
    assert list(rows[0])[:2] == ["id", "document"]
    assert all(row["claims"][0]["speaker"]["canonical"] == "Ada Brandt" for row in rows)
    assert all(row["usage"]["seconds"] is None for row in rows)


def test_a_second_run_asks_nothing_and_writes_nothing(desk: Desk) -> None:
    desk.run()
    before = (desk.folder / "results.jsonl").read_bytes()
    asked = len(desk.model.asked)
    assert desk.run() == "finished"
    assert (desk.folder / "results.jsonl").read_bytes() == before
    assert len(desk.model.asked) == asked


def test_new_articles_are_added_to_a_finished_run(desk: Desk) -> None:
    desk.run()
    desk.holds([article(number) for number in range(8)])
    desk.run()
    assert len(desk.rows()) == 8
    assert len(desk.model.asked) == 8


def test_bad_records_are_failures_with_their_place_and_never_an_end(desk: Desk) -> None:
    desk.holds([article(0), '{"id": "torn", "text": "no', article(1), {"id": "empty", "text": " "}])
    assert desk.run() == "finished"
    assert len(desk.rows()) == 2
    assert [one["position"] for one in desk.failures()] == [2, 4]
    assert all(one["reason"] and one["file"].endswith("archive.jsonl") for one in desk.failures())
    assert desk.failures()[1]["id"] == "empty"


def test_a_question_without_an_answer_fails_its_document_alone(desk: Desk) -> None:
    def moody(question: Question) -> Reply:
        if "Drennick" in question.messages[-1].content + question.messages[0].content:
            return Reply("", "failed", "the server answered HTTP 500")
        return answer(question)

    desk.model = ScriptedModel(moody)
    assert desk.run() == "finished"
    assert len(desk.rows()) == 5
    assert [(one["id"], one["reason"]) for one in desk.failures()] == [
        ("a2", "the server answered HTTP 500")
    ]
    desk.model = ScriptedModel(answer)
    desk.run()
    assert desk.model.asked == []  # what failed stays so until it is asked for
    desk.run(retry_failed=True)
    assert len(desk.rows()) == 6
    assert desk.failures() == []
    assert len(desk.model.asked) == 1


def test_a_bad_record_that_was_mended_is_no_failure_any_more(desk: Desk) -> None:
    desk.holds([article(0), "{"])
    desk.run()
    desk.holds([article(0), article(1)])
    desk.run(retry_failed=True)
    assert len(desk.rows()) == 2
    assert desk.failures() == []
    totals = RunState(desk.folder).totals
    assert (totals.done, totals.failed, totals.bad) == (2, 0, 0)


def test_bad_records_that_a_run_does_not_come_to_stay_failures(desk: Desk) -> None:
    empty = {"id": "empty", "text": "<p></p>"}
    desk.holds([article(0), "{", empty, article(1), "{", {**empty, "id": "blank"}])
    desk.run()
    before = desk.failures()
    assert len(before) == 4
    desk.run(retry_failed=True, limit=3)
    assert desk.failures() == before
    for number in (1, 2):
        desk.run(retry_failed=True, shard=Shard(number, 2))
        assert desk.failures() == before
    desk.holds([article(0), article(2), empty, article(1), "{"])
    desk.run(retry_failed=True, limit=4)
    assert [one["position"] for one in desk.failures()] == [3, 5, 6]
    totals = RunState(desk.folder).totals
    assert (totals.done, totals.failed, totals.bad) == (3, 0, 3)
    desk.run(retry_failed=True)
    assert [one["position"] for one in desk.failures()] == [3, 5]  # the last line is gone


def test_rows_do_not_tell_how_often_a_run_was_broken_off(desk: Desk, tmp_path: Path) -> None:
    desk.run()
    whole = sorted(json.dumps(row) for row in desk.rows())
    other = Desk(tmp_path / "other")
    other.archive = desk.archive

    def gone_after_three(question: Question) -> Reply:
        if len(other.model.asked) > 3:
            raise ModelUnavailableError("nobody answers")
        return answer(question)

    other.model = ScriptedModel(gone_after_three)
    with pytest.raises(ModelUnavailableError):
        other.run(at_once=2)
    assert status_of(other.folder).state == "broken off"
    other.model = ScriptedModel(answer)
    other.run()
    assert sorted(json.dumps(row) for row in other.rows()) == whole


def test_half_a_line_left_by_a_kill_is_cut_off(desk: Desk) -> None:
    desk.run(limit=3)
    with (desk.folder / "results.jsonl").open("a") as file:
        file.write('{"id": "a3", "docum')
    desk.run()
    assert sorted(row["id"] for row in desk.rows()) == [f"a{number}" for number in range(6)]


def test_rows_lost_in_a_power_cut_are_written_again(desk: Desk) -> None:
    desk.run()
    path = desk.folder / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-100])
    asked = len(desk.model.asked)
    desk.run()
    assert sorted(row["id"] for row in desk.rows()) == [f"a{number}" for number in range(6)]
    assert len(desk.model.asked) == asked  # their answers are in the journal
    assert any("missing" in line for line in desk.notes.lines)


def test_what_changed_is_told_and_the_rows_before_are_kept(desk: Desk) -> None:
    desk.run()
    desk.method = Method("another", "focused")
    desk.run()
    assert any("model: scripted -> another" in line for line in desk.notes.lines)
    assert len(desk.rows()) == 6
    assert {row["usage"]["model"] for row in desk.rows()} == {"another"}
    aside = desk.folder / "previous" / "001"
    assert len((aside / "results.jsonl").read_text().splitlines()) == 6
    assert RunState(desk.folder).totals.done == 6


def test_copies_are_asked_once_and_stand_on_their_own_characters(desk: Desk) -> None:
    lead = "Wire copy, from our correspondent in the north of the country.\n\n"
    desk.holds([{"id": "first", "text": FERRY}, {"id": "second", "text": lead + FERRY}])
    assert desk.run() == "finished"
    asked = len(desk.model.asked)
    rows = {row["id"]: row for row in desk.rows()}
    assert len(rows) == 2
    for claim in rows["second"]["claims"]:
        for span in claim["content"]:
            assert (lead + FERRY)[span["start"] : span["end"]] == span["text"]
    told = [len(rows[one]["claims"]) for one in ("first", "second")]
    assert told[0] == told[1] > 3
    totals = RunState(desk.folder).totals
    assert (totals.copies, totals.saved > 0) == (1, True)
    desk.model = ScriptedModel(answer)
    other = Desk(desk.folder.parent / "other")
    other.archive = desk.archive
    other.run(dedupe=False)
    assert len(other.model.asked) == 2 * asked


def test_a_copy_of_what_failed_is_asked_by_itself(desk: Desk) -> None:
    desk.holds([{"id": "first", "text": FERRY}, {"id": "second", "text": FERRY + " "}])
    failed: list[str] = []

    def once_failing(question: Question) -> Reply:
        if question.document_id not in failed and not failed:
            failed.append(question.document_id)
        if question.document_id == failed[0]:
            return Reply("", "failed", "gone")
        return answer(question)

    desk.model = ScriptedModel(once_failing)
    desk.run(at_once=1)
    assert [row["id"] for row in desk.rows()] == ["second"]
    assert [one["id"] for one in desk.failures()] == ["first"]


def test_shards_part_the_archive(desk: Desk, tmp_path: Path) -> None:
    found: list[str] = []
    for number in (1, 2, 3):
        part = Desk(tmp_path / str(number))
        part.archive = desk.archive
        part.run(shard=Shard(number, 3))
        found += [row["id"] for row in part.rows()]
    assert sorted(found) == [f"a{number}" for number in range(6)]


def test_a_limit_means_the_same_articles_each_time(desk: Desk) -> None:
    for _ in range(2):
        desk.run(limit=4)
        assert len(desk.rows()) == 4
    desk.run()
    assert len(desk.rows()) == 6


def test_a_budget_ends_a_run_cleanly_and_counts_all_sessions(desk: Desk) -> None:
    assert desk.run(at_once=1, budget=Budget(tokens=250)) == "budget reached"
    assert len(desk.rows()) == 3  # 110 tokens each: the third was begun at 220
    assert desk.run(at_once=1, budget=Budget(tokens=250)) == "budget reached"
    assert len(desk.rows()) == 3
    assert desk.run(budget=Budget(tokens=10_000)) == "finished"
    assert len(desk.rows()) == 6


def test_a_budget_reckons_with_what_is_under_way(desk: Desk) -> None:
    desk.holds([article(number) for number in range(40)])
    assert desk.run(at_once=40, budget=Budget(tokens=1_500)) == "budget reached"
    # Eight go first, 110 tokens each; six more are expected to use up what is left, and do.
    assert len(desk.rows()) == 14


def test_stopping_finishes_what_is_under_way(desk: Desk) -> None:
    class Stopping:
        """Stops the run as soon as it has taken two tasks."""

        async def run(self, tasks: Tasks, settle: Settle) -> None:
            taken = [await next_task(tasks), await next_task(tasks)]
            run.stop()
            assert await next_task(tasks) is None
            worker = Worker(desk.model, None, desk.method, 1)
            for task in filter(None, taken):
                settle(await worker.answer(task))

    with Run(desk.order(), Configuration.of(desk.method, ""), desk.notes) as run:
        assert asyncio.run(run.work(Stopping())) == "stopped"
    assert len(desk.rows()) == 2
    about = json.loads((desk.folder / "run.json").read_text())
    assert (about["state"], about["totals"]["done"]) == ("stopped", 2)


def test_a_password_in_an_address_is_not_written_down(desk: Desk) -> None:
    pytest.importorskip("fsspec")
    order = desk.order()
    inputs = ("memory://user:hush@bucket/*.jsonl",)
    order = replace(order, selection=replace(order.selection, inputs=inputs))
    with Run(order, Configuration.of(desk.method, "")) as run:
        run._write_about("running")
    kept = b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.is_file())
    assert b"bucket" in kept
    assert b"hush" not in kept


def test_one_program_at_a_time(desk: Desk) -> None:
    with (
        Run(desk.order(), Configuration.of(desk.method, "")),
        pytest.raises(ArchiveError, match="another program is at work"),
    ):
        desk.run()


def test_status_beside_a_run_and_after_it(desk: Desk) -> None:
    with Run(desk.order(), Configuration.of(desk.method, "")) as run:
        run._write_about("running")
        assert status_of(desk.folder).state == "running"
    assert status_of(desk.folder).state == "broken off"
    desk.run()
    found = status_of(desk.folder)
    assert (found.state, found.totals.done, found.records) == ("finished", 6, 6)
    with pytest.raises(ArchiveError, match="holds no run"):
        status_of(desk.folder.parent)


def test_status_of_a_folder_that_only_others_may_write_to(desk: Desk) -> None:
    desk.run()
    for name in (".lock", "run.sqlite3-shm"):  # as root everything may be written: but not these
        (desk.folder / name).unlink(missing_ok=True)
        (desk.folder / name).mkdir()
    found = status_of(desk.folder)
    assert (found.state, found.totals.done) == ("finished", 6)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(ArchiveError, match="cannot be used"):
            made(folder)


def test_records_are_counted_beside_a_run_that_takes_a_while(desk: Desk) -> None:
    desk.holds([*(article(number) for number in range(300)), "{"])
    told: list[int] = []
    counted = Event()

    def hear(records: int) -> None:
        told.append(records)
        counted.set()

    with counted_beside(desk.order().selection, hear):
        pass  # over before anybody wonders how long it takes
    assert told == []
    with counted_beside(desk.order().selection, hear, patience=0):
        assert counted.wait(10)
    assert told == [301]


def test_a_full_disk_is_an_error_that_leaves_whole_rows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.archive import results_log

    append = results_log.ResultsLog.append
    written = 0

    def full_after_two(self: results_log.ResultsLog, row: str) -> Any:
        nonlocal written
        written += 1
        if written > 2:
            self._file.write(row[:20].encode())
            self._cut()
            raise self._explained(OSError(28, "No space left on device"))
        return append(self, row)

    monkeypatch.setattr(results_log.ResultsLog, "append", full_after_two)
    with pytest.raises(ArchiveError, match="No space left"):
        desk.run(at_once=1)
    assert len(desk.rows()) == 2
    monkeypatch.undo()
    desk.run()
    assert len(desk.rows()) == 6
    assert len(desk.model.asked) == 6  # the third was answered, and in the journal


def test_the_state_is_one_transaction_an_outcome(desk: Desk) -> None:
    desk.run()
    with closing(sqlite3.connect(desk.folder / "run.sqlite3")) as connection:
        states = connection.execute("SELECT state, count(*) FROM record GROUP BY 1").fetchall()
    assert states == [("done", 6)]


def test_two_hundred_articles_of_a_warc(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file:
        for number in range(200):
            file.write(gzip.compress(_response(number)))
    desk.archive = path
    assert desk.run(at_once=8) == "finished"
    rows = desk.rows()
    assert len(rows) == 200
    assert len({row["id"] for row in rows}) == 200
    assert {row["document"]["source"] for row in rows} == {
        f"https://paper.example/{number}" for number in range(200)
    }
    assert all(row["claims"][0]["speaker"]["canonical"] == "Ada Brandt" for row in rows)


def test_two_hundred_articles_of_a_parquet(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "archive.parquet"
    articles = [article(number) for number in range(200)]
    parquet.write_table(pyarrow.Table.from_pylist(articles), path, row_group_size=64)
    desk.archive = path
    assert desk.run(at_once=8) == "finished"
    assert {row["id"] for row in desk.rows()} == {one["id"] for one in articles}
    assert {row["document"]["published"] for row in desk.rows()} == {
        one["published"] for one in articles
    }
    claims = parquet.read_table(desk.folder / "tables" / "claims").to_pylist()
    assert len({claim["record_id"] for claim in claims}) == 200


def _response(number: int) -> bytes:
    """A WARC record of a page with one article."""
    paragraphs = "".join(f"<p>{one}</p>" for one in article(number)["text"].split("\n\n"))
    page = (
        f"<html><head><title>Notes {number}</title></head><body><article><h1>Notes {number}</h1>"
        f"{paragraphs}</article></body></html>"
    ).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: https://paper.example/{number}\r\nWARC-Date: 2029-03-14T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode()
    return head + http + b"\r\n\r\n"


def test_changes_in_quick_succession_are_committed_together(tmp_path: Path) -> None:
    state, other = RunState(tmp_path), RunState(tmp_path, read_only=True)
    state.set_note("records", "3")
    for number in range(3):
        state.finish(bytes([number]), Place(number * 10, 10), Counts(events=1))
    assert other.standing(b"\x02") is None
    state.commit()
    assert other.standing(b"\x02") == "done"
    state.close()
    assert RunState(tmp_path).totals.events == 3


def test_a_change_that_fails_takes_back_what_was_not_committed(tmp_path: Path) -> None:
    state = RunState(tmp_path)
    state.finish(b"a", Place(0, 10), Counts(events=1))
    state.commit()
    state.finish(b"b", Place(10, 10), Counts(events=1))
    with pytest.raises(TypeError):
        state.fail(b"c", None)  # type: ignore[arg-type]
    assert state.totals.done == 1
    assert (state.standing(b"b"), state.standing(b"c")) == (None, None)


def test_what_comes_last_is_committed_though_nothing_follows_it(desk: Desk) -> None:
    seen: list[int] = []

    class Slow:
        async def run(self, tasks: Tasks, settle: Settle) -> None:
            while (task := await next_task(tasks)) is not None:
                settle(Failed(task.key, task.id, "no answer"))
            await asyncio.sleep(3 * COMMIT_SECONDS)  # as beside a provider that is down
            with closing(RunState(desk.folder, read_only=True)) as state:
                seen.append(state.totals.failed)

    with Run(desk.order(), Configuration.of(desk.method, "")) as run:
        asyncio.run(run.work(Slow()))
    assert seen == [6]


def test_a_disk_that_is_full_meanwhile_ends_the_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless:
        async def run(self, tasks: Tasks, settle: Settle) -> None:
            monkeypatch.setattr(RunState, "commit", full)
            await asyncio.sleep(60)

    def full(state: RunState) -> None:
        monkeypatch.undo()
        raise ArchiveError("no room")

    with (
        pytest.raises(ArchiveError, match="no room"),
        Run(desk.order(), Configuration.of(desk.method, "")) as run,
    ):
        asyncio.run(run.work(Endless()))


def test_a_part_that_is_run_again_does_not_stand_for_the_archive(desk: Desk) -> None:
    desk.run()
    desk.run(limit=2)
    assert status_of(desk.folder).records == 6
    assert status_of(desk.folder).totals.done == 6


@pytest.mark.parametrize(("whole", "processes"), [(65, 2), (64, 2), (200, 3), (12, 3)])
def test_processes_together_use_all_that_they_may_and_no_more(whole: int, processes: int) -> None:
    limits = FlowLimits(max_in_flight=whole, start=whole // 4, rpm=whole, tpm=whole)
    shares = shares_of(limits, processes)
    assert len(shares) == processes
    for name in ("max_in_flight", "start", "rpm", "tpm"):
        parts = [getattr(share, name) for share in shares]
        assert sum(parts) == getattr(limits, name)
        assert max(parts) - min(parts) <= 1
        assert parts[-1] == min(parts)


@pytest.mark.parametrize(
    ("in_flight", "rpm", "cores", "processes"),
    [
        (1, None, 2, 1),
        (3, None, 2, 1),  # a second one would have a single call
        (4, None, 2, 2),
        (4, None, 1, 1),
        (4, None, 16, 2),
        (256, None, 16, 8),
        (256, None, 2, 2),
        (400, 1, 16, 1),
    ],
)
def test_processes_suit_calls_and_cores(
    in_flight: int, rpm: int | None, cores: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "cores", lambda: cores)
    assert processes_for(in_flight, rpm) == processes


def test_a_finished_document_leaves_nothing_to_the_garbage_collector() -> None:
    def summarized(number: int) -> None:
        document = Document.from_text(f"The mayor of Orlen, Ada Brandt, said it rained. {FERRY}")
        dialogue = begin(Task(b"k", f"a{number}", document), Method("scripted", "focused"))
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            step = advance(dialogue, [Reply("{}", "complete", "", Tokens(calls=1)) for _ in step])

    def readings() -> int:
        return sum(isinstance(one, Reading) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = readings()
        summarized(1)
        assert readings() == before
    finally:
        gc.enable()
