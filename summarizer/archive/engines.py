"""Which engine answers, made ready: the model connected, the journal open, the method known."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from summarizer.archive.answering import Method, begin
from summarizer.archive.configuration import Configuration
from summarizer.archive.crew import CrewEngine, Post, processes_for
from summarizer.archive.folder import made
from summarizer.archive.local import LocalEngine, Worker, documents_for
from summarizer.archive.processes import cores
from summarizer.archive.reading_hands import Bounds, ReadingHands
from summarizer.archive.readings import HERE, Readings
from summarizer.archive.work import Engine
from summarizer.dialogue import Capacity, Limits, default_strategy, strategy_named
from summarizer.models import Model, connect
from summarizer.models.connect import Note, Progress, resolve
from summarizer.models.flow import Flow, FlowLimits, FlowState
from summarizer.models.transport import Transport
from summarizer.recipes.finding import anywhere
from summarizer.settings import Settings
from summarizer.store import Journal

__all__ = ["JOURNAL_FILE", "EngineName", "Ready", "Setup", "reading_hands", "ready"]

EngineName = Literal["local", "openai-batch", "ray"]

JOURNAL_FILE: Final = "journal.sqlite3"
BATCH_FOLDER: Final = "batches"
MARK_FILE: Final = ".batches"


def _ignore_progress(done: int, total: int) -> None: ...


def _ignore_note(line: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How a run is to be answered. `processes` None: as many as suit the calls in flight."""

    settings: Settings
    folder: Path
    engine: EngineName = "local"
    strategy: str | None = None
    verify: str | None = None
    recipes: tuple[str, ...] = ()
    flow: FlowLimits = field(default_factory=FlowLimits)
    processes: int | None = None
    on_download: tuple[Progress, Note] = (_ignore_progress, _ignore_note)

    @property
    def journal(self) -> Path:
        """The journal's file: in the run's folder when nothing else is said."""
        return self.settings.journal or self.folder / JOURNAL_FILE


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine, what it asks with, who reads, and a look at its flow where that can be had."""

    engine: Engine
    configuration: Configuration
    model: Model
    method: Method
    readings: Readings = HERE
    has_price: bool = False
    flow: Callable[[], FlowState] | None = None
    damaged: Callable[[], int] = int
    """How many replies of the journal were found altered on disk, ever, and put aside."""


@asynccontextmanager
async def ready(setup: Setup) -> AsyncIterator[Ready]:
    """The engine that the setup asks for; what it holds is let go of at the end.

    Raises SettingsError, ModelUnavailableError and ModelDownloadError as `models.connect`, JournalError
    when the journal cannot be opened, ArchiveError when the folder cannot be made.
    """
    is_embedded = resolve(setup.settings).kind == "embedded"
    progress, note = setup.on_download
    flow = Flow(setup.flow)
    model = connect(setup.settings, transport=Transport(flow=flow), progress=progress, note=note)
    try:
        made(setup.folder)
        method = _method(setup, model, is_embedded)
        with Journal(setup.journal, tells_tokens=True) as journal, ExitStack() as held:
            engine = _engine(setup, model, method, journal, held)
            hands = held.enter_context(reading_hands(is_embedded))
            yield Ready(
                engine,
                Configuration.of(method, model.parameters),
                model,
                method,
                Readings(hands),
                getattr(model, "has_price", False),
                _look(engine, flow),
                journal.damaged,
            )
    finally:
        await model.aclose()


def reading_hands(is_embedded: bool) -> ReadingHands:
    """Processes to read pages, beside a model that is called, or one that has these cores itself."""
    return ReadingHands(1 if is_embedded else cores(), Bounds(is_gentle=is_embedded))


def _method(setup: Setup, model: Model, is_embedded: bool) -> Method:
    strategy = setup.strategy or default_strategy(embedded=is_embedded)
    capacity = Capacity(model.context_window, exact_schemas=is_embedded)
    named = strategy_named(strategy, verify=setup.verify)
    return Method(model.name, named.name, capacity, Limits(), anywhere(setup.recipes), setup.verify)


def _engine(
    setup: Setup, model: Model, method: Method, journal: Journal, held: ExitStack
) -> Engine:
    if setup.engine == "openai-batch":
        return _batch_engine(setup, model, method, journal, held)
    if setup.engine == "ray":
        from summarizer.archive.ray_engine import RayEngine  # ray is an extra, and slow to import

        return RayEngine(setup.settings, method, setup.flow, journal)
    # The embedded model answers one question at a time, and its cache holds one article.
    in_flight = 1 if model.concurrency == 1 else setup.flow.max_in_flight
    processes = setup.processes or processes_for(in_flight, setup.flow.rpm)
    if processes > 1:
        post = Post(setup.settings, method, setup.flow, setup.journal)
        return CrewEngine(post, processes)
    worker = Worker(model, journal, method, in_flight)
    return LocalEngine(worker, documents_for(in_flight))


def _look(engine: Engine, flow: Flow) -> Callable[[], FlowState] | None:
    """A look at how calls flow; None where they are made on other machines."""
    if isinstance(engine, CrewEngine):
        return engine.flow
    return flow.snapshot if isinstance(engine, LocalEngine) else None


def _batch_engine(
    setup: Setup, model: Model, method: Method, journal: Journal, held: ExitStack
) -> Engine:
    from summarizer.archive.openai_batch import BatchOptions, OpenAIBatchEngine
    from summarizer.models.batch_service import BatchService
    from summarizer.store.batches import Batches

    run = _mark(setup.folder)
    batches = held.enter_context(
        closing(Batches(setup.journal, run, f"{model.name} {model.parameters}"))
    )
    options = BatchOptions(run=run, folder=setup.folder / BATCH_FOLDER)
    return OpenAIBatchEngine(
        BatchService(model), partial(begin, method=method), journal, batches, options
    )


def _mark(folder: Path) -> str:
    """What tells this run's batches from those of others on the same account, as long as it lives."""
    file = folder / MARK_FILE
    with suppress(FileExistsError), file.open("x") as new:
        new.write(uuid4().hex)
    return file.read_text()
