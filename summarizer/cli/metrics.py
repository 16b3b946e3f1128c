"""A page for Prometheus while `summarizer batch` is at work: the same figures as the panel shows.

They are read off the board when somebody asks for them. Counters go on from what earlier sessions of
the run came to; what can also fall (a failed article that is tried again) is a gauge.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from summarizer.archive.state import Totals
from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from summarizer.cli.batch_progress import Board
    from summarizer.models.flow import FlowState

__all__ = ["HOST", "Page", "serving"]

HOST: Final = "127.0.0.1"
"""What an archive costs and how it goes is for this machine alone; a proxy can take it further."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """One figure of the run's totals, as a counter."""

    name: str
    help: str
    of: Callable[[Totals], float]


_SUMS: Final = (
    _Sum("articles_done", "Articles with a row in results.jsonl.", lambda t: t.done),
    _Sum("events", "Events in the rows.", lambda t: t.events),
    _Sum("claims", "Claims in the rows.", lambda t: t.claims),
    _Sum("rejected_items", "Items that failed their checks.", lambda t: t.rejected),
    _Sum("copies", "Articles found to be copies of an earlier one.", lambda t: t.copies),
    _Sum("saved_calls", "Calls that copies made unnecessary.", lambda t: t.saved),
    _Sum("questions", "Questions answered, from the journal too.", lambda t: t.questions),
    _Sum("replayed_questions", "Questions answered from the journal.", lambda t: t.replayed),
    _Sum("calls", "Calls to the model, failed attempts too.", lambda t: t.calls),
    _Sum("input_tokens", "Tokens read by the model, cached ones too.", lambda t: t.input_tokens),
    _Sum("cached_input_tokens", "Tokens read out of its cache.", lambda t: t.cached_tokens),
    _Sum("output_tokens", "Tokens written by the model.", lambda t: t.output_tokens),
)


class Page:
    """What Prometheus is given, collected anew each time (a `Collector` of its client)."""

    def __init__(self, board: "Board") -> None:
        self._board = board

    def collect(self) -> "Iterator[Metric]":
        totals = self._board.totals
        for one in _SUMS:
            yield _counter(one.name, one.help, one.of(totals))
        if totals.cost is not None:
            yield _counter("cost_usd", "What the calls cost, in US dollars.", totals.cost)
        yield _gauge("articles_failed", "Articles without a row, for now.", totals.failed)
        yield _gauge("articles_unreadable", "Records that could not be read.", totals.bad)
        if (expected := self._board.expected) is not None:
            yield _gauge("articles_expected", "Records there are in all.", expected)
        articles, tokens = self._board.pace.rates()
        yield _gauge("articles_per_second", "Over the last minute.", articles)
        yield _gauge("tokens_per_second", "Over the last minute.", tokens)
        if (state := self._board.state()) is not None:
            yield from _flowing(state)


def _flowing(state: "FlowState") -> "Iterator[Metric]":
    """How calls flow at the moment, where they are made in this process."""
    yield _gauge("calls_in_flight", "Calls under way.", state.in_flight)
    yield _gauge("calls_in_flight_limit", "How many may be under way.", state.limit)
    yield _gauge("calls_waiting", "Calls that wait for their turn.", state.waiting)
    yield _gauge("provider_down", "1 while the circuit breaker is open.", state.is_open)
    yield _gauge("pause_seconds", "Until the provider may be called again.", state.paused_for)
    yield _counter("overloads", "Attempts refused for too many in this session.", state.overloads)
    yield _counter("failed_attempts", "Attempts failed otherwise.", state.failures)


def _counter(name: str, help: str, value: float) -> "Metric":
    from prometheus_client.core import CounterMetricFamily  # an extra

    return CounterMetricFamily(f"summarizer_{name}", help, value)


def _gauge(name: str, help: str, value: float) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # an extra

    return GaugeMetricFamily(f"summarizer_{name}", help, float(value))


@contextmanager
def serving(board: "Board", port: int) -> Iterator[None]:
    """The board's figures at http://127.0.0.1:PORT/metrics, as long as the block lasts.

    Raises SettingsError when the package is missing or the port cannot be had.
    """
    try:
        from prometheus_client import CollectorRegistry, start_http_server  # an extra
    except ImportError:
        raise SettingsError(
            "metrics need the extra: pip install 'structured-summarizer[metrics]'"
        ) from None
    # A registry of its own: the package's common one tells of the Python process as well.
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Page(board))
    try:
        server, thread = start_http_server(port, HOST, registry)
    except OSError as error:
        raise SettingsError(
            f"metrics cannot be served at port {port}: {error.strerror or error};"
            " give another --metrics-port"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
