"""The drivers one round at a time, for those who look at what each round has brought."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import closing
from typing import TypeVar

from summarizer.drivers.concurrent import answers
from summarizer.drivers.desk import Desk, Dialogue, Finished, advance
from summarizer.drivers.sequential import answer
from summarizer.rounds import Question

__all__ = ["asteps", "steps"]

T = TypeVar("T")


def steps(dialogue: Dialogue[T], desk: Desk) -> Generator[list[Question] | Finished[T], None, None]:
    """As `run`: each round before it is asked, and at last the result.

    The dialogue is closed with this generator.
    """
    with closing(dialogue):
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            yield step
            replies = [answer(question, desk) for question in step]
            desk.round_over(replies)
            step = advance(dialogue, replies)
        yield step


async def asteps(
    dialogue: Dialogue[T], desk: Desk
) -> AsyncGenerator[list[Question] | Finished[T], None]:
    """As `arun`: the same with the questions of a round in flight together."""
    slots = asyncio.Semaphore(max(1, desk.model.concurrency))
    with closing(dialogue):
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            yield step
            replies = await answers(step, desk, slots)
            desk.round_over(replies)
            step = advance(dialogue, replies)
        yield step
