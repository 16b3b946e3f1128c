"""Carrying a summary over to a copy of its article: each item on the copy's own characters.

A summary holds the sentences that show its items and those it left out. Where the copy has such a
sentence word for word, what stands on it stands in the copy too. An item that rests on anything else
(a sentence that differs, a name told in one that does, a speaker whom the copy no longer makes out)
is lost, and its sentences are open again.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar

from summarizer.grounding.events import time_at
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers
from summarizer.locate.folding import Folded, fold
from summarizer.scan import Attribution, find_names, tokenize
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, Participant, Place, Quantity, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary
from summarizer.segments import Segment

__all__ = ["Carried", "carry", "items_shared", "numbers_read"]

Part = TypeVar("Part", Participant, Place, Quantity, Time)

# Between two sentences that follow each other stand at most a blank line and its spaces.
MOST_BETWEEN = 4
# What a note says of sentences by number holds for the leader's numbers only.
_NUMBERED = re.compile(r"\b[Ss]entences? \d")


@dataclass(frozen=True, slots=True)
class Carried:
    """What a copy takes over. Items are not checked yet; sentences are numbers of the copy."""

    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    unchanged: frozenset[int]
    """The sentences that stand in the leader's summary word for word."""
    open_claims: frozenset[int]
    """Those of them on which a claim was lost: claims must be looked for there again."""
    open_events: frozenset[int]


def carry(summary: Summary, reading: Reading) -> Carried:
    """Place the items of a leader's summary on `reading`, a copy of the leader's article. Pure."""
    placing = _Placing(summary, reading)
    claims = [(claim, _claim(claim, placing)) for claim in summary.claims]
    events = [(event, _event(event, placing)) for event in summary.events]
    return Carried(
        claims=tuple(kept for _, kept in claims if kept is not None),
        events=tuple(kept for _, kept in events if kept is not None),
        unchanged=frozenset(placing.numbers),
        open_claims=placing.numbers_under(claim for claim, kept in claims if kept is None),
        open_events=placing.numbers_under(event for event, kept in events if kept is None),
    )


def items_shared(known: Summary, summary: Summary) -> int:
    """How many items of `summary`, made with `known`, say in the same words what `known` says."""
    ours = set(map(_wording, _items(known)))
    return sum(_wording(item) in ours for item in _items(summary))


def numbers_read(attribution: Attribution, reading: Reading) -> set[int]:
    """The sentences that an attribution is read from."""
    content = [reading.span(start, end) for start, end in attribution.content]
    return {attribution.sentence, *reading.numbers_of(content)}


def _items(summary: Summary) -> list[Claim | Event]:
    return [*summary.claims, *summary.events]


def _wording(item: Claim | Event) -> tuple[str, ...]:
    if isinstance(item, Claim):
        said = (item.speaker.canonical, item.stance, item.text)
        return tuple(_key(words) for words in (*said, *_texts(item.content)))
    told = (item.type, item.status, item.summary)
    return tuple(_key(words) for words in (*told, *_texts(item.evidence)))


@lru_cache(maxsize=4096)  # a copy's sentences are mostly its leader's
def _key(words: str) -> str:
    return fold(words).text


def _texts(spans: Sequence[Span]) -> list[str]:
    return [span.text for span in spans]


@dataclass(frozen=True)
class _Sentence:
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


class _Placing:
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

    def sentence(self, offset: int) -> _Sentence | None:
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
        if end <= start or _key(self.reading.document.text[start:end]) != _key(span.text):
            return None
        return self.reading.span(start, end)

    def spans(self, spans: Sequence[Span]) -> list[Span] | None:
        """All of them, or None."""
        found = [self.span(span) for span in spans]
        placed = [span for span in found if span is not None]
        return placed if len(placed) == len(spans) else None

    def numbers_under(self, items: Iterable[Claim | Event]) -> frozenset[int]:
        """The copy's sentences that these items of the leader stood on, as far as it has them."""
        found = (self.sentence(span.start) for item in items for span in item.evidence)
        return frozenset(sentence.now.number for sentence in found if sentence is not None)

    def names_hold(self, text: str, evidence: Sequence[Span], *sure: str) -> bool:
        """Whether each name of `text` is `sure`, in the leader's `evidence`, or told in what is kept."""
        told = _key(" ".join([*_texts(evidence), *sure]))
        names = [_key(name.text) for name in find_names([tokenize(text)])]
        return all(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told)
            or self._mentioned(name, evidence[0].start)
            for name in names
        )

    def _mentioned(self, name: str, before: int) -> bool:
        """Whether the leader's mention of `name` nearest before an item is in a sentence kept."""
        mention = self.mention(name, before)
        return mention is not None and self.sentence(mention.start) is not None

    def mention(self, name: str, before: int) -> Span | None:
        """The leader's last mention of `name` (folded) before an offset; its first, without one."""
        found = self._mentions.get(name)
        return found[max(0, bisect_left(found, before, key=_start) - 1)] if found else None

    @cached_property
    def _mentions(self) -> dict[str, list[Span]]:
        """Each form of a name -> where the leader names whom it stands for, in order."""
        found: dict[str, list[Span]] = {}
        for entity in self.known.entities:
            for name in {_key(entity.canonical), *map(_key, _texts(entity.mentions))}:
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


def _start(span: Span) -> int:
    return span.start


def _shown(known: Summary) -> list[Span]:
    """The leader's sentences that its summary holds, in order."""
    spans = [span for item in _items(known) for span in item.evidence]
    spans += [gap.span for gap in known.coverage.left_out]
    return sorted({(span.start, span.end): span for span in spans}.values(), key=_start)


