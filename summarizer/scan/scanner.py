"""One pass over a document: everything the text shows without a model."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from summarizer.documents import Document
from summarizer.scan.aliases import aliases
from summarizer.scan.attribution import Attribution, attributions
from summarizer.scan.cues import find_cues
from summarizer.scan.dates import DateMention, find_dates
from summarizer.scan.figures import Figure, find_figures
from summarizer.scan.names import Name, Roster, find_names
from summarizer.scan.quotes import QuotedPassage, find_quotes
from summarizer.scan.sentence import Sentence
from summarizer.scan.tokens import Token, tokenize
from summarizer.scan.triggers import Trigger, find_triggers
from summarizer.segments import Segment

__all__ = ["Scan", "scan"]

# What is longer is no sentence but a table or a list without stops: nothing is read out of it. The
# longest sentence of the 84 news articles it was measured on has 116 tokens.
MAX_SENTENCE_TOKENS = 400
# Languages whose cue words, triggers and pronouns are known. Elsewhere the scan still finds
# quotations, names and figures.
CUE_LANGUAGES = frozenset({None, "en"})


@dataclass(frozen=True)
class Scan:
    """What was found, each thing in order of its place in the text. Offsets count code points."""

    text: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[QuotedPassage, ...]
    attributions: tuple[Attribution, ...]
    names: tuple[Name, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    triggers: tuple[tuple[int, Trigger], ...]
    """(sentence number, event word)"""

    @cached_property
    def attributions_in(self) -> Mapping[int, Sequence[Attribution]]:
        """Sentence number -> what it attributes; sentences that attribute nothing are left out."""
        found: dict[int, list[Attribution]] = {}
        for attribution in self.attributions:
            found.setdefault(attribution.sentence, []).append(attribution)
        return found

    @cached_property
    def triggers_in(self) -> Mapping[int, Sequence[Trigger]]:
        """Sentence number -> its event words; sentences without any are left out."""
        found: dict[int, list[Trigger]] = {}
        for number, trigger in self.triggers:
            found.setdefault(number, []).append(trigger)
        return found

    def names_between(self, start: int, end: int) -> Sequence[Name]:
        """The names that begin at `start` or after it, and before `end`."""
        return self.names[slice(*_places(self.names, start, end))]

    def figures_between(self, start: int, end: int) -> Sequence[Figure]:
        """The figures that begin at `start` or after it, and before `end`."""
        return self.figures[slice(*_places(self.figures, start, end))]

    def dates_between(self, start: int, end: int) -> Sequence[DateMention]:
        """The dates that begin at `start` or after it, and before `end`."""
        return self.dates[slice(*_places(self.dates, start, end))]

    @cached_property
    def roster(self) -> Roster:
        """Who is named, and by which names."""
        return Roster(self.names, aliases(self.text, self.names))

    def sentence(self, number: int) -> Sentence:
        """The sentence numbered `number`, from 1."""
        return self.sentences[number - 1]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the character at `offset`, or None between sentences."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.sentences) and self.sentences[low].start <= offset:
            return self.sentences[low]
        return None


def scan(document: Document, segments: Sequence[Segment]) -> Scan:
    """Scan a document that has been cut into `segments`. Pure; linear in the text."""
    text = document.text
    quotes = find_quotes(text, _paragraphs(segments))
    known = document.language in CUE_LANGUAGES
    sentences = _sentences(text, segments, quotes, known)
    triggers = tuple(
        (sentence.number, trigger)
        for sentence in sentences
        if known and _is_readable(sentence.tokens)
        for trigger in find_triggers(sentence.tokens)
    )
    dates = tuple(find_dates(text))
    return Scan(
        text=text,
        sentences=sentences,
        quotes=tuple(quotes),
        attributions=tuple(
            found
            for sentence in sentences
            if _is_readable(sentence.tokens)
            for found in attributions(sentence)
        ),
        names=tuple(find_names([sentence.tokens for sentence in sentences])),
        figures=tuple(find_figures(text, dates)),
        dates=dates,
        triggers=triggers,
    )


def _places(found: Sequence[Name | Figure | DateMention], start: int, end: int) -> tuple[int, int]:
    """Where in a list in order of the text stand those that begin in `start`..`end`."""
    first = bisect_left(found, start, key=attrgetter("start"))
    return first, bisect_left(found, end, lo=first, key=attrgetter("start"))


def _quoted(tokens: Sequence[Token], quotes: Sequence[QuotedPassage]) -> tuple[bool, ...]:
    if not quotes:
        return (False,) * len(tokens)
    # One pass: tokens and outer quotations are both in order, and hold all that is quoted.
    found: list[bool] = []
    outer = iter([quote for quote in quotes if quote.depth == 0])
    quote = next(outer, None)
    for token in tokens:
        while quote is not None and quote.inner_end <= token.start:
            quote = next(outer, None)
        found.append(quote is not None and quote.inner_start <= token.start)
    return tuple(found)


def _is_readable(tokens: Sequence[Token]) -> bool:
    return len(tokens) <= MAX_SENTENCE_TOKENS


def _paragraphs(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    ranges: dict[int, tuple[int, int]] = {}
    for segment in segments:
        start, _ = ranges.get(segment.paragraph, (segment.start, 0))
        ranges[segment.paragraph] = (start, segment.end)
    return list(ranges.values())


def _sentences(
    text: str, segments: Sequence[Segment], quotes: Sequence[QuotedPassage], known: bool
) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    first = 0
    for segment in segments:
        while first < len(quotes) and quotes[first].end <= segment.start:
            first += 1
        last = bisect_left(quotes, segment.end, lo=first, key=attrgetter("start"))
        inside = [quote for quote in quotes[first:last] if quote.end > segment.start]
        tokens = tuple(tokenize(text, segment.start, segment.end))
        quoted = _quoted(tokens, inside)
        cues = tuple(find_cues(tokens, quoted)) if known and _is_readable(tokens) else ()
        found.append(
            Sentence(
                segment.number,
                segment.start,
                segment.end,
                segment.paragraph,
                tokens,
                quoted,
                tuple(inside),
                cues,
            )
        )
    return tuple(found)
