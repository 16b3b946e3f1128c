"""The generator at the centre: ask, parse, ground, check, repair, cover. No I/O."""

from summarizer.dialogue.conversation import (
    STRATEGIES,
    Dialogue,
    Strategy,
    converse,
    default_strategy,
    strategy_named,
)
from summarizer.dialogue.limits import Capacity, Limits
from summarizer.dialogue.wanted import Wanted

__all__ = [
    "STRATEGIES",
    "Capacity",
    "Dialogue",
    "Limits",
    "Strategy",
    "Wanted",
    "converse",
    "default_strategy",
    "strategy_named",
]
