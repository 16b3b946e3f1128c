"""The `claims` task: are the attributions of a text found, and put in the right mouth?

Every definition stands in docs/evaluation.md, in the same words.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.evaluation.gold import Gold
from summarizer.evaluation.persons import PRONOUNS, allows, same_name, words_of
from summarizer.evaluation.ranges import (
    Characters,
    characters,
    marked,
    overlap,
    shared,
    words_at,
)
from summarizer.evaluation.tally import Counts, Judgement, Miss, Tally
from summarizer.schemas.claim import Claim
from summarizer.schemas.summary import Summary

__all__ = ["SAYING_FORMS", "score"]

LEAST_OVERLAP: Final = 0.3
"""Intersection over union from which two stretches carry the same attribution: annotators who agree
on one still differ by a clause."""

LEAST_COVERED: Final = 0.6
LEAST_LENGTH: Final = 0.2
"""Or the shorter lies to this share in the longer, and is at least this share of its length. A
clause of a two-sentence quotation is found; one clause of a paragraph is not."""

SAYING_FORMS: Final = frozenset(
    """say says said saying tell tells told telling add adds added adding write writes wrote written
    writing note notes noted noting report reports reported reporting claim claims claimed claiming
    announce announces announced announcing argue argues argued arguing insist insists insisted
    insisting warn warns warned warning acknowledge acknowledges acknowledged acknowledging suggest
    suggests suggested suggesting state states stated stating explain explains explained
    explaining""".split()
)
"""Forms of the verbs of saying: the plain reporting verbs of news. "According to" counts as one."""

CONFIDENCE: Final = "confidence"
ALL_CUES: Final = "all cues"
SAYING: Final = "verbs of saying"

_NOT_FOUND, _NOT_MARKED, _WRONG_SPEAKER = "not found", "not marked by people", "wrong speaker"


@dataclass(frozen=True, slots=True)
class _Marked:
    """An attribution as people marked it."""

    source: Characters
    content: Characters
    source_text: str
    content_text: str
    is_saying: bool
    cue_text: str


@dataclass(frozen=True, slots=True)
class _Page:
    """What a document's names are looked for in: its text, and the words marked as sources."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A gold attribution and the claim that was matched with it."""

    gold: _Marked
    claim: Claim
    content: Characters
    by_span: bool
    resolved: bool


def score(gold: Gold, summary: Summary) -> Tally:
    """The tally of one document: `gold` has the keys of `gold.ClaimsLine`.

    Measures, for "all cues" and for "verbs of saying": found; speaker, by span and resolved, of
    those found; attributed (found, and the speaker right), by span and resolved; content, the mean
    character F1 of those found. One judge: the confidence of each claim, beside whether it was found
    (or lies in what was) with the right speaker as resolved.
    """
    wanted = _wanted(gold)
    found = _matched(wanted, summary.claims, gold["text"])
    used = {one.claim.id for one in found}
    loose = [claim for claim in summary.claims if claim.id not in used]
    saying = [one for one in found if one.gold.is_saying]
    measures = _measures(ALL_CUES, found, len(found) + len(loose), len(wanted)) | _measures(
        SAYING,
        saying,
        len(saying) + sum(map(_reports_or_is_bare, loose)),
        sum(one.is_saying for one in wanted),
    )
    page = _page(wanted, gold["text"])
    sure = {CONFIDENCE: tuple(_judgements(found, loose, wanted, page))}
    return Tally(measures, tuple(_misses(wanted, found, loose)), sure if sure[CONFIDENCE] else {})


def _wanted(gold: Gold) -> list[_Marked]:
    """The attributions that have content."""
    text = gold["text"]
    return [
        _Marked(
            source=marked(one["source"]),
            content=marked(one["content"]),
            source_text=words_at(one["source"], text),
            content_text=words_at(one["content"], text),
            is_saying=_is_saying(words_at(one["cue"], text)),
            cue_text=words_at(one["cue"], text),
        )
        for one in gold["claims"]
        if one["content"]
    ]


def _is_saying(cue: str) -> bool:
    words = [word.lower() for word in words_of(cue)]
    return any(word in SAYING_FORMS for word in words) or "according to" in " ".join(words)


def _reports_or_is_bare(claim: Claim) -> bool:
    """Whether an unmatched claim counts against the verbs of saying: it has one, or no cue."""
    return claim.cue is None or _is_saying(claim.cue.text)


