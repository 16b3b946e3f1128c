"""OpenAI's Batch API: files of questions sent up, files of results brought down, a day at most.

https://platform.openai.com/docs/guides/batch. A line of a batch has the very body of a chat
completion, made by the same model object; what comes back is read by the same code. Whatever offers
the same `/files` and `/batches` under its base URL will do.

Batches have a price of their own (half, as a rule): the price list knows it, and says the full one
for models that it has no such price for, which is then an upper bound.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

import httpx2
import openai
from openai.types import Batch
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models.envelope import envelope_of
from summarizer.models.failures import AttemptError, unreadable
from summarizer.models.openai_compatible import OpenAICompatible
from summarizer.models.pricing import accounted
from summarizer.models.protocol import Model
from summarizer.models.redaction import one_line
from summarizer.models.transport import LONGEST_RETRY_AFTER
from summarizer.rounds import Question, Reply, ReplyStatus, sane_count

__all__ = ["MAX_BYTES", "MAX_REQUESTS", "Again", "BatchFault", "BatchService", "BatchState"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_REQUESTS: Final = 50_000
"""Of one file, as OpenAI says."""

MAX_BYTES: Final = 200_000_000
"""Of one file. OpenAI says 200 MB and not which; this is the smaller one."""

MAX_RESULT_BYTES: Final = 4_000_000_000
"""Of one file of results, unpacked: 80 kB for each request, where answers have 2 as a rule."""

PATIENCE: Final = 3600.0
"""Seconds that a call is tried again once the service has answered this run: a batch may take a
day, and an hour without its provider is no reason to end. The batches go on meanwhile."""

FIRST_ATTEMPTS: Final = 4
"""Before it has ever answered: a wrong address far more often than a hitch."""

LONGEST_WAIT: Final = 60.0
"""Seconds between two attempts."""

CLOCKS_APART: Final = 3600.0
"""Seconds by which this machine's clock and the service's may differ when a batch is looked for."""

LISTED: Final = 100
"""Batches to a page of the list, the most there may be."""

_PATH: Final = "/v1/chat/completions"
_ENDED: Final = frozenset({"completed", "failed", "expired", "cancelled"})

_EVERY_SETTING: Final = dict.fromkeys(
    ("temperature", "seed", "max_tokens", "max_completion_tokens", "logprobs"), 0
)
"""What a line may have been sent with. Thousands are rejected together for the same reason, and
the first of them has taught the model to put it otherwise when the second is read."""


@dataclass(frozen=True, slots=True)
class BatchFault:
    """Why a batch was not accepted. `line` counts from 1; None where it is the batch as a whole."""

    message: str
    code: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is."""

    id: str
    status: str
    """validating, in_progress, finalizing, cancelling; or ended: completed, expired, cancelled (all
    three with results, in part at least) and failed (validation: nothing was asked)."""
    total: int = 0
    done: int = 0
    """Requests answered or failed."""
    files: tuple[str, ...] = ()
    """Of results and of errors, where there are any."""
    faults: tuple[BatchFault, ...] = ()

    @property
    def ended(self) -> bool:
        return self.status in _ENDED


@dataclass(frozen=True, slots=True)
class Again:
    """A line that brought no answer, where another batch may."""

    reason: str
    hopeless: bool = False
    """No other line fares better before a person mends something (a wrong model, no credit)."""


