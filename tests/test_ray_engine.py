"""The Ray engine on a real cluster of two nodes, one of which is lost in the middle."""

import asyncio
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer, Request, answer, status

from summarizer.archive.answering import Method
from summarizer.archive.keeper import DocumentJournal, JournalKeeper
from summarizer.archive.local import LocalEngine, Worker
from summarizer.archive.work import Done, Engine, Outcome, Task
from summarizer.documents import Document
from summarizer.errors import JournalError, ModelUnavailableError, SettingsError
from summarizer.models import connect
from summarizer.models.flow import FlowLimits
from summarizer.rounds import Message, Question, Reply, Tokens
from summarizer.settings import Settings
from summarizer.store import Journal

ray = pytest.importorskip("ray", reason="the engine ray is an extra")

from ray.cluster_utils import Cluster  # noqa: E402

from summarizer.archive import ray_engine  # noqa: E402

MODEL = "127.0.0.1/tiny"
METHOD = Method(MODEL, "whole")
DOCUMENTS = 96
KEY = "key-of-nobody-1729"
QUESTION = Question("r@v1", (Message("user", "Who?"),), "s", {}, "d1", 10, label="who")


def task(number: int) -> Task:
    text = (
        f"Ferry {number} runs again\n\nFerry {number} left Marenda for Drennick on Monday."
        ' Mayor Orla Venn said the boat was full. "Nobody was turned away," she said.'
    )
    return Task(b"%d" % number, f"a{number}", Document.from_text(text))


def empty(schema: Any) -> Any:
    """The emptiest value a schema allows."""
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


def work(engine: Engine, tasks: Iterator[Task], outcomes: list[Outcome]) -> None:
    asyncio.run(engine.run(tasks, outcomes.append))


def rows(outcomes: list[Outcome]) -> list[str]:
    return sorted(one.row for one in outcomes if isinstance(one, Done))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")
        small = {"num_cpus": 1, "object_store_memory": 80_000_000}
        both = Cluster(initialize_head=True, head_node_args={**small, "include_dashboard": False})
        both.lost = both.add_node(**small)
        yield both
        ray.shutdown()
        both.shutdown()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3", tells_tokens=True) as opened:
        yield opened


class Losing(list[Outcome]):
    """Outcomes of a run whose second node is lost after a few of them."""

    def __init__(self, cluster: Cluster, journal: Journal, server: FaultyServer) -> None:
        super().__init__()
        self._cluster = cluster
        self._journal = journal
        self._server = server
        self.kept_before: set[str] = set()
        self.asked_before = 0

    def append(self, outcome: Outcome) -> None:
        super().append(outcome)
        if len(self) == DOCUMENTS // 4:
            self._lose()

    def _lose(self) -> None:
        workers = [
            one for one in ray._private.state.actors().values() if "MapWorker" in one["ActorClassName"]
        ]
        print([(one["ActorClassName"], one["Address"]["NodeID"], one["State"]) for one in workers])
        assert {one["Address"]["NodeID"] for one in workers} == {n.node_id for n in self._cluster.list_all_nodes()}
        for number in range(DOCUMENTS):
            self.kept_before |= set(self._journal.of_document(task(number).document.id, MODEL))
        self.asked_before = self._server.calls
        self._cluster.remove_node(self._cluster.lost, allow_graceful=False)


def test_a_node_is_lost_and_nothing_else(
    cluster: Cluster, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_engine, "A_PROCESS_SERVES", 4)
    fingerprints: dict[str, str] = {}
    with FaultyServer(otherwise=with_nothing) as server:
        settings = Settings(model="tiny", base_url=server.base_url, api_key=KEY)
        flow = FlowLimits(max_in_flight=8, adaptive=False)
        outcomes = Losing(cluster, journal, server)
        engine = ray_engine.RayEngine(settings, METHOD, flow, journal, cluster.address)
        work(engine, map(task, range(DOCUMENTS)), outcomes)
        asked = [json.dumps(one.body["messages"]) for one in server.requests]
        print(len(asked), outcomes.asked_before, len(outcomes.kept_before), Counter(Counter(asked).values()))
