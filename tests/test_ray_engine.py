"""The Ray engine on a real cluster of two nodes, one of which is lost in the middle."""

import asyncio
import importlib
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer, answer, status
from test_archive_giving_way import STRETCH, turns_beside

from summarizer.archive.answering import Method
from summarizer.archive.keeper import DocumentJournal, JournalKeeper
from summarizer.archive.local import LocalEngine, Worker
from summarizer.archive.work import Done, Failed, Outcome, Task
from summarizer.documents import Document
from summarizer.errors import ArchiveError, JournalError, ModelUnavailableError, SettingsError
from summarizer.models import connect
from summarizer.models.flow import FlowLimits
from summarizer.rounds import Message, Question, Reply, Tokens
from summarizer.settings import Settings
from summarizer.store import Journal

ray = pytest.importorskip("ray", reason="the engine ray is an extra")

pytestmark = pytest.mark.cluster

from ray.cluster_utils import Cluster  # noqa: E402

from summarizer.archive import ray_engine  # noqa: E402
from summarizer.archive.ray_engine import RayEngine  # noqa: E402

DOCUMENTS = 96
LOST_AFTER = 24
KEY = "key-of-nobody-1729"
FLOW = FlowLimits(max_in_flight=8, adaptive=False)
SOON_MISSED = {
    "health_check_initial_delay_ms": 1000,
    "health_check_period_ms": 1000,
    "health_check_failure_threshold": 3,
}
"""A lost node is noticed in seconds; by itself Ray takes a quarter of a minute."""
METHOD = Method("127.0.0.1/tiny", "whole")
QUESTION = Question("r@v1", (Message("user", "Who?"),), "s", {}, "d1", 10, label="who")


def task(number: int) -> Task:
    text = (
        f"Ferry {number} runs again\n\nFerry {number} left Marenda for Drennick on Monday."
        ' Mayor Orla Venn said the boat was full. "Nobody was turned away," she said.'
    )
    return Task(b"%d" % number, f"a{number}", Document.from_text(text))


def empty(schema: Any) -> Any:
    """The emptiest value that a schema allows."""
    match schema.get("type"):
        case "object":
            return {name: empty(value) for name, value in schema["properties"].items()}
        case "array":
            return []
        case _:
            return ""


def with_nothing(body: Any) -> Behaviour:
    time.sleep(0.1)
    return answer(json.dumps(empty(body["response_format"]["json_schema"]["schema"])))


def wording(turns: list[Any]) -> str:
    """What a question is known by, on the wire and before."""
    return json.dumps([(turn["role"], turn["content"]) for turn in turns])


def asked_of(server: FaultyServer) -> list[str]:
    return [wording(request.body["messages"]) for request in server.requests]


def settings_for(server: FaultyServer) -> Settings:
    return Settings(model="tiny", base_url=server.base_url, api_key=KEY)


def answered_here(settings: Settings, path: Path) -> tuple[list[Outcome], dict[str, str]]:
    """What this machine alone makes of all documents, and each question's fingerprint."""
    outcomes: list[Outcome] = []
    fingerprints: dict[str, str] = {}

    def note(question: Question, reply: Reply) -> None:
        turns = [{"role": one.role, "content": one.content} for one in question.messages]
        fingerprints[wording(turns)] = question.fingerprint

    async def work() -> None:
        model = connect(settings)
        with Journal(path, tells_tokens=True) as journal:
            engine = LocalEngine(Worker(model, journal, METHOD, 32, note), 32)
            await engine.run(map(task, range(DOCUMENTS)), outcomes.append)
        await model.aclose()

    asyncio.run(work())
    return outcomes, fingerprints


def by_key(outcomes: list[Outcome]) -> list[tuple[bytes, str]]:
    return sorted((one.key, one.row if isinstance(one, Done) else one.reason) for one in outcomes)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")
        small: Any = {"num_cpus": 1, "object_store_memory": 80_000_000}
        head = {**small, "include_dashboard": False, "_system_config": SOON_MISSED}
        nodes: Any = Cluster(initialize_head=True, head_node_args=head)
        nodes.add_node(**small)
        yield nodes
        ray.shutdown()
        nodes.shutdown()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3", tells_tokens=True) as opened:
        yield opened


