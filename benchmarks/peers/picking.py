"""Which documents of a gold file are taken: by a fixed rule, so that every run takes the same."""

from collections.abc import Sequence
from typing import Final

from summarizer.evaluation.gold import Gold

__all__ = ["SHORTEST", "picked"]

SHORTEST: Final = 900
"""Characters that an article of the claims task has at least: below it stand briefs with one
attribution or none."""


def picked(task: str, gold: Sequence[Gold], number: int) -> list[Gold]:
    """The documents for `claims` or `incidents`.

    Claims: the `number` shortest articles of at least `SHORTEST` characters, the shortest first
    (short ones, because the model is slow and not because they are easy). Incidents: in the order
    of the file, the first `number` that need an incident and the first `number // 2` without any.
    """
    if task == "claims":
        long_enough = [one for one in gold if len(one["text"]) >= SHORTEST]
        return sorted(long_enough, key=lambda one: len(one["text"]))[:number]
    wanted = [one for one in gold if any(not it.get("optional") for it in one["incidents"])]
    free = [one for one in gold if not one["incidents"]]
    taken = {id(one) for one in [*wanted[:number], *free[: number // 2]]}
    return [one for one in gold if id(one) in taken]
