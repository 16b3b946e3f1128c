"""The one question a model is asked about a statement: does the article say all of it, A or B?"""

import re
from dataclasses import replace
from typing import Final

import pydantic_core

from summarizer.prompting import Page, Part, compose, neutral
from summarizer.recipes import load
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem

__all__ = ["LETTER_WEIGHT", "log_odds", "support_question", "unanswered"]

YES: Final = "A"
NO: Final = "B"

LETTER_WEIGHT: Final = 0.2
"""Log-odds that a letter alone stands for, either way, about the calibration's `middle`. The embedded
model's own lie mostly within 0.2 of it; other models' letters say at least as much."""


_FENCED = re.compile(r"\{.*\}", re.DOTALL)
_CODES: Final = {
    "truncated": "answer-cut",
    "refused": "answer-refused",
    "empty": "answer-empty",
    "failed": "answer-failed",
}


def support_question(statement: str, page: Page) -> Question:
    """Whether the article supports `statement`, to be answered with one letter."""
    values = {"statement": neutral(" ".join(statement.split()))}
    question = compose(page, [Part(load("support"), values)], "is it supported")
    return replace(question, choices=(YES, NO))


def log_odds(reply: Reply, middle: float) -> float | None:
    """How much likelier yes is than no, as a natural logarithm; None without a usable answer.

    Without probabilities the letter counts: LETTER_WEIGHT above or below `middle`.
    """
    logprobs = reply.choice_logprobs
    if logprobs is not None and YES in logprobs and NO in logprobs:
        return logprobs[YES] - logprobs[NO]
    letter = _letter(reply.text)
    if letter is None or reply.status != "complete":
        return None
    return middle + (LETTER_WEIGHT if letter == YES else -LETTER_WEIGHT)


def _letter(text: str) -> str | None:
    """The letter of an answer: "A", "B." or {"choice": "A"}."""
    fenced = _FENCED.search(text)
    try:
        value = pydantic_core.from_json(fenced[0] if fenced else text)
        text = str(value.get("choice", "")) if isinstance(value, dict) else text
    except ValueError:
        pass
    letter = text.strip()[:1].upper()
    alone = not text.strip()[1:2].isalnum()
    return letter if alone and letter in (YES, NO) else None


def unanswered(reply: Reply) -> Problem:
    """A note that the model gave no usable answer, and that the rules decided alone."""
    code = _CODES.get(reply.status, "answer-malformed")
    reason = f": {reply.detail}" if reply.detail else ""
    message = f"The model gave no usable answer{reason}; the rules decided alone."
    return Problem(code=code, message=message, severity="note")
