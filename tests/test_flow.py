"""The gate of all calls, in a time that passes by itself: simulated providers and their bad days."""

import asyncio
import logging
import random
import selectors
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from summarizer.errors import ModelUnavailableError
from summarizer.models.failures import AttemptError, failure_of
from summarizer.models.flow import Flow, FlowLimits, expected_tokens
from summarizer.models.transport import Transport, TransportLimits
from summarizer.rounds import Message, Question, Reply, Tokens

T = TypeVar("T")

ANSWER = Reply("{}", tokens=Tokens(calls=1, input=90, output=10))


class VirtualTime(asyncio.SelectorEventLoop):
    """A loop in which nothing takes time: where it would sleep, its clock is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0
        super().__init__(_NeverSleeps(self))

    def time(self) -> float:
        return self.now


class _NeverSleeps(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everything waits for something that will not come"
        # A step at least, or a timer that is due in less than the clock tells apart never comes.
        self._loop.now += max(timeout, 1e-9) if timeout > 0 else 0
        return super().select(0)


def play(scenario: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualTime) as runner:
        return runner.run(scenario)


def now() -> float:
    return asyncio.get_running_loop().time()


def flow_of(**limits: Any) -> Flow:
    return Flow(FlowLimits(**limits), clock=asyncio.get_running_loop().time)


class StatusError(Exception):
    """An SDK's exception: an HTTP answer that is none."""

    def __init__(self, status_code: int, retry_after: float | None = None) -> None:
        super().__init__(f"status {status_code}")
        self.status_code = status_code
        headers = {} if retry_after is None else {"retry-after": str(retry_after)}
        self.response = type("Response", (), {"headers": headers})()


def http(status: int, retry_after: float | None = None) -> AttemptError:
    return failure_of(StatusError(status, retry_after))


def refused() -> AttemptError:
    return failure_of(ConnectionRefusedError("refused"))


@dataclass
class Provider:
    """Answers in about `latency` seconds, within its limits; `down` says what it does on bad days."""

    latency: float = 1.0
    most: int = 10**9
    per_minute: int | None = None
    tells_when: bool = False
    down: Callable[[], AttemptError | None] = lambda: None
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    began: list[float] = field(default_factory=list)
    in_flight: int = 0
    highest: int = 0
    answered: int = 0
    refused: int = 0
    tokens: int = 0
    _minute: deque[float] = field(default_factory=deque)

    async def attempt(self) -> Reply:
        self.began.append(now())
        failure = self.down() or self._too_much()
        if failure:
            self.refused += 1
            await asyncio.sleep(0.02)
            raise failure
        self.in_flight += 1
        self.highest = max(self.highest, self.in_flight)
        try:
            await asyncio.sleep(self.latency * self.dice.uniform(0.7, 1.3))
        finally:
            self.in_flight -= 1
        self.answered += 1
        return ANSWER

    def _too_much(self) -> AttemptError | None:
        while self._minute and self._minute[0] <= now() - 60:
            self._minute.popleft()
        if self.per_minute and len(self._minute) >= self.per_minute:
            return http(429, self._minute[0] + 60 - now() if self.tells_when else None)
        if self.in_flight >= self.most:
            return http(429)
        self._minute.append(now())
        return None


async def all_of(attempts: Sequence[Callable[[], Awaitable[Reply]]], flow: Flow) -> list[Reply]:
    transport = Transport(flow=flow)
    return await asyncio.gather(*(transport.acall(one) for one in attempts))


async def work(provider: Provider, calls: int, flow: Flow) -> tuple[list[Reply], float]:
    """The replies to so many calls that all want to go at once, and the seconds they took."""
    began = now()
    replies = await all_of([provider.attempt] * calls, flow)
    return replies, now() - began


# --- calls in flight ---------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 4, 20, 100])
def test_limit_settles_near_what_is_allowed_and_no_call_is_lost(most: int) -> None:
    async def scenario() -> None:
        provider, flow = Provider(most=most), flow_of()
        replies, _ = await work(provider, 20 * most, flow)  # finds it out
        again, seconds = await work(provider, 30 * most, flow)
        assert {reply.status for reply in replies + again} == {"complete"}
        assert 30 * most / seconds >= 0.8 * most / provider.latency
        assert flow.snapshot().overloads < 0.1 * len(provider.began) + 10

    play(scenario())