def _matched(wanted: Sequence[_Marked], claims: Sequence[Claim], text: str) -> list[_Found]:
    """Pairs of gold and claim, one to one: the pair of the highest overlap first.

    Of equal overlaps, those with the right speaker come first, then those earlier in the text.
    """
    page = _page(wanted, text)
    contents = [characters((span.start, span.end) for span in claim.content) for claim in claims]
    pairs = [
        (overlap(gold.content, content), _Found(gold, claim, content, *_speaker(gold, claim, page)))
        for gold in wanted
        for claim, content in zip(claims, contents, strict=True)
        if _same(gold.content, content)
    ]
    pairs.sort(key=lambda pair: (-pair[0], not pair[1].by_span))
    return _one_to_one(found for _, found in pairs)


def _one_to_one(pairs: Iterable[_Found]) -> list[_Found]:
    taken: set[int] = set()
    kept = []
    for pair in pairs:
        ends = {id(pair.gold), id(pair.claim)}
        if not ends & taken:
            taken |= ends
            kept.append(pair)
    return kept


def _same(gold: Characters, predicted: Characters) -> bool:
    """Whether two contents carry the same attribution."""
    if overlap(gold, predicted) >= LEAST_OVERLAP:
        return True
    shorter, longer = sorted((len(gold), len(predicted)))
    both = len(gold & predicted)
    return both >= LEAST_COVERED * shorter and shorter >= LEAST_LENGTH * longer


def _speaker(gold: _Marked, claim: Claim, page: _Page) -> tuple[bool, bool]:
    """Whether the speaker is right by span, and right as resolved."""
    at = characters([(claim.speaker.span.start, claim.speaker.span.end)])
    if not gold.source:  # nobody is marked; wrong is only who stands in what is said
        return (not at & gold.content,) * 2
    by_span = bool(at & gold.source)
    pronoun = gold.source_text.lower()
    if pronoun not in PRONOUNS:
        return by_span, by_span or same_name(claim.speaker.canonical, gold.source_text)
    fits = allows(pronoun, claim.speaker.canonical, page.text, page.sources)
    return by_span, by_span and fits


def _measures(cues: str, found: Sequence[_Found], predicted: int, wanted: int) -> dict[str, Counts]:
    number = len(found)
    by_span = sum(one.by_span for one in found)
    resolved = sum(one.resolved for one in found)
    content = sum(shared(one.content, one.gold.content).f1 for one in found)
    return {
        f"{cues}: found": Counts(number, predicted, wanted),
        f"{cues}: speaker by span": Counts.share(by_span, number),
        f"{cues}: speaker resolved": Counts.share(resolved, number),
        f"{cues}: attributed by span": Counts(by_span, predicted, wanted),
        f"{cues}: attributed resolved": Counts(resolved, predicted, wanted),
        f"{cues}: content": Counts.share(content, number),
    }


def _judgements(
    found: Sequence[_Found], loose: Sequence[Claim], wanted: Sequence[_Marked], page: _Page
) -> Iterable[Judgement]:
    """Whether each claim is right: also one that tells a part of what another was matched with."""
    for one in found:
        yield Judgement(True, one.resolved, one.claim.confidence)
    for claim in loose:
        content = characters((span.start, span.end) for span in claim.content)
        part = any(
            len(content & gold.content) >= LEAST_COVERED * len(content)
            and _speaker(gold, claim, page)[1]
            for gold in wanted
        )
        yield Judgement(True, part, claim.confidence)


def _page(wanted: Sequence[_Marked], text: str) -> _Page:
    return _Page(text, tuple(gold.source_text for gold in wanted))


def _misses(
    wanted: Sequence[_Marked], found: Sequence[_Found], loose: Sequence[Claim]
) -> Iterable[Miss]:
    """A verb of saying weighs double; among equals, long content weighs more."""
    hit: Collection[int] = {id(one.gold) for one in found}
    for gold in wanted:
        if id(gold) not in hit:
            said = f"{gold.source_text or '(nobody)'} [{gold.cue_text}]: {gold.content_text}"
            yield Miss(_NOT_FOUND, said, (1 + gold.is_saying) * len(gold.content))
    for claim in loose:
        yield Miss(_NOT_MARKED, _shown(claim), sum(len(span.text) for span in claim.content))
    for one in found:
        if not one.resolved:
            right = one.gold.source_text or "(nobody)"
            text = f"{_shown(one.claim)} — people: {right} [{one.gold.cue_text}]"
            yield Miss(_WRONG_SPEAKER, text, (1 + one.gold.is_saying) * len(one.gold.content))


def _shown(claim: Claim) -> str:
    cue = claim.cue.text if claim.cue else "no cue"
    content = " ".join(span.text for span in claim.content)
    speaker = claim.speaker
    at = "" if speaker.span.text == speaker.canonical else f" ({speaker.span.text!r})"
    return f"{speaker.canonical}{at} [{cue}]: {content}"
