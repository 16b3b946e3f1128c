"""Other vendors' models (`anthropic/…`, `google/…`, …), through instructor's `from_provider`.

Instructor picks the vendor's way to ask for an object and knows its SDK; it is given a response
model that carries our schema and takes any object, and no retries, so that checking and asking
again stay where they are for every other model: in the dialogue.

Not constrained: most of these calls use tools, without strict decoding; the checks catch the rest.
Tested here: the whole path over HTTP with the openai SDK, and with the anthropic and google-genai
SDKs where these are installed. Nothing here was run against the vendors' own servers.
"""

import asyncio
import inspect
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

import instructor
from instructor.core.exceptions import IncompleteOutputException, InstructorError
from instructor.core.hooks import HookName, Hooks
from pydantic import BaseModel, ConfigDict

from summarizer.errors import SettingsError
from summarizer.models.bodies import bounded
from summarizer.models.completions import reply_of_completion, text_of, tokens_of
from summarizer.models.deadline import awithin, within
from summarizer.models.envelope import clean, reply_with
from summarizer.models.failures import AttemptError, failure_of, rejects
from summarizer.models.flow import expected_tokens
from summarizer.models.pricing import PriceTag, accounted
from summarizer.models.redaction import one_line, without_secrets
from summarizer.models.transport import Transport
from summarizer.rounds import Question, Reply
from summarizer.settings import Settings

__all__ = ["VendorEndpoint", "VendorModel", "connect_vendor"]

VENDOR_TIMEOUT: Final = 180.0
"""Seconds of silence; as for OpenAI's models."""

VENDOR_CONCURRENCY: Final = 4
"""Lowest paid tiers of the smaller vendors allow about one call a second."""


_HTTP_CLIENTS: Final = (
    "_client",
    "_api_client._httpx_client",
    "_api_client._async_httpx_client",
)
"""Where SDKs keep the httpx client they call with: those made by Stainless (openai, anthropic, groq, …),
and Google's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorEndpoint:
    """One model of one vendor. `options` go to instructor's builder as they are."""

    vendor: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    """None leaves it to the vendor's SDK to find its key."""
    timeout: float = VENDOR_TIMEOUT
    context_window: int | None = None
    concurrency: int = VENDOR_CONCURRENCY
    price: PriceTag | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def connect_vendor(
    settings: Settings, vendor: str, model: str, transport: Transport | None
) -> "VendorModel":
    """The settings' model of another vendor. Raises SettingsError as VendorModel does."""
    price = PriceTag.of_vendor(vendor, model)
    endpoint = VendorEndpoint(
        vendor=vendor,
        model=model,
        api_key=settings.vendor_keys.get(vendor),
        timeout=settings.timeout or VENDOR_TIMEOUT,
        context_window=settings.context_window or (price.context_window if price else None),
        concurrency=settings.concurrency or VENDOR_CONCURRENCY,
        price=price,
    )
    return VendorModel(endpoint, transport)


