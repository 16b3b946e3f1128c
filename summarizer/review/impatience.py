"""Connections that send half a request and wait: they get some seconds, and few of them are kept.

Each holds a file descriptor, and a process has a few hundred; without an end to waiting, some hundred
connections that say nothing keep everybody else out.
"""

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.server import ServerState

__all__ = ["MOST_UNFINISHED", "REQUEST_SECONDS", "ImpatientProtocol"]

REQUEST_SECONDS: Final = 10.0
"""For a request to arrive whole. A browser on the slowest link sends the longest edit in two."""

MOST_UNFINISHED: Final = 32
"""Connections whose request is not here yet. A browser opens six to a server; where there are more, the one
that has waited longest is closed for the one that comes."""


_WAITING: "WeakKeyDictionary[ServerState, dict[ImpatientProtocol, asyncio.TimerHandle]]" = (
    WeakKeyDictionary()
)
"""Of each server the connections whose request is not here yet, the longest waiting first."""


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, on one connection; closes it when no whole request comes."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._others = _WAITING.setdefault(self.server_state, {})
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._settle()
        elif self not in self._others:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._others[self] = self.loop.call_later(REQUEST_SECONDS, self._give_up)
        while len(self._others) > MOST_UNFINISHED:
            next(iter(self._others))._give_up()

    def _settle(self) -> None:
        timer = self._others.pop(self, None)
        if timer is not None:
            timer.cancel()

    def _give_up(self) -> None:
        self._settle()
        self.transport.close()
