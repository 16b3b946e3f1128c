"""Evaluation as a whole: counting, intervals, gold files, runs, the page and the command."""

import asyncio
import io
import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scripting import FERRY, Script

import summarizer.api
from summarizer import Document, Settings, Summarizer
from summarizer.api import check_by_rules
from summarizer.cli import main
from summarizer.errors import DocumentError, SettingsError
from summarizer.evaluation import (
    TASKS,
    Counts,
    Ears,
    Judgement,
    Miss,
    Tally,
    aevaluate,
    evaluate,
    no_model,
    read_gold,
    sampled,
    task_named,
    to_json,
    to_text,
)
from summarizer.evaluation.bootstrap import Estimate, estimate, resamples
from summarizer.evaluation.claims import SAYING_FORMS
from summarizer.evaluation.gold import ClaimsLine, EventsLine, Gold, SupportLine
from summarizer.evaluation.report import worst
from summarizer.evaluation.run import Evaluation, Scored, Spent
from summarizer.evaluation.tasks import Task
from summarizer.evaluation.totals import (
    area_under_curve,
    balanced_accuracy,
    calibration_error,
    totals,
)
from summarizer.models import ScriptedModel

NO_JOURNAL = Settings(use_journal=False)

# --- counting -----------------------------------------------------------------------------------


def test_counts_divide_and_add_up() -> None:
    counts = Counts(1, 2, 3) + Counts(2, 2, 5)
    assert counts == Counts(3, 4, 8)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.375, 0.5)


def test_nothing_to_divide_by_is_nought() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0, 0, 0)


def test_a_share_is_the_same_whichever_way() -> None:
    share = Counts.share(3, 4)
    assert share.precision == share.recall == share.f1 == 0.75


def test_tallies_add_up_by_name() -> None:
    yes, no = Judgement(True, True), Judgement(False, True)
    one = Tally({"a": Counts(1, 1, 1), "b": Counts(0, 1, 1)}, (Miss("x", "1"),), {"j": (yes,)})
    other = Tally({"c": Counts(1, 2, 3), "a": Counts(0, 0, 1)}, (Miss("x", "2"),), {"j": (no,)})
    both = one + other
    assert both.measures == {
        "a": Counts(1, 1, 2),
        "b": Counts(0, 1, 1),
        "c": Counts(1, 2, 3),
    }
    assert [miss.text for miss in both.misses] == ["1", "2"]
    assert both.judgements == {"j": (yes, no)}
    assert Tally() + one == one


# --- judges -------------------------------------------------------------------------------------


def judges(*answers: tuple[float, bool]) -> list[Judgement]:
    return [Judgement(probability >= 0.5, right, probability) for probability, right in answers]


def test_balanced_accuracy_counts_both_answers_alike() -> None:
    mostly_yes = judges((0.9, True), (0.8, True), (0.2, True), (0.7, True), (0.9, False))
    assert balanced_accuracy(mostly_yes) == (3 / 4 + 0) / 2
    assert balanced_accuracy(mostly_yes[:4]) is None


def area_by_pairs(judgements: list[Judgement]) -> float:
    """The area under the curve as its definition has it."""
    rates = [
        (one.probability > other.probability) + (one.probability == other.probability) / 2
        for one in judgements
        for other in judgements
        if one.right and not other.right and one.probability is not None
        if other.probability is not None
    ]
    return sum(rates) / len(rates)


def test_area_under_the_curve_with_ties() -> None:
    chance = random.Random(5)
    for _ in range(20):
        answers = judges(*((chance.randrange(5) / 4, chance.random() < 0.5) for _ in range(30)))
        assert area_under_curve(answers) == pytest.approx(area_by_pairs(answers))
    assert area_under_curve(judges((0.9, True), (0.1, False))) == 1
    assert area_under_curve(judges((0.9, True))) is None
    assert area_under_curve([Judgement(True, True), Judgement(False, False)]) is None


def test_calibration_error() -> None:
    # Two of four at .75 are right: .25 off. One at 1.0 is right: nothing off.
    answers = judges(*[(0.75, right) for right in (True, True, False, False)], (1.0, True))
    assert calibration_error(answers) == pytest.approx(4 * 0.25 / 5)
    assert calibration_error([Judgement(True, True)]) is None


# --- intervals ----------------------------------------------------------------------------------


