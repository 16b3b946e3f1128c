"""Results on disk to be reviewed, and a server of their pages in a thread."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from sample_summary import ARTICLE, SUMMARY

from summarizer.export import to_json
from summarizer.review.app import application
from summarizer.review.desk import Desk
from summarizer.review.guard import Door
from summarizer.review.shelf import Shelf, open_shelf
from summarizer.schemas.summary import Summary

__all__ = ["served", "write_result", "write_run"]


def write_result(folder: Path, summary: Summary = SUMMARY, text: str | None = ARTICLE) -> Path:
    """A summary as JSON, beside the article that it names, if there is one."""
    if text is not None:
        (folder / "ferry.txt").write_text(text, encoding="utf-8", newline="")
    result = folder / "ferry.json"
    result.write_text(to_json(summary), encoding="utf-8")
    return result


def write_run(folder: Path, summaries: dict[str, Summary]) -> Path:
    """The folder of a run, with a row for each id."""
    rows = [
        json.dumps({"id": id, **summary.model_dump(mode="json")})
        for id, summary in summaries.items()
    ]
    (folder / "results.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@contextmanager
def served(result: Path | Shelf, reviewer: str = "Ilse") -> Iterator[Door]:
    """The pages of a result on a free port of this machine."""
    shelf = result if isinstance(result, Shelf) else open_shelf(result)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        door = Door("127.0.0.1", listener.getsockname()[1])
        options: dict[str, Any] = {"log_level": "warning", "lifespan": "off"}
        server = uvicorn.Server(uvicorn.Config(application(Desk(shelf), door, reviewer), **options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield door
        finally:
            server.should_exit = True
            thread.join()
