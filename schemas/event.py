"""Events: what happened, to whom, where, when and how many."""

from typing import Literal, get_args

from pydantic import Field

from summarizer.schemas.problem import Problem
from summarizer.schemas.record import Draft, Record
from summarizer.schemas.review import Review
from summarizer.schemas.span import Span

__all__ = [
    "EVENT_TYPES",
    "STATUSES",
    "Event",
    "EventDraft",
    "EventDrafts",
    "EventType",
    "HappeningDraft",
    "Participant",
    "ParticipantDraft",
    "ParticipantRole",
    "Place",
    "Quantity",
    "QuantityKind",
    "Status",
    "Time",
]

EventType = Literal[
    "conflict.attack",
    "conflict.seize",
    "conflict.withdraw",
    "conflict.demonstrate",
    "conflict.mobilize",
    "life.die",
    "life.injure",
    "life.be-born",
    "life.marry",
    "movement.transport",
    "contact.meet",
    "contact.phone-write",
    "justice.investigate",
    "justice.arrest-jail",
    "justice.charge-indict",
    "justice.sue",
    "justice.trial-hearing",
    "justice.convict",
    "justice.acquit",
    "justice.sentence",
    "justice.fine",
    "justice.appeal",
    "justice.release-parole",
    "justice.pardon",
    "justice.extradite",
    "justice.execute",
    "crime.offence",
    "personnel.elect",
    "personnel.nominate",
    "personnel.start-position",
    "personnel.end-position",
    "politics.decide",
    "politics.agree",
    "politics.sanction",
    "politics.aid",
    "business.start-org",
    "business.merge-org",
    "business.end-org",
    "business.declare-bankruptcy",
    "business.results",
    "business.labour",
    "transaction.transfer-ownership",
    "transaction.transfer-money",
    "disaster.natural",
    "disaster.accident",
    "health.outbreak",
    "health.care",
    "science.discover",
    "science.launch",
    "sport.contest",
    "culture.release",
    "other",
]

EVENT_TYPES: dict[EventType, str] = {
    "conflict.attack": "armed or violent attack, clash, bombing, shooting, air strike",
    "conflict.seize": "territory, a base, a building or people taken by force",
    "conflict.withdraw": "forces retreat, surrender, cease fire or give up a place",
    "conflict.demonstrate": "protest, march, riot, blockade, sit-in",
    "conflict.mobilize": "forces or weapons deployed, built up or put on alert",
    "life.die": "people die, not in an attack, accident or disaster reported as such",
    "life.injure": "people are hurt, not in an attack, accident or disaster reported as such",
    "life.be-born": "a birth",
    "life.marry": "a marriage, engagement or divorce",
    "movement.transport": "people or goods move or are moved: travel, flight, evacuation, shipment",
    "contact.meet": "people meet in person: talks, summit, visit, hearing of a committee",
    "contact.phone-write": "people speak by phone or exchange letters or messages",
    "justice.investigate": "police, a court or an inquiry looks into something, searches, raids",
    "justice.arrest-jail": "someone is arrested, detained, held or jailed",
    "justice.charge-indict": "someone is charged with or indicted for an offence",
    "justice.sue": "a lawsuit or complaint is filed",
    "justice.trial-hearing": "a trial or hearing takes place",
    "justice.convict": "someone is found guilty or pleads guilty",
    "justice.acquit": "someone is cleared or a case is dropped",
    "justice.sentence": "a punishment is set by a court",
    "justice.fine": "a fine or damages are imposed",
    "justice.appeal": "a decision of a court is appealed against",
    "justice.release-parole": "someone is released, freed or bailed",
    "justice.pardon": "someone is pardoned",
    "justice.extradite": "someone is extradited or deported",
    "justice.execute": "a death sentence is carried out",
    "crime.offence": "theft, fraud, kidnapping, cyber attack or another offence is committed",
    "personnel.elect": "an election or vote for an office",
    "personnel.nominate": "someone is proposed for an office",
    "personnel.start-position": "someone is appointed, hired or takes office",
    "personnel.end-position": "someone resigns, retires or is dismissed",
    "politics.decide": "a government, parliament, council or court body passes, rejects or changes a rule",
    "politics.agree": "an agreement, treaty or deal is reached or signed",
    "politics.sanction": "sanctions, bans, tariffs or expulsions are imposed or lifted",
    "politics.aid": "aid, support or relief is given or pledged",
    "business.start-org": "a company, body or site is founded or opened",
    "business.merge-org": "companies or bodies merge",
    "business.end-org": "a company, body or site closes",
    "business.declare-bankruptcy": "a company or person goes bankrupt or into administration",
    "business.results": "profits, sales, prices, shares, economic figures are reported or change",
    "business.labour": "strike, lay-offs, hiring, pay deal",
    "transaction.transfer-ownership": "something is bought, sold, acquired or given away",
    "transaction.transfer-money": "money is paid, lent, donated, invested or raised",
    "disaster.natural": "earthquake, flood, storm, fire, drought",
    "disaster.accident": "crash, collapse, explosion or spill that was not meant",
    "health.outbreak": "a disease spreads, cases are counted",
    "health.care": "treatment, vaccination, operation, a hospital's doings",
    "science.discover": "a finding, study or measurement is reported",
    "science.launch": "a rocket, satellite, device or technology is launched or tested",
    "sport.contest": "a match, race, record or title",
    "culture.release": "a book, film, show, award or exhibition",
    "other": "none of the others",
}
"""What each type means, one line each: the line the model reads.

Names follow ACE 2005 (`Conflict.Attack`, `Justice.Arrest-Jail`, …) in lower case wherever ACE has
the type; docs/schemas.md lists which are ours (the kinds of news ACE leaves out) and why.
"""

