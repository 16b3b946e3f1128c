"""Counting right answers: what one document adds up to, and what many do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Counts", "Judgement", "Miss", "Tally"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers were right, of how many given and how many wanted. Adds up.

    A share ("speaker right, of those found") has the same number in `predicted` and `gold`; a mean
    over found items has their sum in `correct` and their number in both others. Fractions are
    allowed, for answers that are right in part.
    """

    correct: float = 0
    predicted: float = 0
    gold: float = 0

    @classmethod
    def share(cls, correct: float, of: float) -> "Counts":
        """`correct` of `of`: precision, recall and F1 are all the same number."""
        return cls(correct, of, of)

    @property
    def precision(self) -> float:
        """Right answers of those given; 0 when none was given."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right answers of those wanted; 0 when none was wanted."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 when nothing was right."""
        both = self.predicted + self.gold
        return 2 * self.correct / both if both else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.correct + other.correct, self.predicted + other.predicted, self.gold + other.gold
        )


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that went wrong, for a person to read.

    `kind` says what, in a few words that are the same for all of the kind ("not found", "wrong
    speaker"); `text` shows it, with the document's own words. `weight` orders: the worst have the
    most.
    """

    kind: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One yes-or-no question, answered beside the right answer.

    `probability` is how probable "yes" was said to be, None where the judge gives no number.
    """

    said: bool
    right: bool
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one document adds up to; adds up over documents.

    `measures` are counts by the name of the measure, `judgements` are answers by the name of the
    judge, `misses` are for a person. A name that one side lacks counts as nothing there.
    """

    measures: Mapping[str, Counts] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()
    judgements: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        nothing = Counts()
        return Tally(
            {
                name: self.measures.get(name, nothing) + other.measures.get(name, nothing)
                for name in [*self.measures, *other.measures]
            },
            self.misses + other.misses,
            {
                name: self.judgements.get(name, ()) + other.judgements.get(name, ())
                for name in [*self.judgements, *other.judgements]
            },
        )
