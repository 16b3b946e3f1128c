"""Nouns that hold what somebody says or wants: "Lund’s claim that …", "their refusal to …"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.scan.lexicon import ADVERBS, AUXILIARIES, COMMUNICATION_NOUNS, PREPOSITIONS, inflect
from summarizer.scan.phrases import QUOTATION_MARKS, Phrase, Phrases
from summarizer.scan.sentence import Range, Sentence, stripped
from summarizer.scan.tokens import Token
from summarizer.scan.verb_groups import auxiliaries_start, is_infinitive
from summarizer.schemas.claim import Stance

__all__ = ["Possessed", "possessed"]

# Adjectives between possessor and noun: "its long and vague promise to …".
MAX_ADJECTIVES = 3
# What is held is a clause or a noun phrase of this many tokens at most.
MAX_HELD_TOKENS = 30
_POSSESSIVES = frozenset({"his", "her", "their", "its"})
_JOINTS = frozenset("that to of for about on against over whether".split())
# "Lund expressed concern that", "issued a warning about": verbs that say no more than their noun.
_EXPRESSING = frozenset(
    form
    for verb in "express voice make issue raise have sound reiterate renew announce reach".split()
    for form in (["have", "has", "had", "made"] if verb in ("have", "make") else inflect(verb))
)
_NO_MODIFIERS = PREPOSITIONS | AUXILIARIES | {"no", "little"}
# These are held towards what follows "to".
_TOWARDS = frozenset(
    "opposition objection objections commitment commitments threat threats".split()
)
_INSIDE = QUOTATION_MARKS | {"'s", "n't"}
_ENDS = frozenset("and but while when after before although though because so where who".split())


@dataclass(frozen=True, slots=True)
class Possessed:
    """A noun of saying with its possessor and what it holds. Ranges are offsets into the text."""

    cue: Range
    lemma: str
    stance: Stance
    possessor: Phrase
    held: Range


def possessed(sentence: Sentence, phrases: Phrases) -> Iterator[Possessed]:
    """The nouns of saying of a sentence that a possessor stands before."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens[:-2]):
        if token.lower not in COMMUNICATION_NOUNS or sentence.quoted[at]:
            continue
        named = _named_after(phrases, at)
        joint = at + 1 if named is None else named[1] + 1
        if joint + 1 >= len(tokens) or tokens[joint].lower not in _JOINTS:
            continue
        if tokens[joint].lower == "to" and not _takes_to(tokens, at, joint):
            continue
        possessor = named or _possessor(sentence, phrases, at) or _expresser(phrases, at)
        held = _held(sentence, phrases, joint) if possessor else None
        if possessor and held:
            stance = COMMUNICATION_NOUNS[token.lower]
            yield Possessed((token.start, token.end), token.lower, stance, possessor, held)


def _possessor(sentence: Sentence, phrases: Phrases, noun: int) -> Phrase | None:
    tokens = sentence.tokens
    for at in range(noun - 1, max(-1, noun - 2 - MAX_ADJECTIVES), -1):
        lower = tokens[at].lower
        if lower in _POSSESSIVES:
            return at, at
        if lower == "'s":
            owner = phrases.left(at - 1)
            return owner if owner and phrases.names_somebody(owner) else None
        if not tokens[at].is_word or lower in PREPOSITIONS | AUXILIARIES:
            return None
    return None


def _takes_to(tokens: Sequence[Token], noun: int, to: int) -> bool:
    """Whether "to" begins what is held: not whom it goes to, as in "his message to the mayor"."""
    return tokens[noun].lower in _TOWARDS or is_infinitive(tokens[to : to + 3])


def _named_after(phrases: Phrases, noun: int) -> Phrase | None:
    """Who stands after "by" or "from": "a call by Lund for …"."""
    if phrases.tokens[noun + 1].lower not in ("by", "from"):
        return None
    by = phrases.right(noun + 2)
    if by is None or not phrases.names_somebody(by):
        return None
    joints = [at for at in range(by[0] + 1, by[1] + 1) if phrases.tokens[at].lower in _JOINTS]
    return (by[0], joints[0] - 1) if joints else by


def _expresser(phrases: Phrases, noun: int) -> Phrase | None:
    """Who expresses what the noun names: "Lund voiced deep concern that …"."""
    tokens = phrases.tokens
    for at in range(noun - 1, max(0, noun - 2 - MAX_ADJECTIVES), -1):
        if tokens[at].lower in _EXPRESSING:
            owner = phrases.left(auxiliaries_start(tokens, at) - 1)
            return owner if owner and phrases.names_somebody(owner) else None
        if not tokens[at].is_word or tokens[at].lower in _NO_MODIFIERS:
            return None
    return None


def _held(sentence: Sentence, phrases: Phrases, joint: int) -> Range | None:
    """The words after "that", or "to" and what follows it, or the noun phrase after a preposition."""
    tokens = sentence.tokens
    first = joint if tokens[joint].lower == "to" else joint + 1
    end = _end(tokens, phrases, first, clause=tokens[joint].lower == "that")
    last = tokens[end - 1].end if end > first else 0
    return stripped(tokens, tokens[first].start, last) if last else None


def _end(tokens: Sequence[Token], phrases: Phrases, first: int, *, clause: bool) -> int:
    """Where what is held ends: at a mark, a joint, or the verb whose subject the noun is."""
    verbs = 0
    for at in range(first + 1, min(len(tokens), first + MAX_HELD_TOKENS)):
        token = tokens[at]
        starts = at == first + 1
        if not (token.is_word or token.lower in _INSIDE) or token.lower in _ENDS:
            return at
        is_verb = phrases.looks_like_verb(at) and tokens[at - 1].lower not in AUXILIARIES | ADVERBS
        verbs += is_verb
        if is_verb and not starts and verbs > clause:
            return at
    return min(len(tokens), first + MAX_HELD_TOKENS)
