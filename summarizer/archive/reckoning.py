"""The arithmetic of an estimate: from what one article takes to calls, tokens, money and time.

Every figure is a range, and every constant says where it was measured. Sizes are in characters or
tokens, times in seconds, money in USD.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final

from summarizer.archive.state import Totals
from summarizer.models.flow import FlowLimits
from summarizer.models.pricing import PriceTag
from summarizer.rounds import Tokens

__all__ = [
    "CHARACTERS_A_TOKEN",
    "LATER",
    "OWN_AVERAGES",
    "Between",
    "First",
    "Work",
    "batch_seconds",
    "by_sample",
    "by_totals",
    "cost_of",
    "embedded_seconds",
    "hosted_seconds",
]

OWN_AVERAGES: Final = 20
"""Finished articles from which on a run's own averages are taken: their mean is then known to about
a fifth, better than any figure from elsewhere."""

SPREAD: Final = 0.5
"""How much articles differ in what they take, as a share of the mean: .43 in recorded questions,
more in an archive. The mean of n of them is known to SPREAD / √n; twice that is told."""

CHARACTERS_A_TOKEN: Final = 3.8
"""Of our prompts in English: 3.82 in all recorded questions (332,000 characters). Other models'
tokenizers make up to a tenth fewer tokens of them."""

FOCUSED_ANSWER: Final = 24
"""Tokens that answer a small question: the mean of 106 recorded ones."""

# Tokens that a "whole" answer lists items with, for each token of the article: 2,486 for 690 in the
# recorded test. People found 11.3 items in 1,000 characters of the examples (tests/gold); with the 80
# and 310 tokens that a claim and an event were written in, that comes to 5.
WHOLE_ANSWER: Final = (3.6, 5.0)

READING: Final = 57.0
WRITING: Final = 17.0
"""Tokens a second of the embedded model on 2 quiet cores; what its cache holds takes no time."""

UNEVEN: Final = 2.0
"""So many times longer it takes where the machine has something else to do as well."""

FIRST_TOKEN: Final = (0.5, 1.5)
WRITTEN_A_SECOND: Final = (150.0, 40.0)
"""Seconds until a hosted model begins to write, and tokens a second from then on: what most vendors'
models are seen to do, at their best and when they are busy."""

BATCH_SECONDS: Final = (3_600.0, 86_400.0)
"""A batch is promised within a day, and often back in an hour."""


@dataclass(frozen=True, slots=True)
class Between:
    """A range. Sums and products are those of the ends."""

    low: float
    high: float

    @classmethod
    def about(cls, value: float, error: float) -> "Between":
        """`value`, give or take so much."""
        return cls(max(0.0, value - error), value + error)

    def __add__(self, other: "Between") -> "Between":
        return Between(self.low + other.low, self.high + other.high)

    def __mul__(self, by: "Between | float") -> "Between":
        other = by if isinstance(by, Between) else Between(by, by)
        return Between(self.low * other.low, self.high * other.high)

    def at_least(self, other: "Between") -> "Between":
        """The larger of both, end by end."""
        return Between(max(self.low, other.low), max(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Later:
    """All of a dialogue as a multiple of its first questions: in calls, and in tokens read."""

    calls: Between
    input: Between


# By strategy. The lower ends: nothing is missing or at fault. The upper ones: "focused", the most that
# any of the recorded articles took (cassettes/test_quality; all together 1.06); "whole", what the
# embedded model took in the one test that asks it so (12 calls for 2: 5 repairs and 5 gaps). A strong
# model will stay far below.
LATER: Final = {
    "focused": Later(Between(1.0, 1.4), Between(1.0, 1.4)),
    "whole": Later(Between(1.0, 6.0), Between(1.0, 5.0)),
}


@dataclass(frozen=True, slots=True)
class First:
    """The first questions about one article, of `text` characters. `seconds` are of CPU time."""

    text: int
    questions: int
    prompts: int
    """Characters of all prompts together."""
    fresh: int
    """Those of them that the model's cache does not hold from the question before."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """What articles take, one or all of them; in tokens. `fresh` is the part of `input` to be read
    anew, where a cache is known of."""

    calls: Between
    input: Between
    fresh: Between
    output: Between

    def times(self, articles: int) -> "Work":
        """What so many articles take."""
        return Work(
            calls=self.calls * articles,
            input=self.input * articles,
            fresh=self.fresh * articles,
            output=self.output * articles,
        )


def by_sample(firsts: Sequence[First], articles: int, strategy: str) -> Work:
    """What one of `articles` takes, by the first questions about some of them."""
    later, tokens = LATER[strategy], 1 / CHARACTERS_A_TOKEN
    calls = _mean([one.questions for one in firsts], articles) * later.calls
    text = _mean([one.text for one in firsts], articles) * tokens
    return Work(
        calls=calls,
        input=_mean([one.prompts for one in firsts], articles) * tokens * later.input,
        fresh=_mean([one.fresh for one in firsts], articles) * tokens * later.input,
        output=calls * FOCUSED_ANSWER if strategy == "focused" else text * Between(*WHOLE_ANSWER),
    )


def by_totals(totals: Totals, articles: int) -> Work | None:
    """What one article took in this run, by all `articles` finished; None while they are too few."""
    asked = totals.questions - totals.replayed
    if articles < OWN_AVERAGES or asked <= 0:
        return None
    # Calls and tokens are told of what was asked, not of what came out of the journal.
    share = totals.questions / asked / articles

    def each(total: int) -> Between:
        return Between.about(total * share, total * share * 2 * SPREAD / math.sqrt(articles))

    return Work(
        calls=each(totals.calls),
        input=each(totals.input_tokens),
        fresh=each(totals.input_tokens - totals.cached_tokens),
        output=each(totals.output_tokens),
    )


def cost_of(work: Work, price: PriceTag, *, in_batches: bool) -> Between:
    """What the work costs at today's prices."""
    ends = (
        Tokens(input=round(read), cached=round(read - fresh), output=round(written))
        for read, fresh, written in (
            (work.input.low, work.fresh.low, work.output.low),
            (work.input.high, work.fresh.high, work.output.high),
        )
    )
    low, high = (price.priced(tokens, in_batches=in_batches).cost or 0.0 for tokens in ends)
    return Between(low, high)


