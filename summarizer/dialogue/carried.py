"""What a dialogue about a copy begins with: the items of the article it is a copy of.

They are checked in the copy as a model's items are. What the leader's dialogue dealt with, on sentences
that the copy has unchanged, counts as dealt with here; all else is open, and the coverage step asks.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from summarizer.dialogue.acceptance import accept_claim, accept_event
from summarizer.dialogue.board import Board
from summarizer.grounding.carrying import carry, numbers_read
from summarizer.grounding.happenings import Happening
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.summary import Summary

__all__ = ["take_over"]

Item = TypeVar("Item", Claim, Event)


def take_over(known: Summary, board: Board) -> None:
    """Put on the board what `known`, the summary of an earlier copy, gives for this document."""
    carried = carry(known, board.reading)
    claims_refused = _take(carried.claims, accept_claim, board.claims, board)
    events_refused = _take(carried.events, accept_event, board.events, board)
    _close_statements(carried.unchanged - carried.open_claims - claims_refused, board)
    _close_happenings(carried.unchanged - carried.open_events - events_refused, board)
    if known.document.text_sha256 == board.reading.document.text_sha256:
        board.rejected.extend(known.rejected)


def _take(
    items: Sequence[Item],
    accept: Callable[[Item, Board], list[Problem]],
    taken: list[Item],
    board: Board,
) -> set[int]:
    """Accept the items that pass, which puts them last in `taken`; the sentences of those that fail."""
    refused: set[int] = set()
    for item in items:
        if accept(item, board):
            refused.update(board.reading.numbers_of(item.evidence))
        else:
            taken[-1] = taken[-1].model_copy(update={"problems": _once(taken[-1].problems)})
    return refused


def _once(problems: list[Problem]) -> list[Problem]:
    """Each note once, as the last check made it: the leader's own checks noted it before."""
    return list({(note.code, note.field): note for note in problems}.values())


def _close_statements(settled: AbstractSet[int], board: Board) -> None:
    """Mark the statements and stray quotations of settled sentences as dealt with."""
    fresh: set[int] = set()
    for attribution in board.reading.threads:
        numbers = numbers_read(attribution, board.reading)
        if numbers <= settled:
            cue = attribution.cue
            board.take_up(("claim", cue[0] if cue else attribution.content[0][0]))
        else:
            fresh |= numbers
    for number in sorted(settled - fresh):
        sentence = board.reading.scan.sentence(number)
        if sentence.quotes:
            board.take_up(("claim", max(sentence.quotes[0].inner_start, sentence.start)))


def _close_happenings(settled: AbstractSet[int], board: Board) -> None:
    """Mark the happenings of settled sentences as dealt with.

    One that a new sentence has joined is cut in two, or the new sentence would never be asked about.
    """
    cut = [part for happening in board.happenings for part in _cut(happening, settled)]
    board.happenings = cut
    for happening in cut:
        if settled >= set(happening.numbers):
            board.take_up(("event", happening.numbers[0]))


def _cut(happening: Happening, settled: AbstractSet[int]) -> list[Happening]:
    """The settled sentences of a happening and the others, where each part has an event word."""
    parts = [_part(happening, settled, inside=inside) for inside in (True, False)]
    return parts if all(part.triggers for part in parts) else [happening]


def _part(happening: Happening, settled: AbstractSet[int], *, inside: bool) -> Happening:
    part = replace(happening, numbers=[], triggers=[], families=set())
    for number in happening.numbers:
        if (number in settled) == inside:
            part.add(number, [word for at, word in happening.triggers if at == number])
    return part
