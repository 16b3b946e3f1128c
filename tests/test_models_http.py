"""Models over real HTTP, against a server on loopback that misbehaves in every way seen so far."""

import asyncio
import json
import logging
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faulty_server import (
    GOOD_TEXT,
    Behaviour,
    FaultyServer,
    answer,
    cut_body,
    good,
    hang_up,
    html_page,
    raw,
    refusal,
    silence,
    status,
)

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models import Model, ScriptedModel, ScriptExhaustedError, connect
from summarizer.models.connect import Target, resolve
from summarizer.models.local import LocalModel
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.pricing import PriceTag
from summarizer.models.transport import Transport, TransportLimits
from summarizer.models.vendors import VendorEndpoint, VendorModel
from summarizer.rounds import Message, Question, Reply, Tokens
from summarizer.settings import Settings

KEY = "sk-test-0123456789abcdef"
SCHEMA = {
    "type": "object",
    "properties": {"speaker": {"type": "string"}},
    "required": ["speaker"],
    "additionalProperties": False,
}
QUESTION = Question(
    recipe="speaker@v1",
    messages=(
        Message("system", "Copy the words."),
        Message("user", "“It {{will}} hold,” said Orla Venn."),
    ),
    schema_name="speaker",
    schema=SCHEMA,
    document_id="doc-1",
    max_tokens=40,
    label="who says sentence 1",
)
QUICK = TransportLimits(attempts=3, unreachable_attempts=2, total_seconds=5, first_wait=0.001)


def model_at(server: FaultyServer, *, timeout: float = 5.0, key: str = KEY) -> OpenAICompatible:
    endpoint = Endpoint(
        model="tiny", name="here/tiny", base_url=server.base_url, api_key=key, timeout=timeout
    )
    return OpenAICompatible(endpoint, Transport(QUICK))


