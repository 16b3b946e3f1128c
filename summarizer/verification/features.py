"""What can be counted about a statement and its source, for judging whether the source says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from summarizer.verification.nearest import Line, Source
from summarizer.verification.weaving import weave

__all__ = ["Comparison", "compare", "features"]

_SIZE_POWER = 0.75
"""Joints are counted against the statement's words to this power: a longer one has more of them and
is wrong more often. Of 1, 0.75, 0.5 and 0.25 the one that tells best on the even documents."""


@dataclass(frozen=True)
class Comparison:
    """A statement beside the sentences of a source that come nearest to it."""

    statement: Line
    nearest: tuple[Line, ...]
    source: Source


def compare(statement: Line, source: Source) -> Comparison:
    """The statement with its nearest sentences."""
    return Comparison(statement, source.nearest(statement), source)


def features(case: Comparison) -> dict[str, float]:
    """What a calibration can weigh, by name. The statement has words with content, and shares some.

    `joints`: the cost of weaving the statement from its nearest sentences, by its length. Shares
    from 0 to 1: `pairs` of words in a row that the nearest sentences have; `known`, of what the
    words tell, that the document has; `in_one`, that one sentence has; `opening`, of what the
    words that it begins with tell, that the sentence nearest to its end has. `length`: the
    logarithm of its words.
    """
    statement, source, nearest = case.statement, case.source, case.nearest
    size = len(statement.words)
    whole = source.weigh(statement.content)
    pairs = frozenset[tuple[str, str]]().union(*(line.pairs for line in nearest))
    return {
        "joints": weave(statement, nearest).cost / size**_SIZE_POWER,
        "pairs": _share([pair in pairs for pair in pairwise(statement.words)]),
        "known": source.weigh(statement.content & source.content) / whole,
        "in_one": max(source.weigh(statement.content & line.content) for line in nearest) / whole,
        "opening": _opening(case),
        "length": log(size),
    }


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def _opening(case: Comparison) -> float:
    roots = [root for root in case.statement.stems if root]
    first, rest = set(roots[:2]), set(roots[2:])
    if not rest:
        return 1.0
    near = max(case.nearest, key=lambda line: case.source.weigh(rest & line.content))
    return case.source.weigh(first & near.content) / case.source.weigh(first)
