"""A server that begins an answer and never ends it."""

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from summarizer.models import deadline
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport, TransportLimits
from summarizer.rounds import Message, Question

QUESTION = Question("r@v1", (Message("user", "?"),), "S", {"type": "object"}, "d", 10)


class _Drip(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is for the tests."""


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAICompatible]:
    monkeypatch.setattr(deadline, "BODY_SECONDS", 0.2)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Drip)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    answering = OpenAICompatible(
        Endpoint(model="m", name="m", base_url=url),
        Transport(TransportLimits(attempts=2, first_wait=0.001)),
    )
    yield answering
    answering.close()
    server.shutdown()
    server.server_close()


def test_an_endless_answer_is_a_failed_reply(model: OpenAICompatible) -> None:
    began = time.monotonic()
    reply = model.ask(QUESTION)
    assert reply.status == "failed"
    assert time.monotonic() - began < 3


def test_an_endless_answer_is_a_failed_reply_asynchronously(model: OpenAICompatible) -> None:
    async def ask() -> str:
        reply = await model.aask(QUESTION)
        await model.aclose()
        return reply.status

    assert asyncio.run(ask()) == "failed"
