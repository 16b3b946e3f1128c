"""What a server or a model says is bounded where it is read: numbers, pauses, sizes, lists."""

import asyncio
import bz2
import gzip
import json
import logging
import math
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faulty_server import Behaviour, FaultyServer, answer, raw, status
from scripting import FERRY, Script, claim, event, summarize
from test_flow import flow_of, http, play

from summarizer.archive.batch_files import results_in
from summarizer.dialogue.listing import MOST_REPAIRS
from summarizer.documents import Document
from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models import batch_service, bodies, connect
from summarizer.models.batch_service import BatchState
from summarizer.models.bodies import MOST_BYTES, Body, OversizedError
from summarizer.models.choices import choice_logprobs
from summarizer.models.completions import tokens_of
from summarizer.models.envelope import envelope_of, reply_of
from summarizer.models.failures import MOST_RETRY_AFTER, AttemptError, parse_retry_after
from summarizer.models.flow import LONG_PAUSES, LONGEST_ASKED
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.pricing import PriceTag
from summarizer.models.rates import LONGEST_DEBT, Bucket
from summarizer.models.transport import Transport, TransportLimits
from summarizer.rounds import MOST_COST, MOST_TOKENS, Message, Question, Reply, Tokens
from summarizer.settings import Settings
from summarizer.store import Journal

QUESTION = Question("speaker@v1", (Message("user", "Who?"),), "Speaker", {}, "d1", 100)

COUNTS = [
    (10**30, MOST_TOKENS), (2**63, MOST_TOKENS), (-5, 0), (12.0, 12), (12.9, 12), ("12", 0),
    (math.nan, 0), (math.inf, 0), (-math.inf, 0), (True, 0), (None, 0), ([3], 0), ({"a": 1}, 0), (7, 7),
]  # fmt: skip