class VendorModel:
    """A vendor's model behind instructor."""

    parameters = "temperature=0"

    def __init__(self, endpoint: VendorEndpoint, transport: Transport | None = None) -> None:
        """Raises SettingsError when the vendor is unknown or its SDK is not installed."""
        self.name = f"{endpoint.vendor}/{endpoint.model}"
        self.has_price = endpoint.price is not None
        self.context_window = endpoint.context_window
        self.concurrency = endpoint.concurrency
        self._endpoint = endpoint
        self._transport = transport or Transport()
        self._secrets: tuple[str, ...] = (endpoint.api_key or "",)
        self._settings: Mapping[str, float] = {"temperature": 0}
        self._client = self._connect(asynchronous=False)
        found = getattr(self._client.client, "api_key", None)  # by the SDK, in the environment
        self._secrets += (found,) if isinstance(found, str) else ()
        self._async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()

    def ask(self, question: Question) -> Reply:
        seconds = self._endpoint.timeout
        attempt = partial(within, seconds, lambda: self._attempt(question))
        return self._finished(question, self._transport.call(attempt))

    async def aask(self, question: Question) -> Reply:
        seconds = self._endpoint.timeout
        attempt = partial(awithin, seconds, lambda: self._aattempt(question))
        reply = await self._transport.acall(attempt, expected_tokens(question))
        return self._finished(question, reply)

    def close(self) -> None:
        close = getattr(self._client.client, "close", None)
        if close is not None:
            close()

    async def aclose(self) -> None:
        self.close()
        client = self._async_clients.pop(asyncio.get_running_loop(), None)
        close = getattr(client and client.client, "close", None)
        if close is not None and inspect.iscoroutinefunction(close):
            await close()

    def _connect(self, *, asynchronous: bool) -> Any:
        # It logs failed calls in full, and vendors' messages can quote a key; all it could say is
        # in our own replies and errors.
        logging.getLogger("instructor").setLevel(logging.CRITICAL)
        endpoint = self._endpoint
        options = dict(endpoint.options)
        if endpoint.vendor == "google":
            options.setdefault("http_options", {"timeout": int(endpoint.timeout * 1000)})
        # Its overloads tell a constant True from a constant False, and this is neither.
        from_provider: Any = instructor.from_provider
        try:
            client = from_provider(
                self.name, async_client=asynchronous, api_key=endpoint.api_key, **options
            )
        except Exception as error:
            # Twenty builders, each with its own way to say that a package or a key is missing.
            raise SettingsError(f"{self.name}: {one_line(str(error), self._secrets)}") from None
        _take_over_retries(client, endpoint.timeout)
        _bound_answers(client)
        return client

    def _async_client(self) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._async_clients:
            self._async_clients[loop] = self._connect(asynchronous=True)
        return self._async_clients[loop]

    def _attempt(self, question: Question) -> Reply:
        arguments, heard = {**_arguments(question), **self._settings}, _Listener()
        try:
            answer = self._client.create(**arguments, hooks=heard.hooks)
        except Exception as error:  # twenty vendors' converters and SDKs: one question, not the run
            return self._reply_to(error, arguments, heard.completion)
        return _reply(answer, heard.completion)

    async def _aattempt(self, question: Question) -> Reply:
        arguments, heard = {**_arguments(question), **self._settings}, _Listener()
        client = self._async_client()
        try:
            answer = await client.create(**arguments, hooks=heard.hooks)
        except Exception as error:  # as above; a cancelled call is none of these
            return self._reply_to(error, arguments, heard.completion)
        return _reply(answer, heard.completion)

    def _reply_to(self, error: Exception, sent: Mapping[str, Any], completion: Any) -> Reply:
        """The reply that instructor could not read. Raises AttemptError when there was none."""
        if completion is None:
            wrapped = isinstance(error, InstructorError) and error.__cause__
            raise self._failure(wrapped or error, sent) from None
        if isinstance(error, IncompleteOutputException):
            return reply_with(text_of(completion), "length", tokens_of(completion))
        return reply_of_completion(completion)

    def _failure(self, error: BaseException, sent: Mapping[str, Any]) -> AttemptError:
        """Sorts the error; a setting that is rejected by name is left out from then on.

        Anthropic's SDK, for one, has dropped `temperature`, and says so with a TypeError.
        """
        if isinstance(error, ImportError):
            # Google's way, for one, needs more than Google's SDK, and says so at the first call.
            raise SettingsError(f"{self.name} needs another package: {error}") from None
        failure = failure_of(error, self._secrets)
        rejected = [name for name in ("temperature",) if name in sent]
        if failure.verdict == "question" and any(rejects(str(error), name) for name in rejected):
            self._settings = {}
            return AttemptError("transient", failure.detail, retry_after=0, tokens=failure.tokens)
        return failure

    def _finished(self, question: Question, reply: Reply) -> Reply:
        """Without the key, which a server can repeat, and with what it took."""
        reply = without_secrets(reply, self._secrets)
        return accounted(question, reply, self._endpoint.price)


class _Listener:
    """Keeps a call's completion: instructor's errors do not always hand it on (a refusal's)."""

    def __init__(self) -> None:
        self.completion: Any = None
        self.hooks = Hooks()
        self.hooks.on(HookName.COMPLETION_RESPONSE, self._hear)

    def _hear(self, completion: Any) -> None:
        self.completion = completion


class _AnyObject(BaseModel):
    """Takes whatever object the model returns."""

    model_config = ConfigDict(extra="allow")


def _response_model(question: Question) -> type[BaseModel]:
    """A class that says our schema to instructor and checks nothing."""
    schema = {**question.schema, "title": question.schema_name}

    def model_json_schema(cls: type[BaseModel], *_: Any, **__: Any) -> dict[str, Any]:
        return dict(schema)

    members = {"model_json_schema": classmethod(model_json_schema), "__doc__": "The answer."}
    return type(question.schema_name, (_AnyObject,), {**members, "__module__": __name__})


def _arguments(question: Question) -> dict[str, Any]:
    return {
        "messages": [{"role": one.role, "content": one.content} for one in question.messages],
        "response_model": _response_model(question),
        "max_retries": 0,
        "max_tokens": question.max_tokens,
    }


def _take_over_retries(client: Any, timeout: float) -> None:
    """Turns off the SDK's own retries; most SDKs have these two settings, under these names."""
    for name, value in (("max_retries", 0), ("timeout", timeout)):
        if hasattr(client.client, name):
            setattr(client.client, name, value)


def _bound_answers(client: Any) -> None:
    """Bounds what is read of an answer, where the SDK keeps its HTTP client under a known name."""
    for path in _HTTP_CLIENTS:
        found: Any = client.client
        for name in path.split("."):
            found = getattr(found, name, None)
        if hasattr(found, "send") and hasattr(found, "headers"):
            bounded(found)


def _reply(answer: BaseModel, completion: Any) -> Reply:
    return Reply(clean(answer.model_dump_json()), tokens=tokens_of(completion))
