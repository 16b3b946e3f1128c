"""The engine of many machines: Ray Data spreads the documents, each worker answers its own.

    tasks -> chunks -> leader -> blocks -> workers -> outcomes, a block at a time
                                              | replies, as they come
                                           keeper, beside the journal's file

A leader is a process that has Ray Data work through one chunk; so all that this process has of Ray can
be let go of at any moment. Leaders and keeper are here, workers (Ray actors) wherever there is room.

A worker that is lost with its machine is begun anew on another, and its blocks are given out again;
the journal has the replies, so that only what nobody had answered is asked. Importing this module
without Ray, which is an extra, raises SettingsError.
"""

import asyncio
import logging
import os
import pickle
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, Final

from summarizer.archive.answering import Method, failed_by
from summarizer.archive.crew import A_PROCESS_SERVES, shares_of
from summarizer.archive.keeper import DocumentJournal, JournalKeeper
from summarizer.archive.local import Worker
from summarizer.archive.work import GO_ON, Outcome, Settle, Task, Tasks, next_task
from summarizer.errors import ArchiveError, SettingsError, SummarizerError
from summarizer.models import connect
from summarizer.models.flow import Flow, FlowLimits
from summarizer.models.transport import Transport
from summarizer.settings import Settings
from summarizer.store import Journal

try:
    import pyarrow as pa
    import ray
    import ray.data
    from ray.exceptions import RayError, RayTaskError
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy
except ImportError as error:
    raise SettingsError(
        "the engine ray needs the extra: pip install 'structured-summarizer[ray]'"
    ) from error

__all__ = ["RayEngine"]

logger = logging.getLogger(__name__)

TASKS_A_WORKER: Final = 500
"""Tasks of a chunk, for each worker. A worker takes about 3 s of CPU to begin, which a chunk shares
out to 6 ms a document; more would be more to finish after Ctrl-C, and to hold in memory."""

CHUNKS_AT_ONCE: Final = 2
"""A chunk is begun when half of the one before is done, so that its last documents hold up nobody."""

TASKS_A_BLOCK: Final = 8
"""Ray takes milliseconds for each block, and a block comes back when its last document is done."""

DOCUMENTS_A_CALL: Final = 2
"""Documents that a worker has under way for each call in flight: most of a block's documents wait
for its last one, and calls are bounded elsewhere."""

WORKER_CPUS: Final = 0.25
"""Of a core. One chunk's workers take a quarter of the cluster and two chunks' half of it, so that
those of lost machines, up to half of all, find room on the others."""


_Told = Outcome | SummarizerError


class RayEngine:
    """As many workers as the cluster has cores and the calls are worth; an `Engine` (see `work`).

    `address` is what `ray.init` takes. None leaves the choice to Ray, which joins the cluster of
    RAY_ADDRESS, else one that runs on this machine, else begins one for itself here and now.
    """

    def __init__(
        self,
        settings: Settings,
        method: Method,
        flow: FlowLimits,
        journal: Journal,
        address: str | None = None,
    ) -> None:
        self._settings = settings
        self._method = method
        self._flow = flow
        self._journal = journal.path.resolve()
        self._address = address

    async def run(self, tasks: Tasks, settle: Settle) -> None:
        """As `Engine.run`. Raises SettingsError when there is no cluster to join, ArchiveError when
        it fails.
        """
        first = await next_task(tasks)
        if first is None:  # a finished run, and no use for a cluster
            return
        # In threads: it takes seconds, and in the main thread Ray would take over SIGTERM.
        await asyncio.to_thread(_join, self._address)
        try:
            keeper = _here(JournalKeeper, max_restarts=-1, max_task_retries=-1)
            post = _Post(self._settings, self._method, self._flow, keeper.remote(self._journal))
            await _Shift(post, settle).work(chain([first], tasks))
        finally:
            await asyncio.to_thread(ray.shutdown)


def _here(what: Any, **options: Any) -> Any:
    """A function or class as Ray's, to run on this machine, in a process that waits more than works."""
    node = ray.get_runtime_context().get_node_id()
    strategy = NodeAffinitySchedulingStrategy(node, soft=False)
    remote: Any = ray.remote  # whose types do not know the strategy
    return remote(num_cpus=0, scheduling_strategy=strategy, **options)(what)


@dataclass(frozen=True, slots=True)
class _Post:
    """What a worker needs to answer tasks. Keys are in it, and it goes to leaders and workers alone."""

    settings: Settings
    method: Method
    flow: FlowLimits
    keeper: Any


