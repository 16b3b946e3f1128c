"""Which items the model looks at once more: `verify`, from the dialogue up to a run's settings."""

import json
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer
from faulty_server import answer as served
from scripting import FERRY, Answer, Script, asked_of, assert_sound, claim, event, looked
from test_archive import Desk, article
from test_batch_cli import run as program

from summarizer import Document, Summarizer
from summarizer.archive.answering import Method
from summarizer.archive.configuration import Configuration
from summarizer.dialogue import Limits, converse, strategy_named
from summarizer.drivers import run
from summarizer.errors import SettingsError
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply
from summarizer.schemas.summary import Summary
from summarizer.settings import Settings

DOUBTED = claim(stance="asserts")
"""Grammar sees that its sentence reports a denial."""

NO_JOURNAL = Settings(use_journal=False)


def summarized(
    verify: str | None,
    claims: list[dict[str, Any]],
    events: list[dict[str, Any]] | None = None,
    answer: Answer | None = None,
    limits: Limits = Limits(),
) -> tuple[Summary, list[Question]]:
    """The summary of FERRY out of these drafts, and the second looks that were asked for it."""
    said = looked() if answer is None else answer
    model = ScriptedModel(Script([claims], [events or []], second_look=lambda _: said))
    strategy = strategy_named("whole", verify=verify)
    dialogue = converse(Document.from_text(FERRY), strategy, limits=limits)
    summary = run(dialogue, model)
    assert_sound(summary, FERRY)
    return summary, [one for one in model.asked if one.recipe == "second-look@v1"]


def codes(summary: Summary) -> list[str]:
    items = [*summary.claims, *summary.events]
    return [problem.code for item in items for problem in item.problems]


def test_none_asks_nothing_and_leaves_a_doubt_beside_its_item() -> None:
    summary, looks = summarized("none", [DOUBTED], [event()])
    assert looks == []
    severities = {one.code: one.severity for one in summary.claims[0].problems}
    assert severities["denial-dropped"] == "doubt"


@pytest.mark.parametrize("verify", ["doubts", None])
def test_doubts_are_the_default_and_nothing_else_is_asked_about(verify: str | None) -> None:
    _, looks = summarized(verify, [DOUBTED], [event()])
    assert len(looks) == 1
    assert event()["summary"] not in asked_of(looks[0])
    assert summarized(verify, [claim()], [event()])[1] == []


def test_all_asks_in_the_same_question_about_items_without_a_doubt() -> None:
    _, [look] = summarized("all", [DOUBTED], [event()])
    words = asked_of(look)
    claimed, told = words.split("\nThe event: ")
    assert "(stance)" in claimed
    assert "none yet" not in claimed
    assert told.count("\nDoubt ") == 1
    assert "(the item): none yet. Are its roles" in told
    assert event()["summary"] in words
    assert "[1] The ferry Vega sank" in words


@pytest.mark.parametrize("answer", [looked((1, "keep", ""), (2, "keep", "")), looked()])
def test_what_is_kept_without_a_doubt_is_as_it_was(answer: str) -> None:
    plain, _ = summarized("none", [claim()], [event()])
    kept, [look] = summarized("all", [claim()], [event()], answer)
    assert asked_of(look).count("(the item): none yet. Are its ") == 2
    assert (kept.claims, kept.events) == (plain.claims, plain.events)


@pytest.mark.parametrize(("number", "left"), [(1, ["disaster.accident"]), (2, [claim()["text"]])])
def test_what_is_dropped_without_a_doubt_is_rejected(number: int, left: list[str]) -> None:
    answer = looked((number, "drop", ""))
    summary, _ = summarized("all", [claim()], [event()], answer)
    assert [*(one.text for one in summary.claims), *(one.type for one in summary.events)] == left
    [rejected] = summary.rejected
    assert [problem.code for problem in rejected.problems] == ["withdrawn"]


def test_a_change_names_its_field_and_is_checked_like_any_other() -> None:
    summary, _ = summarized(
        "all",
        [claim()],
        [event()],
        looked((1, "change", "speaker: Ada Brandt"), (2, "change", "participants[0].role: other")),
    )
    assert [one.speaker.name for one in summary.claims] == ["Ada Brandt"]
    assert [one.role for one in summary.events[0].participants] == ["other"]
    assert "kept-on-second-look" not in codes(summary)


@pytest.mark.parametrize(
    "value", ["Ada Brandt", "", "author: Ada Brandt", "stance: shouts", "participants[7].role: x"]
)
def test_a_change_that_fits_no_field_is_said_and_the_item_stays(value: str) -> None:
    plain, _ = summarized("none", [claim()])
    summary, _ = summarized("all", [claim()], answer=looked((1, "change", value)))
    [stays], [before] = summary.claims, plain.claims
    assert (stays.text, stays.speaker, stays.stance) == (before.text, before.speaker, before.stance)
    assert stays.confidence < before.confidence
    assert "kept-on-second-look" in codes(summary)


@pytest.mark.parametrize("answer", [Reply("", "refused"), "never mind", Reply("", "truncated")])
def test_items_that_nobody_looked_at_are_said_to_be_such(answer: Answer) -> None:
    summary, _ = summarized("all", [claim()], [event()], answer)
    assert codes(summary).count("not-verified") == 2
    assert summary.claims[0].confidence == summarized("none", [claim()])[0].claims[0].confidence


