"""An event told by grammar and by words a model copied: extractive, so that it cannot say more."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter

from summarizer.grounding.casting import settles, shown_participants
from summarizer.grounding.confidence import ANSWERED, GRAMMAR, INFERRED, lowered
from summarizer.grounding.event_clauses import (
    attributions_of,
    auxiliaries_of,
    cast_in,
    dates_the_saying,
    frame_end,
    is_joined,
    parts_of,
    subject_of,
)
from summarizer.grounding.events import counted_in, place_at, shown_role, time_at
from summarizer.grounding.happenings import Happening, tellers
from summarizer.grounding.places import place_after, place_opening
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers, is_nobody
from summarizer.locate import locate
from summarizer.scan import Attribution, DateMention, Trigger
from summarizer.scan.event_words import OUTCOMES, SITES
from summarizer.scan.lexicon import DETERMINERS, PREPOSITIONS, PRONOUNS
from summarizer.schemas.event import Event, HappeningDraft, Participant, ParticipantRole, Status
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["clause", "event_from_words", "head", "is_settled", "only_reports", "told_in"]

_AUXILIARY_PLANNED = re.compile(
    r"\b(?:will|would|to be|plans? to|planned to|due to|set to|expected to|agreed to|vowed to"
    r"|is to|are to|(?:agreed|agrees|decided|plans?|planned|vowed|promised)\s[^,.;:]{0,30}?\bto)"
    r"\s+(?:\w+\s+){0,2}$"
)
_AUXILIARY_ONGOING = re.compile(r"\b(?:is|are|has been|have been|keeps?)\s+(?:\w+ly\s+|still\s+)?$")
# "dismissed as “a fairy tale” reports that officers had fled": the words that were said begin after.
_REPORTED_AS = re.compile(
    r"\A(?:as\s+(?:[“\"][^”\"]*[”\"]|[\w-]+(?:\s+[\w-]+){0,3}?)\s+)?(?:(?:the|all|any|these|those)\s+)?"
    r"(?:[\w-]+\s+)?(?:reports?|claims?|allegations?|suggestions?|rumou?rs?|accusations?|charges?)\s+that\s+"
)
_ALLEGING = frozenset({"claim", "allege", "accuse", "blame"})
# "Arrested a man who fled in 2019": what follows is no longer of the arrest.
_CLAUSE_OPENS = re.compile(
    r"[,;:—]|\b(?:and|but|who|whose|whom|which|that|where|when|while|as|after|before|since|over)\b"
)
# "Police fear 20 people were killed", "rumours that …", "allegedly": said by somebody, not settled.
_UNSURE = re.compile(
    r"\b(?:fear(?:s|ed)?|suspect(?:s|ed)?\s+that|believe[sd]?(?!\s+to\s+be\b)|thinks?|thought|(?:rumou?rs?|claims?|allegations?|fears)\s+(?:that|of)"
    r"|allegedly|reportedly|apparently|supposedly)\b[^,.;:]*\Z",
    re.IGNORECASE,
)


def event_from_words(
    happening: Happening, draft: HappeningDraft | None, reading: Reading
) -> tuple[Event, list[Problem]]:
    """The event of a happening. Words of `draft` count where they stand in its sentences.

    Returns the event and a note for each answer whose words do not stand there; those are left out.
    """
    notes: list[Problem] = []
    numbers, ranges = happening.numbers, _ranges(happening, reading)
    _, trigger = head(happening)
    status = _status(happening, reading)
    spans = {} if draft is None else _copied(draft, happening, reading, notes)
    when = spans.get("when") or _scanned_time(happening, reading)
    where = spans.get("where") or _scanned_place(happening, reading)
    certainty = ANSWERED if spans else INFERRED
    if is_settled(happening, reading):
        certainty = GRAMMAR
    event = Event(
        id="",
        type=trigger.type,
        summary=_summary(happening, reading),
        trigger=reading.span(trigger.start, trigger.end),
        participants=_participants(happening, spans, reading),
        place=place_at(where) if where else None,
        time=time_at(when, reading, status) if when else None,
        quantities=[one for one in counted_in(numbers, reading) if _is_told_at(one.span, ranges)],
        status=status,
        evidence=[reading.sentence_span(n) for n in numbers],
        confidence=lowered(certainty.event, notes),
        problems=notes,
    )
    return event, notes


def is_settled(happening: Happening, reading: Reading) -> bool:
    """Whether grammar alone says who did what to whom, so that there is nothing to ask."""
    return settles(happening, *head(happening), reading)


def _copied(
    draft: HappeningDraft, happening: Happening, reading: Reading, notes: list[Problem]
) -> dict[str, Span]:
    """The answers that stand in the sentences, each where it stands and fit for its field."""
    spans: dict[str, Span] = {}
    ranges = _ranges(happening, reading)
    for name, words in draft.model_dump().items():
        span = _found_in(words, name, happening.numbers, reading, notes)
        if (
            span is not None
            and _fits(name, span, head(happening)[1].start, reading)
            and (name in ("who", "whom") or _is_told_at(span, ranges))
        ):
            spans[name] = _trimmed(name, span, reading)
    return spans


def _is_told_at(span: Span, ranges: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(ranges, span.start, key=itemgetter(0)) - 1
    return at >= 0 and span.start < ranges[at][1]


def _trimmed(field: str, span: Span, reading: Reading) -> Span:
    """A time as the whole date of the text ("July" in "in July"), a place without preposition."""
    if field == "when":
        date = _dates_in(span, reading)[0]
        return reading.span(date.start, date.end)
    return _without_preposition(span, reading) if field == "where" else span


def _fits(field: str, span: Span, trigger: int, reading: Reading) -> bool:
    """Whether words can be what they were given for: a time has a date, a place a name or a site."""
    if field in ("who", "whom"):
        return not only_reports(span, trigger, reading)
    if field == "when":
        return not dates_the_saying(span.start, reading) and bool(_dates_in(span, reading))
    if field == "where":
        named = any(n.end <= span.end for n in reading.scan.names_between(span.start, span.end))
        return named or bool(SITES & set(span.text.lower().split()))
    return True


def only_reports(span: Span, trigger: int, reading: Reading) -> bool:
    """Whether words are the source of a report of the event word at `trigger`, with no part in it.

    "He had discussed …, the minister said" speaks of the minister; "Nine died, the agency said" does
    not speak of the agency.
    """
    number = reading.number_at(span.start)
    told = [
        content
        for found in (attributions_of(number, reading) if number else ())
        if found.source is not None and found.source[0] < span.end and span.start < found.source[1]
        for content in found.content
    ]
    if not any(start <= trigger < end for start, end in told):
        return False
    return not any(_speaks_of_itself(start, end, reading) for start, end in told)


def _speaks_of_itself(start: int, end: int, reading: Reading) -> bool:
    """Whether words begin with a pronoun that can mean their speaker."""
    first = reading.document.text[start:end].split(maxsplit=1)[:1]
    return bool(first) and first[0].lower().strip('“"') in PRONOUNS | {"his", "their", "its", "our"}


def _dates_in(span: Span, reading: Reading) -> list[DateMention]:
    number = reading.number_at(span.start)
    start = reading.sentence_span(number).start if number else span.start
    return [d for d in reading.scan.dates_between(start, span.end) if span.start < d.end]


def _without_preposition(span: Span, reading: Reading) -> Span:
    first, _, rest = span.text.partition(" ")
    if rest and first.lower() in PREPOSITIONS:
        return reading.span(span.end - len(rest), span.end)
    return span


def _found_in(
    words: str, field: str, numbers: Sequence[int], reading: Reading, notes: list[Problem]
) -> Span | None:
    """Where copied words stand in these sentences; elsewhere does not count, and is noted."""
    if is_nobody(words) or words.strip().lower() in PRONOUNS:
        return None
    for wanted in (words, _without_determiner(words)):
        for number in numbers:
            sentence = reading.sentence_span(number)
            located = locate(sentence.text, wanted)
            if located.status in ("verbatim", "folded") and located.end is not None:
                start = sentence.start + (located.start or 0)
                return reading.span(start, sentence.start + located.end)
    message = f"“{words}” is not in the sentences that report this event: left out."
    notes.append(Problem(code="answer-left-out", message=message, field=field, severity="note"))
    return None


def _without_determiner(words: str) -> str:
    first, _, rest = words.strip().partition(" ")
    return rest if rest and first.lower() in DETERMINERS else words


def _participants(
    happening: Happening, spans: dict[str, Span], reading: Reading
) -> list[Participant]:
    """Who took part, as grammar shows it; the model's words stand where it shows nobody."""
    _, trigger = head(happening)
    found = [
        one
        for one in shown_participants(happening, trigger.type, reading)
        if not only_reports(one.span, trigger.start, reading)
    ]
    roles: list[tuple[str, ParticipantRole]] = [("who", "agent"), ("whom", "target")]
    at = reading.span(trigger.start, trigger.end)
    for field, role in roles:
        span = spans.get(field)
        if span is None or any(span.overlaps(one.span) for one in found):
            continue
        # Where the sentence shows it the other way round, so it is told.
        told: ParticipantRole = shown_role(span, at, reading) or role
        if all(one.role != told for one in found):
            found.append(Participant(name=Speakers(reading).name_at(span), role=told, span=span))
    return found


