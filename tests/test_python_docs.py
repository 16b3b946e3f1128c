"""docs/python.md: every example runs, in order, and prints what the page says it prints."""

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from scripting import Script

import summarizer.api
from summarizer import Document
from summarizer.models import Model, ScriptedModel
from summarizer.rounds import Question, Reply

PAGE = Path(__file__).parent.parent / "docs" / "python.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
(ARTICLE,) = re.findall(r"^```text\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
SHOWN = "# -> "


FACT = {
    "sentences": [6],
    "fact": "The Kelmar bridge stays shut until June.",
    "quote": "the bridge would stay shut until June",
}


def answered(question: Question) -> str | Reply:
    """The article needs no model; what is asked all the same gets "none", or the letter A."""
    if question.schema_name == "KeyFactsDrafts":
        return json.dumps({"items": [FACT]})
    if question.choices:
        return Reply("A", choice_logprobs=dict.fromkeys(question.choices, -1.0) | {"A": -0.1})
    return Script()(question)


def connected(*_: Any, **__: Any) -> Model:
    return ScriptedModel(answered)


def test_the_examples_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(summarizer.api, "connect", connected)
    monkeypatch.setattr(summarizer.api, "default_journal_path", lambda: tmp_path / "j.sqlite3")
    Path("article.txt").write_text(ARTICLE, encoding="utf-8")
    names: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS, 1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, f"example {number} of docs/python.md", "exec"), names)
        shown = [line[len(SHOWN) :] for line in block.splitlines() if line.startswith(SHOWN)]
        assert printed.getvalue().splitlines() == shown, f"example {number} prints otherwise"
    assert "<!doctype html>" in Path("report.html").read_text(encoding="utf-8")


def test_what_the_page_says_can_be_revised_is_what_can() -> None:
    from summarizer.editing.claims import ClaimChanges
    from summarizer.editing.events import EventChanges

    text = PAGE.read_text(encoding="utf-8")
    (claims,) = re.findall(r"can be revised of a claim: (.*?)\. Of an\s+event: ", text, re.S)
    (events,) = re.findall(r"Of an\s+event: (.*?)\.\n", text, re.S)
    assert set(re.findall(r"`(\w+)`", claims)) == set(ClaimChanges.__annotations__)
    assert set(re.findall(r"`(\w+)`", events)) == set(EventChanges.__annotations__)


def test_every_form_is_in_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    forms = {name for name in dir(summarizer.Summary) if name.startswith("to_")}
    assert set(re.findall(r"`(to_\w+)\(\)`", text)) == forms
    assert Document.from_text(ARTICLE).title in text
