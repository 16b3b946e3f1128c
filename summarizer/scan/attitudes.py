"""Attitudes that are told without an active verb: "is opposed to …", "was praised by Lund"."""

from collections.abc import Sequence

from summarizer.scan.frames import TAKES_OBJECT
from summarizer.scan.lexicon import ADJECTIVES, AUXILIARIES, CUE_FORMS, PRONOUNS
from summarizer.scan.tokens import Token
from summarizer.scan.verb_groups import (
    BE,
    HYPOTHETICAL,
    MEANS,
    NEGATIONS,
    Cue,
    Frame,
    group_start,
    is_infinitive,
)

__all__ = ["attitude", "passive"]

# Tokens from a passive to its "by", at most: "was called a danger to the town by Lund".
MAX_BEFORE_AGENT = 8
_REMAINING = frozenset("feel feels felt remain remains remained seem seems seemed".split())
_LINKS = BE | _REMAINING | {"'s"}
_JOINTS = frozenset("to of about with over at".split())
_CLAUSE_OPENERS = frozenset("that if whether how why what he she they it".split())
# Passively these tell of a deed: "defended by troops", "painted by Lund", "viewed by millions".
_DEEDS = frozenset("view defend show paint promote embrace challenge resist deny".split())
_HAS_AGENT = TAKES_OBJECT - _DEEDS | frozenset("accuse blame order urge believe consider".split())
_PARTICIPLE_ENDINGS = ("ed", "sought")


def attitude(tokens: Sequence[Token], at: int) -> Cue | None:
    """An attitude that somebody has: "is confident that", "were opposed to the plan"."""
    form = tokens[at].lower
    if form not in ADJECTIVES or at + 2 >= len(tokens):
        return None
    first = group_start(tokens, at)
    if first > 0 and tokens[first - 1].lower in _REMAINING:
        first = group_start(tokens, first - 1)
    group = {token.lower for token in tokens[first:at]}
    if not group & _LINKS or group & (NEGATIONS | HYPOTHETICAL):
        return None
    frame = _frame(tokens, at)
    if frame is None:
        return None
    last = at + 1 if frame == "object" else at
    start, end = tokens[at].start, tokens[last].end
    return Cue(first, last, start, end, form, ADJECTIVES[form], False, form, frame)


def passive(tokens: Sequence[Token], quoted: Sequence[bool], at: int) -> Cue | None:
    """A passive whose agent is named: "was praised by Lund", "a plan opposed by the town"."""
    lemma, stance, cue_class = CUE_FORMS.get(tokens[at].lower, ("", "asserts", "weak"))
    if lemma not in _HAS_AGENT or not tokens[at].lower.endswith(_PARTICIPLE_ENDINGS):
        return None
    first = group_start(tokens, at)
    group = {token.lower for token in tokens[first:at]}
    agent = _agent(tokens, quoted, at)
    if agent is None or first == 0 or group & (NEGATIONS | HYPOTHETICAL):
        return None
    if not group & BE and (agent != at + 2 or tokens[first - 1].lower in PRONOUNS):
        return None  # "Lund called it a rumour spread by rivals"
    start, end = tokens[at].start, tokens[at].end
    speech = cue_class == "speech"
    form = tokens[at].lower
    return Cue(first, agent - 1, start, end, lemma, stance, speech, form, "object", agent)


def _agent(tokens: Sequence[Token], quoted: Sequence[bool], at: int) -> int | None:
    """The token after "by", where that follows at once or after a few words without a mark or verb."""
    for by in range(at + 1, min(len(tokens) - 1, at + MAX_BEFORE_AGENT)):
        token = tokens[by]
        if not token.is_word or token.lower in AUXILIARIES - {"to"}:
            return None
        if token.lower == "by":
            after = tokens[by + 1]
            named = after.is_word and after.lower not in MEANS and not after.lower.endswith("ing")
            return by + 1 if named and not quoted[by] else None
    return None


def _frame(tokens: Sequence[Token], at: int) -> Frame | None:
    """What follows the adjective at `at`: "to leave", "that it failed", "about the plan"."""
    following = tokens[at + 1].lower
    if following == "to" and is_infinitive(tokens[at + 1 : at + 4]):
        return "infinitive"
    if following in _JOINTS:
        return "object"
    return "clause" if following in _CLAUSE_OPENERS else None
