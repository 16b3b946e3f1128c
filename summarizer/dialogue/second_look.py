"""One second look: all doubts of a page in one question, each item as it stands, with its sentences.

A doubt is an opinion of grammar. It changes nothing by itself: "keep" is an answer, and silence means it.
The article is not sent again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ValidationError

from summarizer.dialogue.answers import BrokenReplyError, parse
from summarizer.dialogue.board import Ask, Board, Doubted, unanswered
from summarizer.dialogue.listing import RepairAsk
from summarizer.dialogue.pages import page_of
from summarizer.prompting import Page, Part, as_json, compose_alone, numbered
from summarizer.recipes import load
from summarizer.rounds import Question, Reply
from summarizer.schemas.claim import STANCES, Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.second_look import AnswerDraft, SecondLookDraft

__all__ = ["SecondLook", "second_looks"]


AROUND: Final = 2
"""Sentences shown before those that an item cites: whom "he" stands for is mostly named there."""

MOST_DOUBTS: Final = 40
"""Doubts of one question: its answer has a line for each."""

KEPT_COST: Final = 0.1
"""What a doubt takes of an item's confidence when the model stands by the item."""

_STEP: Final = re.compile(r"\w+")


def second_looks(board: Board) -> Sequence[Ask]:
    """The questions about all items in doubt, a page a question, or several where there are many."""
    of_page: dict[int, list[Doubted]] = {}
    for one in board.doubted:
        page = page_of(one.numbers, board.pages)
        of_page.setdefault(board.pages.index(page), []).append(one)
    board.doubted.clear()
    return [
        SecondLook(board.pages[at], tuple(portion))
        for at, doubted in sorted(of_page.items())
        for portion in _portions(doubted)
    ]


def _portions(doubted: Sequence[Doubted]) -> Iterator[list[Doubted]]:
    portion: list[Doubted] = []
    for one in doubted:
        if portion and sum(len(each.doubts) for each in portion) + len(one.doubts) > MOST_DOUBTS:
            yield portion
            portion = []
        portion.append(one)
    yield portion


@dataclass(frozen=True)
class SecondLook:
    """The question about the doubted items of one page."""

    page: Page
    doubted: tuple[Doubted, ...]
    recipe: ClassVar = "second-look"

    @property
    def question(self) -> Question:
        """Each item, its sentences, and its doubts, numbered through."""
        values = {"items": "\n\n".join(self._shown()), "stance_names": ", ".join(STANCES)}
        return compose_alone(
            self.page, Part(load(self.recipe), values), f"a second look at {len(self.doubted)}"
        )

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Take each item as it was, changed or not at all, as the model answers."""
        try:
            answers = {one.doubt: one for one in parse(reply, SecondLookDraft).answers}
        except BrokenReplyError as error:
            self.give_up(board, unanswered(reply, str(error)))
            return []
        again: list[Ask] = []
        number = 0
        for one in self.doubted:
            told = [answers.get(number + at) for at in range(1, len(one.doubts) + 1)]
            number += len(one.doubts)
            again.extend(self._settled(one, told, board))
        return again

    def give_up(self, board: Board, problem: Problem) -> None:
        """All stay as they are, with their doubts."""
        for one in self.doubted:
            board.accept(_doubtful(one.item))

    def _settled(
        self, one: Doubted, told: Sequence[AnswerDraft | None], board: Board
    ) -> Iterator[Ask]:
        verdicts = [answer.verdict if answer else "keep" for answer in told]
        if "drop" in verdicts:
            message = "Asked again, the model says that the article does not say this."
            problems = [*one.doubts, Problem(code="withdrawn", message=message)]
            one.listing.reject(one.draft.model_dump(), problems, 2, board)
            return
        changed = _changed(one, told)
        if changed is None or changed == one.draft:
            board.accept(_kept(one.item, one.doubts))
            return
        errors = one.listing.place(changed, board, final=True)
        if errors:
            yield RepairAsk(one.listing, self.page, changed, tuple(errors), 2)

    def _shown(self) -> Iterator[str]:
        number = 0
        for one in self.doubted:
            lines = [f"The {one.listing.kind}: {as_json(one.draft)}", self._sentences(one)]
            for doubt in one.doubts:
                number += 1
                lines.append(f"Doubt {number} ({doubt.field or 'the item'}): {doubt.message}")
            yield "\n".join(lines)

    def _sentences(self, one: Doubted) -> str:
        numbers = set(one.numbers)
        wanted = {number - back for number in numbers for back in range(AROUND + 1)}
        return numbered(segment for segment in self.page.segments if segment.number in wanted)


def _changed(one: Doubted, told: Sequence[AnswerDraft | None]) -> BaseModel | None:
    """The draft with the values that the model gives; None where one of them fits no field."""
    values = one.draft.model_dump()
    for doubt, answer in zip(one.doubts, told, strict=True):
        if answer is not None and answer.verdict == "change":
            _put(values, doubt.field, answer.value)
    try:
        return type(one.draft).model_validate(values)
    except ValidationError:
        return None


def _put(values: dict[str, Any], field: str, value: str) -> None:
    """Sets "speaker", "participants[0].name" or "content[1]" in a draft's values, where it has that."""
    holder: Any = values
    *outer, last = [int(step) if step.isdigit() else step for step in _STEP.findall(field)] or [""]
    try:
        for step in outer:
            if not isinstance(holder[step], dict | list):
                last = step
                break
            holder = holder[step]
        if not isinstance(holder[last], list):
            holder[last] = value
        elif value:
            holder[last] = [value]
    except (KeyError, IndexError, TypeError):
        return


def _kept(item: Claim | Event, doubts: Sequence[Problem]) -> Claim | Event:
    """An item that the model stands by: its doubts are notes, and it is a little less sure."""
    told = {(doubt.code, doubt.field) for doubt in doubts}
    problems = [
        problem.model_copy(update={"severity": "note"})
        if (problem.code, problem.field) in told
        else problem
        for problem in item.problems
    ]
    message = "Doubted, and kept on a second look."
    note = Problem(code="kept-on-second-look", message=message, severity="note")
    confidence = round(max(0.0, item.confidence - KEPT_COST), 2)
    return item.model_copy(update={"problems": [*problems, note], "confidence": confidence})


def _doubtful(item: Claim | Event) -> Claim | Event:
    """An item whose doubts nobody has looked at."""
    confidence = round(max(0.0, item.confidence - KEPT_COST), 2)
    return item.model_copy(update={"confidence": confidence})
