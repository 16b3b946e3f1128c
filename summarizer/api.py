"""The Python API: a document in, a summary out, synchronously or not."""

import logging
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar

from summarizer.dialogue import Capacity, Dialogue, Limits, Wanted, default_strategy, strategy_named
from summarizer.dialogue.board import Board
from summarizer.dialogue.conversation import converse_over, open_board
from summarizer.documents import Document
from summarizer.drivers import arun, run
from summarizer.drivers.desk import Desk, Finished, advance
from summarizer.drivers.stepwise import asteps, steps
from summarizer.editing import Claim, Event, RecipeItem, Summary, check_by_rules
from summarizer.models import Model, connect
from summarizer.models.connect import Note, Progress, resolve
from summarizer.rounds import Question, Reply
from summarizer.schemas import summary as records
from summarizer.schemas.verdict import SupportReport
from summarizer.settings import Settings
from summarizer.store import Journal, default_journal_path
from summarizer.support import check_support

__all__ = ["Summarizer", "check_by_rules"]

logger = logging.getLogger(__name__)

T = TypeVar("T", records.Summary, SupportReport)

Item = Claim | Event | RecipeItem
Streamed = Item | Summary

OnReply = Callable[[Question, Reply], None]
OnRound = Callable[[Sequence[Question]], None]


class Summarizer:
    """Summarizes articles with one model.

        with Summarizer(model="local") as summarizer:
            summary = summarizer.summarize(Document.read("article.txt"))

    `model` is a name ("local", "openai/…", "anthropic/…", a path to a GGUF file) or any object that
    follows `summarizer.models.Model`; None takes the default of `settings`. `strategy` is "whole"
    or "focused"; None takes "focused" for the embedded model and "whole" for others. `verify` says
    which claims and events the model looks at once more: "none", "doubts" (those that grammar doubts)
    or "all"; None takes "doubts" for "whole" and "none" for "focused", which knows nothing else.
    `recipes` are names or folders of what is asked for in place of events and claims; "events" and
    "claims" are names, too. Everything else (base URL, keys, timeouts, journal) stands in `settings`.
    Close it, or use it in a `with` statement, to let go of connections and of the embedded engine. One
    may be used from any number of threads and event loops at once.

    Raises SettingsError when the settings do not add up, RecipeError for a recipe that there is not or
    that is malformed.
    """

    def __init__(  # noqa: PLR0913 - what a user can choose, each by its name
        self,
        model: str | Model | None = None,
        *,
        strategy: str | None = None,
        verify: str | None = None,
        recipes: Sequence[str] = (),
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
        chosen = strategy or default_strategy(embedded=self._embedded)
        self._strategy = strategy_named(chosen, Wanted.named(recipes), verify)
        self._limits = limits
        # Before the model: a journal that cannot be opened must not be found out after a download.
        self._journal = _journal(settings)
        progress, note = on_download or (None, None)
        self.model: Model = model or connect(settings, progress=progress, note=note)

    @property
    def strategy(self) -> str:
        """The name of the strategy: "whole" or "focused"."""
        return self._strategy.name

    @property
    def verify(self) -> str:
        """Which items get a second look: "none", "doubts" or "all"."""
        return self._strategy.verify

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
        dialogue = _announced(self._dialogue(self._board(document)), on_round)
        summary = run(dialogue, self.model, self._journal, on_reply)
        return self._summary(summary, document, began)

    async def asummarize(
        self,
        document: Document,
        on_reply: OnReply | None = None,
        on_round: OnRound | None = None,
    ) -> Summary:
        """The same with the round's questions in flight together, as many as the model serves."""
        began = time.perf_counter()
        dialogue = _announced(self._dialogue(self._board(document)), on_round)
        summary = await arun(dialogue, self.model, self._journal, on_reply)
        return self._summary(summary, document, began)

    def stream(self, document: Document) -> Generator[Streamed, None, None]:
        """The items of `document` as they pass their checks, and at last its summary.

        Items come after each round of questions, in order of the text. What such an item says, and
        the spans it stands on, is checked and stays; it has no id and no links yet, and can be
        missing from the summary where another says the same more surely. The summary is the one that
        `summarize` gives. To stop early, close the generator. Raises what `summarize` raises.
        """
        began = time.perf_counter()
        board = self._board(document)
        shown = _Shown(board)
        with closing(steps(self._dialogue(board), Desk(self.model, self._journal, None))) as course:
            for step in course:
                yield from shown.new_items()
                if isinstance(step, Finished):
                    yield self._summary(step.result, document, began)

    async def astream(self, document: Document) -> AsyncGenerator[Streamed, None]:
        """The same with the round's questions in flight together; close it with `aclose`."""
        began = time.perf_counter()
        board = self._board(document)
        shown = _Shown(board)
        desk = Desk(self.model, self._journal, None)
        async with aclosing(asteps(self._dialogue(board), desk)) as course:
            async for step in course:
                for item in shown.new_items():
                    yield item
                if isinstance(step, Finished):
                    yield self._summary(step.result, document, began)

    def check(
        self,
        summary: str | records.Summary,
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
        summary: str | records.Summary,
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
            if self._journal.put_aside:
                logger.warning(
                    "%s: %d replies were damaged on disk, and asked again",
                    *(self._journal.path, self._journal.put_aside),
                )
                self._journal.put_aside = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _board(self, document: Document) -> Board:
        capacity = Capacity(self.model.context_window, exact_schemas=self._embedded)
        return open_board(document, self._strategy, capacity, self._limits)

    def _dialogue(self, board: Board) -> Dialogue:
        return converse_over(board, self._strategy)

    def _summary(self, record: records.Summary, document: Document, began: float) -> Summary:
        return Summary.of(self._finished(record, began), document, self._strategy.wanted.recipes)

    def _finished(self, result: T, began: float) -> T:
        return _stamped(result, began, self.model.name)


class _Shown:
    """How much of what is on a board was shown already."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._seen = (0, 0, 0)

    def new_items(self) -> list[Item]:
        """The items that came since, in order of the text."""
        board, (events, claims, others) = self._board, self._seen
        self._seen = (len(board.events), len(board.claims), len(board.items))
        items: list[Item] = [
            *(Event.model_construct(**vars(event)) for event in board.events[events:]),
            *(Claim.model_construct(**vars(claim)) for claim in board.claims[claims:]),
            *(RecipeItem.model_construct(**vars(item)) for item in board.items[others:]),
        ]
        return sorted(items, key=lambda item: item.evidence[0].start)


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
