"""Verbs that name a happening with certain words beside them: "signed a treaty", "the talks began".

On their own they tell nothing, or report speech: "signed the letter", "she questioned that".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.scan.event_words import BODIES
from summarizer.scan.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS
from summarizer.scan.tokens import Token
from summarizer.scan.trigger_words import forms
from summarizer.schemas.event import EventType

__all__ = ["BE", "FRAMED_FORMS", "PAST_LIKE_BASE", "framed_type", "is_scheduled", "of_trial"]

_Row = tuple[str, str, EventType]
"""Verbs, the nouns that settle them, and what they then name."""

# Of these the object, of a passive the subject, says what was done: "passed a bill", "the bill was passed".
_OBJECTS: tuple[_Row, ...] = (
    (
        "order call schedule announce hold win lose contest",
        """election elections by-election recount referendum runoff run-off ballot poll vote votes
        majority presidency seat seats primary""",
        "personnel.elect",
    ),
    (
        "pass reject block back defeat debate amend table draft vote push drop",
        """bill bills law laws legislation motion resolution amendment amendments budget constitution
        measure reform reforms act decree ordinance referendum""",
        "politics.decide",
    ),
    (
        "declare announce impose lift extend proclaim ease end introduce",
        """mourning emergency curfew lockdown quarantine moratorium independence holiday
        restrictions""",
        "politics.decide",
    ),
    ("cut raise lower hold increase", "rate rates tax taxes duty benefits", "politics.decide"),
    (
        "sign reach strike conclude seal agree clinch renew initial",
        """agreement agreements deal deals treaty accord pact contract contracts memorandum lease
        compromise settlement understanding""",
        "politics.agree",
    ),
    ("sign agree declare reach break", "truce ceasefire armistice cease-fire", "conflict.withdraw"),
    ("declare", "war", "conflict.attack"),
    (
        "impose lift ease tighten slap introduce extend announce",
        "sanctions tariff tariffs embargo ban bans levy",
        "politics.sanction",
    ),
    ("recall summon expel", "ambassador ambassadors envoy diplomat diplomats", "politics.sanction"),
    (
        "send provide deliver pledge give approve distribute donate promise",
        "aid relief assistance supplies",
        "politics.aid",
    ),
    (
        "report post announce book make record suffer",
        "loss losses profit profits earnings revenue revenues turnover sales",
        "business.results",
    ),
    ("lose", "money million billion crowns dollars euros pounds", "business.results"),
    (
        "cut shed axe slash eliminate lose create add",
        "job jobs posts positions staff workforce workers employees",
        "business.labour",
    ),
    (
        "call announce stage begin declare join end suspend",
        "strike strikes walkout stoppage walk-out",
        "business.labour",
    ),
    (
        "file declare enter seek",
        "bankruptcy insolvency administration",
        "business.declare-bankruptcy",
    ),
    (
        "file lodge bring",
        "lawsuit suit lawsuits complaint complaints petition",
        "justice.sue",
    ),
    ("file lodge bring press face", "charge charges", "justice.charge-indict"),
    ("drop dismiss", "charges case prosecution", "justice.acquit"),
    (
        "uphold overrule reject dismiss file lodge hear grant win lose",
        "appeal appeals conviction verdict sentence",
        "justice.appeal",
    ),
    (
        "open launch begin start order announce",
        "inquiry investigation investigations probe review inquest enquiry",
        "justice.investigate",
    ),
    (
        "offer bid agree pay",
        "million billion trillion",
        "transaction.transfer-money",
    ),
    (
        "count record report confirm register detect",
        "case cases infections",
        "health.outbreak",
    ),
    (
        "test test-fire fire",
        "missile missiles rocket rockets",
        "science.launch",
    ),
    (
        "win lose retain reach defend clinch play draw claim",
        """match matches game games final semi-final semifinal quarter-final cup league title trophy
        medal medals gold championship tournament race set sets derby championships""",
        "sport.contest",
    ),
    ("lift", "cup title trophy", "sport.contest"),
    (
        "win receive award release publish premiere",
        "prize prizes oscar award awards novel book album film memoir single grammy",
        "culture.release",
    ),
    (
        "name install",
        """head chief director minister captain coach president chairman chairwoman successor editor
        ambassador leader secretary commissioner manager""",
        "personnel.start-position",
    ),
    ("recall", "cars vehicles products product toys batteries models units", "other"),
)
# And of these a noun on either side says it, mostly the subject: "police questioned two men".
_SUBJECTS: tuple[_Row, ...] = (
    (
        "question interview quiz",
        "police detectives detective prosecutors investigators officers",
        "justice.investigate",
    ),
    (
        "debate",
        "parliament council senate lawmakers deputies mps assembly house congress councillors",
        "contact.meet",
    ),
    (
        "vote",
        """council councillors parliament senate lawmakers deputies mps shareholders assembly
        congress committee board members senators legislators cabinet commissioners""",
        "politics.decide",
    ),
    (
        "publish",
        "study survey research paper findings analysis trial",
        "science.discover",
    ),
    (
        "hit strike batter sweep devastate rock shake ravage lash",
        """storm storms hurricane typhoon cyclone earthquake quake tremor flood floods wildfire
        wildfires tornado tsunami avalanche landslide heatwave""",
        "disaster.natural",
    ),
    (
        "overturn plunge skid veer swerve",
        "bus lorry truck boat ferry car van coach tram carriage",
        "disaster.accident",
    ),
    ("burst", "dam river pipe pipeline tank reservoir", "disaster.accident"),
    ("meet play face host", "final semi-final semifinal quarter-final cup league", "sport.contest"),
)
# What is held or begins takes its kind from its noun: "the talks are to be held", "opened the trial".
_STAGES = "hold begin start resume open stage reopen restart"
_STAGED: dict[EventType, str] = {
    "contact.meet": "talks summit meeting meetings negotiations conference",
    "justice.trial-hearing": "trial hearing inquest retrial",
    "personnel.elect": "election elections referendum runoff recount vote voting polling",
    "conflict.demonstrate": "protest protests demonstration demonstrations rally march vigil",
    "business.labour": "strike walkout",
    "sport.contest": "match tournament championship championships games final",
    "culture.release": "exhibition festival biennale",
}
# Who leaves, flies or returns somewhere moves when a name follows: "left Tarn", "flew to Orlen".
_GOING = frozenset(form for lemma in ("leave", "fly", "return") for form in forms(lemma))
# Beside these a trial is no court's.
_CLINICAL = frozenset(
    """patients patient nurses volunteers drug drugs vaccine vaccines medicine clinical therapy disease
    treatment dose doses""".split()
)

BE = frozenset("is are was were be been being".split())
PAST_LIKE_BASE = frozenset("beat cut spread shut hurt hit burst shed".split())
"""Past forms that look like the base form: "Rovers beat United"."""

# How far from a verb the noun stands that settles its meaning, with what comes between: "declared on
# Monday three days of mourning", "councillors in the harbour town of Tarn voted".
_OBJECT_WITHIN = 7
_SUBJECT_WITHIN = 9
# "The second trial, which …, is to begin": so many words hold the subject that opens a sentence.
_OPENING = 3
_STOPS = frozenset('.,;:!?()“”"—–')
_CLAUSE_OPENERS = frozenset(
    """that which who whom whose when where while after before because if unless until as but
    for with against over during without""".split()
)
# A past form after one of these stands before its noun: "the lost jobs", "at increased rates".
_BEFORE_NOUN = (DETERMINERS | PREPOSITIONS | {"'s"}) - {"to"}
_BEFORE_GERUND = BE | {"after", "before", "and", ","}
_BEFORE_BASE = AUXILIARIES - BE
_SCHEDULING = frozenset(
    "is are was were set expected scheduled agreed voted decided plans planned vowed".split()
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a form of a verb names when one of `nouns` stands with it."""

    type: EventType
    nouns: frozenset[str]
    before: frozenset[str] | None
    """What must stand before a form that may be a noun: an auxiliary before "order" and "orders"."""
    object_only: bool


