"""What became of drafts in a summary: kept, lost, changed, and what was added to them.

A draft is kept by the item that says most nearly the same, each item keeping one draft.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel

from summarizer.evaluation.drafts import DraftedArticle, Kind, Loss
from summarizer.schemas.claim import Claim, ClaimDraft, Speaker
from summarizer.schemas.event import Event, EventDraft, Quantity, QuantityDraft
from summarizer.schemas.summary import Summary

__all__ = ["Addition", "Change", "Fates", "Kept", "fates_of"]

SAME_WORDS: Final = 0.5
"""Share of all the words of two texts that both have, when they tell the same: below it, two halves of one
sentence would be taken for each other."""

_JOINT: Final = " … "
_BETWEEN: Final = re.compile(r"\W+")
_WORD: Final = re.compile(r"\w+")

Form = TypeVar("Form", ClaimDraft, EventDraft)
Item = TypeVar("Item", Claim, Event)
Pairs = Sequence[tuple[Form, Item]]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many were given, and how many of them are still there. Adds up."""

    given: int = 0
    kept: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.given + other.given, self.kept + other.kept)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a kept draft that came out with another value."""

    kind: Kind
    words: str
    field: str
    given: str
    got: str


@dataclass(frozen=True, slots=True)
class Addition:
    """An item that no draft tells of."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of one article's drafts; `parts` are those of the events that were kept."""

    losses: tuple[Loss, ...]
    changes: tuple[Change, ...]
    additions: tuple[Addition, ...]
    parts: Mapping[str, Kept]


def fates_of(article: DraftedArticle, summary: Summary) -> Fates:
    """Holds each draft of an article against the summary that was made of them."""
    claims = _pairs(article.claims, summary.claims, _claims_alike)
    events = _pairs(article.events, summary.events, _events_alike)
    lost = (
        *_left(article.claims, [draft for draft, _ in claims]),
        *_left(article.events, [draft for draft, _ in events]),
    )
    added = (
        *_left(summary.claims, [item for _, item in claims]),
        *_left(summary.events, [item for _, item in events]),
    )
    return Fates(
        losses=(*article.unread, *(_loss(draft, summary) for draft in lost)),
        changes=(*_changes(claims, _claim_fields), *_changes(events, _event_fields)),
        additions=tuple(Addition(_kind(item), _words(item)) for item in added),
        parts=_parts(events),
    )


def _pairs(
    drafts: Sequence[Form], items: Sequence[Item], alike: Callable[[Form, Item], float]
) -> list[tuple[Form, Item]]:
    """Which draft is which item: the pairs that are most alike first."""
    scores = sorted(
        (-score, at, place)
        for at, draft in enumerate(drafts)
        for place, item in enumerate(items)
        if (score := alike(draft, item))
    )
    item_of: dict[int, int] = {}
    for _, at, place in scores:
        if at not in item_of and place not in item_of.values():
            item_of[at] = place
    return [(drafts[at], items[place]) for at, place in sorted(item_of.items())]


def _left(every: Iterable[BaseModel], paired: Sequence[BaseModel]) -> Iterator[BaseModel]:
    taken = set(map(id, paired))
    return (one for one in every if id(one) not in taken)


def _claims_alike(draft: ClaimDraft, claim: Claim) -> float:
    """How much two claims have in common, 0 when their words are not the same."""
    shared = _shared(_JOINT.join(draft.content), _content(claim))
    if not shared:
        return 0.0
    return shared + _same_speaker(draft.speaker, claim.speaker) + (draft.stance == claim.stance)


def _events_alike(draft: EventDraft, event: Event) -> float:
    shared = _shared(draft.summary, event.summary)
    if not shared:
        return 0.0
    return shared + _agree(draft.trigger, event.trigger.text) + (draft.type == event.type)


def _shared(one: str, other: str) -> float:
    """The share of all their words that two texts have both; 0 when they do not tell the same."""
    left, right = _folded(one), _folded(other)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    words = [set(_WORD.findall(text.casefold())) for text in (one, other)]
    shared = len(words[0] & words[1]) / len(words[0] | words[1])
    if left in right or right in left:
        return max(shared, min(len(left), len(right)) / max(len(left), len(right)))
    return shared if shared >= SAME_WORDS else 0.0


def _agree(one: str, other: str) -> bool:
    """Whether two texts tell the same, or neither says anything."""
    return bool(_shared(one, other)) or _folded(one) == _folded(other)


