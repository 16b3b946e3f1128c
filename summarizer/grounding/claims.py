"""A claim as a model wrote it, or as grammar shows it, becomes a claim that carries spans."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from summarizer.grounding.confidence import WRITTEN, Certainty, lowered
from summarizer.grounding.copied_speaker import copied_speaker
from summarizer.grounding.evidence import Copied, cited, copied
from summarizer.grounding.reading import Reading
from summarizer.locate.words import whole_words
from summarizer.scan import Attribution
from summarizer.scan.quotes import how_quoted
from summarizer.schemas.claim import Claim, ClaimDraft, Speaker
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["Grounded", "claim_from_attribution", "ground_claim"]


Item = TypeVar("Item", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Grounded(Generic[Item]):
    """An item that stands on spans (None when it cannot), with what was wrong on the way."""

    item: Item | None
    problems: tuple[Problem, ...]


def ground_claim(draft: ClaimDraft, reading: Reading) -> Grounded[Claim]:
    """Place a model's claim on the source: its evidence, content, speaker and cue."""
    numbers, problems = cited(draft.sentences, reading)
    content = _content(draft, numbers, reading, problems)
    for span in content:
        numbers, moved = _with_content(numbers, span, reading)
        problems.extend(moved)
    evidence = [reading.sentence_span(number) for number in numbers]
    cue = _cue(draft.cue.strip(), content, evidence, reading) if content else None
    speaker, unnamed = _speaker(draft.speaker, numbers, content, cue, reading)
    problems.extend(unnamed)
    if not content or speaker is None or not numbers:
        return Grounded(None, tuple(problems))
    claim = Claim(
        id="",
        speaker=speaker,
        also=_also(draft.also, numbers, content, reading, problems),
        cue=cue,
        stance=draft.stance,
        text=draft.text.strip() or " … ".join(span.text for span in content),
        content=content,
        quotation=how_quoted([(span.start, span.end) for span in content], reading.scan.quotes),
        evidence=evidence,
        confidence=lowered(WRITTEN, problems),
        problems=[problem for problem in problems if problem.severity != "error"],
    )
    return Grounded(claim, tuple(problems))


def claim_from_attribution(
    attribution: Attribution,
    speaker: Speaker,
    reading: Reading,
    certainty: Certainty,
    problems: Sequence[Problem] = (),
) -> Claim:
    """The claim that grammar found, with its speaker resolved. Its text is the source's own words."""
    content = [reading.span(start, end) for start, end in attribution.content]
    cue = reading.span(*attribution.cue) if attribution.cue else None
    numbers = sorted({attribution.sentence, *reading.numbers_of(content)})
    return Claim(
        id="",
        speaker=speaker,
        cue=cue,
        stance=attribution.stance,
        text=_told(attribution, content, reading),
        content=content,
        quotation=how_quoted([(s.start, s.end) for s in content], reading.scan.quotes),
        evidence=[reading.sentence_span(number) for number in numbers],
        confidence=lowered(certainty.of(attribution), problems),
        problems=list(problems),
    )


def _told(attribution: Attribution, content: Sequence[Span], reading: Reading) -> str:
    """What is claimed, in the source's words; an object or infinitive with the word that governs it."""
    parts = [span.text for span in content]
    cue = attribution.cue
    if attribution.passive is not None:
        parts[0] = reading.document.text[slice(*attribution.passive)]
    elif attribution.frame != "clause" and cue is not None and cue[1] <= content[0].start:
        parts[0] = reading.document.text[cue[0] : content[0].end]
    return " … ".join(" ".join(part.split()) for part in parts)


def _with_content(
    numbers: list[int], content: Span, reading: Reading
) -> tuple[list[int], list[Problem]]:
    """The evidence must hold the content: sentences that do are added, and said so."""
    holding = reading.numbers_of([content])
    missing = [number for number in holding if number not in numbers]
    if not missing:
        return numbers, []
    if not set(holding) & set(numbers):
        message = f"The words stand in sentence {', '.join(map(str, holding))}, not in those cited."
        note = Problem(
            code="evidence-moved", message=message, field="sentences", span=content, severity="note"
        )
        return holding, [note]
    return sorted({*numbers, *missing}), []


