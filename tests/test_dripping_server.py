"""A server that begins an answer and never ends it: its status line, its headers or its body."""

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport, TransportLimits
from summarizer.models.vendors import VendorEndpoint, VendorModel
from summarizer.rounds import Message, Question

QUESTION = Question("r@v1", (Message("user", "?"),), "S", {"type": "object"}, "d", 10)


BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


class _Drip(BaseHTTPRequestHandler):
    begun: bytes

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.wfile.write(self.begun)
            for _ in range(200):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is for the tests."""


@pytest.fixture(params=[b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\nX-Padding: ", BODY])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    drip = type("Drip", (_Drip,), {"begun": request.param})
    server = ThreadingHTTPServer(("127.0.0.1", 0), drip)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def model(url: str) -> Iterator[OpenAICompatible]:
    answering = OpenAICompatible(
        Endpoint(model="m", name="m", base_url=url, timeout=0.2),
        Transport(TransportLimits(attempts=2, first_wait=0.001)),
    )
    yield answering
    answering.close()


def test_an_endless_answer_is_a_failed_reply(model: OpenAICompatible) -> None:
    began = time.monotonic()
    reply = model.ask(QUESTION)
    assert reply.status == "failed"
    assert time.monotonic() - began < 2


def test_an_endless_answer_is_a_failed_reply_asynchronously(model: OpenAICompatible) -> None:
    async def ask() -> str:
        reply = await model.aask(QUESTION)
        await model.aclose()
        return reply.status

    assert asyncio.run(ask()) == "failed"


def test_an_endless_answer_of_a_vendor_is_a_failed_reply(url: str) -> None:
    vendor = VendorModel(
        VendorEndpoint(
            vendor="openai", model="m", api_key="k", timeout=0.2, options={"base_url": url}
        ),
        Transport(TransportLimits(attempts=1)),
    )
    began = time.monotonic()
    assert vendor.ask(QUESTION).status == "failed"
    assert time.monotonic() - began < 2
    vendor.close()
