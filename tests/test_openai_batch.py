"""The engine of the Batch API, against a local server of it: rounds, repairs, faults and restarts."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from batch_server import BatchServer, End, Refusal
from scripting import FERRY, claim, event, happened

from summarizer.archive.answering import Method, begin
from summarizer.archive.openai_batch import (
    SUBMISSIONS,
    BatchOptions,
    BatchProgress,
    OpenAIBatchEngine,
)
from summarizer.archive.work import Counts, Done, Engine, Failed, Task
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.errors import ArchiveError, ModelUnavailableError
from summarizer.models import ScriptedModel
from summarizer.models.batch_service import BatchService
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.rounds import Question, Reply, Tokens
from summarizer.store import Journal
from summarizer.store.batches import Batches

SHORT = "The operator, Norland Lines, denied that the ship had been overloaded.\n"
"""The fourth sentence of FERRY, as an article of its own."""

TOKENS = Tokens(calls=1, input=100, output=10)
"""What the local server says of each answer."""

QUEUE_FULL = End(
    "failed",
    errors=(
        {"code": "token_limit_exceeded", "message": "Enqueued token limit reached", "line": None},
    ),
)

STEPS = ("upload", "create", "retrieve", "download")


def answer(schema: str, words: str) -> str:
    """A model's answer: the first list of claims holds one that has to be repaired."""
    if schema == "SpeakerDraft":
        return json.dumps({"speaker": "Norland Lines"})
    if schema == "HappeningDraft":
        return happened()
    is_ferry = "coast guard" in words
    if schema == "EventDrafts":
        return json.dumps({"events": [event()] if is_ferry else []}, ensure_ascii=False)
    asked_again = "The claim:\n" in words
    content = claim()["content"] if asked_again else "the ship was painted green"
    item = claim(sentences=[4 if is_ferry else 1], content=content)
    return json.dumps({"claims": [item]}, ensure_ascii=False)


def answer_body(body: dict[str, Any]) -> str:
    schema = body["response_format"]["json_schema"]["name"]
    return answer(schema, body["messages"][1]["content"])


def answer_question(question: Question) -> Reply:
    """The same answer, with what the server says it took."""
    return Reply(answer(question.schema_name, question.messages[1].content), tokens=TOKENS)


def tasks(number: int, text: str = FERRY) -> list[Task]:
    made = []
    for one in range(number):
        document = Document.from_text(f"{text}\nThe harbour office filed report {one + 1}.\n")
        made.append(Task(one.to_bytes(16, "big"), f"report-{one + 1}", document))
    return made


def expected(made: list[Task], strategy: str = "whole") -> dict[str, str]:
    """What the documents come to when a model is asked question by question."""
    model = ScriptedModel(answer_question, name="test/tiny")
    return {task.id: expected_row(task, Method(model.name, strategy), model) for task in made}


def expected_row(task: Task, method: Method, model: ScriptedModel) -> str:
    outcome = run(begin(task, method), model)
    assert isinstance(outcome, Done)
    return outcome.row


@dataclass
class Run:
    """One archive, its journal and its outcomes; may be started again and again."""

    server: BatchServer
    folder: Path
    strategy: str = "whole"
    window: int = 100
    max_requests: int = 1000
    max_bytes: int = 10_000_000
    breaks: Callable[[str], None] = lambda call: None
    """Told of every call of the service, before and after it."""
    rows: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    counts: list[Counts] = field(default_factory=list)
    progress: list[BatchProgress] = field(default_factory=list)
    taken: int = 0

    def start(self, made: list[Task]) -> None:
        with Journal(self.folder / "journal.sqlite3", tells_tokens=True) as journal:
            asyncio.run(self._work(made, journal))

    async def _work(self, made: list[Task], journal: Journal) -> None:
        endpoint = Endpoint(model="tiny", name="test/tiny", base_url=self.server.base_url)
        model = OpenAICompatible(endpoint)
        service = Breaking(model, self.breaks)
        batches = Batches(journal.path, "run-1", f"{model.name} {model.parameters}")
        options = BatchOptions(
            run="run-1",
            folder=self.folder / "batches",
            window=self.window,
            max_requests=self.max_requests,
            max_bytes=self.max_bytes,
            first_poll=0,
            queue_pause=0,
            queue_pauses=2,
            on_progress=self.progress.append,
        )
        try:
            method = Method(model.name, self.strategy)
            opened = partial(begin, method=method)
            engine: Engine = OpenAIBatchEngine(service, opened, journal, batches, options)
            await engine.run(self._left(made), self._settle)
        finally:
            batches.close()
            await model.aclose()

    def _left(self, made: list[Task]) -> Iterator[Task]:
        """What is not finished yet, as an archive's run hands it out."""
        for task in made:
            if task.id not in self.rows and task.id not in self.failed:
                self.taken += 1
                yield task

    def _settle(self, outcome: Done | Failed) -> None:
        assert outcome.id not in self.rows
        if isinstance(outcome, Done):
            self.rows[outcome.id] = outcome.row
            self.counts.append(outcome.counts)
        else:
            self.failed[outcome.id] = outcome.reason


