"""A stop on the way to the server that passes everything on and counts calls and tokens.

The peers' own clients tell no tokens, or not of failed attempts. On the wire all are counted alike.
"""

import http.client
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from benchmarks.peers.answers import Spent

__all__ = ["Relay"]

PATIENCE: Final = 900.0
"""Seconds of silence: as long as the package itself waits for the embedded model."""

_PASSED_ON: Final = ("Authorization", "Content-Type", "Accept")


class Relay:
    """Listens on loopback while the `with` block lasts; `base_url` takes the server's place."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.target = (parts.hostname or "", parts.port or 80)
        self._path = parts.path
        self._spent = Spent()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        """The address to give to a client."""
        return f"http://127.0.0.1:{self._http.server_address[1]}{self._path}"

    @property
    def spent(self) -> Spent:
        """What has passed so far."""
        with self._lock:
            return self._spent

    def count(self, body: bytes) -> None:
        """One more call with this answer; an answer without a count of tokens has none."""
        call = Spent(1)
        with suppress(ValueError, AttributeError):
            usage = json.loads(body).get("usage") or {}
            call = Spent(1, usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0))
        with self._lock:
            self._spent += call

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler_for(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the second write of an answer waits 40 ms

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            upstream = http.client.HTTPConnection(*relay.target, timeout=PATIENCE)
            try:
                upstream.request("POST", self.path, body, headers)
                answer = upstream.getresponse()
                told = answer.read()
            except (
                OSError,
                http.client.HTTPException,
            ):  # the client sees what it would have seen without the relay
                self.close_connection = True
                return
            finally:
                upstream.close()
            relay.count(told)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.getheader("Content-Type") or "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    return Handler
