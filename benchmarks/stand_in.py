"""A stand-in for a model's server: answers every chat completion after a set time.

    python benchmarks/stand_in.py --latency 1.0            # prints its address, runs until killed
    python benchmarks/stand_in.py --faults 0.2             # one answer in five: 429, 500 or nothing

It speaks just enough HTTP by itself: a web framework would take more of the two cores than what is
being measured. What it answers is the smallest object that fits the request's JSON Schema.
"""

import argparse
import asyncio
import hashlib
import json
import random
from collections import Counter
from typing import Any

__all__ = ["StandIn"]


def smallest(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    """The smallest value of a schema: empty lists, empty strings, the first of a choice."""
    if "$ref" in schema:
        return smallest(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if one.get("type") == "null"]
        return smallest((kinds or schema["anyOf"])[0], root)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        return {name: smallest(one, root) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        fewest = schema.get("minItems", 0)
        return [smallest(schema["items"], root)] * fewest
    return {"string": "none", "integer": 1, "number": 0.5, "boolean": False}.get(str(kind))


class StandIn:
    """The server: `latency` in seconds, `faults` the share of calls that it fails.

    `answered` counts good answers by the SHA-256 of the request's body.
    """

    def __init__(self, latency: float, faults: float = 0.0, seed: int = 1) -> None:
        self.latency = latency
        self._faults = faults
        self._chance = random.Random(seed)
        self.calls = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.answered: Counter[str] = Counter()
        self._answers: dict[str, bytes] = {}

    async def start(self, port: int = 0) -> str:
        """Begins to listen; the base URL."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port, backlog=1024)
        host, port = server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                body = await reader.readexactly(length)
                answer = await self._answer(head, body)
                if not answer:
                    break  # as a server that dies: the connection ends
                writer.write(answer)
                await writer.drain()
                if answer.startswith(_GOOD) and head.startswith(b"POST"):
                    self.answered[hashlib.sha256(body).hexdigest()] += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client is gone
        finally:
            writer.close()

    async def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET"):
            if b" /stats" in head:
                twice = sum(number - 1 for number in self.answered.values())
                shown = {
                    "calls": self.calls,
                    "most_in_flight": self.most_in_flight,
                    "answered": len(self.answered),
                    "answered_again": twice,
                }
                return _http(json.dumps(shown).encode())
            return _http(b'{"object":"list","data":[{"id":"stand-in","object":"model"}]}')
        self.calls += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.in_flight -= 1
        if self._chance.random() < self._faults:
            return self._chance.choice(_FAULTS)
        return self._completion(body)

    def _completion(self, body: bytes) -> bytes:
        # The schema alone decides, so it is worked out once for each; it stands last in the body.
        at = body.find(b'"response_format"')
        key = body[at:].decode() if at >= 0 else ""
        if key not in self._answers:
            asked = json.loads(body).get("response_format", {}).get("json_schema", {})
            schema = asked.get("schema")
            # Who sends no schema is langextract, which wants this.
            text = json.dumps(smallest(schema, schema)) if schema else '{"extractions": []}'
            self._answers[key] = _http(json.dumps(_envelope(text)).encode())
        return self._answers[key]


def _envelope(text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "stand-in",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text},
            }
        ],
        "usage": {"prompt_tokens": 800, "completion_tokens": 40, "total_tokens": 840},
    }


def _http(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n{more}\r\n".encode() + body


_GOOD = b"HTTP/1.1 200"
_OUT_OF_ORDER = b'{"error": {"message": "out of order", "type": "stand_in"}}'
_FAULTS = (
    _http(_OUT_OF_ORDER, "429 Too Many Requests", "Retry-After: 0\r\n"),
    _http(_OUT_OF_ORDER, "500 Internal Server Error"),
    b"",
)


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=1.0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0.0)
    given = parser.parse_args()
    print(await StandIn(given.latency, given.faults).start(given.port), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
