"""The asynchronous driver: the questions of a round together, so many at a time."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from typing import Final, TypeVar

from summarizer.drivers.desk import Desk, Dialogue, Finished, Journal, OnReply, advance
from summarizer.models import Model
from summarizer.models.tracing import traced
from summarizer.rounds import Question, Reply

__all__ = ["AS_SUITS", "Manner", "arun"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a dialogue is driven: up to `concurrency` calls in flight (None: what suits the model).

    A `patient` run leaves failed replies to the dialogue, where somebody else looks after a provider
    that is down. Dialogues that share a `turn` work one at a time, and the event loop goes round
    between them: else the replies that have come together are all worked on before the next
    question goes out, and so come together again.
    """

    concurrency: int | None = None
    patient: bool = False
    turn: asyncio.Lock | None = None


AS_SUITS: Final = Manner()


async def arun(
    dialogue: Dialogue[T],
    model: Model,
    journal: Journal | None = None,
    on_reply: OnReply | None = None,
    manner: Manner = AS_SUITS,
) -> T:
    """As `run`, with several calls in flight.

    The dialogue gets its replies in the order of its questions; `on_reply` and the journal in the
    order of arrival. When a call raises, the others of its round are cancelled before it is raised.
    """
    desk = Desk(traced(model), journal, on_reply, manner.patient)
    slots = asyncio.Semaphore(max(1, manner.concurrency or model.concurrency))
    with closing(dialogue):
        step = await _advance(dialogue, None, manner.turn)
        while not isinstance(step, Finished):
            replies = await answers(step, desk, slots)
            desk.round_over(replies)
            step = await _advance(dialogue, replies, manner.turn)
        return step.result


async def _advance(
    dialogue: Dialogue[T], replies: list[Reply] | None, turn: asyncio.Lock | None
) -> list[Question] | Finished[T]:
    if turn is None:
        return advance(dialogue, replies)
    async with turn:
        await asyncio.sleep(0)
        return advance(dialogue, replies)


async def answers(questions: list[Question], desk: Desk, slots: asyncio.Semaphore) -> list[Reply]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_answer(one, desk, slots)) for one in questions]
    except ExceptionGroup as errors:
        # Callers expect what `run` raises; the first error is what cancelled the rest.
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


async def _answer(question: Question, desk: Desk, slots: asyncio.Semaphore) -> Reply:
    async with slots:
        # The journal is read and written in the loop: that takes microseconds, a thread takes more.
        known = desk.known(question)
        if known is not None:
            return known
        reply = await desk.model.aask(question)
        desk.received(question, reply)
        return reply
