"""The calls behind a batch, the bodies that are sent and the lines that are read."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from batch_server import BatchServer, End
from faulty_server import FaultyServer

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models import ScriptedModel
from summarizer.models.batch_service import Again, BatchService
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.pricing import PriceTag
from summarizer.rounds import Message, Question, Reply, Tokens

T = TypeVar("T")

QUESTION = Question(
    recipe="speaker@v1",
    messages=(Message("system", "Read."), Message("user", "Who says so? “Élan”")),
    schema_name="SpeakerDraft",
    schema={"type": "object", "properties": {"speaker": {"type": "string"}}},
    document_id="d1",
    max_tokens=40,
)


def model_at(base_url: str, price: PriceTag | None = None) -> OpenAICompatible:
    return OpenAICompatible(
        Endpoint(model="tiny", name="test/tiny", base_url=base_url, price=price)
    )


def with_service(base_url: str, use: Callable[[BatchService], Awaitable[T]]) -> tuple[T, float]:
    """What `use` returns, and the seconds that would have been slept meanwhile."""
    slept = [0.0]

    async def sleep(seconds: float) -> None:
        slept[0] += seconds

    async def main() -> T:
        model = model_at(base_url)
        try:
            return await use(BatchService(model, sleep=sleep))
        finally:
            await model.aclose()

    return asyncio.run(main()), slept[0]


def line(body: Any = None, status: int = 200, error: Any = None) -> bytes:
    response = None if error else {"status_code": status, "request_id": "r1", "body": body}
    return json.dumps({"custom_id": "a", "response": response, "error": error}).encode()


def completion(content: str | None, **message: Any) -> dict[str, Any]:
    return {
        "choices": [{"message": {"content": content, **message}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 1_000_000},
    }


def failure(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "t", "param": None, "code": None}}


def test_a_line_carries_the_very_body_of_a_chat_completion() -> None:
    with FaultyServer() as server:
        model = model_at(server.base_url)
        model.ask(QUESTION)
        model.close()
        sent = json.loads(BatchService(model).line_for(QUESTION))
    assert sent == {
        "custom_id": QUESTION.fingerprint,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": server.requests[0].body,
    }
    assert sent["body"]["response_format"]["json_schema"]["strict"] is True


def test_models_of_other_kinds_are_refused() -> None:
    with pytest.raises(SettingsError, match="has no Batch API"):
        BatchService(ScriptedModel([]))


@pytest.mark.parametrize(
    ("result", "reply"),
    [
        (line(completion("{}")), Reply("{}", tokens=Tokens(1, 1_000_000, 0, 1_000_000))),
        (
            line(failure("content management policy"), 400),
            Reply("", "refused", "content management policy [t]", Tokens(1)),
        ),
        (
            line(failure("prompt is too long"), 400),
            Reply(
                "",
                "failed",
                "the prompt is too long for the model's context window: prompt is too long [t]",
                Tokens(1),
            ),
        ),
    ],
)
def test_lines_that_say_something_final_are_replies(result: bytes, reply: Reply) -> None:
    assert BatchService(model_at("http://127.0.0.1:1/v1")).read(result, QUESTION) == reply


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (
            line(error={"code": "batch_expired", "message": "Too late."}),
            "Too late. [batch_expired]",
        ),
        (line(error={}), "no answer in the line"),
        (line(failure("busy"), 503), "the server answered HTTP 503: busy [t]"),
        (line(None), "no answer in the line"),
        (line({"choices": []}), "the answer cannot be read"),
        (b"{half", "the answer cannot be read"),
        (b'{"custom_id": "a", "response": 7}', "no answer in the line"),
    ],
)
def test_lines_that_say_nothing_are_to_be_asked_again(result: bytes, reason: str) -> None:
    again = BatchService(model_at("http://127.0.0.1:1/v1")).read(result, QUESTION)
    assert isinstance(again, Again)
    assert reason in again.reason
    assert not again.hopeless


def test_what_no_line_would_fare_better_with_is_hopeless() -> None:
    result = line(failure("The model `tiny` does not exist"), 404)
    again = BatchService(model_at("http://127.0.0.1:1/v1")).read(result, QUESTION)
    assert isinstance(again, Again)
    assert again.hopeless
    assert "check the model's name" in again.reason


def test_a_reply_costs_what_batches_cost() -> None:
    price = PriceTag.of_vendor("openai", "gpt-4.1-mini")
    assert price is not None
    service = BatchService(model_at("http://127.0.0.1:1/v1", price))
    reply = service.read(line(completion("{}")), QUESTION)
    assert isinstance(reply, Reply)
    alone = price.priced(reply.tokens).cost
    assert reply.tokens.cost is not None
    assert alone is not None
    assert reply.tokens.cost == pytest.approx(alone / 2)


def test_a_service_that_was_never_there_is_given_up_soon() -> None:
    with pytest.raises(ModelUnavailableError, match="is the server running"):
        with_service("http://127.0.0.1:9/v1", lambda service: service.retrieve("batch_1"))


def test_a_service_that_was_there_is_waited_for() -> None:
    with BatchServer(lambda body: "{}") as server:

        async def use(service: BatchService) -> object:
            assert await service.retrieve("batch_1") is None
            server.faults.looks = 20
            return await service.retrieve("batch_1")

        found, slept = with_service(server.base_url, use)
        assert found is None
        assert slept > 600


def test_a_service_is_asked_again_when_it_says() -> None:
    with BatchServer(lambda body: "{}") as server:
        server.faults.looks = 2
        server.retry_after = "7"
        _, slept = with_service(server.base_url, lambda service: service.retrieve("batch_1"))
        assert slept == 14


def test_an_address_without_batches_is_told_as_such() -> None:
    with (
        BatchServer(lambda body: "{}") as server,
        pytest.raises(ModelUnavailableError, match=r"the Batch API: .*HTTP 404"),
    ):
        with_service(f"{server.base_url}/other", lambda service: service.find("key", since=0))


def test_patience_ends() -> None:
    with BatchServer(lambda body: "{}") as server:

        async def use(service: BatchService) -> None:
            await service.retrieve("batch_1")
            server.faults.looks = 1_000
            with pytest.raises(ModelUnavailableError, match="HTTP 503"):
                await service.retrieve("batch_1")

        _, slept = with_service(server.base_url, use)
        assert 3600 <= slept < 3700


def test_a_cancelled_batch_keeps_what_it_has(tmp_path: Path) -> None:
    with BatchServer(lambda body: "{}") as server:

        async def use(service: BatchService) -> list[str]:
            file = tmp_path / "batch.jsonl"
            file.write_bytes(service.line_for(QUESTION))
            state = await service.create(await service.upload(file), "key-1", "run-1")
            statuses = [state.status, (await service.cancel(state.id)).status]
            ended = await service.retrieve(state.id)
            assert ended is not None
            assert ended.ended
            target = tmp_path / "results"
            await service.download(ended.files[0], target)
            result = service.read(target.read_bytes(), QUESTION)
            assert isinstance(result, Again)
            assert "batch_cancelled" in result.reason
            return [*statuses, ended.status]

        statuses, _ = with_service(server.base_url, use)
        assert statuses == ["validating", "cancelling", "cancelled"]


def test_why_a_batch_was_refused_is_told_line_by_line(tmp_path: Path) -> None:
    with BatchServer(lambda body: "{}", [End()]) as server:

        async def use(service: BatchService) -> list[tuple[str, str]]:
            file = tmp_path / "batch.jsonl"
            file.write_bytes(service.line_for(QUESTION) * 2)
            state = await service.create(await service.upload(file), "key-1", "run-1")
            ended = await service.retrieve(state.id)
            assert ended is not None
            assert ended.status == "failed"
            return [(fault.code, fault.message) for fault in ended.faults]

        faults, _ = with_service(server.base_url, use)
        assert faults == [("duplicate_custom_id", "The custom_id is used more than once.")]


def test_a_batch_is_found_by_its_mark_on_any_page(tmp_path: Path) -> None:
    with BatchServer(lambda body: "{}", page=2) as server:

        async def use(service: BatchService) -> None:
            file = tmp_path / "batch.jsonl"
            file.write_bytes(service.line_for(QUESTION))
            file_id = await service.upload(file)
            made = [await service.create(file_id, f"key-{n}", "run-1") for n in range(5)]
            first = made[0]
            assert await service.find("key-0", since=server.batches[first.id].shown["created_at"])
            assert await service.find("key-9", since=0) is None
            pages = len(server.calls)
            assert await service.find("key-0", since=4e9) is None  # long after all of them
            assert len(server.calls) == pages + 1

        with_service(server.base_url, use)
