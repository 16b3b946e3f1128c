"""`Summarizer`: one call, synchronous or not, in streams and threads, with a journal and without."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from faulty_server import FaultyServer, answer
from scripting import FERRY, Script, assert_sound, claim, event

import summarizer as package
from summarizer import Claim, Document, Event, Settings, Summarizer, Summary
from summarizer.dialogue import Limits
from summarizer.errors import ModelUnavailableError, RecipeError, SettingsError, UsageError
from summarizer.models import ScriptedModel
from summarizer.models.local import LocalModel
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.recipe_item import RecipeItem

ARTICLE = Document.from_text(FERRY, language="en")
NO_JOURNAL = Settings(use_journal=False)
WRONG = claim(text="Norland Lines denied that 40 ships had been overloaded.")


def scripted(concurrency: int = 1) -> ScriptedModel:
    """Answers that depend on the question alone, so that their order decides nothing."""

    def answer(question: Question) -> Reply:
        first = "repair" not in question.recipe
        lists = (
            ([], []) if "gaps" in question.recipe else ([WRONG if first else claim()], [event()])
        )
        text = Script([lists[0]], [lists[1]])(question)
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
    assert all(question.label.endswith("left out") for question in model.asked)
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


# --- streams ------------------------------------------------------------------------------------

Streamed = Claim | Event | RecipeItem | Summary


def streamed(summarizer: Summarizer, asynchronous: bool) -> Iterator[Streamed]:
    """What a stream yields; the asynchronous one gathered in a loop of its own."""

    async def gathered() -> list[Streamed]:
        return [item async for item in summarizer.astream(ARTICLE)]

    return iter(asyncio.run(gathered())) if asynchronous else summarizer.stream(ARTICLE)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_a_stream_ends_with_the_summary(strategy: str, asynchronous: bool) -> None:
    with Summarizer(scripted(), strategy=strategy, settings=NO_JOURNAL) as summarizer:
        expected = summarizer.summarize(ARTICLE)
    with Summarizer(scripted(4), strategy=strategy, settings=NO_JOURNAL) as summarizer:
        *items, summary = streamed(summarizer, asynchronous)
    assert isinstance(summary, Summary)
    assert content(summary) == content(expected)
    assert summary.usage.calls == expected.usage.calls
    assert told(items) >= told([*summary.claims, *summary.events])
    assert all(item.id == "" and not errors(item) for item in items)


def told(items: list[Streamed]) -> set[object]:
    """What items say and rest on, without their numbers and links."""
    stable = {"id", "event_ids", "claim_ids"}
    return {json.dumps(item.model_dump(mode="json", exclude=stable)) for item in items}


def errors(item: Streamed) -> list[str]:
    assert not isinstance(item, Summary)
    return [problem.code for problem in item.problems if problem.severity == "error"]


def test_items_come_before_the_next_round_is_asked() -> None:
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL) as summarizer:
        stream = summarizer.stream(ARTICLE)
        assert model.asked == []
        first = next(stream)
        assert isinstance(first, Event)
        assert [question.recipe.partition("@")[0] for question in model.asked] == [
            "claims",
            "events",
        ]
        second = next(stream)
        assert isinstance(second, Claim)
        assert "repair" in model.asked[-1].recipe


def test_a_stream_that_is_left_asks_no_more() -> None:
    model = scripted()
    with Summarizer(model, settings=NO_JOURNAL) as summarizer:
        stream = summarizer.stream(ARTICLE)
        next(stream)
        asked = len(model.asked)
        stream.close()
        assert list(stream) == []
        assert len(model.asked) == asked


def test_an_asynchronous_stream_that_is_left_asks_no_more() -> None:
    model = scripted()

    async def leave() -> int:
        with Summarizer(model, settings=NO_JOURNAL) as summarizer:
            stream = summarizer.astream(ARTICLE)
            await anext(stream)
            asked = len(model.asked)
            await stream.aclose()
            return asked

    assert asyncio.run(leave()) == len(model.asked)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_stream_of_a_model_that_cannot_be_reached(asynchronous: bool) -> None:
    model = ScriptedModel(lambda _: Reply("", "failed", "connection refused"))
    summarizer = Summarizer(model, settings=NO_JOURNAL)
    with pytest.raises(ModelUnavailableError, match="connection refused"):
        list(streamed(summarizer, asynchronous))


def test_a_stream_is_kept_in_the_journal(tmp_path: Path) -> None:
    with Summarizer(scripted(), settings=with_journal(tmp_path)) as summarizer:
        *_, first = summarizer.stream(ARTICLE)
    with Summarizer(ScriptedModel([]), settings=with_journal(tmp_path)) as summarizer:
        second = summarizer.summarize(ARTICLE)
    assert isinstance(first, Summary)
    assert content(second) == content(first)


def test_items_of_a_stream_cannot_be_edited_yet() -> None:
    with Summarizer(scripted(), settings=NO_JOURNAL) as summarizer:
        first, *_, summary = summarizer.stream(ARTICLE)
    assert isinstance(first, Event)
    assert isinstance(summary, Summary)
    with pytest.raises(UsageError, match="belongs to no summary"):
        first.accept()
    assert summary.events[0].accept().review == "accepted"


def test_what_recipes_ask_for_comes_in_place_of_events_and_claims() -> None:
    fact = {
        "sentences": [7],
        "fact": "Police arrested the captain.",
        "quote": "arrested the captain",
    }
    model = ScriptedModel([json.dumps({"items": [fact]}), *[json.dumps({"items": []})] * 3])
    with Summarizer(model, recipes=["key-facts"], settings=NO_JOURNAL) as summarizer:
        item, summary = summarizer.stream(ARTICLE)
    assert isinstance(item, RecipeItem)
    assert item.fields["fact"] == "Police arrested the captain."
    assert isinstance(summary, Summary)
    assert [one.fields for one in summary.items] == [item.fields]
    assert (summary.events, summary.claims) == ([], [])


def test_a_recipe_there_is_not() -> None:
    with pytest.raises(RecipeError, match="no recipe 'weather'"):
        Summarizer(scripted(), recipes=["weather"], settings=NO_JOURNAL)


# --- threads and event loops --------------------------------------------------------------------

ARTICLES = [
    Document.from_text(
        f"{name} Moor left on Monday. “We counted {count} boats on the lake,” she said. The mayor"
        f" of Orlen said that the pier was shut. She denied that {count} people were hurt."
    )
    for count, name in enumerate(["Ida", "Nora", "Ada", "Ilse", "Vera", "Runa"], 12)
]


def in_threads(summarizer: Summarizer) -> list[Summary]:
    with ThreadPoolExecutor(len(ARTICLES)) as pool:
        return list(pool.map(summarizer.summarize, ARTICLES))


def in_loops(summarizer: Summarizer) -> list[Summary]:
    """Each article in an event loop and a thread of its own."""

    def one(document: Document) -> Summary:
        return asyncio.run(summarizer.asummarize(document))

    with ThreadPoolExecutor(len(ARTICLES)) as pool:
        return list(pool.map(one, ARTICLES))


def in_both(summarizer: Summarizer) -> list[Summary]:
    """Threads and loops together, each article in both: they share journal, model and connections."""
    with ThreadPoolExecutor(2) as pool:
        threads, loops = pool.submit(in_threads, summarizer), pool.submit(in_loops, summarizer)
        assert list(map(content, threads.result())) == list(map(content, loops.result()))
        return threads.result()


Way = Callable[[Summarizer], list[Summary]]


@pytest.mark.parametrize("way", [in_threads, in_loops, in_both])
def test_one_summarizer_serves_threads_and_loops_at_once(way: Way, tmp_path: Path) -> None:
    with FaultyServer(otherwise=lambda body: answer(speaker_in(body))) as server:
        settings = Settings(
            model="tiny", base_url=server.base_url, journal=tmp_path / "journal.sqlite3"
        )
        with Summarizer(strategy="focused", settings=settings) as summarizer:
            found = way(summarizer)
            asked = server.calls
            alone = [summarizer.summarize(document) for document in ARTICLES]
    assert list(map(content, found)) == list(map(content, alone))
    assert {summary.document.id for summary in found} == {one.id for one in ARTICLES}
    assert all(len(summary.claims) >= 2 for summary in found)
    # All replies were in the journal.
    assert server.calls == asked
    assert {summary.usage.calls for summary in alone} == {0}


def speaker_in(body: dict[str, object]) -> str:
    """An answer that depends on the article: its first name, as speaker and in every other place."""
    text = json.dumps(body, ensure_ascii=False)
    name = next(name for name in ("Ida", "Nora", "Ada", "Ilse", "Vera", "Runa") if name in text)
    happening = {"who": f"{name} Moor", "whom": "none", "where": "none", "when": "none"}
    return json.dumps({"speaker": f"{name} Moor"} if "SpeakerDraft" in text else happening)


class CountingEngine:
    """An engine that is a server in this process, and counts how often it is started and stopped."""

    model = "tiny"
    api_key = "none"
    context_window = 4096

    def __init__(self, server: FaultyServer) -> None:
        self.base_url = server.base_url
        self.starts = 0
        self.stops = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            self.starts += 1

    def stop(self) -> None:
        self.stops += 1


def test_an_engine_is_started_once_for_all_threads_and_loops() -> None:
    with FaultyServer(otherwise=lambda body: answer(speaker_in(body))) as server:
        engine = CountingEngine(server)
        model = LocalModel(engine)
        with Summarizer(model, strategy="focused", settings=NO_JOURNAL) as summarizer:
            found = in_both(summarizer)
        model.close()
    assert (engine.starts, engine.stops) == (1, 1)
    assert {summary.document.id for summary in found} == {one.id for one in ARTICLES}


def test_the_package_shows_what_it_says_it_shows() -> None:
    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
    assert dir(package) == sorted(package.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind
