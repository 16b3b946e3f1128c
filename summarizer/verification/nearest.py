"""Which sentences of a source come nearest to a statement, by the words they share."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import fsum, log

from summarizer.grounding.reading import Reading
from summarizer.scan import tokenize
from summarizer.scan.tokens import Token
from summarizer.verification.stems import stem

__all__ = ["NEAREST", "Line", "Source", "line_of"]

NEAREST = 5
"""Sentences kept as evidence. Summary sentences draw on one to three; five forgive a wrong rank."""

_TAKEN = 0.3
"""What a word still counts that a nearer sentence has already: enough to prefer the same topic."""
_PAIR = 0.5
"""What two words in a row count beside the words: the same words in the same order."""


_CONTRACTED_NOT = "n't"
"""As `tokenize` gives it; a mark to it, and a word here."""


@dataclass(frozen=True)
class Line:
    """A sentence as words. Number 0 is the statement's; offsets are those of its text."""

    number: int
    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in lower case, straight apostrophes, without marks; "n't" is "not"."""
        return tuple(_plain(token) for token in self.tokens)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of each word, "" for one without content; figures stand for themselves."""
        return tuple(word if word[:1].isdigit() else stem(word) for word in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words with content."""
        return frozenset(filter(None, self.stems))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that follow each other."""
        return frozenset(pairwise(self.words))


def line_of(text: str, number: int = 0) -> Line:
    """The words of a sentence."""
    kept = (token for token in tokenize(text) if token.is_word or token.lower == _CONTRACTED_NOT)
    return Line(number, text, tuple(kept))


def _plain(token: Token) -> str:
    return "not" if token.lower == _CONTRACTED_NOT else token.lower.replace("’", "'")


@dataclass(frozen=True)
class Source:
    """A document's sentences, ready to be compared with statements."""

    reading: Reading

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its sentences, in order; `lines[n - 1]` is sentence n."""
        return tuple(line_of(one.text, one.number) for one in self.reading.segments)

    @cached_property
    def content(self) -> frozenset[str]:
        """All stems of the document."""
        return frozenset[str]().union(*(line.content for line in self.lines))

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(root for line in self.lines for root in line.content)

    def weight(self, root: str) -> float:
        """How much a word tells: rare ones more, those the document has not the most."""
        return log(1 + (len(self.lines) + 1) / (self._counts[root] + 0.5))

    def weigh(self, roots: Iterable[str]) -> float:
        """The weights of `roots`, added up."""
        return fsum(map(self.weight, roots))  # exact: sets have no order

    def nearest(self, statement: Line) -> tuple[Line, ...]:
        """Up to NEAREST sentences that share words, each for what it adds, the nearest first."""
        chosen: list[Line] = []
        taken: frozenset[str] = frozenset()
        left = [line for line in self.lines if line.content & statement.content]
        while left and len(chosen) < NEAREST:
            scores = [self._score(line, statement, taken) for line in left]
            best = scores.index(max(scores))
            chosen.append(left.pop(best))
            taken |= chosen[-1].content
        return tuple(chosen)

    def _score(self, line: Line, statement: Line, taken: frozenset[str]) -> float:
        shared = line.content & statement.content
        fresh = self.weigh(shared - taken) + _TAKEN * self.weigh(shared & taken)
        return fresh + _PAIR * len(line.pairs & statement.pairs)