class Killed(BaseException):
    """The process ends here, as far as the engine can tell."""


class Breaking(BatchService):
    """The service, with a word before and after each call."""

    def __init__(self, model: OpenAICompatible, told: Callable[[str], None]) -> None:
        super().__init__(model, sleep=no_sleep)
        self._told = told

    async def upload(self, file: Path) -> str:
        self._told("before upload")
        result = await super().upload(file)
        self._told("after upload")
        return result

    async def create(self, file_id: str, key: str, run: str) -> Any:
        self._told("before create")
        result = await super().create(file_id, key, run)
        self._told("after create")
        return result

    async def retrieve(self, batch_id: str) -> Any:
        self._told("before retrieve")
        result = await super().retrieve(batch_id)
        self._told("after retrieve")
        return result

    async def download(self, file_id: str, target: Path) -> None:
        self._told("before download")
        await super().download(file_id, target)
        self._told("after download")


async def no_sleep(seconds: float) -> None:
    """Times are not what these tests are about."""


def kill_at(call: str, nth: int) -> Callable[[str], None]:
    """Kills at the n-th time that `call` is told of."""
    left = [nth]

    def told(what: str) -> None:
        left[0] -= what == call
        if what == call and left[0] == 0:
            raise Killed

    return told


def kill_after_each_new_call() -> Callable[[str], None]:
    """Lets one more call pass with each life."""
    lives = [0, 0]

    def told(_: str) -> None:
        lives[0] += 1
        if lives[0] > lives[1]:
            lives[:] = [0, lives[1] + 1]
            raise Killed

    return told


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(answer_body) as running:
        yield running


def assert_asked_once(server: BatchServer) -> None:
    assert set(server.answered.values()) == {1}


@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_an_archive_comes_out_as_if_asked_question_by_question(
    server: BatchServer, tmp_path: Path, strategy: str
) -> None:
    made = [*tasks(29, SHORT), *tasks(30)[29:]]
    archive = Run(server, tmp_path, strategy)
    archive.start(made)
    assert archive.rows == expected(made, strategy)
    assert archive.failed == {}
    assert_asked_once(server)


def test_a_repair_round_is_a_batch_of_its_own(server: BatchServer, tmp_path: Path) -> None:
    archive = Run(server, tmp_path)
    archive.start(tasks(5, SHORT))
    assert server.sizes == [10, 5]  # claims and events of five documents; a repair of each
    assert all('"denies"' in row for row in archive.rows.values())
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_window_bounds_what_is_under_way(server: BatchServer, tmp_path: Path) -> None:
    made = tasks(12, SHORT)
    open_at: list[int] = []
    archive = Run(server, tmp_path, window=4)
    archive.breaks = lambda call: open_at.append(archive.taken - len(archive.rows))
    archive.start(made)
    assert archive.rows.keys() == {task.id for task in made}
    assert max(open_at) == 4


def test_a_disk_that_fails_ends_the_run_in_one_line(server: BatchServer, tmp_path: Path) -> None:
    (tmp_path / "batches").write_text("in the way")
    with pytest.raises(ArchiveError, match="batches cannot be written or read: File exists"):
        Run(server, tmp_path).start(tasks(1, SHORT))


