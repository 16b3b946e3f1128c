"""Running a task: every document through a `Summarizer`, and the answers scored.

Replies are kept in the summarizer's journal like those of any other run, so that scoring the same
documents again asks nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from summarizer.api import OnReply, OnRound, Summarizer
from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.tally import Tally
from summarizer.evaluation.tasks import CheckTask, Task
from summarizer.evaluation.totals import Totals, totals
from summarizer.schemas.summary import Usage

__all__ = ["Ears", "Evaluation", "Scored", "Spent", "aevaluate", "document_of", "evaluate"]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a document took this time: what was replayed out of the journal cost nothing."""

    seconds: float = 0.0
    calls: int = 0
    replayed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    @classmethod
    def on(cls, usages: Iterable[Usage]) -> Self:
        """The sum of several usages."""
        every = list(usages)
        return cls(
            seconds=sum(one.seconds or 0.0 for one in every),
            calls=sum(one.calls for one in every),
            replayed=sum(one.replayed for one in every),
            input_tokens=sum(one.input_tokens for one in every),
            output_tokens=sum(one.output_tokens for one in every),
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """One document: its row."""

    doc_id: str
    tally: Tally
    spent: Spent


@dataclass(frozen=True)
class Evaluation:
    """A task over documents, of which there is at least one."""

    task: Task
    model: str
    strategy: str
    documents: tuple[Scored, ...]

    @cached_property
    def totals(self) -> Totals:
        """Totals with bootstrap intervals; worked out once."""
        return totals([one.tally for one in self.documents])


def _ignore(scored: Scored) -> None: ...


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told how it goes: of each document scored, each round of questions, each reply."""

    on_document: Callable[[Scored], None] = _ignore
    on_round: OnRound | None = None
    on_reply: OnReply | None = None


def evaluate(
    task: Task, gold: Sequence[Gold], summarizer: Summarizer, ears: Ears = Ears()
) -> Evaluation:
    """Scores `summarizer` on gold documents (see `gold.read_gold`), one after another.

    Raises ModelUnavailableError when the model cannot be reached; the journal has what was answered
    so far. Raises DocumentError for a text that is no article.
    """
    scored = []
    for one in gold:
        scored.append(_scored(task, one, summarizer, ears))
        ears.on_document(scored[-1])
    return Evaluation(task, summarizer.model.name, summarizer.strategy, tuple(scored))


async def aevaluate(
    task: Task, gold: Sequence[Gold], summarizer: Summarizer, ears: Ears = Ears()
) -> Evaluation:
    """The same with a round's questions in flight together, as many as the model serves."""
    scored = []
    for one in gold:
        scored.append(await _ascored(task, one, summarizer, ears))
        ears.on_document(scored[-1])
    return Evaluation(task, summarizer.model.name, summarizer.strategy, tuple(scored))


def _scored(task: Task, gold: Gold, summarizer: Summarizer, ears: Ears) -> Scored:
    document = document_of(gold)
    heard = (ears.on_reply, ears.on_round)
    if isinstance(task, CheckTask):
        reports = [summarizer.check(text, document, *heard) for text in task.texts(gold)]
        spent = Spent.on(report.usage for report in reports)
        return Scored(gold["doc_id"], task.score(gold, reports), spent)
    summary = summarizer.summarize(document, *heard)
    return Scored(gold["doc_id"], task.score(gold, summary), Spent.on([summary.usage]))


async def _ascored(task: Task, gold: Gold, summarizer: Summarizer, ears: Ears) -> Scored:
    document = document_of(gold)
    heard = (ears.on_reply, ears.on_round)
    if isinstance(task, CheckTask):
        reports = [await summarizer.acheck(text, document, *heard) for text in task.texts(gold)]
        spent = Spent.on(report.usage for report in reports)
        return Scored(gold["doc_id"], task.score(gold, reports), spent)
    summary = await summarizer.asummarize(document, *heard)
    return Scored(gold["doc_id"], task.score(gold, summary), Spent.on([summary.usage]))


def document_of(gold: Gold) -> Document:
    """The article of a line of gold. Raises DocumentError, with its id, when it is none."""
    try:
        return Document.from_text(gold["text"], published=gold.get("published"))
    except DocumentError as error:
        raise DocumentError(f"{gold['doc_id']}: {error}") from None
