"""`Summarizer`: one call, synchronous or not, with a journal and without."""

import asyncio
from pathlib import Path

import pytest
from scripting import FERRY, Script, assert_sound, claim, event

import summarizer as package
from summarizer import Document, Settings, Summarizer
from summarizer.dialogue import Limits
from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.summary import Summary

ARTICLE = Document.from_text(FERRY, language="en")
NO_JOURNAL = Settings(use_journal=False)
WRONG = claim(text="Norland Lines denied that 40 ships had been overloaded.")


def scripted(concurrency: int = 1) -> ScriptedModel:
    """Answers that depend on the question alone, so that their order decides nothing."""

    def answer(question: Question) -> Reply:
        first = "repair" not in question.recipe
        text = Script([[WRONG if first else claim()]], [[event()]])(question)
        assert isinstance(text, str)
        return Reply(text, tokens=Tokens(calls=1, input=10, output=5))

    return ScriptedModel(answer, concurrency=concurrency)


def with_journal(folder: Path) -> Settings:
    return Settings(journal=folder / "journal.sqlite3")


def content(summary: Summary) -> dict[str, object]:
    """A summary without what it took."""
    return summary.model_dump(mode="json", exclude={"usage"})


def test_a_summary() -> None:
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL) as summarizer:
        summary = summarizer.summarize(ARTICLE)
    assert_sound(summary, FERRY)
    assert summary.document.id == ARTICLE.id
    assert summary.document.text_sha256 == ARTICLE.text_sha256
    assert (summary.usage.model, summary.usage.strategy) == ("scripted", "whole")
    assert summary.usage.calls == len(model.asked)
    assert summary.usage.seconds >= 0
    assert summary.rejected == []


@pytest.mark.parametrize("strategy", ["whole", "focused"])
@pytest.mark.parametrize("concurrency", [1, 4])
def test_asynchronous_is_the_same(strategy: str, concurrency: int) -> None:
    with Summarizer(scripted(), strategy=strategy, settings=NO_JOURNAL) as summarizer:
        expected = summarizer.summarize(ARTICLE)
    with Summarizer(scripted(concurrency), strategy=strategy, settings=NO_JOURNAL) as summarizer:
        found = asyncio.run(summarizer.asummarize(ARTICLE))
    assert content(found) == content(expected)
    assert found.usage.calls == expected.usage.calls


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    with Summarizer(scripted(), settings=with_journal(tmp_path)) as summarizer:
        first = summarizer.summarize(ARTICLE)
    again = ScriptedModel([])
    with Summarizer(again, settings=with_journal(tmp_path)) as summarizer:
        second = summarizer.summarize(ARTICLE)
    assert again.asked == []
    assert content(second) == content(first)
    assert first.usage.replayed == 0
    assert (second.usage.calls, second.usage.replayed) == (0, first.usage.calls)


def test_a_run_that_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    class CrashError(Exception):
        pass

    def told(question: Question, reply: Reply) -> None:
        if question.label.startswith("repair"):
            raise CrashError

    broken = Summarizer(scripted(), settings=with_journal(tmp_path))
    with broken, pytest.raises(CrashError):
        broken.summarize(ARTICLE, on_reply=told)
    model = scripted()
    with Summarizer(model, settings=with_journal(tmp_path)) as summarizer:
        summary = summarizer.summarize(ARTICLE)
    assert all(question.label.startswith("wh") for question in model.asked)
    assert summary.usage.replayed == 3


def test_another_model_or_strategy_has_answers_of_its_own(tmp_path: Path) -> None:
    with Summarizer(scripted(), settings=with_journal(tmp_path)) as summarizer:
        summarizer.summarize(ARTICLE)
    other = ScriptedModel(Script(), name="other")
    with Summarizer(other, settings=with_journal(tmp_path)) as summarizer:
        summary = summarizer.summarize(ARTICLE)
    assert summary.usage.replayed == 0
    assert other.asked != []


def test_replies_and_rounds_are_told_as_they_come() -> None:
    rounds: list[int] = []
    labels: list[str] = []
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL) as summarizer:
        summarizer.summarize(
            ARTICLE,
            on_reply=lambda question, reply: labels.append(question.label),
            on_round=lambda questions: rounds.append(len(questions)),
        )
    assert labels == [question.label for question in model.asked]
    assert sum(rounds) == len(model.asked)
    assert rounds[0] == 2


def test_a_model_that_was_given_is_not_closed_by_it() -> None:
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL):
        pass
    assert not model.closed


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    summarizer = Summarizer(scripted(), settings=with_journal(tmp_path))
    summarizer.close()
    summarizer.close()


def test_the_journal_is_closed_at_the_end_of_the_with_statement(tmp_path: Path) -> None:
    with Summarizer(scripted(), settings=with_journal(tmp_path)) as summarizer:
        summarizer.summarize(ARTICLE)
    (tmp_path / "journal.sqlite3").unlink()
    assert not (tmp_path / "journal.sqlite3-wal").exists()


def test_a_model_that_cannot_be_reached() -> None:
    model = ScriptedModel(lambda _: Reply("", "failed", "connection refused"))
    summarizer = Summarizer(model, settings=NO_JOURNAL)
    with pytest.raises(ModelUnavailableError, match="connection refused"):
        summarizer.summarize(ARTICLE)


def test_a_strategy_there_is_not() -> None:
    with pytest.raises(SettingsError, match="no strategy 'quick'"):
        Summarizer(scripted(), strategy="quick", settings=NO_JOURNAL)


def test_limits_are_handed_on() -> None:
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL, limits=Limits(questions=1)) as summarizer:
        summarizer.summarize(ARTICLE)
    assert len(model.asked) == 1


def test_one_summarizer_takes_many_documents() -> None:
    other = Document.from_text("“The pass is shut,” said Ida Moor.")
    with Summarizer(scripted(), settings=NO_JOURNAL) as summarizer:
        ids = {summarizer.summarize(document).document.id for document in (ARTICLE, other)}
    assert ids == {ARTICLE.id, other.id}


def test_the_package_shows_what_it_says_it_shows() -> None:
    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
    assert dir(package) == sorted(package.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind
