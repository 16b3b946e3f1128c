"""OpenAI's own client for one endpoint: one for all threads, and one for each call in an event loop.

Loaded with the first question: importing `openai` takes a second, which a program that only wants to
know whom it would ask need not wait.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

import httpx2
import openai

from summarizer.models.endpoint import Endpoint, certificates

__all__ = ["Clients"]

_COMPLETIONS: Final = "/chat/completions"


class Clients:
    """The clients of one endpoint, its key included; they make one attempt at each call."""

    Error = openai.APIError
    """What they raise, for those who do without the import."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client = openai.OpenAI(**_options(endpoint), http_client=_http(endpoint))
        # A connection belongs to one event loop, and a caller may run several in turn.
        self._idle: WeakKeyDictionary[asyncio.AbstractEventLoop, list[openai.AsyncOpenAI]] = (
            WeakKeyDictionary()
        )

    def complete(self, body: Mapping[str, Any]) -> bytes:
        """What the server answers to the body of a chat completion. Raises `Error`."""
        return self._client.post(_COMPLETIONS, cast_to=httpx2.Response, body=body).content

    async def acomplete(self, body: Mapping[str, Any]) -> bytes:
        """The same, asynchronously.

        Each call has a client to itself, and so a connection: one that many calls share looks through
        all its connections for each of them, which at 100 in flight took longer than the call. A
        client takes four kilobytes and a tenth of a millisecond to make.
        """
        idle = self._idle_here()
        client = idle.pop() if idle else self._new()
        try:
            response = await client.post(_COMPLETIONS, cast_to=httpx2.Response, body=body)
            return response.content
        finally:
            idle.append(client)

    def of_this_loop(self) -> openai.AsyncOpenAI:
        """A client of the running event loop, for other calls than completions."""
        idle = self._idle_here()
        if not idle:
            idle.append(self._new())
        return idle[-1]

    def _idle_here(self) -> list[openai.AsyncOpenAI]:
        """The running event loop's clients that have nothing to do, the last used last."""
        return self._idle.setdefault(asyncio.get_running_loop(), [])

    def _new(self) -> openai.AsyncOpenAI:
        http = openai.DefaultAsyncHttpxClient(
            trust_env=self._endpoint.trusts_environment, verify=certificates()
        )
        return openai.AsyncOpenAI(**_options(self._endpoint), http_client=http)

    def close(self) -> None:
        """Closes what threads use."""
        self._client.close()

    async def aclose(self) -> None:
        """The same, and what the running event loop uses."""
        self.close()
        for client in self._idle.pop(asyncio.get_running_loop(), ()):
            await client.close()


def _options(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "base_url": endpoint.base_url,
        "api_key": endpoint.api_key,
        "max_retries": 0,
        "timeout": httpx2.Timeout(endpoint.timeout, connect=endpoint.connect_timeout),
    }


def _http(endpoint: Endpoint) -> httpx2.Client:
    return openai.DefaultHttpxClient(trust_env=endpoint.trusts_environment, verify=certificates())
