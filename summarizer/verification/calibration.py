"""The weights that turn what was counted into a probability, and where they come from.

    python benchmarks/calibrate_support.py --model local --journal FILE support-cnndm.jsonl \
        support-xsum.jsonl --features joints
    python benchmarks/calibrate_support.py support-cnndm.jsonl support-xsum.jsonl \
        error-spans.jsonl --features joints

The first made WITH_MODEL, the second WITHOUT_MODEL: fitted to the documents at even places (of xsum
the first 21 of them for WITH_MODEL), and measured on the others. More features did not help:
`pairs`, `known`, `in_one`, `opening` and `length`, alone or together, changed the cross-validated
AUC by less than its error, mostly downwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = [
    "CONTRADICTED",
    "COPIED",
    "NOT_SHOWN",
    "WITHOUT_MODEL",
    "WITH_MODEL",
    "Calibration",
]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over features by name; `threshold` is the least probability of "supported".

    `middle` is the mean log-odds of the model's answers on the documents it was fitted to: what an
    answer without probabilities is placed about.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float
    middle: float = 0.0


WITH_MODEL: Final = Calibration(
    -1.3145, {"joints": -3.2002, "log_odds": 7.6936}, threshold=0.58, middle=0.3787
)
"""The embedded model's log-odds vary little (from 0 to 0.7) and tell much; another model's will be
spread otherwise, and want a fit of their own."""

WITHOUT_MODEL: Final = Calibration(2.2291, {"joints": -1.9699}, threshold=0.84)

CONTRADICTED: Final = 0.15
"""People found 2 of 6 such sentences of the even documents supported, both through slips of the
text; six are too few to count with, and of the planted changes all are wrong."""

NOT_SHOWN: Final = 0.26
"""People found 18 of 69 sentences supported that have a name, number or date that the source has
not: who knows the story fills them in."""

COPIED: Final = 0.99
"""All of 26 sentences that the source has word for word."""
