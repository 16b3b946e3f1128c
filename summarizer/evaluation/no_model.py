"""A model that knows nothing, to measure what grammar and rules find without one."""

import json
from collections.abc import Mapping
from typing import Any

from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply
from summarizer.settings import NO_MODEL

__all__ = ["no_model"]


def no_model() -> ScriptedModel:
    """Says "none" wherever words are to be copied, lists nothing, and chooses nothing."""
    return ScriptedModel(_answer, name=NO_MODEL)


def _answer(question: Question) -> Reply:
    """Without tokens: no call was made."""
    if question.choices:
        return Reply("", status="empty")
    fields: Mapping[str, Any] = question.schema["properties"]
    return Reply(json.dumps({name: _nothing(field) for name, field in fields.items()}))


def _nothing(field: Mapping[str, Any]) -> object:
    return [] if field.get("type") == "array" else "none"
