"""A model file from the Hugging Face hub: one HTTPS download that resumes where it stopped."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

import httpx2

from summarizer.models.embedded.catalogue import ModelFile
from summarizer.models.embedded.sources import SourceFailedError, bytes_in

__all__ = ["HUB_ADDRESS", "HubSource"]

HUB_ADDRESS = "https://huggingface.co"

PATIENCE_SECONDS = 5.0
"""How long the hub may take to begin to answer. A hub that works does so in under a second, its
redirect included; behind a firewall that drops packets, a name lookup and a connection attempt to
each of its eight addresses would otherwise add up to minutes."""

CONNECT_SECONDS = 3.0
STALL_SECONDS = 20.0
"""No byte for so long in the middle of the file counts as a cut, and the download is resumed."""

FRUITLESS_ATTEMPTS = 4
"""Resumptions in a row that bring not one byte before giving up on the hub."""


class HubSource:
    """Downloads from the hub at `address`, or from a mirror of it.

    `patience` bounds the wait for the first answer, `pause` lies between two attempts (seconds).
    """

    name = "the Hugging Face hub"

    def __init__(
        self, address: str = HUB_ADDRESS, *, patience: float = PATIENCE_SECONDS, pause: float = 1.0
    ) -> None:
        self._address = address.rstrip("/")
        self._patience = patience
        self._pause = pause

    def fetch(self, model: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
        """See `Source.fetch`."""
        if model.hub is None:
            raise SourceFailedError("it does not offer this model")
        url = f"{self._address}/{model.hub.path}"
        self._knock(url)
        with _client() as client:
            self._insist(lambda: _continue(client, url, model, partial, advance), partial)
        if bytes_in(partial) != model.size:
            raise SourceFailedError("it sent a shorter file than the published one")

    def _knock(self, url: str) -> None:
        """Find out, within the time one is ready to wait, whether the hub answers at all."""
        answers: SimpleQueue[Exception | None] = SimpleQueue()
        # A daemon thread, because a name lookup can be neither interrupted nor given a time limit.
        threading.Thread(target=_first_byte, args=(url, answers), daemon=True).start()
        try:
            error = answers.get(timeout=self._patience)
        except Empty:
            raise SourceFailedError(f"no answer within {self._patience:g} s") from None
        if error is not None:
            raise SourceFailedError(_reason(error)) from error

    def _insist(self, attempt: Callable[[], None], partial: Path) -> None:
        """Attempt, and attempt again after a cut, for as long as that brings any bytes."""
        fruitless = 0
        while True:
            before = bytes_in(partial)
            try:
                return attempt()
            except httpx2.TransportError as error:
                fruitless = 0 if bytes_in(partial) > before else fruitless + 1
                if fruitless >= FRUITLESS_ATTEMPTS:
                    raise SourceFailedError(_reason(error)) from error
            except httpx2.HTTPError as error:
                raise SourceFailedError(_reason(error)) from error
            time.sleep(self._pause)


def _client() -> httpx2.Client:
    return httpx2.Client(
        follow_redirects=True,
        timeout=httpx2.Timeout(STALL_SECONDS, connect=CONNECT_SECONDS),
        headers={"Accept-Encoding": "identity"},  # ranges count the bytes of the file itself
    )


def _first_byte(url: str, answers: "SimpleQueue[Exception | None]") -> None:
    try:
        with _client() as client, client.stream("GET", url, headers={"Range": "bytes=0-0"}) as got:
            got.raise_for_status()
    except Exception as error:  # handed to the waiting thread, whatever it is
        answers.put(error)
    else:
        answers.put(None)


def _continue(
    client: httpx2.Client,
    url: str,
    model: ModelFile,
    partial: Path,
    advance: Callable[[int], None],
) -> None:
    """Ask for the bytes that are missing, and append them as they come."""
    start = bytes_in(partial)
    headers = {"Range": f"bytes={start}-"} if start else {}
    with client.stream("GET", url, headers=headers) as response:
        response.raise_for_status()
        start = start if response.status_code == httpx2.codes.PARTIAL_CONTENT else 0
        _refuse_other_file(response, start, model.size)
        partial.touch()
        with partial.open("r+b") as file:
            file.seek(start)
            for chunk in response.iter_bytes():  # as they arrive: gathered ones are lost to a cut
                if file.tell() + len(chunk) > model.size:
                    raise SourceFailedError("it sent a longer file than the published one")
                file.write(chunk)
                advance(file.tell())


def _refuse_other_file(response: httpx2.Response, start: int, size: int) -> None:
    """A sign-in page or a newer file is refused before it is mixed with what is already here."""
    if start:
        fits = response.headers.get("Content-Range") == f"bytes {start}-{size - 1}/{size}"
    else:
        fits = response.headers.get("Content-Length", str(size)) == str(size)
    if not fits:
        raise SourceFailedError("it offers a file of another size than the published one")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx2.HTTPStatusError):
        return f"it answers HTTP {error.response.status_code}"
    return str(error) or type(error).__name__
