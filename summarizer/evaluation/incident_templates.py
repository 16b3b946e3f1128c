"""A summary's events as MUC-4 incident templates: which are incidents, and of what type.

The corpus wants violence by those who are no regular force, or against those who do not fight:
battles of armies with guerrillas are none, nor are incidents of long ago.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from summarizer.evaluation.incident_dates import Period
from summarizer.schemas.event import Event
from summarizer.schemas.summary import Summary

__all__ = ["Casualty", "Template", "templates"]

_PERFECT = re.compile(r"\b(?:has|have)\s+(?:been\s+)?(?:\w+ly\s+|also\s+|already\s+)?\Z")
# The corpus leaves out what happened more than two months before the report.
RECENT = timedelta(days=62)

# What went on for longer than this is told as a trend, not as an incident.
LONGEST = timedelta(days=14)

_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kidnapping", re.compile(r"\b(?:kidnap|abduct|hostage|hijack)", re.IGNORECASE)),
    (
        "arson",
        re.compile(r"\b(?:arson|set\s+(?:on\s+)?fire|set\s+ablaze|torch|burn)", re.IGNORECASE),
    ),
    (
        "bombing",
        re.compile(
            r"\b(?:bomb|dynamit|explo|detonat|blast|blew|blow|car-bomb|mine\b)", re.IGNORECASE
        ),
    ),
    ("robbery", re.compile(r"\b(?:rob|steal|stole|loot)", re.IGNORECASE)),
)
_REGULARS = re.compile(
    r"\b(?:army|armed\s+forces|troops?|soldiers?|military|battalions?|brigades?|air\s+force|navy|police"
    r"|policem[ae]n|security\s+forces?|national\s+guard|government|patrols?|units?|counterinsurgency"
    r"|authorities|forces)\b",
    re.IGNORECASE,
)
_IRREGULARS = re.compile(
    r"\b(?:guerrillas?|rebels?|extremists?|terrorists?|insurgents?|subversives?|militants?|gunm[ae]n"
    r"|contras?|fighters?|suspects?|criminals?|attackers?|assailants?|traffickers?|members?|combatants?"
    r"|columns?|commandos?)\b",
    re.IGNORECASE,
)
# Whoever and whatever belongs to an army in the field; police and guards are attacked as others are.
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops?|sergeants?|lieutenants?|corporals?|conscripts?|recruits?|army|military"
    r"|armed\s+forces|air\s+force|infantry|battalions?|brigades?|regiments?|garrisons?|detachments?"
    r"|platoons?|enemy|combatants?)\b",
    re.IGNORECASE,
)
_FIGHTING = re.compile(
    r"\b(?:clash|combat|skirmish|battle|fight|fought|offensive|ambush)", re.IGNORECASE
)
# Weapons among those who "took part": instruments of an attack.
_WEAPONS = re.compile(
    r"\b(?:bombs?|dynamite|grenades?|rifles?|machine-?guns?|mortars?|mines?|explosives?|rockets?|pistols?"
    r"|guns?|missiles?|molotov|knives|knife|charges?|carbines?|shotguns?|weapons?|devices?)\b",
    re.IGNORECASE,
)
_KILLING = re.compile(
    r"\b(?:kill|murder|assassinat|massacre|slain|slay|shot\s+dead|shot\s+to\s+death|machine-?gunn"
    r"|behead|execut|die|dead)",
    re.IGNORECASE,
)
_WOUNDING = re.compile(r"\b(?:wound|injur|hurt|maim)", re.IGNORECASE)
# What a name does not begin with: "Presumed Tarn Front rebels", "Members of the Front".
_LEADING = re.compile(
    r"\A(?:(?:Presumed|Suspected|Alleged|Armed|Unidentified|Members|Terrorists|Guerrillas|Rebels|Militants"
    r"|Extremists|The|A|An|Two|Three|Four|Five|Several|Some)\b\s*)+"
)
_NAME = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:of\s+|de\s+)?[A-Z][\w'’-]*)*")


@dataclass(frozen=True, slots=True)
class Casualty:
    """Who was killed or wounded, and how many (None when no figure is given)."""

    effect: str
    who: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """An incident: `type` in lower case (attack, bombing, kidnapping, arson, robbery, …)."""

    type: str
    period: Period | None = None
    place: str | None = None
    perpetrators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    told: str = ""
    """The event's summary, to show."""


def templates(summary: Summary) -> list[Template]:
    """The incidents among a summary's events."""
    published = (
        date.fromisoformat(summary.document.published) if summary.document.published else None
    )
    return [_template(e, published) for e in summary.events if _is_incident(e, published)]


