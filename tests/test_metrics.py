"""The page for Prometheus: what stands on it, where it is served, and that it is gone afterwards."""

import socket
import sys
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from summarizer.archive.state import Totals
from summarizer.archive.work import Counts, Done
from summarizer.cli.batch_progress import Board
from summarizer.cli.metrics import HOST, Page, serving
from summarizer.errors import SettingsError
from summarizer.models.flow import FlowState

TOTALS = Totals(
    done=7,
    failed=2,
    bad=1,
    copies=3,
    events=11,
    claims=19,
    rejected=5,
    saved=6,
    questions=40,
    replayed=8,
    calls=34,
    input_tokens=9000,
    cached_tokens=4000,
    output_tokens=600,
    cost=0.25,
)
OUTAGE = FlowState(
    in_flight=3, limit=16, waiting=9, is_open=True, paused_for=4.5, overloads=2, failures=1
)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> Board:
    return Board(clock)


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def figures_on(page: str) -> dict[str, float]:
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def read(board: Board) -> dict[str, float]:
    """What the board's page has, without a server."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Page(board))
    return figures_on(generate_latest(registry).decode())


def fetched(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=5) as answer:
        return figures_on(answer.read().decode())


def test_the_page_has_the_figures_of_the_run(board: Board) -> None:
    board.began(TOTALS, 50)
    figures = read(board)
    assert figures["summarizer_articles_done_total"] == 7
    assert figures["summarizer_articles_failed"] == 2
    assert figures["summarizer_articles_unreadable"] == 1
    assert figures["summarizer_articles_expected"] == 50
    assert figures["summarizer_rejected_items_total"] == 5
    assert figures["summarizer_questions_total"] == 40
    assert figures["summarizer_replayed_questions_total"] == 8
    assert figures["summarizer_input_tokens_total"] == 9000
    assert figures["summarizer_cached_input_tokens_total"] == 4000
    assert figures["summarizer_output_tokens_total"] == 600
    assert figures["summarizer_cost_usd_total"] == 0.25


def test_every_total_is_told(board: Board) -> None:
    board.began(TOTALS, None)
    told = read(board).values()
    missing = {"carried"}  # of interest with a row beside it only
    for name in Totals.__dataclass_fields__.keys() - missing:
        assert getattr(TOTALS, name) in told, name


def test_figures_are_those_of_the_moment(board: Board, clock: Clock) -> None:
    board.began(Totals(), None)
    before = read(board)
    clock.now += 2
    board.settled(Done(b"k", "one", "{}", Counts()), Totals(done=1, output_tokens=30))
    after = read(board)
    assert before["summarizer_articles_per_second"] == 0
    assert after["summarizer_articles_done_total"] == 1
    assert after["summarizer_articles_per_second"] == 0.5
    assert after["summarizer_tokens_per_second"] == 15


def test_what_is_not_known_is_not_told(board: Board) -> None:
    board.began(Totals(), None)
    figures = read(board)
    assert "summarizer_cost_usd_total" not in figures
    assert "summarizer_articles_expected" not in figures
    assert "summarizer_calls_in_flight" not in figures


def test_the_page_tells_how_calls_flow(board: Board) -> None:
    board.watch(lambda: OUTAGE)
    figures = read(board)
    assert figures["summarizer_calls_in_flight"] == 3
    assert figures["summarizer_calls_in_flight_limit"] == 16
    assert figures["summarizer_calls_waiting"] == 9
    assert figures["summarizer_provider_down"] == 1
    assert figures["summarizer_pause_seconds"] == 4.5
    assert figures["summarizer_overloads_total"] == 2
    assert figures["summarizer_failed_attempts_total"] == 1


def test_each_run_serves_its_own_page_as_long_as_it_lasts(board: Board, port: int) -> None:
    for done in (1, 2):
        board.began(Totals(done=done), None)
        with serving(board, port):
            assert fetched(port)["summarizer_articles_done_total"] == done
    with pytest.raises(urllib.error.URLError):
        fetched(port)


def test_a_port_in_use_is_told_in_one_line(board: Board, port: int) -> None:
    with (
        closing(socket.create_server((HOST, port))),
        pytest.raises(SettingsError, match=f"port {port}.*another --metrics-port") as raised,
        serving(board, port),
    ):
        pass
    assert "\n" not in str(raised.value)


def test_a_missing_package_is_named(
    board: Board, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with (
        pytest.raises(SettingsError, match=r"structured-summarizer\[metrics\]"),
        serving(board, port),
    ):
        pass
