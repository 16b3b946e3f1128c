"""How far a dialogue goes before it stops asking."""

from dataclasses import dataclass

__all__ = ["Capacity", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document's dialogue.

    `rounds` counts lists of questions, the coverage round included; `questions` all questions of
    the document; `attempts` how often one item is asked in all, the first time included. What
    is still open at a bound is rejected, with that as its problem.
    """

    rounds: int = 8
    questions: int = 5000
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a dialogue must know of the model: its window in tokens, and whether schemas are free.

    `exact_schemas` is for engines that compile a JSON Schema at no cost: each request then lists
    exactly the sentence numbers it may cite. Hosted services compile and cache schemas, slowly.
    """

    window: int | None = None
    exact_schemas: bool = False
