"""What one call costs this machine beside the network: milliseconds of CPU.

    python benchmarks/call_cost.py --calls 1000 --in-flight 50

A stand-in server in a process of its own answers at once with the same few hundred bytes. Each row
is this process' CPU time (`time.process_time`) for so many calls, so many in flight, divided by the
calls; the best of the rounds, in which the rows take turns. The question is the first of the
strategy `whole` about an article of 500 words, with its whole schema. The last row is the gate
alone, under contention: attempts that only give way to others once.
"""

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Final

import openai
from scan_speed import article

from summarizer.dialogue import Capacity, converse
from summarizer.documents import Document
from summarizer.models.flow import Call, Flow, FlowLimits
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport
from summarizer.rounds import Question, Reply, Tokens

__all__ = ["main"]

ROUNDS: Final = 5
WORDS: Final = 500
MOST: Final = 100_000
"""Calls in flight, where the gate is to be passed freely."""

ANSWER: Final = json.dumps(
    {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": '{"claims": [], "events": []}'},
            }
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 12, "total_tokens": 912},
    }
).encode()

Ask = Callable[[], Awaitable[object]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--in-flight", type=int, default=50)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        asyncio.run(_compare(ours.recv(), options.calls, options.in_flight))
    finally:
        server.terminate()


async def _compare(port: int, calls: int, in_flight: int) -> None:
    question = _question()
    endpoint = Endpoint(model="m", name="here/m", base_url=f"http://127.0.0.1:{port}/v1")
    # Neither the limit of the client nor that of the flow is to matter: the bench has its own.
    flow = Flow(FlowLimits(max_in_flight=MOST, adaptive=False))
    plain, flowing = (OpenAICompatible(endpoint, Transport(flow=one)) for one in (None, flow))
    async with openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="none") as bare:
        rows: dict[str, Ask] = {
            "bare openai client": lambda: _bare(bare, plain, question),
            "aask": lambda: plain.aask(question),
            "aask with a flow": lambda: flowing.aask(question),
            "the flow alone": _gate_only(in_flight),
        }
        best = dict.fromkeys(rows, float("inf"))
        for _ in range(ROUNDS):
            for name, ask in rows.items():
                best[name] = min(best[name], await _cost(ask, calls, in_flight))
    await plain.aclose()
    await flowing.aclose()
    body = len(json.dumps(plain.body_of(question)))
    print(f"{calls} calls of {body:,} bytes, {in_flight} in flight, best of {ROUNDS} rounds")
    for name, seconds in best.items():
        ratio = seconds / best["bare openai client"]
        print(f"{name:<20}{1000 * seconds:8.3f} ms{ratio:8.2f}")


def _question() -> Question:
    document = Document.from_text(article(WORDS), language="en")
    return next(converse(document, "whole", Capacity(32_000)))[0]


async def _bare(client: openai.AsyncOpenAI, plain: OpenAICompatible, question: Question) -> object:
    return await client.chat.completions.create(**plain.body_of(question))


def _gate_only(in_flight: int) -> Ask:
    """Through a gate that takes half of those who come at once, so that the others must wait."""
    flow = Flow(FlowLimits(max_in_flight=max(1, in_flight // 2), adaptive=False))
    reply = Reply("{}", tokens=Tokens(calls=1, input=900, output=12))

    async def attempt() -> Reply:
        await asyncio.sleep(0)
        return reply

    return lambda: flow.run(attempt, Call(1000))


async def _cost(ask: Ask, calls: int, in_flight: int) -> float:
    """Seconds of CPU a call."""
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            await ask()

    began = time.process_time()
    await asyncio.gather(*(work() for _ in range(in_flight)))
    return (time.process_time() - began) / calls


class _Answering(asyncio.Protocol):
    """Just enough of HTTP: reads requests by their length and answers each with ANSWER."""

    _head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._heard = transport, b""

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, body = self._heard.partition(b"\r\n\r\n")
        if not end:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(body) >= length:
            self._heard = body[length:]
            self._transport.write(self._head % len(ANSWER) + ANSWER)


def _serve(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