@pytest.mark.parametrize(
    "call", [f"{when} {what}" for what in STEPS for when in ("before", "after")]
)
def test_a_kill_at_any_step_loses_nothing_and_asks_nothing_twice(
    server: BatchServer, tmp_path: Path, call: str
) -> None:
    made = tasks(3, SHORT)
    archive = Run(server, tmp_path, breaks=kill_at(call, 2), max_requests=4)
    with pytest.raises(Killed):
        archive.start(made)
    archive.breaks = lambda call: None
    archive.start(made)
    assert archive.rows == expected(made)
    assert_asked_once(server)
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_run_killed_at_every_call_gets_there(server: BatchServer, tmp_path: Path) -> None:
    made = tasks(3, SHORT)
    archive = Run(server, tmp_path, breaks=kill_after_each_new_call(), max_requests=4)
    for _ in range(100):
        try:
            archive.start(made)
            break
        except Killed:
            continue
    assert archive.rows == expected(made)
    assert_asked_once(server)


def test_a_batch_that_was_begun_and_not_noted_is_found_on_a_later_page(tmp_path: Path) -> None:
    with BatchServer(answer_body, page=2) as server:
        made = tasks(3, SHORT)
        archive = Run(server, tmp_path, breaks=kill_at("after create", 1))
        with pytest.raises(Killed):
            archive.start(made)
        for number in range(5):  # somebody else's
            other = Run(server, tmp_path / f"{number}")
            other.start(tasks(1, f"Story {number}. The mayor said no.\n"))
        archive.breaks = lambda call: None
        archive.start(made)
        assert archive.rows == expected(made)
        assert_asked_once(server)


def test_a_file_that_was_lost_before_it_went_up_is_written_anew(
    server: BatchServer, tmp_path: Path
) -> None:
    made = tasks(3, SHORT)
    archive = Run(server, tmp_path, breaks=kill_at("before upload", 1))
    with pytest.raises(Killed):
        archive.start(made)
    for file in (tmp_path / "batches").iterdir():
        file.unlink()
    archive.breaks = lambda call: None
    archive.start(made)
    assert archive.rows == expected(made)


def test_a_stopped_run_leaves_its_batches_and_finds_them(
    server: BatchServer, tmp_path: Path
) -> None:
    made = tasks(3, SHORT)

    def stop(call: str) -> None:
        if call == "after retrieve":
            raise asyncio.CancelledError

    archive = Run(server, tmp_path, breaks=stop)
    with pytest.raises(asyncio.CancelledError):
        archive.start(made)
    assert "POST /batches/batch_1/cancel" not in server.calls
    archive.breaks = lambda call: None
    archive.start(made)
    assert archive.rows == expected(made)
    assert_asked_once(server)


def test_answers_to_documents_that_come_later_are_kept_for_them(
    server: BatchServer, tmp_path: Path
) -> None:
    made = tasks(4, SHORT)
    archive = Run(server, tmp_path, breaks=kill_at("after create", 1))
    with pytest.raises(Killed):
        archive.start(made)
    archive.breaks = lambda call: None
    archive.start(made[2:])  # as with another --limit, or other copies found
    archive.start(made)
    assert archive.rows == expected(made)
    assert_asked_once(server)


@pytest.mark.parametrize(
    "end",
    [
        End("expired", unasked=frozenset({0, 2, 4})),
        End("expired", unasked=frozenset(range(6))),
        End(lost=frozenset({1, 3})),
        End(twice=frozenset({0, 5}), strange=True),
    ],
    ids=["half expired", "all expired", "lines lost", "lines twice, strange lines"],
)
def test_what_a_batch_left_open_is_asked_by_the_next(tmp_path: Path, end: End) -> None:
    with BatchServer(answer_body, [end]) as server:
        made = tasks(3, SHORT)
        archive = Run(server, tmp_path)
        archive.start(made)
        assert archive.rows == expected(made)
        assert_asked_once(server)


def test_results_that_are_gone_are_asked_for_again(tmp_path: Path) -> None:
    with BatchServer(answer_body, [End(files_gone=True)]) as server:
        archive = Run(server, tmp_path)
        archive.start(tasks(2, SHORT))
        assert len(archive.rows) == 2
        assert set(server.answered.values()) == {1, 2}


