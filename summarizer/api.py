"""The Python API: a document in, a summary out, synchronously or not."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar

from summarizer.dialogue import Capacity, Dialogue, Limits, converse, strategy_named
from summarizer.documents import Document
from summarizer.drivers import arun, run
from summarizer.drivers.desk import Finished, advance
from summarizer.models import Model, connect
from summarizer.models.connect import Note, Progress, resolve
from summarizer.rounds import Question, Reply
from summarizer.schemas.summary import Summary
from summarizer.schemas.verdict import SupportReport
from summarizer.settings import NO_MODEL, Settings
from summarizer.store import Journal, default_journal_path
from summarizer.support import check_support

__all__ = ["Summarizer", "check_by_rules"]

T = TypeVar("T", Summary, SupportReport)

OnReply = Callable[[Question, Reply], None]
OnRound = Callable[[Sequence[Question]], None]


class Summarizer:
    """Summarizes articles with one model.

        with Summarizer(model="local") as summarizer:
            summary = summarizer.summarize(Document.read("article.txt"))

    `model` is a name ("local", "openai/…", "anthropic/…", a path to a GGUF file) or any object that
    follows `summarizer.models.Model`; None takes the default of `settings`. `strategy` is "whole"
    or "focused"; None takes "focused" for the embedded model and "whole" for others. Everything
    else (base URL, keys, timeouts, journal) stands in `settings`. Close it, or use it in a `with`
    statement, to let go of connections and of the embedded engine.

    Raises SettingsError when the settings do not add up.
    """

    def __init__(
        self,
        model: str | Model | None = None,
        *,
        strategy: str | None = None,
        settings: Settings | None = None,
        limits: Limits = Limits(),
        on_download: tuple[Progress, Note] | None = None,
    ) -> None:
        settings = settings or Settings()
        if isinstance(model, str):
            settings = replace(settings, model=model)
            model = None
        self._embedded = model is None and resolve(settings).kind == "embedded"
        self._owned = model is None
        chosen = strategy or ("focused" if self._embedded else "whole")
        self.strategy = strategy_named(chosen).name
        self._limits = limits
        # Before the model: a journal that cannot be opened must not be found out after a download.
        self._journal = _journal(settings)
        progress, note = on_download or (None, None)
        self.model: Model = model or connect(settings, progress=progress, note=note)

    def summarize(
        self,
        document: Document,
        on_reply: OnReply | None = None,
        on_round: OnRound | None = None,
    ) -> Summary:
        """The summary of `document`.

        `on_round` is told of each list of questions before it is asked, `on_reply` of each question
        answered; how many rounds there will be, nobody knows beforehand. Raises
        ModelUnavailableError when the model cannot be reached. What goes wrong with single items
        stands in the summary's `rejected`.
        """
        began = time.perf_counter()
        dialogue = _announced(self._dialogue(document), on_round)
        summary = run(dialogue, self.model, self._journal, on_reply)
        return self._finished(summary, began)

    async def asummarize(
        self,
        document: Document,
        on_reply: OnReply | None = None,
        on_round: OnRound | None = None,
    ) -> Summary:
        """The same with the round's questions in flight together, as many as the model serves."""
        began = time.perf_counter()
        dialogue = _announced(self._dialogue(document), on_round)
        summary = await arun(dialogue, self.model, self._journal, on_reply)
        return self._finished(summary, began)

    def check(
        self,
        summary: str | Summary,
        source: Document,
        on_reply: OnReply | None = None,
        on_round: OnRound | None = None,
    ) -> SupportReport:
        """Whether `source` supports each sentence of a text, or each item of a summary.

        The rules decide first; what they leave open is asked in one round, a letter a sentence.
        Raises DocumentError when the text is blank, ModelUnavailableError when the model cannot
        be reached.
        """
        began = time.perf_counter()
        dialogue = check_support(summary, source, window=self.model.context_window)
        report = run(_announced(dialogue, on_round), self.model, self._journal, on_reply)
        return self._finished(report, began)

    async def acheck(
        self,
        summary: str | Summary,
        source: Document,
        on_reply: OnReply | None = None,
        on_round: OnRound | None = None,
    ) -> SupportReport:
        """The same with the questions in flight together, as many as the model serves."""
        began = time.perf_counter()
        dialogue = check_support(summary, source, window=self.model.context_window)
        report = await arun(_announced(dialogue, on_round), self.model, self._journal, on_reply)
        return self._finished(report, began)

    def close(self) -> None:
        """Let go of connections, the embedded engine and the journal. May be called twice."""
        if self._owned:
            self.model.close()
        if self._journal is not None:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _dialogue(self, document: Document) -> Dialogue:
        capacity = Capacity(self.model.context_window, exact_schemas=self._embedded)
        return converse(document, self.strategy, capacity, self._limits)

    def _finished(self, result: T, began: float) -> T:
        return _stamped(result, began, self.model.name)


def check_by_rules(summary: str | Summary, source: Document) -> SupportReport:
    """What `Summarizer.check` finds without any model. Raises DocumentError when the text is blank."""
    began = time.perf_counter()
    step = advance(check_support(summary, source, ask=False), None)
    assert isinstance(step, Finished)  # it asks nothing
    return _stamped(step.result, began, NO_MODEL)


def _stamped(result: T, began: float, model: str) -> T:
    """The result with what only the caller knows: how long it took, and with which model."""
    seconds = round(time.perf_counter() - began, 2)
    usage = result.usage.model_copy(update={"seconds": seconds, "model": model})
    return result.model_copy(update={"usage": usage})


def _announced(
    dialogue: Generator[list[Question], list[Reply], T], on_round: OnRound | None
) -> Generator[list[Question], list[Reply], T]:
    """The same dialogue, with each of its rounds told before it is asked."""
    with closing(dialogue):
        step = advance(dialogue, None)
        while not isinstance(step, Finished):
            if on_round is not None:
                on_round(step)
            step = advance(dialogue, (yield step))
        return step.result


def _journal(settings: Settings) -> Journal | None:
    return Journal(settings.journal or default_journal_path()) if settings.use_journal else None
