"""Spans around questions and documents: what is in them, what is not, and that they cost nothing."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from summarizer.errors import ModelUnavailableError
from summarizer.models import Model, ScriptedModel
from summarizer.models.tracing import document_span, traced
from summarizer.rounds import Message, Question, Reply, Tokens

SECRET = "the ferry Vega sank off Orlen"
ANSWER = Reply(
    json.dumps({"speaker": SECRET}), tokens=Tokens(calls=2, input=900, cached=600, output=12)
)
QUESTION = Question(
    recipe="speaker@v1",
    messages=(Message("user", f"Who says that {SECRET}?"),),
    schema_name="SpeakerDraft",
    schema={"type": "object"},
    document_id="d1",
    max_tokens=60,
    label=f"speaker of “{SECRET}”",
)

Ask = Callable[[Model], Reply]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What a program that has set up tracing would send on."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    yield exporter
    provider.shutdown()


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    if request.param == "sync":
        return lambda model: model.ask(QUESTION)
    return lambda model: asyncio.run(model.aask(QUESTION))


def the_span(spans: InMemorySpanExporter) -> ReadableSpan:
    [span] = spans.get_finished_spans()
    return span


def scripted(reply: Reply = ANSWER, name: str = "openai/gpt-4.1-mini") -> Model:
    return traced(ScriptedModel([reply], name=name))


def test_a_question_leaves_a_span_by_the_conventions(spans: InMemorySpanExporter, ask: Ask) -> None:
    assert ask(scripted()) == ANSWER
    span = the_span(spans)
    assert span.name == "chat gpt-4.1-mini"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4.1-mini",
        "gen_ai.output.type": "json",
        "gen_ai.prompt.name": "speaker",
        "gen_ai.prompt.version": "v1",
        "gen_ai.request.max_tokens": 60,
        "gen_ai.usage.input_tokens": 900,
        "gen_ai.usage.cache_read.input_tokens": 600,
        "gen_ai.usage.output_tokens": 12,
        "gen_ai.response.finish_reasons": ("stop",),
        "summarizer.calls": 2,
    }


def test_no_text_is_in_a_span(spans: InMemorySpanExporter, ask: Ask) -> None:
    def refuse(question: Question) -> Reply:
        raise ModelUnavailableError(f"the server will not hear that {SECRET}")

    ask(scripted())
    ask(scripted(Reply("", status="failed", detail=f"rejected (HTTP 400): {SECRET}")))
    with pytest.raises(ModelUnavailableError), document_span("an-id"):
        ask(traced(ScriptedModel(refuse)))
    told = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "an-id" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("name", "provider", "model"),
    [
        ("google/gemini-x", "gcp.gemini", "gemini-x"),
        ("openrouter/meta/llama", "openrouter", "meta/llama"),
        ("local/some-file", "local", "some-file"),
        ("models.test/some-model", "openai", "some-model"),
    ],
)
def test_who_is_asked_is_named_as_the_conventions_do(
    spans: InMemorySpanExporter, name: str, provider: str, model: str
) -> None:
    scripted(name=name).ask(QUESTION)
    attributes = the_span(spans).attributes or {}
    assert attributes["gen_ai.provider.name"] == provider
    assert attributes["gen_ai.request.model"] == model


@pytest.mark.parametrize(
    ("base_url", "port"),
    [("https://models.test/v1", 443), ("http://models.test/v1", 80), ("http://models.test:81", 81)],
)
def test_the_server_is_named_where_it_is_known(
    spans: InMemorySpanExporter, base_url: str, port: int
) -> None:
    @dataclass
    class Endpoint:
        base_url: str

    class Served(ScriptedModel):
        endpoint = Endpoint(base_url)

    traced(Served([ANSWER], name="models.test/some-model")).ask(QUESTION)
    attributes = the_span(spans).attributes or {}
    assert attributes["server.address"] == "models.test"
    assert attributes["server.port"] == port


@pytest.mark.parametrize(
    ("reply", "reason", "error"),
    [
        (Reply("{", status="truncated"), "length", None),
        (Reply("", status="refused"), "content_filter", None),
        (Reply("", status="failed", detail="the server answered HTTP 503: busy"), "error", "503"),
        (Reply("", status="failed", detail="the connection was reset"), "error", "_OTHER"),
    ],
)
def test_how_it_ended_is_told(
    spans: InMemorySpanExporter, reply: Reply, reason: str, error: str | None
) -> None:
    assert scripted(reply).ask(QUESTION) == reply
    span = the_span(spans)
    attributes = span.attributes or {}
    assert attributes["gen_ai.response.finish_reasons"] == (reason,)
    assert attributes.get("error.type") == error
    assert (span.status.status_code is StatusCode.ERROR) == (error is not None)


def test_what_is_raised_passes_through_and_is_told(spans: InMemorySpanExporter, ask: Ask) -> None:
    def raising(question: Question) -> Reply:
        raise ModelUnavailableError("no server")

    with pytest.raises(ModelUnavailableError, match="no server"):
        ask(traced(ScriptedModel(raising)))
    span = the_span(spans)
    assert (span.attributes or {})["error.type"] == "ModelUnavailableError"
    assert span.status.status_code is StatusCode.ERROR


def test_questions_of_a_document_are_inside_its_span(spans: InMemorySpanExporter) -> None:
    model = traced(ScriptedModel([ANSWER, ANSWER]))

    async def work() -> None:
        with document_span("one"):
            await asyncio.gather(model.aask(QUESTION), model.aask(QUESTION))

    asyncio.run(work())
    first, second, document = spans.get_finished_spans()
    assert document.name == "summarize_document"
    assert dict(document.attributes or {}) == {"summarizer.document.id": "one"}
    assert document.context is not None
    for span in (first, second):
        assert span.parent is not None
        assert span.parent.span_id == document.context.span_id


def test_a_traced_model_is_the_model_in_all_else(spans: InMemorySpanExporter) -> None:
    model = ScriptedModel([], name="openai/some-model", context_window=4096, concurrency=3)
    wrapped = traced(model)
    assert wrapped is not model
    assert traced(wrapped) is wrapped
    assert (wrapped.name, wrapped.parameters) == (model.name, model.parameters)
    assert (wrapped.context_window, wrapped.concurrency) == (4096, 3)
    asyncio.run(wrapped.aclose())
    assert model.closed


def test_where_nobody_traces_the_model_is_the_model() -> None:
    model = ScriptedModel([])
    assert traced(model) is model
    assert isinstance(document_span("one"), nullcontext)


def test_nothing_is_imported_where_nobody_traces() -> None:
    program = (
        "import sys\n"
        "sys.modules['opentelemetry'] = None\n"  # as if it was not installed
        "from summarizer.models import ScriptedModel\n"
        "from summarizer.models.tracing import document_span, traced\n"
        "model = ScriptedModel([])\n"
        "assert traced(model) is model\n"
        "with document_span('one'): pass\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
