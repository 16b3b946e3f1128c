"""Drivers: rounds in, replies in order, the journal first, and an end to patience."""

import asyncio
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from summarizer.drivers import FAILURES_IN_A_ROW, Dialogue, Manner, arun, run
from summarizer.errors import JournalError, ModelUnavailableError
from summarizer.models import ScriptedModel
from summarizer.rounds import Message, Question, Reply, Tokens
from summarizer.store import Journal


def question(name: str) -> Question:
    return Question("r@v1", (Message("user", name),), "s", {}, "doc", 10, label=name)


def conversation(*rounds: str) -> Generator[list[Question], list[Reply], list[list[str]]]:
    """Asks the words of each round, and returns the texts of the replies, round by round."""
    texts = []
    for words in rounds:
        replies = yield [question(word) for word in words.split()]
        texts.append([reply.text for reply in replies])
    return texts


def echo(question: Question) -> str:
    return question.label.upper()


def failing_on(*labels: str) -> Callable[[Question], str | Reply]:
    """Answers, save to these questions."""

    def answer(question: Question) -> str | Reply:
        if question.label in labels:
            return Reply("", "failed", f"no answer to {question.label}")
        return echo(question)

    return answer


Drive = Callable[..., list[list[str]]]


@pytest.fixture(params=["sync", "async"])
def drive(request: pytest.FixtureRequest) -> Drive:
    def synchronously(*args: object) -> list[list[str]]:
        return run(*args)

    def asynchronously(*args: object) -> list[list[str]]:
        return asyncio.run(arun(*args))

    return synchronously if request.param == "sync" else asynchronously


def test_rounds_are_answered_until_the_result(drive: Drive) -> None:
    model = ScriptedModel(echo)
    assert drive(conversation("a b", "c"), model) == [["A", "B"], ["C"]]
    assert [one.label for one in model.asked] == ["a", "b", "c"]


def test_dialogue_without_questions(drive: Drive) -> None:
    assert drive(conversation(), ScriptedModel([])) == []
    assert drive(conversation("", "a"), ScriptedModel(echo)) == [[], ["A"]]


def test_replies_are_reported_as_they_come(drive: Drive) -> None:
    seen: list[tuple[str, str]] = []
    drive(
        conversation("a b", "c"),
        ScriptedModel(echo),
        None,
        lambda question, reply: seen.append((question.label, reply.text)),
    )
    assert seen == [("a", "A"), ("b", "B"), ("c", "C")]