def test_a_batch_that_the_service_forgot_is_asked_anew(server: BatchServer, tmp_path: Path) -> None:
    archive = Run(server, tmp_path)
    forgotten: list[str] = []

    def forget(call: str) -> None:
        if call == "before retrieve" and not forgotten:
            forgotten.extend(server.batches)
            server.batches.clear()

    archive.breaks = forget
    archive.start(tasks(2, SHORT))
    assert forgotten == ["batch_1"]
    assert len(archive.rows) == 2


def test_a_question_that_never_gets_an_answer_fails_its_document_alone(tmp_path: Path) -> None:
    def overloaded(body: dict[str, Any]) -> str | Refusal:
        if "report 2" in body["messages"][1]["content"]:
            return Refusal(503, "The server is overloaded")
        return answer_body(body)

    with BatchServer(overloaded) as server:
        made = tasks(3, SHORT)
        archive = Run(server, tmp_path)
        archive.start(made)
        assert archive.rows.keys() == {"report-1", "report-3"}
        assert archive.failed == {
            "report-2": "the server answered HTTP 503: The server is overloaded"
            f" [t] ({SUBMISSIONS} batches)"
        }
        assert_asked_once(server)

        # Asked for once more (--retry-failed), it has all its submissions again.
        archive.failed.clear()
        server.answer = answer_body
        archive.start(made)
        assert archive.rows == expected(made)


def test_a_rejected_question_is_not_sent_again(tmp_path: Path) -> None:
    def too_long(body: dict[str, Any]) -> str | Refusal:
        if "report 2" in body["messages"][1]["content"]:
            return Refusal(400, "maximum context length exceeded")
        return answer_body(body)

    with BatchServer(too_long) as server:
        archive = Run(server, tmp_path)
        archive.start(tasks(2, SHORT))
        assert archive.rows.keys() == {"report-1"}
        assert "context" in archive.failed["report-2"]
        assert "batches)" not in archive.failed["report-2"]


def test_a_setting_that_a_model_rejects_is_left_out_of_the_next_batch(tmp_path: Path) -> None:
    def no_temperature(body: dict[str, Any]) -> str | Refusal:
        if "temperature" in body:
            return Refusal(400, "Unsupported parameter: 'temperature' is not supported")
        return answer_body(body)

    with BatchServer(no_temperature) as server:
        made = tasks(3, SHORT)
        archive = Run(server, tmp_path)
        archive.start(made)
        assert archive.rows == expected(made)
        assert server.sizes[:2] == [6, 6]


def test_an_account_without_credit_ends_the_run_and_keeps_what_came(tmp_path: Path) -> None:
    def spent(body: dict[str, Any]) -> str | Refusal:
        if "report 2" in body["messages"][1]["content"]:
            return Refusal(429, "You exceeded your current quota")
        return answer_body(body)

    with BatchServer(spent) as server:
        made = tasks(3, SHORT)
        archive = Run(server, tmp_path)
        with pytest.raises(ModelUnavailableError, match="quota is used up"):
            archive.start(made)
        server.answer = answer_body
        archive.start(made)
        assert archive.rows == expected(made)
        assert_asked_once(server)


def test_files_stay_within_the_limits(server: BatchServer, tmp_path: Path) -> None:
    archive = Run(server, tmp_path, max_requests=4)
    archive.start(tasks(5, SHORT))
    assert server.sizes[:3] == [4, 4, 2]
    assert len(archive.rows) == 5


def test_files_stay_within_the_limit_of_bytes(server: BatchServer, tmp_path: Path) -> None:
    archive = Run(server, tmp_path, max_bytes=30_000)
    archive.start(tasks(5, SHORT))
    sizes = [shown["bytes"] for shown, _ in server.files.values() if shown["purpose"] == "batch"]
    assert len(sizes) > 2
    assert max(sizes) <= 30_000
    assert len(archive.rows) == 5


def test_a_full_queue_makes_batches_smaller(tmp_path: Path) -> None:
    with BatchServer(answer_body, [QUEUE_FULL] * 2) as server:
        made = tasks(4, SHORT)
        archive = Run(server, tmp_path)
        archive.start(made)
        assert server.sizes[:2] == [8, 4]
        assert archive.rows == expected(made)