Ask = Callable[..., Reply]


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Asks a model one question, both ways, and closes it."""

    def synchronously(model: Model, question: Question = QUESTION) -> Reply:
        try:
            return model.ask(question)
        finally:
            model.close()

    def asynchronously(model: Model, question: Question = QUESTION) -> Reply:
        async def scenario() -> Reply:
            try:
                return await model.aask(question)
            finally:
                await model.aclose()

        return asyncio.run(scenario())

    return synchronously if request.param == "sync" else asynchronously


class TestOnTheWire:
    def test_strict_schema_and_parameters_are_sent(self, ask: Ask) -> None:
        with FaultyServer() as server:
            ask(model_at(server))
        (request,) = server.requests
        assert request.path == "/v1/chat/completions"
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.body == {
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "Copy the words."},
                {"role": "user", "content": "“It {{will}} hold,” said Orla Venn."},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "speaker", "strict": True, "schema": SCHEMA},
            },
            "max_tokens": 40,
            "temperature": 0,
            "seed": 0,
        }

    def test_key_of_the_environment_never_goes_to_another_server(
        self, ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        with FaultyServer() as server:
            ask(model_at(server, key=""))
        assert KEY not in str(server.requests[0].headers)

    def test_loopback_is_not_reached_through_a_proxy(
        self, ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with FaultyServer() as server:
            assert ask(model_at(server)).status == "complete"

    @pytest.mark.parametrize(
        ("message", "gone", "instead"),
        [
            ("Unsupported value: 'temperature' does not support 0", "temperature", None),
            ("extra fields not permitted: seed", "seed", None),
            (
                "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
                "max_tokens",
                "max_completion_tokens",
            ),
        ],
    )
    def test_rejected_parameter_is_left_out_from_then_on(
        self, message: str, gone: str, instead: str | None
    ) -> None:
        with FaultyServer([status(400, message)]) as server:
            model = model_at(server)
            first, second = model.ask(QUESTION), model.ask(QUESTION)
            model.close()
        assert (first.status, first.tokens.calls) == ("complete", 2)
        assert (second.status, second.tokens.calls) == ("complete", 1)
        assert gone in server.requests[0].body
        for request in server.requests[1:]:
            assert gone not in request.body
            assert instead is None or request.body[instead] == 40

    def test_openai_gets_its_own_name_for_the_limit(self) -> None:
        model = OpenAICompatible(Endpoint(model="m", name="openai/m", api_key=KEY))
        body = model._dialect.body("m", QUESTION)
        assert body["max_completion_tokens"] == 40
        assert "max_tokens" not in body


class TestAnswers:
    def test_good_answer(self, ask: Ask) -> None:
        with FaultyServer() as server:
            reply = ask(model_at(server))
        assert reply == Reply(GOOD_TEXT, tokens=Tokens(calls=1, input=100, cached=60, output=10))

    @pytest.mark.parametrize(
        ("behaviour", "expected_status", "text"),
        [
            (
                answer("Sure! The speaker is the mayor."),
                "complete",
                "Sure! The speaker is the mayor.",
            ),
            (answer('{"speaker": "Ma'), "complete", '{"speaker": "Ma'),
            (answer('{"speaker": "Ma', finish_reason="length"), "truncated", '{"speaker": "Ma'),
            (answer("", finish_reason="length"), "truncated", ""),
            (answer(""), "empty", ""),
            (answer(" \n"), "empty", " \n"),
            (answer(None), "empty", ""),
            (refusal("I cannot help with that."), "refused", ""),
            (answer("", finish_reason="content_filter"), "refused", ""),
            (
                answer([{"type": "text", "text": "{"}, {"type": "text", "text": "}"}]),
                "complete",
                "{}",
            ),
            (answer("a \ud800 b"), "complete", "a \ufffd b"),
            (answer("{}", usage={"prompt_tokens": None}), "complete", "{}"),
        ],
    )
    def test_status(self, ask: Ask, behaviour: Behaviour, expected_status: str, text: str) -> None:
        with FaultyServer([behaviour]) as server:
            reply = ask(model_at(server))
        assert (reply.status, reply.text) == (expected_status, text)
        assert reply.tokens.calls == server.calls == 1

    @pytest.mark.parametrize("repeat", [answer(f'{{"speaker": "{KEY}"}}'), refusal(f"no {KEY}")])
    def test_key_that_a_model_repeats_is_blanked_out(self, ask: Ask, repeat: Behaviour) -> None:
        with FaultyServer([repeat]) as server:
            reply = ask(model_at(server))
        assert KEY not in reply.text + reply.detail
        assert "[key]" in reply.text + reply.detail

    def test_refusal_says_its_reason(self, ask: Ask) -> None:
        with FaultyServer([refusal("I cannot\nhelp with that.")]) as server:
            assert ask(model_at(server)).detail == "I cannot help with that."

    def test_price_is_put_on_all_attempts(self, ask: Ask) -> None:
        price = PriceTag.of_vendor("openai", "gpt-4.1-mini")
        no_choices = raw(b'{"choices": [], "usage": {"prompt_tokens": 100}}')
        with FaultyServer([no_choices]) as server:
            endpoint = Endpoint(
                model="tiny", name="t", base_url=server.base_url, api_key=KEY, price=price
            )
            reply = ask(OpenAICompatible(endpoint, Transport(QUICK)))
        assert (reply.tokens.calls, reply.tokens.input, reply.tokens.cached) == (2, 200, 60)
        assert reply.tokens.cost == pytest.approx((140 * 0.4 + 60 * 0.1 + 10 * 1.6) / 1e6, abs=2e-5)


class TestFaults:
    @pytest.mark.parametrize(
        "fault",
        [
            status(429, "slow down", Retry_After="0"),
            status(429, "slow down", Retry_After="Tue, 06 May 2003 12:00:00 GMT"),
            status(500),
            status(503, "Loading model"),
            html_page(),
            html_page(502),
            cut_body(),
            hang_up(),
            raw(b'{"choices": [{"mess'),
            raw(b""),
            raw(b"[1, 2]"),
            raw(b'{"choices": []}'),
            raw(b'{"error": {"message": "upstream is down", "code": 502}}'),
            raw(b'"\xff\xfe'),
            raw(b"[" * 100_000),
        ],
        ids=lambda fault: f"{fault.status}-{fault.body[:16]!r}-{fault.missing_bytes}",
    )
    def test_passing_fault_is_tried_again(self, ask: Ask, fault: Behaviour) -> None:
        with FaultyServer([fault]) as server:
            reply = ask(model_at(server))
        assert (reply.status, reply.text) == ("complete", GOOD_TEXT)
        assert server.calls == 2

    @pytest.mark.parametrize(
        ("fault", "detail"),
        [
            (status(500, "boom"), "HTTP 500: boom"),
            (html_page(), "web page"),
            (html_page(503), "web page"),
            (cut_body(), "connection broke"),
            (hang_up(), "connection broke"),
            (raw(b"{"), "not JSON"),
            (raw(b'{"error": {"message": "upstream is down"}}'), "upstream is down"),
        ],
    )
    def test_lasting_fault_becomes_a_failed_reply(
        self, ask: Ask, fault: Behaviour, detail: str
    ) -> None:
        with FaultyServer([fault] * 3) as server:
            reply = ask(model_at(server))
        assert (reply.status, reply.text) == ("failed", "")
        assert detail in reply.detail
        assert "\n" not in reply.detail
        assert server.calls == 3

    def test_slow_answer_times_out(self, ask: Ask) -> None:
        with FaultyServer([silence()]) as server:
            reply = ask(model_at(server, timeout=0.1))
        assert reply.status == "complete"
        assert server.calls == 2

    def test_lasting_silence_fails(self, ask: Ask) -> None:
        with FaultyServer([silence()] * 3) as server:
            reply = ask(model_at(server, timeout=0.05))
        assert reply.status == "failed"
        assert "no answer in time" in reply.detail

    def test_retry_after_is_waited_for(self) -> None:
        waited: list[float] = []
        with FaultyServer([status(429, Retry_After="7")]) as server:
            endpoint = Endpoint(model="tiny", name="t", base_url=server.base_url, api_key=KEY)
            reply = OpenAICompatible(endpoint, Transport(sleep=waited.append)).ask(QUESTION)
        assert (reply.status, reply.tokens.calls) == ("complete", 2)
        assert waited == [7.0]

    def test_prompt_too_long_fails_that_question_alone(self, ask: Ask) -> None:
        message = "the request exceeds the available context size (512 tokens)"
        with FaultyServer([status(400, message)]) as server:
            reply = ask(model_at(server))
        assert reply.status == "failed"
        assert "too long for the model's context window" in reply.detail
        assert server.calls == 1

    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            (status(401, f"Incorrect API key provided: {KEY}"), "key was not accepted"),
            (status(403, "not for you"), "access was denied"),
            (status(404, "The model 'tiny' does not exist"), "no such model"),
            (status(400, "response_format json_schema is not supported"), "does not take"),
            (status(429, "insufficient_quota"), "quota is used up"),
        ],
    )
    def test_what_no_retry_can_mend_ends_the_run(
        self, ask: Ask, fault: Behaviour, words: str
    ) -> None:
        with FaultyServer([fault]) as server, pytest.raises(ModelUnavailableError) as caught:
            ask(model_at(server))
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
        assert server.calls == 1

    def test_nobody_listens(self, ask: Ask) -> None:
        with socket.socket() as reserved:
            reserved.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{reserved.getsockname()[1]}/v1"
            endpoint = Endpoint(model="tiny", name="t", base_url=url, api_key=KEY)
            with pytest.raises(ModelUnavailableError, match="no connection"):
                ask(OpenAICompatible(endpoint, Transport(QUICK)))

    def test_no_key_in_errors_traces_and_logs(
        self, ask: Ask, caplog: pytest.LogCaptureFixture
    ) -> None:
        echo = f"Incorrect API key provided: {KEY}"
        with caplog.at_level(logging.DEBUG):
            with FaultyServer([status(500, echo)] * 3) as server:
                reply = ask(model_at(server))
            with FaultyServer([status(401, echo)]) as server:
                try:
                    ask(model_at(server))
                except ModelUnavailableError as error:
                    trace = "".join(traceback.format_exception(error))
        assert "[key]" in reply.detail
        assert "[key]" in trace
        ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("summarizer"))
        assert "attempt 2" in ours
        for text in (reply.detail, trace, ours, repr(model_at(server)._endpoint)):
            assert KEY not in text


def test_one_model_serves_several_event_loops_in_turn() -> None:
    with FaultyServer() as server:
        model = model_at(server)
        replies = [asyncio.run(model.aask(QUESTION)) for _ in range(3)]
        model.close()
    assert [reply.status for reply in replies] == ["complete"] * 3


class TestConnect:
    def test_server_with_one_model_needs_no_name(self) -> None:
        with FaultyServer() as server:
            model = connect(Settings(base_url=server.base_url, api_key=KEY))
            reply = model.ask(QUESTION)
            model.close()
        assert model.name == "127.0.0.1/tiny"
        assert reply.status == "complete"
        assert server.requests[0].body["model"] == "tiny"

    def test_named_model_is_sent_as_it_is_and_the_list_is_not_needed(self) -> None:
        with FaultyServer(models=status(404)) as server:
            settings = Settings(base_url=f"{server.base_url}/", model="acme/big-1", concurrency=9)
            model = connect(settings)
            model.ask(QUESTION)
            model.close()
        assert model.name == "127.0.0.1/acme/big-1"
        assert model.concurrency == 9
        assert model.context_window is None
        assert server.requests[0].body["model"] == "acme/big-1"

    @pytest.mark.parametrize(
        ("entry", "window"),
        [
            ({"max_model_len": 8192}, 8192),
            ({"context_length": 4096}, 4096),
            ({"meta": {"n_ctx": 2048}}, 2048),
            ({"owned_by": "llamacpp", "meta": {"n_ctx_train": 32768}}, 1024),
            ({"max_model_len": "many"}, None),
            ({}, None),
        ],
    )
    def test_context_window_is_what_the_server_says(
        self, entry: dict[str, object], window: int | None
    ) -> None:
        models = raw(json.dumps({"data": [{"id": "tiny", **entry}]}).encode())
        props = raw(b'{"default_generation_settings": {"n_ctx": 1024}}')
        with FaultyServer(models=models, props=props) as server:
            model = connect(Settings(base_url=server.base_url))
            model.close()
        assert model.context_window == window

    def test_folders_of_a_model_file_stay_unknown(self) -> None:
        models = raw(b'{"data": [{"id": "/home/someone/models/tiny.gguf"}]}')
        with FaultyServer(models=models) as server:
            model = connect(Settings(base_url=server.base_url))
            model.close()
        assert model.name == "127.0.0.1/tiny.gguf"

    @pytest.mark.parametrize(
        ("models", "error", "words"),
        [
            (raw(b'{"data": [{"id": "a"}, {"id": "b"}]}'), SettingsError, "choose one.*a, b"),
            (raw(b'{"data": []}'), SettingsError, "lists no model"),
            (status(401), ModelUnavailableError, "key was not accepted"),
            (html_page(), ModelUnavailableError, "web page"),
        ],
    )
    def test_list_that_does_not_help(
        self, models: Behaviour, error: type[Exception], words: str
    ) -> None:
        with FaultyServer(models=models) as server, pytest.raises(error, match=words):
            connect(Settings(base_url=server.base_url), transport=Transport(QUICK))

    @pytest.mark.parametrize(
        ("settings", "target"),
        [
            (Settings(), Target("embedded")),
            (Settings(api_key=KEY), Target("openai", "gpt-4.1-mini")),
            (Settings(model="local", api_key=KEY), Target("embedded")),
            (Settings(model="local:tiny.gguf"), Target("embedded", file=Path("tiny.gguf"))),
            (Settings(model="models/tiny.GGUF"), Target("embedded", file=Path("models/tiny.GGUF"))),
            (Settings(model="openai/gpt-x"), Target("openai", "gpt-x")),
            (Settings(model="google/a/b"), Target("vendor", "a/b", "google")),
            (Settings(model="default", base_url="http://h/v1"), Target("server")),
            (Settings(model="openai/x", base_url="http://h/v1"), Target("server", "openai/x")),
        ],
    )
    def test_resolve(self, settings: Settings, target: Target) -> None:
        assert resolve(settings) == target

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            (Settings(model="gpt-4.1"), "openai/gpt-4.1"),
            (Settings(model="openai/"), "whose model"),
            (Settings(base_url="127.0.0.1:8080"), "must look like"),
            (Settings(model="local", base_url="http://h/v1"), "not both"),
        ],
    )
    def test_resolve_refuses(self, settings: Settings, words: str) -> None:
        with pytest.raises(SettingsError, match=words):
            resolve(settings)

    def test_openai_needs_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        monkeypatch.delenv("OPENAI_ADMIN_KEY", raising=False)
        with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
            connect(Settings(model="openai/gpt-4.1-mini"))

    def test_openai_has_price_and_window(self) -> None:
        model = connect(Settings(model="openai/gpt-4.1-mini", api_key=KEY))
        model.close()
        assert model.name == "openai/gpt-4.1-mini"
        assert (model.context_window or 0) > 100_000

    def test_unknown_vendor(self) -> None:
        with pytest.raises(SettingsError, match="Unsupported provider"):
            connect(Settings(model="nobody/x"))

    def test_missing_package_of_a_vendor_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "anthropic", None)
        with pytest.raises(SettingsError, match="pip install anthropic"):
            connect(Settings(model="anthropic/claude", vendor_keys={"anthropic": KEY}))


class TestSettings:
    def test_from_environment(self) -> None:
        environ = {
            "SUMMARIZER_MODEL": "anthropic/claude",
            "SUMMARIZER_JOURNAL": "j.sqlite3",
            "SUMMARIZER_TIMEOUT": "12.5",
            "OPENAI_API_KEY": f" {KEY}\n",
            "OPENAI_BASE_URL": " ",
            "ANTHROPIC_API_KEY": "ant-key",
        }
        settings = Settings.from_environment(environ)
        assert settings == Settings(
            model="anthropic/claude",
            api_key=KEY,
            vendor_keys={"anthropic": "ant-key"},
            timeout=12.5,
            journal=Path("j.sqlite3"),
        )
        assert KEY not in repr(settings)
        assert "ant-key" not in repr(settings)

    @pytest.mark.parametrize(
        ("environ", "flags", "expected"),
        [
            ({"OPENAI_BASE_URL": "http://e"}, {"model": "local"}, ("local", None)),
            ({"SUMMARIZER_MODEL": "local"}, {"base_url": "http://f"}, (None, "http://f")),
            ({"SUMMARIZER_MODEL": "m"}, {"base_url": "http://f"}, ("m", "http://f")),
            ({"SUMMARIZER_MODEL": "local", "OPENAI_BASE_URL": "http://e"}, {}, ("local", None)),
            ({"SUMMARIZER_MODEL": "m"}, {"model": "n"}, ("n", None)),
        ],
    )
    def test_flags_outrank_what_contradicts_them(
        self,
        environ: dict[str, str],
        flags: dict[str, str],
        expected: tuple[str | None, str | None],
    ) -> None:
        settings = Settings.from_environment(environ, **flags)
        assert (settings.model, settings.base_url) == expected

    @pytest.mark.parametrize(
        "environ",
        [
            {"SUMMARIZER_TIMEOUT": "soon"},
            {"SUMMARIZER_TIMEOUT": "-1"},
            {"SUMMARIZER_TIMEOUT": "nan"},
            {"OPENAI_API_KEY": "“sk-curly”"},
            {"GROQ_API_KEY": "two words"},
        ],
    )
    def test_malformed_values(self, environ: dict[str, str]) -> None:
        with pytest.raises(SettingsError) as caught:
            Settings.from_environment(environ)
        assert "curly" not in str(caught.value)


class FakeEngine:
    """The embedded server's surface, with a local HTTP server behind it."""

    model = "tiny"
    api_key = KEY
    context_window = 4096

    def __init__(self, server: FaultyServer) -> None:
        self.base_url = server.base_url
        self.events: list[str] = []

    def start(self) -> None:
        self.events.append("start")

    def stop(self) -> None:
        self.events.append("stop")