def test_a_second_look_that_a_limit_forbids_is_said() -> None:
    summary, looks = summarized("all", [claim()], [event()], limits=Limits(rounds=1))
    assert looks == []
    assert codes(summary).count("not-verified") == 2


def test_an_item_is_looked_at_once_also_when_its_new_value_had_to_be_repaired() -> None:
    answers = iter([looked((1, "change", "text: Norland Lines denied that 40 ships had sunk."))])
    model = ScriptedModel(Script([[claim()], [], [claim()]], second_look=lambda _: next(answers)))
    strategy = strategy_named("whole", verify="all")
    summary = run(converse(Document.from_text(FERRY), strategy), model)
    assert len([one for one in model.asked if one.recipe.startswith("repair-")]) == 1
    assert claim()["text"] in [one.text for one in summary.claims]
    assert "not-verified" not in codes(summary)


def test_many_items_without_a_doubt_are_several_questions() -> None:
    many = [claim(text=f"{claim()['text'][:-1]}{' again' * n}.") for n in range(45)]
    _, looks = summarized("all", many)
    assert [asked_of(look).count("\nDoubt ") for look in looks] == [40, 5]


# --- in Python -----------------------------------------------------------------------------------


def test_python_says_what_to_verify() -> None:
    model = ScriptedModel(Script([[claim()]], second_look=lambda _: looked((1, "drop", ""))))
    with Summarizer(model, verify="all", settings=NO_JOURNAL) as summarizer:
        assert summarizer.verify == "all"
        assert summarizer.summarize(Document.from_text(FERRY)).claims == []
    for strategy, verify in [("whole", "doubts"), ("focused", "none")]:
        with Summarizer(model, strategy=strategy, settings=NO_JOURNAL) as summarizer:
            assert summarizer.verify == verify


@pytest.mark.parametrize("verify", ["some", "", "ALL"])
@pytest.mark.parametrize("strategy", ["whole", "focused"])
def test_a_value_that_there_is_not_is_named(strategy: str, verify: str) -> None:
    with pytest.raises(SettingsError, match=f"none, doubts, all, not '{verify}'"):
        Summarizer(ScriptedModel([]), strategy=strategy, verify=verify, settings=NO_JOURNAL)


@pytest.mark.parametrize("verify", ["doubts", "all"])
def test_a_strategy_without_a_second_look_says_so(verify: str) -> None:
    with pytest.raises(SettingsError, match=f"focused takes no second look.*{verify}.*whole"):
        strategy_named("focused", verify=verify)
    assert strategy_named("focused", verify="none").verify == "none"


# --- in a run ------------------------------------------------------------------------------------


def settings(strategy: str, verify: str | None) -> Configuration:
    return Configuration.of(Method("scripted", strategy, verify=verify), "")


@pytest.mark.parametrize(("strategy", "same"), [("whole", "doubts"), ("focused", "none")])
def test_the_default_named_or_not_is_the_run_of_before(strategy: str, same: str) -> None:
    assert settings(strategy, same) == settings(strategy, None)
    assert "verify" not in settings(strategy, None).settings


@pytest.mark.parametrize("verify", ["none", "all"])
def test_another_value_is_told_as_a_change(verify: str) -> None:
    before, after = settings("whole", None), settings("whole", verify)
    assert after.changes_since(before) == [f"verify: by strategy -> {verify}"]
    assert before.changes_since(after) == [f"verify: {verify} -> by strategy"]


def test_a_batch_started_again_with_another_value_does_all_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.holds([article(number) for number in range(3)])
    desk.model = ScriptedModel(Script())
    desk.method = Method("scripted", "whole")
    desk.run()
    asked = len(desk.model.asked)
    desk.method = Method("scripted", "whole", verify="doubts")
    desk.run()
    assert not (desk.folder / "previous").exists()
    desk.method = Method("scripted", "whole", verify="all")
    desk.run()
    assert "verify: by strategy -> all" in " ".join(desk.notes.lines)
    kept = (desk.folder / "previous" / "001" / "results.jsonl").read_text().splitlines()
    assert sorted(json.loads(row)["id"] for row in kept) == ["a0", "a1", "a2"]
    assert sorted(row["id"] for row in desk.rows()) == ["a0", "a1", "a2"]
    assert len(desk.model.asked) == asked  # the lists are in the journal, and nothing was listed


def nothing_found(body: Any) -> Behaviour:
    return served('{"claims": [], "events": []}')


def test_the_command_line_hands_it_on_to_a_run(tmp_path: Path) -> None:
    path, out = tmp_path / "archive.jsonl", tmp_path / "out"
    path.write_text(json.dumps(article(1)) + "\n", encoding="utf-8")
    with FaultyServer(otherwise=nothing_found) as server:
        asked = ("batch", path, "--out", out, "--base-url", server.base_url, "--model", "tiny")
        assert program(*asked).returncode == 0
        again = program(*asked, "--verify", "all")
        assert again.returncode == 0, again.stderr
        assert "verify: by strategy -> all" in again.stderr
        wrong = program(*asked, "--strategy", "focused", "--verify", "all")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "focused takes no second look" in wrong.stderr
