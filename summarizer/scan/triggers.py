"""Event words: the verbs and nouns that name a happening, and the type each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.scan.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, inflect
from summarizer.scan.tokens import Token
from summarizer.schemas.event import EventType

__all__ = ["Trigger", "find_triggers"]

# Verbs, by type. Phrases (verb + particle or object) stand in _PHRASES.
_VERBS: dict[EventType, str] = {
    "conflict.attack": """attack bomb shell shoot ambush assault raid storm clash fire strike kill
        assassinate murder massacre stab gun behead torpedo bombard invade detonate""",
    "conflict.seize": "seize capture overrun recapture retake occupy conquer besiege hijack",
    "conflict.withdraw": "retreat surrender withdraw",
    "conflict.demonstrate": "protest demonstrate riot rally march picket",
    "conflict.mobilize": "deploy mobilise mobilize",
    "life.die": "die drown perish",
    "life.injure": "injure wound hurt maim",
    "life.marry": "marry divorce wed",
    "movement.transport": "send evacuate flee travel arrive depart migrate sail smuggle",
    "contact.meet": "meet visit",
    "contact.phone-write": "phone telephone",
    "justice.investigate": "investigate probe search",
    "justice.arrest-jail": "arrest detain jail imprison",
    "justice.charge-indict": "charge indict arraign",
    "justice.sue": "sue",
    "justice.trial-hearing": "prosecute",
    "justice.convict": "convict",
    "justice.acquit": "acquit exonerate",
    "justice.sentence": "sentence",
    "justice.fine": "fine",
    "justice.appeal": "overturn",
    "justice.release-parole": "release free parole",
    "justice.pardon": "pardon",
    "justice.extradite": "extradite deport",
    "justice.execute": "execute hang",
    "crime.offence": "rob steal kidnap abduct defraud hack embezzle loot burgle",
    "personnel.elect": "elect re-elect vote",
    "personnel.nominate": "nominate",
    "personnel.start-position": "appoint hire inaugurate",
    "personnel.end-position": "resign dismiss sack oust retire quit",
    "politics.decide": "approve adopt ratify repeal veto enact legalise legalize abolish suspend",
    "politics.agree": "sign",
    "politics.sanction": "sanction expel blacklist",
    "business.start-org": "found open",
    "business.merge-org": "merge",
    "business.end-org": "close dissolve shut",
    "business.results": "rise fall drop climb plunge soar slump rebound",
    "business.labour": "cut",
    "transaction.transfer-ownership": "buy acquire sell purchase",
    "transaction.transfer-money": "donate invest lend pay raise",
    "disaster.natural": "flood erupt",
    "disaster.accident": "crash collide collapse derail explode capsize sink",
    "health.outbreak": "infect spread",
    "health.care": "vaccinate hospitalise hospitalize",
    "science.discover": "discover detect",
    "science.launch": "launch orbit",
    "sport.contest": "beat defeat win score lose",
    "culture.release": "premiere",
}
_NOUNS: dict[EventType, str] = {
    "conflict.attack": """attack attacks assault assaults clash clashes bombing bombings shelling
        shooting shootings airstrike airstrikes ambush raid raids offensive battle battles fighting
        massacre killing killings murder gunfire explosion blast siege invasion""",
    "conflict.seize": "seizure capture takeover",
    "conflict.withdraw": "ceasefire truce withdrawal retreat surrender",
    "conflict.demonstrate": "protest protests demonstration demonstrations riot riots rally march",
    "justice.investigate": "investigation inquiry probe",
    "justice.arrest-jail": "arrest arrests",
    "justice.charge-indict": "indictment",
    "justice.sue": "lawsuit",
    "justice.trial-hearing": "trial hearing",
    "justice.convict": "conviction",
    "justice.acquit": "acquittal",
    "justice.appeal": "appeal",
    "crime.offence": "robbery theft fraud kidnapping burglary heist",
    "personnel.elect": "election referendum",
    "personnel.end-position": "resignation",
    "politics.agree": "treaty accord",
    "politics.sanction": "sanctions embargo",
    "business.merge-org": "merger",
    "business.declare-bankruptcy": "bankruptcy insolvency",
    "business.labour": "strike layoffs redundancies",
    "transaction.transfer-ownership": "acquisition",
    "disaster.natural": """earthquake quake flood floods hurricane typhoon cyclone wildfire drought
        storm tsunami landslide eruption""",
    "disaster.accident": "crash collision collapse derailment spill accident",
    "health.outbreak": "outbreak epidemic pandemic",
    "contact.meet": "summit talks",
    "science.launch": "launch liftoff",
}
_PHRASES: dict[tuple[str, str], EventType] = {
    ("seize", "control"): "conflict.seize",
    ("take", "control"): "conflict.seize",
    ("take", "prisoner"): "conflict.seize",
    ("open", "fire"): "conflict.attack",
    ("blow", "up"): "conflict.attack",
    ("carry", "out"): "conflict.attack",
    ("step", "down"): "personnel.end-position",
    ("take", "office"): "personnel.start-position",
    ("shut", "down"): "business.end-org",
    ("lay", "off"): "business.labour",
    ("walk", "out"): "business.labour",
    ("plead", "guilty"): "justice.convict",
    ("go", "missing"): "other",
    ("find", "guilty"): "justice.convict",
    ("cease", "fire"): "conflict.withdraw",
    ("take", "over"): "transaction.transfer-ownership",
    ("phone", "call"): "contact.phone-write",
    ("phone", "calls"): "contact.phone-write",
    ("telephone", "call"): "contact.phone-write",
    ("phone", "conversation"): "contact.phone-write",
    ("video", "call"): "contact.phone-write",
}
# Verb forms that are far more often something else ("fire" the noun, "open" the adjective,
# "rise" in "sunrise"): they count only in a past form or after an auxiliary.
_ONLY_PAST = frozenset(
    """fire strike open close cut rise fall drop spread sign found fine free charge score lose win
    raise pay sell sink search execute hang release march rally vote storm shell gun probe hurt
    sentence visit meet travel launch drown shut sail beat retire""".split()
)
# Prices and profits rise and fall in sentences that have one of these; forts and rain do too, without.
_MONEY_MARKS = frozenset(
    "% $ £ € ¥ per percent percentage cent cents point points million billion trillion bn crowns".split()
)
# "The shops are open", "it is fine": an adjective.
_BE = frozenset("is are was were be been being".split())
# "Rovers beat United": the past looks like the base form.
_PAST_LIKE_BASE = frozenset("beat cut spread shut hurt".split())
_IRREGULAR_PHRASE = {
    "step": "steps stepped stepping",
    "take": "takes took taking taken",
    "blow": "blows blew blowing blown",
    "lay": "lays laid laying",
    "go": "goes went going gone",
    "find": "finds found finding",
    "shut": "shuts shut shutting",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that names a happening. Offsets into the text; `noun` when it is a noun."""

    start: int
    end: int
    text: str
    type: EventType
    noun: bool
    infinitive: bool = False
    """After "to": aimed at or planned, not reported as done."""


