"""A local server for OpenAI's `/v1/files` and `/v1/batches`, by the shapes that are documented.

    with BatchServer(lambda body: '{"claims": []}') as server:
        ...                                     # base_url, answered, batches

A batch moves one status on each time it is looked at: validating, in_progress, finalizing, then the
end that `ends` holds for it (completed when none is left). It keeps its files and batches while it
lives, so that a client that died is followed by one that finds them.
"""

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from time import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

__all__ = ["BatchServer", "End", "Refusal"]

MAX_REQUESTS = 50_000
_NEXT = {"validating": "in_progress", "in_progress": "finalizing", "cancelling": "cancelled"}


@dataclass(frozen=True)
class Refusal:
    """A line that ends in the error file, with this HTTP status."""

    status: int
    message: str


@dataclass(frozen=True)
class End:
    """How a batch ends. Lines are named by their place in the file, from 0."""

    status: str = "completed"
    unasked: frozenset[int] = frozenset()
    """Never executed: in the error file, when the batch expired or was cancelled."""
    lost: frozenset[int] = frozenset()
    """In neither file."""
    twice: frozenset[int] = frozenset()
    strange: bool = False
    """A line more, that nobody asked for, and one that is no JSON."""
    errors: tuple[dict[str, Any], ...] = ()
    """Of a batch that fails validation."""
    files_gone: bool = False


@dataclass
class Faults:
    """How many of the next requests of a kind go wrong."""

    uploads: int = 0
    """Answered with 500."""
    creations: int = 0
    """Answered with 500 after the batch was made."""
    downloads: int = 0
    """Cut in the middle."""
    looks: int = 0
    """Answered with 503."""


@dataclass
class _Batch:
    """A batch object and what becomes of it."""

    shown: dict[str, Any]
    end: End
    requests: list[dict[str, Any]] = field(default_factory=list)


