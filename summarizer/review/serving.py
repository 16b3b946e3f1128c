"""The server: a socket, the pages on it, and a link that lets a browser in."""

import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final

import uvicorn

from summarizer.errors import SettingsError
from summarizer.review.app import application
from summarizer.review.desk import Desk
from summarizer.review.guard import Door, is_loopback
from summarizer.review.impatience import ImpatientProtocol
from summarizer.review.shelf import Shelf

__all__ = ["Place", "serve"]


GRACE_SECONDS: Final = 2
"""What an edit that is under way gets when the server is stopped; each takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens; port 0 is any that is free."""

    host: str = "127.0.0.1"
    port: int = 0

    @property
    def is_private(self) -> bool:
        """Whether only programs on this machine can reach it."""
        return is_loopback(self.host)


def serve(shelf: Shelf, place: Place, reviewer: str, on_ready: Callable[[str], None]) -> None:
    """Serves the pages until it is stopped by a signal; `on_ready` is told the link.

    Raises SettingsError when it cannot listen there, RunError when reviews cannot be kept.
    """
    desk = Desk(shelf)
    with _listening(place) as listener:
        door = Door(place.host, listener.getsockname()[1])
        config = uvicorn.Config(
            application(desk, door, reviewer),
            log_level="warning",
            access_log=False,  # it would hold the token
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="off",
            http=ImpatientProtocol,
        )
        on_ready(door.link)
        _Server(config).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends in good order at the first signal; the second does what it would do without a server.

    uvicorn notes a signal for its loop, which may not come round.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            super().handle_exit(sig, frame)
            return
        signal.signal(sig, self._before[signal.Signals(sig)])
        signal.raise_signal(sig)


def _listening(place: Place) -> socket.socket:
    """A socket that connections to wait at from now on, so that a browser may come at once."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen()
    except OSError as error:
        listener.close()
        where = f"{place.host}, port {place.port}"
        raise SettingsError(
            f"cannot listen at {where}: {error.strerror}; give another --port or --host"
        ) from None
    return listener
