"""Knowing whom a program would ask costs none of the second that the client takes to load."""

import asyncio
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx2
import pytest
from faulty_server import Behaviour, FaultyServer, html_page, raw, silence, status

from summarizer.errors import SettingsError
from summarizer.models import connect, openai_client
from summarizer.models.endpoint import Endpoint, look
from summarizer.models.failures import AttemptError
from summarizer.models.openai_compatible import OpenAICompatible
from summarizer.rounds import Message, Question
from summarizer.settings import Settings

KEY = "sk-test-0123456789abcdef"
QUESTION = Question(
    "speaker@v1", (Message("user", "Who says so?"),), "speaker", {"type": "object"}, "d", 50
)

CONNECT = """
import json, sys
from summarizer.models import connect
from summarizer.settings import Settings
model = connect(Settings(**json.loads(sys.argv[1])))
known = [model.name, model.parameters, model.context_window]
model.close()
print(json.dumps([known, sorted({"openai", "genai_prices"} & sys.modules.keys())]))
"""


def connected(**settings: str) -> tuple[list[object], list[str]]:
    """What is known of a model in a new interpreter, and which slow packages that took."""
    done = subprocess.run(
        [sys.executable, "-c", CONNECT, json.dumps(settings)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    known, loaded = json.loads(done.stdout)
    return known, loaded


def test_a_server_is_connected_without_client_and_prices() -> None:
    models = raw(b'{"data": [{"id": "tiny", "max_model_len": 8192}]}')
    with FaultyServer(models=models) as server:
        known, loaded = connected(base_url=server.base_url, model="tiny")
    assert known == ["127.0.0.1/tiny", OpenAICompatible.parameters, 8192]
    assert loaded == []


def test_openai_is_connected_without_its_client() -> None:
    known, loaded = connected(model="openai/gpt-4.1-mini", api_key=KEY)
    assert known[0] == "openai/gpt-4.1-mini"
    assert isinstance(known[2], int)
    assert loaded == ["genai_prices"]


def test_threads_that_ask_first_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Endpoint] = []

    class Slow(openai_client.Clients):
        def __init__(self, endpoint: Endpoint) -> None:
            made.append(endpoint)
            time.sleep(0.02)
            super().__init__(endpoint)

    monkeypatch.setattr(openai_client, "Clients", Slow)
    with FaultyServer() as server, ThreadPoolExecutor(8) as pool:
        model = connect(Settings(base_url=server.base_url, model="tiny"))
        assert made == []
        replies = list(pool.map(model.ask, [QUESTION] * 8))
        model.close()
    assert [reply.status for reply in replies] == ["complete"] * 8
    assert len(made) == 1


def test_the_loop_goes_on_while_the_client_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(model: OpenAICompatible) -> str:
        loop = asyncio.get_running_loop()
        load = model.open

        def slowly() -> openai_client.Clients:
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)
            return load()

        monkeypatch.setattr(model, "open", slowly)
        try:
            return (await model.aask(QUESTION)).status
        finally:
            await model.aclose()

    with FaultyServer() as server:
        endpoint = Endpoint(model="tiny", name="here/tiny", base_url=server.base_url)
        assert asyncio.run(scenario(OpenAICompatible(endpoint))) == "complete"


def test_a_model_that_was_asked_nothing_is_closed() -> None:
    async def scenario() -> None:
        model = OpenAICompatible(Endpoint(model="m", name="openai/m", api_key=KEY))
        model.close()
        await model.aclose()

    asyncio.run(scenario())


class TestKey:
    def test_openais_is_taken_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
        assert Endpoint(model="m", name="openai/m").with_key().api_key == KEY

    @pytest.mark.parametrize("key", [None, " "])
    def test_openai_needs_one(self, key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        if key is not None:
            monkeypatch.setenv("OPENAI_API_KEY", key)
        with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
            OpenAICompatible(Endpoint(model="m", name="openai/m"))

    def test_another_server_gets_none_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        endpoint = Endpoint(model="m", name="h/m", base_url="http://h/v1").with_key()
        assert endpoint.api_key not in (KEY, None)


class TestLook:
    """What a short look at a server says of it is what the first question would."""

    def at(self, server: FaultyServer, timeout: float = 5) -> Endpoint:
        return Endpoint(model="", name="", base_url=server.base_url, api_key=KEY, timeout=timeout)

    @pytest.mark.parametrize(
        ("models", "verdict", "words"),
        [
            (status(401, f"Incorrect API key provided: {KEY}"), "hopeless", "[key]"),
            (status(404, "not here"), "hopeless", "not here"),
            (status(503, "Loading model"), "transient", "HTTP 503: Loading model"),
            (html_page(502), "transient", "HTTP 502: (a web page)"),
            (raw(b"[1]"), "transient", "not an object"),
            (silence(), "transient", "no answer in time"),
        ],
    )
    def test_faults(self, models: Behaviour, verdict: str, words: str) -> None:
        with FaultyServer(models=models) as server, pytest.raises(AttemptError) as caught:
            look(self.at(server, 0.2), "models")
        assert caught.value.verdict == verdict
        assert words in caught.value.detail
        assert KEY not in caught.value.detail

    def test_pause_that_is_asked_for_is_told(self) -> None:
        slow = status(429, "slow down", Retry_After="7")
        with FaultyServer(models=slow) as server, pytest.raises(AttemptError) as caught:
            look(self.at(server), "models")
        assert (caught.value.status, caught.value.retry_after) == (429, 7)

    def test_nobody_listens(self) -> None:
        with FaultyServer() as server:
            endpoint = self.at(server)
        with pytest.raises(AttemptError, match=r"no connection.* at 127\.0\.0\.1:\d+; is the"):
            look(endpoint, "models")

    def test_the_key_goes_along(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def answer(client: httpx2.Client, url: str) -> httpx2.Response:
            return httpx2.Response(200, json={"key": client.headers["authorization"], "at": url})

        monkeypatch.setattr(httpx2.Client, "get", answer)
        endpoint = Endpoint(model="m", name="h/m", base_url="http://h/v1", api_key=KEY)
        assert look(endpoint, "../props") == {"key": f"Bearer {KEY}", "at": "http://h/props"}
        assert look(replace(endpoint, api_key=None), "models")["key"] == "Bearer none"

    def test_loopback_is_not_reached_through_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        with FaultyServer() as server:
            assert "data" in look(self.at(server), "models")


def test_clients_of_a_burst_are_closed_when_it_is_long_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FaultyServer() as server:
        endpoint = Endpoint(model="tiny", name="tiny", base_url=server.base_url, api_key=KEY)
        clients = openai_client.Clients(endpoint)

        async def burst_then_one() -> list[int]:
            kept = []
            for number in (5, 1):
                await asyncio.gather(*(clients.acomplete({"model": "tiny"}) for _ in range(number)))
                kept.append(len(clients._idle_here()))
                monkeypatch.setattr(openai_client, "KEPT_SECONDS", 0.0)
                await asyncio.sleep(0.01)
            await clients.acomplete({"model": "tiny"})
            await clients.aclose()
            return kept

        kept = asyncio.run(burst_then_one())
    assert kept[0] == 5
    assert kept[1] <= 1
