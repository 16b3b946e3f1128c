"""Where something happened, in the words around an event word."""

import re

from summarizer.grounding.reading import Reading
from summarizer.scan import Name
from summarizer.scan.event_words import BODIES, SITES
from summarizer.scan.triggers import is_event_noun
from summarizer.schemas.span import Span

__all__ = ["place_after", "place_opening"]

# "in eastern Norland", "near the hill town of Drennick": the words between belong to the place.
_WHERE = re.compile(
    r"\b(?:in|at|near|outside|inside|around|off|toward|towards|on)\s+"
    r"((?:(?!(?:as|and|or|after|when|while|that|which|who|for|by|with|before|against|because|than|to)\s)"
    r"[a-z0-9-]+\s+){0,5})\Z"
)
_SITE_OF = re.compile(
    r"\b(?:the\s+)?(?:[a-z-]+\s+)?(?:town|village|city|municipality|department|district|province|region"
    r"|port|hamlet|canton|county|suburb|state|island|capital|airport|neighbou?rhood)\s+of\s+\Z"
)
# "shares in Orlen Rail": what is held, and no place.
_HELD = re.compile(r"\b(?:shares?|stakes?|interests?|investments?|confidence|trust|role|part)\s+\Z")
# A place that opens its sentence: "In the northern town of Tarn, …", "Near Orlen, …".
_OPENING = re.compile(
    r"\s*(?:[\w’'-]+\s+){0,3}?(?:In|At|Near|Outside|in|at|near|outside)\s+((?:[a-z0-9-]+\s+){0,6})\Z"
)
# "on" and "at" take a place only where what follows stands somewhere: "on Harbour Street".
_LOOSE = re.compile(r"\b(?:on|at)\s+\S*\Z")
# What a name goes on with: "Sarrow harbour", "Orlen province", ", Orlen", " in Tarn".
_SITE_AFTER = re.compile(r"(?:\s+([a-z]+))")
_WIDER = re.compile(r",\s+\Z|\s+(?:in|near)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}\Z")
# A name that another follows this near is looked at for the wider place.
MAX_WIDER = 2


def place_after(start: int, end: int, reading: Reading) -> Span | None:
    """The first place that "in", "near" or the like names in `start`..`end`, words after it too."""
    text = reading.document.text
    for name in reading.scan.names_between(start, end):
        before = _WHERE.search(text, start, name.start)
        if not before or any(is_event_noun(word) for word in before[1].split()):
            continue  # in "an attack on the market in Tarn" the place is Tarn
        if _HELD.search(text, start, before.start()):
            continue
        if _is_place(name, before.group(), reading):
            return reading.span(before.start(1), _whole(name, end, reading))
    return _named_site(start, end, reading)


def _named_site(start: int, end: int, reading: Reading) -> Span | None:
    """A place that is what was done to: "shelled the town of Tarn"."""
    for name in reading.scan.names_between(start, end):
        before = _SITE_OF.search(reading.document.text, start, name.start)
        if before and _is_place(name, before.group(), reading):
            return reading.span(before.start(), _whole(name, end, reading))
    return None


def place_opening(start: int, end: int, reading: Reading) -> Span | None:
    """The place with which a sentence `start`..`end` opens, where it does."""
    text = reading.document.text
    for name in reading.scan.names_between(start, end)[:1]:
        before = _OPENING.match(text[start : name.start])
        if before and _is_place(name, before.group(), reading):
            return reading.span(start + before.start(1), _whole(name, end, reading))
    return None


def _is_place(name: Name, before: str, reading: Reading) -> bool:
    """Whether a name can be a place's: not a person's, nor a body's unless it has a building."""
    if reading.scan.roster.is_person(name.text) or name.titled:
        return False
    following = _SITE_AFTER.match(reading.document.text, name.end)
    sited = bool(following and following[1] in SITES) or name.text.split()[-1].lower() in SITES
    if name.text.split()[-1].lower().strip(".") in BODIES and not sited:
        return False
    return sited or "on " not in before.lower().split(" the ")[0][-4:]


def _whole(name: Name, end: int, reading: Reading) -> int:
    """Where a place ends: after "harbour" in "Sarrow harbour", after "Norland" in "Vale, Norland"."""
    text = reading.document.text
    stop = name.end
    while (after := _SITE_AFTER.match(text, stop, end)) and after[1] in SITES:
        stop = after.end()
    for _ in range(MAX_WIDER):
        following = reading.scan.names_between(stop, end)[:1]
        if not following or not _WIDER.fullmatch(text[stop : following[0].start]):
            return stop
        wider = following[0]
        if reading.scan.roster.is_person(wider.text) or not _is_closed(wider, end, text):
            return stop
        stop = wider.end
    return stop


def _is_closed(name: Name, end: int, text: str) -> bool:
    """Whether nothing is said of a name that follows a comma: "in Vale, Norland, …"."""
    return name.end >= end or not text[name.end : name.end + 2].strip(" ").isalpha()