def test_intervals_are_the_same_every_time_and_narrow_with_more_documents() -> None:
    few = totals([Tally({"m": Counts(at % 2, 1, 1)}) for at in range(10)]).measures[0].f1
    many = totals([Tally({"m": Counts(at % 2, 1, 1)}) for at in range(200)]).measures[0].f1
    assert few is not None
    assert many is not None
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    # Of a fair coin tossed n times: 1.96 * 0.5 / sqrt(n) to either side.
    assert many.high - 0.5 == pytest.approx(0.069, abs=0.02)
    assert few.high - 0.5 == pytest.approx(0.31, abs=0.1)
    assert totals([Tally({"m": Counts(at % 2, 1, 1)}) for at in range(10)]).measures[0].f1 == few


def test_draws_with_nothing_to_count_are_left_out() -> None:
    only_one = [Tally({"m": Counts(1, 1, 2)}), *[Tally()] * 4]
    total = totals(only_one).measures[0]
    assert total.recall == Estimate(0.5, 0.5, 0.5)
    assert estimate(lambda _: None, resamples(3)) is None


def test_a_measure_without_answers_has_no_precision() -> None:
    total = totals([Tally({"m": Counts(0, 0, 4)})]).measures[0]
    assert total.precision is None
    assert total.recall == Estimate(0, 0, 0)
    assert not total.is_share


def test_totals_of_judges() -> None:
    answers = judges((0.9, True), (0.2, False), (0.6, False))
    [judge] = totals([Tally(judgements={"j": (one,)}) for one in answers]).judges
    assert (judge.judgements, judge.right) == (3, 1)
    assert judge.balanced_accuracy is not None
    assert judge.balanced_accuracy.value == 0.75
    assert judge.auc == Estimate(1, 1, 1)
    assert judge.calibration_error is not None


# --- gold ---------------------------------------------------------------------------------------


def line(**changes: Any) -> dict[str, Any]:
    """FERRY with its first attribution marked."""
    return {"doc_id": "ferry", "text": FERRY, "published": "2021-03-04"} | changes


def attribution(source: str, cue: str, content: str) -> dict[str, Any]:
    def at(words: str) -> list[dict[str, int]]:
        start = FERRY.index(words)
        return [{"start": start, "end": start + len(words)}]

    return {"source": at(source), "cue": at(cue), "content": at(content)}


SUNK = "The ferry Vega sank off Orlen on Tuesday, killing at least 12 people"
CLAIMS = [
    attribution("the coast guard", "said", SUNK),
    attribution("Pavel Lund", "said", "We saw the lights go out"),
    attribution("Norland Lines", "denied", "the ship had been overloaded"),
    attribution("The mayor of Orlen", "accused", "ignoring two warnings"),
]


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """Three documents: the ferry, the same under another name, and one without attributions."""
    quiet = line(doc_id="quiet", text="Rain fell on Orlen for most of the day.", claims=[])
    lines = [line(claims=CLAIMS), line(doc_id="again", claims=CLAIMS[:2]), quiet]
    return write(tmp_path / "gold.jsonl", *map(json.dumps, lines))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_gold_is_read_line_by_line(ferry: Path) -> None:
    gold = read_gold(ferry, ClaimsLine)
    assert [one["doc_id"] for one in gold] == ["ferry", "again", "quiet"]
    assert gold[0]["claims"] == CLAIMS


def test_gold_may_hold_separators_blank_lines_and_more_keys(tmp_path: Path) -> None:
    odd = line(text="Rain\u2028fell.", claims=[], editor="nobody")
    path = write(tmp_path / "g", "", json.dumps(odd, ensure_ascii=False), "")
    assert read_gold(path, ClaimsLine) == [odd]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "valid dictionary"),
        (line(), "claims: Field required"),
        (line(claims=[{"source": [], "cue": []}]), r"claims\.0\.content: Field required"),
        (line(claims=[], text=7), "text: Input should be a valid string"),
        (line(claims=[], text=""), "text: String should have at least 1 character"),
        (line(claims=[], text="\ufeffRain fell."), "byte order mark"),
        (
            line(text="Rain.", claims=CLAIMS[:1]),
            r"the range \d+\.\.\d+ ends after the text",
        ),
        (
            line(claims=[CLAIMS[0] | {"cue": [{"start": 5, "end": 5}]}]),
            r"claims\.0\.cue\.0: the range 5\.\.5 holds no character",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: object, fault: str) -> None:
    text = wrong if isinstance(wrong, str) else json.dumps(wrong)
    path = write(tmp_path / "gold.jsonl", json.dumps(line(claims=[])), text)
    with pytest.raises(DocumentError, match=rf"gold\.jsonl line 2.*{fault}") as raised:
        read_gold(path, ClaimsLine)
    assert "\n" not in str(raised.value)


