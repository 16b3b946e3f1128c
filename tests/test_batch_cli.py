"""`batch`, `status` and `export` as programs: a real server, real processes, real signals."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer, answer, status
from test_archive import article

from summarizer.archive.answering import Method
from summarizer.archive.crew import CrewEngine, Post
from summarizer.archive.processes import END_SECONDS
from summarizer.archive.state import Totals
from summarizer.archive.work import Outcome, Task
from summarizer.cli.batch_progress import Board
from summarizer.documents import Document
from summarizer.models.flow import FlowLimits, FlowState
from summarizer.settings import Settings
from summarizer.sources import ReadingOptions, Record, Skipped, read_records

SPEAKER = '{"speaker": "Ada Brandt"}'


def good(body: Any) -> Behaviour:
    return answer(SPEAKER)


def slowly(seconds: float) -> Callable[[Any], Behaviour]:
    """Answers after a while, so that there is something to interrupt."""

    def late(body: Any) -> Behaviour:
        time.sleep(seconds)
        return answer(SPEAKER)

    return late


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.jsonl"
    lines = [json.dumps(article(number)) for number in range(12)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(otherwise=good) as running:
        yield running


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "summarizer", *map(str, words)]


def environment() -> dict[str, str]:
    hidden = ("OPENAI", "SUMMARIZER")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words), env=environment(), capture_output=True, text=True, timeout=60, check=False
    )


def batch(archive: Path, out: Path, url: str, *more: object) -> list[str]:
    words = ("batch", archive, "--out", out, "--base-url", url, "--model", "tiny")
    return command(*words, "--strategy", "focused", *more)


def rows(out: Path) -> list[dict[str, Any]]:
    text = (out / "results.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_an_archive_through_the_program(
    archive: Path, tmp_path: Path, server: FaultyServer
) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        batch(archive, out, server.base_url, "--concurrency", "4"),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "12 done, 0 failed" in done.stderr
    assert done.stdout == ""
    assert sorted(row["id"] for row in rows(out)) == sorted(f"a{number}" for number in range(12))
    assert (out / "failures.jsonl").read_text() == ""
    assert json.loads((out / "run.json").read_text())["state"] == "finished"
    shown = run("status", out)
    assert "done      12 of 12" in shown.stdout
    assert json.loads(run("status", out, "--json").stdout)["totals"]["done"] == 12
    sorted_rows = run("export", out, "--to", "jsonl", "--quiet").stdout.splitlines()
    ids = [json.loads(line)["id"] for line in sorted_rows]
    assert ids == sorted(ids)
    assert len(ids) == 12


@pytest.mark.signals
def test_ctrl_c_finishes_what_is_under_way_and_the_next_run_goes_on(
    archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with FaultyServer(otherwise=slowly(0.3)) as server:
        process = subprocess.Popen(
            batch(archive, out, server.base_url, "--concurrency", "2"),
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        _wait_until(lambda: server.calls >= 2)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 130, told
        assert "stopping: finishing what is under way" in told
        answered = server.calls
        assert len(rows(out)) == answered < 12
        again = subprocess.run(
            batch(archive, out, server.base_url, "--quiet"),
            env=environment(),
            timeout=60,
            check=False,
        )
        assert again.returncode == 0
        assert server.calls == 12
    assert len(rows(out)) == 12


@pytest.mark.signals
@pytest.mark.parametrize("concurrency", [2, 64])  # in one process, and in two
def test_a_second_ctrl_c_stops_at_once(archive: Path, tmp_path: Path, concurrency: int) -> None:
    out = tmp_path / "out"
    with FaultyServer(otherwise=slowly(20)) as server:
        process = subprocess.Popen(
            batch(archive, out, server.base_url, "--concurrency", concurrency),
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        _wait_until(lambda: server.calls >= 2)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 130, told
    assert "stopped; run the same command again to go on" in told


@pytest.mark.signals
def test_a_signal_to_the_whole_group_lets_a_crew_finish(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with FaultyServer(otherwise=slowly(1)) as server:
        process = subprocess.Popen(
            batch(archive, out, server.base_url, "--concurrency", "64"),
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        _wait_until(lambda: server.calls == 12)
        os.killpg(process.pid, signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130, told
    assert len(rows(out)) == 12


@pytest.mark.signals
def test_ctrl_c_is_heard_while_nothing_but_bad_records_are_read(
    tmp_path: Path, server: FaultyServer
) -> None:
    archive, out = tmp_path / "archive.jsonl", tmp_path / "out"
    archive.write_text("".join(f"{{bad {number}\n" for number in range(200_000)))  # for a minute
    process = subprocess.Popen(
        batch(archive, out, server.base_url), env=environment(), stderr=subprocess.PIPE, text=True
    )
    _wait_until(lambda: (out / "run.json").exists())
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130, told
    assert len((out / "failures.jsonl").read_text().splitlines()) < 200_000


def test_a_killed_run_goes_on_and_asks_no_kept_answer_again(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with FaultyServer(otherwise=slowly(0.2)) as server:
        for _ in range(2):
            before = server.calls
            process = subprocess.Popen(
                batch(archive, out, server.base_url, "--concurrency", "1", "--quiet"),
                env=environment(),
            )
            _wait_until(lambda before=before: server.calls >= before + 2)
            process.kill()
            process.wait()
        finished = subprocess.run(
            batch(archive, out, server.base_url, "--quiet"),
            env=environment(),
            timeout=60,
            check=False,
        )
        assert finished.returncode == 0
        # Of each kill, at most the one question that was on its way is asked again.
        assert 12 <= server.calls <= 14
    assert sorted(row["id"] for row in rows(out)) == sorted(f"a{number}" for number in range(12))


@pytest.mark.signals
def test_two_processes_give_the_rows_that_one_gives(archive: Path, tmp_path: Path) -> None:
    with FaultyServer([status(500), status(429, Retry_After="0")], otherwise=good) as server:
        subprocess.run(
            batch(archive, tmp_path / "crew", server.base_url, "--concurrency", "64"),
            env=environment(),
            timeout=60,
            check=True,
            capture_output=True,
        )
        subprocess.run(
            batch(archive, tmp_path / "one", server.base_url, "--concurrency", "1"),
            env=environment(),
            timeout=60,
            check=True,
            capture_output=True,
        )
    crew, one = (sorted(map(json.dumps, rows(tmp_path / name))) for name in ("crew", "one"))
    assert crew == one
    assert len(one) == 12


def test_a_crew_tells_how_its_calls_flow(
    archive: Path, tmp_path: Path, server: FaultyServer
) -> None:
    settings = Settings.from_environment({}, model="tiny", base_url=server.base_url)
    limits = FlowLimits(max_in_flight=3, start=3)
    engine = CrewEngine(
        Post(settings, Method("tiny", "focused"), limits, tmp_path / "journal.sqlite3"), 1
    )
    tasks = [
        Task(record.digest, record.id, Document.from_record(record))
        for record in read_records([str(archive)], ReadingOptions())
        if isinstance(record, Record)
    ]
    seen: list[FlowState] = []

    def settle(outcome: Outcome) -> None:
        seen.append(engine.flow())

    asyncio.run(engine.run(iter(tasks), settle))
    assert {state.limit for state in seen} == {3}
    assert not any(state.is_open for state in seen)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--concurrency", "many"), "--concurrency takes a number from 1, or auto"),
        (("--shard", "3/2"), "--shard takes I/N"),
        (("--max-cost", "5"), "no price is known"),
    ],
)
def test_wrong_options_are_one_line(
    archive: Path, tmp_path: Path, server: FaultyServer, words: tuple[str, ...], says: str
) -> None:
    done = subprocess.run(
        batch(archive, tmp_path / "out", server.base_url, *words),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_input_that_is_not_there_is_one_line(tmp_path: Path, server: FaultyServer) -> None:
    done = subprocess.run(
        batch(tmp_path / "nothing.jsonl", tmp_path / "out", server.base_url),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "nothing.jsonl" in done.stderr.strip().splitlines()[-1]


def test_a_journal_that_is_none_is_one_line_that_names_options_there_are(
    archive: Path, tmp_path: Path, server: FaultyServer
) -> None:
    (tmp_path / "journal.sqlite3").write_text("not a database, but a note of some length" * 9)
    more = ("--journal", tmp_path / "journal.sqlite3")
    done = subprocess.run(
        batch(archive, tmp_path / "out", server.base_url, *more),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    named = set(re.findall(r"--[a-z-]+", line))
    assert named == {"--journal"}
    assert named <= set(re.findall(r"--[a-z-]+", run("batch", "--help").stdout))


def _wait_until(true: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        threading.Event().wait(0.02)


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([None], "1 file or page was left out: it is no article"),
        ([None, None], "2 files or pages were left out: they are no articles"),
        (["is a pipe"], "1 file or page was left out; skipped.jsonl says why"),
        (["is a pipe", "is a link"], "2 files or pages were left out; skipped.jsonl says why"),
        (
            ["is a pipe", None, None],
            "3 files or pages were left out; skipped.jsonl says why of 1, the others are no articles",
        ),
    ],
)
def test_what_was_left_out_is_told(
    reasons: list[str | None], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    board = Board()
    for reason in reasons:
        board.skipped(Skipped("a", reason=reason))
    board.ended("finished", Totals())
    assert line in capsys.readouterr().err.splitlines()
