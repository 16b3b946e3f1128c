"""Models behind OpenAI's chat completions API: OpenAI itself, vLLM, Ollama, LM Studio, llama.cpp.

Every request carries the question's JSON Schema as `response_format` with `strict: true`, so that a
server with constrained decoding cannot write anything else.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, Final
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary

import httpx2
import openai

from summarizer.errors import SettingsError
from summarizer.models.choices import reply_to_choice
from summarizer.models.deadline import awithin, within
from summarizer.models.envelope import envelope_of, reply_of
from summarizer.models.failures import AttemptError, failure_of, message_of, rejects
from summarizer.models.flow import expected_tokens
from summarizer.models.pricing import PriceTag
from summarizer.models.redaction import without_secrets
from summarizer.models.transport import Transport
from summarizer.rounds import Question, Reply

__all__ = [
    "HOSTED_CONCURRENCY",
    "HOSTED_TIMEOUT",
    "OPENAI_URL",
    "Endpoint",
    "OpenAICompatible",
]

OPENAI_URL: Final = "https://api.openai.com/v1"

HOSTED_TIMEOUT: Final = 180.0
"""Seconds of silence. The longest answers asked for take a hosted model well under a minute."""

CONNECT_TIMEOUT: Final = 10.0
"""Seconds; a server that is there accepts in one."""

HOSTED_CONCURRENCY: Final = 8
"""Within the rate limits of the lowest paid tiers, and enough to hide a round's latency."""

TEMPERATURE: Final = 0
SEED: Final = 0

_NO_KEY: Final = "none"
"""Sent where a server needs no key. The client would otherwise look for OPENAI_API_KEY by itself
and hand it to whatever server `base_url` names."""


TOP_LOGPROBS: Final = 20
"""The most that OpenAI's API allows; a label that is not among them has no say."""

_OF_CHOICES: Final = ("logprobs", "top_logprobs")

_OTHER_NAME: Final = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One model at one address."""

    model: str
    """As the server calls it."""
    name: str
    """As results and the journal call it."""
    base_url: str = OPENAI_URL
    api_key: str | None = field(default=None, repr=False)
    timeout: float = HOSTED_TIMEOUT
    """Seconds one call may stay silent; a quarter more is all that an attempt may take."""
    context_window: int | None = None
    concurrency: int = HOSTED_CONCURRENCY
    price: PriceTag | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")


class OpenAICompatible:
    """A model behind an OpenAI-compatible server; one instance serves any number of threads."""

    parameters = f"temperature={TEMPERATURE} seed={SEED}"

    def __init__(self, endpoint: Endpoint, transport: Transport | None = None) -> None:
        """Opens no connection yet. Raises SettingsError when OpenAI's key is missing."""
        self.name = endpoint.name
        self.context_window = endpoint.context_window
        self.concurrency = endpoint.concurrency
        self.has_price = endpoint.price is not None
        self._endpoint = endpoint
        self._transport = transport or Transport()
        self._dialect = _Dialect(endpoint.host)
        try:
            self._client = openai.OpenAI(**_client_options(endpoint), http_client=_http(endpoint))
        except openai.OpenAIError:
            raise SettingsError("OpenAI's models need a key: set OPENAI_API_KEY") from None
        self._secrets = (self._client.api_key,)
        # A connection pool lives in one event loop, and a caller may run several in turn.
        self._async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI] = (
            WeakKeyDictionary()
        )

    def ask(self, question: Question) -> Reply:
        seconds = self._endpoint.timeout
        attempt = partial(within, seconds, lambda: self._attempt(question))
        return self._finished(self._transport.call(attempt))

    async def aask(self, question: Question) -> Reply:
        seconds = self._endpoint.timeout
        attempt = partial(awithin, seconds, lambda: self._aattempt(question))
        reply = await self._transport.acall(attempt, expected_tokens(question))
        return self._finished(reply)

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    @property
    def async_client(self) -> openai.AsyncOpenAI:
        """The client of the running event loop, for what the server offers beside completions."""
        return self._async_client()

    def body_of(self, question: Question) -> dict[str, Any]:
        """The request body of a question, as this server wants it put."""
        return self._dialect.body(self._endpoint.model, question)

    def reply_in(self, envelope: Mapping[str, Any], question: Question) -> Reply:
        """The reply in a completion that came another way, without its price.

        Raises AttemptError when it holds none.
        """
        reply = self._read(envelope, question, self.body_of(question))
        return without_secrets(reply, self._secrets)

    def failure_in(self, error: openai.APIError, sent: Mapping[str, Any]) -> AttemptError:
        """What an error means for a body `sent` another way; how to put it otherwise is learnt."""
        return self._failure(error, sent)

    def look(self, path: str) -> Mapping[str, Any]:
        """One short GET beside the questions, e.g. `models`, without retries.

        Raises AttemptError when no JSON object comes back.
        """
        url = urljoin(f"{self._endpoint.base_url}/", path)
        seconds = min(CONNECT_TIMEOUT, self._endpoint.timeout)
        try:
            response = within(
                seconds,
                lambda: self._client.get(
                    url, cast_to=httpx2.Response, options={"timeout": seconds}
                ),
            )
        except openai.APIError as error:
            raise self._explained(error) from None
        return envelope_of(response.content)

    def close(self) -> None:
        self._client.close()

    async def aclose(self) -> None:
        self.close()
        client = self._async_clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    def _attempt(self, question: Question) -> Reply:
        body = self._dialect.body(self._endpoint.model, question)
        try:
            response = self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        except openai.APIError as error:
            raise self._failure(error, body) from None
        return self._read(envelope_of(response.content), question, body)

    async def _aattempt(self, question: Question) -> Reply:
        body = self._dialect.body(self._endpoint.model, question)
        client = self._async_client()
        try:
            response = await client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        except openai.APIError as error:
            raise self._failure(error, body) from None
        return self._read(envelope_of(response.content), question, body)

    def _read(
        self, envelope: Mapping[str, Any], question: Question, sent: Mapping[str, Any]
    ) -> Reply:
        """The reply; raises AttemptError where one token did not make a choice, to be put otherwise."""
        reply = reply_of(envelope)
        if not question.choices:
            return reply
        reply = reply_to_choice(reply, envelope, question.choices)
        chosen = reply.choice_logprobs or reply.text.strip() in question.choices
        if "logprobs" in sent and reply.text.strip() and not chosen:
            self._dialect.wants_objects()
            detail = f"the one token asked for is none of {', '.join(question.choices)}"
            raise AttemptError("transient", detail, retry_after=0, tokens=reply.tokens)
        return reply

    def _async_client(self) -> openai.AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._async_clients:
            self._async_clients[loop] = openai.AsyncOpenAI(
                **_client_options(self._endpoint), http_client=_async_http(self._endpoint)
            )
        return self._async_clients[loop]

    def _failure(self, error: openai.APIError, body: Mapping[str, Any]) -> AttemptError:
        failure = self._explained(error)
        rejected = isinstance(error, openai.APIStatusError) and error.status_code in (400, 422)
        if rejected and self._dialect.learn(message_of(error), body):
            # Put otherwise, the same question may pass: at once, as the same call's next attempt.
            return AttemptError("transient", failure.detail, retry_after=0, tokens=failure.tokens)
        return failure

    def _explained(self, error: openai.APIError) -> AttemptError:
        """What went wrong; where nobody answers, at which address, and what to look at."""
        failure = failure_of(error, self._secrets)
        if failure.verdict != "unreachable":
            return failure
        parts = urlsplit(self._endpoint.base_url)
        at = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
        detail = f"{failure.detail} at {at}; is the server running, and is the address right?"
        return AttemptError("unreachable", detail, tokens=failure.tokens)

    def _finished(self, reply: Reply) -> Reply:
        """Without the key, which a server can repeat, and with its price."""
        reply = without_secrets(reply, self._secrets)
        # Once all attempts are counted: those that failed after reading the prompt cost as well.
        price = self._endpoint.price
        return replace(reply, tokens=price.priced(reply.tokens)) if price else reply


