"""The words that name happenings, by type, and the words that settle which type a verb stands for."""

from summarizer.scan.event_words import WEAPONS
from summarizer.scan.lexicon import inflect
from summarizer.schemas.event import EventType

__all__ = [
    "ARMED",
    "IRREGULARS",
    "MESSAGES",
    "MISHAPS",
    "NOUN_INDEX",
    "PHRASE_INDEX",
    "PITCH",
    "VERB_INDEX",
    "VIOLENCE",
]

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
    "justice.appeal": "overturn quash",
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
    ("fall", "ill"): "health.outbreak",
    ("fall", "sick"): "health.outbreak",
    ("find", "guilty"): "justice.convict",
    ("clear", "of"): "justice.acquit",
    ("cease", "fire"): "conflict.withdraw",
    ("take", "over"): "transaction.transfer-ownership",
    ("phone", "call"): "contact.phone-write",
    ("phone", "calls"): "contact.phone-write",
    ("telephone", "call"): "contact.phone-write",
    ("phone", "conversation"): "contact.phone-write",
    ("video", "call"): "contact.phone-write",
}
# What is "carried out" is an attack when the sentence names one.
VIOLENCE = frozenset(
    """attack attacks assault assaults bombing bombings raid raids killing killings murder murders
    massacre shooting shootings strike strikes airstrike airstrikes ambush kidnapping
    kidnappings""".split()
)
# In a sentence with one of these nobody is attacked: "the storm killed 12", "killed when a bus fell".
MISHAPS = frozenset(
    """storm cyclone hurricane typhoon flood floods flooding earthquake quake landslide avalanche
    tornado tsunami heatwave drought accident crash crashed collision collided capsized derailed
    collapsed collapse wildfire wildfires lightning virus disease outbreak epidemic cholera ebola
    overturned sank sinks sinking plunged accidental
    train bus coach plane aircraft ferry boat lorry blaze stampede mudslide""".split()
)
# Who sends one of these writes, and moves nobody.
MESSAGES = frozenset(
    "email emails letter letters message messages copy copies note notes invitation".split()
)
# Those who are no regular force: what they "execute" or burn down is an attack.
IRREGULARS = frozenset(
    """guerrillas guerrilla rebels rebel militants militant terrorists terrorist gunmen fighters
    extremists insurgents squad squads""".split()
)
# Who or what makes a killing, a fire or a destruction an attack, where the verb alone does not.
ARMED = (
    WEAPONS
    | VIOLENCE
    | IRREGULARS
    | frozenset(
        """gunmen gunman militants rebels guerrillas terrorists troops soldiers army police shot
        fighters insurgents extremists assailants attackers assassin knife""".split()
    )
)
# Words of a match, in which strikers attack and shoot.
PITCH = frozenset(
    """pitch goal goals goalkeeper striker midfielder penalty offside header corner crossbar
    half-time kick-off scored""".split()
)
_IRREGULAR_PHRASE = {
    "step": "steps stepped stepping",
    "take": "takes took taking taken",
    "blow": "blows blew blowing blown",
    "lay": "lays laid laying",
    "go": "goes went going gone",
    "find": "finds found finding",
    "shut": "shuts shut shutting",
    "set": "sets set setting",
    "fall": "falls fell falling fallen",
    "hold": "holds held holding",
    "machinegun": "machineguns machinegunned machinegunning",
    "machine-gun": "machine-guns machine-gunned machine-gunning",
    "kidnap": "kidnaps kidnapped kidnaped kidnapping kidnaping",
    "on": "",
}


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


VERB_INDEX = _index(_VERBS, verbs=True)
NOUN_INDEX = _index(_NOUNS, verbs=False)
PHRASE_INDEX = {
    (form, second): event_type
    for (lemma, second), event_type in _PHRASES.items()
    for form in _forms(lemma)
}
