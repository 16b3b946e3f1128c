"""Carrying a summary over to a copy of its article: each item on the copy's own characters.

A summary holds the sentences that show its items and those it left out. Where the copy has such a
sentence word for word, what stands on it stands in the copy too. An item that rests on anything else
(a sentence that differs, a name told in one that does, a speaker whom the copy no longer makes out)
is lost, and its sentences are open again. Items of recipes have no speakers to go by: they rest on all
that stands between their sentences, and from where their own words have a name up to them. Where they
say who "he" is without a name, they rest on what stands before them too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from summarizer.grounding.events import time_at
from summarizer.grounding.placing import Placing, folded, items_of, numbers_read, texts
from summarizer.grounding.reading import Reading
from summarizer.recipes.item_recipe import ItemRecipe
from summarizer.scan import Attribution
from summarizer.scan.attribution import POSSESSIVE_PRONOUNS
from summarizer.scan.lexicon import PRONOUNS
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, Participant, Place, Quantity, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Summary

__all__ = ["Carried", "carry", "items_shared"]

Part = TypeVar("Part", Participant, Place, Quantity, Time)

# What a note says of sentences by number holds for the leader's numbers only.
_NUMBERED = re.compile(r"\b[Ss]entences? \d")
# "He was fined", "His lawyer appealed", "This was denied".
_POINTING = PRONOUNS | POSSESSIVE_PRONOUNS | frozenset({"this", "that", "these", "those"})


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
    items: tuple[RecipeItem, ...]
    lost_items: tuple[tuple[str, frozenset[int]], ...]
    """Recipe and sentences of each item that was lost: where it stood, or what has taken its place."""
    new: frozenset[int]
    """For recipes without cues: the sentences that may be none of the leader's."""


def carry(summary: Summary, reading: Reading, recipes: Sequence[ItemRecipe] = ()) -> Carried:
    """Place the items of a leader's summary on `reading`, a copy of the leader's article. Pure.

    Items of recipes are placed for those `recipes` that are given.
    """
    placing = Placing(summary, reading)
    claims = [(claim, _claim(claim, placing)) for claim in summary.claims]
    events = [(event, _event(event, placing)) for event in summary.events]
    asked = {recipe.id: recipe for recipe in recipes}
    items = [
        (item, _item(item, asked[item.recipe], placing))
        for item in summary.items
        if item.recipe in asked
    ]
    return Carried(
        claims=tuple(kept for _, kept in claims if kept is not None),
        events=tuple(kept for _, kept in events if kept is not None),
        unchanged=frozenset(placing.numbers),
        open_claims=placing.numbers_under(claim for claim, kept in claims if kept is None),
        open_events=placing.numbers_under(event for event, kept in events if kept is None),
        items=tuple(kept for _, kept in items if kept is not None),
        lost_items=tuple(
            (item.recipe, placing.lines_under(item.evidence))
            for item, kept in items
            if kept is None
        ),
        new=placing.new if any(recipe.cues is None for recipe in recipes) else frozenset(),
    )


def items_shared(known: Summary, summary: Summary) -> int:
    """How many items of `summary`, made with `known`, say in the same words what `known` says."""
    ours = set(map(_wording, items_of(known)))
    return sum(_wording(item) in ours for item in items_of(summary))


def _wording(item: Claim | Event | RecipeItem) -> tuple[str, ...]:
    if isinstance(item, Claim):
        said = (item.speaker.canonical, item.stance, item.text)
        return tuple(folded(words) for words in (*said, *texts(item.content)))
    if isinstance(item, RecipeItem):
        told = (item.recipe, *(f"{name}: {value}" for name, value in item.fields.items()))
    else:
        told = (item.type, item.status, item.summary)
    return tuple(folded(words) for words in (*told, *texts(item.evidence)))


def _claim(claim: Claim, placing: Placing) -> Claim | None:
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


def _claim_holds(claim: Claim, moved: Claim, placing: Placing) -> bool:
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
    claim: Claim, moved: Claim, attributions: Sequence[Attribution], placing: Placing
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


def _rests_on_kept(claim: Claim, placing: Placing) -> bool:
    """Whether all is kept from where the leader names a claim's speaker to the claim itself."""
    start, end = claim.evidence[0].start, claim.evidence[-1].end
    named = placing.mention(folded(claim.speaker.canonical), start)
    marks = [claim.speaker.span, *([named] if named else [])]
    return named is not None and placing.unbroken(
        min(start, *(mark.start for mark in marks)), max(end, *(mark.end for mark in marks)) - 1
    )


def _event(event: Event, placing: Placing) -> Event | None:
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


def _item(item: RecipeItem, recipe: ItemRecipe, placing: Placing) -> RecipeItem | None:
    evidence = placing.spans(item.evidence)
    spans = {name: placing.spans(there) for name, there in item.spans.items()}
    placed = {name: there for name, there in spans.items() if there is not None}
    if evidence is None or len(placed) < len(spans):
        return None
    if not placing.same_text and not _item_holds(item, recipe, placing):
        return None
    moved = {"evidence": evidence, "spans": placed, "problems": _notes(item.problems, placing)}
    return item.model_copy(update=moved)


def _item_holds(item: RecipeItem, recipe: ItemRecipe, placing: Placing) -> bool:
    """Whether nothing new stands between its sentences, nor where its own words have a name from.

    "The mayor was sentenced", told of "He was sentenced", holds only after what the leader has there.
    """
    first, last = item.evidence[0], item.evidence[-1]
    values = [item.fields.get(one.name) for one in recipe.fields if one.kind == "written"]
    written = [
        words
        for value in values
        for words in (value if isinstance(value, list) else [value])
        if isinstance(words, str)
    ]
    return (
        placing.intact(first.start, last.end - 1)
        and all(placing.names_told(words, item.evidence) for words in written)
        and (
            not _points_back(first.text)
            or placing.led_up_to(first.start)
            or not any(placing.says_more(words, item.evidence) for words in written)
        )
    )


def _points_back(sentence: str) -> bool:
    """Whether a sentence begins with a word for somebody or something told before it."""
    first = re.search(r"[^\W\d_]+", sentence)
    return first is not None and first[0].lower() in _POINTING


def _moved(part: Part, placing: Placing) -> Part | None:
    """A part of an event at its place in the copy."""
    span = placing.span(part.span)
    return part.model_copy(update={"span": span}) if span else None


def _time(event: Event, placing: Placing) -> Time | None:
    """When it happened; counted anew from the copy's own day of publication where that differs."""
    time = _moved(event.time, placing) if event.time else None
    if time is None or placing.same_day:
        return time
    return time_at(time.span, placing.reading, event.status)


def _name_holds(participant: Participant, placing: Placing) -> bool:
    """Whether the words of a participant stand for the same one in the copy."""
    return placing.speakers.name_at(participant.span) == participant.name


def _notes(problems: Sequence[Problem], placing: Placing) -> list[Problem]:
    """The notes that still hold, with their spans in the copy."""
    if placing.same_text:
        return list(problems)
    return [
        note.model_copy(update={"span": span})
        for note in problems
        if not _NUMBERED.search(note.message)
        and ((span := placing.span(note.span) if note.span else None) or note.span is None)
    ]
