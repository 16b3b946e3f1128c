"""Where a copy of an article has the sentences that the summary of its leader shows.

A summary holds the sentences that show its items and those it left out, not the whole text. What stood
between them is known by its length and the names in it alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from summarizer.grounding.entities import entity_mentions
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers
from summarizer.locate.folding import Folded, fold
from summarizer.locate.lexicon import FUNCTION_WORDS
from summarizer.scan import Attribution, find_names, tokenize
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary
from summarizer.segments import Segment

__all__ = ["Placed", "Placing", "folded", "items_of", "numbers_read", "texts"]

# Between two sentences that follow each other stand at most a blank line and its spaces.
MOST_BETWEEN = 4
# A sentence took the place of another when they share this part of their words. One that was edited
# keeps most of them; of 1,864 pairs of sentences within examples/*.txt none shares more than 0.47.
LEAST_ALIKE = 0.5


def numbers_read(attribution: Attribution, reading: Reading) -> set[int]:
    """The sentences that an attribution is read from."""
    content = [reading.span(start, end) for start, end in attribution.content]
    return {attribution.sentence, *reading.numbers_of(content)}


def items_of(summary: Summary) -> list[Claim | Event | RecipeItem]:
    """All items of a summary, those of recipes too."""
    return [*summary.claims, *summary.events, *summary.items]


@lru_cache(maxsize=4096)  # a copy's sentences are mostly its leader's
def folded(words: str) -> str:
    """The words without case, and with plain quotes, dashes and spaces."""
    return fold(words).text


def texts(spans: Sequence[Span]) -> list[str]:
    """The words of each."""
    return [span.text for span in spans]


@dataclass(frozen=True)
class Placed:
    """A sentence of the leader and where the copy has it."""

    was: Span
    now: Segment

    @cached_property
    def _folded(self) -> tuple[Folded, Folded]:
        return fold(self.was.text), fold(self.now.text)

    def start(self, offset: int) -> int:
        """The copy's offset of the character that is at `offset` in the leader."""
        if self.was.text == self.now.text:
            return offset - self.was.start + self.now.start
        before, after = self._folded
        place = before.position(offset - self.was.start)
        return self.now.start + after.span(place, place + 1)[0]

    def end(self, offset: int) -> int:
        """The copy's offset behind the character that ends at `offset` in the leader."""
        if self.was.text == self.now.text:
            return offset - self.was.start + self.now.start
        before, after = self._folded
        place = before.position(offset - self.was.start)
        return self.now.start + after.span(place - 1, place)[1]


