"""Who says it, and whether they deny it: a statement's attribution beside the source's."""

from collections.abc import Iterator, Sequence
from typing import Final

from summarizer.documents import Document
from summarizer.grounding.reading import Reading, read_through
from summarizer.grounding.speakers import Speakers
from summarizer.scan import Attribution
from summarizer.schemas.problem import Problem
from summarizer.verification.features import Comparison
from summarizer.verification.nearest import line_of

__all__ = ["misattributions"]

SHARED: Final = 0.6
"""Two attributions report the same words when the shorter has this share of its words in the other:
what annotators of attributions agree on."""
LEAST_WORDS: Final = 2
"""Fewer words with content are shared by chance."""


def misattributions(case: Comparison) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """Where a statement gives the source's words to another speaker, or turns a denial round.

    Yields a problem with the range of the statement's words that are at fault. Only names that the
    source has count as speakers: "officials" and "the mayor" may be the same person.
    """
    said = read_through(Document.from_text(case.statement.text))
    for ours in said.scan.attributions:
        theirs = _same_words(ours, said, case)
        if not theirs or ours.cue is None:
            continue
        denials = {one.stance == "denies" for one in theirs}
        if (ours.stance == "denies") not in denials:
            yield _turned(ours, theirs[0], case), ours.cue
        elif (wrong := _other_speaker(ours, theirs, said, case)) is not None:
            yield wrong


def _same_words(ours: Attribution, said: Reading, case: Comparison) -> list[Attribution]:
    """What the nearest sentences attribute of the same words, a plain cue beside them."""
    reading = case.source.reading
    words = _stems(ours, said)
    found = []
    for line in case.nearest:
        for theirs in reading.scan.attributions_in.get(line.number, ()):
            other = _stems(theirs, reading)
            least = min(len(words), len(other))
            if theirs.cue and least >= LEAST_WORDS and len(words & other) >= SHARED * least:
                found.append(theirs)
    return found


def _stems(attribution: Attribution, reading: Reading) -> frozenset[str]:
    text = reading.document.text
    return line_of(" ".join(text[start:end] for start, end in attribution.content)).content


def _turned(ours: Attribution, theirs: Attribution, case: Comparison) -> Problem:
    reading = case.source.reading
    start, end = theirs.cue or theirs.content[0]
    said = case.statement.text[slice(*(ours.cue or ours.content[0]))]
    message = f"It says “{said}”; the source has “{reading.document.text[start:end]}”."
    return Problem(code="negation-differs", message=message, span=reading.span(start, end))


def _other_speaker(
    ours: Attribution, theirs: Sequence[Attribution], said: Reading, case: Comparison
) -> tuple[Problem, tuple[int, int]] | None:
    """The problem when each of them is said by another person or body that the source names."""
    reading = case.source.reading
    roster, speakers = reading.scan.roster, Speakers(reading)
    names = said.scan.names_between(*ours.source) if ours.source else ()
    named = roster.canonical(names[-1].text) if names else None
    if named is None or ours.source is None or ours.pronoun:
        return None
    known = [one for one in (speakers.expected(each) for each in theirs) if one is not None]
    rivals = [one for one in known if one.canonical in roster.canonical_names]
    if len(rivals) < len(theirs) or any(one.canonical == named for one in rivals):
        return None
    message = f"It is given to “{names[-1].text}”; the source has “{rivals[0].canonical}”."
    problem = Problem(code="speaker-differs", message=message, span=rivals[0].span)
    return problem, ours.source
