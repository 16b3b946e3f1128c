"""Figures over all documents, out of the tallies of each."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from summarizer.evaluation.bootstrap import Estimate, Resample, estimate, resamples
from summarizer.evaluation.tally import Counts, Judgement, Tally

__all__ = [
    "JudgeTotal",
    "MeasureTotal",
    "Totals",
    "area_under_curve",
    "balanced_accuracy",
    "calibration_error",
    "totals",
]

BINS: Final = 10
"""Of equal width, for the calibration error: the usual number."""


@dataclass(frozen=True, slots=True)
class MeasureTotal:
    """Counts over all documents. A figure is None where there is nothing to divide by."""

    name: str
    counts: Counts
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None

    @property
    def is_share(self) -> bool:
        """Whether precision, recall and F1 are the same by the way it is counted."""
        return self.precision == self.recall == self.f1


@dataclass(frozen=True, slots=True)
class JudgeTotal:
    """A judge over all documents. The last two are None for a judge who gives no probabilities."""

    name: str
    judgements: int
    right: int
    """How many have "yes" as the right answer."""
    balanced_accuracy: Estimate | None
    auc: Estimate | None
    calibration_error: Estimate | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Every measure and every judge, in the order in which the documents brought them up."""

    measures: tuple[MeasureTotal, ...]
    judges: tuple[JudgeTotal, ...]


def totals(tallies: Sequence[Tally]) -> Totals:
    """Totals with 95 % bootstrap intervals over the documents, of which there is at least one."""
    drawn = resamples(len(tallies))
    measures = dict.fromkeys(name for tally in tallies for name in tally.measures)
    judges = dict.fromkeys(name for tally in tallies for name in tally.judgements)
    return Totals(
        tuple(_measure(name, tallies, drawn) for name in measures),
        tuple(_judge(name, tallies, drawn) for name in judges),
    )


def balanced_accuracy(judgements: Sequence[Judgement]) -> float | None:
    """The mean share of right answers among the "yes" and among the "no"; None without both."""
    shares = []
    for answer in (True, False):
        asked = [one.said == answer for one in judgements if one.right == answer]
        if not asked:
            return None
        shares.append(sum(asked) / len(asked))
    return sum(shares) / 2


def area_under_curve(judgements: Sequence[Judgement]) -> float | None:
    """How often a "yes" has a higher probability than a "no"; a tie counts half. None without both.

    Judgements without a probability are left out.
    """
    rated = [(one.probability, one.right) for one in judgements if one.probability is not None]
    yes = [probability for probability, right in rated if right]
    no = sorted(probability for probability, right in rated if not right)
    if not yes or not no:
        return None
    wins = sum(bisect_left(no, one) + bisect_right(no, one) for one in yes) / 2
    return wins / (len(yes) * len(no))


def calibration_error(judgements: Sequence[Judgement]) -> float | None:
    """The expected calibration error, in BINS bins: how far "70 %" is from 7 of 10, on average."""
    rated = [(one.probability, one.right) for one in judgements if one.probability is not None]
    if not rated:
        return None
    sums = [0.0] * BINS
    for probability, right in rated:
        sums[min(int(probability * BINS), BINS - 1)] += probability - right
    return sum(map(abs, sums)) / len(rated)


def _measure(name: str, tallies: Sequence[Tally], drawn: Sequence[Resample]) -> MeasureTotal:
    nothing = Counts()
    counts = [tally.measures.get(name, nothing) for tally in tallies]
    correct = [one.correct for one in counts]
    predicted = [one.predicted for one in counts]
    gold = [one.gold for one in counts]
    both = [one.predicted + one.gold for one in counts]
    twice = [2 * one.correct for one in counts]
    return MeasureTotal(
        name=name,
        counts=sum(counts, nothing),
        precision=estimate(_ratio(correct, predicted), drawn),
        recall=estimate(_ratio(correct, gold), drawn),
        f1=estimate(_ratio(twice, both), drawn),
    )


def _ratio(above: Sequence[float], below: Sequence[float]) -> Callable[[Resample], float | None]:
    """The sum of one over the sum of the other, over the documents of a draw."""

    def figure(documents: Resample) -> float | None:
        whole = sum(map(below.__getitem__, documents))
        return sum(map(above.__getitem__, documents)) / whole if whole else None

    return figure


def _judge(name: str, tallies: Sequence[Tally], drawn: Sequence[Resample]) -> JudgeTotal:
    answers = [tally.judgements.get(name, ()) for tally in tallies]

    def over(
        figure: Callable[[Sequence[Judgement]], float | None],
    ) -> Estimate | None:
        def of(documents: Resample) -> float | None:
            return figure([*chain.from_iterable(map(answers.__getitem__, documents))])

        return estimate(of, drawn)

    every = [*chain.from_iterable(answers)]
    return JudgeTotal(
        name=name,
        judgements=len(every),
        right=sum(one.right for one in every),
        balanced_accuracy=over(balanced_accuracy),
        auc=over(area_under_curve),
        calibration_error=over(calibration_error),
    )
