"""The generator at the centre: ask, parse, ground, check, repair, cover. No I/O."""

from summarizer.dialogue.conversation import STRATEGIES, Dialogue, converse, strategy_named
from summarizer.dialogue.limits import Capacity, Limits

__all__ = ["STRATEGIES", "Capacity", "Dialogue", "Limits", "converse", "strategy_named"]
