"""Who took part in a happening, as the grammar around its event words shows it."""

from collections.abc import Iterable, Sequence

from summarizer.grounding.event_clauses import cast_in, frame_end
from summarizer.grounding.happenings import Happening
from summarizer.grounding.reading import Reading
from summarizer.grounding.speakers import Speakers
from summarizer.scan import Trigger
from summarizer.scan.event_words import OUTCOMES
from summarizer.scan.lexicon import DETERMINERS
from summarizer.schemas.event import Participant, ParticipantRole
from summarizer.schemas.span import Span

__all__ = ["settles", "shown_participants"]

# An editor reads so many of a role; what more there are stand in the evidence.
MAX_OF_A_ROLE = 5
# Event words that are complete without a target: nobody asks whom a minister resigned.
_ONE_SIDED = frozenset(
    """life.die movement.transport conflict.withdraw conflict.demonstrate conflict.mobilize
    contact.meet contact.phone-write personnel.end-position disaster.natural disaster.accident
    business.results business.declare-bankruptcy business.end-org business.labour justice.appeal
    business.start-org business.merge-org personnel.elect sport.contest""".split()
)


def shown_participants(happening: Happening, kind: str, reading: Reading) -> list[Participant]:
    """Agents, targets and instruments (role `other`) that the sentences of a happening show.

    `kind` is the type of its head: words of other kinds in it tell their own story, but for who
    was killed or hurt.
    """
    family = kind.partition(".")[0]
    told = [
        (trigger.type, cast_in(number, trigger, reading))
        for number, trigger in happening.triggers
        if (trigger.type.partition(".")[0] in (family, "life", "other") or _is_outcome(trigger))
        and trigger.start >= frame_end(reading.scan.sentence(number), reading)
    ]
    agents = [found for _, cast in told for found in cast.agents]
    targets = [found for _, cast in told for found in cast.targets]
    instruments = [found for _, cast in told for found in cast.instruments]
    found: list[Participant] = []
    for role, ranges in (("agent", agents), ("target", targets), ("other", instruments)):
        _add(found, role, ranges, reading)  # type: ignore[arg-type]
    return found


def _is_outcome(trigger: Trigger) -> bool:
    """Whether an event word tells what came of another: the dead of an accident are its targets."""
    return trigger.text.lower() in OUTCOMES


def settles(happening: Happening, number: int, trigger: Trigger, reading: Reading) -> bool:
    """Whether grammar says about an event word all that there is to ask: who, and to whom.

    A passive without "by" names nobody who did it, and a model that is asked makes somebody up.
    """
    shown = {one.role for one in shown_participants(happening, trigger.type, reading)}
    if {"agent", "target"} <= shown:
        return True
    if not shown & {"agent", "target"}:
        return False
    return trigger.type in _ONE_SIDED or cast_in(number, trigger, reading).passive


def _add(
    found: list[Participant],
    role: ParticipantRole,
    ranges: Iterable[tuple[int, int]],
    reading: Reading,
) -> None:
    """Those not yet among `found`: "the rebels" after "rebels of the Front" are the same."""
    for start, end in ranges:
        span = reading.span(start, end)
        same_role = [one for one in found if one.role == role]
        if role == "agent" and same_role and _is_generic(span.text):
            continue  # after "fighters of the Front", "the rebels" are these
        if len(same_role) < MAX_OF_A_ROLE and not _is_known(span, found, reading):
            found.append(Participant(name=Speakers(reading).name_at(span), role=role, span=span))


def _is_generic(words: str) -> bool:
    """Whether words speak of somebody as known and name nobody: "the extremist group"."""
    first, _, rest = words.partition(" ")
    return first.lower() in ("the", "these", "those") and rest.islower()


def _is_known(span: Span, found: Sequence[Participant], reading: Reading) -> bool:
    words = _words(span.text)
    for one in found:
        known = _words(one.span.text)
        if words <= known or (known <= words and len(words) - len(known) < 1):
            return True
        if _same_name(span.text, one.span.text, reading):
            return True
    return not words


def _same_name(left: str, right: str, reading: Reading) -> bool:
    ours, theirs = reading.scan.roster.canonical(left), reading.scan.roster.canonical(right)
    return ours is not None and ours == theirs


def _words(text: str) -> set[str]:
    return {word.strip('.,“”"').lower() for word in text.split()} - DETERMINERS