def _all(reading: Reading) -> list[Span]:
    return [reading.sentence_span(segment.number) for segment in reading.segments]


def _aligned(shown: Sequence[Span], reading: Reading) -> list[_Sentence]:
    """Each shown sentence with the copy's that has its words; of several the next in order."""
    places: dict[str, list[Segment]] = {}
    for segment in reading.segments:
        places.setdefault(_key(segment.text), []).append(segment)
    found: list[_Sentence] = []
    for span in shown:
        there = places.get(_key(span.text))
        if there:
            last = found[-1].now.number if found else 0
            segment = next((one for one in there if one.number > last), there[0])
            there.remove(segment)
            found.append(_Sentence(span, segment))
    return found


def _claim(claim: Claim, placing: _Placing) -> Claim | None:
    content, evidence = placing.spans(claim.content), placing.spans(claim.evidence)
    cue = placing.span(claim.cue) if claim.cue else None
    at = placing.span(claim.speaker.span)
    if content is None or evidence is None or at is None or (cue is None) != (claim.cue is None):
        return None
    moved = claim.model_copy(
        update={
            "speaker": claim.speaker.model_copy(update={"span": at}),
            "cue": cue,
            "content": content,
            "evidence": evidence,
            "event_ids": [],
            "problems": _notes(claim.problems, placing),
        }
    )
    return moved if placing.same_text or _claim_holds(claim, moved, placing) else None


def _claim_holds(claim: Claim, moved: Claim, placing: _Placing) -> bool:
    """Whether the copy reads the words as the leader did, and nothing new goes on with them."""
    attributions = [
        attribution
        for number in placing.reading.numbers_of(moved.content)
        for attribution in placing.threads_in.get(number, ())
        if any(
            a < part.end and part.start < b
            for a, b in attribution.content
            for part in moved.content
        )
    ]
    if any(numbers_read(one, placing.reading) - placing.numbers for one in attributions):
        return False
    speaker = moved.speaker
    return _speaker_holds(claim, moved, attributions, placing) and placing.names_hold(
        claim.text, claim.evidence, speaker.name, speaker.canonical
    )


def _speaker_holds(
    claim: Claim, moved: Claim, attributions: Sequence[Attribution], placing: _Placing
) -> bool:
    """Whether the copy makes out the same speaker: by name, by rule, or from the same sentences."""
    speaker = moved.speaker
    named_there = any(sentence.covers(speaker.span) for sentence in moved.evidence)
    if named_there and speaker.span.text == speaker.name:
        there = placing.speakers.from_source(speaker.span.start, speaker.span.end)
        if there is not None and there.canonical == speaker.canonical:
            return True
    ruled = (placing.speakers.expected(attribution) for attribution in attributions)
    if any(one is not None and one.canonical == speaker.canonical for one in ruled):
        return True
    return _rests_on_kept(claim, placing)


def _rests_on_kept(claim: Claim, placing: _Placing) -> bool:
    """Whether all is kept from where the leader names a claim's speaker to the claim itself."""
    start, end = claim.evidence[0].start, claim.evidence[-1].end
    named = placing.mention(_key(claim.speaker.canonical), start)
    marks = [claim.speaker.span, *([named] if named else [])]
    return named is not None and placing.unbroken(
        min(start, *(mark.start for mark in marks)), max(end, *(mark.end for mark in marks)) - 1
    )


def _event(event: Event, placing: _Placing) -> Event | None:
    evidence, trigger = placing.spans(event.evidence), placing.span(event.trigger)
    participants = [_moved(one, placing) for one in event.participants]
    quantities = [_moved(one, placing) for one in event.quantities]
    place = _moved(event.place, placing) if event.place else None
    time = _time(event, placing)
    lost = (place is None) != (event.place is None) or (time is None) != (event.time is None)
    if evidence is None or trigger is None or lost or None in participants or None in quantities:
        return None
    if not placing.same_text and not (
        all(_name_holds(one, placing) for one in participants if one is not None)
        and placing.names_hold(event.summary, event.evidence)
        and placing.told_together(event.evidence, evidence)
    ):
        return None
    return event.model_copy(
        update={
            "evidence": evidence,
            "trigger": trigger,
            "participants": participants,
            "quantities": quantities,
            "place": place,
            "time": time,
            "claim_ids": [],
            "problems": _notes(event.problems, placing),
        }
    )


def _moved(part: Part, placing: _Placing) -> Part | None:
    """A part of an event at its place in the copy."""
    span = placing.span(part.span)
    return part.model_copy(update={"span": span}) if span else None


def _time(event: Event, placing: _Placing) -> Time | None:
    """When it happened; counted anew from the copy's own day of publication where that differs."""
    time = _moved(event.time, placing) if event.time else None
    if time is None or placing.same_day:
        return time
    return time_at(time.span, placing.reading, event.status)


def _name_holds(participant: Participant, placing: _Placing) -> bool:
    """Whether the words of a participant stand for the same one in the copy."""
    return placing.speakers.name_at(participant.span) == participant.name


def _notes(problems: Sequence[Problem], placing: _Placing) -> list[Problem]:
    """The notes that still hold, with their spans in the copy."""
    if placing.same_text:
        return list(problems)
    return [
        note.model_copy(update={"span": span})
        for note in problems
        if not _NUMBERED.search(note.message)
        and ((span := placing.span(note.span) if note.span else None) or note.span is None)
    ]
