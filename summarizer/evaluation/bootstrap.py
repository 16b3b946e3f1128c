"""How far a figure may be off: intervals over documents drawn again and again."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["RESAMPLES", "Estimate", "Resample", "estimate", "resamples"]

RESAMPLES: Final = 1_000
"""Enough for the second digit of an interval to stay the same from seed to seed."""

LEVEL: Final = 0.95

SEED: Final = 0
"""Always the same draws: a second scoring of the same answers prints the same intervals."""

Resample = Sequence[int]
"""Numbers of documents, from 0, as many as there are, drawn with replacement."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def resamples(documents: int) -> list[Resample]:
    """RESAMPLES draws of `documents` documents."""
    chance = random.Random(SEED)
    numbers = range(documents)
    return [chance.choices(numbers, k=documents) for _ in range(RESAMPLES)]


def estimate(
    figure: Callable[[Resample], float | None], drawn: Sequence[Resample]
) -> Estimate | None:
    """The figure over all documents, and the percentile interval of it over `drawn`.

    Documents are drawn whole, since the items of one are not independent. Draws where there is
    nothing to count (None) are left out; None when there is nothing at all.
    """
    value = figure(range(len(drawn[0])))
    if value is None:
        return None
    values = sorted(one for one in map(figure, drawn) if one is not None) or [value]
    tail = (1 - LEVEL) / 2
    last = len(values) - 1
    return Estimate(value, values[round(tail * last)], values[round((1 - tail) * last)])
