"""A real HTTP server on loopback that speaks just enough of OpenAI's API, and fails on demand.

    with FaultyServer([status(500), cut_body()]) as server:
        ...                                     # two faults, then good answers for ever
        server.requests[0].body["response_format"]

Each request to `/v1/chat/completions` takes the next behaviour of the script; `good()` follows.
"""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

__all__ = [
    "Behaviour",
    "FaultyServer",
    "Request",
    "answer",
    "cut_body",
    "good",
    "hang_up",
    "html_page",
    "raw",
    "refusal",
    "silence",
    "status",
]

GOOD_TEXT = '{"speaker": "Mayor Orla Venn"}'


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Behaviour:
    """How one request is treated: a status, headers and a body, or something ruder."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    missing_bytes: int = 0
    """Announced in Content-Length and never sent."""
    hang_up: bool = False
    silent: bool = False


def raw(body: bytes, *, code: int = 200, **headers: str) -> Behaviour:
    """These bytes. Header names are written with underscores."""
    return Behaviour(code, body, {name.replace("_", "-"): text for name, text in headers.items()})


def answer(
    content: object,
    *,
    finish_reason: str = "stop",
    usage: dict[str, Any] | None = None,
    **message: object,
) -> Behaviour:
    """A chat completion with this content."""
    envelope = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": usage
        or {
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "total_tokens": 110,
            "prompt_tokens_details": {"cached_tokens": 60},
        },
    }
    return raw(json.dumps(envelope).encode())


def good() -> Behaviour:
    return answer(GOOD_TEXT)


def status(code: int, message: str = "out of order", **headers: str) -> Behaviour:
    """An error, as OpenAI words it."""
    error = {"message": message, "type": "test_error", "param": None, "code": None}
    return raw(json.dumps({"error": error}).encode(), code=code, **headers)


def refusal(text: str = "I cannot help with that.") -> Behaviour:
    return answer(None, refusal=text)


def cut_body() -> Behaviour:
    whole = good().body
    return Behaviour(200, whole[:40], missing_bytes=len(whole) - 40)


def html_page(code: int = 200) -> Behaviour:
    page = b"<html><body><h1>Welcome to the proxy</h1></body></html>"
    return raw(page, code=code, Content_Type="text/html")


def hang_up() -> Behaviour:
    """The connection ends without an answer."""
    return Behaviour(hang_up=True)


def silence() -> Behaviour:
    """No answer until the server is stopped."""
    return Behaviour(silent=True)


class FaultyServer:
    """Runs in threads while the `with` block lasts."""

    def __init__(
        self,
        script: Iterable[Behaviour] = (),
        *,
        models: Behaviour | None = None,
        props: Behaviour | None = None,
        otherwise: Callable[[Any], Behaviour] | None = None,
    ) -> None:
        """`otherwise` makes the answer to a request body once the script is used up."""
        self.requests: list[Request] = []
        self.looks: list[str] = []
        self._script = iter(list(script))
        self._otherwise = otherwise or (lambda body: good())
        self._gets = {
            "/v1/models": models or raw(json.dumps({"data": [{"id": "tiny"}]}).encode()),
            "/props": props or status(404),
        }
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._http.daemon_threads = True
        # The poll interval is what a test waits for at the end.
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.002}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def calls(self) -> int:
        return len(self.requests)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def behaviour_for_post(self, request: Request) -> Behaviour:
        with self._lock:
            self.requests.append(request)
            scripted = next(self._script, None)
        return scripted or self._otherwise(request.body)

    def behaviour_for_get(self, path: str) -> Behaviour:
        self.looks.append(path)
        return self._gets.get(path) or status(404)

    def wait_until_stopped(self) -> None:
        self._stopped.wait()


def _handler_for(server: FaultyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body leave in two writes; with Nagle's algorithm the second waits 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._behave(server.behaviour_for_get(self.path))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(length))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._behave(server.behaviour_for_post(Request(self.path, headers, body)))

        def _behave(self, behaviour: Behaviour) -> None:
            if behaviour.silent:
                server.wait_until_stopped()
            if behaviour.silent or behaviour.hang_up:
                self.close_connection = True
                return
            self.send_response(behaviour.status)
            for name, value in {"Content-Type": "application/json", **behaviour.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(behaviour.body) + behaviour.missing_bytes))
            self.end_headers()
            self.wfile.write(behaviour.body)
            if behaviour.missing_bytes:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the test output clean."""

    return Handler