class TestLocalModel:
    def test_engine_starts_with_the_first_question(self, ask: Ask) -> None:
        with FaultyServer() as server:
            engine = FakeEngine(server)
            model = LocalModel(engine, context_window=16_384, transport=Transport(QUICK))
            assert (model.name, model.context_window) == ("local/tiny", 16_384)
            assert engine.events == []
            reply = ask(model)
        assert reply.text == GOOD_TEXT
        assert engine.events == ["start", "stop"]
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"

    def test_unknown_window_is_asked_of_the_engine(self) -> None:
        with FaultyServer() as server:
            engine = FakeEngine(server)
            model = LocalModel(engine)
            assert model.context_window == 4096
            model.close()
        assert engine.events == ["start", "stop"]

    def test_missing_engine_is_said_before_anything_is_fetched(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "xllamacpp", None)
        monkeypatch.setattr(
            "summarizer.models.local.pull", lambda **_: pytest.fail("fetched a file")
        )
        with pytest.raises(SettingsError, match=r"structured-summarizer\[local\]"):
            connect(Settings(model="local"))


def tool_call(arguments: str) -> Behaviour:
    """What OpenAI's tools mode answers, which instructor's default mode asks for."""
    call = {"id": "1", "type": "function", "function": {"name": "speaker", "arguments": arguments}}
    return answer(None, finish_reason="tool_calls", tool_calls=[call])


