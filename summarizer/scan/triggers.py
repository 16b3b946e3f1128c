"""Event words: the verbs and nouns that name a happening, and the type each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.scan.event_words import WEAPONS
from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    inflect,
)
from summarizer.scan.tokens import Token
from summarizer.schemas.event import EventType

__all__ = ["Trigger", "find_triggers", "is_event_noun"]

# Verbs, by type. Phrases (verb + particle or object) stand in _PHRASES.
_VERBS: dict[EventType, str] = {
    "conflict.attack": """attack bomb shell shoot ambush assault raid storm clash fire strike kill
        assassinate murder massacre stab gun behead torpedo bombard invade detonate dynamite machinegun
        machine-gun firebomb torch strafe""",
    "conflict.seize": "seize capture overrun recapture retake occupy conquer besiege",
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
    "crime.offence": "rob steal kidnap abduct defraud hack embezzle loot burgle hijack",
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
    "other": "destroy damage burn sabotage",
}
_NOUNS: dict[EventType, str] = {
    "conflict.attack": """attack attacks assault assaults clash clashes bombing bombings shelling
        shooting shootings airstrike airstrikes ambush raid raids offensive battle battles fighting
        massacre killing killings murder murders assassination assassinations gunfire blast siege
        invasion ambushes airstrike air-strike air-strikes explosion explosions skirmish skirmishes""",
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
    "crime.offence": "robbery theft fraud kidnapping kidnappings abduction hijacking burglary heist arson",
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
    ("go", "off"): "conflict.attack",
    ("take", "hostage"): "crime.offence",
    ("hold", "hostage"): "crime.offence",
    ("set", "fire"): "conflict.attack",
    ("set", "ablaze"): "conflict.attack",
    ("set", "off"): "conflict.attack",
    ("blow", "up"): "conflict.attack",
    ("carry", "out"): "conflict.attack",
    ("step", "down"): "personnel.end-position",
    ("take", "office"): "personnel.start-position",
    ("shut", "down"): "business.end-org",
    ("lay", "off"): "business.labour",
    ("walk", "out"): "business.labour",
    ("plead", "guilty"): "justice.convict",
    ("on", "trial"): "justice.trial-hearing",
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
    sentence visit meet travel launch drown shut sail beat retire bomb ambush murder torch assault
    raid damage burn sabotage""".split()
)
# Verbs that are an attack when their object is a weapon: "planted a bomb", "threw two grenades".
_WITH_WEAPON = frozenset(
    form
    for lemma in "plant place toss lob hurl throw fire launch leave".split()
    for form in (*inflect(lemma), *{"throw": ["threw", "thrown"], "leave": ["left"]}.get(lemma, []))
) - {"leave", "leaves", "place", "places", "plants"}
# What is "carried out" is an attack when the sentence names one.
_VIOLENCE = frozenset(
    """attack attacks assault assaults bombing bombings raid raids killing killings murder murders
    massacre shooting shootings strike strikes airstrike airstrikes ambush kidnapping
    kidnappings""".split()
)
# In a sentence with one of these nobody is attacked: "the storm killed 12", "killed when a bus fell".
_MISHAPS = frozenset(
    """storm cyclone hurricane typhoon flood floods flooding earthquake quake landslide avalanche
    tornado tsunami heatwave drought accident crash crashed collision collided capsized derailed
    collapsed collapse wildfire wildfires lightning virus disease outbreak epidemic cholera ebola
    overturned sank sinks sinking plunged accidental""".split()
)
_IRREGULARS = frozenset(
    """guerrillas guerrilla rebels rebel militants militant terrorists terrorist gunmen fighters
    extremists insurgents squad squads""".split()
)
_ARMED = (
    WEAPONS
    | _VIOLENCE
    | _IRREGULARS
    | frozenset(
        """gunmen gunman militants rebels guerrillas terrorists troops soldiers army police shot
        fighters insurgents extremists assailants attackers assassin knife""".split()
    )
)
# How far after such a verb its weapon stands: "threw at least two home-made hand grenades".
_WEAPON_WITHIN = 6
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
    "set": "sets set setting",
    "hold": "holds held holding",
    "machinegun": "machineguns machinegunned machinegunning",
    "machine-gun": "machine-guns machine-gunned machine-gunning",
    "kidnap": "kidnaps kidnapped kidnaped kidnapping kidnaping",
    "on": "",
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