def test_second_run_asks_nothing(drive: Drive, tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite3") as journal:
        first = drive(conversation("a b", "c"), ScriptedModel(echo), journal)
        silent = ScriptedModel([])
        reports: list[Reply] = []
        again = drive(
            conversation("a b", "c"), silent, journal, lambda question, reply: reports.append(reply)
        )
    assert again == first
    assert silent.asked == []
    assert [(reply.replayed, reply.tokens) for reply in reports] == [(True, Tokens())] * 3


def test_another_model_is_asked_anew(drive: Drive, tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite3") as journal:
        drive(conversation("a"), ScriptedModel(echo), journal)
        other = ScriptedModel(["other"], name="other")
        assert drive(conversation("a"), other, journal) == [["other"]]
        tuned = ScriptedModel(["tuned"])
        tuned.parameters = "temperature=1"
        assert drive(conversation("a"), tuned, journal) == [["tuned"]]


@pytest.mark.parametrize("reply_status", ["truncated", "refused", "empty"])
def test_answers_of_all_kinds_are_kept(drive: Drive, tmp_path: Path, reply_status: str) -> None:
    odd = Reply("x", reply_status, "why")
    with Journal(tmp_path / "j.sqlite3") as journal:
        drive(conversation("a"), ScriptedModel([odd]), journal)
        kept = journal.get(question("a").fingerprint, "scripted")
    assert kept == Reply("x", reply_status, "why", replayed=True)


def test_failures_are_not_kept(drive: Drive, tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite3") as journal:
        texts = drive(conversation("a b"), ScriptedModel(failing_on("a")), journal)
        assert texts == [["", "B"]]
        assert len(journal) == 1
        assert drive(conversation("a b"), ScriptedModel({"a": "now"}), journal) == [["now", "B"]]


def test_broken_off_run_keeps_what_came(drive: Drive, tmp_path: Path) -> None:
    def interrupted(question: Question) -> str:
        if question.label == "c":
            raise KeyboardInterrupt
        return echo(question)

    with Journal(tmp_path / "j.sqlite3") as journal:
        with pytest.raises(KeyboardInterrupt):
            drive(conversation("a b c d"), ScriptedModel(interrupted), journal)
        assert len(journal) == 2
        rest = ScriptedModel(echo)
        assert drive(conversation("a b c d"), rest, journal) == [["A", "B", "C", "D"]]
        assert [one.label for one in rest.asked] == ["c", "d"]


def test_dead_server_ends_the_run(drive: Drive) -> None:
    model = ScriptedModel(failing_on("b", "c", "d", "e", "f"))
    with pytest.raises(ModelUnavailableError, match=r"3 calls in a row.*no answer to d"):
        drive(conversation("a b c d e f"), model)
    assert FAILURES_IN_A_ROW == 3
    assert [one.label for one in model.asked][:4] == ["a", "b", "c", "d"]


def test_single_failures_do_not_end_the_run(drive: Drive) -> None:
    model = ScriptedModel(failing_on("b", "c", "e", "f"))
    assert drive(conversation("a b c d", "e f g"), model)[1] == ["", "", "G"]


def test_failures_count_on_through_rounds_and_replays(drive: Drive, tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite3") as journal:
        drive(conversation("known"), ScriptedModel(echo), journal)
        model = ScriptedModel(failing_on("b", "c", "d"))
        with pytest.raises(ModelUnavailableError):
            drive(conversation("a b c", "known d"), model, journal)


def test_first_round_without_any_answer_ends_the_run(drive: Drive) -> None:
    with pytest.raises(ModelUnavailableError, match=r"no call succeeded.*no answer to a"):
        drive(conversation("a", "b"), ScriptedModel(failing_on("a")))


def test_later_round_without_any_answer_does_not(drive: Drive) -> None:
    assert drive(conversation("a", "b"), ScriptedModel(failing_on("b"))) == [["A"], [""]]


class Watched:
    """A dialogue that remembers having been closed."""

    def __init__(self) -> None:
        self.closed = False

    def dialogue(self) -> Dialogue[str]:
        try:
            yield [question("a")]
            return "done"
        finally:
            self.closed = True


def test_dialogue_is_closed_when_the_model_fails(drive: Drive) -> None:
    def unavailable(question: Question) -> str:
        raise ModelUnavailableError("gone")

    watched = Watched()
    with pytest.raises(ModelUnavailableError, match="gone"):
        drive(watched.dialogue(), ScriptedModel(unavailable))
    assert watched.closed


def test_stop_iteration_of_a_model_is_not_a_result(drive: Drive) -> None:
    def stopping(question: Question) -> str:
        raise StopIteration("not a summary")

    with pytest.raises((StopIteration, RuntimeError)):
        drive(conversation("a"), ScriptedModel(stopping))


def test_journal_that_cannot_be_written_ends_the_run(drive: Drive, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite3")
    journal.close()
    with pytest.raises(JournalError):
        drive(conversation("a"), ScriptedModel(echo), journal)


class Slow:
    """Answers after as many turns of the event loop as the question says; counts who is inside."""

    name = "slow"
    parameters = ""
    context_window = None
    concurrency = 2

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.cancelled: list[str] = []

    def ask(self, question: Question) -> Reply:
        raise NotImplementedError

    async def aask(self, question: Question) -> Reply:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            if question.label == "bad":
                raise ModelUnavailableError("gone")
            for _ in range(int(question.label)):
                await asyncio.sleep(0)
            return Reply(question.label)
        except asyncio.CancelledError:
            self.cancelled.append(question.label)
            raise
        finally:
            self.inside -= 1

    def close(self) -> None: ...

    async def aclose(self) -> None: ...


@pytest.mark.parametrize(("concurrency", "most"), [(None, 2), (1, 1), (3, 3), (50, 6), (-1, 1)])
def test_concurrency_is_bounded(concurrency: int | None, most: int) -> None:
    model = Slow()
    texts = asyncio.run(arun(conversation("9 1 5 2 7 3"), model, manner=Manner(concurrency)))
    assert texts == [["9", "1", "5", "2", "7", "3"]]
    assert model.most == most


def test_arrival_decides_the_reports_and_the_question_the_order() -> None:
    seen: list[str] = []
    texts = asyncio.run(
        arun(
            conversation("20 1 10"),
            Slow(),
            None,
            lambda question, reply: seen.append(reply.text),
            Manner(3),
        )
    )
    assert texts == [["20", "1", "10"]]
    assert seen == ["1", "10", "20"]


def test_error_cancels_the_rest_of_the_round() -> None:
    model = Slow()
    with pytest.raises(ModelUnavailableError, match="gone"):
        asyncio.run(arun(conversation("900 800 bad 700"), model, manner=Manner(3)))
    assert {"800", "900"} <= set(model.cancelled)
    assert model.inside == 0


def test_cancelling_the_driver_cancels_its_calls() -> None:
    model = Slow()

    async def scenario() -> None:
        task = asyncio.create_task(arun(conversation("900 800"), model))
        while model.inside < 2:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    assert sorted(model.cancelled) == ["800", "900"]