def head(happening: Happening) -> tuple[int, Trigger]:
    """The event word that names the happening best: of the kind that it mostly tells of, a verb."""
    family = _main_family(happening)

    def rank(found: tuple[int, Trigger]) -> tuple[bool, bool, bool, int]:
        number, trigger = found
        other = trigger.type.partition(".")[0] != family
        return other, trigger.noun, trigger.text.lower() in OUTCOMES, number

    return min(happening.triggers, key=rank)


def _main_family(happening: Happening) -> str:
    """The kind of event that most words of a happening are of.

    Those of its first sentence count twice; killing by half, because it may be what came of another
    kind of event; deaths and injuries only where there is nothing else.
    """
    first = happening.triggers[0][0]
    weights: defaultdict[str, float] = defaultdict(float)
    for number, trigger in happening.triggers:
        family = trigger.type.partition(".")[0]
        weight = 0.0 if family in ("life", "other") else 1.0
        if trigger.noun and family not in happening.families:
            continue
        if trigger.text.lower() in OUTCOMES:
            weight /= 2
        weights[family] += 2 * weight if number == first else weight
    return max(weights, key=lambda family: weights[family])


def _of_main_family(happening: Happening) -> list[tuple[int, Trigger]]:
    """The event words that say what it is; not those of what came of it or went before."""
    family = _main_family(happening)
    return [told for told in happening.triggers if told[1].type.partition(".")[0] == family]