def completion(**changes: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": "{}"}
    return {"choices": [{"message": message, "finish_reason": "stop"}], **changes}


class TestCounts:
    @pytest.mark.parametrize(("said", "taken"), COUNTS)
    def test_of_an_envelope(self, said: object, taken: int) -> None:
        usage = {
            "prompt_tokens": said,
            "completion_tokens": said,
            "prompt_tokens_details": {"cached_tokens": said},
        }
        assert reply_of(completion(usage=usage)).tokens == Tokens(1, taken, taken, taken)

    @pytest.mark.parametrize("usage", [None, [], 5, "many", {}, {"prompt_tokens_details": [1]}])
    def test_missing_ones_are_none(self, usage: object) -> None:
        assert reply_of(completion(usage=usage)).tokens == Tokens(calls=1)

    def test_no_more_can_be_cached_than_read(self) -> None:
        usage = {"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 99}}
        assert reply_of(completion(usage=usage)).tokens.cached == 10

    @pytest.mark.parametrize(("said", "taken"), COUNTS)
    def test_of_a_vendors_object(self, said: object, taken: int) -> None:
        usage = SimpleNamespace(
            prompt_tokens=said, completion_tokens=said, prompt_tokens_details=None
        )
        assert tokens_of(SimpleNamespace(usage=usage)) == Tokens(1, taken, 0, taken)

    def test_a_journal_takes_and_gives_them(self, tmp_path: Path) -> None:
        usage = {"prompt_tokens": 10**30, "completion_tokens": 10**30}
        with FaultyServer([answer("{}", usage=usage)]) as server, model_at(server) as model:
            reply = model.ask(QUESTION)
        with Journal(tmp_path / "j.sqlite3", tells_tokens=True) as journal:
            journal.put(QUESTION, "tiny", reply)
            kept = journal.get(QUESTION.fingerprint, "tiny")
        assert kept is not None
        assert kept.tokens.input == MOST_TOKENS

    def test_what_an_earlier_version_kept_is_put_right(self, tmp_path: Path) -> None:
        path = tmp_path / "j.sqlite3"
        with Journal(path, tells_tokens=True) as journal:
            journal.put(QUESTION, "tiny", Reply("{}", tokens=Tokens(1, 5, 0, 5, 0.1)))
            with sqlite3.connect(path) as beside:
                beside.execute(
                    "UPDATE reply SET input_tokens = ?, output_tokens = -3,"
                    " cached_tokens = 'x', cost = 9e99, checksum = NULL",
                    (2**63 - 1,),
                )
            kept = journal.get(QUESTION.fingerprint, "tiny")
        assert kept is not None
        assert kept.tokens == Tokens(1, MOST_TOKENS, 0, 0, MOST_COST)

    @pytest.mark.parametrize("price", [math.inf, 1e300, math.nan, -5.0])
    def test_absurd_prices(self, price: float, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(PriceTag, "_calculated", lambda *_: SimpleNamespace(total_price=price))
        cost = PriceTag("m", vendor="openai").priced(Tokens(1, 5, 0, 5)).cost
        assert cost is None or cost == MOST_COST

    @pytest.mark.parametrize(
        "error", [LookupError("gone"), ValueError("tiers"), OverflowError("!")]
    )
    def test_a_price_list_that_fails_costs_no_answer(
        self, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails(*_: object) -> None:
            raise error

        monkeypatch.setattr(PriceTag, "_calculated", fails)
        assert PriceTag("m", vendor="openai").priced(Tokens(1, 5)) == Tokens(1, 5)
        assert "no price" in caplog.text
        assert PriceTag.of_vendor("openai", "m") is None

    def test_a_false_count_owes_some_minutes_at_most(self) -> None:
        bucket = Bucket(60_000, now=0.0)
        bucket.take(MOST_TOKENS)
        assert bucket.hold(1, now=0.0) <= LONGEST_DEBT + 1


class TestEnvelopes:
    @pytest.mark.parametrize("content", [None, 7, 1.5, True, {"a": 1}, [7, None, {"text": 3}]])
    def test_content_that_is_no_text_is_empty(self, content: object) -> None:
        choice = {"message": {"content": content}}
        assert reply_of(completion(choices=[choice])).status == "empty"

    @pytest.mark.parametrize("choices", [None, [], {}, "x", [None], [{}], [{"message": "hi"}], 3])
    def test_no_choices(self, choices: object) -> None:
        with pytest.raises(AttemptError, match="cannot be read") as caught:
            reply_of({"choices": choices})
        assert caught.value.verdict == "transient"

    @pytest.mark.parametrize("reason", ["tool_use", "eos", 7, ["length"], {"x": 1}, ""])
    def test_an_unknown_reason_to_stop_is_none_against_the_answer(self, reason: object) -> None:
        choice = {"message": {"content": "{}"}, "finish_reason": reason}
        assert reply_of(completion(choices=[choice])).status == "complete"

    @pytest.mark.parametrize(
        "body", [b"<!doctype html>", b"", b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b"null", b"[1]"]
    )
    def test_what_is_no_object(self, body: bytes) -> None:
        with pytest.raises(AttemptError, match="cannot be read"):
            envelope_of(body)

    @pytest.mark.parametrize(
        "logprob", [1000, 1e308, 0.5, math.nan, math.inf, "x", None, int("9" * 400)]
    )
    def test_a_log_probability_that_is_none_is_not_told(self, logprob: object) -> None:
        assert choice_logprobs(first_token([{"token": "A", "logprob": logprob}]), "AB") is None

    @pytest.mark.parametrize("entries", [[], None, {}, "ab", [None], [{"token": "A"}]])
    def test_no_log_probabilities(self, entries: object) -> None:
        assert choice_logprobs(first_token(entries), "AB") is None

    def test_rounding_is_no_nonsense(self) -> None:
        found = choice_logprobs(
            first_token([{"token": "A", "logprob": 1e-6}, {"token": " A", "logprob": -1.0}]), "A"
        )
        assert found == {"A": 0.0}


def first_token(entries: object) -> dict[str, Any]:
    return {"choices": [{"logprobs": {"content": [{"top_logprobs": entries}]}}]}


class TestPauses:
    @pytest.mark.parametrize(
        "value",
        [
            "1000000000",
            "1e300",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "86401",
            "99999999999999999999999",
        ],
    )
    def test_a_day_is_the_most_that_can_be_meant(self, value: str) -> None:
        assert parse_retry_after(value) == MOST_RETRY_AFTER

    @pytest.mark.parametrize(
        "value",
        ["nan", "inf", "soon", "", "Mon, 99 Foo 99999", "Mon, 1 Jan 2030 00:00:00 +99999999"],
    )
    def test_nonsense_is_not_said(self, value: str) -> None:
        assert parse_retry_after(value) is None

    @pytest.mark.parametrize("value", ["-5", "-1e300", "Mon, 01 Jan 1900 00:00:00 GMT"])
    def test_what_is_over_is_now(self, value: str) -> None:
        assert parse_retry_after(value) == 0.0

    @pytest.mark.parametrize("asked", [LONGEST_ASKED + 1, 3600, 86_400])
    def test_a_run_ends_by_name_when_a_day_is_asked_for_again_and_again(
        self, asked: float, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def always() -> Reply:
            raise http(429, asked)

        async def scenario() -> float:
            began = asyncio.get_running_loop().time()
            transport = Transport(flow=flow_of())
            with pytest.raises(ModelUnavailableError, match="asks to wait"):
                await transport.acall(always, 10)
            return asyncio.get_running_loop().time() - began

        assert play(scenario()) <= (LONG_PAUSES + 1) * (LONGEST_ASKED + 60)
        assert "the next try is in 300 s" in caplog.text

    def test_an_answer_between_starts_anew(self) -> None:
        async def scenario() -> None:
            flow = flow_of()
            for _ in range(2 * LONG_PAUSES):
                left = iter([http(429, 4000)])

                async def once(left: Any = left) -> Reply:
                    error = next(left, None)
                    if error is not None:
                        raise error
                    return Reply("{}")

                assert (await Transport(flow=flow).acall(once)).status == "complete"

        play(scenario())

    def test_one_by_one_it_is_given_up_as_well(self, caplog: pytest.LogCaptureFixture) -> None:
        slept: list[float] = []

        def attempt() -> Reply:
            raise AttemptError("transient", "HTTP 429", retry_after=86_400.0)

        with pytest.raises(ModelUnavailableError, match="1440 minutes: HTTP 429"):
            Transport(sleep=slept.append).call(attempt)
        assert slept == [60.0] * (LONG_PAUSES - 1)
        assert "asks to wait" in caplog.text


class TestSizes:
    BOMB = gzip.compress(bytes(64 * 2**20))

    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            ("gzip", BOMB),
            ("x-gzip", BOMB),
            ("deflate", zlib.compress(bytes(64 * 2**20))),
            ("", bytes(MOST_BYTES + 1)),
            ("identity", bytes(MOST_BYTES + 1)),
            ("gzip", gzip.compress(b"{}") + bytes(MOST_BYTES)),  # goes on after its end
        ],
    )
    def test_more_than_the_limit_is_an_error(self, coding: str, packed: bytes) -> None:
        body = Body({"content-encoding": coding})
        with pytest.raises(OversizedError, match="more than 8 MB"):
            feed(body, packed)
        assert len(body.content) <= MOST_BYTES + bodies.STEP

    @pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "bzip2"])
    def test_what_was_not_asked_for_is_not_unpacked(self, coding: str) -> None:
        with pytest.raises(OversizedError, match="unasked"):
            Body({"content-encoding": coding})

    @pytest.mark.parametrize(
        "answered",
        [
            raw(BOMB, Content_Encoding="gzip"),
            raw(b"\x5b\xff\xff", Content_Encoding="br"),
            raw(bz2.compress(b"x"), Content_Encoding="bzip2"),
            raw(b" " * (MOST_BYTES + 1)),
            raw(BOMB, code=500, Content_Encoding="gzip"),
        ],
    )
    def test_it_is_one_question_that_fails(self, answered: Any) -> None:
        with FaultyServer([answered, answer("{}")]) as server, model_at(server) as model:
            assert model.ask(QUESTION).status == "failed"
            assert model.ask(QUESTION).status == "complete"
        assert server.requests[0].headers["accept-encoding"] == bodies.ACCEPTED

    def test_an_event_loop_has_the_same_limit(self) -> None:
        async def both() -> list[Reply]:
            with FaultyServer([raw(self.BOMB, Content_Encoding="gzip"), answer("{}")]) as server:
                model = model_at(server)
                replies = [await model.aask(QUESTION), await model.aask(QUESTION)]
                await model.aclose()
            return replies

        assert [reply.status for reply in asyncio.run(both())] == ["failed", "complete"]

    @pytest.mark.parametrize("code", [307, 308])
    def test_the_body_of_a_redirect_is_not_read(self, code: int) -> None:
        """One that breaks off stands for one without end: who reads it gets no further."""
        where = {"Location": "/v1/chat/completions"}
        with FaultyServer([Behaviour(code, b"x", where, missing_bytes=9), answer("{}")]) as server:
            endpoint = Endpoint(model="tiny", name="tiny", base_url=server.base_url)
            once = Transport(TransportLimits(attempts=1))
            with _Closing(endpoint, once) as model:
                assert model.ask(QUESTION).status == "complete"

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    def test_a_packed_answer_of_an_honest_size_is_read(self, coding: str) -> None:
        plain = answer("{}").body
        packed = gzip.compress(plain) if coding == "gzip" else zlib.compress(plain)
        with FaultyServer([raw(packed, Content_Encoding=coding)]) as server:
            assert model_at(server).ask(QUESTION).text == "{}"

    def test_it_takes_no_memory(self, tmp_path: Path) -> None:
        """Half a megabyte that holds 512, in a process that may not have them."""
        bomb = tmp_path / "bomb.gz"
        bomb.write_bytes(gzip.compress(bytes(512 * 2**20), 1))
        code = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_bounded_replies import *
bomb = open({str(bomb)!r}, "rb").read()
with FaultyServer([answer("{{}}"), raw(bomb, Content_Encoding="gzip")]) as server:
    model = model_at(server)
    assert model.ask(QUESTION).status == "complete"
    pages = int(open("/proc/self/statm").read().split()[0])
    most = pages * resource.getpagesize() + 200 * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    print(model.ask(QUESTION).detail)
"""
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
        assert "more than 8 MB" in ended.stdout, ended.stderr


def feed(body: Body, packed: bytes) -> None:
    for at in range(0, len(packed), 1000):
        body.add(packed[at : at + 1000])


def model_at(server: FaultyServer) -> Any:
    limits = TransportLimits(attempts=2, first_wait=0.01)
    endpoint = Endpoint(model="tiny", name="tiny", base_url=server.base_url)
    return _Closing(endpoint, Transport(limits))


class _Closing(OpenAICompatible):
    def __enter__(self) -> "_Closing":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class TestBatchFiles:
    ODD = (b"", b"\n", b"no json\n", b"[1]\n", b"{}\n", b'{"custom_id": 7}\n', b"[" * 100_000 + b"\n",
           b'{"custom_id": "\\ud800"}\n', b'{"custom_id": null}\n', b'{"custom_id": "a"')  # fmt: skip

    def test_odd_lines_are_told_and_left_out(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        good = b'{"custom_id": "abc", "response": {}}\n'
        file = tmp_path / "results"
        file.write_bytes(good + b"".join(self.ODD[:-1]) + good + self.ODD[-1])
        assert list(results_in(file)) == [("abc", good), ("abc", good)]
        assert caplog.text.count("without a custom id") == 8

    def test_a_line_without_end_is_left_out_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr("summarizer.archive.batch_files.MOST_BYTES", 50)
        good = b'{"custom_id": "abc"}\n'
        file = tmp_path / "results"
        file.write_bytes(good + b'{"custom_id": "' + b"x" * 500 + b'"}\n' + good)
        assert list(results_in(file)) == [("abc", good), ("abc", good)]
        assert "more than 50 bytes" in caplog.text

    @pytest.mark.parametrize(
        ("changes", "state"),
        [
            ({"total": 10**30, "completed": -1, "failed": None}, {"total": MOST_TOKENS, "done": 0}),
            ({"total": "x", "completed": 2.0, "failed": math.nan}, {"total": 0, "done": 2}),
        ],
    )
    def test_odd_counts(self, changes: dict[str, Any], state: dict[str, int]) -> None:
        found = state_of(request_counts=SimpleNamespace(**changes))
        assert {"total": found.total, "done": found.done} == state

    @pytest.mark.parametrize("line", [10**30, -1, 0, "3", True, None, 2.5])
    def test_lines_at_fault_that_are_none(self, line: object) -> None:
        fault = SimpleNamespace(message=None, code=7, line=line)
        found = state_of(errors=SimpleNamespace(data=[fault]))
        assert found.faults[0].line is None
        assert found.faults[0].message == "no reason given"

    @pytest.mark.parametrize("id", [None, "", 7, ["b"]])
    def test_a_batch_without_a_name_is_no_batch(self, id: object) -> None:
        with pytest.raises(ValueError, match="where a name should be"):
            state_of(id=id)

    def test_results_without_end_are_given_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield bytes(1000)

        async def write() -> None:
            with (tmp_path / "results").open("wb") as file:
                await batch_service._write(endless(), file)

        monkeypatch.setattr(batch_service, "MAX_RESULT_BYTES", 100_000)
        with pytest.raises(ModelUnavailableError, match="more than"):
            asyncio.run(write())
        assert (tmp_path / "results").stat().st_size <= 101_000


def state_of(**changes: Any) -> BatchState:
    given = {
        "id": "b1", "status": "completed", "request_counts": None, "errors": None,
        "output_file_id": None, "error_file_id": None, **changes,
    }  # fmt: skip
    return batch_service._state_of(SimpleNamespace(**given))  # type: ignore[arg-type]


class TestRepairs:
    """A thousand bad items of one answer cost some tens of calls, and each of them is accounted for."""

    def bad_claims(self, number: int) -> list[dict[str, Any]]:
        return [claim(content=f"nothing of the kind, {at}") for at in range(number)]

    def bad_events(self, number: int) -> list[dict[str, Any]]:
        return [event(sentences=[900], summary=f"It sank, {at}.") for at in range(number)]

    @pytest.mark.parametrize("kind", ["claims", "events"])
    def test_calls_are_few_and_nothing_is_lost(self, kind: str) -> None:
        bad = self.bad_claims if kind == "claims" else self.bad_events
        first = iter([bad(1000)])
        stubborn = Script(**{kind: [next(first)] + [bad(1)] * 3000})  # type: ignore[arg-type]
        summary, asked = summarize(FERRY, "whole", stubborn)
        assert (
            len(asked) <= 2 + 2 * MOST_REPAIRS + 20
        )  # the lists, the repairs, what is not covered
        assert len(summary.rejected) >= 1000
        codes = [problem.code for one in summary.rejected for problem in one.problems]
        assert codes.count("too-many-failed") == 1000 - MOST_REPAIRS
        assert all(len(one.problems) > 1 for one in summary.rejected if one.attempts == 1)

    def test_as_many_as_may_are_asked_about(self) -> None:
        script = Script(claims=[self.bad_claims(MOST_REPAIRS)])
        summary, asked = summarize(FERRY, "whole", script)
        assert sum(question.label == "repair of a claim" for question in asked) == MOST_REPAIRS
        codes = [problem.code for one in summary.rejected for problem in one.problems]
        assert "too-many-failed" not in codes

    def test_good_items_beside_them_stay(self) -> None:
        script = Script(claims=[[claim(), *self.bad_claims(200)]])
        summary, _ = summarize(FERRY, "whole", script)
        assert any(one.speaker.canonical == "Norland Lines" for one in summary.claims)


class TestTitles:
    @pytest.mark.parametrize(
        "document",
        [
            Document.from_text("It rained, Ilse Darrow said.", title="x" * 1_400_000),
            Document.from_text("# " + "Sarrow " * 200_000 + "\n\nIt rained, Ilse Darrow said."),
            Document("It rained.", title="Rain " * 300),
        ],
    )
    def test_what_is_longer_than_any_title_is_none(self, document: Document) -> None:
        assert document.title is None
        assert "is left out" in document.notes[0]
        assert document.info.notes == list(document.notes)

    def test_a_long_title_is_one(self) -> None:
        title = "Sarrow's harbour is shut " * 15
        assert Document.from_text("It rained.", title=title).title == title


def test_an_error_of_megabytes_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with FaultyServer([status(400, "no " * 1_000_000)]) as server, model_at(server) as model:
        assert len(model.ask(QUESTION).detail) <= 300


def test_header_lines_without_end_are_an_answer_that_broke() -> None:
    with FaultyServer([raw(b"{}", X_Odd="x" * 2**20)] * 2) as server, model_at(server) as model:
        assert model.ask(QUESTION).status == "failed"


@pytest.mark.parametrize("value", ["", "-1", "NaN", "10**30", "1e999", "tomorrow", "\u0661"])
def test_headers_of_rate_limits_change_nothing(value: str) -> None:
    good = raw(
        json.dumps(completion()).encode(),
        **{
            "x_ratelimit_remaining_requests": value.encode().decode("latin-1"),
            "x_ratelimit_reset": "0",
        },
    )
    with FaultyServer([good]) as server, model_at(server) as model:
        assert model.ask(QUESTION).status == "complete"


@pytest.mark.parametrize(
    ("said", "window"),
    [
        (10**30, MOST_TOKENS),
        (8192, 8192),
        (-1, None),
        ("8192", None),
        (math.nan, None),
        (True, None),
    ],
)
def test_a_context_window_is_a_count(said: object, window: int | None) -> None:
    entry = {"id": "tiny", "max_model_len": said}
    with FaultyServer(models=raw(json.dumps({"data": [entry]}).encode())) as server:
        model = connect(Settings(model="tiny", base_url=server.base_url))
        assert model.context_window == window
        model.close()


@pytest.mark.parametrize("seconds", ["inf", "1e300", "86401", "nan", "-1", "0", "soon"])
def test_a_timeout_that_no_clock_takes_is_a_wrong_setting(seconds: str) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environment({"SUMMARIZER_TIMEOUT": seconds})
