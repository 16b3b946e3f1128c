"""The one question a model is asked about a statement: does the article say all of it, A or B?"""

from dataclasses import replace
from typing import Final

import pydantic_core

from summarizer.prompting import Page, Part, compose, neutral
from summarizer.recipes import load
from summarizer.rounds import Question, Reply

__all__ = ["LETTER_WEIGHT", "log_odds", "support_question"]

YES: Final = "A"
NO: Final = "B"

LETTER_WEIGHT: Final = 0.2
"""Log-odds that a letter alone stands for, either way, about the calibration's `middle`. The embedded
model's own lie mostly within 0.2 of it; other models' letters say at least as much."""


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
    try:
        value = pydantic_core.from_json(text)
        text = str(value.get("choice", "")) if isinstance(value, dict) else text
    except ValueError:
        pass
    letter = text.strip().strip(".)").upper()
    return letter if letter in (YES, NO) else None