def test_unlimited_provider_is_used_to_the_full() -> None:
    async def scenario() -> None:
        provider, flow = Provider(), flow_of(max_in_flight=50)
        await work(provider, 1000, flow)
        assert flow.snapshot().limit == 50
        assert provider.highest == 50

    play(scenario())


def test_fixed_limit_is_there_from_the_start_and_stays() -> None:
    async def scenario() -> None:
        provider, flow = Provider(most=30), flow_of(max_in_flight=40, adaptive=False)
        replies, _ = await work(provider, 400, flow)
        assert provider.highest == 30
        assert flow.snapshot().limit == 40
        assert {reply.status for reply in replies} == {"complete"}

    play(scenario())


def test_limit_is_cut_once_for_all_calls_that_were_in_flight() -> None:
    async def scenario() -> None:
        flow = flow_of(max_in_flight=64)
        await work(Provider(), 640, flow)
        bad = Provider(down=lambda: http(429) if now() < moment else None)
        moment = now() + 0.01
        await work(bad, 64, flow)
        assert flow.snapshot().overloads == 64
        assert 32 <= flow.snapshot().limit < 64

    play(scenario())


def test_calls_pass_in_the_order_they_came() -> None:
    async def scenario() -> None:
        order: list[int] = []

        def numbered(number: int) -> Callable[[], Awaitable[Reply]]:
            async def attempt() -> Reply:
                order.append(number)
                await asyncio.sleep(1)
                return ANSWER

            return attempt

        await all_of([numbered(number) for number in range(40)], flow_of(max_in_flight=3))
        assert order == list(range(40))

    play(scenario())


# --- rates -------------------------------------------------------------------------------------


def busiest_minute(began: list[float]) -> int:
    return max(sum(1 for one in began if start <= one < start + 60) for start in began)


def test_requests_a_minute_are_kept_and_used() -> None:
    async def scenario() -> None:
        provider, flow = Provider(), flow_of(rpm=120)
        _, seconds = await work(provider, 600, flow)
        assert busiest_minute(provider.began) <= 120 + 2
        assert 600 / seconds * 60 >= 0.95 * 120

    play(scenario())


def test_tokens_a_minute_are_corrected_by_what_replies_say() -> None:
    async def scenario() -> None:
        provider, flow = Provider(), flow_of(tpm=60_000)
        transport, began = Transport(flow=flow), now()
        # Expected to use five times what they do use, 100.
        calls = (transport.acall(provider.attempt, tokens=500) for _ in range(3000))
        await asyncio.gather(*calls)
        assert 0.95 <= 3000 * 100 / (now() - began) * 60 / 60_000 <= 1.05

    play(scenario())


def test_call_larger_than_a_minutes_tokens_still_passes() -> None:
    async def scenario() -> None:
        flow = flow_of(tpm=1000)
        reply = await Transport(flow=flow).acall(Provider().attempt, tokens=5000)
        assert reply.status == "complete"

    play(scenario())


@pytest.mark.parametrize("tells_when", [True, False])
def test_limit_a_minute_that_nobody_told_us(tells_when: bool) -> None:
    async def scenario() -> None:
        provider = Provider(per_minute=300, tells_when=tells_when)
        flow = flow_of()
        replies, seconds = await work(provider, 3000, flow)
        assert {reply.status for reply in replies} == {"complete"}
        # The first 300 are free of charge: 2,700 take nine minutes.
        assert (3000 - 300) / seconds * 60 >= 0.8 * 300
        assert flow.snapshot().overloads < 0.2 * 3000

    play(scenario())


def test_retry_after_holds_everybody_and_then_they_go_on_slowly() -> None:
    async def scenario() -> None:
        flow = flow_of(max_in_flight=40, adaptive=False)
        first = iter([http(429, 20)])
        provider = Provider(latency=10, down=lambda: next(first, None))
        began = now()
        await work(provider, 100, flow)
        times = [one - began for one in provider.began]
        assert not [one for one in times if 0.02 < one < 20]
        in_first_second = [one for one in times if 20 <= one <= 21.01]
        assert 1 <= len(in_first_second) <= 12

    play(scenario())


