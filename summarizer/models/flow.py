"""The gate that every attempt at a call passes: not too many, not too fast, none in vain.

One `Flow` belongs to one model, one process and one run in one event loop; all calls share it.
Whoever comes first passes first. It takes about ten microseconds of a call's CPU time, a hundredth
of what the client takes (`benchmarks/call_cost.py`).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models.breaker import Breaker
from summarizer.models.failures import AttemptError
from summarizer.models.rates import RAMP, START, Bucket, InFlight
from summarizer.rounds import Question, Reply

__all__ = [
    "LONGEST_ASKED",
    "LONG_PAUSES",
    "MAX_IN_FLIGHT",
    "PATIENCE",
    "Call",
    "Flow",
    "FlowLimits",
    "FlowState",
    "asked_for",
    "asks_too_long",
    "expected_tokens",
    "is_overload",
]

logger = logging.getLogger(__name__)

MAX_IN_FLIGHT: Final = 256
"""Calls of a second each then take half of one core's time, at 1.8 ms a call."""

PATIENCE: Final = 3600.0
"""Seconds without any answer after which a run ends. Nearly all outages that providers report are
shorter; a longer one is for a person to look at, and the run can be gone on with."""

LONGEST_PAUSE: Final = 8.0
"""Seconds, where a provider refuses call after call without saying how long to wait: little of the
minute that most limits are counted by, and few calls in vain."""

LONGEST_ASKED: Final = 300.0
"""Seconds that a provider may ask for: limits are counted by the minute, some by the five minutes. One
that asks for more (a day's quota) is asked again after this, and given up after LONG_PAUSES."""

LONG_PAUSES: Final = 3
"""So many times in a row, with no answer between, a provider may ask for more than LONGEST_ASKED."""

TICK: Final = 1e-6
"""Seconds not worth a sleep; rounding leaves as much of a wait that is over."""

CHARACTERS_A_TOKEN: Final = 4
"""Of English news, by all common tokenizers; replies correct it."""

_OVERLOADED: Final = frozenset({429, 503, 529})
"""Too many requests, service unavailable, and Anthropic's word for the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLimits:
    """What a run may use. `rpm` and `tpm` are requests and tokens a minute, None for no limit.

    An `adaptive` run finds out how many calls in flight the provider allows, up to `max_in_flight`;
    a fixed one has that many. An adaptive one begins at `start`. `patience` is in seconds.
    """

    max_in_flight: int = MAX_IN_FLIGHT
    adaptive: bool = True
    start: int = START
    rpm: int | None = None
    tpm: int | None = None
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        """Raises SettingsError for what would let nothing pass."""
        for name in ("max_in_flight", "rpm", "tpm", "patience"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise SettingsError(f"{name} must be greater than 0, not {value}")


@dataclass(frozen=True, slots=True)
class FlowState:
    """A look at a flow. `paused_for` is in seconds from now, 0 when it is not paused."""

    in_flight: int
    limit: int
    waiting: int
    is_open: bool
    """The circuit: open means that the provider is down, and calls wait."""
    paused_for: float
    overloads: int
    """Attempts refused so far because there were too many (HTTP 429, 503)."""
    failures: int
    """Attempts that failed so far for any other reason."""


@dataclass(slots=True, eq=False)
class Call:
    """One question on its way, through however many attempts.

    `tokens` is what an attempt is expected to use; `excused` collects the failures that were not
    its own, because the provider was down.
    """

    tokens: int = 0
    excused: list[AttemptError] = field(default_factory=list)
    answers_before: int | None = None
    """How many calls had been answered when this one first failed as in an outage."""


def expected_tokens(question: Question) -> int:
    """About what one attempt uses at most: services count an answer's limit before it is written."""
    characters = sum(len(message.content) for message in question.messages)
    return characters // CHARACTERS_A_TOKEN + question.max_tokens


