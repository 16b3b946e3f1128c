"""Verb groups: a verb with its auxiliaries and adverbs, and the cue that it can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.scan.lexicon import ADVERBS, AUXILIARIES, DETERMINERS, PRONOUNS
from summarizer.scan.tokens import Token
from summarizer.schemas.claim import Stance

__all__ = [
    "BE",
    "HYPOTHETICAL",
    "LEADING_VERBS",
    "MEANS",
    "NEGATIONS",
    "Cue",
    "Frame",
    "auxiliaries_start",
    "group_start",
    "is_infinitive",
]

BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
NEGATIONS = frozenset({"not", "n't", "never", "neither", "nor"})
# "Moor might say so": nothing was said.
HYPOTHETICAL = frozenset({"may", "might", "could", "should"})
# "Moor said by phone that …" names a means, no doer.
MEANS = frozenset("phone telephone email e-mail letter text video radio then now".split())
# "Lund continued to insist", "appeared to suggest": what they did is in the verb that follows.
LEADING_VERBS = frozenset(
    """appear appears appeared seem seems seemed continue continues continued continuing go goes went
    begin begins began start starts started come comes came""".split()
)

_LY_NOUNS = frozenset(
    "family assembly rally ally reply supply monopoly anomaly bully butterfly fly homily".split()
)
# "Declined to comment" reports that nothing was said.
_SILENT_VERBS = frozenset("comment say answer respond discuss elaborate speak talk".split())

Frame = Literal["clause", "infinitive", "object"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and the words around it that belong to its verb ("has also said", "did not deny").

    `first`..`last` are token indices (inclusive) of the verb group in its sentence; `start`/`end`
    are offsets of the cue word or phrase itself.
    """

    first: int
    last: int
    start: int
    end: int
    lemma: str
    stance: Stance
    speech: bool
    form: str
    frame: Frame = "clause"
    agent: int | None = None
    """The token after "by" where the verb is passive: "was praised by Lund"."""

    @property
    def participle(self) -> bool:
        """Whether it is an -ing form, whose subject is that of the clause before it."""
        return self.form.endswith("ing")


def group_start(tokens: Sequence[Token], at: int) -> int:
    """The first token of the verb group that ends at `at`: "has also", "went on to", "not"."""
    first = auxiliaries_start(tokens, at)
    if at > 1 and tokens[at - 1].lower == "to":
        leading = _leading_verb(tokens, at - 1)
        return first if leading is None else auxiliaries_start(tokens, leading)
    return first


def _leading_verb(tokens: Sequence[Token], to: int) -> int | None:
    """The verb before "to" that makes no statement of its own: "appeared to", "went on to"."""
    at = to - 2 if tokens[to - 1].lower == "on" else to - 1
    return at if at >= 0 and tokens[at].lower in LEADING_VERBS else None


def auxiliaries_start(tokens: Sequence[Token], at: int) -> int:
    """The first of the auxiliaries and adverbs right before `at`."""
    first = at
    while first > 0 and (
        tokens[first - 1].lower in AUXILIARIES
        or tokens[first - 1].lower in ADVERBS
        or _is_adverb(tokens[first - 1])
        or (tokens[first - 1].lower == "'s" and first > 1 and tokens[first - 2].lower in PRONOUNS)
    ):
        first -= 1
    return first


def _is_adverb(token: Token) -> bool:
    return token.lower.endswith("ly") and not token.is_capital and token.lower not in _LY_NOUNS


def is_infinitive(following: Sequence[Token]) -> bool:
    """Whether a verb stands after "to": no name, no article, no mark."""
    verb = following[1] if len(following) > 1 else None
    return (
        verb is not None
        and verb.is_word
        and not verb.is_capital
        and verb.lower not in DETERMINERS | PRONOUNS | _SILENT_VERBS
    )