def embedded_seconds(work: Work) -> Between:
    """How long the embedded model takes, which answers one question at a time."""
    seconds = work.fresh * (1 / READING) + work.output * (1 / WRITING)
    return Between(seconds.low, seconds.high * UNEVEN)


def batch_seconds(rounds: int) -> Between:
    """How long batches take: one round of questions after the other, all articles at once."""
    return Between(*BATCH_SECONDS) * Between(1, rounds)


def hosted_seconds(work: Work, flow: FlowLimits) -> Between:
    """How long a hosted model takes: with as many calls at once as the flow may come to allow, and
    with as many as it begins with. There must be calls."""
    fast, slow = WRITTEN_A_SECOND
    busy = work.calls * Between(*FIRST_TOKEN) + work.output * Between(1 / fast, 1 / slow)
    few = min(flow.start, flow.max_in_flight)
    seconds = busy * Between(1 / flow.max_in_flight, 1 / few)
    seconds = seconds.at_least(Between(busy.low / work.calls.low, busy.high / work.calls.high))
    if flow.rpm:
        seconds = seconds.at_least(work.calls * (60 / flow.rpm))
    if flow.tpm:
        seconds = seconds.at_least((work.input + work.output) * (60 / flow.tpm))
    return seconds


def _mean(values: Sequence[float], of: int) -> Between:
    """The mean of all `of` that there are, by a sample of them: twice its standard error around it."""
    if not values:
        return Between(0, 0)
    mean = fmean(values)
    spread = stdev(values) if len(values) > 1 else SPREAD * mean
    unseen = max(0.0, 1 - len(values) / max(1, of))
    return Between.about(mean, 2 * spread * math.sqrt(unseen / len(values)))
