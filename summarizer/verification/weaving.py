"""How a statement is woven from the sentences of a source: which word comes from where.

A summary sentence that keeps to the words of one source sentence, in their order, seldom says
anything else than that. What it says of its own lies in the joints: where words are put in, where
it goes on in another sentence, and where it goes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.verification.nearest import Line

__all__ = ["Thread", "Weave", "weave"]

# Costs of a joint, in words put in. Leaving words out is what summaries do; to go on in another
# sentence is what fuses two facts.
_LEFT_OUT = 0.15
_BACK = 0.8
_OTHER_LINE = 1.4
_INFLECTED = 0.15
_NEW_CONTENT = 1.0
_NEW_FUNCTION = 0.3

MAX_WORDS = 150
"""What is longer is no sentence, and the work grows with the square of a repeated word: the rest is
not woven."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Where one word of the statement comes from: a line and a word of it, or nowhere."""

    line: int
    """Index into the lines given; -1 where the word was put in."""
    word: int


@dataclass(frozen=True, slots=True)
class Weave:
    """The cheapest way to take a statement's words from lines; one thread for each word."""

    threads: tuple[Thread, ...]
    cost: float


def weave(statement: Line, lines: Sequence[Line]) -> Weave:
    """Take each of the first MAX_WORDS words from one of `lines`, or from nowhere, at the least cost."""
    # (cost, thread, last thread with a place, index of the state before) for each word.
    states: list[list[tuple[float, Thread, Thread | None, int]]] = []
    for at in range(min(len(statement.words), MAX_WORDS)):
        found = []
        for thread, price in _choices(statement, at, lines):
            if not states:
                found.append((price, thread, thread if thread.line >= 0 else None, -1))
                continue
            best, came = min(
                (cost + _step(last, thread), index)
                for index, (cost, _, last, _) in enumerate(states[-1])
            )
            last = thread if thread.line >= 0 else states[-1][came][2]
            found.append((best + price, thread, last, came))
        states.append(found)
    return _traced(states)


def _traced(states: Sequence[Sequence[tuple[float, Thread, Thread | None, int]]]) -> Weave:
    if not states:
        return Weave((), 0.0)
    at = min(range(len(states[-1])), key=lambda index: states[-1][index][0])
    cost = states[-1][at][0]
    threads = []
    for found in reversed(states):
        threads.append(found[at][1])
        at = found[at][3]
    return Weave(tuple(reversed(threads)), cost)


def _choices(statement: Line, at: int, lines: Sequence[Line]) -> list[tuple[Thread, float]]:
    word, root = statement.words[at], statement.stems[at]
    found = [(Thread(-1, -1), _NEW_CONTENT if root else _NEW_FUNCTION)]
    for number, line in enumerate(lines):
        for place, other in enumerate(line.words):
            if other == word:
                found.append((Thread(number, place), 0.0))
            elif root and line.stems[place] == root:
                found.append((Thread(number, place), _INFLECTED))
    return found


def _step(before: Thread | None, thread: Thread) -> float:
    if before is None or thread.line < 0:
        return 0.0
    return {"": 0.0, "skip": _LEFT_OUT, "back": _BACK, "switch": _OTHER_LINE}[
        _joint(before, thread)
    ]


def _joint(before: Thread, thread: Thread) -> str:
    """How the source goes on from one word to the next of the statement; "" without a joint."""
    if before.line != thread.line:
        return "switch"
    if thread.word == before.word + 1:
        return ""
    return "skip" if thread.word > before.word else "back"
