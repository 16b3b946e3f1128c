"""Events measured as MUC-4 measured them: as incident templates, slot by slot.

A document of gold is `{"relevant": bool, "incidents": [template]}`. A template has `type`, `date`,
`location`, `instruments`, `perp_individuals`, `perp_orgs`, `phys_targets`, `hum_target_names`,
`hum_target_descs`: lists of entities, each a list of alternative strings; `casualties`, each
`{"effect": […], "who": […], "number": […] or null}`; and `optional`.

Predicted templates are paired with gold ones greedily, the pair with most slots right first; a pair
needs more in common than its type. Every string of a predicted template counts as given, also those
of a template that has no partner. An optional template counts only where it is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from summarizer.evaluation.incident_dates import Period, gold_periods, same_time
from summarizer.evaluation.incident_templates import Casualty, Template, templates
from summarizer.evaluation.matching import same_entity, same_place
from summarizer.evaluation.tally import Counts, Miss, Tally
from summarizer.schemas.summary import Summary

__all__ = ["SLOTS", "score", "score_templates"]

Slot = Literal["type", "date", "place", "perpetrators", "targets", "instruments", "casualties"]
SLOTS: tuple[Slot, ...] = (
    "type",
    "date",
    "place",
    "perpetrators",
    "targets",
    "instruments",
    "casualties",
)

Entity = tuple[str, ...]
"""One filler: its alternative strings."""


@dataclass(frozen=True, slots=True)
class _Gold:
    """A gold template, its human targets told once each."""

    types: frozenset[str]
    periods: tuple[Period, ...]
    places: tuple[Entity, ...]
    perpetrators: tuple[Entity, ...]
    targets: tuple[Entity, ...]
    instruments: tuple[Entity, ...]
    casualties: tuple[Mapping[str, Any], ...]
    optional: bool


def score(gold: Mapping[str, Any], summary: Summary) -> Tally:
    """Slot counts of one document (`slots`, `slot <name>`), `templates` found, and `false alarms`.

    `false alarms` is a share: documents without an incident for which one was predicted.
    """
    return score_templates(gold, templates(summary))


def score_templates(gold: Mapping[str, Any], predicted: Sequence[Template]) -> Tally:
    """The same for templates that something else than this package predicted."""
    wanted = [_template(one) for one in gold["incidents"]]
    pairs = _paired(wanted, predicted)
    by_slot: dict[Slot, Counts] = {slot: Counts() for slot in SLOTS}
    for at, given in enumerate(predicted):
        partner = next((wanted[w] for w, p in pairs if p == at), None)
        for slot, counts in _counts(partner, given).items():
            by_slot[slot] += counts
    found = {w for w, _ in pairs}
    missed = [one for w, one in enumerate(wanted) if w not in found and not one.optional]
    for one in missed:
        for slot, number in _wanted(one).items():
            by_slot[slot] += Counts(gold=number)
    return Tally(
        {
            "slots": sum(by_slot.values(), Counts()),
            **{f"slot {slot}": counts for slot, counts in by_slot.items()},
            "templates": Counts(len(pairs), len(predicted), len(pairs) + len(missed)),
            **_false_alarm(wanted, predicted, pairs),
        },
        tuple(_misses(missed, predicted, {p for _, p in pairs})),
    )


def _false_alarm(
    wanted: Sequence[_Gold], predicted: Sequence[Template], pairs: Sequence[tuple[int, int]]
) -> dict[str, Counts]:
    """Only of a document that needs no incident; one that is optional there is no false alarm."""
    if any(not one.optional for one in wanted):
        return {}
    return {"false alarms": Counts.share(float(len(predicted) > len(pairs)), 1)}


def _template(gold: Mapping[str, Any]) -> _Gold:
    def entities(*fields: str) -> tuple[Entity, ...]:
        return tuple(tuple(one) for field in fields for one in gold.get(field) or ())

    return _Gold(
        types=frozenset(text.lower() for one in entities("type") for text in one),
        periods=tuple(p for one in entities("date") for text in one for p in gold_periods(text)),
        places=entities("location"),
        perpetrators=entities("perp_individuals", "perp_orgs"),
        targets=entities("phys_targets") + _people(gold),
        instruments=entities("instruments"),
        casualties=tuple(c for c in gold.get("casualties") or () if _effect(c) is not None),
        optional=bool(gold.get("optional")),
    )


def _people(gold: Mapping[str, Any]) -> tuple[Entity, ...]:
    """Human targets: the n-th description is that of the n-th name, as the corpus lists them."""
    names = [tuple(one) for one in gold.get("hum_target_names") or ()]
    described = [tuple(one) for one in gold.get("hum_target_descs") or ()]
    both = tuple(name + said for name, said in zip(names, described, strict=False))
    return both + tuple(names[len(both) :]) + tuple(described[len(both) :])


def _effect(casualty: Mapping[str, Any]) -> str | None:
    """`killed` or `wounded`; None where the template says that nobody was."""
    effects = set(casualty["effect"])
    return "killed" if "DEATH" in effects else "wounded" if "INJURY" in effects else None


def _paired(wanted: Sequence[_Gold], predicted: Sequence[Template]) -> list[tuple[int, int]]:
    scored = sorted(
        (
            (-sum(c.correct for c in _counts(one, given).values()), w, p)
            for w, one in enumerate(wanted)
            for p, given in enumerate(predicted)
            if _have_something_in_common(one, given)
        ),
    )
    pairs: list[tuple[int, int]] = []
    for _, w, p in scored:
        if all(w != other and p != taken for other, taken in pairs):
            pairs.append((w, p))
    return pairs


def _have_something_in_common(gold: _Gold, given: Template) -> bool:
    counts = _counts(gold, given)
    telling: tuple[Slot, ...] = ("place", "perpetrators", "targets", "instruments", "casualties")
    dated = counts["date"].correct and counts["type"].correct
    return bool(dated) or any(counts[slot].correct for slot in telling)


def _wanted(gold: _Gold) -> dict[Slot, int]:
    return {
        "type": 1,
        "date": int(bool(gold.periods)),
        "place": int(bool(gold.places)),
        "perpetrators": len(gold.perpetrators),
        "targets": len(gold.targets),
        "instruments": len(gold.instruments),
        "casualties": len(gold.casualties),
    }


def _counts(gold: _Gold | None, given: Template) -> dict[Slot, Counts]:
    """What a predicted template gives, and how much of it its partner confirms."""
    number: dict[Slot, int] = {
        "type": 1,
        "date": int(given.period is not None),
        "place": int(given.place is not None),
        "perpetrators": len(given.perpetrators),
        "targets": len(given.targets),
        "instruments": len(given.instruments),
        "casualties": len(given.casualties),
    }
    if gold is None:
        return {slot: Counts(predicted=given_number) for slot, given_number in number.items()}
    right: dict[Slot, int] = {
        "type": int(given.type in gold.types),
        "date": int(any(same_time(given.period, one) for one in gold.periods)),
        "place": int(_is_placed(given.place, gold.places)),
        "perpetrators": _named(given.perpetrators, gold.perpetrators),
        "targets": _named(given.targets, gold.targets),
        "instruments": _named(given.instruments, gold.instruments),
        "casualties": _suffered(given.casualties, gold.casualties),
    }
    wanted = _wanted(gold)
    return {slot: Counts(right[slot], number[slot], wanted[slot]) for slot in SLOTS}


def _is_placed(place: str | None, wanted: Sequence[Entity]) -> bool:
    return place is not None and any(same_place(place, text) for one in wanted for text in one)


def _named(given: Sequence[str], wanted: Sequence[Entity]) -> int:
    """How many given strings name an entity, each entity once."""
    left = list(wanted)
    for words in given:
        match = next((one for one in left if any(same_entity(words, text) for text in one)), None)
        if match is not None:
            left.remove(match)
    return len(wanted) - len(left)


def _suffered(given: Sequence[Casualty], wanted: Sequence[Mapping[str, Any]]) -> int:
    left = list(wanted)
    for one in given:
        match = next((gold for gold in left if _same_casualty(one, gold)), None)
        if match is not None:
            left.remove(match)
    return len(wanted) - len(left)


def _same_casualty(given: Casualty, gold: Mapping[str, Any]) -> bool:
    """The same effect on the same people, or on as many."""
    if given.effect != _effect(gold):
        return False
    numbers = {text.strip(" -") for text in gold.get("number") or ()}
    if given.number is not None and f"{given.number:g}" in numbers:
        return True
    return bool(given.who) and any(same_entity(given.who, text) for text in gold["who"])


def _misses(missed: Sequence[_Gold], predicted: Sequence[Template], found: set[int]) -> list[Miss]:
    not_found = [
        Miss("incident not found", _told(one), weight=float(sum(_wanted(one).values())))
        for one in missed
    ]
    invented = [
        Miss("incident that is none", given.told)
        for at, given in enumerate(predicted)
        if at not in found
    ]
    return not_found + invented


def _told(gold: _Gold) -> str:
    fills = [*gold.places, *gold.perpetrators, *gold.targets]
    return f"{'/'.join(sorted(gold.types))}: " + "; ".join(one[0] for one in fills if one)
