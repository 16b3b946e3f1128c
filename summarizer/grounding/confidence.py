"""How sure we are of an item: named starting values, lowered by what was noted about it.

They order items rightly (grammar before inference, inference before a guess); they are not yet
calibrated probabilities.
"""

from collections.abc import Sequence

from summarizer.schemas.problem import Problem

__all__ = [
    "AGREED",
    "ANSWERED",
    "FOLLOWED_ON",
    "GRAMMAR",
    "INFERRED",
    "WRITTEN",
    "lowered",
]

GRAMMAR = 0.95
"""The sentence itself names the speaker beside the cue."""
AGREED = 0.9
"""The model's words and the rule's name the same one."""
ANSWERED = 0.75
"""The model copied words that stand in the text; grammar says nothing."""
INFERRED = 0.7
"""A rule resolved a pronoun or a title without the model's support."""
FOLLOWED_ON = 0.8
"""A quotation goes on after one whose speaker is known."""
WRITTEN = 0.85
"""A model wrote the item and every check passed."""

_NOTE_COST = 0.05
_FLOOR = 0.3


def lowered(confidence: float, problems: Sequence[Problem]) -> float:
    """`confidence` less a little for every note."""
    return round(max(_FLOOR, confidence - _NOTE_COST * len(problems)), 2)
