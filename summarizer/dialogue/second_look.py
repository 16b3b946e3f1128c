"""One second look: all doubts of a page in one question, each item as it stands, with its sentences.

A doubt is an opinion of grammar. It changes nothing by itself: "keep" is an answer, and silence means it.
An item that waits without a doubt, because all are to be verified, is asked about in a line that suspects
nothing. The article is not sent again.
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
"""Lines of one question that want an answer: a doubt each, or an item without one."""

KEPT_COST: Final = 0.1
"""What a doubt takes of an item's confidence when the model stands by the item."""

_HOW: Final = (
    'If so, keep. To change a field, give its name and its value, such as "{example}"; if the'
    " sentences do not say this at all, drop."
)

AFRESH: Final = {
    "claim": "none yet. Are its speaker, stance, negation and figures what the sentences say? "
    + _HOW.format(example="speaker: NAME"),
    "event": "none yet. Are its roles, type, status, negation and figures what the sentences say? "
    + _HOW.format(example="participants[0].role: target"),
}
"""By kind of item, what is asked where there is no doubt; a doubt's line without a doubt's opinion."""

_STEP: Final = re.compile(r"\w+")


def second_looks(board: Board) -> Sequence[Ask]:
    """The questions about all items that wait, a page a question, or several where there are many."""
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
        if portion and sum(len(_lines(each)) for each in [*portion, one]) > MOST_DOUBTS:
            yield portion
            portion = []
        portion.append(one)
    yield portion


@dataclass(frozen=True)
class SecondLook:
    """The question about the items of one page that wait for it."""

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
            lines = _lines(one)
            told = [answers.get(number + at) for at in range(1, len(lines) + 1)]
            number += len(lines)
            again.extend(self._settled(one, told, board))
        return again

    def give_up(self, board: Board, problem: Problem) -> None:
        """All stay as they are, with their doubts, or with a note that nobody looked again."""
        for one in self.doubted:
            board.accept(_doubtful(one.item) if one.doubts else _unseen(one.item, problem))

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
            is_sure = not one.doubts and "change" not in verdicts
            board.accept(one.item if is_sure else _kept(one.item, one.doubts))
            return
        errors = one.listing.place(changed, board, final=True)
        if errors:
            yield RepairAsk(one.listing, self.page, changed, tuple(errors), 2, final=True)

    def _shown(self) -> Iterator[str]:
        number = 0
        for one in self.doubted:
            lines = [f"The {one.listing.kind}: {as_json(one.draft)}", self._sentences(one)]
            for field, message in _lines(one):
                number += 1
                lines.append(f"Doubt {number} ({field or 'the item'}): {message}")
            yield "\n".join(lines)

    def _sentences(self, one: Doubted) -> str:
        numbers = set(one.numbers)
        wanted = {number - back for number in numbers for back in range(AROUND + 1)}
        return numbered(segment for segment in self.page.segments if segment.number in wanted)


def _lines(one: Doubted) -> Sequence[tuple[str, str]]:
    """What an item is asked: the field, or "" for the item, and what is said of it."""
    if not one.doubts:
        return [("", AFRESH[one.listing.kind])]
    return [(doubt.field, doubt.message) for doubt in one.doubts]


def _changed(one: Doubted, told: Sequence[AnswerDraft | None]) -> BaseModel | None:
    """The draft with the values that the model gives; None where one of them fits no field."""
    values = one.draft.model_dump()
    for (field, _), answer in zip(_lines(one), told, strict=True):
        if answer is not None and answer.verdict == "change":
            _put(values, *((field, answer.value) if field else _named(answer.value)))
    try:
        return type(one.draft).model_validate(values)
    except ValidationError:
        return None


def _named(value: str) -> tuple[str, str]:
    """Field and value of "speaker: Ada Brandt"."""
    field, _, rest = value.partition(":")
    return field.strip(), rest.strip()


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


def _unseen(item: Claim | Event, problem: Problem) -> Claim | Event:
    """An item without a doubt that nobody looked at, though all were to be verified."""
    message = f"It was to be looked at once more, and was not: {problem.message}"
    note = Problem(code="not-verified", message=message, severity="note")
    return item.model_copy(update={"problems": [*item.problems, note]})


def _doubtful(item: Claim | Event) -> Claim | Event:
    """An item whose doubts nobody has looked at."""
    confidence = round(max(0.0, item.confidence - KEPT_COST), 2)
    return item.model_copy(update={"confidence": confidence})
