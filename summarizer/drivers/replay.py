"""The driver without a model: a dialogue gone through with the replies that are there already.

What answers in hours, a batch at a time, is not waited for inside a dialogue. Nothing is kept
between two rounds: the dialogue is begun anew, and the replies lead it to where it stood.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from summarizer.drivers.desk import Dialogue, Finished, advance
from summarizer.rounds import Question, Reply

__all__ = ["Known", "Missing", "replay"]

T = TypeVar("T")

Known = Callable[[Question], Reply | None]
"""The reply to a question, None where there is none yet."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Where a dialogue stands still: the questions of its round that have no reply."""

    questions: tuple[Question, ...]


def replay(dialogue: Dialogue[T], known: Known) -> Finished[T] | Missing:
    """The dialogue's result, or what has to be asked before it goes on.

    Every question of the round it stops at has been looked up. Raises what the dialogue or `known`
    raises; the dialogue is closed in any case.
    """
    with closing(dialogue):
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            replies = [known(question) for question in step]
            answered = [reply for reply in replies if reply is not None]
            if len(answered) < len(step):
                pairs = zip(step, replies, strict=True)
                return Missing(tuple(question for question, reply in pairs if reply is None))
            step = advance(dialogue, answered)
        return step
