"""Retries of the transport: what is tried again, how long it waits, and what is counted."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from summarizer.errors import ModelUnavailableError
from summarizer.models.failures import AttemptError, failure_of, parse_retry_after
from summarizer.models.redaction import LONGEST_DETAIL, one_line
from summarizer.models.transport import Transport, TransportLimits
from summarizer.rounds import Reply, Tokens

ANSWER = Reply("{}", tokens=Tokens(calls=1, input=10, output=2))


class Sleeps:
    """Stands in for `sleep`, both ways, and remembers the seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)

    async def asynchronously(self, seconds: float) -> None:
        self.seconds.append(seconds)


Call = Callable[[list[AttemptError | Reply]], Reply]


@pytest.fixture
def sleeps() -> Sleeps:
    return Sleeps()


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, sleeps: Sleeps) -> Call:
    """Plays a list of outcomes through the transport, both ways."""
    transport = Transport(TransportLimits(), sleep=sleeps, asleep=sleeps.asynchronously)

    def play(outcomes: list[AttemptError | Reply]) -> Reply:
        left = iter(outcomes)

        def attempt() -> Reply:
            outcome = next(left)
            if isinstance(outcome, AttemptError):
                raise outcome
            return outcome

        async def aattempt() -> Reply:
            return attempt()

        if request.param == "sync":
            return transport.call(attempt)
        return asyncio.run(transport.acall(aattempt))

    return play


def overloaded(retry_after: float | None = None) -> AttemptError:
    return AttemptError("transient", "HTTP 503", retry_after=retry_after, tokens=Tokens(calls=1))


def test_first_answer_is_returned_without_waiting(call: Call, sleeps: Sleeps) -> None:
    assert call([ANSWER]) == ANSWER
    assert sleeps.seconds == []


def test_answer_after_failures_counts_every_attempt(call: Call, sleeps: Sleeps) -> None:
    costly = AttemptError("transient", "unreadable", tokens=Tokens(calls=1, input=10, output=3))
    reply = call([overloaded(), costly, ANSWER])
    assert reply.status == "complete"
    assert reply.tokens == Tokens(calls=3, input=20, output=5)
    assert len(sleeps.seconds) == 2


def test_waits_grow_and_stay_within_the_limit(call: Call, sleeps: Sleeps) -> None:
    reply = call([overloaded() for _ in range(6)])
    assert reply.status == "failed"
    assert reply.detail == "HTTP 503"
    assert reply.tokens.calls == 6
    lowest = [0.5, 1, 2, 4, 8]
    assert all(low <= real <= low + 0.5 for low, real in zip(lowest, sleeps.seconds, strict=True))


def test_server_decides_the_wait(call: Call, sleeps: Sleeps) -> None:
    call([overloaded(7.0), overloaded(0.0), ANSWER])
    assert sleeps.seconds == [7.0, 0.0]


def test_retry_after_is_capped(call: Call, sleeps: Sleeps) -> None:
    call([overloaded(86_400.0), ANSWER])
    assert sleeps.seconds == [60.0]


def test_no_attempt_begins_after_the_total_time(sleeps: Sleeps) -> None:
    transport = Transport(TransportLimits(total_seconds=5), sleep=sleeps)
    outcomes = iter([overloaded(4.0), overloaded(6.0), ANSWER])

    def attempt() -> Reply:
        outcome = next(outcomes)
        if isinstance(outcome, AttemptError):
            raise outcome
        return outcome

    assert transport.call(attempt).status == "failed"
    assert sleeps.seconds == [4.0]


def test_question_that_cannot_be_answered_is_not_tried_again(call: Call, sleeps: Sleeps) -> None:
    reply = call([AttemptError("question", "too long", tokens=Tokens(calls=1)), ANSWER])
    assert (reply.status, reply.detail, reply.tokens.calls) == ("failed", "too long", 1)
    assert sleeps.seconds == []


def test_refusal_by_status_code_is_a_refusal(call: Call) -> None:
    assert call([AttemptError("refused", "filtered"), ANSWER]).status == "refused"


def test_hopeless_ends_at_once_without_a_cause(call: Call, sleeps: Sleeps) -> None:
    with pytest.raises(ModelUnavailableError, match="wrong key") as caught:
        call([AttemptError("hopeless", "wrong key"), ANSWER])
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert sleeps.seconds == []