class TestVendors:
    """Through instructor; its openai provider stands for all that can be reached here."""

    @pytest.fixture(autouse=True)
    def quiet_logger_is_put_back(self) -> Iterator[None]:
        level = logging.getLogger("instructor").level
        yield
        logging.getLogger("instructor").setLevel(level)

    def model(self, server: FaultyServer) -> VendorModel:
        endpoint = VendorEndpoint(
            vendor="openai",
            model="tiny",
            api_key=KEY,
            timeout=5,
            options={"base_url": server.base_url},
        )
        return VendorModel(endpoint, Transport(QUICK))

    @pytest.fixture
    def ask_vendor(self) -> Ask:
        def ask_and_close(server: FaultyServer) -> Reply:
            model = self.model(server)
            try:
                return model.ask(QUESTION)
            finally:
                model.close()

        return ask_and_close

    def test_both_ways(self, ask: Ask) -> None:
        faults = [status(503), tool_call(GOOD_TEXT)]
        with FaultyServer(faults) as server:
            reply = ask(self.model(server))
        assert json.loads(reply.text) == json.loads(GOOD_TEXT)
        assert reply.tokens.calls == server.calls == 2

    def test_our_schema_goes_out_and_the_object_comes_back(self, ask_vendor: Ask) -> None:
        with FaultyServer([tool_call(GOOD_TEXT)]) as server:
            reply = ask_vendor(server)
        assert json.loads(reply.text) == json.loads(GOOD_TEXT)
        assert reply.status == "complete"
        assert reply.tokens == Tokens(calls=1, input=100, cached=60, output=10)
        (request,) = server.requests
        assert request.body["tools"][0]["function"]["parameters"] == SCHEMA
        assert request.body["messages"][1]["content"] == QUESTION.messages[1].content
        assert request.body["max_tokens"] == 40

    def test_object_outside_the_schema_is_left_to_the_dialogue(self, ask_vendor: Ask) -> None:
        with FaultyServer([tool_call('{"speakers": [1, {"a": null}]}')]) as server:
            reply = ask_vendor(server)
        assert json.loads(reply.text) == {"speakers": [1, {"a": None}]}
        assert server.calls == 1

    @pytest.mark.parametrize(
        ("behaviour", "expected_status", "text"),
        [
            (tool_call('{"speaker": "Ma'), "complete", '{"speaker": "Ma'),
            (tool_call("[1]"), "complete", "[1]"),
            (answer("The mayor."), "complete", "The mayor."),
            (answer(None), "empty", ""),
            (refusal(), "refused", ""),
            (answer('{"speaker": "Ma', finish_reason="length"), "truncated", '{"speaker": "Ma'),
        ],
    )
    def test_unusable_answer_is_not_asked_again_here(
        self, ask_vendor: Ask, behaviour: Behaviour, expected_status: str, text: str
    ) -> None:
        with FaultyServer([behaviour]) as server:
            reply = ask_vendor(server)
        assert (reply.status, reply.text) == (expected_status, text)
        assert reply.tokens.calls == server.calls == 1

    @pytest.mark.parametrize("fault", [status(500), status(429, Retry_After="0"), hang_up()])
    def test_transport_retries(self, ask_vendor: Ask, fault: Behaviour) -> None:
        with FaultyServer([fault, tool_call(GOOD_TEXT)]) as server:
            assert ask_vendor(server).status == "complete"
        assert server.calls == 2

    def test_wrong_key(self, ask_vendor: Ask, caplog: pytest.LogCaptureFixture) -> None:
        fault = status(401, f"Incorrect API key provided: {KEY}")
        with FaultyServer([fault]) as server, pytest.raises(ModelUnavailableError) as caught:
            ask_vendor(server)
        assert "[key]" in str(caught.value)
        assert KEY not in str(caught.value)
        assert KEY not in caplog.text

    def test_key_that_a_model_repeats_is_blanked_out(self, ask_vendor: Ask) -> None:
        with FaultyServer([tool_call(f'{{"speaker": "{KEY}"}}')]) as server:
            reply = ask_vendor(server)
        assert json.loads(reply.text) == {"speaker": "[key]"}

    def test_converter_that_chokes_on_a_schema_fails_one_question(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def choke(**_: object) -> None:
            raise ValueError("unions are not supported")

        with FaultyServer() as server:
            model = self.model(server)
            monkeypatch.setattr(model._client, "create", choke)
            reply = model.ask(QUESTION)
            model.close()
        assert (reply.status, reply.detail) == ("failed", "ValueError: unions are not supported")

    def test_prompt_too_long(self, ask_vendor: Ask) -> None:
        with FaultyServer([status(400, "maximum context length is 10")]) as server:
            assert "too long" in ask_vendor(server).detail


class TestScripted:
    def test_replies_in_order(self) -> None:
        model = ScriptedModel(["{}", Reply("", "refused")])
        assert model.ask(QUESTION) == Reply("{}", tokens=Tokens(calls=1))
        assert asyncio.run(model.aask(QUESTION)).status == "refused"
        assert model.asked == [QUESTION, QUESTION]
        with pytest.raises(ScriptExhaustedError, match=r"all 2 replies.*who says sentence 1"):
            model.ask(QUESTION)

    def test_replies_by_label(self) -> None:
        model = ScriptedModel({"who says sentence 1": "{}"})
        assert [model.ask(QUESTION).text for _ in range(2)] == ["{}", "{}"]
        with pytest.raises(ScriptExhaustedError, match="no reply for 'other'"):
            model.ask(Question("r", (), "s", {}, "d", 1, label="other"))

    def test_replies_worked_out(self) -> None:
        assert ScriptedModel(lambda question: question.recipe).ask(QUESTION).text == "speaker@v1"


def test_good_is_good() -> None:
    """The double itself: what it answers is what the API's documentation shows."""
    envelope = json.loads(good().body)
    assert envelope["choices"][0]["message"]["content"] == GOOD_TEXT
