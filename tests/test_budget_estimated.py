"""A budget of tokens beside a server that tells no usage, or only half of it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer, answer
from test_archive import article
from test_batch_cli import SPEAKER, batch, environment, rows, run

from summarizer.models.envelope import reply_of
from summarizer.models.pricing import PriceTag, accounted
from summarizer.prompting import estimate_tokens
from summarizer.rounds import Message, Question, Reply, Tokens

ASKED = Question("r@v1", (Message("user", "Who speaks? " * 40),), "s", {}, "d", 10)

USAGES: list[dict[str, Any]] = [
    {"total_tokens": 0},
    {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    {"prompt_tokens": None, "completion_tokens": None},
    {"completion_tokens": 7},
    {"prompt_tokens": "100", "completion_tokens": "10"},
    {},
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(json.dumps(article(number)) + "\n" for number in range(20)))
    return path


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    def untold(body: Any) -> Behaviour:
        return answer(SPEAKER, usage=USAGES[0])

    with FaultyServer(otherwise=untold) as running:
        yield running


def test_max_tokens_holds_though_nothing_is_told(
    archive: Path, tmp_path: Path, server: FaultyServer
) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        batch(archive, out, server.base_url, "--max-tokens", 3000, "--concurrency", 2),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "tokens of" in done.stderr
    assert "are estimated: the server tells none" in done.stderr
    assert 8 <= len(rows(out)) < 20
    assert all(row["usage"]["estimated"] == row["usage"]["calls"] == 1 for row in rows(out))
    totals = json.loads(run("status", out, "--json").stdout)["totals"]
    assert totals["input_tokens"] + totals["output_tokens"] < 4500


@pytest.mark.parametrize("usage", USAGES, ids=str)
def test_half_a_usage_is_none(usage: dict[str, Any]) -> None:
    choice = {"message": {"content": SPEAKER}, "finish_reason": "stop"}
    tokens = accounted(ASKED, reply_of({"choices": [choice], "usage": usage}), None).tokens
    assert tokens.input == estimate_tokens(ASKED.messages[0].content)
    assert tokens.output == usage.get("completion_tokens") or estimate_tokens(SPEAKER)
    assert tokens.estimated == 1


def test_what_a_server_tells_is_taken_as_it_is() -> None:
    told = Reply("{}", tokens=Tokens(1, 900, 0, 3))
    assert accounted(ASKED, told, None) == told


def test_a_call_that_failed_took_nothing_that_is_known() -> None:
    failed = Reply("", "failed", "HTTP 500", Tokens(3))
    assert accounted(ASKED, failed, None) == failed


def test_what_is_estimated_has_a_price_too() -> None:
    price = PriceTag.of_vendor("openai", "gpt-4o")
    assert price is not None
    tokens = accounted(ASKED, Reply('{"speaker": "Ilse Darrow"}', tokens=Tokens(2)), price).tokens
    assert tokens.input == estimate_tokens(ASKED.messages[0].content)
    assert tokens.output == estimate_tokens('{"speaker": "Ilse Darrow"}')
    assert (tokens.calls, tokens.estimated) == (2, 1)
    assert tokens.cost
