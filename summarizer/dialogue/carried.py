"""What a dialogue about a copy begins with: the items of the article it is a copy of.

They are checked in the copy as a model's items are. What the leader's dialogue dealt with, on sentences
that the copy has unchanged, counts as dealt with here; all else is open, and the coverage step asks.
An item of a recipe that is lost is asked for where it stood, whether there is a cue or not.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from summarizer.dialogue.acceptance import accept_claim, accept_event, accept_item
from summarizer.dialogue.board import Board
from summarizer.dialogue.pages import page_of
from summarizer.grounding.carrying import Carried, carry
from summarizer.grounding.happenings import Happening
from summarizer.grounding.placing import numbers_read
from summarizer.grounding.recipe_items import cued_in, declined
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Summary

__all__ = ["take_over"]

Item = TypeVar("Item", Claim, Event, RecipeItem)


def take_over(known: Summary, board: Board) -> None:
    """Put on the board what `known`, the summary of an earlier copy, gives for this document."""
    asked = [recipe for recipe in board.wanted.recipes if recipe.id in known.recipes]
    carried = carry(known, board.reading, asked)
    kinds = board.wanted.kinds
    if "claim" in kinds and "claims" in known.recipes:
        refused = _take(carried.claims, accept_claim, board.claims, board)
        _close_statements(carried.unchanged - carried.open_claims.union(*refused), board)
    if "event" in kinds and "events" in known.recipes:
        refused = _take(carried.events, accept_event, board.events, board)
        _close_happenings(carried.unchanged - carried.open_events.union(*refused), board)
    for recipe in asked:
        _take_items(recipe, carried, board)
    if known.document.text_sha256 == board.reading.document.text_sha256:
        board.rejected.extend(known.rejected)


def _take(
    items: Sequence[Item],
    accept: Callable[[Item, Board], list[Problem]],
    taken: list[Item],
    board: Board,
) -> list[frozenset[int]]:
    """Accept the items that pass, which puts them last in `taken`; the sentences of each that fails."""
    refused: list[frozenset[int]] = []
    for item in items:
        if accept(item, board):
            refused.append(frozenset(board.reading.numbers_of(item.evidence)))
        else:
            taken[-1] = taken[-1].model_copy(update={"problems": _once(taken[-1].problems)})
    return refused


def _once(problems: list[Problem]) -> list[Problem]:
    """Each note once, as the last check made it: the leader's own checks noted it before."""
    return list({(note.code, note.field): note for note in problems}.values())


def _take_items(recipe: ItemRecipe, carried: Carried, board: Board) -> None:
    """Accept a recipe's items, close the sentences that it was asked about, reopen those of lost ones.

    A recipe without cues is asked about what is new too: it has nothing else to look for it by.
    """

    def accept(item: RecipeItem, board: Board) -> list[Problem]:
        return declined(recipe, item.fields) or accept_item(item, recipe, board)

    ours = [item for item in carried.items if item.recipe == recipe.id]
    refused = _take(ours, accept, board.items, board)
    lost = [lines for name, lines in carried.lost_items if name == recipe.id]
    fresh = _by_page(carried.new, board) if recipe.cues is None else []
    board.reopened[recipe.id] = _joined([*refused, *lost, *fresh])
    for number in cued_in(recipe, board.reading).keys() & carried.unchanged:
        board.take_up((recipe.id, number))
    if recipe.cues is None:
        for index in range(1, len(board.pages) + 1):
            board.take_up((recipe.id, -index))


def _by_page(numbers: Iterable[int], board: Board) -> list[frozenset[int]]:
    """The sentences that one question can show, for each page that has some."""
    found: dict[int, set[int]] = {}
    for number in numbers:
        found.setdefault(page_of([number], board.pages).numbers[0], set()).add(number)
    return [frozenset(there) for there in found.values()]


def _joined(groups: Iterable[AbstractSet[int]]) -> list[list[int]]:
    """Sentences that are asked about together: of groups that share one, all."""
    joined: list[set[int]] = []
    for lines in groups:
        touching = [other for other in joined if other & lines]
        joined = [other for other in joined if not other & lines]
        joined += [set(lines).union(*touching)] if lines else []
    return sorted(sorted(lines) for lines in joined)


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
            board.take_up(("event", happening.place))


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
