"""An event as a model wrote it, or as words it copied, becomes an event that carries spans."""

import re
from collections.abc import Iterable, Sequence

from summarizer.grounding.claims import Grounded
from summarizer.grounding.confidence import WRITTEN, lowered
from summarizer.grounding.copied_fields import (
    Cited,
    copied_participant,
    copied_quantity,
    copied_words,
)
from summarizer.grounding.evidence import cited, copied
from summarizer.grounding.reading import Reading
from summarizer.scan import Figure, resolve, tokenize
from summarizer.schemas.event import (
    Event,
    EventDraft,
    ParticipantRole,
    Place,
    Quantity,
    Status,
    Time,
)
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["counted_in", "ground_event", "place_at", "shown_role", "time_at"]

# "was shot", "has been badly hurt", "were all killed": what stands before a passive.
_PASSIVE = re.compile(
    r"\s+(?:(?:has|have|had|will|would|may|could|to)\s+)?(?:is|are|was|were|be|been|being)"
    r"(?:\s+(?:\w+ly|all|also|then|later|being))?\s+\Z",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+(?:\w+\s+){0,3}?by\s+(?:the\s+|an?\s+)?\Z")
# Where a subject stands: at the beginning of its clause.
_CLAUSE_START = re.compile(
    r"(?:\A|[,;:“”\"]|\b(?:that|and|but|when|after|before|as|while|where|because|said))"
    r"\s*(?:(?:the|an?)\s+)?\Z",
    re.IGNORECASE,
)
# Both sides of a meeting or a marriage are agents.
_MUTUAL = frozenset({"contact.meet", "contact.phone-write", "life.marry"})
_DIRECTLY = re.compile(r"\s+(?:the\s+|an?\s+)?\Z", re.IGNORECASE)

# Figures that say what an event did to people or what it cost; other figures of its sentences are
# left to the claims and the text.
EVENT_FIGURES = frozenset({"killed", "wounded", "missing", "detained", "displaced", "money"})


def ground_event(draft: EventDraft, reading: Reading) -> Grounded[Event]:
    """Place a model's event on the source: its evidence, trigger, participants, place, time, figures."""
    numbers, problems = cited(draft.sentences, reading)
    numbers = _telling(numbers, draft, reading, problems)
    trigger = _trigger(draft.trigger, numbers, reading, problems)
    cited_in = Cited(numbers, reading, problems)
    participants = [
        participant
        for index, part in enumerate(draft.participants)
        if (participant := copied_participant(part, f"participants[{index}].name", cited_in))
    ]
    place = copied_words(draft.place, "place", cited_in)
    time = copied_words(draft.time, "time", cited_in)
    quantities = [
        quantity
        for index, part in enumerate(draft.quantities)
        if (quantity := copied_quantity(part, f"quantities[{index}].text", cited_in))
    ]
    if not numbers or trigger is None:
        return Grounded(None, tuple(problems))
    event = Event(
        id="",
        type=draft.type,
        summary=draft.summary.strip() or reading.sentence_span(numbers[0]).text,
        trigger=trigger,
        participants=participants,
        place=place_at(place) if place else None,
        time=time_at(time, reading, draft.status) if time else None,
        quantities=quantities,
        status=draft.status,
        evidence=[reading.sentence_span(number) for number in numbers],
        confidence=lowered(WRITTEN, problems),
        problems=[problem for problem in problems if problem.severity != "error"],
    )
    return Grounded(event, tuple(problems))


def _telling(
    numbers: list[int], draft: EventDraft, reading: Reading, problems: list[Problem]
) -> list[int]:
    """The cited sentences that have a word of the event; the others are no evidence of it."""
    told = [draft.summary, draft.trigger, draft.place, draft.time]
    told += [part.name for part in draft.participants]
    told += [part.text for part in draft.quantities]
    words = _content_words(" ".join(told))
    kept = [n for n in numbers if _content_words(reading.sentence_span(n).text) & words]
    dropped = [number for number in numbers if number not in kept]
    if not kept or not dropped:
        return numbers
    message = f"Sentence {', '.join(map(str, dropped))} says nothing of this event: left out."
    problems.append(
        Problem(code="evidence-trimmed", message=message, field="sentences", severity="note")
    )
    return kept


def _content_words(text: str) -> set[str]:
    return {token.lower for token in tokenize(text) if len(token.text) > 4 or token.text.isdigit()}


def shown_role(span: Span, trigger: Span, reading: Reading) -> ParticipantRole | None:
    """The role that the grammar around an event verb gives a participant; None when it is not plain.

    "Lund was shot by Moor": Moor is the agent and Lund the target; "shot Lund": Lund is the target.
    """
    text = reading.document.text
    at = reading.number_at(trigger.start)
    if at is None or at != reading.number_at(span.start) or not _is_past_verb(trigger, at, reading):
        return None
    if text[span.end : span.end + 1] in ("'", "’"):
        return None  # "shot Lund's brother" is not said of Lund
    start = reading.sentence_span(at).start
    passive = _PASSIVE.search(text[start : trigger.start])
    if span.end <= trigger.start:
        ends = trigger.start - len(passive.group()) if passive else None
        subject = ends == span.end and _CLAUSE_START.search(text[start : span.start])
        return "target" if subject else None
    between = text[trigger.end : span.start]
    if _BY.match(between):
        return "agent"
    return "target" if not passive and _DIRECTLY.match(between) else None


def _is_past_verb(trigger: Span, number: int, reading: Reading) -> bool:
    """Whether an event word is a verb of one doer and no "-ing" form: "was firing" is active."""
    return not trigger.text.lower().endswith("ing") and any(
        not known.noun
        and known.type not in _MUTUAL
        and known.start < trigger.end
        and trigger.start < known.end
        for known in reading.scan.triggers_in.get(number, ())
    )


def place_at(span: Span) -> Place:
    """A place in the source's words."""
    return Place(name=" ".join(span.text.split()), span=span)


def time_at(span: Span, reading: Reading, status: Status = "occurred") -> Time:
    """A time in the source's words, with its dates when the publication date settles them."""
    resolved = resolve(span.text, reading.document.published, future=status == "planned")
    start, end = resolved or (None, None)
    return Time(text=" ".join(span.text.split()), start=start, end=end, span=span)


def counted_in(numbers: Iterable[int], reading: Reading) -> list[Quantity]:
    """The figures of these sentences that say what happened to people, or what it cost."""
    ranges = reading.ranges(numbers)
    return [
        quantity_of(figure, reading)
        for start, end in ranges
        for figure in reading.scan.figures_between(start, end)
        if figure.what in EVENT_FIGURES and figure.end <= end
    ]


def quantity_of(figure: Figure, reading: Reading) -> Quantity:
    """A figure of the scan as a quantity of an event."""
    return Quantity(
        what=figure.what,
        who=" ".join(figure.counted.split()),
        low=figure.low,
        high=figure.high,
        text=" ".join(figure.text.split()),
        span=reading.span(figure.start, figure.end),
    )


def _trigger(
    words: str, numbers: Sequence[int], reading: Reading, problems: list[Problem]
) -> Span | None:
    found = copied(words, "trigger", numbers, reading)
    if found.span is not None and set(reading.numbers_of([found.span])) <= set(numbers):
        return found.span
    for number in numbers:
        for trigger in reading.scan.triggers_in.get(number, ()):
            return reading.span(trigger.start, trigger.end)
    if numbers:
        message = (
            f"The word “{words}” is not in the cited sentences; copy the word that names the event."
        )
        problems.append(Problem(code="trigger-not-found", message=message, field="trigger"))
    return None
