"""Start the embedded engine, say where it listens, and stop it."""

import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from summarizer.errors import ModelUnavailableError, SettingsError, UsageError
from summarizer.models.embedded import process as engine_process
from summarizer.models.embedded.cores import usable_cores
from summarizer.models.embedded.download import given_file

__all__ = ["CONTEXT_WINDOW", "EmbeddedServer", "EngineOptions"]

CONTEXT_WINDOW = 16_384
"""Tokens that prompt and answer may fill. Room for an article of some 10,000 words; the memory for
it (28 KiB a token for the default model, 470 MB) is taken at the start, used or not."""

LOAD_SECONDS = 300.0
"""A load takes 3 to 10 s from a disk, and minutes over a slow network share; longer is a hang."""

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How to serve. Port 0 takes any free port; no key makes a random one.

    `context_window` is in tokens and is cut to what the model was trained for; `threads` defaults
    to the cores of this machine that the process may use.
    """

    host: str = LOOPBACK
    port: int = 0
    api_key: str | None = field(default=None, repr=False)
    context_window: int = CONTEXT_WINDOW
    threads: int | None = None


class EmbeddedServer:
    """A GGUF model behind an OpenAI-compatible address on this machine.

    Use it as a context manager, or call `start` and `stop`; both may be called twice. It is
    stopped at the latest when the object, the interpreter or the process comes to its end.
    """

    def __init__(self, path: str | Path, options: EngineOptions | None = None) -> None:
        self._path = Path(path)
        self._options = options or EngineOptions()
        self._key = self._options.api_key or secrets.token_urlsafe(32)
        self._stop: weakref.finalize[..., EmbeddedServer] | None = None
        self._url = ""
        self._context_window = 0

    @property
    def model(self) -> str:
        """The name the server knows the model by: the file's, without folder and ending."""
        return self._path.stem

    @property
    def api_key(self) -> str:
        """The key every request must carry as `Authorization: Bearer ...`."""
        return self._key

    @property
    def base_url(self) -> str:
        """The address an OpenAI client is given, ending in `/v1`."""
        return f"{self._running_url()}/v1"

    @property
    def context_window(self) -> int:
        """Tokens that prompt and answer may fill together, as the server has it."""
        self._running_url()
        return self._context_window

    def start(self) -> Self:
        """Load the model and serve it; returns when questions are answered.

        Raises:
            SettingsError: the engine is not installed, the file is no model it can load, or the
                port is taken.
            ModelUnavailableError: the engine ended or hung while it loaded the model.
        """
        if self._stop is None:
            path = self._checked()
            child = _spawn()
            self._stop = weakref.finalize(self, _end, child)
            try:
                self._url = _load(child, self._order(path))
                self._context_window = _context_window(self._url, self._key)
            except BaseException:  # Ctrl-C while it loads included
                self.stop()
                raise
        return self

    def stop(self) -> None:
        """End the server at once, whatever it is doing, and give back its memory."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _running_url(self) -> str:
        if self._stop is None:
            raise UsageError("the embedded model is not running: call start(), or use `with`")
        return self._url

    def _checked(self) -> Path:
        """Everything that can be known to be wrong before the seconds of loading."""
        if importlib.util.find_spec("xllamacpp") is None:
            raise SettingsError(
                "the embedded model needs the extra: pip install 'structured-summarizer[local]'"
            )
        path = given_file(self._path)
        if self._options.port:
            _refuse_taken(self._options.host, self._options.port)
        return path

    def _order(self, path: Path) -> engine_process.Order:
        return {
            "path": str(path.absolute()),
            "name": self.model,
            "host": self._options.host,
            "port": self._options.port,
            "key": self._key,
            "context": self._options.context_window,
            "threads": self._options.threads or usable_cores(),
        }


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # there, and only there, this means "unless someone listens"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise SettingsError(f"cannot listen on {host}:{port}: {error}") from error


def _spawn() -> "subprocess.Popen[str]":
    # By path and with -P: no module of the current folder or of this one may stand in for one of
    # the standard library's.
    return subprocess.Popen(
        [sys.executable, "-P", engine_process.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def _load(child: "subprocess.Popen[str]", order: engine_process.Order) -> str:
    """Hand over the order, wait for the model to be loaded, and return the server's address."""
    assert child.stdin is not None
    assert child.stdout is not None
    alarm = threading.Timer(LOAD_SECONDS, child.kill)
    alarm.daemon = True
    alarm.start()
    try:
        with suppress(OSError):  # it ended already: reading tells
            child.stdin.write(json.dumps(order) + "\n")
            child.stdin.flush()
        line = child.stdout.readline()
    finally:
        alarm.cancel()
    if not line:
        raise ModelUnavailableError(
            f"the embedded engine ended while it loaded the model (exit code {child.wait()});"
            " is there memory for it (about 2.5 GB for the default model)?"
        )
    return _address(json.loads(line), order["path"])


def _address(answer: dict[str, str], path: str) -> str:
    if "error" in answer:
        raise SettingsError(f"the embedded engine cannot load {path}: {answer['error']}")
    return answer["url"]


def _context_window(url: str, key: str) -> int:
    """What the server made of the context asked for: no more than the model was trained for."""
    try:
        # Past the proxies of the environment: the server is on this machine.
        with httpx2.Client(trust_env=False, timeout=10.0) as client:
            answer = client.get(f"{url}/props", headers={"Authorization": f"Bearer {key}"})
            answer.raise_for_status()
            return int(answer.json()["default_generation_settings"]["n_ctx"])
    except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
        raise ModelUnavailableError(f"the embedded engine does not answer: {error!r}") from error


def _end(child: "subprocess.Popen[str]") -> None:
    """Kill the engine: it has nothing to save, and while it loads or answers it hears nothing."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # an order that was never read
                pipe.close()
