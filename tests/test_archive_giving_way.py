"""Long stretches of an archive in which there is nothing to do do not hold up what is under way."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scripting import FERRY
from test_archive import Desk, answer, article

from summarizer.archive import crew, intake
from summarizer.archive.answering import Method
from summarizer.archive.configuration import Configuration
from summarizer.archive.crew import CrewEngine, Post
from summarizer.archive.local import LocalEngine, Worker
from summarizer.archive.openai_batch import BatchOptions, OpenAIBatchEngine
from summarizer.archive.run import Budget, Run
from summarizer.archive.work import Counts, Done, Engine, Outcome, Settle, Task, Tasks
from summarizer.documents import Document
from summarizer.models import ScriptedModel
from summarizer.models.flow import FlowLimits
from summarizer.settings import Settings
from summarizer.store.batches import Batches

STRETCH = 100
METHOD = Method("scripted", "focused")
TASK = Task(b"1", "a1", Document.from_text("The ferry left Marenda."))


class Prompt:
    """Instead of a process: answers as soon as it is given something."""

    def __init__(self, post: Post) -> None:
        self.tasks: dict[bytes, Task] = {}
        self.flow = None
        self._tell: Callable[[Any, Outcome], None] = lambda hand, told: None

    def listen(self, tell: Callable[[Any, Outcome], None]) -> None:
        self._tell = tell

    def has_room(self) -> bool:
        return True

    def give(self, task: Task) -> None:
        self.tasks[task.key] = task
        self._tell(self, Done(task.key, task.id, "{}", Counts()))

    def go_on(self) -> None: ...

    def end(self) -> None: ...


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(params=["local", "crew", "openai-batch"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    monkeypatch.setattr(crew, "_Hand", Prompt)
    if request.param == "local":
        yield LocalEngine(Worker(ScriptedModel(answer), None, METHOD, 1), 2)
    elif request.param == "crew":
        yield a_crew(tmp_path)
    else:
        nothing: Any = None
        with closing(Batches(tmp_path / "journal.sqlite3", "run-1", "scripted")) as batches:
            options = BatchOptions(run="run-1", folder=tmp_path / "batches")
            yield OpenAIBatchEngine(nothing, nothing, nothing, batches, options)


def a_crew(folder: Path) -> Engine:
    return CrewEngine(Post(Settings(), METHOD, FlowLimits(), folder / "journal.sqlite3"), 2)


def turns_beside(engine: Engine) -> int:
    """How often other work had its turn while an engine came through a stretch without tasks."""
    turns = 0

    async def other_work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        beside = asyncio.create_task(other_work())
        await engine.run(iter([None] * STRETCH), lambda outcome: None)
        beside.cancel()

    asyncio.run(both())
    return turns


def test_other_work_goes_on_while_there_is_no_task(engine: Engine) -> None:
    assert turns_beside(engine) >= STRETCH


def test_a_crew_settles_while_it_looks_for_tasks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_Hand", Prompt)
    settled: list[Outcome] = []
    seen: list[int] = []

    def tasks() -> Tasks:
        yield TASK
        for _ in range(STRETCH):
            seen.append(len(settled))
            yield None

    asyncio.run(a_crew(tmp_path).run(tasks(), settled.append))
    assert [outcome.id for outcome in settled] == ["a1"]
    assert seen[-1] == 1


def stretches(desk: Desk) -> list[int]:
    """How many tasks lie before each moment for other work, in what is left of a run."""
    found = [0]

    class Listing:
        async def run(self, tasks: Tasks, settle: Settle) -> None:
            worker = Worker(desk.model, None, desk.method, 1)
            for task in tasks:
                if task is None:
                    found.append(0)
                else:
                    found[-1] += 1
                    settle(await worker.answer(task))

    with Run(desk.order(), Configuration.of(desk.method, ""), desk.notes) as run:
        asyncio.run(run.work(Listing()))
    return found[:-1]


def test_what_is_finished_comes_in_portions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LOOKED_UP", 4)
    desk.holds([article(number) for number in range(9)])
    assert stretches(desk) == [4, 4, 1]
    assert stretches(desk) == [0, 0, 0]


def test_what_is_slow_to_read_comes_in_smaller_portions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(intake, "monotonic", lambda: next(clock))
    desk.holds([article(number) for number in range(3)])
    assert stretches(desk) == [1, 1, 1]


def test_each_record_that_takes_work_and_is_no_task_gives_way(desk: Desk) -> None:
    lead = "Wire copy, from our correspondent.\n\n"
    copies = [{"id": f"copy {number}", "text": lead * number + FERRY} for number in range(3)]
    desk.holds([*copies, "{", {"id": "blank", "text": " "}])
    # One article, two copies, two bad records; then the copies' turn, in a second reading.
    assert stretches(desk) == [1, 0, 0, 0, 0, 2, 0, 0]


def test_what_goes_ahead_of_a_budget_is_counted_in_tasks(desk: Desk) -> None:
    desk.holds([*("{" for _ in range(20)), *(article(number) for number in range(40))])
    assert desk.run(at_once=40, budget=Budget(tokens=1_500)) == "budget reached"
    assert len(desk.rows()) == 14  # as without the bad ones, which cost nothing


def test_a_copy_that_stands_twice_in_an_archive_is_done_once(desk: Desk) -> None:
    copy = {"id": "second", "text": "From our correspondent.\n\n" + FERRY}
    desk.holds([{"id": "first", "text": FERRY}, copy, copy])
    assert desk.run(at_once=8) == "finished"
    assert sorted(row["id"] for row in desk.rows()) == ["first", "second"]


def test_stopping_ends_a_long_stretch_of_finished_records(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LOOKED_UP", 2)
    desk.holds([article(number) for number in range(8)])
    desk.run()
    looked = 0

    class Stopping:
        async def run(self, tasks: Tasks, settle: Settle) -> None:
            nonlocal looked
            for looked, task in enumerate(tasks, 1):  # noqa: B007
                assert task is None
                run.stop()

    with Run(desk.order(), Configuration.of(desk.method, ""), desk.notes) as run:
        assert asyncio.run(run.work(Stopping())) == "stopped"
    assert looked == 1
