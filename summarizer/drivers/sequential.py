"""The synchronous driver: one question after another."""

from contextlib import closing
from typing import TypeVar

from summarizer.drivers.desk import Desk, Dialogue, Finished, Journal, OnReply, advance
from summarizer.models import Model
from summarizer.models.tracing import traced
from summarizer.rounds import Question, Reply

__all__ = ["answer", "run"]

T = TypeVar("T")


def run(
    dialogue: Dialogue[T],
    model: Model,
    journal: Journal | None = None,
    on_reply: OnReply | None = None,
) -> T:
    """Answers the dialogue's questions, out of the journal or by the model, until its result.

    Each reply is in the journal before the next question is asked, so that an interrupted run
    loses none. Raises ModelUnavailableError when the model cannot be reached or calls go on
    failing, JournalError when a reply cannot be kept, and what the dialogue or `on_reply` raises.
    """
    desk = Desk(traced(model), journal, on_reply)
    with closing(dialogue):
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            replies = [answer(question, desk) for question in step]
            desk.round_over(replies)
            step = advance(dialogue, replies)
        return step.result


def answer(question: Question, desk: Desk) -> Reply:
    known = desk.known(question)
    if known is not None:
        return known
    reply = desk.model.ask(question)
    desk.received(question, reply)
    return reply
