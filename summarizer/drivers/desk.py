"""What all drivers share: looking a question up, keeping its reply, and knowing when to give up."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from summarizer.errors import ModelUnavailableError
from summarizer.models import Model
from summarizer.rounds import Question, Reply

__all__ = ["FAILURES_IN_A_ROW", "Desk", "Dialogue", "Finished", "Journal", "OnReply", "advance"]

T = TypeVar("T")

Dialogue = Generator[list[Question], list[Reply], T]
"""Yields rounds of questions, is sent their replies in the same order, returns a result."""

OnReply = Callable[[Question, Reply], None]
"""Told of each reply as it comes, replayed or not: for progress."""

FAILURES_IN_A_ROW: Final = 3
"""Each failed reply stands for all transport retries of one call. Three calls in a row without an
answer, where others would go on for hours, are a server that is gone, not a bad moment."""


class Journal(Protocol):
    """Where replies are kept; `store.Journal` is one."""

    def get(self, fingerprint: str, model: str, parameters: str = "") -> Reply | None: ...

    def put(self, question: Question, model: str, reply: Reply, parameters: str = "") -> None: ...


@dataclass(slots=True)
class Desk:
    """One run's bookkeeping: what is known already, what came in, and how long to be patient."""

    model: Model
    journal: Journal | None
    on_reply: OnReply | None
    patient: bool = False
    """Whether failed replies, however many, are left to the dialogue."""
    _first_round: bool = True
    _failed_in_a_row: int = 0

    def known(self, question: Question) -> Reply | None:
        """The reply out of the journal, already reported; None when it has to be asked."""
        if self.journal is None:
            return None
        reply = self.journal.get(question.fingerprint, self.model.name, self.model.parameters)
        if reply is not None:
            self._report(question, reply)
        return reply

    def received(self, question: Question, reply: Reply) -> None:
        """Keeps and reports a reply that was just asked for.

        A failed one is not kept: it says something of the network, not of the question. Raises
        ModelUnavailableError after FAILURES_IN_A_ROW of them.
        """
        if reply.status != "failed":
            if self.journal is not None:
                self.journal.put(question, self.model.name, reply, self.model.parameters)
            self._failed_in_a_row = 0
        self._report(question, reply)
        if reply.status == "failed" and not self.patient:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= FAILURES_IN_A_ROW:
                raise self._unavailable(f"{FAILURES_IN_A_ROW} calls in a row failed", reply)

    def round_over(self, replies: list[Reply]) -> None:
        """Raises ModelUnavailableError when the first round brought failures and nothing else."""
        alone = self._first_round and not self.patient
        if alone and replies and all(reply.status == "failed" for reply in replies):
            raise self._unavailable("no call succeeded", replies[-1])
        self._first_round = False

    def _report(self, question: Question, reply: Reply) -> None:
        if self.on_reply is not None:
            self.on_reply(question, reply)

    def _unavailable(self, what: str, reply: Reply) -> ModelUnavailableError:
        return ModelUnavailableError(f"{self.model.name}: {what}; the last one: {reply.detail}")


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    """The end of a dialogue."""

    result: T


def advance(dialogue: Dialogue[T], replies: list[Reply] | None) -> list[Question] | Finished[T]:
    """The dialogue's next round, after the replies to the last one (None to begin), or its end.

    StopIteration is caught here and nowhere else, so that one from a model does not look like it.
    """
    try:
        return next(dialogue) if replies is None else dialogue.send(replies)
    except StopIteration as stop:
        return Finished(stop.value)
