"""Which sentences tell of one and the same happening.

A sentence with an event word opens a happening or goes on with an earlier one. It goes on when it
names the earlier happening again ("the seizure", "the crash"), shares its rare words, or simply
follows it with the same kind of event. "The attack came as …" names an old event to tell a new one.
A sentence tells two when one subject does two things in it, each on a day of its own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarizer.grounding.event_clauses import (
    attributions_of,
    frame_end,
    main_triggers,
    parts_of,
)
from summarizer.grounding.places import place_after, place_opening
from summarizer.grounding.reading import Reading, is_title
from summarizer.scan import Attribution, Sentence, Trigger
from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY_WORDS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)

__all__ = ["Happening", "happenings", "tellers"]

# Sentences this far apart are joined by what they share only, not by mere nearness.
NEAR = 2
# "Twelve sailors died": who was killed or hurt is told this soon after what killed them.
FATES_NEAR = 3
# Shared words weigh 1/(number of sentences that have them); from this sum on two sentences tell of
# one thing. 0.6 is one word that just these two sentences share, or two or three that a few do.
SHARED_WEIGHT = 0.6
# A word in more sentences than this is the article's subject and ties none of them.
MAX_SENTENCES_OF_A_WORD = 50
# Sentences that name different places must share this much more to tell of one thing.
APART_FACTOR = 2
# A happening spoken of as known ("the raid on the depot") needs less to be recognised.
DEFINITE_WEIGHT = 0.2
# "The second big earthquake": so many words stand before a noun that opens its sentence.
MAX_BEFORE_SUBJECT = 3
# Kinds of event that are told together with those that do harm: people die in attacks, accidents,
# disasters.
_ALONGSIDE = frozenset({"life", "other"})
_HARMING = frozenset({"conflict", "crime", "disaster", "health", "life", "other"})
# A sentence that opens like this turns to another happening.
_ANOTHER = re.compile(
    r"(?:in|at|on)?\s*\b(?:a|an|the)?\s*(?:separate(?:ly)?|another|other|second|elsewhere|meanwhile|unrelated|similarly|also)\b",
    re.IGNORECASE,
)
# "is to meet them on Friday", "will retire": not yet happened, so apart from what has.
_SCHEDULED = re.compile(
    r"\b(?:will|would|(?:is|are)\s+(?:(?:due|set|expected|scheduled)\s+)?to)(?:\s+be)?\s+(?:\w+ly\s+)?\Z",
    re.IGNORECASE,
)
_BOUNDS = frozenset(
    {"least", "most", "more", "less", "fewer", "dozens", "hundreds", "thousands", "millions"}
)
_COMMON = (
    ADVERBS
    | AUXILIARIES
    | BOUNDARY_WORDS
    | DETERMINERS
    | PREPOSITIONS
    | PRONOUNS
    | TIME_WORDS
    | _BOUNDS
)


@dataclass
class Happening:
    """Sentences that tell of one happening, and the event word of each."""

    numbers: list[int] = field(default_factory=list)
    triggers: list[tuple[int, Trigger]] = field(default_factory=list)
    denied: bool = False
    """Told only to be denied: "denied that the fort had fallen"."""

    planned: bool = False
    """Still to come when it is first told: "the envoy is to meet them on Friday"."""

    families: set[str] = field(default_factory=set)
    """The groups of event types it has, e.g. {"conflict", "life"}."""

    @property
    def place(self) -> int:
        """Where its first event word stands: no other happening has that place."""
        return self.triggers[0][1].start

    def add(self, number: int, triggers: Sequence[Trigger]) -> None:
        """Note that sentence `number` tells of it with these event words."""
        self.numbers.append(number)
        self.triggers.extend((number, trigger) for trigger in triggers)
        self.families.update(_families(triggers))


def _families(triggers: Sequence[Trigger]) -> set[str]:
    """The kinds of event that a sentence tells: its verbs', and where it has none its nouns'.

    "A court fined the owner after the crash" tells of a fine and not of the crash.
    """
    verbs = [trigger for trigger in triggers if not trigger.noun]
    told = {trigger.type.partition(".")[0] for trigger in verbs}
    if told - _ALONGSIDE:
        return told
    return told | {trigger.type.partition(".")[0] for trigger in triggers}


def happenings(reading: Reading) -> list[Happening]:
    """The happenings of a document, in the order in which they are first told.

    What follows a sentence that tells two goes on with the first.
    """
    ties = _Ties(reading)
    found: list[Happening] = []
    apart: list[Happening] = []
    for sentence in reading.scan.sentences:
        triggers = main_triggers(sentence, reading)
        if not triggers or is_title(sentence, reading):
            continue
        for start, end in parts_of(sentence, reading)[1:]:
            more = [trigger for trigger in triggers if start <= trigger.start < end]
            triggers = [trigger for trigger in triggers if trigger not in more]
            apart.append(
                Happening(
                    denied=_is_denied(more[0], sentence, reading),
                    planned=_is_planned(more, sentence, reading),
                )
            )
            apart[-1].add(sentence.number, more)
        denied = _is_denied(triggers[0], sentence, reading)
        planned = _is_planned(triggers, sentence, reading)
        joined = None
        if not _opens_anew(sentence, reading):
            alike = [one for one in ties.tied(sentence.number) if one.denied == denied]
            joined = _joins(sentence, triggers, planned, alike, ties)
        if joined is None:
            joined = Happening(denied=denied, planned=planned)
            found.append(joined)
        joined.add(sentence.number, triggers)
        ties.tie(sentence.number, joined)
    told = [happening for happening in found if _is_told(happening, reading)]
    return sorted([*told, *apart], key=lambda happening: happening.place) if apart else told


def _is_planned(triggers: Sequence[Trigger], sentence: Sentence, reading: Reading) -> bool:
    """Whether all that a sentence tells by verbs is still to come."""
    text = reading.document.text
    verbs = [trigger for trigger in triggers if not trigger.noun]
    return bool(verbs) and all(
        _SCHEDULED.search(text, sentence.start, trigger.start) for trigger in verbs
    )


def _is_denied(trigger: Trigger, sentence: Sentence, reading: Reading) -> bool:
    """Whether the sentence reports the event word as something that somebody denies."""
    stances = {found.stance for found in tellers(sentence.number, trigger, reading)}
    return stances == {"denies"}


def tellers(number: int, trigger: Trigger, reading: Reading) -> list[Attribution]:
    """Whose words hold an event word: one accuses and another denies the same words, at times."""
    return [
        found
        for found in attributions_of(number, reading)
        if any(start <= trigger.start < end for start, end in found.content)
    ]


def _is_told(happening: Happening, reading: Reading) -> bool:
    """Whether it is told by a verb, by more than one bare noun, or by one that a sentence is about."""
    verbs = [trigger for _, trigger in happening.triggers if not trigger.noun]
    if verbs or len(happening.numbers) > 1 or len(happening.triggers) > 1:
        return True
    number, trigger = happening.triggers[0]
    return _opens_sentence(trigger, reading.scan.sentence(number))


def _opens_sentence(trigger: Trigger, sentence: Sentence) -> bool:
    """Whether a noun is what its sentence begins with: "The blast shattered windows"."""
    before = [token.lower for token in sentence.tokens if token.end <= trigger.start]
    return 0 < len(before) <= MAX_BEFORE_SUBJECT and before[0] in ("the", "a", "an")


def _opens_anew(sentence: Sentence, reading: Reading) -> bool:
    return frame_end(sentence, reading) > sentence.start or bool(
        _ANOTHER.match(reading.document.text, sentence.start, sentence.end)
    )


def _joins(
    sentence: Sentence,
    triggers: Sequence[Trigger],
    planned: bool,
    tied: Iterable[Happening],
    ties: "_Ties",
) -> Happening | None:
    """The happening of `tied` that a sentence goes on with: the one it is tied to most, the latest of
    equals."""
    families = _families(triggers)
    known = _is_definite(triggers[0], sentence)
    needed = DEFINITE_WEIGHT if known else SHARED_WEIGHT
    best: tuple[float, Happening] | None = None
    shared = ties.shared(sentence.number)
    for happening in tied:
        if ties.older(sentence.number, happening) and not known:
            continue
        apart = happening.planned != planned or (
            not known and ties.apart(sentence.number, happening)
        )
        score = shared.get(id(happening), 0.0)
        distance = sentence.number - happening.numbers[-1]
        if distance <= (FATES_NEAR if families == {"life"} else 0):
            score += SHARED_WEIGHT  # who died or was hurt in it
        elif distance <= NEAR and not apart:
            score += SHARED_WEIGHT / distance
        if score < needed * (APART_FACTOR if apart else 1) or (
            best is not None and score < best[0]
        ):
            continue
        if _compatible(families, happening.families):
            best = (score, happening)
    return None if best is None else best[1]


def _is_definite(trigger: Trigger, sentence: Sentence) -> bool:
    """Whether an event word is a noun spoken of as known: "the crash", "this attack"."""
    if not trigger.noun:
        return False
    before = [token.lower for token in sentence.tokens if token.end <= trigger.start][-1:]
    return bool(before) and before[0] in ("the", "this", "that", "these", "those")


def _compatible(left: set[str], right: set[str]) -> bool:
    if left & right:
        return True
    return (left <= _ALONGSIDE and bool(right & _HARMING)) or (
        right <= _ALONGSIDE and bool(left & _HARMING)
    )


@dataclass
class _Known:
    """What the sentences of one happening give together; `order` is its place among the happenings."""

    happening: Happening
    order: int
    years: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


class _Ties:
    """How much sentences share with the happenings found before them.

    A sentence is only ever compared with those that share a rare word with it or were told just
    before it: with all of them, a text of a megabyte would take minutes.
    """

    def __init__(self, reading: Reading) -> None:
        sentences = reading.scan.sentences
        self._words = {one.number: _key_words(one, reading) for one in sentences}
        counts = Counter(word for words in self._words.values() for word in words)
        self._weights = {
            word: 1 / count for word, count in counts.items() if count <= MAX_SENTENCES_OF_A_WORD
        }
        self._places = {one.number: _place_words(one, reading) for one in sentences}
        self._years = {one.number: _past_years(one, reading) for one in sentences}
        self._told: dict[str, list[tuple[int, Happening]]] = {}
        self._known: dict[int, _Known] = {}
        self._at: dict[int, Happening] = {}

    def tie(self, number: int, happening: Happening) -> None:
        """Note that sentence `number` tells of `happening`."""
        for word in self._words[number] & self._weights.keys():
            self._told.setdefault(word, []).append((number, happening))
        self._at[number] = happening
        known = self._known.setdefault(id(happening), _Known(happening, len(self._known)))
        known.years |= self._years.get(number, frozenset())
        known.places |= self._places.get(number, frozenset())

    def tied(self, number: int) -> list[Happening]:
        """The happenings that sentence `number` can go on with, in the order they were first told."""
        before = range(number - max(NEAR, FATES_NEAR), number)
        near = {id(self._at[other]) for other in before if other in self._at}
        known = [self._known[one] for one in near | self.shared(number).keys()]
        return [one.happening for one in sorted(known, key=lambda one: one.order)]

    def older(self, number: int, happening: Happening) -> bool:
        """Whether a sentence names a past year that those of `happening` do not: background."""
        years = self._years.get(number, frozenset())
        return bool(years) and years.isdisjoint(self._known[id(happening)].years)

    def apart(self, number: int, happening: Happening) -> bool:
        """Whether a sentence tells of another place than those of `happening` do."""
        here = self._places.get(number, frozenset())
        there = self._known[id(happening)].places
        return bool(here) and bool(there) and here.isdisjoint(there)

    def shared(self, number: int) -> dict[int, float]:
        """By identity of happening: what `number` shares with the sentence of it most like it."""
        of_sentence: dict[tuple[int, int], float] = {}
        for word in self._words[number] & self._weights.keys():
            for other, happening in self._told.get(word, ()):
                key = (id(happening), other)
                of_sentence[key] = of_sentence.get(key, 0.0) + self._weights[word]
        best: dict[int, float] = {}
        for (happening_id, _), weight in of_sentence.items():
            best[happening_id] = max(best.get(happening_id, 0.0), weight)
        return best


def _place_words(sentence: Sentence, reading: Reading) -> frozenset[str]:
    """The names in the place that a sentence gives for its first event word; none where it does not."""
    triggers = reading.scan.triggers_in.get(sentence.number, ())
    if not triggers:
        return frozenset()
    place = place_after(triggers[0].end, sentence.end, reading) or place_opening(
        sentence.start, sentence.end, reading
    )
    words = place.text.split() if place else []
    return frozenset(word.strip(",.").lower() for word in words if word[:1].isupper())


def _past_years(sentence: Sentence, reading: Reading) -> frozenset[str]:
    """The years before that of publication which a sentence names: what it tells is background."""
    published = reading.document.published
    named = [
        year
        for date in reading.scan.dates_between(sentence.start, sentence.end)
        for year in re.findall(r"\b(?:1[89]|20)\d\d\b", date.text)
    ]
    return frozenset(year for year in named if published and int(year) < published.year)


def _key_words(sentence: Sentence, reading: Reading) -> set[str]:
    """The words that can tie two sentences together: things and names, not what is said of them."""
    verbs = {
        trigger.start
        for trigger in reading.scan.triggers_in.get(sentence.number, ())
        if not trigger.noun
    }
    left_out = verbs | {cue.start for cue in sentence.cues}
    return {
        _stem(token.lower)
        for token in sentence.tokens
        if len(token.text) > 3
        and token.is_word
        and not token.text[0].isdigit()
        and token.lower not in _COMMON
        and token.start not in left_out
    }


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
