"""`summarizer batch --dry-run`: what is counted, what is reckoned, and that nothing else happens."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from against_gold import FOLDERS
from scripting import FERRY, Script

from cassettes import CASSETTES
from summarizer.archive.answering import Method
from summarizer.archive.configuration import Configuration
from summarizer.archive.engines import Setup
from summarizer.archive.estimate import Estimate, estimate, to_text
from summarizer.archive.intake import Selection, Shard, records_of
from summarizer.archive.local import LocalEngine, Worker
from summarizer.archive.reckoning import (
    OWN_AVERAGES,
    Between,
    First,
    Work,
    batch_seconds,
    by_sample,
    by_totals,
    cost_of,
    hosted_seconds,
)
from summarizer.archive.run import Order, Run
from summarizer.archive.state import Failure, RunState, Totals
from summarizer.archive.survey import COPY_SECONDS, SAMPLE, Survey, survey
from summarizer.cli import main
from summarizer.dialogue import Limits
from summarizer.errors import SettingsError
from summarizer.models import ScriptedModel
from summarizer.models.flow import FlowLimits
from summarizer.models.pricing import PriceTag, price_of
from summarizer.rounds import Reply, Tokens
from summarizer.settings import Settings
from summarizer.sources import Record

MODEL = "openai/gpt-4.1-mini"

TOWNS = ("Orlen", "Tarn", "Drennick", "Sarrow", "Ellhaven", "Vesk", "Marle", "Oss")

SHORT = (
    "The mayor of {town} denied on Monday that the bridge was closed. “It is open,” {name} said."
)


def article(number: int) -> str:
    """One of any number of articles, none of which is a copy of another."""
    return SHORT.format(town=TOWNS[number % len(TOWNS)], name=f"Ada Brandt{number}")


def archive(folder: Path, texts: list[str]) -> Path:
    path = folder / "archive.jsonl"
    lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def order(path: Path, **changes: Any) -> Order:
    selected = {name: changes.pop(name) for name in ("limit", "shard") if name in changes}
    selection = Selection(inputs=(str(path),), **selected)
    return Order(selection=selection, folder=path.parent / "out", **changes)


def setup(given: Order, model: str = MODEL, **changes: Any) -> Setup:
    settings = Settings(model=model, base_url=changes.pop("base_url", None))
    return Setup(settings=settings, folder=given.folder, **changes)


def estimated(given: Order, **changes: Any) -> Estimate:
    return asyncio.run(estimate(given, setup(given, **changes)))


def surveyed(given: Order, clock: Callable[[], float] = lambda: 0.0) -> Survey:
    return asyncio.run(survey(given, None, clock))


def finish(given: Order) -> None:
    """Runs the order to its end, with a scripted model."""

    def answer(question: Any) -> Reply:
        found = Script()(question)
        assert isinstance(found, str)
        return Reply(found, tokens=Tokens(calls=1, input=100, cached=40, output=10))

    model = ScriptedModel(answer, name=MODEL)
    method = Method(MODEL, "whole")
    with Run(given, Configuration.of(method, model.parameters)) as run:
        engine = LocalEngine(Worker(model, None, method, 4), documents=4)
        assert asyncio.run(run.work(engine)) == "finished"


def test_questions_are_counted_without_a_model(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(n) for n in range(12)]))
    found = estimated(given)
    assert found.survey.open == found.survey.records == 12
    assert found.calls.low == 2 * 12  # one question for claims, one for events
    assert found.calls.high > found.calls.low
    assert 0 < found.input_tokens.low < found.input_tokens.high
    assert 0 < found.output_tokens.low < found.output_tokens.high
    assert found.cost is not None
    assert 0 < found.cost.low < found.cost.high
    assert found.method.strategy == "whole"


def test_nothing_is_asked_fetched_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an estimate needs no connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("summarizer.models.embedded.download.pull", refuse)
    given = order(archive(tmp_path, [FERRY]))
    for model in (MODEL, "local", "some-model"):
        at = "https://models.test/v1" if model == "some-model" else None
        assert estimated(given, model=model, base_url=at).calls.low > 0
    assert [path.name for path in tmp_path.iterdir()] == ["archive.jsonl"]


def test_the_embedded_model_is_reckoned_by_its_speed_and_has_no_price(tmp_path: Path) -> None:
    found = estimated(order(archive(tmp_path, [FERRY])), model="local")
    assert found.method.strategy == "focused"
    assert found.method.capacity.exact_schemas
    assert found.cost is None
    assert 5 < found.seconds.low < found.seconds.high < 60
    assert "cost            unknown" in to_text(found)


def test_copies_are_counted_and_ask_nothing(tmp_path: Path) -> None:
    respelled = FERRY.replace("“", '"').replace("”", '"').upper()
    path = archive(tmp_path, [FERRY, article(1), respelled, FERRY])
    found = surveyed(order(path))
    assert (found.open, found.copies) == (2, 2)
    assert surveyed(order(path, dedupe=False)).open == 4


def test_where_nobody_looked_there_are_as_many_copies(tmp_path: Path) -> None:
    half = [article(n) for n in range(10)]
    path = archive(tmp_path, [*half, *half, *(article(n) for n in range(100, 120))])
    ticks = count()
    # Two looks at the clock before the first record and two at each: time is over after twenty.
    slow = surveyed(order(path), lambda: next(ticks) * COPY_SECONDS / 42)
    assert slow.is_whole
    assert slow.compared == 20
    assert slow.copies == 20  # ten found, ten taken to be there
    assert slow.open == 20


def test_what_cannot_be_read_is_no_article(tmp_path: Path) -> None:
    path = archive(tmp_path, [article(1), article(2)])
    with path.open("a") as file:
        file.write("{broken\n")
        file.write(json.dumps({"id": "empty", "text": "  "}) + "\n")
    found = estimated(order(path))
    assert (found.survey.records, found.survey.bad, found.survey.open) == (4, 2, 2)
    unread = estimated(order(path, dedupe=False))  # where only the sample is decoded
    assert (unread.survey.bad, unread.survey.open) == (2, 2)


def test_finished_articles_are_left_out(tmp_path: Path) -> None:
    path = archive(tmp_path, [article(n) for n in range(6)])
    finish(order(path, limit=4))
    found = estimated(order(path))
    assert (found.survey.finished, found.survey.open) == (4, 2)
    assert found.calls.low == 2 * 2


def test_a_finished_archive_takes_nothing(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(1)]))
    finish(given)
    found = estimated(given)
    assert found.calls == found.input_tokens == Between(0, 0)
    assert found.seconds.high < 1
    assert "to ask about    0\n" in to_text(found)


def test_a_run_asked_otherwise_is_done_anew(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(1), article(2)]))
    finish(given)
    found = estimated(given, model="openai/gpt-4o-mini")
    assert (found.survey.finished, found.survey.open) == (0, 2)
    assert any(f"model: {MODEL} -> openai/gpt-4o-mini" in note for note in found.notes)


def test_failed_articles_are_asked_again_if_wanted(tmp_path: Path) -> None:
    path = archive(tmp_path, [article(1), article(2)])
    given = order(path)
    given.folder.mkdir()
    with closing(RunState(given.folder)) as state:
        for record in records_of(given.selection):
            assert isinstance(record, Record)
            failure = Failure(record.id, record.file, record.position, "no answer")
            state.fail(record.digest, failure)
    assert estimated(given).survey.failed == 2
    assert estimated(given).survey.open == 0
    assert estimated(order(path, retry_failed=True)).survey.open == 2


def test_a_run_that_has_begun_tells_what_an_article_takes(tmp_path: Path) -> None:
    path = archive(tmp_path, [article(n) for n in range(OWN_AVERAGES + 10)])
    finish(order(path, limit=OWN_AVERAGES))
    with closing(RunState(order(path).folder, read_only=True)) as state:
        each = state.totals.calls / OWN_AVERAGES
    found = estimated(order(path))
    assert found.calls.low < each * 10 < found.calls.high
    assert found.input_tokens.low < each * 10 * 100 < found.input_tokens.high
    assert any("this folder's run has finished" in note for note in found.notes)


def test_batches_cost_less_and_take_days(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [FERRY]))
    at_once, batches = estimated(given), estimated(given, engine="openai-batch")
    assert at_once.cost is not None
    assert batches.cost is not None
    assert batches.cost.high == pytest.approx(at_once.cost.high / 2)
    assert batches.seconds == batch_seconds(Limits().rounds)
    assert batches.seconds.high == Limits().rounds * 86_400


def test_limits_of_rate_bound_the_time(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(n) for n in range(30)]))
    slow = estimated(given, flow=FlowLimits(rpm=6))
    assert slow.seconds.low == pytest.approx(60 * 10)  # 60 calls, six a minute
    slower = estimated(given, flow=FlowLimits(rpm=6, tpm=1000))
    tokens = slower.input_tokens.high + slower.output_tokens.high
    assert slower.seconds.high == pytest.approx(tokens / 1000 * 60)


def test_the_sample_is_even_and_always_the_same(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(n) for n in range(1000)]), dedupe=False)
    found = surveyed(given)
    places = sorted(int(record.id.removeprefix("a")) for record in found.sample)
    assert len(set(places)) == SAMPLE
    # A hundred of a thousand: each fifth of the archive has about twenty.
    fifths = [sum(place // 200 == fifth for place in places) for fifth in range(5)]
    assert min(fifths) >= 10
    assert surveyed(given).sample == found.sample


def test_a_large_archive_is_counted_in_part(tmp_path: Path) -> None:
    given = order(archive(tmp_path, [article(n) for n in range(50)]), dedupe=False)
    seconds = count(0, 5)
    found = surveyed(given, lambda: next(seconds))
    assert not found.is_whole
    assert 0 < found.records < 50
    told = to_text(
        Estimate(
            survey=found,
            method=Method(MODEL, "whole"),
            calls=Between(20, 80),
            input_tokens=Between(1234567, 1234567),
            output_tokens=Between(10, 20),
            cost=Between(0.5, 12),
            seconds=Between(90, 180_000),
            notes=("A note.",),
        )
    )
    assert f"records         at least {found.records}\n" in told
    assert "calls           20 to 80\n" in told
    assert "tokens read     1,230,000\n" in told
    assert "cost            0.5000 to 12.00 USD\n" in told
    assert "time            90 seconds to 2.1 days\n" in told
    assert "- A note.\n" in told


def test_the_selection_is_that_of_the_run(tmp_path: Path) -> None:
    path = archive(tmp_path, [article(n) for n in range(40)])
    assert surveyed(order(path, limit=7)).open == 7
    shards = [surveyed(order(path, shard=Shard(number, 3))).open for number in (1, 2, 3)]
    assert sum(shards) == 40
    assert min(shards) > 0


def test_a_strategy_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no strategy 'grand'"):
        estimated(order(archive(tmp_path, [FERRY])), strategy="grand")


def test_a_sample_of_all_has_no_error_of_its_own() -> None:
    firsts = [First(1000, n, n * 1000, n * 1000, 0.01) for n in (2, 4, 6)]
    whole, part = by_sample(firsts, 3, "focused"), by_sample(firsts, 3000, "focused")
    assert whole.calls == Between(4, 4 * 1.4)
    assert part.calls.low < whole.calls.low
    assert part.calls.high > whole.calls.high


def test_own_averages_wait_for_enough_articles() -> None:
    totals = Totals(
        questions=90, replayed=30, calls=66, input_tokens=6000, cached_tokens=600, output_tokens=120
    )
    assert by_totals(totals, OWN_AVERAGES - 1) is None
    assert by_totals(Totals(questions=90, replayed=90), OWN_AVERAGES) is None
    work = by_totals(totals, 100)
    assert work is not None
    # Of 90 questions 60 were asked, with 66 calls: 99 for all of them, give or take a tenth.
    assert (work.calls.low, work.calls.high) == pytest.approx((0.99 * 0.9, 0.99 * 1.1))
    assert (work.input.low + work.input.high) / 2 == pytest.approx(90)
    assert (work.fresh.low + work.fresh.high) / 2 == pytest.approx(81)


def test_more_calls_at_once_take_less_time_but_not_less_than_one() -> None:
    work = Work(*(Between(1000, 1000),) * 4)
    few = hosted_seconds(work, FlowLimits(max_in_flight=10, start=10))
    many = hosted_seconds(work, FlowLimits(max_in_flight=100, start=10))
    assert many.low == pytest.approx(few.low / 10)
    assert many.high == few.high
    endless = hosted_seconds(work, FlowLimits(max_in_flight=10_000, start=10_000))
    assert endless.low == pytest.approx(0.5 + 1 / 150)


def test_what_a_cache_holds_costs_less() -> None:
    price = PriceTag.of_vendor("openai", "gpt-4.1-mini")
    assert price is not None
    million = Between(1e6, 1e6)
    anew = cost_of(Work(million, million, million, million), price, in_batches=False)
    cached = cost_of(Work(million, million, Between(0, 0), million), price, in_batches=False)
    assert anew.low == anew.high
    assert cached.high < anew.low


@pytest.mark.parametrize(
    ("model", "base_url", "known"),
    [
        (MODEL, None, True),
        ("anthropic/claude-sonnet-4-5", None, True),
        ("gpt-4.1-mini", "https://api.openai.com/v1", True),
        ("gpt-4.1-mini", "http://127.0.0.1:9/v1", False),
        ("openai/a-model-that-no-list-has", None, False),
        ("local", None, False),
        ("default", "https://api.openai.com/v1", False),
    ],
)
def test_prices_are_found_without_connecting(model: str, base_url: str | None, known: bool) -> None:
    assert (price_of(Settings(model=model, base_url=base_url)) is not None) == known


def test_the_command_tells_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = archive(tmp_path, [article(1), article(2)]), tmp_path / "out"
    arguments = ["batch", str(path), "--out", str(out), "--model", MODEL, "--dry-run"]
    monkeypatch.setattr(sys, "argv", ["summarizer", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().out
    assert not ended.value.code
    assert "to ask about    2\n" in told
    assert f"model           {MODEL}, strategy whole\n" in told
    assert "Nothing was asked, and nothing was written.\n" in told
    assert not out.exists()


def test_estimates_hold_for_what_was_recorded(tmp_path: Path) -> None:
    recorded = sorted((CASSETTES / "test_quality").glob("*.yaml"))
    usages = [usage for path in recorded for usage in usages_in(path)]
    texts = [text_of(path.stem) for path in recorded]
    found = estimated(order(archive(tmp_path, texts)), model="local")
    # 5 per cent: some articles have no later questions, and tokens are not quite of one length.
    for ends, actual in (
        (found.calls, len(usages)),
        (found.input_tokens, sum(usage["prompt_tokens"] for usage in usages)),
        (found.output_tokens, sum(usage["completion_tokens"] for usage in usages)),
    ):
        assert ends.low * 0.95 < actual < ends.high * 1.05
        assert ends.high < ends.low * 1.5


def usages_in(cassette: Path) -> list[dict[str, int]]:
    kept = yaml.load(cassette.read_text(encoding="utf-8"), yaml.CSafeLoader)
    bodies = [json.loads(one["response"]["body"]["string"]) for one in kept["interactions"]]
    return [body["usage"] for body in bodies]


def text_of(name: str) -> str:
    [path] = [path for folder in FOLDERS if (path := folder / f"{name}.txt").exists()]
    return path.read_text(encoding="utf-8")