def test_offsets_of_error_spans_count_in_the_summary(tmp_path: Path) -> None:
    form = TASKS["error-spans"].form
    short = line(summary="Sunk.", supported=False, errors=[{"start": 0, "end": 6}])
    with pytest.raises(DocumentError, match="ends after the text"):
        read_gold(write(tmp_path / "g", json.dumps(short)), form)
    longer = short | {"text": "S.", "summary": "It sank."}
    assert read_gold(write(tmp_path / "g", json.dumps(longer)), form) == [longer]


def test_coreferent_arguments_must_lie_in_the_text(tmp_path: Path) -> None:
    place = {"start": 0, "end": 3}
    mention = place | {"role": "Place", "coreferent": [{"start": 0, "end": 9_999}]}
    wrong = line(events=[{"type": "Life.Die", "trigger": place, "arguments": [mention]}])
    with pytest.raises(DocumentError, match="9999 ends after"):
        read_gold(write(tmp_path / "g", json.dumps(wrong)), EventsLine)


def test_votes_are_yes_or_no(tmp_path: Path) -> None:
    wrong = line(sentences=[{"text": "So.", "supported": True, "votes": ["maybe"]}])
    with pytest.raises(DocumentError, match="votes"):
        read_gold(write(tmp_path / "g", json.dumps(wrong)), SupportLine)


@pytest.mark.parametrize(
    ("content", "fault"), [(b"\n\n", "holds no document"), (b"\xff\xfe", "is not UTF-8")]
)
def test_files_that_are_no_gold(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=fault):
        read_gold(path, ClaimsLine)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        read_gold(tmp_path / "none", ClaimsLine)
    with pytest.raises(DocumentError, match="cannot be read"):
        read_gold(tmp_path, ClaimsLine)


def test_a_sample_is_picked_by_its_seed_and_keeps_the_order() -> None:
    gold: list[Gold] = [{"doc_id": f"{at:02}"} for at in range(40)]
    some = sampled(gold, 10, seed=1)
    assert some == sampled(gold, 10, seed=1) != sampled(gold, 10, seed=2)
    names = [one["doc_id"] for one in some]
    assert names == sorted(set(names))
    assert len(names) == 10
    assert sampled(gold, None, 1) == sampled(gold, 99, 1) == gold
    with pytest.raises(SettingsError):
        sampled(gold, 0, 1)


# --- runs ---------------------------------------------------------------------------------------


def scripted(concurrency: int = 1) -> ScriptedModel:
    return ScriptedModel(Script(), concurrency=concurrency)


def run_on(path: Path, settings: Settings = NO_JOURNAL, ears: Ears | None = None) -> Evaluation:
    task = TASKS["claims"]
    with Summarizer(scripted(), strategy="focused", settings=settings) as summarizer:
        return evaluate(task, read_gold(path, task.form), summarizer, ears or Ears())


def test_an_evaluation(ferry: Path) -> None:
    told: list[Scored] = []
    asked: list[object] = []
    evaluation = run_on(ferry, ears=Ears(told.append, asked.append, lambda *_: None))
    assert [one.doc_id for one in told] == ["ferry", "again", "quiet"]
    assert evaluation.documents == tuple(told)
    assert (evaluation.model, evaluation.strategy) == ("scripted", "focused")
    assert asked
    found = told[0].tally.measures["all cues: attributed resolved"]
    assert found.correct >= 3
    assert found.gold == 4
    whole = {one.name: one.counts for one in evaluation.totals.measures}
    assert whole["all cues: found"].gold == 6
    assert told[0].spent.calls > 0 == told[0].spent.replayed