def told_in(happening: Happening, reading: Reading) -> list[tuple[int, Trigger]]:
    """The one or two sentences that tell a happening: its first, and the verb that adds most names."""
    first = happening.triggers[0]
    kind = head(happening)[1].type
    verbs = [
        (number, trigger)
        for number, trigger in happening.triggers
        if number != first[0] and not trigger.noun and trigger.type == kind
    ]
    known = _names_in(*first, reading)
    adds = [(len(_names_in(*told, reading) - known), -told[0]) for told in verbs]
    return [first, *([verbs[adds.index(max(adds))]] if adds else [])]


def _ranges(happening: Happening, reading: Reading) -> list[tuple[int, int]]:
    """Where it is told: its sentences, or its parts of those that tell another happening too; in order."""
    return sorted({_part(number, trigger, reading) for number, trigger in happening.triggers})


def _part(number: int, trigger: Trigger, reading: Reading) -> tuple[int, int]:
    parts = parts_of(reading.scan.sentence(number), reading)
    return next(part for part in parts if trigger.start < part[1])


def _names_in(number: int, trigger: Trigger, reading: Reading) -> set[str]:
    start, end = _clause_range(number, trigger, reading)
    return {name.text for name in reading.scan.names_between(start, end)}


def _clause_range(number: int, trigger: Trigger, reading: Reading) -> tuple[int, int]:
    """Where an event word's own clause stands, without who reports it and what else the sentence tells."""
    start, end = _part(number, trigger, reading)
    told_from, told_to = _reported_range(number, trigger, reading)
    return max(start, told_from), min(end, told_to)


def _reported_range(number: int, trigger: Trigger, reading: Reading) -> tuple[int, int]:
    sentence = reading.sentence_span(number)
    start, end = frame_end(reading.scan.sentence(number), reading), sentence.end
    for attribution in attributions_of(number, reading):
        for content_start, content_end in attribution.content:
            if content_start <= trigger.start < content_end and attribution.quotation != "direct":
                start, end = max(start, content_start), min(end, content_end)
    return start, end


def clause(number: int, trigger: Trigger, reading: Reading) -> str:
    """The sentence around an event word without the attribution: "…, police said" is cut off.

    Of a sentence that goes on to tell another event, all; of that other event, its own words.
    """
    start, end = _reported_range(number, trigger, reading)
    if _part(number, trigger, reading)[0] <= start:
        return _in_words(start, end, reading)
    return _own_clause(number, trigger, reading)


def _own_clause(number: int, trigger: Trigger, reading: Reading) -> str:
    """What the sentence tells of this event word alone, with the subject that it shares.

    All of it where it shares an auxiliary too: "was fined in May and sued in June" is no "sued".
    """
    start, end = _clause_range(number, trigger, reading)
    words = _in_words(start, end, reading)
    reported = _reported_range(number, trigger, reading)
    if start == reported[0]:
        return words
    cast = cast_in(number, trigger, reading)
    subject = subject_of(cast, trigger)
    elided = cast.passive and not auxiliaries_of(trigger, reading.scan.sentence(number))
    if subject is None or elided:
        return _in_words(*reported, reading)
    return f"{_in_words(*subject, reading)} {words}"


def _in_words(start: int, end: int, reading: Reading) -> str:
    words = " ".join(reading.document.text[start:end].split())
    words = _REPORTED_AS.sub("", words)
    return words.strip(" ,;:").removesuffix(".").removeprefix("that ")


