"""Models at an address: OpenAI's own, or whatever speaks its protocol at a base URL."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models.endpoint import HOSTED_CONCURRENCY, HOSTED_TIMEOUT, Endpoint, look
from summarizer.models.failures import AttemptError
from summarizer.models.openai_compatible import OpenAICompatible
from summarizer.models.pricing import PriceTag
from summarizer.models.transport import Transport
from summarizer.rounds import Reply, sane_count
from summarizer.settings import Settings

__all__ = ["connect_openai", "connect_server"]

SERVER_TIMEOUT: Final = 600.0
"""Seconds of silence. A server of one's own may run on a CPU: the longest answer measured there
took 137 s, on a machine with nothing else to do."""

SERVER_CONCURRENCY: Final = 4
"""Enough for a server that batches; one that does not queues four, well within the timeout."""

MODELS_SHOWN: Final = 8
"""How many names an error lists, to stay readable."""

_WINDOW_FIELDS: Final = ("max_model_len", "context_window", "context_length", "n_ctx")
"""What vLLM, Groq, OpenRouter and llama.cpp call the context window in their list of models."""


def connect_openai(settings: Settings, model: str, transport: Transport | None) -> OpenAICompatible:
    """OpenAI's `model`. Raises SettingsError without a key."""
    price = PriceTag.of_vendor("openai", model)
    endpoint = Endpoint(
        model=model,
        name=f"openai/{model}",
        api_key=settings.api_key,
        timeout=settings.timeout or HOSTED_TIMEOUT,
        context_window=settings.context_window or (price.context_window if price else None),
        concurrency=settings.concurrency or HOSTED_CONCURRENCY,
        price=price,
    )
    return OpenAICompatible(endpoint, transport)


def connect_server(
    settings: Settings, model: str | None, transport: Transport | None
) -> OpenAICompatible:
    """`model` at the settings' base URL; None takes the only one the server lists.

    Raises ModelUnavailableError when that list cannot be had, SettingsError when it is long.
    """
    transport = transport or Transport()
    server = _server_endpoint(settings, model or "")
    listed = _list_or_nothing(server) if model else _list(server, transport)
    model = model or _only(listed)
    entry = next((one for one in listed if one.get("id") == model), {})
    window = settings.context_window or _window_in(entry) or _window_of_llama_cpp(server, entry)
    endpoint = replace(_server_endpoint(settings, model), context_window=window)
    if not endpoint.is_loopback:
        endpoint = replace(endpoint, price=PriceTag.at_address(endpoint.base_url, model))
    return OpenAICompatible(endpoint, transport)


def _server_endpoint(settings: Settings, model: str) -> Endpoint:
    endpoint = Endpoint(
        model=model,
        name="",
        base_url=(settings.base_url or "").rstrip("/"),
        api_key=settings.api_key,
        timeout=settings.timeout or SERVER_TIMEOUT,
        concurrency=settings.concurrency or SERVER_CONCURRENCY,
    )
    return replace(endpoint, name=f"{endpoint.host}/{_without_folders(model)}")


def _without_folders(model: str) -> str:
    """llama.cpp lists a file's whole path, which is nobody's business in a published result."""
    is_path = model.startswith("/") or ":\\" in model
    return model.replace("\\", "/").rsplit("/", 1)[-1] if is_path else model


def _list(server: Endpoint, transport: Transport) -> list[Mapping[str, Any]]:
    # The transport carries replies, so the list travels as the text of one.
    reply = transport.call(lambda: Reply(json.dumps(look(server, "models"))))
    if reply.status != "complete":
        raise ModelUnavailableError(f"the server's list of models: {reply.detail}")
    return _entries(json.loads(reply.text))


def _list_or_nothing(server: Endpoint) -> list[Mapping[str, Any]]:
    """For a model given by name the list is a convenience; the first question will tell."""
    try:
        return _entries(look(server, "models"))
    except AttemptError:
        return []


def _entries(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    data = answer.get("data")
    entries = data if isinstance(data, list) else []
    return [one for one in entries if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _only(listed: list[Mapping[str, Any]]) -> str:
    names = [str(one["id"]) for one in listed]
    if len(names) == 1:
        return names[0]
    if not names:
        raise SettingsError("the server lists no model; name one with --model")
    shown = ", ".join(names[:MODELS_SHOWN]) + (", …" if len(names) > MODELS_SHOWN else "")
    raise SettingsError(f"the server has several models, choose one with --model: {shown}")


def _window_in(entry: Mapping[str, Any]) -> int | None:
    meta = entry.get("meta")
    for holder in (entry, meta if isinstance(meta, dict) else {}):
        for name in _WINDOW_FIELDS:
            if value := sane_count(holder.get(name)):
                return value
    return None


def _window_of_llama_cpp(server: Endpoint, entry: Mapping[str, Any]) -> int | None:
    """llama.cpp says what its slots were given (not what the model could take) beside the API."""
    if entry.get("owned_by") != "llamacpp":
        return None
    try:
        props = look(server, "../props")
    except AttemptError:
        return None
    settings = props.get("default_generation_settings")
    return _window_in(settings) if isinstance(settings, dict) else None
