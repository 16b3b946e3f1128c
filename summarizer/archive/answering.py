"""One document's way from task to outcome: its dialogue, with a row at the end.

A row does not depend on when and how often a run was broken off. So replies out of the journal count
as what they cost when they were given, a question counts one call however many attempts it took, and
no times are in it; what was spent this time stands beside the row, in its counts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from summarizer.archive.faults import reason_of
from summarizer.archive.work import Counts, Done, Failed, Outcome, Task
from summarizer.dialogue import Capacity, Limits, Strategy, Wanted, converse, strategy_named
from summarizer.drivers import Dialogue
from summarizer.drivers.desk import Finished, advance
from summarizer.export.result_lines import OWN_FIELDS
from summarizer.grounding.carrying import items_shared
from summarizer.rounds import Reply, Tokens
from summarizer.schemas.summary import Summary

__all__ = ["Method", "begin", "failed_by"]

_NOTHING: Final = Counts()
_UNTOLD: Final = {"seconds": None, "replayed": 0}


@dataclass(frozen=True, slots=True)
class Method:
    """How every document of a run is summarized. It goes to other processes: plain data."""

    model: str
    """As results and the journal call it."""
    strategy: str
    capacity: Capacity = Capacity()
    limits: Limits = Limits()
    recipes: tuple[str, ...] = ()
    """What is asked for: built-in names and absolute folders; none for events and claims."""
    verify: str | None = None
    """Which items get a second look; None for what the strategy does by itself."""

    @property
    def wanted(self) -> Wanted:
        """What the recipes say. Raises RecipeError."""
        return _wanted(self.recipes)

    @property
    def asking(self) -> Strategy:
        """The strategy, asking for what is wanted."""
        return strategy_named(self.strategy, self.wanted, self.verify)


@cache
def _wanted(recipes: tuple[str, ...]) -> Wanted:
    # Read once in a process: an archive has millions of documents, and each reading makes new classes.
    return Wanted.named(recipes)


def begin(task: Task, method: Method) -> Dialogue[Outcome]:
    """The dialogue about a task, to be driven by any engine, up to its outcome.

    A question that got no answer after all retries fails the document: a row must not have holes
    that come from the network. So does a fault of this program (see `faults`).
    """
    spent = _Spent()
    try:
        return (yield from _answered(task, method, spent))
    except Exception as error:
        return failed_by(error, task, spent.counts())


def failed_by(error: Exception, task: Task, counts: Counts = _NOTHING) -> Failed:
    """The outcome of a task when working on it raised `error`. Raises what ends the run."""
    reason = reason_of(error)
    return Failed(task.key, task.id, reason.line, counts, reason.trace)


def _answered(task: Task, method: Method, spent: "_Spent") -> Dialogue[Outcome]:
    known = None if task.known is None else _summary(task.known)
    dialogue = converse(task.document, method.asking, method.capacity, method.limits, known)
    step = advance(dialogue, None)
    while not isinstance(step, Finished):
        replies = yield step
        spent.add(replies)
        failed = next((reply for reply in replies if reply.status == "failed"), None)
        if failed is not None:
            dialogue.close()
            return Failed(task.key, task.id, failed.detail or "no answer", spent.counts())
        step = advance(dialogue, [_steady(reply) for reply in replies])
    return _done(task, step.result, known, spent, method)


class _Spent:
    """What a document took this time."""

    def __init__(self) -> None:
        self._tokens = Tokens()
        self._questions = 0
        self._replayed = 0

    def add(self, replies: Iterable[Reply]) -> None:
        for reply in replies:
            self._questions += 1
            if reply.replayed:
                self._replayed += 1
            else:
                self._tokens = self._tokens + reply.tokens

    def counts(self) -> Counts:
        tokens = self._tokens
        return Counts(
            questions=self._questions,
            replayed=self._replayed,
            calls=tokens.calls,
            input_tokens=tokens.input,
            cached_tokens=tokens.cached,
            output_tokens=tokens.output,
            cost=tokens.cost,
            estimated=tokens.estimated,
        )


def _steady(reply: Reply) -> Reply:
    """The reply as it would be in any session: one call, asked or replayed."""
    return replace(reply, replayed=False, tokens=replace(reply.tokens, calls=1))


def _done(
    task: Task, summary: Summary, known: Summary | None, spent: _Spent, method: Method
) -> Done:
    usage = summary.usage.model_copy(update={**_UNTOLD, "model": method.model})
    summary = summary.model_copy(update={"usage": usage})
    took = spent.counts()
    counts = replace(
        took,
        events=len(summary.events),
        claims=len(summary.claims),
        rejected=len(summary.rejected),
        carried=items_shared(known, summary) if known else 0,
        saved=max(0, known.usage.calls - took.questions) if known else 0,
    )
    return Done(task.key, task.id, _row(task.id, summary), counts)


def _row(id: str, summary: Summary) -> str:
    """The public JSON with the record's own id first, on one line."""
    return f'{{"id":{json.dumps(id)},{summary.model_dump_json()[1:]}'


def _summary(row: str) -> Summary:
    """The summary in a row."""
    values = json.loads(row)
    for name in OWN_FIELDS:
        values.pop(name, None)
    return Summary.model_validate(values)