class BatchServer:
    """Runs in threads while the `with` block lasts."""

    def __init__(
        self,
        answer: Callable[[dict[str, Any]], str | Refusal],
        ends: Iterable[End] = (),
        *,
        page: int = 100,
    ) -> None:
        """`answer` makes the content of the reply to a request body; `page` limits lists further."""
        self.answered: Counter[str] = Counter()
        """How often each custom id was answered: paid for."""
        self.bodies: list[dict[str, Any]] = []
        self.calls: list[str] = []
        """Method and path of each request."""
        self.batches: dict[str, _Batch] = {}
        self.faults = Faults()
        self.retry_after = ""
        """Sent with every 5xx, when there is any."""
        self.answer = answer
        self._ends = deque(ends)
        self._page = page
        self.files: dict[str, tuple[dict[str, Any], bytes]] = {}
        self._numbers = count(1)
        self._lock = threading.RLock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.002}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def sizes(self) -> list[int]:
        """Requests in each batch, in the order of making."""
        return [len(batch.requests) for batch in self.batches.values()]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def respond(
        self, method: str, target: str, content_type: str, body: bytes
    ) -> tuple[int, bytes, bool]:
        """Status and content, and whether the content is to be cut."""
        parts = urlsplit(target)
        path = parts.path.removeprefix("/v1")
        with self._lock:
            self.calls.append(f"{method} {path}")
            match [method, *path.strip("/").split("/")]:
                case ["POST", "files"]:
                    return self._upload(content_type, body)
                case ["GET", "files", file_id, "content"]:
                    return self._content(file_id)
                case ["POST", "batches"]:
                    return self._create(json.loads(body))
                case ["GET", "batches"]:
                    return self._list(parse_qs(parts.query))
                case ["GET", "batches", batch_id]:
                    return self._retrieve(batch_id)
                case ["POST", "batches", batch_id, "cancel"]:
                    return self._cancel(batch_id)
        return _error(404, f"Invalid URL ({method} {parts.path})")

    def _upload(self, content_type: str, body: bytes) -> tuple[int, bytes, bool]:
        if self.faults.uploads:
            self.faults.uploads -= 1
            return _error(500, "The server had an error while processing your request.")
        form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        fields = {
            part.get_param("name", header="content-disposition"): part for part in form.walk()
        }
        if "file" not in fields or "purpose" not in fields:
            return _error(400, "Missing required parameter: 'file'.")
        purpose = bytes(fields["purpose"].get_payload(decode=True)).decode().strip()
        content = bytes(fields["file"].get_payload(decode=True))
        name = str(fields["file"].get_filename())
        return _json(self._file(name, purpose, content))

    def _file(self, name: str, purpose: str, content: bytes) -> dict[str, Any]:
        file_id = f"file-{next(self._numbers)}"
        shown = {
            "id": file_id,
            "object": "file",
            "bytes": len(content),
            "created_at": int(time()),
            "expires_at": None,
            "filename": name,
            "purpose": purpose,
            "status": "processed",
            "status_details": None,
        }
        self.files[file_id] = (shown, content)
        return shown

    def _content(self, file_id: str) -> tuple[int, bytes, bool]:
        if file_id not in self.files:
            return _error(404, f"No such File object: {file_id}")
        cut = self.faults.downloads > 0
        self.faults.downloads -= cut
        return 200, self.files[file_id][1], cut

    def _create(self, asked: dict[str, Any]) -> tuple[int, bytes, bool]:
        file, content = self.files.get(asked["input_file_id"], ({}, b""))
        if file.get("purpose") != "batch":
            return _error(400, f"Invalid file: {asked['input_file_id']}")
        if asked["completion_window"] != "24h" or asked["endpoint"] != "/v1/chat/completions":
            return _error(400, "Invalid value for 'completion_window' or 'endpoint'.")
        now = int(time())
        shown: dict[str, Any] = {
            "id": f"batch_{len(self.batches) + 1}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "errors": None,
            "input_file_id": file["id"],
            "completion_window": asked["completion_window"],
            "status": "validating",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": now,
            "expires_at": now + 86_400,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": asked.get("metadata"),
        }
        for status in ("in_progress", "finalizing", "completed", "failed", "expired"):
            shown[f"{status}_at"] = None
        shown |= {"cancelling_at": None, "cancelled_at": None}
        batch = _Batch(shown, self._ends.popleft() if self._ends else End())
        batch.requests = [json.loads(line) for line in content.splitlines()]
        self.batches[shown["id"]] = batch
        if self.faults.creations:
            self.faults.creations -= 1
            return _error(500, "The server had an error while processing your request.")
        return _json(shown)

    def _list(self, query: dict[str, list[str]]) -> tuple[int, bytes, bool]:
        newest = [batch.shown for batch in reversed(self.batches.values())]
        ids = [shown["id"] for shown in newest]
        start = ids.index(query["after"][0]) + 1 if "after" in query else 0
        limit = min(int(query.get("limit", ["20"])[0]), self._page)
        data = newest[start : start + limit]
        page = {
            "object": "list",
            "data": data,
            "first_id": data[0]["id"] if data else None,
            "last_id": data[-1]["id"] if data else None,
            "has_more": start + limit < len(newest),
        }
        return _json(page)

    def _retrieve(self, batch_id: str) -> tuple[int, bytes, bool]:
        if self.faults.looks:
            self.faults.looks -= 1
            return _error(503, "The engine is currently overloaded, please try again later.")
        if batch_id not in self.batches:
            return _error(404, f"No batch found with id '{batch_id}'.")
        batch = self.batches[batch_id]
        self._move_on(batch)
        return _json(batch.shown)

    def _cancel(self, batch_id: str) -> tuple[int, bytes, bool]:
        if batch_id not in self.batches:
            return _error(404, f"No batch found with id '{batch_id}'.")
        batch = self.batches[batch_id]
        batch.shown |= {"status": "cancelling", "cancelling_at": int(time())}
        batch.end = End("cancelled", unasked=frozenset(range(len(batch.requests))))
        return _json(batch.shown)

    def _move_on(self, batch: _Batch) -> None:
        status = batch.shown["status"]
        if status == "validating":
            batch.end = self._validated(batch)
        if status == "validating" and batch.end.status == "failed":
            batch.shown["errors"] = {"object": "list", "data": list(batch.end.errors)}
            self._enter(batch, "failed")
        elif status in ("finalizing", "cancelling"):
            self._write_results(batch)
            self._enter(batch, batch.end.status)
        elif status in _NEXT:
            batch.shown["request_counts"]["total"] = len(batch.requests)
            self._enter(batch, _NEXT[status])

    @staticmethod
    def _enter(batch: _Batch, status: str) -> None:
        batch.shown |= {"status": status, f"{status}_at": int(time())}

    @staticmethod
    def _validated(batch: _Batch) -> End:
        """The end it is to have, or that of a file that breaks the rules."""
        ids = [one["custom_id"] for one in batch.requests]
        faults = []
        if not ids:
            faults.append(("empty_file", "The file is empty."))
        if len(ids) > MAX_REQUESTS:
            faults.append(("too_many_tasks", "The batch contains too many tasks."))
        if len(set(ids)) < len(ids):
            faults.append(("duplicate_custom_id", "The custom_id is used more than once."))
        if any(one["url"] != batch.shown["endpoint"] for one in batch.requests):
            faults.append(("invalid_url", "The URL does not match the batch's endpoint."))
        if len({one["body"]["model"] for one in batch.requests}) > 1:
            faults.append(("mismatched_model", "All requests must be for the same model."))
        if not faults:
            return batch.end
        errors = ({"code": c, "message": m, "line": None, "param": None} for c, m in faults)
        return End("failed", errors=tuple(errors))

    def _write_results(self, batch: _Batch) -> None:
        outputs: list[bytes] = []
        errors: list[bytes] = []
        for number, request in reversed(list(enumerate(batch.requests))):  # any order will do
            if number in batch.end.lost:
                continue
            line, good = self._result(batch, number, request)
            times = 2 if number in batch.end.twice else 1
            (outputs if good else errors).extend([line] * times)
        counts = {"completed": len(outputs), "failed": len(errors), "total": len(batch.requests)}
        if batch.end.strange:
            outputs += [b'{"custom_id": "nobody-asked", "response": null}\n', b"\xff{half\n"]
        for name, lines in (("output", outputs), ("error", errors)):
            if lines:
                file = self._file(f"{batch.shown['id']}_{name}", "batch_output", b"".join(lines))
                batch.shown[f"{name}_file_id"] = file["id"]
                if batch.end.files_gone:
                    del self.files[file["id"]]
        batch.shown["request_counts"] = counts

    def _result(self, batch: _Batch, number: int, request: dict[str, Any]) -> tuple[bytes, bool]:
        """A line of the output or the error file, and whether it is the former."""
        line = {"id": f"batch_req_{number}", "custom_id": request["custom_id"], "error": None}
        if number in batch.end.unasked:
            code = f"batch_{batch.end.status}"
            message = "This request could not be executed before the completion window expired."
            line |= {"response": None, "error": {"code": code, "message": message}}
            return json.dumps(line).encode() + b"\n", False
        content = self.answer(request["body"])
        if isinstance(content, Refusal):
            body: dict[str, Any] = {
                "error": {"message": content.message, "type": "t", "code": None}
            }
            status = content.status
        else:
            self.answered[request["custom_id"]] += 1
            self.bodies.append(request["body"])
            body, status = _completion(request["body"]["model"], content), 200
        line["response"] = {"status_code": status, "request_id": f"req_{number}", "body": body}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n", status == 200


def _completion(model: str, content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def _json(value: dict[str, Any]) -> tuple[int, bytes, bool]:
    return 200, json.dumps(value).encode(), False


def _error(status: int, message: str) -> tuple[int, bytes, bool]:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return status, json.dumps({"error": error}).encode(), False


def _handler_for(server: BatchServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body leave in two writes; with Nagle's algorithm the second waits 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._respond(b"")

        def do_POST(self) -> None:
            self._respond(self._body())

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", "0")))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def _respond(self, body: bytes) -> None:
            content_type = self.headers.get("Content-Type", "")
            status, content, cut = server.respond(self.command, self.path, content_type, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if status >= 500 and server.retry_after:
                self.send_header("Retry-After", server.retry_after)
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
            if cut:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the test output clean."""

    return Handler
