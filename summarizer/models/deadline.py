"""An end to answers that never end: a server that drips byte after byte breaks no read timeout."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Final

import httpx2

__all__ = ["BODY_SECONDS", "ahurry", "hurry"]

BODY_SECONDS: Final = 60.0
"""From an answer's headers to its last byte. Answers are not streamed: a server sends the headers
when it has the whole of it, and a megabyte takes a slow line ten seconds."""


def hurry(response: httpx2.Response) -> None:
    """Let the body of `response` be read for BODY_SECONDS; then ReadTimeout. A hook of the client."""
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Timed(response.stream, response.request)


async def ahurry(response: httpx2.Response) -> None:
    """The same for an asynchronous client."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _AsyncTimed(response.stream, response.request)


def _check(deadline: float, request: httpx2.Request) -> None:
    if time.monotonic() > deadline:
        raise httpx2.ReadTimeout("the answer does not end", request=request)


class _Timed(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self._stream, self._request = stream, request

    def __iter__(self) -> Iterator[bytes]:
        deadline = time.monotonic() + BODY_SECONDS
        for chunk in self._stream:
            _check(deadline, self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()


class _AsyncTimed(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, request: httpx2.Request) -> None:
        self._stream, self._request = stream, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        deadline = time.monotonic() + BODY_SECONDS
        async for chunk in self._stream:
            _check(deadline, self._request)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
