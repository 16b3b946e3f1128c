"""Trying a call again when the network or the server failed it; the only owner of such retries.

Adapters make one attempt and raise AttemptError (see `failures`); the clients' own retries are off.
The synchronous and the asynchronous way share the same stop, wait and retry objects. With a `Flow`
each asynchronous attempt passes its gate first: what is the provider's doing is waited out there.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, TypedDict

from tenacity import AsyncRetrying, RetryCallState, Retrying, retry_if_exception, stop_before_delay
from tenacity.stop import stop_base
from tenacity.wait import wait_base, wait_exponential, wait_random

from summarizer.errors import ModelUnavailableError
from summarizer.models.failures import AttemptError
from summarizer.models.flow import (
    LONG_PAUSES,
    Call,
    Flow,
    asked_for,
    asks_too_long,
    is_overload,
)
from summarizer.rounds import Reply, ReplyStatus, Tokens

__all__ = ["LONGEST_RETRY_AFTER", "Transport", "TransportLimits"]

logger = logging.getLogger(__name__)

LONGEST_RETRY_AFTER: Final = 60.0
"""Seconds. Rate limits are counted by the minute; a server that asks for more is asked again after this,
and for more than LONGEST_ASKED (a day's quota) given up after LONG_PAUSES attempts."""


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """How long to go on. Times in seconds.

    The defaults bridge a restarting server or a model being loaded (0.5 + 1 + 2 + 4 + 8 s) and
    five minutes of rate limits, and end in seconds when nobody listens at all.
    """

    attempts: int = 6
    unreachable_attempts: int = 3
    """Fewer where no connection comes about: a wrong address far more often than a hitch."""
    overloaded_attempts: int = 12
    """With a flow, of attempts refused because there were too many: other calls bring them about as
    well. Not without end, for a question larger than a minute's tokens is refused alike."""
    total_seconds: float = 300.0
    """No attempt begins later than this after the first; no matter with a flow, where calls wait."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_retry_after: float = LONGEST_RETRY_AFTER


class _StopAfterAttempts(stop_base):
    """Enough attempts, by what the last one met."""

    def __init__(self, limits: TransportLimits, *, in_flow: bool) -> None:
        self.limits = limits
        self.in_flow = in_flow

    def __call__(self, retry_state: RetryCallState) -> bool:
        return retry_state.attempt_number >= self._limit_for(_error_of(retry_state))

    def _limit_for(self, error: AttemptError) -> int:
        if error.verdict == "unreachable":
            return self.limits.unreachable_attempts
        if asks_too_long(error) and not self.in_flow:  # a flow counts them over all calls
            return LONG_PAUSES
        overloaded = self.in_flow and is_overload(error)
        return self.limits.overloaded_attempts if overloaded else self.limits.attempts


class _WaitAsAsked(wait_base):
    """What the server asked for, up to a limit; otherwise exponential with jitter."""

    def __init__(self, limits: TransportLimits) -> None:
        self.longest = limits.longest_retry_after
        # Not wait_exponential_jitter: tenacity 9.2 renamed its arguments, and Google's SDK wants 9.1.
        exponential = wait_exponential(multiplier=limits.first_wait, max=limits.longest_wait)
        self.otherwise = exponential + wait_random(0, limits.first_wait)

    def __call__(self, retry_state: RetryCallState) -> float:
        asked = _error_of(retry_state).retry_after
        return self.otherwise(retry_state) if asked is None else min(asked, self.longest)


class _Policy(TypedDict):
    stop: stop_base
    wait: wait_base
    retry: retry_if_exception
    reraise: bool


class Transport:
    """Runs attempts until one brings a reply or the limits are reached.

    `flow` is the gate of asynchronous attempts; synchronous ones come one at a time and need none.
    `sleep` and `asleep` take seconds; tests hand in their own.
    """

    def __init__(
        self,
        limits: TransportLimits | None = None,
        *,
        flow: Flow | None = None,
        sleep: Callable[[float], None] = time.sleep,
        asleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        limits = limits or TransportLimits()
        self._flow = flow
        self._sleep = sleep
        self._asleep = asleep
        attempts = _StopAfterAttempts(limits, in_flow=flow is not None)
        self._policy = _Policy(
            stop=attempts if flow else attempts | stop_before_delay(limits.total_seconds),
            wait=_WaitAsAsked(limits),
            retry=retry_if_exception(_worth_another),
            reraise=True,
        )

    def call(self, attempt: Callable[[], Reply]) -> Reply:
        """The reply, with the tokens of all attempts; a failed one when they are used up.

        Raises ModelUnavailableError when the server cannot be reached or will never answer.
        """
        failures: list[AttemptError] = []
        retrying = Retrying(sleep=self._sleep, before_sleep=_note(failures), **self._policy)
        reply: Reply
        try:
            reply = retrying(attempt)
        except AttemptError as error:
            reply = _give_up(error)
        return _with_tokens_of(failures, reply)

    async def acall(self, attempt: Callable[[], Awaitable[Reply]], tokens: int = 0) -> Reply:
        """The same, asynchronously; `tokens` is what an attempt is expected to use, for the flow."""
        failures: list[AttemptError] = []
        retrying = AsyncRetrying(sleep=self._asleep, before_sleep=_note(failures), **self._policy)
        flow, call = self._flow, Call(tokens, failures)
        reply: Reply

        async def once() -> Reply:  # tenacity awaits coroutine functions only, not lambdas
            return await (flow.run(attempt, call) if flow else attempt())

        try:
            reply = await retrying(once)
        except AttemptError as error:
            reply = _give_up(error)
        return _with_tokens_of(failures, reply)


def _worth_another(error: BaseException) -> bool:
    return isinstance(error, AttemptError) and error.verdict in ("transient", "unreachable")


def _error_of(state: RetryCallState) -> AttemptError:
    # Stop, wait and note are reached only after `_worth_another` has seen an AttemptError.
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, AttemptError)
    return error


def _note(failures: list[AttemptError]) -> Callable[[RetryCallState], None]:
    """Keeps each failure that another attempt will follow, and tells the log of the wait."""

    def note(state: RetryCallState) -> None:
        error = _error_of(state)
        failures.append(error)
        reason = asked_for(error) if asks_too_long(error) else error.detail
        level = logging.WARNING if asks_too_long(error) else logging.INFO
        logger.log(
            level,
            "attempt %d in %.1f s: %s",
            state.attempt_number + 1,
            state.upcoming_sleep,
            reason,
        )

    return note


def _give_up(error: AttemptError) -> Reply:
    if error.verdict in ("hopeless", "unreachable"):
        # Without its cause: an SDK's exception can quote the key.
        raise ModelUnavailableError(error.detail) from None
    if asks_too_long(error):
        raise ModelUnavailableError(f"{asked_for(error)}; try again then")
    status: ReplyStatus = "refused" if error.verdict == "refused" else "failed"
    return Reply("", status, error.detail, error.tokens)


def _with_tokens_of(failures: list[AttemptError], reply: Reply) -> Reply:
    if not failures:
        return reply
    spent = reduce(Tokens.__add__, (error.tokens for error in failures))
    return replace(reply, tokens=spent + reply.tokens)