def _folded(text: str) -> str:
    """Letters and figures alone: marks and white space are nobody's words."""
    return _BETWEEN.sub("", text.casefold())


def _same_speaker(name: str, speaker: Speaker) -> bool:
    return _agree(name, speaker.name) or _agree(name, speaker.canonical)


def _loss(draft: BaseModel, summary: Summary) -> Loss:
    """Why a draft is gone: refused, told twice, or, which must not be, nowhere."""
    kind, words = _kind(draft), _words(draft)
    told = draft.model_dump(include={"content", "summary", "speaker"})
    for one in summary.rejected:
        if one.kind == kind and told.items() <= one.item.items():
            problems = (f"{problem.code}: {problem.message}" for problem in one.problems)
            return Loss(kind, words, " ".join(problems))
    items: list[Claim | Event] = [*summary.claims, *summary.events]
    for item in items:
        notes = (problem.message for problem in item.problems if problem.code == "merged")
        if _kind(item) == kind and any(f"“{words}”" in note for note in notes):
            return Loss(kind, words, f"merged: the same as “{_words(item)}”")
    return Loss(kind, words, "lost in silence: nothing in the result tells of it")


def _kind(one: BaseModel) -> Kind:
    return "claim" if isinstance(one, Claim | ClaimDraft) else "event"


def _words(one: BaseModel) -> str:
    """What an item or a draft says."""
    return str(getattr(one, "text" if _kind(one) == "claim" else "summary"))


def _content(claim: Claim) -> str:
    return _JOINT.join(span.text for span in claim.content)


Fields = Iterator[tuple[str, str, str, bool]]
"""Of each field its name, its value in the draft and in the item, and whether the two are the same."""


def _changes(pairs: Pairs[Form, Item], fields: Callable[[Form, Item], Fields]) -> Iterator[Change]:
    for draft, item in pairs:
        for name, given, got, same in fields(draft, item):
            if not same:
                yield Change(_kind(draft), _words(draft), name, given, got)


def _claim_fields(draft: ClaimDraft, claim: Claim) -> Fields:
    speaker = claim.speaker
    yield "speaker", draft.speaker, speaker.name, _same_speaker(draft.speaker, speaker)
    others = ", ".join(one.name for one in claim.also)
    also = all(any(_same_speaker(name, one) for one in claim.also) for name in draft.also)
    yield "also", ", ".join(draft.also), others, also and len(draft.also) == len(claim.also)
    yield "stance", draft.stance, claim.stance, draft.stance == claim.stance
    yield _copied("cue", draft.cue, claim.cue.text if claim.cue else "")
    yield _written("content", _JOINT.join(draft.content), _content(claim))
    yield _written("text", draft.text, claim.text)


def _event_fields(draft: EventDraft, event: Event) -> Fields:
    yield "type", draft.type, event.type, draft.type == event.type
    yield "status", draft.status, event.status, draft.status == event.status
    yield _copied("trigger", draft.trigger, event.trigger.text)
    yield _written("summary", draft.summary, event.summary)
    for one in draft.participants:
        roles = [other.role for other in event.participants if _agree(one.name, other.name)]
        got = ", ".join(roles)
        yield "role", f"{one.name}: {one.role}", got, not roles or one.role in roles


def _copied(name: str, given: str, got: str) -> tuple[str, str, str, bool]:
    """A word that names something may come out with more or less around it."""
    return name, given, got, _agree(given, got)


def _written(name: str, given: str, got: str) -> tuple[str, str, str, bool]:
    return name, given, got, _folded(given) == _folded(got)


def _parts(pairs: Pairs[EventDraft, Event]) -> dict[str, Kept]:
    """Participants, quantities, times and places of events, given and kept."""
    found = {name: Kept() for name in ("participants", "quantities", "times", "places")}
    for draft, event in pairs:
        told = {
            "participants": [
                any(_agree(one.name, other.name) for other in event.participants)
                for one in draft.participants
            ],
            "quantities": [
                any(_same_figure(one, other) for other in event.quantities)
                for one in draft.quantities
            ],
            "times": _field(draft.time, event.time.text if event.time else ""),
            "places": _field(draft.place, event.place.name if event.place else ""),
        }
        for name, kept in told.items():
            found[name] += Kept(len(kept), sum(kept))
    return found


def _field(given: str, got: str) -> list[bool]:
    return [_agree(given, got)] if given else []


def _same_figure(given: QuantityDraft, got: Quantity) -> bool:
    return _agree(given.text, got.text) and (not given.who or _agree(given.who, got.who))
