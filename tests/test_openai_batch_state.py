"""What is noted of batches under way, and dialogues gone through without a model."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from summarizer.drivers.desk import Finished
from summarizer.drivers.replay import Missing, replay
from summarizer.errors import JournalError
from summarizer.rounds import Message, Question, Reply
from summarizer.store import Journal
from summarizer.store.batches import Batches, Kept, Line


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        opened = Batches(journal.path, "run", "model")
        yield opened
        opened.close()


def question(words: str) -> Question:
    return Question("r@v1", (Message("user", words),), "S", {}, "d", 10)


def two_rounds(closed: list[str]) -> Generator[list[Question], list[Reply], str]:
    try:
        first = yield [question("one"), question("two")]
        [last] = yield [question(f"after {first[0].text} and {first[1].text}")]
        return last.text
    finally:
        closed.append("closed")


def test_a_replay_stops_where_replies_are_missing() -> None:
    closed: list[str] = []
    known = {question("one").fingerprint: Reply("1")}
    step = replay(two_rounds(closed), lambda asked: known.get(asked.fingerprint))
    assert step == Missing((question("two"),))
    assert closed == ["closed"]


def test_a_replay_goes_through_to_the_result() -> None:
    known = {
        question("one").fingerprint: Reply("1"),
        question("two").fingerprint: Reply("2"),
        question("after 1 and 2").fingerprint: Reply("done"),
    }
    step = replay(two_rounds([]), lambda asked: known.get(asked.fingerprint))
    assert step == Finished("done")


def test_a_batch_is_unfinished_until_its_results_are_in(batches: Batches) -> None:
    batches.plan("k1", ["a", "b"])
    [planned] = batches.unfinished()
    assert (planned.key, planned.file_id, planned.batch_id, planned.requests) == (
        "k1",
        None,
        None,
        2,
    )
    batches.uploaded("k1", "file-1")
    batches.submitted("k1", "batch_1")
    [under_way] = batches.unfinished()
    assert (under_way.file_id, under_way.batch_id) == ("file-1", "batch_1")
    batches.keep("k1", "completed", [], "no answer")
    assert batches.unfinished() == []


def test_results_are_sorted_into_answers_strangers_and_repetitions(batches: Batches) -> None:
    batches.plan("k1", ["a", "b", "c"])
    results = [("b", b"B"), ("x", b"X"), ("b", b"B again"), ("a", b"A")]
    assert batches.keep("k1", "expired", results, "it expired") == Kept(2, 1, 1)
    assert batches.line("a") == Line(answer=b"A", batch="k1")
    assert batches.line("b") == Line(answer=b"B", batch="k1")
    assert batches.line("c") == Line(problems=("it expired",))
    assert batches.line("x") == Line()


def test_results_come_in_as_a_whole_or_not_at_all(batches: Batches) -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "a", b"A"
        raise RuntimeError

    batches.plan("k1", ["a", "b"])
    with pytest.raises(RuntimeError):
        batches.keep("k1", "completed", broken(), None)
    assert batches.line("a") == Line(open=True)
    assert len(batches.unfinished()) == 1


def test_problems_add_up_until_a_question_is_forgotten(batches: Batches) -> None:
    for key in ("k1", "k2"):
        batches.plan(key, ["a"])
        batches.keep(key, "completed", [("a", b"A")], None)
        batches.fail(key, "a", f"bad in {key}")
    batches.plan("k3", ["a"])
    assert batches.line("a") == Line(open=True, problems=("bad in k1", "bad in k2"))
    batches.forget("a")
    assert batches.line("a") == Line()


def test_a_refused_batch_blames_lines_by_number(batches: Batches) -> None:
    batches.plan("k1", ["a", "b", "c"])
    batches.reject("k1", {2: "too large"})
    assert batches.line("a") == Line()
    assert batches.line("b") == Line(problems=("too large",))
    assert batches.unfinished() == []


def test_runs_and_models_do_not_see_each_other(batches: Batches) -> None:
    batches.plan("k1", ["a"])
    for run, model in (("run 2", "model"), ("run", "model 2")):
        other = Batches(batches.path, run, model)
        assert other.unfinished() == []
        assert other.line("a") == Line()
        other.forget("a")
        other.close()
    assert batches.line("a") == Line(open=True)


def test_batches_outlive_their_process_and_leave_the_journal_alone(batches: Batches) -> None:
    batches.plan("k1", ["a"])
    batches.close()
    with Journal(batches.path) as journal:
        journal.put(question("one"), "model", Reply("1"))
        assert len(journal) == 1
    again = Batches(batches.path, "run", "model")
    assert again.line("a") == Line(open=True)
    again.close()


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(JournalError, match=r"journal\.sqlite3 cannot be kept: file is not"):
        Batches(path, "run", "model")
