"""Do right items pass, and are wrong ones noticed? Measured on gold, without a model.

Gold is made into the drafts of a perfect model, which should pass. Then one thing at a time is put wrong
in them, which should be proved or doubted. docs/evaluation.md defines what is counted.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Literal, TypeVar

from summarizer.evaluation import perfect, planting
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.run import document_of
from summarizer.evaluation.tally import Miss
from summarizer.grounding.claims import Grounded, ground_claim
from summarizer.grounding.events import ground_event
from summarizer.grounding.reading import Reading, read_through
from summarizer.schemas.claim import Claim, ClaimDraft
from summarizer.schemas.event import Event, EventDraft
from summarizer.schemas.problem import Problem, Severity
from summarizer.verification import check_claim, check_event

__all__ = ["OUTCOMES", "Kind", "Oracle", "Outcome", "Trial", "try_gold"]

Kind = Literal["claims", "events"]
Outcome = Literal["proved", "doubted", "set right", "passed"]

OUTCOMES: Final[tuple[Outcome, ...]] = ("proved", "doubted", "set right", "passed")
"""What becomes of a planted fault: an error; a doubt; the item that the right draft gives; nothing."""

_Draft = TypeVar("_Draft", bound=ClaimDraft | EventDraft)
_Item = TypeVar("_Item", bound=Claim | Event)


@dataclass(slots=True)
class Trial:
    """What became of the drafts of one kind.

    `drafts` are right ones by "passed", "doubted" and "refused"; `codes` are the problems that were
    found in these; `faults` are the planted ones by their name and `Outcome`.
    """

    drafts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Counter[str]] = field(default_factory=dict)
    left_out: int = 0
    """Attributions of gold without a source or content."""
    parts: int = 0
    """Participants and places of right events that were not refused."""
    parts_lost: int = 0
    """Those of them that the item has not."""
    misses: list[tuple[str, Miss]] = field(default_factory=list)
    """With the ids of their documents: refused and doubted right drafts, faults that passed."""

    def count_kept(self, draft: ClaimDraft | EventDraft, item: Claim | Event) -> None:
        """Adds what a right event's draft and item have in common: who took part, and where."""
        if isinstance(draft, EventDraft) and isinstance(item, Event):
            kept = [one.name for one in item.participants]
            given = [one.name for one in draft.participants]
            self.parts += len(given) + bool(draft.place)
            self.parts_lost += sum(not any(_same(name, one) for one in kept) for name in given)
            self.parts_lost += bool(draft.place) and item.place is None


def _same(name: str, other: str) -> bool:
    return name in other or other in name


@dataclass(frozen=True, slots=True)
class Oracle:
    """What became of all drafts, by what they are of."""

    trials: Mapping[Kind, Trial]
    documents: int


@dataclass(frozen=True, slots=True)
class _Verdict(Generic[_Item]):
    item: _Item | None
    problems: tuple[Problem, ...]

    def of(self, severity: Severity) -> list[Problem]:
        return [one for one in self.problems if one.severity == severity]

    @property
    def refused(self) -> bool:
        return self.item is None or bool(self.of("error"))


@dataclass(frozen=True, slots=True)
class _Bench(Generic[_Draft, _Item]):
    """How drafts of one kind are made out of gold, placed and checked, spoilt, and shown."""

    kind: Kind
    drafts: Callable[[Gold, Reading], list[_Draft]]
    names: Callable[[Gold, Reading], list[str]]
    ground: Callable[[_Draft, Reading], Grounded[_Item]]
    check: Callable[[_Item, Reading], list[Problem]]
    plant: Callable[[_Draft, Sequence[str], random.Random], dict[str, _Draft]]
    shown: Callable[[_Draft], str]


def try_gold(gold: Sequence[Gold], seed: int) -> Oracle:
    """What becomes of right drafts and of planted faults. The same seed plants the same faults.

    Raises DocumentError for a text that is no article.
    """
    trials: dict[Kind, Trial] = {}
    for one in gold:
        reading = read_through(document_of(one))
        # By document: what is planted in one does not depend on the others of the sample.
        chance = random.Random(f"{seed} {one['doc_id']}")
        if _CLAIMS.kind in one:
            _try(_CLAIMS, one, reading, chance, trials.setdefault(_CLAIMS.kind, Trial()))
        if _EVENTS.kind in one:
            _try(_EVENTS, one, reading, chance, trials.setdefault(_EVENTS.kind, Trial()))
    return Oracle(trials, len(gold))


def _try(
    bench: _Bench[_Draft, _Item], gold: Gold, reading: Reading, chance: random.Random, trial: Trial
) -> None:
    """Adds what becomes of one document's drafts to `trial`."""
    names = bench.names(gold, reading)
    drafts = bench.drafts(gold, reading)
    trial.left_out += len(gold[bench.kind]) - len(drafts)
    for draft in drafts:
        right = _verdict(bench, draft, reading)
        _count_right(right, bench.shown(draft), gold["doc_id"], trial)
        if right.item is None or right.refused:
            continue
        trial.count_kept(draft, right.item)
        for fault, wrong in bench.plant(draft, names, chance).items():
            outcome = _outcome(_verdict(bench, wrong, reading), right.item)
            trial.faults.setdefault(fault, Counter())[outcome] += 1
            if outcome == "passed":
                miss = Miss(f"passed: {fault}", bench.shown(wrong))
                trial.misses.append((gold["doc_id"], miss))


def _verdict(bench: _Bench[_Draft, _Item], draft: _Draft, reading: Reading) -> _Verdict[_Item]:
    """What is found in a draft, as when a model had written it."""
    grounded = bench.ground(draft, reading)
    placed = _Verdict(grounded.item, grounded.problems)
    if grounded.item is None or placed.refused:
        return placed
    return _Verdict(grounded.item, (*placed.problems, *bench.check(grounded.item, reading)))


def _count_right(right: _Verdict[_Item], shown: str, doc_id: str, trial: Trial) -> None:
    against = right.of("error") or right.of("doubt")
    outcome = "refused" if right.refused else "doubted" if against else "passed"
    trial.drafts[outcome] += 1
    if against:
        trial.codes[against[0].code] += 1
        miss = Miss(f"right, but {outcome}", f"{shown} [{against[0].code}] {against[0].message}")
        trial.misses.append((doc_id, miss))


def _outcome(wrong: _Verdict[_Item], right: _Item) -> Outcome:
    if wrong.refused:
        return "proved"
    if wrong.of("doubt"):
        return "doubted"
    return "set right" if _values(wrong.item) == _values(right) else "passed"


def _values(item: Claim | Event | None) -> object:
    """What an item says, without what was found in it on the way."""
    return item.model_dump(exclude={"problems", "confidence"}) if item else None


def _shown_claim(draft: ClaimDraft) -> str:
    return f"{draft.speaker} | {draft.cue} | {draft.text}"


def _shown_event(draft: EventDraft) -> str:
    cast = ", ".join(f"{one.name} ({one.role})" for one in draft.participants)
    return f"{draft.type} “{draft.trigger}” | {cast or 'nobody'} | {draft.summary}"


_CLAIMS: Final = _Bench(
    "claims",
    perfect.claim_drafts,
    perfect.named_speakers,
    ground_claim,
    check_claim,
    planting.faults_in_claim,
    _shown_claim,
)
_EVENTS: Final = _Bench(
    "events",
    perfect.event_drafts,
    perfect.named_in_events,
    ground_event,
    check_event,
    planting.faults_in_event,
    _shown_event,
)
