"""Whether a run's answers were of any use: a summary can be full of what grammar alone finds."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cli.progress import Watcher
    from summarizer.rounds import Question, Reply
    from summarizer.schemas.summary import Summary

__all__ = ["Usable"]


class Usable:
    """Counts a run's answers, and those that hold something of what was asked for."""

    def __init__(self) -> None:
        self.answers = 0
        self.used = 0

    def hearing(self, watcher: "Watcher") -> "Callable[[Question, Reply], None]":
        """What is to be told of each reply: counts it and tells `watcher`."""

        def answered(question: "Question", reply: "Reply") -> None:
            self.answers += 1
            self.used += _holds_something(question, reply)
            watcher.answered(question, reply)

        return answered

    def complaint(self, summary: "Summary") -> str:
        """Says that no answer could be used; empty when one could, or nothing was asked."""
        if self.used or not self.answers:
            return ""
        shown = summary.claims or summary.events
        more = "; what is shown is what grammar alone finds" if shown else ""
        return f"no answer of the model could be used{more}"


def _holds_something(question: "Question", reply: "Reply") -> bool:
    """Whether the text is an object with a field of the question's schema, be it cut or fenced."""
    from pydantic_core import from_json  # see summarizer.cli

    text = reply.text.rpartition("</think>")[2]
    try:
        value = from_json(text[max(text.find("{"), 0) :].rstrip("`\n "), allow_partial=True)
    except ValueError:
        return False
    fields = question.schema.get("properties", {})
    return isinstance(value, dict) and (not fields or any(name in fields for name in value))