def test_asynchronous_is_the_same(ferry: Path) -> None:
    task = TASKS["claims"]
    model = scripted(concurrency=3)
    with Summarizer(model, strategy="focused", settings=NO_JOURNAL) as summarizer:
        found = asyncio.run(aevaluate(task, read_gold(ferry, task.form), summarizer))
    expected = run_on(ferry)
    assert [one.tally for one in found.documents] == [one.tally for one in expected.documents]
    assert found.totals == expected.totals


def test_a_second_scoring_asks_nothing(ferry: Path, tmp_path: Path) -> None:
    settings = Settings(journal=tmp_path / "journal.sqlite3")
    first, second = run_on(ferry, settings), run_on(ferry, settings)
    assert second.totals == first.totals
    assert [one.spent.calls for one in second.documents] == [0, 0, 0]
    # "again" is the same text as "ferry": its answers were there the first time.
    assert first.documents[1].spent.calls == 0 < first.documents[0].spent.calls
    assert second.documents[0].spent.replayed == first.documents[0].spent.calls


BOATS = {
    "doc_id": "boats",
    "text": "Four boats sank off Orlen on Tuesday. The harbour was closed for two days.",
    "sentences": [
        {"text": "Four boats sank off Orlen on Tuesday.", "supported": True},
        {"text": "Nine boats sank off Orlen on Tuesday.", "supported": False},
    ],
}


@pytest.mark.parametrize("concurrency", [1, 3])
def test_the_check_is_scored_sentence_by_sentence(tmp_path: Path, concurrency: int) -> None:
    task = TASKS["support"]
    gold = read_gold(write(tmp_path / "g", json.dumps(BOATS)), task.form)
    with Summarizer(no_model(), settings=NO_JOURNAL) as summarizer:
        found = (
            evaluate(task, gold, summarizer)
            if concurrency == 1
            else asyncio.run(aevaluate(task, gold, summarizer))
        )
    [scored] = found.documents
    [yes, no] = scored.tally.judgements["the check"]
    assert (yes.right, no.right, no.said) == (True, False, False)
    assert (yes.probability or 0) > (no.probability or 0)
    assert set(scored.tally.judgements) == {"the check"}  # nobody voted


def test_without_a_model_the_check_is_what_its_rules_say(tmp_path: Path) -> None:
    document = Document.from_text(str(BOATS["text"]))
    statement = "Nine ships were lost near Orlen in a storm."
    with Summarizer(no_model(), settings=NO_JOURNAL) as summarizer:
        found = summarizer.check(statement, document)
    expected = check_by_rules(statement, document)
    assert (found.sentences, found.flags) == (expected.sentences, expected.flags)
    assert found.usage.calls == 0


@pytest.mark.parametrize("strategy", ["focused", "whole"])
def test_a_model_that_knows_nothing_is_asked_everything_once(strategy: str) -> None:
    model = no_model()
    with Summarizer(model, strategy=strategy, settings=NO_JOURNAL) as summarizer:
        summary = summarizer.summarize(Document.from_text(FERRY, language="en"))
    assert summary.usage.calls == 0
    assert summary.rejected == []
    assert len({question.fingerprint for question in model.asked}) == len(model.asked) > 0


def test_a_text_that_is_no_article_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "g", json.dumps(line(doc_id="blank", text=" ", claims=[])))
    with pytest.raises(DocumentError, match=r"blank: .*give an article"):
        run_on(path)


def test_a_task_that_there_is_not() -> None:
    with pytest.raises(SettingsError, match=r"no task 'rhymes'; choose from claims, "):
        task_named("rhymes")


# --- the page and the JSON ----------------------------------------------------------------------


def evaluation_of(*tallies: Tally, task: str = "claims") -> Evaluation:
    scored = [
        Scored(f"d{at}", tally, Spent(1.5, 2, 3, 4000, 50)) for at, tally in enumerate(tallies)
    ]
    return Evaluation(TASKS[task], "tiny", "focused", tuple(scored))