class Losing:
    """Takes a run's outcomes, and the second node of its cluster away when some have come."""

    def __init__(self, cluster: Any, journal: Journal, server: FaultyServer) -> None:
        self.outcomes: list[Outcome] = []
        self.kept: set[str] = set()
        """The fingerprints in the journal when the node was lost, and how often was asked then."""
        self.asked = 0
        self._cluster = cluster
        self._journal = journal
        self._server = server

    def settle(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        if not self.asked and len(self.outcomes) >= LOST_AFTER and all_nodes_at_work(self._cluster):
            time.sleep(0.3)  # the next block is under way on either node, and some of it answered
            self._lose()

    def _lose(self) -> None:
        with sqlite3.connect(self._journal.path) as connection:
            self.kept = {row[0] for row in connection.execute("SELECT fingerprint FROM reply")}
        self.asked = self._server.calls
        self._cluster.remove_node(self._cluster.list_all_nodes()[-1], allow_graceful=False)


def all_nodes_at_work(cluster: Any) -> bool:
    actors = ray._private.state.actors().values()
    workers = [one for one in actors if "_Answerer" in one["ActorClassName"]]
    at_work = {one["Address"]["NodeID"] for one in workers if one["State"] == "ALIVE"}
    return at_work == {node.node_id for node in cluster.list_all_nodes()}


def test_a_model_that_refuses_ends_the_run(
    cluster: Any, journal: Journal, capfd: pytest.CaptureFixture[str]
) -> None:
    with FaultyServer(otherwise=lambda body: status(401, "wrong key")) as server:
        engine = RayEngine(settings_for(server), METHOD, FLOW, journal, cluster.address)
        with pytest.raises(ModelUnavailableError, match=r"401.*wrong key") as caught:
            asyncio.run(engine.run(iter([task(1)]), lambda outcome: None))
    assert "\n" not in str(caught.value)
    assert not ray.is_initialized()
    assert KEY not in "".join(capfd.readouterr())


def test_a_lost_node_does_again_only_what_was_not_kept(
    cluster: Any, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_engine, "A_PROCESS_SERVES", FLOW.max_in_flight // 2)
    with FaultyServer(otherwise=with_nothing) as server:
        expected, fingerprints = answered_here(settings_for(server), tmp_path / "here.sqlite3")
        server.requests.clear()
        losing = Losing(cluster, journal, server)
        engine = RayEngine(settings_for(server), METHOD, FLOW, journal, cluster.address)
        asyncio.run(engine.run(map(task, range(DOCUMENTS)), losing.settle))
        asked = [fingerprints[one] for one in asked_of(server)]

    assert by_key(losing.outcomes) == by_key(expected)
    assert losing.asked >= len(losing.kept) >= 2 * LOST_AFTER
    assert not losing.kept & set(asked[losing.asked :])
    assert set(asked) == set(fingerprints.values())
    # What the lost node had asked and not handed over is asked a second time.
    assert len(asked) <= len(set(asked)) + FLOW.max_in_flight
    assert len(journal) == len(set(asked))


def test_keys_are_in_no_log_of_the_cluster(cluster: Any) -> None:
    logs = [
        one for one in Path(cluster.head_node.get_session_dir_path()).rglob("*.*") if one.is_file()
    ]
    assert len(logs) > 10
    assert not [one.name for one in logs if KEY.encode() in one.read_bytes()]


def test_a_finished_run_begins_no_cluster_and_holds_nothing_up(journal: Journal) -> None:
    engine = RayEngine(Settings(), METHOD, FLOW, journal, "nowhere:1")
    assert turns_beside(engine) >= STRETCH


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "summarizer.archive.ray_engine")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SettingsError, match=r"structured-summarizer\[ray\]"):
        importlib.import_module("summarizer.archive.ray_engine")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker, and chunks of four tasks."""
    monkeypatch.setattr(ray_engine, "_workers", lambda flow: 1)
    monkeypatch.setattr(ray_engine, "TASKS_A_WORKER", 4)


Chunk = list[Task]
Told = AsyncIterator[Outcome]


def answered_by(
    cluster: Callable[[Chunk], Told], monkeypatch: pytest.MonkeyPatch, tasks: Iterator[Task]
) -> list[bytes]:
    """The keys settled, in order, where `cluster` stands for what Ray does with a chunk."""
    monkeypatch.setattr(ray_engine, "_led", lambda chunk, post, workers: cluster(chunk))
    settled: list[bytes] = []
    post = ray_engine._Post(Settings(), METHOD, FLOW, None)
    shift = ray_engine._Shift(post, lambda outcome: settled.append(outcome.key))
    asyncio.run(shift.work(tasks))
    return settled


@pytest.mark.usefixtures("small_chunks")
def test_a_chunk_is_begun_when_half_of_the_last_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    others_done = asyncio.Event()

    async def cluster(chunk: Chunk) -> Told:
        first = chunk[0].key == b"0"
        for place, one in enumerate(chunk):
            if first and place == 2:
                await asyncio.wait_for(others_done.wait(), 5)
            yield Failed(one.key, one.id, "")
        if not first:
            others_done.set()

    settled = answered_by(cluster, monkeypatch, map(task, range(8)))
    assert settled == [b"0", b"1", b"4", b"5", b"6", b"7", b"2", b"3"]


@pytest.mark.usefixtures("small_chunks")
def test_an_outcome_that_comes_twice_is_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def cluster(chunk: Chunk) -> Told:
        for one in (*chunk, chunk[0]):
            yield Failed(one.key, one.id, "")

    settled = answered_by(cluster, monkeypatch, map(task, range(6)))
    assert sorted(settled) == [b"%d" % number for number in range(6)]


@pytest.mark.usefixtures("small_chunks")
def test_documents_that_do_not_come_back_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def cluster(chunk: Chunk) -> Told:
        for one in chunk[1:]:
            yield Failed(one.key, one.id, "")

    with pytest.raises(ArchiveError, match="lost 1 documents; run the same command again"):
        answered_by(cluster, monkeypatch, map(task, range(6)))


class Near:
    """A keeper in this process, called as Ray's actors are."""

    def __init__(self, keeper: JournalKeeper) -> None:
        self._keeper = keeper
        self.put = self

    async def remote(self, *args: Any) -> None:
        self._keeper.put(*args)


