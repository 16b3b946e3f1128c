"""A circuit breaker: when a provider is down, calls wait and one is tried now and then.

A state machine without clock or sleep: whoever asks says what time it is, in seconds.
"""

import logging
from typing import Final

__all__ = ["CALLS_TO_OPEN", "FIRST_PROBE", "LONGEST_PROBE", "Breaker"]

logger = logging.getLogger(__name__)

CALLS_TO_OPEN: Final = 5
"""So many calls failing with no success between are the provider's doing. A document that makes a
server fail asks several questions at once, but hardly so many faster than any other is answered;
should it, the next answer closes the breaker again."""

FIRST_PROBE: Final = 1.0
"""Seconds from opening to the first call that is tried; each further one waits twice as long."""

LONGEST_PROBE: Final = 60.0
"""Seconds: what an outage of hours costs at its end, and a call a minute burdens nobody."""


class Breaker:
    """Closed until calls fail in a row; then open, and one call at a time may try.

    Calls are told apart by the object that stands for them: a question that fails again and again
    is one call, and does not open the breaker by itself.
    """

    def __init__(self) -> None:
        self.is_open = False
        self._failing: set[object] = set()
        self._probe: object | None = None
        self._wait = FIRST_PROBE
        self._opened_at = 0.0
        self._try_at = 0.0

    def hold(self, now: float) -> float:
        """Seconds until a call may pass; infinity until the one being tried has come back."""
        if not self.is_open:
            return 0.0
        return float("inf") if self._probe is not None else self._try_at - now

    def entered(self, call: object) -> None:
        """`call` has passed; while the breaker is open it is the one that is tried."""
        if self.is_open:
            self._probe = call

    def left(self, call: object) -> None:
        """`call` is over, whatever became of it (it may have been cancelled)."""
        if call is self._probe:
            self._probe = None

    def answered(self, now: float) -> None:
        """The provider is there."""
        if self.is_open:
            logger.warning("the provider answers again, after %.0f s", now - self._opened_at)
        self.is_open = False
        self._failing.clear()

    def failed(self, call: object, now: float, detail: str, *, unreachable: bool) -> None:
        """The provider did not answer `call`, or said that it cannot.

        An unreachable one is not the call's doing: each time counts as another call.
        """
        if self.is_open:
            if call is self._probe:
                self._wait = min(2 * self._wait, LONGEST_PROBE)
                self._try_at = now + self._wait
                logger.info("still no answer (%s); next try in %.0f s", detail, self._wait)
            return
        self._failing.add(object() if unreachable else call)
        if len(self._failing) >= CALLS_TO_OPEN:
            self.is_open = True
            self._opened_at, self._wait = now, FIRST_PROBE
            self._try_at = now + self._wait
            logger.warning("the provider does not answer, all calls wait: %s", detail)
