"""The question "what happened?", about the sentences of one event."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.dialogue.acceptance import accept_event
from summarizer.dialogue.answers import BrokenReplyError, parse
from summarizer.dialogue.board import HOPELESS, Ask, Board, unanswered
from summarizer.grounding.happenings import Happening
from summarizer.grounding.speakers import is_nobody
from summarizer.grounding.telling import event_from_words, is_settled
from summarizer.prompting import Page, Part, as_json, compose, neutral
from summarizer.recipes import load
from summarizer.rounds import Question, Reply
from summarizer.schemas.event import Event, HappeningDraft
from summarizer.schemas.problem import Problem

__all__ = ["HappeningAsk", "settle_happening"]


@dataclass(frozen=True)
class HappeningAsk:
    """Who did what to whom, where and when, in the sentences of `happening`?"""

    happening: Happening
    clauses: tuple[str, ...]
    """The event's main clauses, without who reports them: a small model takes a source for a doer."""
    page: Page
    attempt: int = 1
    again: Part | None = None

    @property
    def question(self) -> Question:
        """The question about the event's main clauses."""
        parts = [Part(load("happening"), {"near": neutral("\n".join(self.clauses))})]
        if self.again is not None:
            parts.append(self.again)
        label = f"what happened in sentence {self.happening.numbers[0]}"
        return compose(self.page, parts, label)

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Take the words that stand in the sentences; ask again when none of them does."""
        try:
            draft = parse(reply, HappeningDraft)
        except BrokenReplyError as error:
            problem = unanswered(reply, str(error))
            if reply.status in HOPELESS:
                self.give_up(board, problem)
                return []
            return self._again(problem, reply.text, board)
        event, notes = event_from_words(self.happening, draft, board.reading)
        if notes and not _took_any(draft, notes) and self.attempt == 1:
            return self._again(notes[0], draft.model_dump_json(), board)
        self._accept(event, board)
        return []

    def give_up(self, board: Board, problem: Problem) -> None:
        """Keep what the sentences show without the model, and say that it was not answered."""
        event, _ = event_from_words(self.happening, None, board.reading)
        note = problem.model_copy(update={"severity": "note"})
        self._accept(event.model_copy(update={"problems": [note]}), board)

    def _again(self, problem: Problem, answer: str, board: Board) -> Sequence[Ask]:
        if self.attempt >= board.limits.attempts:
            self.give_up(board, problem)
            return []
        values = {"answer": as_json({"answer": answer[:400]}), "problems": f"- {problem.message}"}
        return [replace(self, attempt=self.attempt + 1, again=Part(load("again"), values))]

    def _accept(self, event: Event, board: Board) -> None:
        _put(event, self.attempt, board)


def _took_any(draft: HappeningDraft, notes: Sequence[Problem]) -> bool:
    """Whether one of the answers stands in the sentences: as many as were left out do not."""
    given = [words for words in draft.model_dump().values() if not is_nobody(words)]
    return len(given) > len(notes)


def settle_happening(happening: Happening, board: Board) -> bool:
    """Put an event on the board of which grammar says who did what to whom; else False: ask.

    A small model that is asked all the same takes words of the clause for something they are not.
    """
    if not is_settled(happening, board.reading):
        return False
    event, _ = event_from_words(happening, None, board.reading)
    _put(event, 1, board)
    return True


def _put(event: Event, attempt: int, board: Board) -> None:
    errors = accept_event(event, board)
    if errors:
        board.reject("event", event.model_dump(mode="json", exclude={"id"}), errors, attempt)
