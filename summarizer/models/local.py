"""The embedded model as a model: the engine is started when the first question has to be asked.

A run whose replies all lie in the journal so costs no loading and no memory.
"""

import asyncio
import importlib.util
import threading
from pathlib import Path
from typing import Final, Protocol

from summarizer.errors import SettingsError
from summarizer.models.connect import Note, Progress
from summarizer.models.embedded.download import given_file, pull
from summarizer.models.embedded.engine import CONTEXT_WINDOW, EmbeddedServer, EngineOptions
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport
from summarizer.rounds import Question, Reply
from summarizer.settings import Settings

__all__ = ["Engine", "LocalModel", "connect_local"]

LOCAL_TIMEOUT: Final = 900.0
"""Seconds of silence. A whole article in one question took 137 s on 2 quiet cores; a second busy
process on the machine was seen to slow the engine 5 to 10 times."""


class Engine(Protocol):
    """What LocalModel needs of `embedded.engine.EmbeddedServer`."""

    @property
    def model(self) -> str: ...

    @property
    def base_url(self) -> str: ...

    @property
    def api_key(self) -> str: ...

    @property
    def context_window(self) -> int: ...

    def start(self) -> object: ...

    def stop(self) -> None: ...


class LocalModel:
    """An engine on this machine, asked one question at a time; closing it stops the engine.

    `context_window` is what the engine was told to offer where that is known to hold; None starts
    the engine to hear it. No tokens have a price.
    """

    parameters = OpenAICompatible.parameters
    # Measured with the default model on 2 cores: answering two at once takes as long as in turn.
    concurrency = 1

    def __init__(
        self,
        engine: Engine,
        *,
        context_window: int | None = None,
        timeout: float = LOCAL_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        self.name = f"local/{engine.model}"
        self._engine = engine
        self._context_window = context_window
        self._timeout = timeout
        self._transport = transport or Transport()
        self._client: OpenAICompatible | None = None
        self._starting = threading.Lock()

    @property
    def context_window(self) -> int:
        if self._context_window is None:
            self._started()
            self._context_window = self._engine.context_window
        return self._context_window

    def ask(self, question: Question) -> Reply:
        return self._started().ask(question)

    async def aask(self, question: Question) -> Reply:
        # Loading takes seconds, in which the caller's loop must go on.
        client = self._client
        if client is None:
            client = await asyncio.to_thread(self._started)
        return await client.aask(question)

    def close(self) -> None:
        with self._starting:
            if self._client is not None:
                self._client.close()
                self._client = None
            self._engine.stop()

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
        self.close()

    def _started(self) -> OpenAICompatible:
        with self._starting:
            if self._client is None:
                self._engine.start()
                self._client = OpenAICompatible(self._endpoint(), self._transport)
            return self._client

    def _endpoint(self) -> Endpoint:
        return Endpoint(
            model=self._engine.model,
            name=self.name,
            base_url=self._engine.base_url,
            api_key=self._engine.api_key,
            timeout=self._timeout,
            concurrency=self.concurrency,
        )


def connect_local(
    settings: Settings,
    file: Path | None = None,
    *,
    transport: Transport | None = None,
    progress: Progress | None = None,
    note: Note | None = None,
) -> LocalModel:
    """The embedded model, its file fetched if need be, or the user's own GGUF `file`.

    Raises SettingsError when the engine's package or the file is missing, ModelDownloadError when
    the file cannot be fetched.
    """
    # Before 1.1 GB are fetched that nothing could run.
    if importlib.util.find_spec("xllamacpp") is None:
        raise SettingsError(
            "the embedded model needs the extra: pip install 'structured-summarizer[local]'"
        )
    path = pull(progress=progress, note=note) if file is None else given_file(file)
    window = settings.context_window or CONTEXT_WINDOW
    return LocalModel(
        EmbeddedServer(path, EngineOptions(context_window=window)),
        # The engine cuts it to what a model was trained for: 32,768 tokens for the default one.
        context_window=window if file is None and window <= CONTEXT_WINDOW else None,
        timeout=settings.timeout or LOCAL_TIMEOUT,
        transport=transport,
    )