# Words that are a noun and the base form of a verb: "attack", "raid".
_BASE_NOUNS = frozenset(_NOUN_INDEX) & frozenset(lemma for _, lemma in _VERB_INDEX.values())

_FIRST_WORDS = frozenset(
    {*_VERB_INDEX, *_NOUN_INDEX, *_WITH_WEAPON, *(form for form, _ in _PHRASE_INDEX)}
)


def find_triggers(tokens: Sequence[Token]) -> list[Trigger]:
    """The event words of one sentence, quotations included, in order."""
    found = [_trigger(tokens, at) for at, token in enumerate(tokens) if token.lower in _FIRST_WORDS]
    kept: list[Trigger] = []
    for trigger in found:
        # "on trial" is one event word, not two.
        if trigger and (not kept or kept[-1].end <= trigger.start):
            kept.append(trigger)
    return kept


def is_event_noun(word: str) -> bool:
    """Whether a noun, in lower case, names a happening: "attack", "arrests"."""
    return word in _NOUN_INDEX


def _trigger(tokens: Sequence[Token], at: int) -> Trigger | None:
    token, form = tokens[at], tokens[at].lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    phrase = _PHRASE_INDEX.get((form, following))
    if phrase and _phrase_holds(form, following, tokens):
        to = at > 0 and tokens[at - 1].lower == "to"
        text = f"{token.text} {tokens[at + 1].text}"
        return Trigger(token.start, tokens[at + 1].end, text, phrase, False, to)
    if form in _NOUN_INDEX and _reads_as_noun(tokens, at):
        if token.is_capital and at > 0:
            return None
        return Trigger(token.start, token.end, token.text, _NOUN_INDEX[form][0], True)
    if form in _WITH_WEAPON and _handles_weapon(tokens, at):
        to = at > 0 and tokens[at - 1].lower == "to"
        return Trigger(token.start, token.end, token.text, "conflict.attack", False, to)
    if form in _VERB_INDEX and not token.is_capital:
        event_type, lemma = _VERB_INDEX[form]
        if event_type == "business.results" and not any(t.lower in _MONEY_MARKS for t in tokens):
            return None
        if _reads_as_verb(tokens, at, lemma):
            event_type = _sense(event_type, lemma, tokens)
            to = at > 0 and tokens[at - 1].lower == "to"
            return Trigger(token.start, token.end, token.text, event_type, False, to)
    return None


def _phrase_holds(form: str, following: str, tokens: Sequence[Token]) -> bool:
    """Whether two words make the phrase that they can: bombs are set off, attacks carried out."""
    words = {token.lower for token in tokens}
    if following == "off" and form not in ("lay", "lays", "laid", "laying"):
        return bool(words & WEAPONS)
    if following == "trial":
        return bool(words & {"go", "goes", "went", "going", "gone", "stand", "stands", "stood"})
    if following == "out" and form.startswith("carr"):
        return bool(words & _VIOLENCE)
    return True