def _forms(lemma: str) -> list[str]:
    if lemma in _IRREGULAR_PHRASE:
        return [lemma, *_IRREGULAR_PHRASE[lemma].split()]
    return inflect(lemma)


def _index(table: dict[EventType, str], verbs: bool) -> dict[str, tuple[EventType, str]]:
    index: dict[str, tuple[EventType, str]] = {}
    for event_type, words in table.items():
        for lemma in words.split():
            for form in _forms(lemma) if verbs else [lemma]:
                index.setdefault(form, (event_type, lemma))
    return index


_VERB_INDEX = _index(_VERBS, verbs=True)
_NOUN_INDEX = _index(_NOUNS, verbs=False)
_PHRASE_INDEX = {
    (form, second): event_type
    for (lemma, second), event_type in _PHRASES.items()
    for form in _forms(lemma)
}


_FIRST_WORDS = frozenset({*_VERB_INDEX, *_NOUN_INDEX, *(form for form, _ in _PHRASE_INDEX)})


def find_triggers(tokens: Sequence[Token]) -> list[Trigger]:
    """The event words of one sentence, quotations included, in order."""
    found = [_trigger(tokens, at) for at, token in enumerate(tokens) if token.lower in _FIRST_WORDS]
    return [trigger for trigger in found if trigger]


def _trigger(tokens: Sequence[Token], at: int) -> Trigger | None:
    token, form = tokens[at], tokens[at].lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    phrase = _PHRASE_INDEX.get((form, following))
    if phrase:
        to = at > 0 and tokens[at - 1].lower == "to"
        text = f"{token.text} {tokens[at + 1].text}"
        return Trigger(token.start, tokens[at + 1].end, text, phrase, False, to)
    if form in _NOUN_INDEX and _reads_as_noun(tokens, at):
        if token.is_capital and at > 0:
            return None
        return Trigger(token.start, token.end, token.text, _NOUN_INDEX[form][0], True)
    if form in _VERB_INDEX and not token.is_capital:
        event_type, lemma = _VERB_INDEX[form]
        if event_type == "business.results" and not any(t.lower in _MONEY_MARKS for t in tokens):
            return None
        if _reads_as_verb(tokens, at, lemma):
            event_type = _sense(event_type, lemma, tokens)
            to = at > 0 and tokens[at - 1].lower == "to"
            return Trigger(token.start, token.end, token.text, event_type, False, to)
    return None


def _reads_as_noun(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].lower if at > 0 else ""
    if tokens[at].lower not in _VERB_INDEX:
        return True
    return before in (DETERMINERS | PREPOSITIONS | {"'s", ""}) - {"to"} or (
        at > 0 and tokens[at].lower.endswith("s")
    )


def _stands_between_names(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name stands before the word and a name, figure or noun phrase after it."""
    if at == 0 or at + 1 >= len(tokens) or not tokens[at - 1].is_capital:
        return False
    after = tokens[at + 1]
    return after.is_capital or after.text[0].isdigit() or after.lower in DETERMINERS


# Companies "collapse" too, and so do peace talks; only what stands is an accident when it does.
_FIRMS = frozenset(
    "bank banks company companies firm firms airline retailer lender insurer group chain startup".split()
)


def _sense(event_type: EventType, lemma: str, tokens: Sequence[Token]) -> EventType:
    """The type of a verb whose meaning depends on what it is said of."""
    words = {token.lower for token in tokens}
    if lemma == "collapse" and words & _FIRMS:
        return "business.declare-bankruptcy"
    if lemma in ("lose", "cut", "raise") and words & _MONEY_MARKS:
        return "business.results"
    if lemma == "open" and words & {"review", "inquiry", "investigation", "probe"}:
        return "justice.investigate"
    return event_type


# Forms of another verb: "two boats were found empty" founds nothing.
_OTHER_VERBS = frozenset({("found", "found")})


def _reads_as_verb(tokens: Sequence[Token], at: int, lemma: str) -> bool:
    form = tokens[at].lower
    before = tokens[at - 1].lower if at > 0 else ""
    if before in DETERMINERS | {"'s"} or (form, lemma) in _OTHER_VERBS:
        return False
    base = form in (lemma, lemma + "s", lemma + "es")
    if lemma in _ONLY_PAST and base:
        if form == lemma and lemma in _PAST_LIKE_BASE and _stands_between_names(tokens, at):
            return True
        return before in AUXILIARIES - _BE and before != "to"
    return not (base and before in PREPOSITIONS - {"to"})