class _Dialect:
    """How this server wants a question put: which of the common settings it takes.

    OpenAI's newer models reject `max_tokens` and any temperature; some servers reject a seed. What
    a server rejects by name is left out (or renamed) from then on. One that gives no
    log-probabilities is asked for a choice as an object, like anything else.
    """

    def __init__(self, host: str) -> None:
        self._limit_name = "max_completion_tokens" if host == "api.openai.com" else "max_tokens"
        self._settings: Mapping[str, int] = {"temperature": TEMPERATURE, "seed": SEED}
        self._tells_logprobs = True

    def body(self, model: str, question: Question) -> dict[str, Any]:
        """The request body of a question."""
        return {
            "model": model,
            "messages": [{"role": one.role, "content": one.content} for one in question.messages],
            **self._form(question),
            **self._settings,
        }

    def _form(self, question: Question) -> dict[str, Any]:
        """How the answer is to come: as an object, or as the one token of a choice."""
        if question.choices and self._tells_logprobs:
            return {self._limit_name: 1, "logprobs": True, "top_logprobs": TOP_LOGPROBS}
        schema = {"name": question.schema_name, "strict": True, "schema": question.schema}
        return {
            "response_format": {"type": "json_schema", "json_schema": schema},
            self._limit_name: question.max_tokens,
        }

    def wants_objects(self) -> None:
        """From now on choices are asked for as objects: one token told nothing."""
        self._tells_logprobs = False

    def learn(self, message: str, sent: Mapping[str, Any]) -> bool:
        """Takes in why `sent` was rejected; whether the same question put anew has a chance."""
        if "logprobs" in sent and any(rejects(message, name) for name in _OF_CHOICES):
            self._tells_logprobs = False
            return True
        for name in ("temperature", "seed", *_OTHER_NAME):
            # In `sent`, not in the present settings: of several calls under way all may come again.
            if name in sent and rejects(message, name):
                self._limit_name = _OTHER_NAME.get(name, self._limit_name)
                self._settings = {k: v for k, v in self._settings.items() if k != name}
                return True
        return False


def _client_options(endpoint: Endpoint) -> dict[str, Any]:
    is_openai = endpoint.base_url == OPENAI_URL
    return {
        "base_url": endpoint.base_url,
        "api_key": endpoint.api_key or (None if is_openai else _NO_KEY),
        "max_retries": 0,
        "timeout": httpx2.Timeout(endpoint.timeout, connect=min(CONNECT_TIMEOUT, endpoint.timeout)),
    }


# A proxy set for the internet must not get what is meant for this machine.
def _http(endpoint: Endpoint) -> httpx2.Client:
    return openai.DefaultHttpxClient(trust_env=not endpoint.is_loopback, verify=_tls())


def _async_http(endpoint: Endpoint) -> httpx2.AsyncClient:
    return openai.DefaultAsyncHttpxClient(trust_env=not endpoint.is_loopback, verify=_tls())


@cache
def _tls() -> ssl.SSLContext:
    """One for all clients: reading the certificates is 27 of the 30 ms a client takes to make."""
    return httpx2.create_ssl_context()