def _is_incident(event: Event, published: date | None) -> bool:
    if event.status in ("planned", "denied") or not _is_violent(event):
        return False
    if _is_record(event) or _is_old(event, published) or not _is_specific(event):
        return False
    agents, targets = _of_role(event, "agent"), _of_role(event, "target")
    victims = targets or [quantity.who for quantity in event.quantities]
    if agents and all(_is_regular(name) for name in agents):
        return False
    if victims and all(_fights(name) for name in victims):
        return False
    if _FIGHTING.search(event.summary) and not agents:
        return False
    return not (_FIGHTING.match(event.trigger.text) and not targets)


def _is_violent(event: Event) -> bool:
    if event.type == "conflict.attack":
        return True
    return event.type in ("crime.offence", "conflict.seize", "other") and _type(event) in (
        "kidnapping",
        "arson",
        "bombing",
    )


def _is_specific(event: Event) -> bool:
    """Whether it is one incident of which two things are known, not a trend: "400 died in May"."""
    if event.time and event.time.start and event.time.end:
        first, last = (date.fromisoformat(day) for day in (event.time.start, event.time.end))
        if last - first > LONGEST:
            return False
    roles = {participant.role for participant in event.participants}
    known = [roles & {"agent"}, roles & {"target"}, event.quantities, event.place, event.time]
    befell = bool(event.quantities) or "target" in roles
    return sum(map(bool, known)) >= 2 and befell


def _is_record(event: Event) -> bool:
    """Whether a perfect without a date tells what was done so far: "have killed 50 mayors"."""
    sentence = next(
        (s for s in event.evidence if s.start <= event.trigger.start < s.end), event.evidence[0]
    )
    before = sentence.text[: max(0, event.trigger.start - sentence.start)]
    return event.time is None and _PERFECT.search(before) is not None


def _is_old(event: Event, published: date | None) -> bool:
    ended = event.time.end if event.time else None
    return bool(published and ended and date.fromisoformat(ended) < published - RECENT)


def _is_regular(name: str) -> bool:
    return bool(_REGULARS.search(name)) and not _IRREGULARS.search(name)


def _fights(name: str) -> bool:
    """Whether somebody is a party to a war: guerrillas, and soldiers in the field."""
    return bool(_IRREGULARS.search(name) or _SOLDIERS.search(name))


def _type(event: Event) -> str:
    """By the event word first, then by what else its summary says."""
    for told in (event.trigger.text, event.summary):
        for name, words in _TYPES:
            if words.search(told):
                return name
    return "attack"


def _template(event: Event, published: date | None) -> Template:
    others = [p.name for p in event.participants if _WEAPONS.search(p.name) and p.role == "other"]
    return Template(
        type=_type(event),
        period=_period(event, published),
        place=event.place.name if event.place else None,
        perpetrators=tuple(_perpetrators(event)),
        targets=tuple(_of_role(event, "target")),
        instruments=tuple(others),
        casualties=tuple(_casualties(event)),
        told=event.summary,
    )


def _period(event: Event, published: date | None) -> Period | None:
    """When it was; without a date, some day up to that of the report."""
    if event.time and event.time.start and event.time.end:
        start, end = (date.fromisoformat(day) for day in (event.time.start, event.time.end))
        return Period(start, end)
    return Period(None, published) if published else None


def _of_role(event: Event, role: str) -> list[str]:
    return [participant.name for participant in event.participants if participant.role == role]


def _perpetrators(event: Event) -> list[str]:
    """Those who did it, and the bodies named within: "rebels of the Tarn Front"."""
    found: list[str] = []
    for name in _of_role(event, "agent"):
        bodies = [_LEADING.sub("", match) for match in _NAME.findall(name)]
        found += [name, *(body for body in bodies if body and body != name)]
    return list(dict.fromkeys(found))


def _effect(verb: str) -> str | None:
    """What a verb or noun does to whom it befalls."""
    return "killed" if _KILLING.match(verb) else "wounded" if _WOUNDING.match(verb) else None


def _casualties(event: Event) -> list[Casualty]:
    """The figures of killed and wounded; and those whom a killing verb befell, without a figure."""
    figures = [q for q in event.quantities if q.what in ("killed", "wounded")]
    counted = list(dict.fromkeys(Casualty(q.what, q.who, q.low) for q in figures))
    effect = _effect(event.trigger.text)
    known = {one.who for one in counted}
    if effect is None:
        return counted
    return counted + [
        Casualty(effect, name, None)
        for name in _of_role(event, "target")
        if not any(who and who in name for who in known)
    ]
