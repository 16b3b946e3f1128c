"""OpenAI's own client for one endpoint: one for all threads, and one for each call in an event loop.

Loaded with the first question: importing `openai` takes a second, which a program that only wants to
know whom it would ask need not wait.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import httpx2
import openai

from summarizer.models.bodies import bounded
from summarizer.models.endpoint import Endpoint, certificates
from summarizer.models.redirects import astay, stay

__all__ = ["Clients"]

_COMPLETIONS: Final = "/chat/completions"

KEPT_SECONDS: Final = 30.0
"""How long a client that has nothing to do is kept: longer than most servers keep its connection."""

_Idle = deque[tuple[float, openai.AsyncOpenAI]]
"""Clients with the time that each was last used, the last of them last: taken from there, so that few
calls keep to few connections."""


class Clients:
    """The clients of one endpoint, its key included; they make one attempt at each call."""

    Error = openai.APIError
    """What they raise, for those who do without the import."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client = openai.OpenAI(**_options(endpoint), http_client=_http(endpoint))
        # A connection belongs to one event loop, and a caller may run several in turn.
        self._idle: dict[asyncio.AbstractEventLoop, _Idle] = {}

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
        client = idle.pop()[1] if idle else self._new()
        try:
            response = await client.post(_COMPLETIONS, cast_to=httpx2.Response, body=body)
            return response.content
        finally:
            idle.append((time.monotonic(), client))
            await _close_unused(idle)

    def of_this_loop(self) -> openai.AsyncOpenAI:
        """A client of the running event loop, for other calls than completions."""
        idle = self._idle_here()
        if not idle:
            idle.append((time.monotonic(), self._new()))
        return idle[-1][1]

    def _idle_here(self) -> _Idle:
        """The running event loop's clients that have nothing to do."""
        loop = asyncio.get_running_loop()
        if loop not in self._idle:
            for ended in [one for one in self._idle if one.is_closed()]:
                self._idle.pop(ended, None)
            self._idle[loop] = deque()
        return self._idle[loop]

    def _new(self) -> openai.AsyncOpenAI:
        http = openai.DefaultAsyncHttpxClient(
            trust_env=self._endpoint.trusts_environment,
            verify=certificates(),
            event_hooks={"response": [astay]},
        )
        return openai.AsyncOpenAI(**_options(self._endpoint), http_client=bounded(http))

    def close(self) -> None:
        """Closes what threads use."""
        self._client.close()

    async def aclose(self) -> None:
        """The same, and what the running event loop uses."""
        self.close()
        for _, client in self._idle.pop(asyncio.get_running_loop(), ()):
            await client.close()


async def _close_unused(idle: _Idle) -> None:
    """Closes the clients of a burst that is over."""
    while idle and idle[0][0] < time.monotonic() - KEPT_SECONDS:
        _, client = idle.popleft()
        await client.close()


def _options(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "base_url": endpoint.base_url,
        "api_key": endpoint.api_key,
        "max_retries": 0,
        "timeout": httpx2.Timeout(endpoint.timeout, connect=endpoint.connect_timeout),
    }


def _http(endpoint: Endpoint) -> httpx2.Client:
    client = openai.DefaultHttpxClient(
        trust_env=endpoint.trusts_environment,
        verify=certificates(),
        event_hooks={"response": [stay]},
    )
    return bounded(client)
