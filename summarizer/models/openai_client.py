"""OpenAI's own client for one endpoint: one connection pool for threads, some for each event loop.

Loaded with the first question: importing `openai` takes a second, which a program that only wants to
know whom it would ask need not wait.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import httpx2
import openai

from summarizer.models.endpoint import Endpoint, certificates

__all__ = ["Clients"]

_COMPLETIONS: Final = "/chat/completions"

CALLS_A_POOL: Final = 16
"""A pool looks through all its connections for each call: at 100 in flight that took a millisecond of
the two and a half that a call cost."""


@dataclass(slots=True)
class _Pool:
    """A client with its own connections, and how many calls it has out."""

    client: openai.AsyncOpenAI
    in_flight: int = 0


class Clients:
    """The clients of one endpoint, its key included; they make one attempt at each call."""

    Error = openai.APIError
    """What they raise, for those who do without the import."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client = openai.OpenAI(**_options(endpoint), http_client=_http(endpoint))
        # A connection pool lives in one event loop, and a caller may run several in turn.
        self._of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, list[_Pool]] = (
            WeakKeyDictionary()
        )

    def complete(self, body: Mapping[str, Any]) -> bytes:
        """What the server answers to the body of a chat completion. Raises `Error`."""
        return self._client.post(_COMPLETIONS, cast_to=httpx2.Response, body=body).content

    async def acomplete(self, body: Mapping[str, Any]) -> bytes:
        """The same, asynchronously."""
        pool = self._pool()
        pool.in_flight += 1
        try:
            response = await pool.client.post(_COMPLETIONS, cast_to=httpx2.Response, body=body)
            return response.content
        finally:
            pool.in_flight -= 1

    def of_this_loop(self) -> openai.AsyncOpenAI:
        """A client of the running event loop, for other calls than completions."""
        return self._pool().client

    def _pool(self) -> _Pool:
        """The running event loop's first pool with room, so that few calls keep to few connections."""
        pools = self._of_loops.setdefault(asyncio.get_running_loop(), [])
        free = next((one for one in pools if one.in_flight < CALLS_A_POOL), None)
        if free is None:
            free = _Pool(
                openai.AsyncOpenAI(
                    **_options(self._endpoint), http_client=_async_http(self._endpoint)
                )
            )
            pools.append(free)
        return free

    def close(self) -> None:
        """Closes what threads use."""
        self._client.close()

    async def aclose(self) -> None:
        """The same, and what the running event loop uses."""
        self.close()
        for pool in self._of_loops.pop(asyncio.get_running_loop(), ()):
            await pool.client.close()


def _options(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "base_url": endpoint.base_url,
        "api_key": endpoint.api_key,
        "max_retries": 0,
        "timeout": httpx2.Timeout(endpoint.timeout, connect=endpoint.connect_timeout),
    }


def _http(endpoint: Endpoint) -> httpx2.Client:
    return openai.DefaultHttpxClient(trust_env=endpoint.trusts_environment, verify=certificates())


def _async_http(endpoint: Endpoint) -> httpx2.AsyncClient:
    return openai.DefaultAsyncHttpxClient(
        trust_env=endpoint.trusts_environment, verify=certificates()
    )
