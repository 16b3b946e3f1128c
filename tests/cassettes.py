"""Recorded exchanges with a real server, kept in `cassettes/<test module>/<test name>.yaml`.

`pytest --record` records anew from the embedded engine's own HTTP server. Otherwise a question that
was not recorded fails the test, and so does a recorded one that is no longer asked.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr
from vcr.request import Request

from summarizer.models import Model
from summarizer.models.embedded.catalogue import DEFAULT_MODEL
from summarizer.models.embedded.download import pull
from summarizer.models.embedded.engine import EmbeddedServer
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport

__all__ = ["CASSETTES", "cassette_of", "played"]

CASSETTES = Path(__file__).parent.parent / "cassettes"
# Whatever port the engine had, a cassette names this host: nothing of a machine gets into it.
HOST = "http://embedded.test"
KEY = "a-key-that-no-cassette-may-hold"
KEPT_HEADERS = frozenset({"content-type"})


def cassette_of(module: str, test: str) -> Path:
    """Where the exchanges of one test lie."""
    return CASSETTES / module / f"{test}.yaml"


@contextmanager
def played(path: Path, *, record: bool) -> Iterator[Model]:
    """A model that answers out of a cassette; with `record`, the embedded one, into it."""
    if record:
        path.unlink(missing_ok=True)
        with EmbeddedServer(pull()) as server, _tape(path, "all"):
            yield _model(server.base_url, server.api_key)
        return
    with _tape(path, "none") as tape:
        yield _model(f"{HOST}/v1", KEY)
        assert tape.all_played, f"{path.name} holds exchanges that are no longer asked for"


def _model(base_url: str, api_key: str) -> Model:
    endpoint = Endpoint(
        model=DEFAULT_MODEL.name,
        name=f"local/{DEFAULT_MODEL.name}",
        base_url=base_url,
        api_key=api_key,
        context_window=16384,
        concurrency=1,
        timeout=600,
    )
    return OpenAICompatible(endpoint, Transport())


def _tape(path: Path, mode: str) -> Any:
    recorder = vcr.VCR(
        record_mode=mode,
        before_record_request=_without_machine,
        before_record_response=_without_headers,
        decode_compressed_response=True,
    )
    recorder.register_matcher("asked", _same_question)
    recorder.match_on = ("method", "path", "asked")
    return recorder.use_cassette(str(path))


def _without_machine(request: Request) -> Request:
    request.uri = HOST + request.path
    request.headers = {k: v for k, v in request.headers.items() if k.lower() in KEPT_HEADERS}
    return request


def _without_headers(response: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in response["headers"].items() if k.lower() in KEPT_HEADERS}
    return {**response, "headers": kept}


def _same_question(left: Request, right: Request) -> None:
    """The bodies are the same JSON: a changed prompt or schema asks another question."""
    assert json.loads(left.body or b"null") == json.loads(right.body or b"null")
