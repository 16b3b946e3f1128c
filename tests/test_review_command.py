"""`summarizer review`: what it is told, what it refuses, and that it can be stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
import typer
from reviewing import write_result
from typer.testing import CliRunner

import summarizer.review
from summarizer.cli.ending import FAILED, STOPPED, USED_WRONGLY
from summarizer.cli.review import review

LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter/[\w-]{43}")

app = typer.Typer()
app.command()(review)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the server was started with; it is ready and stopped at once."""
    started: list[Any] = []

    def serve(shelf: Any, place: Any, reviewer: str, on_ready: Any) -> None:
        started.append((shelf, place, reviewer))
        on_ready(f"http://{place.host}/enter/secret")

    monkeypatch.setattr(summarizer.review, "serve", serve)
    monkeypatch.setattr(typer, "launch", lambda link: started.append(link))
    return started


class TestTold:
    def test_it_opens_the_link_and_prints_it(self, tmp_path: Path, serving: list[Any]) -> None:
        ended = run(write_result(tmp_path), "--reviewer", "Bo", "--port", 8123)
        assert ended.exit_code == 0
        assert ended.stdout == "http://127.0.0.1/enter/secret\n"
        (shelf, place, reviewer), link = serving
        assert (place.host, place.port, reviewer) == ("127.0.0.1", 8123, "Bo")
        assert shelf.entries
        assert link == "http://127.0.0.1/enter/secret"

    def test_it_need_not_open_a_browser(self, tmp_path: Path, serving: list[Any]) -> None:
        run(write_result(tmp_path), "--no-open")
        assert len(serving) == 1

    def test_letting_others_in_is_warned_of(self, tmp_path: Path, serving: list[Any]) -> None:
        ended = run(write_result(tmp_path), "--host", "0.0.0.0", "--shared", "--no-open")
        assert "warning" in ended.stderr
        assert "not encrypted" in ended.stderr
        assert "warning" not in run(write_result(tmp_path), "--no-open").stderr


class TestRefused:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "desk.example"])
    def test_others_are_not_let_in_by_accident(
        self, tmp_path: Path, serving: list[Any], host: str
    ) -> None:
        ended = run(write_result(tmp_path), "--host", host)
        assert ended.exit_code == USED_WRONGLY
        assert "--shared" in ended.stderr
        assert serving == []

    def test_a_result_that_is_not_there(self, tmp_path: Path) -> None:
        ended = run(tmp_path / "none.json")
        assert ended.exit_code == USED_WRONGLY
        assert "there is no" in ended.stderr

    def test_an_article_of_something_else(self, tmp_path: Path) -> None:
        other = tmp_path / "other.txt"
        other.write_text("Nothing of this is true of the ferry.", encoding="utf-8")
        ended = run(write_result(tmp_path), "--source", other)
        assert ended.exit_code == FAILED
        assert "is not what" in ended.stderr

    def test_a_place_where_somebody_else_listens(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            ended = run(write_result(tmp_path), "--port", port, "--no-open")
        assert ended.exit_code == USED_WRONGLY
        assert "cannot listen" in ended.stderr

    def test_without_the_extra_it_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in [name for name in sys.modules if name.startswith("summarizer.review")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(summarizer, "review")
        monkeypatch.setitem(sys.modules, "uvicorn", None)
        ended = run(write_result(tmp_path))
        assert ended.exit_code == USED_WRONGLY
        assert "structured-summarizer[review]" in ended.stderr


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r});" + (
        "from test_review_command import app; app()"
    )
    arguments = [sys.executable, "-c", code, str(write_result(tmp_path)), "--no-open"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        link = running.stdout.readline().strip()
        assert LINK.fullmatch(link)
        with httpx2.Client(follow_redirects=True) as client:
            answer = client.get(link)
        assert "Port Aldmere" in answer.text
        os.kill(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=10)
    assert running.returncode == STOPPED
    assert "everything is saved" in told
    assert "/enter/" not in told