def test_a_queue_that_stays_full_ends_the_run(tmp_path: Path) -> None:
    with BatchServer(answer_body, [QUEUE_FULL] * 7) as server:  # of 4, twice 2, four times 1
        made = tasks(2, SHORT)
        archive = Run(server, tmp_path)
        with pytest.raises(ModelUnavailableError, match="Enqueued token limit reached"):
            archive.start(made)
        assert server.sizes == [4, 2, 2, 1, 1, 1, 1]
        archive.start(made)
        assert archive.rows == expected(made)


def test_a_line_that_is_refused_counts_against_its_question_alone(tmp_path: Path) -> None:
    bad = {"code": "invalid_request", "message": "This line is wrong", "line": 2}
    with BatchServer(answer_body, [End("failed", errors=(bad,))] * SUBMISSIONS) as server:
        archive = Run(server, tmp_path)
        archive.start(tasks(2, SHORT))
        assert archive.failed.keys() == {"report-1"}
        assert archive.rows.keys() == {"report-2"}
        assert archive.failed["report-1"].startswith("This line is wrong")


def test_a_batch_refused_as_a_whole_ends_the_run_and_says_why(tmp_path: Path) -> None:
    fault = {"code": "billing_hard_limit_reached", "message": "Billing hard limit", "line": None}
    with BatchServer(answer_body, [End("failed", errors=(fault,))]) as server:
        made = tasks(2, SHORT)
        archive = Run(server, tmp_path)
        with pytest.raises(
            ModelUnavailableError, match="refused batch batch_1: Billing hard limit"
        ):
            archive.start(made)
        archive.start(made)
        assert archive.rows == expected(made)


def test_a_batch_that_somebody_cancelled_ends_the_run(tmp_path: Path) -> None:
    end = End("cancelled", unasked=frozenset({3}))
    with BatchServer(answer_body, [end]) as server:
        made = tasks(2, SHORT)
        archive = Run(server, tmp_path)
        with pytest.raises(ModelUnavailableError, match="batch_1 was cancelled"):
            archive.start(made)
        archive.start(made)
        assert archive.rows == expected(made)
        assert_asked_once(server)


def test_bad_moments_of_the_service_are_waited_out(server: BatchServer, tmp_path: Path) -> None:
    server.faults.uploads = 1
    server.faults.creations = 2
    server.faults.downloads = 2
    server.faults.looks = 2
    made = tasks(3, SHORT)
    archive = Run(server, tmp_path)
    archive.start(made)
    assert archive.rows == expected(made)
    assert_asked_once(server)  # a creation that failed after it was done is found, not repeated


def test_documents_with_the_same_question_share_its_line(
    server: BatchServer, tmp_path: Path
) -> None:
    [one] = tasks(1, SHORT)
    twin = Task(b"twin", "twin", one.document)
    archive = Run(server, tmp_path)
    archive.start([one, twin])
    assert archive.rows == expected([one, twin])
    assert_asked_once(server)


def test_what_was_spent_is_counted_once_over_restarts(server: BatchServer, tmp_path: Path) -> None:
    made = tasks(3, SHORT)
    archive = Run(server, tmp_path, breaks=kill_at("before upload", 2))
    with pytest.raises(Killed):
        archive.start(made)
    archive.breaks = lambda call: None
    archive.start(made)
    first_round, repairs = 6, 3
    assert sum(server.answered.values()) == first_round + repairs
    assert sum(counts.calls for counts in archive.counts) == repairs
    assert sum(counts.input_tokens for counts in archive.counts) == 100 * repairs
    assert sum(counts.replayed for counts in archive.counts) == first_round


def test_progress_says_what_is_sent_and_what_is_done(server: BatchServer, tmp_path: Path) -> None:
    archive = Run(server, tmp_path)
    archive.start(tasks(3, SHORT))
    assert archive.progress[0] == BatchProgress(submitted=6, waiting=6, done=0)
    assert BatchProgress(submitted=6, waiting=0, done=6) in archive.progress
    assert archive.progress[-1] == BatchProgress(submitted=3, waiting=0, done=3)