def test_unreachable_is_tried_a_few_times(call: Call, sleeps: Sleeps) -> None:
    with pytest.raises(ModelUnavailableError, match="nobody there"):
        call([AttemptError("unreachable", "nobody there") for _ in range(3)] + [ANSWER])
    assert len(sleeps.seconds) == 2


def test_our_own_mistakes_are_not_retried(sleeps: Sleeps) -> None:
    calls: list[int] = []

    def attempt() -> Reply:
        calls.append(1)
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        Transport(sleep=sleeps).call(attempt)
    assert len(calls) == 1


def test_cancelling_stops_the_retries() -> None:
    attempts: list[int] = []

    async def attempt() -> Reply:
        attempts.append(1)
        raise overloaded(30.0)

    async def scenario() -> None:
        task = asyncio.create_task(Transport().acall(attempt))
        while not attempts:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    assert len(attempts) == 1


NOON = datetime(2031, 5, 6, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("-3", 0.0),
        ("Tue, 06 May 2031 12:00:20 GMT", 20.0),
        ("Tue, 06 May 2031 11:59:00 GMT", 0.0),
        ("Tue, 06 May 2031 12:00:20 -0000", 20.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_retry_after_header(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, NOON) == seconds


class FakeError(Exception):
    """An SDK's exception, by its common features."""

    def __init__(self, status_code: int, message: str, code: str | None = None) -> None:
        super().__init__(f"Error code: {status_code}")
        self.status_code = status_code
        self.body = {"error": {"message": message, "code": code}}


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (FakeError(429, "slow down"), "transient"),
        (FakeError(429, "You exceeded your current quota", "insufficient_quota"), "hopeless"),
        (FakeError(408, "timeout"), "transient"),
        (FakeError(409, "lock"), "transient"),
        (FakeError(500, "oops"), "transient"),
        (FakeError(529, "overloaded"), "transient"),
        (FakeError(500, "the request exceeds the available context size"), "question"),
        (FakeError(401, "no"), "hopeless"),
        (FakeError(403, "no"), "hopeless"),
        (FakeError(404, "The model `x` does not exist"), "hopeless"),
        (FakeError(400, "maximum context length is 4096", "context_length_exceeded"), "question"),
        (FakeError(400, "API key not valid. Please pass a valid API key."), "hopeless"),
        (FakeError(413, "Payload too large"), "question"),
        (FakeError(400, "response_format type json_schema is not supported"), "hopeless"),
        (FakeError(400, "'response_format.type' must be 'text' or 'json_object'"), "hopeless"),
        (FakeError(400, "Invalid schema for response_format 'x'", "invalid_json"), "question"),
        (FakeError(400, "filtered by our content management policy"), "refused"),
        (TimeoutError("slow"), "transient"),
        (ConnectionResetError("reset by peer"), "transient"),
        (ConnectionRefusedError("refused"), "unreachable"),
        (RuntimeError("what is this"), "question"),
    ],
)
def test_verdicts(error: Exception, verdict: str) -> None:
    assert failure_of(error).verdict == verdict


def test_failure_keeps_the_servers_words_on_one_line() -> None:
    detail = failure_of(FakeError(400, "first line\n  second line")).detail
    assert "first line second line" in detail
    assert "\n" not in detail


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-abc***wxyz. You can find yours online.",
        "Incorrect API key provided: unprefixed***1234.",
        "header Authorization: Bearer abc.def-123 was rejected",
        "GET /v1beta/models?key=AIzaSyD-secret&alt=json failed",
        "my own key top-secret-key was seen",
    ],
)
def test_keys_are_blanked_out(text: str) -> None:
    line = one_line(text, ["top-secret-key"])
    assert "[key]" in line
    for secret in ("wxyz", "1234", "abc.def", "AIzaSyD", "top-secret"):
        assert secret not in line


def test_short_placeholders_do_not_eat_words() -> None:
    assert one_line("none of the models is loaded", ["none"]) == "none of the models is loaded"


def test_long_messages_are_shortened() -> None:
    assert len(one_line("word " * 1000)) == LONGEST_DETAIL