def _content(
    draft: ClaimDraft, numbers: Sequence[int], reading: Reading, problems: list[Problem]
) -> list[Span]:
    """Where the pieces of what is said stand, in order; empty when one of them stands nowhere."""
    found: list[Span] = []
    for at, piece in enumerate(draft.content):
        field = "content" if len(draft.content) == 1 else f"content[{at}]"
        placed = _parts(piece, field, numbers, reading)
        problems.extend(problem for one in placed for problem in one.problems)
        found.extend(one.span for one in placed if one.span is not None)
    if not draft.content:
        message = "The claim has no words of the article; copy those that were said."
        problems.append(Problem(code="quote-not-found", message=message, field="content"))
    if any(problem.severity == "error" for problem in problems if problem.field[:7] == "content"):
        return []
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _parts(piece: str, field: str, numbers: Sequence[int], reading: Reading) -> list[Copied]:
    """A piece as it stands; cut at its "…" where the parts stand one by one, and not it as a whole."""
    whole = copied(piece, field, numbers, reading)
    if not whole.problems or not _ELLIPSIS.search(piece):
        return [whole]
    parts = [part for part in _ELLIPSIS.split(piece) if any(map(str.isalnum, part))]
    found = [copied(part, field, numbers, reading) for part in parts]
    return found if len(found) > 1 and all(one.span for one in found) else [whole]


_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.{3,})\s*[\])]?\s*")


def _also(
    names: Sequence[str],
    numbers: Sequence[int],
    content: Sequence[Span],
    reading: Reading,
    problems: list[Problem],
) -> list[Speaker]:
    """Those who say the same words; who is not to be found is left out, with a note."""
    found = []
    for at, name in enumerate(names):
        speaker = copied_speaker(name, numbers, content, reading)
        if speaker is not None:
            found.append(speaker)
            continue
        message = f"No source called “{name}” is named in the article: left out."
        problems.append(
            Problem(code="speaker-left-out", message=message, field=f"also[{at}]", severity="note")
        )
    return found


def _speaker(
    words: str,
    numbers: Sequence[int],
    content: Sequence[Span],
    cue: Span | None,
    reading: Reading,
) -> tuple[Speaker | None, list[Problem]]:
    found = copied_speaker(words, numbers, content, reading)
    if found is not None:
        return found, []
    if not words.strip() and cue is not None and not _has_source(cue, reading):
        message = f"The article names nobody: it has “{cue.text}” alone."
        note = Problem(code="speaker-unnamed", message=message, field="speaker", severity="note")
        return Speaker(name=cue.text, canonical=cue.text, span=cue), [note]
    message = (
        f"No source called “{words}” is named in the article; name the speaker as the article does."
    )
    return None, [Problem(code="speaker-not-found", message=message, field="speaker")]


def _has_source(cue: Span, reading: Reading) -> bool:
    """Whether the sentence names somebody, or says "he", beside a cue."""
    number = reading.number_at(cue.start)
    return (
        any(
            attribution.source is not None
            for attribution in reading.scan.attributions_in.get(number, ())
            if attribution.cue and attribution.cue[0] < cue.end and cue.start < attribution.cue[1]
        )
        if number
        else False
    )


# A cue is a word or short phrase; a model that gives a whole sentence as one has found none.
MAX_CUE_WORDS = 8


def _cue(
    words: str, content: Sequence[Span], evidence: Sequence[Span], reading: Reading
) -> Span | None:
    """Where the cue stands in the evidence, beside the content; else the cue that grammar sees."""
    for span in evidence if len(words.split()) <= MAX_CUE_WORDS else ():
        for match in whole_words(words).finditer(span.text) if words else ():
            start, end = span.start + match.start(), span.start + match.end()
            if all(end <= span.start or span.end <= start for span in content):
                return reading.span(start, end)
    for number in reading.numbers_of(content):
        for attribution in reading.scan.attributions_in.get(number, ()):
            if attribution.cue and any(
                start < span.end and span.start < end
                for start, end in attribution.content
                for span in content
            ):
                return reading.span(*attribution.cue)
    return None
