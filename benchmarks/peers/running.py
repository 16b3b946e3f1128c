"""A system over documents: each answered, timed and scored; what fails counts as an empty answer."""

import time
from collections.abc import Callable, Sequence

from benchmarks.peers.answers import Answer, Asker, Spent, TaskName
from benchmarks.peers.as_summary import of_claims
from benchmarks.peers.report import Row
from summarizer.documents import Document
from summarizer.evaluation import task_named
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.tasks import SummaryTask

__all__ = ["LONGEST_ERROR", "answered", "rows"]

LONGEST_ERROR = 300
"""Characters of an error that are kept: instructor's quote whole answers."""

Meter = Callable[[], Spent]
"""What has been spent up to now."""


def answered(document: Document, ask: Asker, meter: Meter | None) -> Answer:
    """The answer to one document, an empty one with the error when anything was raised.

    Without a meter the summary's own usage says what was spent.
    """
    before = meter() if meter else Spent()
    began = time.perf_counter()
    error = ""
    try:
        summary = ask(document)
    except Exception as raised:  # whatever it is, it is what the system's user gets
        error = " ".join(f"{type(raised).__name__}: {raised}".split())[:LONGEST_ERROR]
        summary = of_claims(document, ())
    seconds = time.perf_counter() - began
    usage = summary.usage
    own = Spent(usage.calls, usage.input_tokens, usage.output_tokens)
    return Answer(summary, seconds, meter() - before if meter else own, error)


def rows(
    task: TaskName,
    gold: Sequence[Gold],
    ask: Asker,
    meter: Meter | None,
    told: Callable[[Row], None],
) -> tuple[Row, ...]:
    """Every document in turn, scored as `summarizer eval` scores; `told` hears of each."""
    scored = task_named(task)
    assert isinstance(scored, SummaryTask)
    found = []
    for one in gold:
        document = Document.from_text(one["text"], published=one.get("published"))
        answer = answered(document, ask, meter)
        found.append(Row(one["doc_id"], answer, scored.score(one, answer.summary)))
        told(found[-1])
    return tuple(found)