def test_a_keeper_gives_back_what_was_put(tmp_path: Path) -> None:
    reply = Reply('{"speaker": "Orla Venn"}', tokens=Tokens(1, 100, 60, 10, 0.01))

    async def scenario() -> None:
        keeper = JournalKeeper(tmp_path / "journal.sqlite3")
        assert keeper.of_document("d1", "m", "p") == {}
        document = DocumentJournal(Near(keeper), {})
        document.put(QUESTION, "m", reply, "p")
        document.put(QUESTION, "m", Reply("{}"), "p")  # asked twice: the first stays
        await document.kept()
        assert keeper.of_document("d2", "m", "p") == keeper.of_document("d1", "m", "") == {}

        again = DocumentJournal(Near(keeper), keeper.of_document("d1", "m", "p"))
        assert again.get(QUESTION.fingerprint, "m", "p") == replace(reply, replayed=True)
        assert again.get("another", "m", "p") is None

    asyncio.run(scenario())


def test_a_reply_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").write_text("no journal at all, but a page of plain text")

    async def scenario() -> None:
        document = DocumentJournal(Near(JournalKeeper(tmp_path / "journal.sqlite3")), {})
        document.put(QUESTION, "m", Reply("{}"))
        await document.kept()

    with pytest.raises(JournalError, match="cannot be"):
        asyncio.run(scenario())