def test_the_page() -> None:
    shown = dict.fromkeys(TASKS["claims"].shown, Counts(1, 2, 4))
    tally = Tally(
        {**shown, "speaker": Counts.share(1, 2)}, judgements={"j": (Judgement(True, True),)}
    )
    page = to_text(evaluation_of(tally, tally), 10)
    assert page.splitlines() == [
        "document  attributed  by saying  calls  tokens in  out  seconds",
        "d0         1 / 2 / 4  1 / 2 / 4      2      4,000   50      1.5",
        "d1         1 / 2 / 4  1 / 2 / 4      2      4,000   50      1.5",
        "right / given / wanted of a measure; right / asked of a judge",
        "",
        "measure                                    precision          recall    F1, or share"
        "  right / given / wanted",
        "all cues: attributed resolved         .500 (.50–.50)  .250 (.25–.25)  .333 (.33–.33)"
        "               2 / 4 / 8",
        "verbs of saying: attributed resolved  .500 (.50–.50)  .250 (.25–.25)  .333 (.33–.33)"
        "               2 / 4 / 8",
        "speaker                                            –               –  .500 (.50–.50)"
        "               2 / 4 / 4",
        "",
        "judge  balanced accuracy  AUC  calibration error  answers",
        "j                      –    –                  –        2",
        "",
        "2 documents, tiny, focused. A document: 1.5 s, 2.0 calls, 4,000 tokens in, 50 out; 6 answers"
        " out of the journal.",
        "Between brackets: 95 % of 1,000 draws of the documents.",
    ]


def test_worst_misses_come_kind_by_kind_the_heaviest_first() -> None:
    one = Tally(misses=(Miss("b", "light", 1), Miss("a", "only", 1)))
    other = Tally(misses=(Miss("b", "heavy", 2),))
    found = [(doc_id, miss.text) for doc_id, miss in worst(evaluation_of(one, other), 9)]
    assert found == [("d0", "only"), ("d1", "heavy"), ("d0", "light")]
    page = to_text(evaluation_of(one, other), 2)
    assert page.endswith("The worst misses\n- a (d0): only\n- b (d1): heavy\n")
    assert "misses" not in to_text(evaluation_of(one, other), 0)


def test_a_long_miss_is_cut_on_the_page_and_whole_in_the_json() -> None:
    long = evaluation_of(Tally(misses=(Miss("a", "word " * 200 + "\x1b[2J"),)))
    assert "…" in to_text(long, 1)
    assert "\x1b" not in to_text(long, 1) + to_json(long, 1, {})
    assert json.loads(to_json(long, 1, {}))["misses"][0]["text"].startswith("word " * 200)


def test_the_json() -> None:
    answers = judges((0.9, True), (0.1, False))
    tally = Tally({"m": Counts(1, 2, 4)}, (Miss("a", "text"),), {"j": tuple(answers)})
    value = json.loads(to_json(evaluation_of(tally), 1, {"file": "gold.jsonl", "seed": 3}))
    assert list(value)[:3] == ["task", "file", "seed"]
    assert value["measures"]["m"]["counts"] == {"correct": 1, "predicted": 2, "gold": 4}
    assert value["measures"]["m"]["precision"] == {"value": 0.5, "low": 0.5, "high": 0.5}
    assert value["judges"]["j"]["auc"] == {"value": 1, "low": 1, "high": 1}
    assert value["documents"] == [
        {
            "doc_id": "d0",
            "measures": {"m": {"correct": 1, "predicted": 2, "gold": 4}},
            "judgements": {
                "j": [
                    {"said": True, "right": True, "probability": 0.9},
                    {"said": False, "right": False, "probability": 0.1},
                ]
            },
            "seconds": 1.5,
            "calls": 2,
            "replayed": 3,
            "input_tokens": 4000,
            "output_tokens": 50,
        }
    ]
    assert value["misses"] == [{"doc_id": "d0", "kind": "a", "text": "text"}]


