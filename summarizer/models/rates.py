"""How fast and how many at once: token buckets, and a limit of calls in flight that adapts.

Arithmetic without clock or sleep: whoever asks says what time it is, in seconds. `hold` says how
long to wait before asking again, infinity where only another call's end can help.
"""

from typing import Final

__all__ = ["BURST", "NEAR", "RAMP", "START", "Bucket", "InFlight"]

BURST: Final = 1.0
"""Seconds' worth of a rate that may be used at once. Services that count by the minute then see
1/60 more than the rate in the worst minute, and services that count by the second none."""

START: Final = 8
"""Calls in flight before anything is known: within the limits of the lowest paid tiers."""

NEAR: Final = 0.9
"""Up to this share of where the last cut came the limit grows fast again. Halving and going up by
one throughout would leave a quarter of what a provider allows unused."""

FEWEST_TO_GROW: Final = 10
"""Successes before the limit grows by one near the last cut, however low it is: a provider that
takes one call at a time would otherwise refuse every second one."""

RAMP: Final = 5.0
"""Seconds over which calls go from one at a time to the limit after a pause, at most: as long as most
answers take, so that the first of them are back before the last are sent."""


LONGEST_DEBT: Final = 300.0
"""Seconds' worth of the rate that one may owe: a server that counts a million times too much must not
silence a run. What is really larger than some minutes' rate is refused by the service."""


class Bucket:
    """So many units a minute. A call larger than what a burst holds passes and leaves a debt."""

    def __init__(self, per_minute: int, now: float) -> None:
        self._rate = per_minute / 60
        self._full = max(self._rate * BURST, 1.0)
        self._level = self._full
        self._at = now

    def hold(self, units: float, now: float) -> float:
        """Seconds until `units` may be taken."""
        self._level = min(self._full, self._level + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(units, self._full) - self._level) / self._rate)

    def take(self, units: float) -> None:
        """`units` less; negative ones are given back."""
        owed = -self._rate * LONGEST_DEBT
        self._level = min(self._full, max(self._level - units, owed))


class InFlight:
    """How many calls are out, and how many may be.

    An adaptive limit grows by one a success up to NEAR of where the last cut came, then by one for
    as many successes as it counts, or FEWEST_TO_GROW; it is halved when the provider has too much
    to do. A fixed one stays. Both are reached step by step after `restart`.
    """

    def __init__(self, most: int, *, adaptive: bool, start: int = START) -> None:
        self.count = 0
        self._most = most
        self._adaptive = adaptive
        self._limit = float(min(start, most) if adaptive else most)
        self._known = float(most)
        self._cuts = 0
        self._from = 0.0
        self._ramp = 0.0

    @property
    def limit(self) -> int:
        return int(self._limit)

    def hold(self, now: float) -> float:
        """Seconds until there is room for one more."""
        wanted = self.count + 1
        if wanted > self._limit:
            return float("inf")
        return 0.0 if wanted == 1 else self._from + self._ramp * wanted / self._limit - now

    def enter(self) -> int:
        """One more is out. Hand what this returns to `overloaded`."""
        self.count += 1
        return self._cuts

    def leave(self) -> None:
        """One less."""
        self.count -= 1

    def answered(self) -> None:
        """A call that is still counted succeeded."""
        # A limit that is not made use of says nothing about what the provider would allow.
        if self._adaptive and 2 * self.count >= self._limit:
            easy = self._limit + 1 <= self._known * NEAR
            step = 1.0 if easy else 1 / max(self._limit, FEWEST_TO_GROW)
            self._limit = min(self._limit + step, float(self._most))

    def overloaded(self, cuts: int) -> bool:
        """The provider refused a call; whether that is news and no echo of the last cut."""
        if cuts != self._cuts:
            return False
        self._cuts += 1
        if self._adaptive:
            self._known = min(self._limit, float(self.count))
            self._limit = max(1.0, self._known / 2)
        return True

    def restart(self, at: float, seconds: float) -> None:
        """From the time `at` on the limit is gone up to again, within so many seconds."""
        self._from, self._ramp = at, seconds
