"""How sure we are of an item: the share of such items that were right on documents people annotated.

Claims: `python benchmarks/calibrate_confidence.py FILE` over both halves of a corpus of attributions
in news (PolNeAR, the half that may be tuned on). A claim is right when people marked an attribution
where it stands, with the same speaker. They mark statements more completely than attitudes, so these
are shares of agreement with people, and a little low. Events: set by hand in the same order, for no
corpus says whether a whole event is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.scan import Attribution
from summarizer.scan.lexicon import COMMUNICATION_NOUNS
from summarizer.schemas.problem import Problem

__all__ = [
    "AGREED",
    "ANSWERED",
    "FOLLOWED_ON",
    "GRAMMAR",
    "INFERRED",
    "WRITTEN",
    "Certainty",
    "lowered",
]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How an item came to be, and how often such items are right."""

    quoted: float
    """Claims with quotation marks."""
    reported: float
    """Claims that report a clause without them."""
    held: float
    """What somebody wants or holds an attitude to, by verb or noun."""
    event: float

    def of(self, attribution: Attribution) -> float:
        """The confidence of the claim that an attribution makes."""
        if attribution.quotation != "indirect":
            return self.quoted
        noun = attribution.frame == "clause" and attribution.lemma in _HELD_NOUNS
        return self.held if noun or attribution.frame != "clause" else self.reported


# "Claim" and "report" are verbs as well, and reported clauses then.
_HELD_NOUNS = COMMUNICATION_NOUNS.keys() - {"claim", "report", "charge", "question", "doubt"}

GRAMMAR = Certainty(0.96, 0.82, 0.77, 0.9)
"""The sentence itself names the speaker beside the cue; it shows who did what to whom."""
AGREED = Certainty(0.92, 0.85, 0.62, 0.9)
"""The model's words and the rule's name the same one."""
ANSWERED = Certainty(0.85, 0.75, 0.55, 0.75)
"""The model copied words that stand in the text; grammar says nothing."""
INFERRED = Certainty(0.89, 0.83, 0.58, 0.65)
"""A rule resolved a pronoun or a title without the model's support."""
FOLLOWED_ON = Certainty(0.46, 0.46, 0.46, 0.46)
"""A quotation without a cue goes on after one whose speaker is known, in a paragraph of its own."""
WRITTEN = 0.85
"""A model wrote the item and every check passed. Not measured: the embedded model writes few."""

_NOTE_COST = 0.05
_FLOOR = 0.3


def lowered(confidence: float, problems: Sequence[Problem]) -> float:
    """`confidence` less a little for every note."""
    return round(max(_FLOOR, confidence - _NOTE_COST * len(problems)), 2)
