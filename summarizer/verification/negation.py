"""Does a statement keep the negations of its evidence?

Only what is surely the same predicate about the same things is flagged: an editor who is warned
once too often stops reading warnings. English only; in other languages nothing is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.schemas.problem import Problem
from summarizer.verification.polarity import Negation, Sentence, is_english, read_sentences

__all__ = ["check_negation"]

_PRONOUNS = frozenset("he she it they we i".split())

_SHARED = 0.5
"""Share of a statement's words that must stand in the sentence compared. At half, "the council
approved the plan in May" meets "it did not approve the plan"; below, only the topic is shared."""

_RIVAL = 0.75
"""A place that states the same calls the alarm off when it shares this much of what the denial
shares: evidence often has both, one side's claim and the other's denial."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A word of one sentence that a negation of another one denies, and the words they share."""

    index: int
    shared: frozenset[str]


def check_negation(statement: str, evidence: Sequence[str], field: str = "") -> list[Problem]:
    """`negation-changed` where `statement` states what its evidence denies, or the other way round.

    Denials count ("denied it was …"), and so do "refused to", "without" and the like. "not only",
    "nothing but" and "no doubt" do not. At most one problem for each negation.
    """
    if not is_english([statement, *evidence]):
        return []
    said = read_sentences(statement)
    cited = [sentence for text in evidence for sentence in read_sentences(text)]
    messages = [*_dropped(said, cited), *_added(said, cited)]
    return [
        Problem(code="negation-changed", message=message, field=field, severity="doubt")
        for message in dict.fromkeys(messages)
    ]


def _dropped(said: Sequence[Sentence], cited: Sequence[Sentence]) -> Iterator[str]:
    """Messages for what the evidence denies and the statement states."""
    for source in cited:
        for negation in source.negations:
            for sentence in said:
                match = _stated(sentence, negation, source)
                if match is not None and not _has_rival(sentence, match, cited):
                    yield (
                        f'"{sentence.word(match.index)}" is stated as a fact, but the evidence'
                        f' denies it: "{source.excerpt(negation)}".'
                    )


def _added(said: Sequence[Sentence], cited: Sequence[Sentence]) -> Iterator[str]:
    """Messages for what the statement denies and the evidence states."""
    for sentence in said:
        for negation in sentence.negations:
            if _is_denied(negation.heads, cited):
                continue
            for source in cited:
                match = _stated(source, negation, sentence)
                if match is not None and not _has_negation(source, match.index):
                    yield (
                        f'"{sentence.excerpt(negation)}" denies what the evidence states:'
                        f' "{source.text.strip()}".'
                    )


def _stated(sentence: Sentence, negation: Negation, source: Sentence) -> _Match | None:
    """Where `sentence` states what `negation`, a negation of `source`, denies."""
    denied = source.part_stems(negation.cue, *negation.reach) | negation.heads
    for index in sentence.affirmed():
        if sentence.stems[index] not in negation.heads:
            continue
        words = sentence.part_stems(index)
        if negation.also and not words & negation.also:
            continue
        smaller = min(words, denied, key=len)
        shared = words & denied
        alike = len(shared) >= _SHARED * len(words) and len(shared) >= _SHARED * len(smaller)
        if (
            alike
            and (len(shared) > 1 or len(smaller) == 1)
            and _same_subject(sentence, index, source)
        ):
            return _Match(index, shared)
    return None


def _same_subject(sentence: Sentence, index: int, source: Sentence) -> bool:
    """Whether the source names those the statement is about, or has a pronoun for them."""
    part = sentence.part[index]
    subject = {
        sentence.stems[at]
        for at in range(index)
        if sentence.part[at] == part and sentence.stems[at]
    }
    if not subject or subject & set(source.stems):
        return True
    return bool(_PRONOUNS & set(source.words))


def _has_rival(sentence: Sentence, match: _Match, cited: Sequence[Sentence]) -> bool:
    """Whether the evidence also states it, in another clause or another sentence."""
    words = sentence.part_stems(match.index)
    for source in cited:
        for index in source.affirmed():
            if source.stems[index] == sentence.stems[match.index]:
                shared = words & source.part_stems(index)
                if len(shared) >= _RIVAL * len(match.shared):
                    return True
    return False


def _is_denied(heads: frozenset[str], cited: Sequence[Sentence]) -> bool:
    """Whether one of `heads` is within reach of a negation of the evidence."""
    for source in cited:
        for negation in source.negations:
            if heads & negation.heads or heads & {source.stems[at] for at in negation.reach}:
                return True
    return False


def _has_negation(source: Sentence, index: int) -> bool:
    """Whether the part of `source` around `index` has a negation that may well be the one meant."""
    return any(source.part[negation.cue] == source.part[index] for negation in source.negations)