class BatchService:
    """The batches of the account behind one model.

    Every coroutine raises ModelUnavailableError when the service will not do what is asked, or has
    not been there for PATIENCE seconds; `sleep` takes seconds, tests hand in their own.
    """

    def __init__(
        self, model: Model, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Raises SettingsError for a model that is not behind OpenAI's API."""
        if not isinstance(model, OpenAICompatible):
            raise SettingsError(
                f"{model.name} has no Batch API; choose a model openai/… or another --engine"
            )
        self._model = model
        self._sleep = sleep
        self._has_answered = False

    @property
    def name(self) -> str:
        """The model's name, as the journal has it."""
        return self._model.name

    @property
    def parameters(self) -> str:
        return self._model.parameters

    def line_for(self, question: Question) -> bytes:
        """The line of a batch's file that asks this question, under its fingerprint."""
        line = {
            "custom_id": question.fingerprint,
            "method": "POST",
            "url": _PATH,
            "body": self._model.body_of(question),
        }
        return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    async def upload(self, file: Path) -> str:
        """Sends a file up, in pieces; the provider's id of it."""

        async def send() -> str:
            with file.open("rb") as content:
                files = self._model.async_client.files
                return _known((await files.create(file=(file.name, content), purpose="batch")).id)

        return await self._persistently(send)

    async def create(self, file_id: str, key: str, run: str) -> BatchState:
        """Begins a batch over an uploaded file, marked with our `key` and our `run`.

        One that broke off half-way may have begun it: each further attempt looks for it first.
        """
        began = time.time()
        attempts = count(1)

        async def begin() -> BatchState:
            there = await self._search(key, began) if next(attempts) > 1 else None
            if there is not None:
                return there
            created = await self._model.async_client.batches.create(
                input_file_id=file_id,
                endpoint=_PATH,
                completion_window="24h",
                metadata={"batch": key, "run": run},
            )
            return _state_of(created)

        return await self._persistently(begin)

    async def find(self, key: str, since: float) -> BatchState | None:
        """The batch marked with `key`, None when there is none; none is older than `since`,
        in seconds since 1970.
        """
        return await self._persistently(lambda: self._search(key, since))

    async def retrieve(self, batch_id: str) -> BatchState | None:
        """How far a batch is; None when the service does not know it any more."""

        async def look() -> BatchState | None:
            try:
                return _state_of(await self._model.async_client.batches.retrieve(batch_id))
            except openai.NotFoundError:
                return None

        return await self._persistently(look)

    async def cancel(self, batch_id: str) -> BatchState:
        """Asks for a batch to be ended; what it has done until then is kept and paid for."""

        async def end() -> BatchState:
            return _state_of(await self._model.async_client.batches.cancel(batch_id))

        return await self._persistently(end)

    async def download(self, file_id: str, target: Path) -> None:
        """Brings a file of results down, in pieces; leaves none when the service has it no more."""

        async def fetch() -> None:
            files = self._model.async_client.files.with_streaming_response
            try:
                async with files.content(file_id) as response:
                    with target.open("wb") as file:
                        await _write(response.iter_bytes(), file)
            except openai.NotFoundError:
                logger.warning("the results %s are gone at the service", file_id)
                target.unlink(missing_ok=True)

        await self._persistently(fetch)

    def read(self, line: bytes, question: Question) -> Reply | Again:
        """What a line of results says to `question`.

        A reply with status "failed" is the service's last word on it.
        """
        try:
            reply = self._model.reply_in(self._body_in(line), question)
            return accounted(question, reply, self._model.endpoint.price, in_batches=True)
        except AttemptError as error:
            if error.verdict in ("question", "refused"):
                status: ReplyStatus = "refused" if error.verdict == "refused" else "failed"
                return Reply("", status, error.detail, error.tokens)
            return Again(error.detail, hopeless=error.verdict == "hopeless")

    def _body_in(self, line: bytes) -> Mapping[str, Any]:
        """The chat completion in a line. Raises AttemptError when it holds an error."""
        result = envelope_of(line)
        error = result.get("error")
        if error and isinstance(error, dict):  # it was never asked: expired, cancelled, timed out
            detail = f"{error.get('message') or 'no answer'} [{error.get('code')}]"
            raise AttemptError("transient", one_line(detail))
        response = result.get("response")
        response = response if isinstance(response, dict) else {}
        body, status = response.get("body"), response.get("status_code")
        if status == 200 and isinstance(body, dict):
            return body
        raise self._model.failure_in(_api_error(status, body), _EVERY_SETTING)

    async def _search(self, key: str, since: float) -> BatchState | None:
        async for batch in self._model.async_client.batches.list(limit=LISTED):
            if (batch.metadata or {}).get("batch") == key:
                return _state_of(batch)
            if batch.created_at < since - CLOCKS_APART:  # the newest come first
                break
        return None

    async def _persistently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` returns, tried again while there is hope."""

        async def once() -> T:
            try:
                result = await attempt()
            except openai.APIError as error:
                raise self._model.failure_in(error, {}) from None
            except httpx2.HTTPError as error:  # while a file streams, the client wraps nothing
                raise AttemptError(
                    "transient", one_line(f"the connection broke: {error}")
                ) from None
            except (AttributeError, TypeError, ValueError) as error:  # the client checks no types
                raise unreadable(one_line(f"{type(error).__name__}: {error}")) from None
            self._has_answered = True
            return result

        retrying = AsyncRetrying(
            sleep=self._sleep,
            stop=self._enough,
            wait=_wait,
            retry=retry_if_exception(_worth_another),
            reraise=True,
        )
        try:
            return await retrying(once)
        except AttemptError as error:
            raise ModelUnavailableError(f"the Batch API: {error.detail}") from None

    def _enough(self, state: RetryCallState) -> bool:
        if not self._has_answered:
            return state.attempt_number >= FIRST_ATTEMPTS
        return state.idle_for >= PATIENCE


def _worth_another(error: BaseException) -> bool:
    return isinstance(error, AttemptError) and error.verdict in ("transient", "unreachable")


_exponential = wait_exponential(max=LONGEST_WAIT)


def _wait(state: RetryCallState) -> float:
    """What the service asked for, up to a limit; otherwise 1, 2, 4 … seconds."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, AttemptError) else None
    seconds = _exponential(state) if asked is None else min(asked, LONGEST_RETRY_AFTER)
    logger.info("the Batch API again in %.0f s: %s", seconds, error)
    return seconds


def _state_of(batch: Batch) -> BatchState:
    counts = batch.request_counts
    faults = (batch.errors.data or []) if batch.errors else []
    return BatchState(
        id=_known(batch.id),
        status=_known(batch.status),
        total=sane_count(counts.total) if counts else 0,
        done=sane_count(counts.completed) + sane_count(counts.failed) if counts else 0,
        files=tuple(one for one in (batch.output_file_id, batch.error_file_id) if one),
        faults=tuple(
            BatchFault(
                one_line(str(one.message or "no reason given")),
                str(one.code or ""),
                _line_of(one.line),
            )
            for one in faults
        ),
    )


def _known(value: object) -> str:
    """A word or a name as the service gave it. Raises ValueError where it gave none."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r:.80} where a name should be")
    return value


def _line_of(number: object) -> int | None:
    """The number of a line; None for what is no number of one."""
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 1 <= number <= MAX_REQUESTS else None


async def _write(pieces: AsyncIterator[bytes], file: BinaryIO) -> None:
    """Writes what comes, up to MAX_RESULT_BYTES."""
    written = 0
    async for piece in pieces:
        written += file.write(piece)
        if written > MAX_RESULT_BYTES:
            raise ModelUnavailableError(
                f"the Batch API: a file of results has more than {MAX_RESULT_BYTES / 1e9:g} GB"
            )


def _api_error(status: object, body: object) -> openai.APIError:
    """The error that a client would have raised had this answer come to it alone."""
    code = status if isinstance(status, int) and status >= 400 else 500
    response = httpx2.Response(code, request=httpx2.Request("POST", _PATH))
    message = "no answer in the line" if body is None else json.dumps(body)
    return openai.APIStatusError(message, response=response, body=body)
