"""The real engine: what the rest of the package relies on that it does. Needs the model file."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from summarizer.models.embedded.download import pull
from summarizer.models.embedded.engine import EmbeddedServer, EngineOptions

pytestmark = pytest.mark.embedded

WORD_JOINER = "\u2060"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    pytest.importorskip("xllamacpp", reason="the [local] extra is not installed")
    with EmbeddedServer(pull(), EngineOptions(context_window=2048)) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: EmbeddedServer) -> Iterator[httpx2.Client]:
    with client_of(server) as opened:
        yield opened


def client_of(server: EmbeddedServer, timeout: float = 60.0) -> httpx2.Client:
    return httpx2.Client(
        base_url=server.base_url,
        headers={"Authorization": f"Bearer {server.api_key}"},
        trust_env=False,
        timeout=timeout,
    )


def ask(client: httpx2.Client, content: str, **more: object) -> httpx2.Response:
    body = {"messages": [{"role": "user", "content": content}], "temperature": 0, "max_tokens": 1}
    return client.post("chat/completions", json=body | more)


def answer_within(client: httpx2.Client, schema: dict[str, Any], content: str) -> Any:
    """The value of `a` that the model gives when its answer must follow a schema."""
    whole = {
        "type": "object",
        "properties": {"a": schema},
        "required": ["a"],
        "additionalProperties": False,
    }
    form = {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": whole},
    }
    reply = ask(client, content, response_format=form, max_tokens=40).json()["choices"][0]
    assert reply["finish_reason"] == "stop"
    return json.loads(reply["message"]["content"])["a"]


def test_only_the_key_opens_it(server: EmbeddedServer, client: httpx2.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer another"}):
        refused = httpx2.post(
            f"{server.base_url}/chat/completions", headers=headers, json={}, trust_env=False
        )
        assert refused.status_code == 401
    assert client.get("models").json()["data"][0]["id"] == server.model


def test_it_tells_its_window_and_never_a_path(
    server: EmbeddedServer, client: httpx2.Client
) -> None:
    assert server.context_window == 2048
    assert ask(client, "Hello").json()["model"] == "qwen2.5-coder-1.5b-instruct-q4_k_m"


def test_a_shared_beginning_is_read_once(client: httpx2.Client) -> None:
    article = "The harbour of Lindmouth was closed on Monday after a crane fell. "
    first = ask(client, article + "Where?").json()["usage"]
    second = ask(client, article + "When, and why?").json()["usage"]
    assert first["completion_tokens"] == 1
    assert second["prompt_tokens_details"]["cached_tokens"] >= 15


@pytest.mark.parametrize(
    ("schema", "request_", "holds"),
    [
        ({"type": "string", "enum": ["harbour", "crane"]}, "zebra", {"harbour", "crane"}),
        ({"type": "integer", "enum": [7, 19]}, "3", {7, 19}),
        ({"type": "string", "maxLength": 4}, "hippopotamus", {"hipp"}),
    ],
)
def test_a_value_keeps_to_its_schema(
    client: httpx2.Client, schema: dict[str, Any], request_: str, holds: set[object]
) -> None:
    assert answer_within(client, schema, f"Answer a = {request_} in JSON.") in holds


def test_a_list_keeps_to_its_length_and_its_numbers(client: httpx2.Client) -> None:
    schema = {
        "type": "array",
        "items": {"type": "integer", "enum": [3, 4]},
        "minItems": 2,
        "maxItems": 3,
    }
    numbers = answer_within(client, schema, "Answer a = [8] in JSON.")
    assert set(numbers) <= {3, 4}
    assert 2 <= len(numbers) <= 3


def test_an_anchored_pattern_holds(client: httpx2.Client) -> None:
    schema = {"type": "string", "pattern": "^[0-9]{3}$"}
    assert answer_within(client, schema, 'Answer a = "zebra" in JSON.').isdecimal()


def test_a_schema_it_cannot_follow_is_refused(client: httpx2.Client) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"enum": []}}}
    refused = ask(client, "Hello", response_format=form)
    assert refused.status_code == 400
    assert "enum" in refused.json()["error"]["message"]


def test_the_likelihood_of_words_comes_back(client: httpx2.Client) -> None:
    reply = ask(client, "Is snow white? Yes or no.", logprobs=True, top_logprobs=5).json()
    likely = reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    assert len(likely) == 5
    assert all(word["logprob"] <= 0 for word in likely)


def test_a_prompt_beyond_the_window_is_refused_with_its_size(client: httpx2.Client) -> None:
    refused = ask(client, "word " * 3000)
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert error["type"] == "exceed_context_size_error"
    assert error["n_prompt_tokens"] > error["n_ctx"] == 2048


@pytest.mark.parametrize("token", ["<|im_end|>", "<|endoftext|>", "<|fim_pad|>", "<tool_call>"])
def test_a_word_joiner_makes_a_special_token_plain_text(client: httpx2.Client, token: str) -> None:
    def size(text: str) -> int:
        tokens = client.post("../tokenize", json={"content": text}).json()["tokens"]
        return len(tokens)

    assert size(token) == 1
    assert size(token.replace("<", "<" + WORD_JOINER)) > 4


def ask_for_a_minute(client: httpx2.Client) -> None:
    ask(client, "Count to a thousand in words.", max_tokens=1000, ignore_eos=True)


def test_a_question_nobody_waits_for_is_dropped(
    server: EmbeddedServer, client: httpx2.Client
) -> None:
    with client_of(server, timeout=1.0) as hasty, pytest.raises(httpx2.ReadTimeout):
        ask_for_a_minute(hasty)
    started = time.monotonic()
    assert ask(client, "Hello").status_code == 200
    assert time.monotonic() - started < 20


def test_it_stops_at_once_in_the_middle_of_an_answer() -> None:
    pytest.importorskip("xllamacpp", reason="the [local] extra is not installed")
    failures = []
    with EmbeddedServer(pull(), EngineOptions(context_window=1024)) as server:

        def wait_long() -> None:
            with client_of(server) as client:
                try:
                    ask_for_a_minute(client)
                except httpx2.TransportError as error:
                    failures.append(error)

        waiting = threading.Thread(target=wait_long)
        waiting.start()
        time.sleep(1)
        started = time.monotonic()
    assert time.monotonic() - started < 3
    waiting.join(5)
    assert len(failures) == 1