class _Shift:
    """Chunks begun while there are tasks, outcomes settled as they arrive."""

    def __init__(self, post: _Post, settle: Settle) -> None:
        self._post = post
        self._settle = settle
        self._under_way: set[bytes] = set()
        self._chunks = 0
        self._news = asyncio.Event()

    async def work(self, tasks: Tasks) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                more = True
                while more:
                    workers = _workers(self._post.flow)
                    chunk = await _taken(tasks, workers * TASKS_A_WORKER)
                    more = len(chunk) == workers * TASKS_A_WORKER
                    if chunk:
                        # Of the limits each has half, but for one that is the only one.
                        share = workers * CHUNKS_AT_ONCE if more or self._chunks else workers
                        group.create_task(self._work_through(chunk, workers, share))
                        self._under_way.update(task.key for task in chunk)
                        self._chunks += 1
                        await self._room(len(chunk) // 2)
        except ExceptionGroup as errors:
            # The first error is what cancelled the rest, and what callers expect.
            raise errors.exceptions[0] from None

    async def _room(self, enough: int) -> None:
        """Waits until another chunk may be begun: few are, and most of the last one is done."""
        while self._chunks == CHUNKS_AT_ONCE or len(self._under_way) > enough:
            self._news.clear()
            await self._news.wait()

    async def _work_through(self, chunk: Sequence[Task], workers: int, shares: int) -> None:
        post = replace(self._post, flow=shares_of(self._post.flow, shares)[-1])
        async for told in _led(chunk, post, workers):
            self._take(told)
        self._chunks -= 1
        self._news.set()
        lost = self._under_way.intersection(task.key for task in chunk)
        if lost:  # never seen; a run must not end as if it were finished
            raise ArchiveError(f"the cluster lost {len(lost)} documents; {GO_ON}")

    def _take(self, told: _Told) -> None:
        if isinstance(told, SummarizerError):
            raise told
        if told.key in self._under_way:  # of what Ray did twice the second one is let go
            self._under_way.remove(told.key)
            self._settle(told)
            self._news.set()


async def _taken(tasks: Tasks, most: int) -> list[Task]:
    """The next tasks. They are read from an archive: other work of the loop goes on in between."""
    taken: list[Task] = []
    while len(taken) < most and (task := await next_task(tasks)) is not None:
        taken.append(task)
    return taken


def _workers(flow: FlowLimits) -> int:
    """How many workers suit the cluster as it is now, and the calls."""
    cluster: Any = ray.cluster_resources  # not typed
    return max(1, min(int(cluster().get("CPU", 1)), flow.max_in_flight // A_PROCESS_SERVES))


async def _led(chunk: Sequence[Task], post: _Post, workers: int) -> AsyncIterator[_Told]:
    """The outcomes of a chunk, as they come. Raises ArchiveError when Ray fails."""
    # Not tried again by Ray: what it has given would not come a second time in the same order.
    lead = _here(_lead, num_returns="streaming", max_retries=0)
    try:
        async for block in lead.remote(chunk, post, workers):
            for told in await block:
                yield told
    except RayError as error:
        raise ArchiveError(f"the cluster failed: {_in_short(error)}; {GO_ON}") from error


def _lead(chunk: Sequence[Task], post: _Post, workers: int) -> Iterator[list[_Told]]:
    """The outcomes of a chunk, a block at a time; what a leader does."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # A provider that is down is waited for; for how long is the flow's to say.
    context.execution_no_progress_timeout_s = -1
    items = [{"task": pickle.dumps(task)} for task in chunk]
    blocks = -(-len(chunk) // TASKS_A_BLOCK)
    at_once = -(-post.flow.max_in_flight * DOCUMENTS_A_CALL // TASKS_A_BLOCK)
    answered: Any = ray.data.from_items(items, override_num_blocks=blocks).map_batches(
        _Answerer,
        fn_constructor_args=(post,),
        batch_size=None,  # a block
        batch_format="pyarrow",
        num_cpus=WORKER_CPUS,
        compute=ray.data.ActorPoolStrategy(size=workers, max_concurrent_calls_per_actor=at_once),
    )
    # Without prefetching: that would hold back each block until the next is there.
    for block in answered.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield [pickle.loads(outcome) for outcome in block.column("outcome").to_pylist()]


class _Answerer:
    """A worker, as Ray Data wants it: called with a block of tasks, returns their outcomes.

    It is called in one event loop, with a block before the last is done. What ends a run is
    returned like an outcome: what is raised in Ray comes out wrapped and with a traceback.
    """

    def __init__(self, post: _Post) -> None:
        self._post = post

    async def __call__(self, block: pa.Table) -> pa.Table:
        tasks = [pickle.loads(one) for one in block.column("task").to_pylist()]
        told = await asyncio.gather(*(self._told(task) for task in tasks))
        return pa.table({"outcome": [pickle.dumps(one) for one in told]})

    async def _told(self, task: Task) -> _Told:
        try:
            return await self._outcome(task)
        except SummarizerError as error:
            # One that was raised in another process is of two classes, and has a traceback's text.
            cause = error.cause if isinstance(error, RayTaskError) else error
            assert isinstance(cause, SummarizerError)
            return cause
        except Exception as error:  # a fault of this program, which Ray would tell on many lines
            return _failed_by(error, task)

    async def _outcome(self, task: Task) -> Outcome:
        worker, keeper = self._worker, self._post.keeper
        model = worker.model
        known = await keeper.of_document.remote(task.document.id, model.name, model.parameters)
        journal = DocumentJournal(keeper, known)
        outcome = await replace(worker, journal=journal).answer(task)
        await journal.kept()
        return outcome

    @cached_property
    def _worker(self) -> Worker:
        # Not in `__init__`, whose errors end the actor and are not told.
        post = self._post
        model = connect(post.settings, transport=Transport(flow=Flow(post.flow)))
        return Worker(model, None, post.method, post.flow.max_in_flight)


def _failed_by(error: Exception, task: Task) -> _Told:
    try:
        return failed_by(error, task)
    except SummarizerError as ends:
        return ends


def _join(address: str | None) -> None:
    """Joins the cluster, and keeps Ray quiet: what goes wrong is told in other ways here."""
    # It tells its makers of its use unless told not to; from a newsroom nothing goes out unasked.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, RuntimeError, ValueError, RayError) as error:
        raise SettingsError(
            f"no Ray cluster can be joined: {_in_short(error)};"
            " begin one with `ray start --head`, or put its address into RAY_ADDRESS"
        ) from error


def _in_short(error: BaseException) -> str:
    """The line that says it: the last where there is a traceback, the first of an explanation."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1 if isinstance(error, RayTaskError) else 0]
