"""What a run may spend, and the documents that go ahead to find out how far that goes."""

from dataclasses import dataclass
from typing import Final

from summarizer.archive.state import Totals
from summarizer.archive.work import Tasks

__all__ = ["NO_BOUND", "Budget", "pilot"]

PILOT: Final = 8
"""Documents that go first in a run with a budget: only then is known how far the others may go."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend in all its sessions together. `cost` is in USD; None: no bound."""

    cost: float | None = None
    tokens: int | None = None

    def is_bounded(self) -> bool:
        """Whether there is a bound at all."""
        return self.cost is not None or self.tokens is not None

    def is_spent(self, totals: Totals, under_way: int) -> bool:
        """Whether nothing more may be begun. What is under way, so many documents, will be paid
        for too: it is taken to cost what those before it did.
        """
        ahead = 1 + under_way / max(1, totals.done + totals.failed)
        tokens = totals.input_tokens + totals.output_tokens
        return (self.cost is not None and (totals.cost or 0.0) * ahead >= self.cost) or (
            self.tokens is not None and tokens * ahead >= self.tokens
        )


NO_BOUND: Final = Budget()


def pilot(tasks: Tasks) -> Tasks:
    """The first tasks, as many as go ahead."""
    left = PILOT
    for task in tasks:
        yield task
        left -= task is not None
        if not left:
            return
