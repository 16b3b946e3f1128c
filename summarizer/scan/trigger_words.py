"""The words that name happenings, by type, and the words that settle which type a verb stands for."""

from summarizer.scan.event_words import WEAPONS
from summarizer.scan.lexicon import inflect
from summarizer.schemas.event import EventType

__all__ = [
    "ARMED",
    "IRREGULARS",
    "LAUNCHED",
    "MESSAGES",
    "MISHAPS",
    "NOUN_INDEX",
    "PHRASE_INDEX",
    "PITCH",
    "STANDARDS",
    "STARTED",
    "VERB_INDEX",
    "forms",
]

# Verbs, by type. Phrases (verb + particle or object) stand in _PHRASES.
_VERBS: dict[EventType, str] = {
    "conflict.attack": """attack bomb shell shoot ambush assault raid storm clash fire strike kill
        assassinate murder massacre stab gun behead torpedo bombard invade detonate dynamite machinegun
        machine-gun firebomb torch strafe""",
    "conflict.seize": "seize capture overrun recapture retake occupy conquer besiege",
    "conflict.withdraw": "retreat surrender withdraw",
    "conflict.demonstrate": "protest demonstrate riot rally march picket blockade",
    "conflict.mobilize": "deploy mobilise mobilize",
    "life.die": "die drown perish",
    "life.injure": "injure wound hurt maim",
    "life.marry": "marry divorce wed",
    "movement.transport": "send evacuate flee travel arrive depart migrate sail smuggle displace",
    "contact.meet": "meet visit",
    "contact.phone-write": "phone telephone",
    "justice.investigate": "investigate probe search interrogate",
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
    "personnel.end-position": "resign dismiss sack oust retire quit depose impeach",
    "politics.decide": """approve adopt ratify repeal veto enact legalise legalize abolish suspend
        order scrap outlaw ban prohibit cancel postpone""",
    "politics.sanction": "sanction expel blacklist",
    "business.start-org": "found open reopen",
    "business.merge-org": "merge",
    "business.end-org": "close dissolve shut",
    "business.results": "rise fall drop climb plunge soar slump rebound jump surge tumble",
    "transaction.transfer-ownership": "buy acquire sell purchase",
    "transaction.transfer-money": "donate invest lend pay raise",
    "disaster.natural": "flood erupt",
    "disaster.accident": "crash collide collapse derail explode capsize sink",
    "health.outbreak": "infect spread",
    "health.care": "vaccinate hospitalise hospitalize",
    "science.discover": "discover detect",
    "science.launch": "launch orbit",
    "sport.contest": "beat defeat score thrash",
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
    "conflict.demonstrate": """protest protests demonstration demonstrations riot riots rally march
        blockade sit-in""",
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
    ("hold", "up"): "conflict.demonstrate",
    ("break", "up"): "conflict.demonstrate",
    ("pass", "away"): "life.die",
    ("give", "birth"): "life.be-born",
    ("take", "to"): "health.care",
    ("rush", "to"): "health.care",
    ("admit", "to"): "health.care",
    ("move", "to"): "health.care",
    ("transfer", "to"): "health.care",
    ("airlift", "to"): "health.care",
    ("treat", "for"): "health.care",
    ("lead", "away"): "justice.arrest-jail",
    ("take", "into"): "justice.arrest-jail",
    ("remand", "in"): "justice.arrest-jail",
    ("walk", "free"): "justice.release-parole",
    ("release", "on"): "justice.release-parole",
    ("strike", "down"): "politics.decide",
    ("call", "off"): "politics.decide",
    ("vote", "down"): "politics.decide",
    ("swear", "in"): "personnel.start-position",
    ("go", "bankrupt"): "business.declare-bankruptcy",
    ("walk", "off"): "business.labour",
    ("down", "tools"): "business.labour",
    ("give", "way"): "disaster.accident",
    ("catch", "fire"): "disaster.accident",
    ("run", "aground"): "disaster.accident",
    ("stand", "down"): "personnel.end-position",
    ("break", "out"): "disaster.natural",
    ("test", "positive"): "health.outbreak",
    ("blast", "off"): "science.launch",
    ("lift", "off"): "science.launch",
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
_VIOLENCE = frozenset(
    """attack attacks assault assaults bombing bombings raid raids killing killings murder murders
    massacre shooting shootings strike strikes airstrike airstrikes ambush kidnapping
    kidnappings""".split()
)
# A phrase of a common verb holds in a sentence with one of these alone: "taken to hospital".
_CONTEXTS: dict[tuple[str, str], frozenset[str]] = {
    (lemma, second): frozenset(words.split())
    for lemmas, second, words in (
        ("go set", "off", " ".join(WEAPONS)),
        ("carry", "out", " ".join(_VIOLENCE)),
        ("on", "trial", "go goes went going gone stand stands stood"),
        ("hold", "up", "banner banners placard placards posters portraits letters flags candles"),
        ("break", "up", "protest protests demonstration rally march blockade crowd crowds sit-in"),
        (
            "take rush admit move transfer airlift",
            "to",
            "hospital hospitals clinic clinics infirmary intensive",
        ),
        ("treat", "for", "burns injuries wounds shock hypothermia inhalation hospital poisoning"),
        ("lead", "away", "police officers handcuffs guards"),
        ("take", "into", "custody"),
        ("remand", "in", "custody"),
        ("release", "on", "bail parole"),
        ("strike", "down", "law laws ban court judges ruling act decree rule"),
        ("walk", "off", "job workers staff strike crews"),
        ("break", "out", "fire fires blaze blazes wildfire wildfires"),
    )
    for lemma in lemmas.split()
}
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
    | _VIOLENCE
    | IRREGULARS
    | frozenset(
        """gunmen gunman militants rebels guerrillas terrorists troops soldiers army police shot
        fighters insurgents extremists assailants attackers assassin knife""".split()
    )
)
# What is launched into the air or the sea, or is new technology; what is launched to go into business;
# and what is met without a meeting.
LAUNCHED = frozenset(
    """rocket rockets satellite satellites spacecraft probe mission capsule shuttle missile missiles
    torpedo space orbit telescope ship lifeboat drone drones device app software phone""".split()
)
STARTED = frozenset(
    """service services company firm airline party charity campaign website newspaper channel brand
    programme program scheme fund foundation bank""".split()
)
STANDARDS = frozenset(
    """standard standards requirements requirement target targets demand needs criteria deadline
    deadlines goals expectations conditions costs challenge challenges""".split()
)
# Words of a match, in which strikers attack and shoot.
PITCH = frozenset(
    """pitch goal goals goalkeeper striker midfielder penalty offside header corner crossbar
    half-time kick-off scored""".split()
)
_IRREGULAR = {
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
    "leave": "leaves left leaving",
    "fly": "flies flew flying flown",
    "begin": "begins began beginning begun",
    "give": "gives gave giving given",
    "break": "breaks broke breaking broken",
    "lead": "leads led leading",
    "draw": "draws drew drawing drawn",
    "sign": "signs signed signing",
    "admit": "admits admitted admitting",
    "transfer": "transfers transferred transferring",
    "seek": "seeks sought seeking",
    "bring": "brings brought bringing",
    "make": "makes made making",
    "uphold": "upholds upheld upholding",
    "overrule": "overrules overruled overruling",
    "cancel": "cancels cancelled canceled cancelling canceling",
    "scrap": "scraps scrapped scrapping",
    "ban": "bans banned banning",
    "shed": "sheds shedding",
    "slap": "slaps slapped slapping",
    "send": "sends sent sending",
    "burst": "bursts bursting",
    "hit": "hits hitting",
    "sweep": "sweeps swept sweeping",
    "shake": "shakes shook shaking shaken",
    "skid": "skids skidded skidding",
    "catch": "catches caught catching",
    "run": "runs ran running",
    "stand": "stands stood standing",
    "drop": "drops dropped dropping",
    "quiz": "quizzes quizzed quizzing",
    "overturn": "overturns overturned overturning",
    "interview": "interviews interviewed interviewing",
    "machinegun": "machineguns machinegunned machinegunning",
    "machine-gun": "machine-guns machine-gunned machine-gunning",
    "kidnap": "kidnaps kidnapped kidnaped kidnapping kidnaping",
    "on": "",
}


def forms(lemma: str) -> list[str]:
    """The forms of a verb, the lemma first."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    return inflect(lemma)


def _index(table: dict[EventType, str], verbs: bool) -> dict[str, tuple[EventType, str]]:
    index: dict[str, tuple[EventType, str]] = {}
    for event_type, words in table.items():
        for lemma in words.split():
            for form in forms(lemma) if verbs else [lemma]:
                index.setdefault(form, (event_type, lemma))
    return index


VERB_INDEX = _index(_VERBS, verbs=True)
NOUN_INDEX = _index(_NOUNS, verbs=False)
PHRASE_INDEX = {
    (form, second): (event_type, _CONTEXTS.get((lemma, second)))
    for (lemma, second), event_type in _PHRASES.items()
    for form in forms(lemma)
}