def test_question_that_is_always_too_many_is_given_up_alone() -> None:
    async def always() -> Reply:
        raise http(429)

    async def scenario() -> None:
        provider = Provider()
        replies = await all_of([always] + [provider.attempt] * 3000, flow_of())
        assert [reply.status for reply in replies] == ["failed"] + ["complete"] * 3000
        assert replies[0].tokens.calls == TransportLimits().overloaded_attempts

    play(scenario())


# --- the provider is down ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure", [lambda: http(500), lambda: http(503), lambda: http(502), refused,
                lambda: failure_of(TimeoutError("slow"))]
)  # fmt: skip
def test_outage_is_waited_out_with_a_handful_of_probes(
    failure: Callable[[], AttemptError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "summarizer.models.breaker")

    async def scenario() -> None:
        flow = flow_of(max_in_flight=20, adaptive=False)
        provider = Provider()
        await work(provider, 20, flow)
        down_at = now()
        provider.down = lambda: failure() if now() < down_at + 600 else None
        replies, seconds = await work(provider, 200, flow)
        assert {reply.status for reply in replies} == {"complete"}
        assert sum(reply.tokens.calls for reply in replies) >= 200
        # The twenty in flight, and 1, 2, 4 … 60 s: sixteen.
        assert len([one for one in provider.began if down_at < one < down_at + 600]) <= 20 + 16
        assert 600 <= seconds <= 600 + 60 + 20

    play(scenario())
    assert [record.message.split(",")[0].split(":")[0] for record in caplog.records] == [
        "the provider does not answer", "the provider answers again",
    ]  # fmt: skip


def test_long_outage_costs_few_calls_no_attempts() -> None:
    async def scenario() -> None:
        provider = Provider(down=lambda: http(500) if now() < 1000 + 3000 else None)
        replies, _ = await work(provider, 6, flow_of())
        assert {reply.status for reply in replies} == {"complete"}
        # Nine or so each: more than a call may have otherwise.
        tried = sum(reply.tokens.calls for reply in replies) - 6
        assert TransportLimits().attempts * 6 < tried == len(provider.began) - 6 < 70

    play(scenario())


def test_time_spent_waiting_is_no_reason_to_give_up() -> None:
    async def scenario() -> None:
        first = iter([http(500)])
        provider = Provider(down=lambda: next(first, None))
        transport = Transport(TransportLimits(total_seconds=0.1), flow=flow_of())
        assert (await transport.acall(provider.attempt)).status == "complete"

    play(scenario())


def test_state_tells_of_an_outage() -> None:
    async def scenario() -> None:
        flow = flow_of(max_in_flight=20, adaptive=False)
        provider = Provider(down=lambda: http(500) if now() < 1100 else None)
        tasks = [
            asyncio.create_task(Transport(flow=flow).acall(provider.attempt)) for _ in range(30)
        ]
        await asyncio.sleep(50)
        state = flow.snapshot()
        assert state.is_open
        assert (state.in_flight, state.waiting) == (0, 30)
        assert state.failures >= 20
        await asyncio.gather(*tasks)
        assert not flow.snapshot().is_open

    play(scenario())


def test_one_bad_question_fails_alone() -> None:
    async def bad() -> Reply:
        raise http(500)

    async def scenario() -> None:
        provider, flow = Provider(), flow_of()
        replies = await all_of([provider.attempt] * 50 + [bad] + [provider.attempt] * 50, flow)
        assert replies.pop(50).status == "failed"
        assert {reply.status for reply in replies} == {"complete"}
        assert not flow.snapshot().is_open

    play(scenario())


def test_one_bad_question_fails_even_when_it_is_the_only_one() -> None:
    async def bad() -> Reply:
        raise http(500)

    async def scenario() -> None:
        reply = await Transport(flow=flow_of()).acall(bad)
        assert (reply.status, reply.tokens.calls) == ("failed", TransportLimits().attempts)

    play(scenario())


def test_bad_questions_among_good_ones_all_become_failed_replies() -> None:
    async def bad() -> Reply:
        raise http(500)

    async def scenario() -> None:
        good = Provider().attempt
        asked = [bad if number % 20 == 19 and number < 600 else good for number in range(2000)]
        replies = await all_of(asked, flow_of(max_in_flight=50))
        wanted = ["failed" if one is bad else "complete" for one in asked]
        assert [reply.status for reply in replies] == wanted

    play(scenario())


@pytest.mark.parametrize("failure", [refused, lambda: http(500), lambda: http(429, 86_400)])
def test_patience_ends_and_so_does_the_run(failure: Callable[[], AttemptError]) -> None:
    async def scenario() -> None:
        provider, flow = Provider(down=failure), flow_of(patience=600)
        began = now()
        calls = (Transport(flow=flow).acall(provider.attempt) for _ in range(50))
        replies = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(reply) for reply in replies} == {ModelUnavailableError}
        assert "no answer for 1" in str(replies[0])
        assert 600 <= now() - began <= 700

    play(scenario())


