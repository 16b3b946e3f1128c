"""Reading the JSON that an OpenAI-compatible server wraps around an answer.

Plain dictionaries, looked at with suspicion: servers differ in what they leave out, and a missing
field must become a reply with a status, not an exception of some attribute.
"""

import json
from collections.abc import Mapping
from typing import Any

from summarizer.models.failures import unreadable
from summarizer.models.redaction import one_line
from summarizer.rounds import Reply, ReplyStatus, Tokens, sane_count

__all__ = ["clean", "envelope_of", "reply_of", "reply_with"]


def envelope_of(content: bytes) -> Mapping[str, Any]:
    """The JSON object in an HTTP body. Raises AttemptError (transient) when there is none."""
    try:
        # RecursionError: "[[[[…" nested by the thousand is one way for JSON to be broken.
        envelope = json.loads(content)
    except (ValueError, RecursionError):
        page = content.lstrip()[:1] == b"<"
        raise unreadable("it is a web page" if page else "it is not JSON") from None
    if not isinstance(envelope, dict):
        raise unreadable("it is JSON, but not an object")
    return envelope


def reply_of(envelope: Mapping[str, Any]) -> Reply:
    """The reply in a chat completion. Raises AttemptError (transient) when it holds no message."""
    tokens = _tokens_in(envelope.get("usage"))
    choices = envelope.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        # Some gateways answer 200 and put the provider's error inside.
        inner = envelope.get("error")
        raise unreadable(one_line(json.dumps(inner)) if inner else "no message in it", tokens)
    refusal = message.get("refusal")
    return reply_with(
        _text_in(message.get("content")),
        str(choice.get("finish_reason") or "stop"),
        tokens,
        refusal=refusal if isinstance(refusal, str) else "",
    )


def reply_with(text: str, finish_reason: str, tokens: Tokens, *, refusal: str = "") -> Reply:
    """A reply whose status follows from why the model stopped and what it wrote."""
    status: ReplyStatus = "complete"
    detail = ""
    if refusal or finish_reason in ("content_filter", "refusal"):
        status, detail = "refused", refusal or "the service's content filter stopped the answer"
    elif finish_reason in ("length", "max_tokens"):
        status, detail = "truncated", "the answer was cut at its token limit"
    elif not text.strip():
        status, detail = "empty", "the model answered nothing"
    return Reply("" if refusal else clean(text), status, one_line(detail), tokens)


def clean(text: str) -> str:
    """`text` without lone surrogates: JSON can carry them, and no file or database takes them."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _text_in(content: object) -> str:
    """The text of a message's content: a string, or a list of typed parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _tokens_in(usage: object) -> Tokens:
    if not isinstance(usage, dict):
        return Tokens(calls=1)
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    read = sane_count(usage.get("prompt_tokens"))
    return Tokens(
        calls=1,
        input=read,
        cached=min(sane_count(cached), read),
        output=sane_count(usage.get("completion_tokens")),
    )
