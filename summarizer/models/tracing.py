"""OpenTelemetry spans around questions and documents, where the program has set up tracing.

By the semantic conventions for GenAI clients as of their move to a repository of their own
(https://github.com/open-telemetry/semantic-conventions-genai, in development: names may change): one
span "chat MODEL" a question, all attempts at it included, with what was used and how it ended. No
text of an article, a prompt or an answer is in any span.

Nothing is paid where nobody traces: only a program that has imported OpenTelemetry can have set it
up, so that neither the import nor a span happens before.
"""

import re
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from summarizer.models.protocol import Model
from summarizer.rounds import Question, Reply
from summarizer.settings import LOCAL, VENDOR_KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.trace import Span, Tracer
    from opentelemetry.util.types import AttributeValue

__all__ = ["TracedModel", "document_span", "traced"]

_SCOPE: Final = "summarizer"

_PROVIDERS: Final = {"google": "gcp.gemini", "mistral": "mistral_ai", "xai": "x_ai"}
"""Vendors that the conventions call differently."""

_FINISH_REASONS: Final = {
    "complete": "stop",
    "truncated": "length",
    "refused": "content_filter",
    "empty": "stop",
    "failed": "error",
}
"""What a reply's status is called there."""

_PORTS: Final = {"https": 443, "http": 80}

_HTTP_STATUS: Final = re.compile(r"\bHTTP (\d{3})\b")

_OTHER_ERROR: Final = "_OTHER"
"""The conventions' word for an error of no class that is known."""


def traced(model: Model) -> Model:
    """`model` with a span around each question; `model` itself where nobody has set up tracing."""
    tracer = _tracer()
    if tracer is None or isinstance(model, TracedModel):
        return model
    return TracedModel(model, tracer)


def document_span(id: str) -> AbstractContextManager[object]:
    """A span around the work on one document, known by its `id`; spans of its questions go into it."""
    tracer = _tracer()
    if tracer is None:
        return nullcontext()
    return _span(tracer, "summarize_document", {"summarizer.document.id": id}, is_call=False)


class TracedModel:
    """A model whose questions leave spans; all else is the model's own."""

    def __init__(self, model: Model, tracer: "Tracer") -> None:
        self._model = model
        self._tracer = tracer
        self._fixed = _about(model)
        self._span_name = f"chat {_requested(model)}"

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def parameters(self) -> str:
        return self._model.parameters

    @property
    def context_window(self) -> int | None:
        return self._model.context_window

    @property
    def concurrency(self) -> int:
        return self._model.concurrency

    def ask(self, question: Question) -> Reply:
        with self._asking(question) as span:
            reply = self._model.ask(question)
            _note(reply, span)
        return reply

    async def aask(self, question: Question) -> Reply:
        with self._asking(question) as span:
            reply = await self._model.aask(question)
            _note(reply, span)
        return reply

    def close(self) -> None:
        self._model.close()

    async def aclose(self) -> None:
        await self._model.aclose()

    def _asking(self, question: Question) -> "AbstractContextManager[Span]":
        attributes = self._fixed | _of_question(question)
        return _span(self._tracer, self._span_name, attributes, is_call=True)


@contextmanager
def _span(
    tracer: "Tracer", name: str, attributes: "dict[str, AttributeValue]", *, is_call: bool
) -> "Iterator[Span]":
    """A span that tells of an error its class alone: messages can quote what was asked."""
    from opentelemetry.trace import SpanKind, StatusCode  # an extra

    with tracer.start_as_current_span(
        name,
        kind=SpanKind.CLIENT if is_call else SpanKind.INTERNAL,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(StatusCode.ERROR)
            raise


def _tracer() -> "Tracer | None":
    """The tracer, or None where spans would go nowhere."""
    if "opentelemetry.trace" not in sys.modules:
        return None
    from opentelemetry import trace  # an extra

    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return None  # what stands there until a provider is set
    return trace.get_tracer(_SCOPE)


def _about(model: Model) -> "dict[str, AttributeValue]":
    """What all questions to a model have in common."""
    about: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": _provider(model.name.partition("/")[0]),
        "gen_ai.request.model": _requested(model),
        "gen_ai.output.type": "json",
    }
    endpoint = getattr(model, "endpoint", None)
    if endpoint is not None:
        parts = urlsplit(endpoint.base_url)
        about["server.address"] = parts.hostname or ""
        about["server.port"] = parts.port or _PORTS.get(parts.scheme, 0)
    return about


def _requested(model: Model) -> str:
    """The model as its server calls it."""
    vendor, _, name = model.name.partition("/")
    return name or vendor


def _provider(vendor: str) -> str:
    """The vendor as the conventions call it; of other servers it is known what they speak."""
    if vendor in VENDOR_KEY_VARIABLES or vendor == LOCAL:
        return _PROVIDERS.get(vendor, vendor)
    return "openai"


def _of_question(question: Question) -> "dict[str, AttributeValue]":
    recipe, _, version = question.recipe.partition("@")
    return {
        "gen_ai.prompt.name": recipe,
        "gen_ai.prompt.version": version,
        "gen_ai.request.max_tokens": question.max_tokens,
    }


def _note(reply: Reply, span: "Span") -> None:
    """What came back, save its text. `summarizer.calls` counts the attempts it took."""
    from opentelemetry.trace import StatusCode  # an extra

    tokens = reply.tokens
    span.set_attributes(
        {
            "gen_ai.usage.input_tokens": tokens.input,
            "gen_ai.usage.cache_read.input_tokens": tokens.cached,
            "gen_ai.usage.output_tokens": tokens.output,
            "gen_ai.response.finish_reasons": [_FINISH_REASONS[reply.status]],
            "summarizer.calls": tokens.calls,
        }
    )
    if reply.status == "failed":
        found = _HTTP_STATUS.search(reply.detail)
        span.set_attribute("error.type", found[1] if found else _OTHER_ERROR)
        span.set_status(StatusCode.ERROR)