class Flow:
    """Lets attempts through one by one. `clock` and `asleep` are in seconds; tests hand in theirs."""

    def __init__(
        self,
        limits: FlowLimits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        asleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        limits = limits or FlowLimits()
        self._clock = clock
        self._asleep = asleep
        self._patience = limits.patience
        self._breaker = Breaker()
        self._flight = InFlight(limits.max_in_flight, adaptive=limits.adaptive, start=limits.start)
        self._requests = Bucket(limits.rpm, clock()) if limits.rpm else None
        self._tokens = Bucket(limits.tpm, clock()) if limits.tpm else None
        self._turn = asyncio.Lock()
        self._news: asyncio.Future[None] | None = None
        self._waiting = 0
        self._paused_until = 0.0
        self._in_vain = 0
        self._long_pauses = 0
        self._trouble_since: float | None = None
        self._over = ""
        self._answers = 0
        self._overloads = 0
        self._failures = 0

    def snapshot(self) -> FlowState:
        """How things are now, for progress and metrics; changes are told to the log."""
        return FlowState(
            in_flight=self._flight.count,
            limit=self._flight.limit,
            waiting=self._waiting,
            is_open=self._breaker.is_open,
            paused_for=max(0.0, self._paused_until - self._clock()),
            overloads=self._overloads,
            failures=self._failures,
        )

    async def run(self, attempt: Callable[[], Awaitable[Reply]], call: Call) -> Reply:
        """What `attempt` returns, made when there is room, and again when the provider was down.

        Raises AttemptError when it failed by itself, and ModelUnavailableError when nothing was
        answered for as long as the limits' patience, or never will be.
        """
        while True:
            cuts = await self._enter(call)
            used = 0
            try:
                reply = await attempt()
                used = reply.tokens.input + reply.tokens.output
                self._answered()
                return reply
            except AttemptError as error:
                used = error.tokens.input + error.tokens.output
                if not self._excuses(call, cuts, error):
                    raise
                call.excused.append(error)
            finally:
                self._leave(call, used)

    async def _enter(self, call: Call) -> int:
        self._waiting += 1
        try:
            async with self._turn:  # first come, first served
                while (seconds := self._hold(call)) > TICK:
                    await self._news_within(seconds)
                if self._requests:
                    self._requests.take(1)
                if self._tokens:
                    self._tokens.take(call.tokens)
                self._breaker.entered(call)
                return self._flight.enter()
        finally:
            self._waiting -= 1

    def _leave(self, call: Call, used: int) -> None:
        self._flight.leave()
        self._breaker.left(call)
        if self._tokens:
            self._tokens.take(used - call.tokens)
        if self._news and not self._news.done():
            self._news.set_result(None)

    def _hold(self, call: Call) -> float:
        """Seconds until it makes sense to look again; none when `call` may pass."""
        if self._over:
            raise ModelUnavailableError(self._over)
        now = self._clock()
        seconds = max(self._breaker.hold(now), self._paused_until - now, self._flight.hold(now))
        if self._requests:
            seconds = max(seconds, self._requests.hold(1, now))
        if self._tokens:
            seconds = max(seconds, self._tokens.hold(call.tokens, now))
        return seconds

    async def _news_within(self, seconds: float) -> None:
        """Waits until a call has ended, or so many seconds. Only the first in the queue does."""
        self._news = asyncio.get_running_loop().create_future()
        if seconds == float("inf"):
            await self._news
            return
        alarm = asyncio.ensure_future(self._asleep(seconds))
        try:
            await asyncio.wait((self._news, alarm), return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()

    def _answered(self) -> None:
        self._flight.answered()
        self._answers += 1
        self._in_vain = 0
        self._long_pauses = 0
        self._trouble_since = None
        self._close()

    def _close(self) -> None:
        """The provider is there: whatever it said, it said something."""
        if self._breaker.is_open:
            self._flight.restart(self._clock(), RAMP)
        self._breaker.answered(self._clock())

    def _excuses(self, call: Call, cuts: int, error: AttemptError) -> bool:
        """Takes a failure in; whether the call goes back to the gate as if it had not been tried."""
        overloaded, down = is_overload(error), _says_down(error)
        self._overloads += overloaded
        self._failures += not overloaded
        if overloaded:
            self._slow_down(cuts, error)
        own = down and self._is_to_blame(call, error)
        if not down:
            self._close()
        elif self._breaker.is_open or not own:
            unreachable = error.verdict == "unreachable"
            self._breaker.failed(call, self._clock(), error.detail, unreachable=unreachable)
        self._watch_patience(error, in_trouble=overloaded or down)
        waits = self._breaker.is_open or error.verdict == "unreachable"
        return bool(self._over) or (down and waits and not own)

    def _is_to_blame(self, call: Call, error: AttemptError) -> bool:
        """Whether it is the question that makes the provider fail: others were answered since."""
        if error.verdict == "unreachable":
            return False
        if call.answers_before is None:
            call.answers_before = self._answers
        return self._answers > call.answers_before

    def _slow_down(self, cuts: int, error: AttemptError) -> None:
        """Fewer calls from now on, and none for as long as the provider asked."""
        pause = min(error.retry_after or 0.0, LONGEST_ASKED, self._patience)
        if self._flight.overloaded(cuts):
            self._in_vain += 1
            self._watch_long_pauses(error)
            if not pause and self._in_vain > 1:
                pause = min(2.0 ** (self._in_vain - 2), LONGEST_PAUSE)
            logger.info(
                "too many calls: at most %d from now on, none for %.0f s (%s)",
                self._flight.limit,
                pause,
                error.detail,
            )
        until = self._clock() + pause
        if pause and until > self._paused_until:
            self._paused_until = until
            self._flight.restart(until, min(RAMP, pause))

    def _watch_long_pauses(self, error: AttemptError) -> None:
        """Says that a provider asks for longer than is waited; ends the run when it does so again."""
        if not asks_too_long(error):
            return
        self._long_pauses += 1
        logger.warning("%s; the next try is in %.0f s", asked_for(error), LONGEST_ASKED)
        if self._long_pauses >= LONG_PAUSES:
            self._over = f"{asked_for(error)}; start again then"

    def _watch_patience(self, error: AttemptError, *, in_trouble: bool) -> None:
        """Ends the run when nothing was answered for too long, or never will be."""
        if error.verdict == "hopeless":
            self._over = error.detail
        if not in_trouble:
            self._trouble_since = None
            return
        now = self._clock()
        if self._trouble_since is None:
            self._trouble_since = now
        waited = now - self._trouble_since
        if waited >= self._patience:
            self._over = f"no answer for {waited / 60:.0f} minutes, try later: {error.detail}"


def asks_too_long(error: AttemptError) -> bool:
    """Whether the provider wants a pause that is not worth waiting for."""
    return error.retry_after is not None and error.retry_after > LONGEST_ASKED


def asked_for(error: AttemptError) -> str:
    """What the provider wants, for a person."""
    return f"the provider asks to wait {(error.retry_after or 0) / 60:.0f} minutes: {error.detail}"


def is_overload(error: AttemptError) -> bool:
    """Whether the provider refused the attempt because there were too many."""
    return _status_of(error) in _OVERLOADED


def _status_of(error: AttemptError) -> int | None:
    # A question that is rejected is no transient failure.
    return error.status if error.verdict == "transient" else None


def _says_down(error: AttemptError) -> bool:
    """Whether a failure is of the kind that an outage shows: no connection, no answer, HTTP 5xx."""
    if error.verdict != "transient":
        return error.verdict == "unreachable"
    status = _status_of(error)
    if status is None:
        # One that is to be made again at once was rejected, and is put otherwise the next time.
        return error.retry_after is None
    return status >= 500 or status == 408
