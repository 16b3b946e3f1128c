"""What a model copied about an event -> where it stands, kept as it was copied.

Values that are derived (bounds of a figure, ISO dates, the fullest name) stand beside the words, and are
null where they are not known: null is right, wrong is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.grounding.evidence import copied
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import is_nobody
from summarizer.scan import Figure, find_figures
from summarizer.schemas.event import Participant, ParticipantDraft, Quantity, QuantityDraft
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["Cited", "copied_participant", "copied_quantity", "copied_words"]

BACK = 6
"""Sentences before in which somebody is named whom "he" or "the group" takes up."""

_FATES = frozenset({"killed", "wounded", "missing", "detained", "displaced"})

_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|we|i|you|who|his|her|their|its|our|my|him|them|us|me)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cited:
    """The sentences that an item cites, and the problems found while it is placed on them."""

    numbers: Sequence[int]
    reading: Reading
    problems: list[Problem]

    def holds(self, span: Span) -> bool:
        """Whether a span stands in these sentences."""
        return set(self.reading.numbers_of([span])) <= set(self.numbers)


def _elsewhere(words: str, field: str, span: Span, reading: Reading) -> Problem:
    """A doubt about copied words that stand only in other sentences than those cited."""
    number = min(reading.numbers_of([span]))
    message = f"“{words}” stands in sentence {number}, not in those that report the event."
    return Problem(
        code="copied-elsewhere", message=message, field=field, span=span, severity="doubt"
    )


def copied_words(words: str, field: str, cited: Cited) -> Span | None:
    """Where words that a model copied stand, in the cited sentences before all others.

    Words that stand only elsewhere are a doubt; words that stand nowhere in the article an error.
    """
    if is_nobody(words):
        return None
    found = copied(words, field, cited.numbers, cited.reading)
    cited.problems.extend(found.problems)
    if found.span is not None and not cited.holds(found.span):
        cited.problems.append(_elsewhere(words, field, found.span, cited.reading))
    return found.span


def copied_participant(draft: ParticipantDraft, field: str, cited: Cited) -> Participant | None:
    """Who took part, at the mention in the cited sentences: a name, a description, or the pronoun."""
    if is_nobody(draft.name):
        return None
    found = copied(draft.name, field, cited.numbers, cited.reading)
    if found.span is not None and cited.holds(found.span):
        cited.problems.extend(found.problems)
        return _participant(draft, found.span, cited.reading)
    mention = _mention(draft.name, found.span, cited)
    if mention is not None:
        return _participant(draft, mention, cited.reading)
    cited.problems.extend(found.problems)
    if found.span is None:
        return None
    cited.problems.append(_elsewhere(draft.name, field, found.span, cited.reading))
    return _participant(draft, found.span, cited.reading)


def _participant(draft: ParticipantDraft, span: Span, reading: Reading) -> Participant:
    name = " ".join(draft.name.split())
    return Participant(
        name=name, canonical=reading.scan.roster.canonical(name), role=draft.role, span=span
    )


def _mention(name: str, elsewhere: Span | None, cited: Cited) -> Span | None:
    """Where the cited sentences mean somebody whom the article names in other words, or before."""
    reading = cited.reading
    ranges = reading.ranges(cited.numbers)
    canonical = reading.scan.roster.canonical(name)
    for start, end in reading.mentions.get(canonical, ()) if canonical else ():
        if any(first <= start and end <= last for first, last in ranges):
            return reading.span(start, end)
    if canonical is None and elsewhere is None:
        return None
    if not _named_shortly_before(canonical, elsewhere, cited):
        return None
    for first, last in ranges:
        if pronoun := _PRONOUN.search(reading.document.text, first, last):
            return reading.span(*pronoun.span())
    return None


def _named_shortly_before(canonical: str | None, elsewhere: Span | None, cited: Cited) -> bool:
    """Whether a pronoun of the cited sentences can mean them: named in the few sentences before."""
    reading = cited.reading
    places = [start for start, _ in reading.mentions.get(canonical or "", ())]
    places += [elsewhere.start] if elsewhere else []
    first = min(cited.numbers, default=1)
    named = (reading.number_at(place) for place in places)
    return any(number is not None and first - BACK <= number < first for number in named)


def copied_quantity(draft: QuantityDraft, field: str, cited: Cited) -> Quantity | None:
    """A figure as it was copied, with the bounds of the figure of the text that it stands on."""
    span = copied_words(draft.text, field, cited)
    if span is None:
        return None
    figure = _figure_at(span, cited.reading)
    if figure is None and not any(map(str.isdigit, span.text)):
        message = f"“{draft.text}” is read as no number."
        cited.problems.append(
            Problem(code="figure-unread", message=message, field=field, span=span, severity="note")
        )
    if figure is not None and {draft.what, figure.what} <= _FATES and figure.what != draft.what:
        message = f"“{span.text}” is told to be {figure.what}, not {draft.what}."
        cited.problems.append(
            Problem(
                code="figure-counts-other",
                message=message,
                field=f"{field.rpartition('.')[0]}.what",
                span=span,
                severity="doubt",
            )
        )
    return Quantity(
        what=draft.what,
        who=" ".join(draft.who.split()),
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        text=" ".join(draft.text.split()),
        span=span,
    )


def _figure_at(span: Span, reading: Reading) -> Figure | None:
    """The figure of the text that the words are, whole; None where they hold none, or two."""
    over = [
        figure
        for figure in reading.scan.figures_between(span.start, span.end)
        if figure.start < span.end and span.start < figure.end
    ]
    whole = [one for one in over if span.start <= one.start and one.end <= span.end]
    if len(whole) == 1 and len(over) == 1:
        return whole[0]
    read = find_figures(span.text)
    return read[0] if len(read) == 1 else None