def _frames(rows: Iterable[_Row], *, object_only: bool) -> Iterable[tuple[str, _Frame]]:
    for lemmas, nouns, event_type in rows:
        for lemma in lemmas.split():
            for form in dict.fromkeys(forms(lemma)):
                frame = _Frame(
                    event_type, frozenset(nouns.split()), _needed_before(form, lemma), object_only
                )
                yield form, frame


def _needed_before(form: str, lemma: str) -> frozenset[str] | None:
    if form in (lemma, lemma + "s", lemma + "es"):
        return None if form in PAST_LIKE_BASE else _BEFORE_BASE
    return _BEFORE_GERUND if form.endswith("ing") else None


def _by_form() -> dict[str, list[_Frame]]:
    staged = ((_STAGES, nouns, event_type) for event_type, nouns in _STAGED.items())
    index: dict[str, list[_Frame]] = {}
    for form, frame in (
        *_frames(_OBJECTS, object_only=True),
        *_frames((*staged, *_SUBJECTS), object_only=False),
    ):
        index.setdefault(form, []).append(frame)
    return index


_FRAMES = _by_form()
FRAMED_FORMS = frozenset(_FRAMES) | _GOING
"""Forms that `framed_type` may know, in lower case."""


def framed_type(tokens: Sequence[Token], at: int) -> EventType | None:
    """What the verb at `at` names with the words beside it; None where they settle nothing."""
    token = tokens[at]
    last = tokens[at - 1].lower if at > 0 else ""
    if token.is_capital or last in _BEFORE_NOUN:
        return None
    if token.lower in _GOING and _goes_somewhere(tokens, at):
        return "movement.transport"
    frames = [
        frame
        for frame in _FRAMES.get(token.lower, ())
        if frame.before is None or last in frame.before
    ]
    if not frames:
        return None
    after, before = _object_words(tokens, at), _subject_words(tokens, at)
    undergone = before if last in BE else after
    for frame in frames:
        near = undergone if frame.object_only else before | after
        if not frame.nouns.isdisjoint(near):
            return of_trial(frame.type, tokens)
    return None