def test_patience_starts_anew_with_every_answer() -> None:
    async def scenario() -> None:
        start = now()
        # Down for nine minutes of every ten.
        provider = Provider(down=lambda: refused() if (now() - start) % 600 < 540 else None)
        replies, seconds = await work(provider, 400, flow_of(max_in_flight=2, patience=700))
        assert seconds > 1200
        assert {reply.status for reply in replies} == {"complete"}

    play(scenario())


def test_wrong_key_ends_all_at_once() -> None:
    async def scenario() -> None:
        provider, flow = Provider(down=lambda: http(401)), flow_of(max_in_flight=4, adaptive=False)
        began = now()
        calls = (Transport(flow=flow).acall(provider.attempt) for _ in range(50))
        replies = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(reply) for reply in replies} == {ModelUnavailableError}
        assert len(provider.began) == 4
        assert now() - began < 1

    play(scenario())


def test_settings_that_are_learnt_are_no_outage() -> None:
    """Many calls are told at once that a setting is not taken, and are made again without it."""

    async def scenario() -> None:
        left = iter([AttemptError("transient", "put otherwise", retry_after=0.0)] * 30)
        provider, flow = Provider(down=lambda: next(left, None)), flow_of()
        _, seconds = await work(provider, 30, flow)
        assert seconds < 5
        assert not flow.snapshot().is_open

    play(scenario())


# --- cancelling --------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [{}, {"rpm": 60}])
def test_cancelled_calls_give_their_places_back(limits: dict[str, Any]) -> None:
    async def scenario() -> None:
        flow, provider = flow_of(max_in_flight=5, adaptive=False, **limits), Provider(latency=1)
        dice = random.Random(3)
        tasks = [
            asyncio.create_task(Transport(flow=flow).acall(provider.attempt)) for _ in range(60)
        ]
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0.3)
            dice.choice(tasks).cancel()
        state = flow.snapshot()
        assert (state.in_flight, state.waiting) == (0, 0)
        assert sum(task.cancelled() for task in tasks) > 5
        assert provider.answered == sum(not task.cancelled() for task in tasks) > 5

    play(scenario())


def test_cancelled_call_leaves_no_alarm_behind() -> None:
    async def scenario() -> None:
        transport, provider = Transport(flow=flow_of(rpm=1)), Provider()
        await transport.acall(provider.attempt)
        waiting = asyncio.create_task(transport.acall(provider.attempt))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.wait([waiting])
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    play(scenario())


def test_cancelled_probe_leaves_the_next_one_its_turn() -> None:
    async def scenario() -> None:
        flow, stuck = flow_of(), asyncio.Event()
        provider = Provider(down=lambda: http(500) if now() < 1000.5 else None)

        async def probing() -> Reply:
            stuck.set()
            await asyncio.sleep(10_000)
            return ANSWER

        transport = Transport(TransportLimits(first_wait=0.01), flow=flow)
        tasks = [asyncio.create_task(transport.acall(provider.attempt)) for _ in range(8)]
        while not flow.snapshot().is_open:
            await asyncio.sleep(0.001)
        probe = asyncio.create_task(transport.acall(probing))
        for task in tasks:
            task.cancel()
        await stuck.wait()
        other = asyncio.create_task(transport.acall(provider.attempt))
        await asyncio.sleep(5)
        assert not other.done()
        probe.cancel()
        assert (await other).status == "complete"
        assert not flow.snapshot().is_open

    play(scenario())


def test_expected_tokens_are_those_of_the_prompt_and_the_longest_answer() -> None:
    messages = (Message("system", "x" * 100), Message("user", "y" * 300))
    question = Question("speaker@v1", messages, "speaker", {}, "d", max_tokens=50)
    assert expected_tokens(question) == 150
