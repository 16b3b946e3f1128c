"""The program that runs the engine: llama.cpp's server, in a process of its own.

Its server cannot be ended inside the caller's process. While an answer is being written, its
destructor waits for ever and holds Python's lock (Ctrl-C included), and an interpreter that ends
then crashes; loading holds the lock for seconds too. A process can always be ended.

The parent writes one line of JSON to the standard input (`Order`) and reads one line back:
`{"url": ...}` once the model is loaded, or `{"error": ...}`. The key travels that way because a
command line is readable by every user of the machine. When the standard input closes, this ends:
so it never outlives its parent, however that came to its end.

It is run by its path and imports only the standard library and the engine.
"""

import json
import os
import signal
import sys
from typing import Any, TextIO, TypedDict

__all__ = ["Order"]

PROMPT_CACHE_MIB = 1024
"""Memory for the states of earlier prompts: about 30 articles of 1,200 tokens at 28 KiB a token.
The engine's own limit of 8 GiB is more than many machines have."""

SILENT = -1


class Order(TypedDict):
    """What the parent asks for. `context` is in tokens; port 0 is any free port."""

    path: str
    name: str
    host: str
    port: int
    key: str
    context: int
    threads: int


def main() -> None:
    """Load the model, say where it is served, and serve until the parent is gone."""
    # The terminal sends Ctrl-C to both processes; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = _private_channel()
    try:
        server = _start(json.loads(sys.stdin.readline()))
    except Exception as error:  # told to the parent, which knows how to put it
        _tell(channel, {"error": f"{error}"})
        return
    _tell(channel, {"url": server.listening_address})
    sys.stdin.read()
    os._exit(0)  # not through the server's destructor: see above


def _private_channel() -> TextIO:
    """What was the standard output; the engine's C++ writes where the standard output was."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return channel


def _tell(channel: TextIO, message: dict[str, str]) -> None:
    channel.write(json.dumps(message) + "\n")
    channel.flush()


def _start(order: Order) -> Any:
    # Here and not above, so that an engine that cannot be loaded is an error told to the parent.
    import xllamacpp

    return xllamacpp.Server(_parameters(xllamacpp.CommonParams(), order))


def _parameters(params: Any, order: Order) -> Any:
    params.model.path = order["path"]
    params.model_alias = {order["name"]}  # else answers carry the path of the file
    params.hostnames = [order["host"]]
    params.port = order["port"]
    params.api_keys = [order["key"]]
    params.n_ctx = order["context"]
    params.n_parallel = 1  # slots share the cores: more of them answer no more questions a minute
    params.cpuparams.n_threads = order["threads"]
    params.cpuparams_batch.n_threads = order["threads"]
    params.cache_prompt = True
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.warmup = False  # costs as much as the first question's own start, and answers nothing
    params.ui = False
    params.endpoint_slots = False  # shows what others ask
    params.verbosity = SILENT
    return params


if __name__ == "__main__":
    main()
