"""An end to answers that never end.

A client's timeout is one of silence: a server that drips byte after byte, of its headers or of the
body, never breaks it. So each attempt as a whole has an end, whatever client makes it.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from summarizer.models.failures import AttemptError

__all__ = ["ATTEMPT_SHARE", "awithin", "within"]

ATTEMPT_SHARE: Final = 1.25
"""An attempt's end, in timeouts. Answers are not streamed: what is not silence is connecting and
reading some kilobytes, for which a quarter of the timeout is plenty."""


T = TypeVar("T")


def within(timeout: float, attempt: Callable[[], T]) -> T:
    """What `attempt` returns or raises, within `timeout` seconds of silence and a quarter.

    Raises AttemptError (transient) when it takes longer. It is then left to itself: a thread that
    reads cannot be stopped from outside, and being a daemon it keeps no program from ending.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(attempt())
        except BaseException as error:  # raised again by `result`, where it belongs
            outcome.set_exception(error)

    threading.Thread(target=run, name="attempt", daemon=True).start()
    try:
        return outcome.result(timeout * ATTEMPT_SHARE)
    except TimeoutError:
        if outcome.done():  # the attempt's own
            raise
        raise _endless() from None


async def awithin(timeout: float, attempt: Callable[[], Awaitable[T]]) -> T:
    """The same, asynchronously; the attempt is cancelled."""
    limit = asyncio.timeout(timeout * ATTEMPT_SHARE)
    try:
        async with limit:
            return await attempt()
    except TimeoutError:
        if not limit.expired():
            raise
        raise _endless() from None


def _endless() -> AttemptError:
    return AttemptError("transient", "no answer in time (it does not end)")
