"""The dialogue about one document: rounds of questions out, replies in, a summary at the end.

It is a generator without I/O. A driver sends it the replies of each round, in order:

    dialogue = converse(document, strategy, capacity)
    questions = next(dialogue)
    questions = dialogue.send(replies)      # … until StopIteration carries the Summary
"""

from collections.abc import Generator, Sequence
from typing import Protocol, get_args

from summarizer.dialogue.assembly import assemble
from summarizer.dialogue.board import Ask, Board, Verify
from summarizer.dialogue.carried import take_over
from summarizer.dialogue.focused import Focused
from summarizer.dialogue.limits import Capacity, Limits
from summarizer.dialogue.pages import pages
from summarizer.dialogue.recipe_ask import page_asks
from summarizer.dialogue.second_look import second_looks
from summarizer.dialogue.small_questions import small_questions
from summarizer.dialogue.stages import Closing
from summarizer.dialogue.wanted import Wanted
from summarizer.dialogue.whole import Whole
from summarizer.documents import Document
from summarizer.errors import SettingsError
from summarizer.grounding.reading import read_through
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem
from summarizer.schemas.summary import Summary

__all__ = [
    "STRATEGIES",
    "Dialogue",
    "Strategy",
    "converse",
    "converse_over",
    "default_strategy",
    "open_board",
    "strategy_named",
]

Dialogue = Generator[list[Question], list[Reply], Summary]


class Strategy(Protocol):
    """Which questions are asked first. Checking, repair and coverage are the same for all."""

    @property
    def wanted(self) -> Wanted: ...

    @property
    def verify(self) -> Verify: ...

    @property
    def verifies(self) -> tuple[Verify, ...]:
        """The values of `verify` that it can be given."""

    @property
    def name(self) -> str: ...

    @property
    def page_tokens(self) -> int: ...

    @property
    def answer_tokens(self) -> int: ...

    def opening(self, board: Board) -> Sequence[Ask]: ...

    def closings(self) -> Sequence[Closing]: ...


STRATEGIES: dict[str, type[Whole | Focused]] = {"whole": Whole, "focused": Focused}


def converse(
    document: Document,
    strategy: str | Strategy,
    capacity: Capacity = Capacity(),
    limits: Limits = Limits(),
    known: Summary | None = None,
) -> Dialogue:
    """The dialogue about `document`. Raises SettingsError for a strategy that there is not.

    `strategy` by its name asks for events and claims; `strategy_named` makes one that asks for others.
    `known` is the summary of an article of which this one is a copy, exact or nearly: its items are
    carried over and checked, and only what differs is asked about. `items_shared(known, summary)` of
    `grounding.carrying` counts them.
    """
    chosen = strategy_named(strategy) if isinstance(strategy, str) else strategy
    return _rounds(document, chosen, capacity, limits, known)


def default_strategy(*, embedded: bool) -> str:
    """The strategy that suits a model when none is named: small questions for the embedded one."""
    return Focused.name if embedded else Whole.name


def strategy_named(name: str, wanted: Wanted = Wanted(), verify: str | None = None) -> Strategy:
    """The strategy of that name, asking for what is wanted; `verify` None leaves what it does by itself.

    Raises SettingsError when there is no such strategy, or it cannot verify that.
    """
    if name not in STRATEGIES:
        raise SettingsError(f"there is no strategy {name!r}; choose from {', '.join(STRATEGIES)}")
    strategy = STRATEGIES[name]
    if verify is None:
        return strategy(wanted)
    return strategy(wanted, _verify_named(verify, strategy))


def _verify_named(verify: str, strategy: type[Whole | Focused]) -> Verify:
    known: tuple[Verify, ...] = get_args(Verify)
    if verify not in known:
        raise SettingsError(f"verify takes {', '.join(known)}, not {verify!r}")
    if verify not in strategy.verifies:
        raise SettingsError(
            f"the strategy {strategy.name} takes no second look, so that verify cannot be"
            f" {verify}; choose the strategy {Whole.name}, or leave verify out"
        )
    return known[known.index(verify)]


def _rounds(
    document: Document,
    strategy: Strategy,
    capacity: Capacity,
    limits: Limits,
    known: Summary | None,
) -> Dialogue:
    board = open_board(document, strategy, capacity, limits)
    return (yield from converse_over(board, strategy, known))


def open_board(document: Document, strategy: Strategy, capacity: Capacity, limits: Limits) -> Board:
    """An empty board for `document`, which is read through for it."""
    reading = read_through(document)
    cut = pages(reading, capacity, strategy.answer_tokens, strategy.page_tokens)
    return Board(reading, cut, limits, strategy.wanted, strategy.verify)


def converse_over(board: Board, strategy: Strategy, known: Summary | None = None) -> Dialogue:
    """The dialogue that fills `board`, for those who look at it between two rounds.

    What is on the board has passed its checks. Items are only ever added, at the end of its lists;
    which of them say the same, and their numbers, is settled by the summary.
    """
    limits = board.limits
    asked = 0
    asks = _opening(strategy, known, board)
    # A copy is asked about what differs alone, which is a few sentences.
    stages = iter(strategy.closings() if known is None else (small_questions, second_looks))
    for _ in range(limits.rounds):
        asks = _within(asks, limits.questions - asked, board)
        while not asks and (stage := next(stages, None)):
            asks = _within(stage(board), limits.questions - asked, board)
        if not asks:
            break
        questions = [ask.question for ask in asks]
        asked += len(questions)
        replies = yield questions
        asks = _settle(asks, questions, replies, board)
    message = f"The limit of {limits.rounds} rounds was reached before it was settled."
    _close([*asks, *second_looks(board)], board, message)
    return assemble(board, strategy.name)


def _opening(strategy: Strategy, known: Summary | None, board: Board) -> Sequence[Ask]:
    """The strategy's first questions; for a copy none, save of recipes that its leader was not asked."""
    if known is None:
        return strategy.opening(board)
    take_over(known, board)
    unasked = [recipe for recipe in board.wanted.recipes if recipe.id not in known.recipes]
    return page_asks(board, unasked) if isinstance(strategy, Whole) else []


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