Status = Literal["occurred", "ongoing", "planned", "alleged", "denied"]

STATUSES: dict[Status, str] = {
    "occurred": "it happened",
    "ongoing": "it is still going on",
    "planned": "it is announced, intended or expected",
    "alleged": "only somebody's accusation or unconfirmed report says so",
    "denied": "the article reports it only to say that it did not happen",
}

ParticipantRole = Literal["agent", "target", "other"]
QuantityKind = Literal["killed", "wounded", "missing", "detained", "displaced", "money", "other"]


class Participant(Record):
    """Somebody or something that took part."""

    name: str
    """In the source's words."""
    canonical: str | None = None
    """The fullest name the article gives for them; null where it names nobody."""
    role: ParticipantRole
    """`agent` did it, `target` it was done to, `other` took part."""
    span: Span


class Place(Record):
    """Where it happened, in the source's words."""

    name: str
    span: Span


class Time(Record):
    """When it happened. `start` and `end` are ISO dates (inclusive), null when not resolvable."""

    text: str
    """The source's words, e.g. `late on Wednesday`."""
    start: str | None = None
    end: str | None = None
    span: Span


class Quantity(Record):
    """A figure and what it counts. "At least 56" has a `low` and no `high`."""

    what: QuantityKind
    who: str
    """What is counted, in the source's words: `coastguard sailors`, `jobs`; empty when it does not say."""
    low: float | None = None
    high: float | None = None
    text: str
    span: Span


class Event(Record):
    """Something that happened, is planned or is said to have happened."""

    id: str
    type: EventType
    summary: str
    trigger: Span
    """The word that names the happening."""
    participants: list[Participant] = []
    place: Place | None = None
    time: Time | None = None
    quantities: list[Quantity] = []
    status: Status = "occurred"
    evidence: list[Span] = Field(min_length=1)
    """The sentences that report it."""
    claim_ids: list[str] = []
    """Claims whose words report this event."""
    confidence: float = Field(ge=0, le=1)
    problems: list[Problem] = []
    review: Review = "none"
    """What a person made of it. One that a person wrote or changed can have errors among its problems."""


class ParticipantDraft(Draft):
    name: str = Field(description="Copied from the article.")
    role: ParticipantRole = Field(description="agent: did it; target: it was done to; other.")


class QuantityDraft(Draft):
    what: QuantityKind = Field(description="What happened to those counted, or money, or other.")
    who: str = Field(description="Who or what is counted, copied from the article.")
    text: str = Field(description="The figure, copied from the article, e.g. 'at least 56'.")


class EventDraft(Draft):
    """An event as a model writes it: sentences cited by number, everything else copied or short."""

    sentences: list[int] = Field(description="Numbers of the sentences that report the event.")
    type: EventType = Field(description="The kind of event.")
    summary: str = Field(
        description="One sentence that says what happened, with the article's own names and figures."
    )
    trigger: str = Field(description="The word of the article that names the event, copied.")
    participants: list[ParticipantDraft] = Field(description="Who took part.")
    place: str = Field(description="Where, copied from the article; empty if not said.")
    time: str = Field(description="When, copied from the article; empty if not said.")
    quantities: list[QuantityDraft] = Field(description="Killed, wounded and other figures.")
    status: Status = Field(description="Whether it happened.")


class EventDrafts(Draft):
    events: list[EventDraft]


class HappeningDraft(Draft):
    """The answer to "what happened?", for the sentences of one event: words copied, or none."""

    who: str = Field(description="Who did it, copied.")
    whom: str = Field(description="To whom or to what it was done, copied.")
    where: str = Field(description="The place, copied.")
    when: str = Field(description="The time, copied.")


assert set(EVENT_TYPES) == set(get_args(EventType))
