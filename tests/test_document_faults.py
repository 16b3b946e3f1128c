"""A fault at one document fails that document, with a trace to report; all others have their rows."""

import asyncio
import errno
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from faulty_server import FaultyServer
from faulty_server import answer as reply
from poisoned import DeadlyOnce
from test_archive import SPOKEN, Desk, answer, article

from summarizer.archive import answering, crew, faults
from summarizer.archive.answering import Method, begin
from summarizer.archive.copies import CopyIndex
from summarizer.archive.crew import CrewEngine, Post
from summarizer.archive.openai_batch import BatchOptions, OpenAIBatchEngine
from summarizer.archive.work import Counts, Done, Failed, Outcome, Task
from summarizer.documents import Document
from summarizer.errors import ArchiveError, DocumentError, MachineError
from summarizer.models import ScriptedModel
from summarizer.models.flow import FlowLimits, FlowState
from summarizer.rounds import Question, Reply
from summarizer.settings import Settings
from summarizer.store import Journal
from summarizer.store.batches import Batches

HURT = "hour 3"
"""Stands in the text of the fourth article alone."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.holds([article(number) for number in range(6)])
    return made


Hurt = Callable[[BaseException | type[BaseException]], None]


@pytest.fixture
def hurt(monkeypatch: pytest.MonkeyPatch) -> Hurt:
    """Has every dialogue about the fourth article raise something."""

    def arrange(error: BaseException | type[BaseException]) -> None:
        def converse(document: Document, *more: Any) -> Any:
            if HURT in document.text:
                raise error
            return made(document, *more)

        made = answering.converse
        monkeypatch.setattr(answering, "converse", converse)

    return arrange


def ids(desk: Desk) -> list[str]:
    return sorted(row["id"] for row in desk.rows())


OTHERS = ["a0", "a1", "a2", "a4", "a5"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError("no\nsuch value"), "ValueError: no such value"),
        (AssertionError(), "AssertionError"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), "UnicodeEncodeError: 'utf-8'"),
        (MemoryError(), "MemoryError"),  # of a machine that has memory left
        (OSError(errno.ENOENT, "no such file"), "FileNotFoundError: [Errno 2] no such file"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_fault_fails_its_document_alone(
    desk: Desk, hurt: Hurt, error: Exception, told: str
) -> None:
    hurt(error)
    assert desk.run() == "finished"
    assert ids(desk) == OTHERS
    (failure,) = desk.failures()
    assert failure["id"] == "a3"
    assert failure["position"] == 4
    assert failure["reason"].startswith(f"fault in this program: {told}")
    assert failure["reason"].endswith("; trace in faults/001.txt")


def test_a_trace_says_where_and_with_what_and_nothing_of_the_article(
    desk: Desk, hurt: Hurt
) -> None:
    hurt(KeyError(article(3)["text"] * 3))
    desk.run()
    trace = (desk.folder / "faults" / "001.txt").read_text()
    assert f'record "a3" in {desk.archive}#4\n' in trace
    for told in ("python 3", "program ", "model scripted", "strategy focused", "in converse"):
        assert told in trace
    assert "Sarrow" not in trace
    assert "KeyError" in trace
    assert len(desk.failures()[0]["reason"]) < 300


def test_a_fault_is_not_met_again_until_it_is_asked_for(
    desk: Desk, hurt: Hurt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context():
        hurt(KeyError("x"))
        desk.run()
        desk.run()
        assert len(list((desk.folder / "faults").iterdir())) == 1
    monkeypatch.undo()
    assert desk.run(retry_failed=True) == "finished"
    assert ids(desk) == sorted([*OTHERS, "a3"])
    assert desk.failures() == []


def test_so_many_traces_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "KEPT", 2)
    monkeypatch.setattr(answering, "converse", lambda *_: {}["gone"])
    desk.run()
    assert sorted(path.name for path in (desk.folder / "faults").iterdir()) == [
        "001.txt",
        "002.txt",
    ]
    assert [one["reason"].partition("; ")[2] for one in desk.failures()].count(
        "faults/ holds 2 traces, and no more are kept"
    ) == 4


def test_no_trace_takes_the_place_of_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "converse", lambda *_: {}["gone"])
    desk.run(limit=3)
    kept = (desk.folder / "faults" / "003.txt").read_text()
    (desk.folder / "faults" / "001.txt").unlink()
    desk.run()
    assert (desk.folder / "faults" / "003.txt").read_text() == kept
    assert (desk.folder / "faults" / "006.txt").exists()


def test_it_is_said_at_the_end_whatever_else_is_kept_still(desk: Desk, hurt: Hurt) -> None:
    class Alarmed(type(desk.notes)):  # type: ignore[misc]
        alarms: list[str] = []  # noqa: RUF012

        def alarm(self, line: str) -> None:
            self.alarms.append(line)

    desk.notes = Alarmed()
    desk.run(limit=2)
    assert Alarmed.alarms == []
    hurt(KeyError("x"))
    desk.run()
    (told,) = Alarmed.alarms
    assert told.startswith("a document met a fault in this program: please report what is in")


def test_what_was_spent_before_a_fault_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_done", lambda *_: {}["gone"])
    desk.run()
    assert desk.notes.totals[-1].failed == 6
    assert desk.notes.totals[-1].input_tokens == 6 * SPOKEN.input


def test_a_fault_in_looking_for_copies(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def leader_of(self: CopyIndex, key: bytes, text: str) -> bytes | None:
        return {}["gone"] if HURT in text else None  # type: ignore[no-any-return]

    monkeypatch.setattr(CopyIndex, "leader_of", leader_of)
    assert desk.run() == "finished"
    assert ids(desk) == OTHERS
    assert "fault in this program: KeyError: 'gone'" in desk.failures()[0]["reason"]


def test_a_fault_in_reading(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from_text = Document.from_text

    def faulty(text: str, **more: Any) -> Document:
        return {}["gone"] if HURT in text else from_text(text, **more)  # type: ignore[no-any-return]

    monkeypatch.setattr(Document, "from_text", faulty)
    assert desk.run() == "finished"
    assert ids(desk) == OTHERS
    assert "fault in this program: KeyError: 'gone'; trace in" in desk.failures()[0]["reason"]


def test_a_fault_in_asking(desk: Desk) -> None:
    def faulty(question: Question) -> Reply:
        return {}["gone"] if HURT in str(question.messages) else answer(question)  # type: ignore[no-any-return]

    desk.model = ScriptedModel(faulty)
    assert desk.run() == "finished"
    assert ids(desk) == OTHERS
    assert "fault in this program: KeyError: 'gone'; trace in" in desk.failures()[0]["reason"]


def test_what_cannot_be_asked_about_is_no_fault(desk: Desk, hurt: Hurt) -> None:
    hurt(DocumentError("longer than the model can read"))
    assert desk.run() == "finished"
    assert ids(desk) == OTHERS
    assert desk.failures()[0]["reason"] == "longer than the model can read"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EDQUOT])
def test_what_the_machine_lacks_ends_the_run(desk: Desk, hurt: Hurt, number: int) -> None:
    hurt(OSError(number, "none left"))
    with pytest.raises(MachineError, match="run the same command again"):
        desk.run()
    assert desk.failures() == []


def test_what_stops_a_run_is_no_fault(hurt: Hurt) -> None:
    hurt(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        next(begin(task(3), Method("scripted", "focused")))


def test_a_fault_within_a_batch(tmp_path: Path, hurt: Hurt) -> None:
    hurt(KeyError("x"))
    nothing: Any = None
    told: list[Outcome] = []
    method = Method("scripted", "focused")
    with (
        Journal(tmp_path / "journal.sqlite3") as journal,
        closing(Batches(tmp_path / "journal.sqlite3", "run-1", "scripted")) as batches,
    ):
        options = BatchOptions(run="run-1", folder=tmp_path / "batches")
        engine = OpenAIBatchEngine(
            nothing, lambda task: begin(task, method), journal, batches, options
        )
        document = Document.from_text(article(3)["text"])
        asyncio.run(engine.run(iter([Task(b"3", "a3", document)]), told.append))
    (outcome,) = told
    assert isinstance(outcome, Failed)
    assert outcome.reason == "fault in this program: KeyError: 'x'"


def task(number: int) -> Task:
    return Task(bytes([number]), f"a{number}", Document.from_text(article(number)["text"]))


class InThread:
    """Instead of a process: answers at once, and dies of what it is told to."""

    deadly: frozenset[str] = frozenset()
    begun = 0

    def __init__(self, work: object, post: Post, name: str) -> None:
        type(self).begun += 1
        self.pipe, theirs = Pipe()
        Thread(target=self._work, args=(theirs,), daemon=True).start()

    def _work(self, pipe: Connection) -> None:
        pipe.send(FlowState(0, 1, 0, is_open=False, paused_for=0, overloads=0, failures=0))
        while (task := pipe.recv()) is not None and task.id not in self.deadly:
            pipe.send(Done(task.key, task.id, "{}", Counts()))
        pipe.close()

    def ended_by(self) -> str:
        return "SIGSEGV"

    def kill(self) -> None: ...

    def end(self) -> None: ...


def worked(tasks: Sequence[Task], post: Post) -> list[Outcome]:
    """What became of tasks in two processes, by id."""
    told: list[Outcome] = []
    asyncio.run(CrewEngine(post, 2).run(iter(tasks), told.append))
    return sorted(told, key=lambda outcome: outcome.id)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> type[InThread]:
    monkeypatch.setattr(crew, "Child", InThread)
    monkeypatch.setattr(InThread, "begun", 0)
    return InThread


NOWHERE = Post(Settings(), Method("tiny", "focused"), FlowLimits(max_in_flight=8), Path())


@pytest.mark.parametrize("deadly", [{0}, {5}, {2, 3}, {0, 9}, {1, 4, 7}])
def test_who_kills_two_processes_is_named(
    threads: type[InThread], monkeypatch: pytest.MonkeyPatch, deadly: set[int]
) -> None:
    monkeypatch.setattr(threads, "deadly", frozenset(f"a{number}" for number in deadly))
    outcomes = worked([task(number) for number in range(10)], NOWHERE)
    assert [outcome.id for outcome in outcomes] == [f"a{number}" for number in range(10)]
    failed = {int(one.id[1:]): one.reason for one in outcomes if isinstance(one, Failed)}
    assert set(failed) == deadly
    assert set(failed.values()) == {
        "ends the process that works on it (SIGSEGV), and a new one too"
    }
    assert threads.begun <= 2 + 2 * len(deadly)


def test_processes_that_all_die_end_the_run(
    threads: type[InThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "deadly", frozenset(f"a{number}" for number in range(100)))
    with pytest.raises(ArchiveError, match=r"ended by itself \(SIGSEGV\); run the same command"):
        worked([task(number) for number in range(100)], NOWHERE)


def test_a_real_process_that_dies_is_replaced(tmp_path: Path) -> None:
    once = DeadlyOnce.from_text(article(3)["text"], source=str(tmp_path / "mark"))
    tasks = [task(0), task(1), Task(b"3", "a3", once), task(4)]
    with FaultyServer(otherwise=lambda _: reply('{"speaker": "Ada Brandt"}')) as server:
        settings = Settings.from_environment({}, model="tiny", base_url=server.base_url)
        limits = FlowLimits(max_in_flight=8, start=8)
        post = Post(settings, Method("tiny", "focused"), limits, tmp_path / "journal.sqlite3")
        outcomes = worked(tasks, post)
    assert [one.id for one in outcomes if isinstance(one, Done)] == ["a0", "a1", "a3", "a4"]
    assert (tmp_path / "mark").exists()
