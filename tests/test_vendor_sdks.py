"""Other vendors' SDKs, where installed, against a server on loopback that speaks their protocol.

They show that instructor's way to each vendor carries our schema out and the object back; the
shapes are those of the vendors' published API references.
"""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from faulty_server import FaultyServer, raw, status

from summarizer.errors import ModelUnavailableError
from summarizer.models.transport import Transport, TransportLimits
from summarizer.models.vendors import VendorEndpoint, VendorModel
from summarizer.rounds import Message, Question, Tokens

SCHEMA = {
    "type": "object",
    "properties": {"speaker": {"type": "string"}},
    "required": ["speaker"],
    "additionalProperties": False,
}
QUESTION = Question(
    recipe="speaker@v1",
    messages=(Message("system", "Copy."), Message("user", "“No,” said Orla Venn.")),
    schema_name="speaker",
    schema=SCHEMA,
    document_id="doc-1",
    max_tokens=40,
)
QUICK = TransportLimits(attempts=3, first_wait=0.001)


@pytest.fixture(autouse=True)
def quiet_logger_is_put_back() -> Iterator[None]:
    level = logging.getLogger("instructor").level
    yield
    logging.getLogger("instructor").setLevel(level)


async def ask_and_close(model: VendorModel) -> str:
    reply = await model.aask(QUESTION)
    await model.aclose()
    return reply.text


class TestAnthropic:
    @pytest.fixture
    def answer(self) -> dict[str, Any]:
        pytest.importorskip("anthropic")
        return {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "c",
            "content": [
                {"type": "tool_use", "id": "1", "name": "speaker", "input": {"speaker": "Orla"}}
            ],
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 40, "cache_read_input_tokens": 60, "output_tokens": 9},
        }

    def model(self, server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> VendorModel:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.base_url.removesuffix("/v1"))
        endpoint = VendorEndpoint(vendor="anthropic", model="c", api_key="ant-key-1", timeout=5)
        return VendorModel(endpoint, Transport(QUICK))

    def test_schema_out_object_back(
        self, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with FaultyServer([raw(json.dumps(answer).encode())] * 2) as server:
            model = self.model(server, monkeypatch)
            reply = model.ask(QUESTION)
            assert asyncio.run(ask_and_close(model)) == reply.text
        assert json.loads(reply.text) == {"speaker": "Orla"}
        assert reply.tokens == Tokens(calls=1, input=100, cached=60, output=9)
        tool = server.requests[0].body["tools"][0]
        assert tool["input_schema"] == {**SCHEMA, "title": "speaker"}

    @pytest.mark.parametrize(
        ("stop_reason", "content", "expected"),
        [
            ("max_tokens", [], "truncated"),
            ("refusal", [], "refused"),
            ("end_turn", [], "empty"),
            ("end_turn", [{"type": "text", "text": "The mayor."}], "complete"),
        ],
    )
    def test_status(
        self,
        answer: dict[str, Any],
        monkeypatch: pytest.MonkeyPatch,
        stop_reason: str,
        content: list[dict[str, str]],
        expected: str,
    ) -> None:
        odd = {**answer, "stop_reason": stop_reason, "content": content}
        with FaultyServer([raw(json.dumps(odd).encode())]) as server:
            assert self.model(server, monkeypatch).ask(QUESTION).status == expected
        assert server.calls == 1

    def test_overload_is_tried_again(
        self, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with FaultyServer([status(529), raw(json.dumps(answer).encode())]) as server:
            assert self.model(server, monkeypatch).ask(QUESTION).status == "complete"

    def test_wrong_key(self, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        with (
            FaultyServer([status(401, "invalid x-api-key")]) as server,
            pytest.raises(ModelUnavailableError, match="key was not accepted"),
        ):
            self.model(server, monkeypatch).ask(QUESTION)


class TestGoogle:
    @pytest.fixture
    def answer(self) -> dict[str, Any]:
        pytest.importorskip("google.genai")
        pytest.importorskip("jsonref")
        call = {"functionCall": {"name": "speaker", "args": {"speaker": "Orla"}}}
        return {
            "candidates": [{"content": {"role": "model", "parts": [call]}, "finishReason": "STOP"}],
            "usageMetadata": {
                "promptTokenCount": 100,
                "cachedContentTokenCount": 60,
                "candidatesTokenCount": 8,
                "thoughtsTokenCount": 2,
            },
        }

    def model(self, server: FaultyServer) -> VendorModel:
        address = {"base_url": server.base_url.removesuffix("/v1"), "timeout": 5000}
        endpoint = VendorEndpoint(
            vendor="google", model="g", api_key="AIza-key-1", options={"http_options": address}
        )
        return VendorModel(endpoint, Transport(QUICK))

    def test_schema_out_object_back(self, answer: dict[str, Any]) -> None:
        with FaultyServer([raw(json.dumps(answer).encode())] * 2) as server:
            model = self.model(server)
            reply = model.ask(QUESTION)
            assert asyncio.run(ask_and_close(model)) == reply.text
        assert json.loads(reply.text) == {"speaker": "Orla"}
        assert reply.tokens == Tokens(calls=1, input=100, cached=60, output=10)
        (declared,) = server.requests[0].body["tools"][0]["functionDeclarations"]
        assert declared["parameters"]["required"] == ["speaker"]

    @pytest.mark.parametrize(
        ("reason", "expected"), [("MAX_TOKENS", "truncated"), ("SAFETY", "refused")]
    )
    def test_status(self, answer: dict[str, Any], reason: str, expected: str) -> None:
        odd = {**answer, "candidates": [{"finishReason": reason}]}
        with FaultyServer([raw(json.dumps(odd).encode())]) as server:
            assert self.model(server).ask(QUESTION).status == expected

    def test_wrong_key(self, answer: dict[str, Any]) -> None:
        with (
            FaultyServer([status(400, "API key not valid. Please pass a valid one.")]) as server,
            pytest.raises(ModelUnavailableError, match="key was not accepted"),
        ):
            self.model(server).ask(QUESTION)