def _summary(happening: Happening, reading: Reading) -> str:
    """The clauses that tell the happening, in the source's own words."""
    told = told_in(happening, reading)
    clauses = [_own_clause(*told[0], reading), *(_going_on(*more, reading) for more in told[1:])]
    words = "; ".join(clauses)
    return words[:1].upper() + words[1:] + "."


def _going_on(number: int, trigger: Trigger, reading: Reading) -> str:
    """A clause as it stands after another: in lower case, unless it begins with a name."""
    start, end = _clause_range(number, trigger, reading)
    words = _own_clause(number, trigger, reading)
    named = any(name.start <= start + 1 for name in reading.scan.names_between(start, end))
    abbreviated = words[:2].isupper()  # "US-backed rebels"
    return words if named or abbreviated else words[:1].lower() + words[1:]


def _scanned_place(happening: Happening, reading: Reading) -> Span | None:
    """The first place that "in", "near" or the like names after an event word, or before it."""
    told = [head(happening), *told_in(happening, reading), *happening.triggers]
    for number, trigger in told:
        start, end = _clause_range(number, trigger, reading)
        place = place_after(trigger.end, end, reading) or place_opening(start, end, reading)
        if place is not None:
            return place
    return None


def _scanned_time(happening: Happening, reading: Reading) -> Span | None:
    """The first date that no attribution's own words hold ("said on Thursday"); a certain one first.

    "In recent days" and the like are taken where the sentences have nothing better; the date of an
    earlier verb only where the one that "and" joins to it has none.
    """
    found = [
        date
        for start, end in _ranges(happening, reading)
        for date in reading.scan.dates_between(start, end)
        if not dates_the_saying(date.start, reading)
    ]
    found = [date for date in found if _dates_joined(date, happening, reading)] or found
    certain = [date for date in found if date.kind != "vague"]
    for date in [*certain, *found][:1]:
        return reading.span(date.start, date.end)
    return None


def _dates_joined(date: DateMention, happening: Happening, reading: Reading) -> bool:
    """Whether a date is the own one of what "and" joins to another: "born in 1950 and died in 2020"."""
    number, trigger = head(happening)
    if not trigger.end <= date.start < _part(number, trigger, reading)[1]:
        return False
    return (
        is_joined(number, trigger, reading)
        and _CLAUSE_OPENS.search(reading.document.text, trigger.end, date.start) is None
    )


def _status(happening: Happening, reading: Reading) -> Status:
    """Whether it happened, as far as the sentences around the event words say."""
    triggers = _of_main_family(happening)
    told = [tellers(number, trigger, reading) for number, trigger in triggers]
    if all(told):
        stances = {teller.stance for found in told for teller in found}
        if stances == {"denies"}:
            return "denied"
        if "denies" in stances or any(
            teller.lemma in _ALLEGING or _contested(teller, reading)
            for found in told
            for teller in found
        ):
            return "alleged"
    told_as = [
        _manner(number, trigger, reading)
        for number, trigger in triggers
        if not (trigger.noun and any(not other.noun for _, other in triggers))
    ]
    for status in ("occurred", "ongoing", "planned"):  # what a plain verb tells outweighs the rest
        if status in told_as:
            return status
    return "alleged"


def _manner(number: int, trigger: Trigger, reading: Reading) -> Status:
    """How one event word tells of its event; a noun takes the manner of the verbs beside it."""
    text = reading.document.text
    before = text[max(0, trigger.start - 40) : trigger.start]
    if trigger.infinitive or _AUXILIARY_PLANNED.search(before):
        return "planned"
    if _UNSURE.search(text, *_before(number, trigger, reading)):
        return "alleged"
    if _AUXILIARY_ONGOING.search(before) and trigger.text.endswith("ing"):
        return "ongoing"
    return "occurred"


def _before(number: int, trigger: Trigger, reading: Reading) -> tuple[int, int]:
    return reading.sentence_span(number).start, trigger.start


def _contested(attribution: Attribution, reading: Reading) -> bool:
    """Whether somebody denies what a source says: "The army denied it", or the one it speaks of."""
    theirs = _words(attribution, reading)
    return any(
        _overlap(other, attribution)
        or (
            other.source is not None
            and not other.pronoun
            and _words_at([other.source], reading) & theirs
            and _words(other, reading) & theirs
        )
        for other in reading.threads
        if other.stance == "denies"
    )


def _overlap(one: Attribution, other: Attribution) -> bool:
    return any(a < d and c < b for a, b in one.content for c, d in other.content)


def _words(attribution: Attribution, reading: Reading) -> set[str]:
    return _words_at(attribution.content, reading)


def _words_at(ranges: Sequence[tuple[int, int]], reading: Reading) -> set[str]:
    text = " ".join(reading.document.text[start:end] for start, end in ranges)
    return {word.lower() for word in re.findall(r"\w{5,}", text)}
