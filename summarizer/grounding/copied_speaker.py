"""The speaker that a model names -> where the text has them: beside the words, not in them.

Whatever the article names as a source is one: people, bodies, documents, polls, "the narrator", plain
plurals, in any script. A pronoun stands where it stands, and for whom the sentences before it tell.
"""

import re
from collections.abc import Iterator, Sequence

from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import (
    MAX_SENTENCES_BACK,
    MAX_SPEAKER_TOKENS,
    Speakers,
    is_nobody,
)
from summarizer.scan import Attribution
from summarizer.scan.lexicon import PRONOUNS
from summarizer.schemas.claim import Speaker
from summarizer.schemas.span import Span

__all__ = ["copied_speaker", "referent_at"]

_FORMS = PRONOUNS | frozenset("his her hers their theirs its our my me us whose".split())
_PARTS = re.compile(r"\s*[,;(—–]\s*")

_SUBJECT = re.compile(r"\b(?:he|she|they|it|we|i)\b", re.IGNORECASE)

LONGEST_COPIED = 40
"""Words of a speaker that stands in the cited sentences as it was given: "dozens of papers, from …"."""

Range = tuple[int, int]


def copied_speaker(
    words: str, evidence: Sequence[int], content: Sequence[Span], reading: Reading
) -> Speaker | None:
    """The speaker whom `words` name, at the mention that stands beside the claim; None when nowhere.

    `evidence` are the numbers of the sentences cited. The mention nearest to the content is taken that is
    in those sentences and outside the content; then any outside it; then the nearest of all.
    """
    given = " ".join(words.split())
    if is_nobody(given) and not _is_source(given, evidence, reading):
        return None
    near = _outside(reading.ranges(evidence), content)
    if given.lower() in _FORMS:
        return _pronoun(given, near, content, reading)
    candidates = list(dict.fromkeys([given, _PARTS.split(given)[0]]))
    for candidate in candidates:
        if found := _beside(candidate, near, reading):
            return found
    for candidate in candidates:
        if found := _in_other_words(candidate, near, reading):
            return found
    for candidate in candidates:
        if found := _anywhere(candidate, near, reading):
            return found
    return Speakers(reading).from_words(given, near)


def _is_source(words: str, evidence: Sequence[int], reading: Reading) -> bool:
    """Whether "the narrator" and the like are words of the article here, and so one of its sources."""
    folded = [reading.sentence_span(number).text.casefold() for number in evidence]
    return len(words.split()) > 1 and any(words.casefold() in text for text in folded)


def _outside(ranges: Sequence[Range], content: Sequence[Span]) -> list[Range]:
    """The parts of sentences that are not content, those nearest to it first."""
    left: list[Range] = []
    for start, end in ranges:
        at = start
        inside = (span for span in content if span.start < end and start < span.end)
        for span in sorted(inside, key=lambda one: one.start):
            if at < span.start:
                left.append((at, span.start))
            at = max(at, min(span.end, end))
        if at < end:
            left.append((at, end))
    middle = content[0].start if content else 0
    return sorted(left, key=lambda part: min(abs(part[0] - middle), abs(part[1] - middle)))


def _beside(words: str, near: Sequence[Range], reading: Reading) -> Speaker | None:
    """These very words in the cited sentences, beside the claim."""
    for part in near if words and len(words.split()) <= LONGEST_COPIED else ():
        found = _found(words, [part], reading)
        if found is None:
            return None
        if _stands_in(*found, [part]):
            return Speakers(reading).from_source(*found)
    return None


def _in_other_words(words: str, near: Sequence[Range], reading: Reading) -> Speaker | None:
    """Whom the cited sentences name otherwise, describe, or mean by a pronoun: at that mention."""
    canonical = reading.scan.roster.canonical(words)
    mentions = reading.mentions.get(canonical, ()) if canonical else ()
    if canonical is None or not mentions:
        return None
    for part in near:
        for start, end in mentions:
            if _stands_in(start, end, [part]):
                return _called(canonical, reading.span(start, end))
    first = min((start for start, _ in near), default=0)
    before = [span for span in mentions if span[0] < first]
    if before and _sentences_between(before[-1][0], first, reading) <= MAX_SENTENCES_BACK:
        for start, end in near:
            if pronoun := _SUBJECT.search(reading.document.text, start, end):
                return _called(canonical, reading.span(*pronoun.span()))
    nearest = before[-1] if before else mentions[0]
    return _called(canonical, reading.span(*nearest))


def _called(canonical: str, span: Span) -> Speaker:
    name = canonical if span.text.lower() in _FORMS else " ".join(span.text.split())
    return Speaker(name=name, canonical=canonical, span=span)


def _sentences_between(start: int, end: int, reading: Reading) -> int:
    return (reading.number_at(end) or 0) - (reading.number_at(start) or 0)


def _anywhere(words: str, near: Sequence[Range], reading: Reading) -> Speaker | None:
    """These very words wherever they stand: whole ones, no more than name somebody."""
    if not words or len(words.split()) > MAX_SPEAKER_TOKENS:
        return None
    found = _found(words, near, reading)
    return Speakers(reading).from_source(*found) if found else None


def _found(words: str, near: Sequence[Range], reading: Reading) -> Range | None:
    located = reading.locator.find(words, near)
    if located.status not in ("verbatim", "folded"):
        return None
    return None if located.start is None or located.end is None else (located.start, located.end)


def _stands_in(start: int, end: int, parts: Sequence[Range]) -> bool:
    return any(first <= start and end <= last for first, last in parts)


def _pronoun(
    words: str, near: Sequence[Range], content: Sequence[Span], reading: Reading
) -> Speaker | None:
    """A pronoun of the cited sentences, as whom it stands for where the text tells that."""
    for start, end in _occurrences(words, near, reading):
        span = reading.span(start, end)
        known = referent_at(span, content, reading)
        return known or Speaker(name=span.text, canonical=span.text, span=span)
    return None


def referent_at(pronoun: Span, content: Sequence[Span], reading: Reading) -> Speaker | None:
    """Whom a pronoun that speaks the words `content` stands for, as far as the sentences before tell."""
    return Speakers(reading).referent(_attribution(pronoun, content, reading))


def _occurrences(words: str, near: Sequence[Range], reading: Reading) -> Iterator[Range]:
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    for start, end in near:
        found = list(pattern.finditer(reading.document.text, start, end))
        yield from (match.span() for match in reversed(found))


def _attribution(pronoun: Span, content: Sequence[Span], reading: Reading) -> Attribution:
    """What grammar found with this pronoun; else as much of one as its referent is looked for by."""
    number = reading.number_at(pronoun.start) or 1
    for attribution in reading.scan.attributions_in.get(number, ()):
        if attribution.source == (pronoun.start, pronoun.end):
            return attribution
    ranges = tuple((span.start, span.end) for span in content)
    return Attribution(
        number, None, "", "asserts", (pronoun.start, pronoun.end), False, True, ranges, "indirect"
    )
