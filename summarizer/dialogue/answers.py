"""From a reply's text to drafts: whole answers, and what can be saved of broken ones."""

from typing import Any, TypeVar

import pydantic_core
from pydantic import BaseModel, ValidationError

from summarizer.rounds import Reply

__all__ = ["BrokenReplyError", "parse", "parse_items"]

Draft = TypeVar("Draft", bound=BaseModel)


class BrokenReplyError(Exception):
    """A reply that does not hold what was asked for; its message says why, for the model."""


def parse(reply: Reply, schema: type[Draft]) -> Draft:
    """The one draft a reply holds. Raises BrokenReplyError."""
    try:
        return schema.model_validate(_json(reply))
    except ValidationError as error:
        raise BrokenReplyError(_reason(error)) from error


def parse_items(
    reply: Reply, field: str, schema: type[Draft]
) -> tuple[list[Draft], list[tuple[dict[str, Any], str]]]:
    """The drafts in a reply's list `field`, and the entries that are none, each with the reason.

    A reply that was cut off keeps its complete entries. Raises BrokenReplyError when there is no list.
    """
    value = _json(reply)
    entries = value.get(field) if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise BrokenReplyError(f"There is no list “{field}”.")
    drafts, wrong = [], []
    for at, entry in enumerate(entries, 1):
        try:
            drafts.append(schema.model_validate(entry))
        except ValidationError as error:
            if reply.status == "truncated" and at == len(entries):
                break  # the entry that the cut fell into; coverage asks for its sentences again
            wrong.append((entry if isinstance(entry, dict) else {"reply": entry}, _reason(error)))
    return drafts, wrong


def _json(reply: Reply) -> Any:
    if reply.status in ("refused", "empty", "failed"):
        raise BrokenReplyError("There is no answer.")
    text = _unfenced(reply.text)
    try:
        return pydantic_core.from_json(text, allow_partial=reply.status == "truncated")
    except ValueError as error:
        raise BrokenReplyError(f"It is not JSON: {error}.") from error


def _unfenced(text: str) -> str:
    """The text without a Markdown fence or a "thinking" preamble around its JSON."""
    text = text.strip()
    if text.startswith("<think>") and "</think>" in text:
        text = text.partition("</think>")[2].strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0].strip() or text
    return text


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}." if where else f"{first['msg']}."