# --- the command --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `summarizer eval` in this process, with a scripted model."""
    models = [scripted()]

    def made(model: ScriptedModel | None = None, **given: Any) -> Summarizer:
        given.pop("on_download", None)
        return Summarizer(model or models[0], **given)

    def call(*arguments: object, concurrency: int = 1) -> Ended:
        models[0] = scripted(concurrency)
        words = ["summarizer", "eval", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return Ended(int(ended.value.code or 0), out.decode(), err.decode())

    monkeypatch.setattr(summarizer.api, "Summarizer", made)
    return call


@pytest.fixture
def focused(tmp_path: Path) -> tuple[str, ...]:
    return ("--strategy", "focused", "--journal", str(tmp_path / "journal.sqlite3"))


def test_the_command_prints_a_page(run: Run, ferry: Path, focused: tuple[str, ...]) -> None:
    ended = run("claims", ferry, *focused)
    assert ended.code == 0
    assert ended.out.startswith("document  attributed  by saying")
    assert "all cues: found" in ended.out
    assert "The worst misses" in ended.out
    assert [text[:14] for text in ended.err.splitlines()] == [
        "1 of 3 ferry: ",
        "2 of 3 again: ",
        "3 of 3 quiet: ",
    ]


def test_the_command_does_without_a_model(run: Run, ferry: Path) -> None:
    value = json.loads(run("claims", ferry, "--model", "none", "--json").out)
    assert (value["model"], value["strategy"]) == ("none", "focused")
    assert value["measures"]["all cues: found"]["counts"]["correct"] >= 4


@pytest.mark.parametrize("concurrency", [1, 3])
def test_the_command_prints_json(
    run: Run, ferry: Path, focused: tuple[str, ...], concurrency: int
) -> None:
    sample = ("--sample", 2, "--seed", 4, "--worst", 1, "--json", "--quiet")
    ended = run("claims", ferry, *focused, *sample, concurrency=concurrency)
    assert (ended.code, ended.err) == (0, "")
    value = json.loads(ended.out)
    assert (value["sample"], value["seed"], len(value["documents"])) == (2, 4, 2)
    assert len(value["misses"]) == 1


def test_a_second_run_of_the_command_asks_nothing(
    run: Run, ferry: Path, focused: tuple[str, ...]
) -> None:
    first = json.loads(run("claims", ferry, *focused, "--json").out)
    second = json.loads(run("claims", ferry, *focused, "--json").out)
    assert second["measures"] == first["measures"]
    assert sum(one["calls"] for one in second["documents"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("rhymes", "gold.jsonl"), 2, "error: there is no task 'rhymes'; choose from claims"),
        (("claims", "no-such.jsonl"), 1, "error: no-such.jsonl: no such file"),
        (("claims",), 2, "error: missing argument 'FILE'"),
        (("claims", "gold.jsonl", "--sample", "0"), 2, "error: invalid value for '--sample'"),
        (("claims", "wrong.jsonl"), 1, "error: wrong.jsonl line 1 is not JSON"),
    ],
)
def test_wrong_use_is_one_line(
    run: Run,
    ferry: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    error: str,
) -> None:
    write(ferry.with_name("wrong.jsonl"), "not JSON")
    monkeypatch.chdir(ferry.parent)
    ended = run(*arguments)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.lower().startswith(error.lower())
    assert ended.err.count("\n") == 1


# --- the documentation --------------------------------------------------------------------------

DOC = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")


def test_every_task_is_documented() -> None:
    headings = [text for text in DOC.splitlines() if text.startswith("## `")]
    assert headings == [
        f"## `{name}`" for name in ("claims", "support", "error-spans", "incidents", "events")
    ]
    assert set(TASKS) == {text.strip("# `") for text in headings}


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.name)
def test_every_key_of_a_line_is_documented(task: Task) -> None:
    example = DOC.partition(f"## `{task.name}`")[2].partition("\n## ")[0]
    for key in set(task.form.model_fields) - {"published"}:
        assert f'"{key}"' in example


def test_the_examples_of_the_documentation_are_gold(tmp_path: Path) -> None:
    blocks = re.findall(r"(?m)(?:^    .*\n)+", DOC)
    examples = [json.loads(block) for block in blocks if block.lstrip().startswith("{")]
    assert len(examples) == len(TASKS)
    for example in examples:
        text = {"text": "…" * 500} | ({"summary": "…" * 500} if "summary" in example else {})
        path = write(tmp_path / "gold.jsonl", json.dumps(example | text))
        [form] = [
            task.form
            for task in TASKS.values()
            if task.form.model_fields.keys() <= {*example, "published"}
        ]
        assert read_gold(path, form) == [example | text]


def test_the_verbs_of_saying_are_documented() -> None:
    listed = DOC.partition("contains\na form of")[2].partition('or "according to"')[0]
    lemmas = re.findall(r"[a-z]+", listed.replace(" or ", " "))
    assert len(lemmas) == 15
    assert set(lemmas) <= SAYING_FORMS
    assert {form[:3] for form in SAYING_FORMS} <= {lemma[:3] for lemma in lemmas} | {
        "sai",
        "tol",
        "wro",
    }
