"""Reading completions of the vendors' SDKs, whatever their shape.

Three families: OpenAI's (choices), Anthropic's (content blocks, stop_reason) and Google's
(candidates). Objects of SDKs that may not be installed, so no types; what is missing was not said.
"""

from typing import Any

from summarizer.models.envelope import reply_with
from summarizer.rounds import Reply, Tokens, sane_count

__all__ = ["reply_of_completion", "text_of", "tokens_of"]


def reply_of_completion(completion: Any) -> Reply:
    """The reply in a completion that instructor found no object in."""
    refusal = getattr(_message_of(completion), "refusal", None)
    return reply_with(
        text_of(completion),
        _stop_reason_of(completion),
        tokens_of(completion),
        refusal=refusal if isinstance(refusal, str) else "",
    )


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None


def _message_of(completion: Any) -> Any:
    return getattr(_first(getattr(completion, "choices", None)), "message", None)


def text_of(completion: Any) -> str:
    """What the model wrote: as text, or as the arguments of a call."""
    message = _message_of(completion)
    if message is not None:
        calls = getattr(message, "tool_calls", None)
        arguments = getattr(getattr(_first(calls), "function", None), "arguments", None)
        return str(getattr(message, "content", None) or arguments or "")
    candidate = getattr(_first(getattr(completion, "candidates", None)), "content", None)
    blocks = getattr(candidate, "parts", None) or getattr(completion, "content", None)
    if not isinstance(blocks, list):
        return ""
    return "".join(str(getattr(block, "text", None) or "") for block in blocks)


def _stop_reason_of(completion: Any) -> str:
    """Why the model stopped, in OpenAI's words or close to them."""
    holder = _first(getattr(completion, "choices", None))
    holder = holder or _first(getattr(completion, "candidates", None))
    reason = getattr(holder, "finish_reason", None) or getattr(completion, "stop_reason", None)
    name = str(getattr(reason, "name", None) or reason or "stop").lower()
    filters = {"safety", "prohibited_content", "blocklist", "spii", "recitation"}
    return "content_filter" if name in filters else name


def tokens_of(completion: Any) -> Tokens:
    """One call, with what its usage says."""
    google = getattr(completion, "usage_metadata", None)
    if google is not None:
        return Tokens(
            calls=1,
            input=_count(google, "prompt_token_count"),
            cached=_count(google, "cached_content_token_count"),
            output=_count(google, "candidates_token_count")
            + _count(google, "thoughts_token_count"),
        )
    usage = getattr(completion, "usage", None)
    if hasattr(usage, "input_tokens"):
        # Anthropic counts what was read from and written to its cache beside the input.
        cached = _count(usage, "cache_read_input_tokens")
        fresh = _count(usage, "input_tokens") + _count(usage, "cache_creation_input_tokens")
        return Tokens(
            calls=1, input=fresh + cached, cached=cached, output=_count(usage, "output_tokens")
        )
    details = getattr(usage, "prompt_tokens_details", None)
    return Tokens(
        calls=1,
        input=_count(usage, "prompt_tokens"),
        cached=_count(details, "cached_tokens"),
        output=_count(usage, "completion_tokens"),
    )


def _count(holder: Any, name: str) -> int:
    return sane_count(getattr(holder, name, None))
