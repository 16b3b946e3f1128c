"""A peer's answer as a `Summary`, so that `summarizer.evaluation` scores it like any other.

How an answer is read, where possible in the peer's favour:

- *Claims.* `content` is where the peer placed the words; langextract's claims that it could not
  place are left out, so they cost no precision. Speaker and cue are given the places that lie
  nearest to each other and to the content (`spots.together`); a speaker whose words do not stand in
  the text is looked for by full name, a cue that does not is none. Who stands nowhere in the text
  keeps the name, which can still be right, and has no place. "none", "unknown" and the like count
  as no speaker at all.
- *Incidents.* Type, place, participants and weapons are the peer's strings, as they are; they need
  not stand in the text. A date in words is resolved by our own rules, with the publication date;
  without a date the scorer supposes the day of the report, as it does for us. "Three guards" among
  the killed is read as a figure and who. Then the scorer's rules for what counts as an incident
  hold for the peers too: they take away false alarms about armies at war and general trends.
"""

from collections.abc import Iterable
from itertools import count
from typing import Final

from benchmarks.peers.answers import Incident, Said
from benchmarks.peers.spots import Spot, nowhere, spots, together
from summarizer.documents import Document
from summarizer.scan import find_figures, resolve
from summarizer.scan.dates import find_dates
from summarizer.schemas.claim import Claim, Speaker
from summarizer.schemas.event import (
    Event,
    Participant,
    ParticipantRole,
    Place,
    Quantity,
    QuantityKind,
    Time,
)
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Coverage, Summary, Usage

__all__ = ["is_nothing", "of_claims", "of_incidents"]

_NOTHING: Final = frozenset(
    {"", "-", "none", "null", "unknown", "n/a", "na", "nobody", "no one", "nothing"}
    | {"0", "zero", "no casualties", "no deaths", "no injuries"}
    | {"not mentioned", "not specified", "not stated", "unspecified", "not said", "no speaker"}
)
"""What a model writes where there is nothing to write."""

_UNNAMED: Final = "(nobody)"


def is_nothing(words: str) -> bool:
    """Whether the words say that there is nothing: "none", "Unknown.", ""."""
    return words.lower().strip(" .()[]\"'") in _NOTHING


def of_claims(document: Document, said: Iterable[Said]) -> Summary:
    """The summary that has these claims, and nothing else."""
    numbers = count(1)
    return _summary(document, claims=[_claim(one, document, f"c{next(numbers)}") for one in said])


def of_incidents(document: Document, incidents: Iterable[Incident]) -> Summary:
    """The summary that has these incidents as events, and nothing else."""
    numbers = count(1)
    return _summary(
        document, events=[_event(one, document, f"e{next(numbers)}") for one in incidents]
    )


def _claim(said: Said, document: Document, number: str) -> Claim:
    text = document.text
    content = Span.of(text, *said.content)
    speaker, cue = _speaker_and_cue(said, text)
    return Claim(
        id=number,
        speaker=speaker,
        cue=Span.of(text, *cue) if cue else None,
        stance="asserts",
        text=content.text,
        content=[content],
        quotation="indirect",
        evidence=[content],
        confidence=1,
    )


def _speaker_and_cue(said: Said, text: str) -> tuple[Speaker, Spot | None]:
    given = [words for words in (said.speaker, said.name) if not is_nothing(words)]
    word = "" if is_nothing(said.cue) else said.cue
    places = [together(words, word, text, said.content) for words in given or [""]]
    place, cue = next((both for both in places if both[0]), places[0])
    span = Span.of(text, *place) if place else nowhere(text, [said.content])
    names = given or [_UNNAMED]
    return Speaker(name=names[0], canonical=names[-1], span=span), cue


def _event(one: Incident, document: Document, number: str) -> Event:
    text = document.text
    anywhere = nowhere(text)
    place = None if is_nothing(one.place) else Place(name=one.place, span=_span(one.place, text))
    return Event(
        id=number,
        type="conflict.attack",
        # The scorer reads the type off the summary: that it is the peer's, nothing else stands here.
        summary=one.type.strip() or "attack",
        trigger=anywhere,
        participants=[
            *_participants(one.perpetrators, "agent", text),
            *_participants(one.targets, "target", text),
            *_participants(one.weapons, "other", text),
        ],
        place=place,
        time=_time(one.date, document),
        quantities=[
            *_quantities(one.killed, "killed", text),
            *_quantities(one.wounded, "wounded", text),
        ],
        evidence=[anywhere],
        confidence=1,
    )


def _participants(names: Iterable[str], role: ParticipantRole, text: str) -> list[Participant]:
    told = (name for name in names if not is_nothing(name))
    return [Participant(name=name, role=role, span=_span(name, text)) for name in told]


def _quantities(told: Iterable[str], what: QuantityKind, text: str) -> list[Quantity]:
    return [_quantity(words, what, text) for words in told if not is_nothing(words)]


def _quantity(words: str, what: QuantityKind, text: str) -> Quantity:
    figure = next(iter(find_figures(words)), None)
    who = words if figure is None else figure.counted or _around(words, figure.start, figure.end)
    return Quantity(
        what=what,
        who=who,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        text=words,
        span=_span(words, text),
    )


def _around(words: str, start: int, end: int) -> str:
    return " ".join(f"{words[:start]} {words[end:]}".split())


def _time(words: str, document: Document) -> Time | None:
    if is_nothing(words):
        return None
    days = (resolve(mention.text, document.published) for mention in find_dates(words))
    first, last = next((both for both in days if both), (None, None))
    return Time(text=words, start=first, end=last, span=_span(words, document.text))


def _span(words: str, text: str) -> Span:
    found = spots(words, text)
    return Span.of(text, *found[0]) if found else nowhere(text)


def _summary(
    document: Document, claims: Iterable[Claim] = (), events: Iterable[Event] = ()
) -> Summary:
    return Summary(
        document=document.info,
        events=list(events),
        claims=list(claims),
        entities=[],
        rejected=[],
        coverage=Coverage(found=0, covered=0),
        usage=Usage(
            calls=0,
            replayed=0,
            input_tokens=0,
            cached_tokens=0,
            output_tokens=0,
            cost=None,
            seconds=0,
            model="peer",
            strategy="peer",
            recipes=[],
        ),
    )