def of_trial(event_type: EventType, tokens: Sequence[Token]) -> EventType:
    """The type itself; of a trial in which patients or a drug are tried, that of care."""
    tried = event_type == "justice.trial-hearing"
    return "health.care" if tried and any(t.lower in _CLINICAL for t in tokens) else event_type


def is_scheduled(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb after "to" is what somebody is to do: "are to vote", "voted to close"."""
    return at > 1 and tokens[at - 1].lower == "to" and tokens[at - 2].lower in _SCHEDULING


def _goes_somewhere(tokens: Sequence[Token], at: int) -> bool:
    """Whether a place's name follows a verb of going, as "Tarn" or "to Tarn"."""
    after = tokens[at + 1 : at + 4]
    if after and after[0].lower in ("for", "to", "from", "into"):
        after = after[1:]
    body = len(after) > 1 and after[1].lower in BODIES
    past = not tokens[at].lower.endswith(("leave", "leaves", "fly", "flies", "return", "returns"))
    reads = past or (at > 0 and tokens[at - 1].lower in _BEFORE_BASE)
    return bool(after) and after[0].is_capital and not body and reads


def _object_words(tokens: Sequence[Token], at: int) -> set[str]:
    """The words that can be a verb's object: those up to a stop or the next clause."""
    return _words_up_to_a_stop(tokens[at + 1 : at + 1 + _OBJECT_WITHIN])


def _subject_words(tokens: Sequence[Token], at: int) -> set[str]:
    """The words of a verb's own clause before it."""
    words = _words_up_to_a_stop(reversed(tokens[max(0, at - _SUBJECT_WITHIN) : at]))
    if is_scheduled(tokens, at - 1 if at > 0 and tokens[at - 1].lower == "be" else at):
        words.update(token.lower for token in tokens[:_OPENING])
    return words


def _words_up_to_a_stop(tokens: Iterable[Token]) -> set[str]:
    words: set[str] = set()
    for token in tokens:
        if token.text in _STOPS or token.lower in _CLAUSE_OPENERS:
            break
        words.add(token.lower)
    return words
