"""The bodies of HTTP answers, read and unpacked in small steps up to a limit.

Half a megabyte of gzip can hold gigabytes. Clients unpack whatever comes; so each answer is read here,
and an answer that goes past the limit is an error of its question, whatever it was packed with.
"""

import inspect
import zlib
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import httpx2

__all__ = ["MOST_BYTES", "Body", "OversizedError", "bounded"]

MOST_BYTES: Final = 8 * 2**20
"""Bytes of an answer, unpacked. The longest answers asked for have some tens of kilobytes, lists of models
a megabyte; and Python takes up to twenty times as much for the JSON in it."""

STEP: Final = 2**16
"""Bytes unpacked at once."""

ACCEPTED: Final = "gzip, deflate"
"""What is asked for: what can be unpacked in steps here."""

_CODINGS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content coding -> zlib's word for it."""

Http = TypeVar("Http")


class OversizedError(httpx2.DecodingError):
    """An answer that goes past the limit, or is packed by what was not asked for."""


class Body:
    """A body as it grows. `headers` are those of the answer; `most` counts unpacked bytes."""

    def __init__(self, headers: Mapping[str, str], most: int = MOST_BYTES) -> None:
        """Raises OversizedError for codings that cannot be unpacked in steps."""
        named = headers.get("content-encoding", "").lower().split(",")
        codings = [name.strip() for name in named if name.strip() not in ("", "identity")]
        if len(codings) > 1 or (codings and codings[0] not in _CODINGS):
            raise OversizedError(f"the answer is packed as {', '.join(codings)[:80]!r}, unasked")
        self.content = bytearray()
        self._most = most
        self._arrived = 0
        self._unpacking = zlib.decompressobj(_CODINGS[codings[0]]) if codings else None

    def add(self, raw: bytes) -> None:
        """Takes in some bytes as they came. Raises OversizedError past the limit."""
        self._arrived += len(raw)
        if self._arrived > self._most:
            raise self._oversized()
        if self._unpacking is None:
            self.content += raw
            return
        while raw and not self._unpacking.eof:
            try:
                self.content += self._unpacking.decompress(raw, STEP)
            except zlib.error as error:
                raise httpx2.DecodingError(f"the answer cannot be unpacked: {error}") from None
            if len(self.content) > self._most:
                raise self._oversized()
            raw = self._unpacking.unconsumed_tail

    def _oversized(self) -> OversizedError:
        return OversizedError(f"the answer has more than {self._most / 2**20:g} MB")


def bounded(http: Http) -> Http:
    """The same client (of httpx2 or httpx), which from now on reads no more of an answer than it may.

    Answers that the caller streams are left to the caller.
    """
    client: Any = http  # SDKs of vendors have either
    client.headers["Accept-Encoding"] = ACCEPTED
    send = client.send

    def send_bounded(request: Any, *, stream: bool = False, **options: Any) -> Any:
        response = send(request, stream=True, **options)
        return response if stream else _read(response)

    async def asend_bounded(request: Any, *, stream: bool = False, **options: Any) -> Any:
        response = await send(request, stream=True, **options)
        return response if stream else await _aread(response)

    is_async = inspect.iscoroutinefunction(send)
    client.send = asend_bounded if is_async else send_bounded
    hooks = client.event_hooks
    heard = [*hooks["response"], _apass_over if is_async else _pass_over]
    client.event_hooks = {**hooks, "response": heard}
    return http


def _pass_over(response: Any) -> None:
    """Leaves out the body of a redirect, which the client would read to its end before it follows."""
    if response.has_redirect_location:
        response.stream.close()
        response.stream = type(response)(200).stream


async def _apass_over(response: Any) -> None:
    if response.has_redirect_location:
        await response.stream.aclose()
        response.stream = type(response)(200).stream


def _read(response: Any) -> Any:
    try:
        body = Body(response.headers)
        for raw in response.iter_raw():
            body.add(raw)
    finally:
        response.close()
    return _with(response, body)


async def _aread(response: Any) -> Any:
    try:
        body = Body(response.headers)
        async for raw in response.aiter_raw():
            body.add(raw)
    finally:
        await response.aclose()
    return _with(response, body)


def _with(response: Any, body: Body) -> Any:
    """The response with its body read, as the client would have handed it on."""
    left_out = ("content-encoding", "content-length", "transfer-encoding")
    headers = [
        (name, value) for name, value in response.headers.multi_items() if name not in left_out
    ]
    return type(response)(
        response.status_code,
        headers=headers,
        content=bytes(body.content),
        request=response.request,
        extensions=response.extensions,
        history=response.history,
    )
