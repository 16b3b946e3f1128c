"""Models behind OpenAI's chat completions API: OpenAI itself, vLLM, Ollama, LM Studio, llama.cpp.

Every request carries the question's JSON Schema as `response_format` with `strict: true`, so that a
server with constrained decoding cannot write anything else.
"""

import asyncio
import threading
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from summarizer.models.choices import reply_to_choice
from summarizer.models.deadline import awithin, within
from summarizer.models.endpoint import (
    HOSTED_CONCURRENCY,
    HOSTED_TIMEOUT,
    OPENAI_URL,
    Endpoint,
    failure_at,
)
from summarizer.models.envelope import envelope_of, reply_of
from summarizer.models.failures import AttemptError, message_of, rejects
from summarizer.models.flow import expected_tokens
from summarizer.models.pricing import accounted
from summarizer.models.redaction import without_secrets
from summarizer.models.transport import Transport
from summarizer.rounds import Question, Reply

if TYPE_CHECKING:
    import openai

    from summarizer.models.openai_client import Clients

__all__ = [
    "HOSTED_CONCURRENCY",
    "HOSTED_TIMEOUT",
    "OPENAI_URL",
    "Endpoint",
    "OpenAICompatible",
]

TEMPERATURE: Final = 0
SEED: Final = 0

TOP_LOGPROBS: Final = 20
"""The most that OpenAI's API allows; a label that is not among them has no say."""

_OF_CHOICES: Final = ("logprobs", "top_logprobs")

_OTHER_NAME: Final = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}


class OpenAICompatible:
    """A model behind an OpenAI-compatible server; one instance serves any number of threads."""

    parameters = f"temperature={TEMPERATURE} seed={SEED}"

    def __init__(self, endpoint: Endpoint, transport: Transport | None = None) -> None:
        """Opens no connection yet. Raises SettingsError when OpenAI's key is missing."""
        self.name = endpoint.name
        self.context_window = endpoint.context_window
        self.concurrency = endpoint.concurrency
        self.has_price = endpoint.price is not None
        self._endpoint = endpoint.with_key()
        self._transport = transport or Transport()
        self._dialect = _Dialect(endpoint.host)
        self._secrets = (self._endpoint.api_key or "",)
        self._clients: Clients | None = None
        self._opening = threading.Lock()

    def ask(self, question: Question) -> Reply:
        clients = self.open()
        seconds = self._endpoint.timeout
        attempt = partial(within, seconds, partial(self._attempt, clients, question))
        return self._finished(question, self._transport.call(attempt))

    async def aask(self, question: Question) -> Reply:
        # Loading takes a second, in which the caller's loop must go on.
        clients = self._clients
        if clients is None:
            clients = await asyncio.to_thread(self.open)
        seconds = self._endpoint.timeout
        attempt = partial(awithin, seconds, partial(self._aattempt, clients, question))
        reply = await self._transport.acall(attempt, expected_tokens(question))
        return self._finished(question, reply)

    def open(self) -> "Clients":
        """What questions are asked with: loaded now, a second's work, or with the first of them."""
        with self._opening:
            if self._clients is None:
                # Not before it is needed: most of that second is `import openai`.
                from summarizer.models.openai_client import Clients

                self._clients = Clients(self._endpoint)
            return self._clients

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    @property
    def async_client(self) -> "openai.AsyncOpenAI":
        """The client of the running event loop, for what the server offers beside completions."""
        return self.open().of_this_loop()

    def body_of(self, question: Question) -> dict[str, Any]:
        """The request body of a question, as this server wants it put."""
        return self._dialect.body(self._endpoint.model, question)

    def reply_in(self, envelope: Mapping[str, Any], question: Question) -> Reply:
        """The reply in a completion that came another way, without its price.

        Raises AttemptError when it holds none.
        """
        reply = self._read(envelope, question, self.body_of(question))
        return without_secrets(reply, self._secrets)

    def failure_in(self, error: "openai.APIError", sent: Mapping[str, Any]) -> AttemptError:
        """What an error means for the body `sent`; how to put it otherwise is learnt."""
        failure = failure_at(self._endpoint, error)
        if failure.status in (400, 422) and self._dialect.learn(message_of(error), sent):
            # Put otherwise, the same question may pass: at once, as the same call's next attempt.
            return AttemptError("transient", failure.detail, retry_after=0, tokens=failure.tokens)
        return failure

    def close(self) -> None:
        if self._clients is not None:
            self._clients.close()

    async def aclose(self) -> None:
        if self._clients is not None:
            await self._clients.aclose()

    def _attempt(self, clients: "Clients", question: Question) -> Reply:
        body = self.body_of(question)
        try:
            content = clients.complete(body)
        except clients.Error as error:
            raise self.failure_in(error, body) from None
        return self._read(envelope_of(content), question, body)

    async def _aattempt(self, clients: "Clients", question: Question) -> Reply:
        body = self.body_of(question)
        try:
            content = await clients.acomplete(body)
        except clients.Error as error:
            raise self.failure_in(error, body) from None
        return self._read(envelope_of(content), question, body)

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

    def _finished(self, question: Question, reply: Reply) -> Reply:
        """Without the key, which a server can repeat, and with what it took."""
        reply = without_secrets(reply, self._secrets)
        # Once all attempts are counted: those that failed after reading the prompt cost as well.
        return accounted(question, reply, self._endpoint.price)


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