def _handles_weapon(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb has a weapon for its object, or for its subject where it is passive."""
    before = tokens[at - 1].lower if at > 0 else ""
    if before in DETERMINERS or tokens[at].is_capital:
        return False
    passive = before in _BE and tokens[at].lower.endswith(("ed", "n", "t"))
    near = (
        tokens[max(0, at - _WEAPON_WITHIN) : at] if passive else tokens[at + 1 :][:_WEAPON_WITHIN]
    )
    for token in near if not passive else reversed(near):
        if not token.is_word and token.text != "-":
            return False
        if token.lower in WEAPONS:
            return True
        if token.lower in PREPOSITIONS - {"of"} and not passive:
            return False
    return False


def _reads_as_noun(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].lower if at > 0 else ""
    if tokens[at].lower not in _VERB_INDEX or _ends_noun_phrase(tokens, at):
        return True
    return before in (DETERMINERS | PREPOSITIONS | {"'s", ""}) - {"to"} or (
        at > 0 and tokens[at].lower.endswith("s")
    )


def _ends_noun_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a verb in its base form ends a noun phrase: "a rebel attack on"."""
    if at < 2 or tokens[at].lower not in _BASE_NOUNS:
        return False
    before, opening = tokens[at - 1], tokens[at - 2].lower
    plural = before.lower.endswith("s") and not before.lower.endswith(("ss", "us"))
    if not before.is_word or plural or before.lower in AUXILIARIES | PRONOUNS | PREPOSITIONS:
        return False
    if opening in DETERMINERS and tokens[at].lower not in _PAST_LIKE_BASE:
        return True  # "the rebel attack": one rebel would have "attacks" or "attacked"
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = after is None or not after.is_word or after.lower in PREPOSITIONS | AUXILIARIES
    return opening in PREPOSITIONS and ends


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
    if lemma in ("kill", "wound", "injure", "hurt") and words & _MISHAPS and not words & _ARMED:
        return "life.die" if lemma == "kill" else event_type
    if lemma == "execute" and words & _IRREGULARS:
        return "conflict.attack"
    if lemma in ("destroy", "damage", "burn", "sabotage"):
        return _of_destruction(words)
    if lemma == "explode" and words & WEAPONS:
        return "conflict.attack"
    if lemma == "launch" and words & {"attack", "attacks", "offensive", "assault", "raid", "raids"}:
        return "conflict.attack"
    if lemma == "collapse" and words & _FIRMS:
        return "business.declare-bankruptcy"
    if lemma in ("lose", "cut", "raise") and words & _MONEY_MARKS:
        return "business.results"
    if lemma == "open" and words & {"review", "inquiry", "investigation", "probe"}:
        return "justice.investigate"
    return event_type


def _of_destruction(words: set[str]) -> EventType:
    """What kind of event destroys: an attack, a disaster, or what the sentence does not say."""
    if words & _ARMED:
        return "conflict.attack"
    return "disaster.natural" if words & _MISHAPS else "other"


# Forms of another verb: "two boats were found empty" founds nothing.
_OTHER_VERBS = frozenset({("found", "found")})


_PLURALS = frozenset("people men women children police gunmen troops many".split())
_PRONOUN_LIKE = frozenset("that all both each many some several most".split())
# "A regular meeting", "the opening": nouns, but after "was", "by" and the like.
_GERUND_NOUNS = frozenset(
    "meeting hearing opening building killing shooting bombing finding".split()
)


def _follows_pronoun(before: str, form: str, lemma: str) -> bool:
    """Whether what looks like a determiner stands for a noun: "a bomb that exploded", "two killed"."""
    if not form.endswith(("ed", "n", "t")) or form == lemma:
        return False
    return before in _PRONOUN_LIKE or lemma in ("kill", "wound", "injure", "arrest", "detain")


def _reads_as_verb(tokens: Sequence[Token], at: int, lemma: str) -> bool:
    form = tokens[at].lower
    before = tokens[at - 1].lower if at > 0 else ""
    if (form, lemma) in _OTHER_VERBS or (
        before in DETERMINERS | {"'s"} and not _follows_pronoun(before, form, lemma)
    ):
        return False
    if form in _GERUND_NOUNS and before not in _BE | {"after", "before", "by", ",", "and"}:
        return False
    base = form in (lemma, lemma + "s", lemma + "es")
    if lemma in _ONLY_PAST and base:
        if form == lemma and lemma in _PAST_LIKE_BASE and _stands_between_names(tokens, at):
            return True
        if before in _BE and form in _PAST_LIKE_BASE - {"shut", "spread"}:
            return True  # "were hurt", "was cut"
        return before in AUXILIARIES - _BE and before != "to"
    if (
        form == lemma
        and at > 0
        and tokens[at - 1].is_word
        and not _can_precede_verb(tokens[at - 1])
    ):
        return False
    return not (base and before in PREPOSITIONS - {"to"})


def _can_precede_verb(token: Token) -> bool:
    """Whether a verb in its base form can follow: not in "longer jail terms", "27 arrest warrants"."""
    if token.lower.endswith("s") or token.is_capital or token.lower in _PLURALS:
        return True
    return token.lower in AUXILIARIES | PRONOUNS | ADVERBS | {"and", "or", "but", "then"}