class Placing:
    """Where a copy has what its leader's summary shows."""

    def __init__(self, known: Summary, reading: Reading) -> None:
        self.known = known
        self.reading = reading
        self.speakers = Speakers(reading)
        self.same_text = known.document.text_sha256 == reading.document.text_sha256
        self.same_day = known.document.published == reading.document.info.published
        shown = _all(reading) if self.same_text else _shown(known)
        self._sentences = _aligned(shown, reading)
        self._starts = [sentence.was.start for sentence in self._sentences]
        self._shown = shown
        self._placed = {sentence.now.number: sentence for sentence in self._sentences}
        self.numbers = self._placed.keys()

    @cached_property
    def threads_in(self) -> dict[int, list[Attribution]]:
        """Sentence number -> the attributions read from it."""
        found: dict[int, list[Attribution]] = {}
        for attribution in self.reading.threads:
            for number in numbers_read(attribution, self.reading):
                found.setdefault(number, []).append(attribution)
        return found

    def sentence(self, offset: int) -> Placed | None:
        """The placed sentence that holds the leader's character at `offset`."""
        at = bisect_right(self._starts, offset) - 1
        found = self._sentences[at] if at >= 0 else None
        return found if found is not None and offset < found.was.end else None

    def span(self, span: Span) -> Span | None:
        """The same words in the same sentences of the copy; None where it does not have them."""
        first, last = self.sentence(span.start), self.sentence(span.end - 1)
        if first is None or last is None:
            return None
        start, end = first.start(span.start), last.end(span.end)
        if end <= start or folded(self.reading.document.text[start:end]) != folded(span.text):
            return None
        return self.reading.span(start, end)

    def spans(self, spans: Sequence[Span]) -> list[Span] | None:
        """All of them, or None."""
        found = [self.span(span) for span in spans]
        placed = [span for span in found if span is not None]
        return placed if len(placed) == len(spans) else None

    def numbers_under(self, items: Iterable[Claim | Event | RecipeItem]) -> frozenset[int]:
        """The copy's sentences that these items of the leader stood on, as far as it has them."""
        found = (self.sentence(span.start) for item in items for span in item.evidence)
        return frozenset(sentence.now.number for sentence in found if sentence is not None)

    def names_hold(self, text: str, evidence: Sequence[Span], *sure: str) -> bool:
        """Whether each name of `text` is `sure`, in the leader's `evidence`, or told in what is kept."""
        told = folded(" ".join([*texts(evidence), *sure]))
        return all(
            _is_in(name, told) or self._mentioned(name, evidence[0].start) for name in _names(text)
        )

    def _mentioned(self, name: str, before: int) -> bool:
        """Whether the leader's mention of `name` nearest before an item is in a sentence kept."""
        mention = self.mention(name, before)
        return mention is not None and self.sentence(mention.start) is not None

    def mention(self, name: str, before: int) -> Span | None:
        """The leader's last mention of `name` (folded) before an offset; its first, without one."""
        return _last_before(before, self._mentions.get(name, ()))

    @cached_property
    def _mentions(self) -> dict[str, list[Span]]:
        """Each form of a name -> where the leader names whom it stands for, in order."""
        found: dict[str, list[Span]] = {}
        for entity in self.known.entities:
            for name in {folded(entity.canonical), *map(folded, texts(entity.mentions))}:
                found.setdefault(name, []).extend(entity.mentions)
        return {name: sorted(spans, key=_start) for name, spans in found.items()}

    def told_together(self, was: Sequence[Span], now: Sequence[Span]) -> bool:
        """Whether sentences of one event stand in order, and nothing new happens between them.

        "No group has claimed the raid" is of another raid where one was put before it.
        """
        if sorted(now, key=_start) != list(now):
            return False
        telling = self.reading.scan.triggers_in
        numbers = self.reading.numbers_of(now)
        between = [self._placed.get(n) for n in range(numbers[0], numbers[-1]) if telling.get(n)]
        return all(
            one is not None and was[0].start <= one.was.start <= was[-1].start for one in between
        )

    def unbroken(self, first: int, last: int) -> bool:
        """Whether the copy has all that the leader has from one offset to another."""
        at = bisect_right(self._starts, first) - 1
        if self.sentence(first) is None or self.sentence(last) is None:
            return False
        stretch = self._sentences[at : bisect_right(self._starts, last)]
        return all(
            after.was.start - before.was.end <= MOST_BETWEEN
            and after.now.number == before.now.number + 1
            for before, after in pairwise(stretch)
        )

    def intact(self, first: int, last: int) -> bool:
        """Whether the copy has what the leader has from one offset to another, as far as can be told."""
        at = bisect_right(self._starts, first) - 1
        if self.sentence(first) is None or self.sentence(last) is None:
            return False
        stretch = self._sentences[at : bisect_right(self._starts, last)]
        return all(
            self.unbroken(before.was.start, after.was.start) or self._same_between(before, after)
            for before, after in pairwise(stretch)
        )

    def names_told(self, text: str, evidence: Sequence[Span]) -> bool:
        """Whether each name of `text` is in `evidence`, or near it with all between the two intact.

        Stricter than `names_hold`: nothing else shows here whom the evidence speaks of.
        """
        told = set(_words(" ".join(texts(evidence))))
        first, last = evidence[0].start, evidence[-1].end - 1
        for match in re.finditer(r"\w+", text):
            word = folded(match[0])
            if match[0][0].islower() or match[0][0].isdigit() or word in told:
                continue
            mention = _last_before(first, self._mentions_by_word.get(word, ()))
            if mention is None and match.start() == 0:
                continue  # a word that opens the text need not be a name
            if mention is None or not self.intact(
                min(first, mention.start), max(last, mention.end - 1)
            ):
                return False
        return True

    def says_more(self, text: str, evidence: Sequence[Span]) -> bool:
        """Whether `text` has a word that `evidence` lacks, but for names: "the mayor", of "he"."""
        told = {*FUNCTION_WORDS, *_words(" ".join(texts(evidence)))}
        return any(
            folded(word) not in told
            and not word.isdigit()
            and (word[0].islower() or folded(word) not in self._mentions_by_word)
            for word in re.findall(r"\w+", text)
        )

    def led_up_to(self, offset: int) -> bool:
        """Whether the sentence that the leader has at `offset` follows the same one in the copy.

        Of a sentence that the summary does not show nobody knows what it said, so it is not the same.
        """
        at = bisect_right(self._starts, offset) - 1
        after = self._sentences[at]
        if at == 0:
            return after.was.start <= MOST_BETWEEN and after.now.number == 1
        return self.unbroken(self._sentences[at - 1].was.start, after.was.start)

    @cached_property
    def _mentions_by_word(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        spans = [span for entity in self.known.entities for span in entity.mentions]
        for span in sorted(spans, key=_start):
            for word in _words(span.text):
                found.setdefault(word, []).append(span)
        return found

    def lines_under(self, evidence: Sequence[Span]) -> frozenset[int]:
        """The copy's sentences where the leader had `evidence`: the same ones, or what they became."""
        found = (
            self.sentence(span.start) or self._changed.get((span.start, span.end))
            for span in evidence
        )
        return frozenset(one.now.number for one in found if one is not None)

    @cached_property
    def _lost(self) -> list[Span]:
        """The sentences shown that the copy does not have, in order."""
        return [span for span in self._shown if self.sentence(span.start) is None]

    @cached_property
    def _changed(self) -> dict[tuple[int, int], Placed]:
        """By place in the leader: each sentence that the copy does not have, with the one most like it."""
        free = {
            segment.number: _words(segment.text)
            for segment in (self.reading.segments if self._lost else ())
            if segment.number not in self.numbers
        }
        found: dict[tuple[int, int], Placed] = {}
        for span in self._lost:
            words = _words(span.text)
            alike = {number: _alike(words, theirs) for number, theirs in free.items()}
            best = max(alike, key=alike.__getitem__, default=None)
            if best is not None and alike[best] >= LEAST_ALIKE:
                found[span.start, span.end] = Placed(span, self.reading.segments[best - 1])
        return found

    @cached_property
    def new(self) -> frozenset[int]:
        """The copy's sentences that may be none of the leader's.

        They took the place of others, or stand where the leader has a stretch of another length, or with
        other names in it.
        """
        if self.same_text:
            return frozenset()
        marks = _in_order([*self._sentences, *self._changed.values()])
        found: set[int] = set()
        for before, after in pairwise([None, *marks, None]):
            first = before.now.number + 1 if before else 1
            end = after.now.number if after else len(self.reading.segments) + 1
            if first < end and self._same_between(before, after):
                first = end if after else self._after_last_name(first)
            found.update(range(first, end))
        changed = {one.now.number for one in self._changed.values()}
        return frozenset(found - self.numbers | changed)

    def _same_between(self, before: Placed | None, after: Placed | None) -> bool:
        """Whether a stretch is as long as in the leader, with the same names at the same places.

        None is the beginning, or the end: how long the leader is, its summary does not say.
        """
        was = before.was.end if before else 0, after.was.start if after else None
        now = before.now.end if before else 0, after.now.start if after else None
        if _any_within(self._lost, *was):
            return False
        if was[1] is not None and now[1] is not None and was[1] - was[0] != now[1] - now[0]:
            return False
        return _within(self._named_then, *was) == _within(self._named_now, *now)

    def _after_last_name(self, number: int) -> int:
        """The sentence after the last one with a name, or `number` where none from there on has one."""
        last = self._named_now[-1][0] if self._named_now else 0
        return max(number, (self.reading.number_at(last) or 0) + 1)

    @cached_property
    def _named_then(self) -> list[tuple[int, str]]:
        return sorted((one.start, one.text) for e in self.known.entities for one in e.mentions)

    @cached_property
    def _named_now(self) -> list[tuple[int, str]]:
        text = self.reading.document.text
        named = entity_mentions(self.reading).values()
        return sorted((start, text[start:end]) for ranges in named for start, end in ranges)


def _last_before(offset: int, spans: Sequence[Span]) -> Span | None:
    """The last of some spans, in order, that begins before an offset; the first where none does."""
    return spans[max(0, bisect_left(spans, offset, key=_start) - 1)] if spans else None


def _start(span: Span) -> int:
    return span.start


def _shown(known: Summary) -> list[Span]:
    """The leader's sentences that its summary holds, in order."""
    spans = [span for item in items_of(known) for span in item.evidence]
    spans += [gap.span for gap in known.coverage.left_out]
    return sorted({(span.start, span.end): span for span in spans}.values(), key=_start)


def _all(reading: Reading) -> list[Span]:
    return [reading.sentence_span(segment.number) for segment in reading.segments]


def _aligned(shown: Sequence[Span], reading: Reading) -> list[Placed]:
    """Each shown sentence with the copy's that has its words; of several the next in order."""
    places: dict[str, list[Segment]] = {}
    for segment in reading.segments:
        places.setdefault(folded(segment.text), []).append(segment)
    found: list[Placed] = []
    for span in shown:
        there = places.get(folded(span.text))
        if there:
            last = found[-1].now.number if found else 0
            segment = next((one for one in there if one.number > last), there[0])
            there.remove(segment)
            found.append(Placed(span, segment))
    return found


def _names(text: str) -> list[str]:
    return [folded(name.text) for name in find_names([tokenize(text)])]


def _is_in(name: str, told: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) is not None


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", folded(text)))


def _alike(left: Counter[str], right: Counter[str]) -> float:
    """The share of their words that two sentences have in common."""
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _in_order(sentences: Iterable[Placed]) -> Iterator[Placed]:
    """Those that follow each other in the copy as in the leader, in order."""
    last = 0
    for one in sorted(sentences, key=lambda one: one.was.start):
        if one.now.number > last:
            last = one.now.number
            yield one


def _any_within(spans: Sequence[Span], start: int, end: int | None) -> bool:
    at = bisect_left(spans, start, key=_start)
    return at < len(spans) and (end is None or spans[at].start < end)


def _within(named: Sequence[tuple[int, str]], start: int, end: int | None) -> list[tuple[int, str]]:
    """The names from `start` on, up to `end`, by their distance from `start`."""
    low = bisect_left(named, (start, ""))
    high = len(named) if end is None else bisect_left(named, (end, ""))
    return [(place - start, name) for place, name in named[low:high]]
