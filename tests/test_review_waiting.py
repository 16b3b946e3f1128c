"""The review page is answered while others send half a request and wait."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from reviewing import write_result

from summarizer.review import Place, impatience, open_shelf, serve
from summarizer.review.impatience import MOST_UNFINISHED

HALVES = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nX-",
    "half a body": b"POST /1/edit HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
    "half a chunk": b"POST /1/edit HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{",
}


@contextmanager
def reviewed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The link of the server as it is really set up, in a thread."""
    servers: list[Any] = []
    links: list[str] = []
    ready = threading.Event()

    def on_ready(link: str) -> None:
        links.append(link)
        ready.set()

    made = uvicorn.Server.__init__

    def keep(server: uvicorn.Server, config: uvicorn.Config) -> None:
        servers.append(server)
        made(server, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", keep)
    shelf = open_shelf(write_result(folder))
    thread = threading.Thread(target=serve, args=(shelf, Place(), "Ilse", on_ready))
    thread.start()
    try:
        assert ready.wait(10)
        yield links[0]
    finally:
        servers[0].should_exit = True
        thread.join()


def connected(link: str, sent: bytes) -> socket.socket:
    url = httpx2.URL(link)
    connection = socket.create_connection((url.host, url.port or 80), 5)
    connection.sendall(sent)
    return connection


@pytest.mark.parametrize("half", HALVES)
def test_a_page_is_answered_beside_hundreds(
    half: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reviewed(tmp_path, monkeypatch) as link, ExitStack() as open_ones:
        others = [open_ones.enter_context(connected(link, HALVES[half])) for _ in range(200)]
        with httpx2.Client(follow_redirects=True, timeout=5) as client:
            assert "Port Aldmere" in client.get(link).text
        assert sum(_is_open(one) for one in others) <= MOST_UNFINISHED


@pytest.mark.parametrize("half", HALVES)
def test_half_a_request_has_its_time(
    half: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impatience, "REQUEST_SECONDS", 0.3)
    with reviewed(tmp_path, monkeypatch) as link, connected(link, HALVES[half]) as other:
        other.settimeout(5)
        while other.recv(1000):
            pass  # what is refused without its body is answered first


def test_the_second_request_of_a_connection_has_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impatience, "REQUEST_SECONDS", 0.3)
    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with reviewed(tmp_path, monkeypatch) as link, connected(link, whole) as other:
        other.settimeout(3)  # less than idle connections are kept
        assert b"421" in other.recv(1000)
        other.sendall(HALVES["half a head"])
        while other.recv(1000):
            pass


def _is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    deadline = time.monotonic() + 0.01
    while time.monotonic() < deadline:
        try:
            if not connection.recv(1000):
                return False
        except BlockingIOError:
            return True
        except OSError:
            return False
    return True
