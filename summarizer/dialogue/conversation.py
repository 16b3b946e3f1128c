"""The dialogue about one document: rounds of questions out, replies in, a summary at the end.

It is a generator without I/O. A driver sends it the replies of each round, in order:

    dialogue = converse(document, strategy, capacity)
    questions = next(dialogue)
    questions = dialogue.send(replies)      # … until StopIteration carries the Summary
"""

from collections.abc import Generator, Sequence
from typing import Protocol

from summarizer.dialogue.assembly import assemble
from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.carried import take_over
from summarizer.dialogue.focused import Focused
from summarizer.dialogue.limits import Capacity, Limits
from summarizer.dialogue.pages import pages
from summarizer.dialogue.small_questions import small_questions
from summarizer.dialogue.whole import Whole
from summarizer.documents import Document
from summarizer.errors import SettingsError
from summarizer.grounding.reading import read_through
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem
from summarizer.schemas.summary import Summary

__all__ = ["STRATEGIES", "Dialogue", "Strategy", "converse", "strategy_named"]

Dialogue = Generator[list[Question], list[Reply], Summary]


class Strategy(Protocol):
    """Which questions are asked first. Checking, repair and coverage are the same for all."""

    @property
    def name(self) -> str: ...

    @property
    def page_tokens(self) -> int: ...

    @property
    def answer_tokens(self) -> int: ...

    def opening(self, board: Board) -> Sequence[Ask]: ...


STRATEGIES: dict[str, type[Strategy]] = {"whole": Whole, "focused": Focused}


def converse(
    document: Document,
    strategy: str,
    capacity: Capacity = Capacity(),
    limits: Limits = Limits(),
    known: Summary | None = None,
) -> Dialogue:
    """The dialogue about `document`. Raises SettingsError for a strategy that there is not.

    `known` is the summary of an article of which this one is a copy, exact or nearly: its items are
    carried over and checked, and only what differs is asked about. `items_shared(known, summary)` of
    `grounding.carrying` counts them.
    """
    return _rounds(document, strategy_named(strategy), capacity, limits, known)


def strategy_named(name: str) -> Strategy:
    """The strategy of that name. Raises SettingsError when there is none."""
    if name not in STRATEGIES:
        raise SettingsError(f"there is no strategy {name!r}; choose from {', '.join(STRATEGIES)}")
    return STRATEGIES[name]()


def _rounds(
    document: Document,
    strategy: Strategy,
    capacity: Capacity,
    limits: Limits,
    known: Summary | None,
) -> Dialogue:
    reading = read_through(document)
    cut = pages(reading, capacity, strategy.answer_tokens, strategy.page_tokens)
    board = Board(reading, cut, limits)
    asked = 0
    asks = _opening(strategy, known, board)
    looked_for_gaps = False
    for _ in range(limits.rounds):
        asks = _within(asks, limits.questions - asked, board)
        if not asks and not looked_for_gaps:
            looked_for_gaps = True
            asks = _within(small_questions(board), limits.questions - asked, board)
        if not asks:
            break
        questions = [ask.question for ask in asks]
        asked += len(questions)
        replies = yield questions
        asks = _settle(asks, questions, replies, board)
    _close(asks, board, f"The limit of {limits.rounds} rounds was reached before it was settled.")
    return assemble(board, strategy.name)


def _opening(strategy: Strategy, known: Summary | None, board: Board) -> Sequence[Ask]:
    """The strategy's first questions; none for a copy, where coverage asks about what is new."""
    if known is None:
        return strategy.opening(board)
    take_over(known, board)
    return []


def _settle(
    asks: Sequence[Ask], questions: Sequence[Question], replies: Sequence[Reply], board: Board
) -> list[Ask]:
    again: list[Ask] = []
    for ask, question, reply in zip(asks, questions, replies, strict=True):
        board.count(question, reply)
        again.extend(ask.settle(reply, board))
    return again


def _within(asks: Sequence[Ask], room: int, board: Board) -> Sequence[Ask]:
    """The asks that the limit on questions leaves; the others are given up."""
    _close(
        asks[max(0, room) :], board, f"The limit of {board.limits.questions} questions was reached."
    )
    return asks[: max(0, room)]


def _close(asks: Sequence[Ask], board: Board, message: str) -> None:
    for ask in asks:
        ask.give_up(board, Problem(code="limit-reached", message=message))
