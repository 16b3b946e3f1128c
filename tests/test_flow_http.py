"""The gate with a model behind real HTTP: what a server says reaches it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from faulty_server import FaultyServer, good, hang_up, status

from summarizer.errors import SettingsError
from summarizer.models.flow import Flow, FlowLimits, expected_tokens
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport, TransportLimits
from summarizer.models.vendors import VendorEndpoint, VendorModel
from summarizer.rounds import Message, Question, Reply

QUICK = TransportLimits(first_wait=0.001, longest_wait=0.01)
QUESTION = Question(
    "speaker@v1", (Message("user", "Who says so?"),), "speaker", {"type": "object"}, "d", 50
)


def model_at(server: FaultyServer, transport: Transport) -> OpenAICompatible:
    return OpenAICompatible(Endpoint(model="m", name="here/m", base_url=server.base_url), transport)


def ask(server: FaultyServer, flow: Flow, times: int = 1) -> list[Reply]:
    async def scenario() -> list[Reply]:
        model = model_at(server, Transport(QUICK, flow=flow))
        try:
            return await asyncio.gather(*(model.aask(QUESTION) for _ in range(times)))
        finally:
            await model.aclose()

    return asyncio.run(scenario())


def test_status_codes_are_told_apart() -> None:
    flow = Flow()
    with FaultyServer([status(429), status(500), hang_up(), status(400), good()]) as server:
        assert ask(server, flow)[0].status == "failed"
        state = flow.snapshot()
        assert (state.overloads, state.failures) == (1, 3)
        assert state.limit == 1
        assert ask(server, flow)[0].status == "complete"


def test_retry_after_pauses_all_calls() -> None:
    flow = Flow()
    with FaultyServer([status(429, Retry_After="0.2"), good()]) as server:
        replies = ask(server, flow, times=4)
    assert {reply.status for reply in replies} == {"complete"}
    assert flow.snapshot().overloads == 1
    assert sum(reply.tokens.calls for reply in replies) == 5


class Skipping:
    """A clock that a sleep puts forward."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def test_outage_is_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    time = Skipping()
    flow = Flow(clock=lambda: time.now, asleep=time.sleep)
    with FaultyServer([status(502)] * 15) as server:
        replies = ask(server, flow, times=6)
        assert len(server.requests) == 15 + 6
    assert {reply.status for reply in replies} == {"complete"}
    assert sum(reply.tokens.calls for reply in replies) == 15 + 6
    assert caplog.messages[0].startswith("the provider does not answer, all calls wait: the server")
    assert caplog.messages[-1].startswith("the provider answers again, after ")


class Listening(Transport):
    """Notes what attempts are expected to use."""

    expected = 0

    async def acall(self, attempt: Callable[[], Awaitable[Reply]], tokens: int = 0) -> Reply:
        self.expected = tokens
        return await super().acall(attempt)


def test_models_tell_how_much_they_expect_to_use() -> None:
    transport = Listening(QUICK)
    with FaultyServer([good(), good()]) as server:
        model = model_at(server, transport)
        asyncio.run(model.aask(QUESTION))
        model.close()
        assert transport.expected == expected_tokens(QUESTION)
        transport.expected = 0
        options = {"base_url": server.base_url}
        endpoint = VendorEndpoint(vendor="openai", model="m", api_key="a-key", options=options)
        vendor = VendorModel(endpoint, transport)
        asyncio.run(vendor.aask(QUESTION))
        vendor.close()
        assert transport.expected == expected_tokens(QUESTION)


@pytest.mark.parametrize("limits", [{"max_in_flight": 0}, {"rpm": 0}, {"tpm": -1}, {"patience": 0}])
def test_limits_that_let_nothing_pass_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(SettingsError, match="greater than 0"):
        FlowLimits(**limits)  # type: ignore[arg-type]
