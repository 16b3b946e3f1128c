"""Word lists of English news: what reports speech, who speaks, what joins words together.

Lists hold what is true of news in general. A word is here because of what it means, never because
one article has it. Inflected forms are made from the lemma by rule, or listed when irregular.
"""

from typing import Literal

from summarizer.scan.frames import INFINITIVE, NOUNS, OBJECT, PREPOSITIONAL, WITH_CLAUSE
from summarizer.schemas.claim import Stance

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "AUXILIARIES",
    "BOUNDARY_WORDS",
    "COMMUNICATION_NOUNS",
    "CUE_FORMS",
    "DAYS",
    "DETERMINERS",
    "GENERIC_SOURCES",
    "ORGANISATION_WORDS",
    "PLURAL_PRONOUNS",
    "PREPOSITIONS",
    "PRONOUNS",
    "ROLE_WORDS",
    "SINGULAR_PRONOUNS",
    "TIME_WORDS",
    "TITLES",
    "CueClass",
    "CueForm",
    "inflect",
]

CueClass = Literal["speech", "weak"]
CueForm = tuple[str, Stance, CueClass]

# speech: reports words on its own ("X said …", "…, X said").
# weak: reports words only with a that-clause or a quotation beside it ("polls show that …").
_SPEECH: dict[Stance, str] = {
    "asserts": """say tell add state note report claim announce declare explain argue insist maintain
        contend assert remark comment reveal disclose stress emphasise emphasize write tweet
        reply respond answer continue mention testify recount recall quip joke counter retort
        reiterate repeat clarify elaborate exclaim shout whisper muse posit opine observe""",
    "denies": "deny refute rebuff disavow repudiate",
    "confirms": "confirm acknowledge admit concede",
    "accuses": "accuse allege blame",
    "criticises": "complain criticise criticize condemn denounce decry lament deplore blast slam",
    "supports": "praise hail applaud",
    "predicts": "predict warn forecast",
    "promises": "promise pledge vow",
    "threatens": "threaten",
    "demands": "demand urge",
    "doubts": "doubt",
    "asks": "ask inquire",
}
_WEAK: dict[Stance, str] = {
    "asserts": """suggest indicate estimate believe think conclude find show describe know feel
        see understand mean learn read post publish hear call cite quote imply signal assume
        calculate determine decide consider hold record hint boast speculate
        caution rule realise realize compare liken portray label""",
    "denies": "reject dismiss dispute",
    "supports": "welcome back endorse defend support favour favor",
    "predicts": "expect project anticipate fear hope foresee",
    "promises": "guarantee swear undertake plan intend offer",
    "demands": "request recommend propose order appeal press want",
    "confirms": "recognise recognize agree",
    "doubts": "question wonder worry",
    "criticises": "attack object oppose",
}
_PHRASES: dict[tuple[str, str], tuple[str, Stance]] = {
    ("point", "out"): ("point out", "asserts"),
    ("rule", "out"): ("rule out", "denies"),
    ("call", "for"): ("call for", "demands"),
    ("call", "on"): ("call on", "demands"),
    ("cast", "doubt"): ("cast doubt", "doubts"),
}
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote writing written",
    "think": "thinks thought thinking",
    "find": "finds found finding",
    "show": "shows showed showing shown",
    "know": "knows knew knowing known",
    "feel": "feels felt feeling",
    "see": "sees saw seeing seen",
    "understand": "understands understood understanding",
    "mean": "means meant meaning",
    "read": "reads read reading",
    "hear": "hears heard hearing",
    "hold": "holds held holding",
    "swear": "swears swore swearing sworn",
    "undertake": "undertakes undertook undertaking undertaken",
    "foresee": "foresees foresaw foreseeing",
    "forecast": "forecasts forecast forecasting",
    "rule": "rules ruled ruling",
    "send": "sends sent sending",
    "shoot": "shoots shot shooting",
    "strike": "strikes struck striking",
    "overrun": "overruns overran overrunning",
    "retake": "retakes retook retaking retaken",
    "withdraw": "withdraws withdrew withdrawing withdrawn",
    "stab": "stabs stabbed stabbing",
    "gun": "guns gunned gunning",
    "kidnap": "kidnaps kidnapped kidnapping",
    "rob": "robs robbed robbing",
    "steal": "steals stole stealing stolen",
    "flee": "flees fled fleeing",
    "meet": "meets met meeting",
    "sue": "sues sued suing",
    "free": "frees freed freeing",
    "win": "wins won winning",
    "lose": "loses lost losing",
    "beat": "beats beat beating beaten",
    "buy": "buys bought buying",
    "sell": "sells sold selling",
    "pay": "pays paid paying",
    "lend": "lends lent lending",
    "rise": "rises rose rising risen",
    "fall": "falls fell falling fallen",
    "drop": "drops dropped dropping",
    "cut": "cuts cut cutting",
    "spread": "spreads spread spreading",
    "sink": "sinks sank sinking sunk",
    "hang": "hangs hanged hanging",
    "hurt": "hurts hurt hurting",
    "shut": "shuts shut shutting",
    "quit": "quits quit quitting",
    "veto": "vetoes vetoed vetoing",
    "oust": "ousts ousted ousting",
    "expel": "expels expelled expelling",
    "wed": "weds wedded wedding wed",
    "die": "dies died dying",
    "re-elect": "re-elects re-elected re-electing",
    "sign": "signs signed signing",
    "admit": "admits admitted admitting",
    "quip": "quips quipped quipping",
    "plan": "plans planned planning",
    "refer": "refers referred referring",
    "slam": "slams slammed slamming",
    "rebuff": "rebuffs rebuffed rebuffing",
    "speak": "speaks spoke speaking spoken",
    "bet": "bets bet betting",
    "beg": "begs begged begging",
    "seek": "seeks sought seeking",
    "commit": "commits committed committing",
    "chide": "chides chided chiding",
    "dub": "dubs dubbed dubbing",
    "brag": "brags bragged bragging",
    "fret": "frets fretted fretting",
    "forget": "forgets forgot forgetting forgotten",
    "notify": "notifies notified notifying",
    "label": "labels labelled labeled labelling labeling",
    "signal": "signals signalled signaled signalling",
}


def inflect(lemma: str) -> list[str]:
    """The forms of a verb, the lemma first."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    plural = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return [lemma, plural, lemma + "ed", lemma + "ing"]


def _cue_forms() -> dict[str, CueForm]:
    forms: dict[str, CueForm] = {}
    tables: list[tuple[dict[Stance, str], CueClass]] = [
        *((table, "weak") for table in (WITH_CLAUSE, OBJECT, INFINITIVE, _WEAK)),
        (_SPEECH, "speech"),
    ]
    for table, cue_class in tables:
        for stance, lemmas in table.items():
            for lemma in lemmas.split():
                for form in inflect(lemma):
                    forms[form] = (lemma, stance, cue_class)
    return forms


CUE_FORMS: dict[str, CueForm] = _cue_forms()
"""Inflected form (lower case) -> (lemma, stance, class)."""


def _with_prepositions() -> dict[tuple[str, str], tuple[str, Stance]]:
    return {
        (verb, preposition): (f"{verb} {preposition}", stance)
        for stance, phrases in PREPOSITIONAL.items()
        for verb, preposition in (phrase.split() for phrase in phrases.split("|"))
    }


CUE_PHRASES: dict[tuple[str, str], tuple[str, Stance]] = {
    (form, particle): value
    for (lemma, particle), value in {**_with_prepositions(), **_PHRASES}.items()
    for form in ([*inflect(lemma), "cast"] if lemma == "cast" else inflect(lemma))
}
"""(inflected verb, particle) -> (lemma, stance)."""

COMMUNICATION_NOUNS: dict[str, Stance] = {
    form: stance
    for stance, nouns in NOUNS.items()
    for noun in nouns.split()
    for form in (noun, f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
}
"""Nouns that report words ("claims that …"), with the stance of whoever uttered them."""

_ADJECTIVES: dict[Stance, str] = {
    "asserts": "convinced sure aware adamant proud ashamed glad sorry grateful",
    "predicts": """confident optimistic hopeful pessimistic afraid fearful worried concerned anxious
        wary nervous""",
    "promises": "willing ready prepared determined committed eager keen",
    "denies": "unwilling reluctant loath hesitant",
    "criticises": """opposed critical angry furious outraged upset dismayed disappointed frustrated
        unhappy dissatisfied appalled""",
    "supports": "supportive happy pleased delighted satisfied enthusiastic passionate",
    "doubts": "sceptical skeptical unsure doubtful dubious suspicious",
}
ADJECTIVES: dict[str, Stance] = {
    adjective: stance
    for stance, adjectives in _ADJECTIVES.items()
    for adjective in adjectives.split()
}
"""Adjectives by which somebody holds something: "is confident that", "was opposed to"."""

SINGULAR_PRONOUNS = frozenset({"he", "she", "him", "her", "i"})
PLURAL_PRONOUNS = frozenset({"they", "them", "we"})
PRONOUNS = SINGULAR_PRONOUNS | PLURAL_PRONOUNS | {"it", "who", "which", "whom"}

# "ca", "wo" and "sha" are what is left of can't, won't and shan't.
AUXILIARIES = frozenset(
    """has have had is are was were be been being did does do will would could should may might
    must can shall to not n't never neither nor ca wo sha""".split()
)
ADVERBS = frozenset(
    """also later then now again still just only even already once previously recently repeatedly
    earlier since publicly reportedly however further immediately instead simply further
    initially subsequently meanwhile therefore thus always often sometimes soon first long
    both all specifically flatly firmly strongly angrily openly privately bluntly quietly""".split()
)
DETERMINERS = frozenset(
    """the a an this that these those his her their its our my your some many several most few both
    another other one two three four five six seven eight nine ten no each every any all""".split()
)
PREPOSITIONS = frozenset(
    """of for in at from with on to by about into over under against between among during through
    near inside outside across within without behind around toward towards upon per via
    amid like off""".split()
)
# Where a noun phrase ends when read from its head leftwards.
BOUNDARY_WORDS = frozenset(
    """that because as while when after before although though if since which who whom whose but or
    so than where why how what whether until unless once then is are was were be been has have
    had will would could should may might must can did does do not yet nor there here when
    said says say saying told according just even still also later now""".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
TIME_WORDS = DAYS | frozenset(
    """january february march april may june july august september october november december
    yesterday today tomorrow tonight week month year morning afternoon evening night weekend""".split()
)
TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady president vice prime minister secretary
    chancellor senator sen rep representative governor gov mayor general gen colonel col captain
    capt major lieutenant lt sergeant sgt judge justice king queen prince princess pope bishop
    archbishop cardinal imam sheikh ayatollah ambassador chairman chairwoman chair director chief
    commissioner commander spokesman spokeswoman spokesperson coach inspector det insp detective
    superintendent officer attorney congressman congresswoman councillor councilman deputy former
    acting foreign defence defense interior finance state treasurer premier manager rev reverend
    brother sister father mother founder executive ceo economist analyst lawyer prosecutor
    scientist researcher author editor""".split()
)
ROLE_WORDS = TITLES | frozenset(
    """witness resident official expert lawmaker activist teacher doctor nurse farmer student owner
    worker neighbour neighbor mother father wife husband son daughter brother sister
    candidate leader head member captain player striker manager driver survivor relative
    adviser advisor aide mediator arbitrator ombudsman strategist pollster negotiator diplomat envoy
    passenger pensioner
    fisherman shopkeeper bookkeeper accountant engineer pilot sailor soldier guard clerk plaintiff
    defendant victim suspect customer trader investor broker referee goalkeeper trainer biologist
    physician surgeon author widow nominee surrogate host niece nephew
    cousin uncle aunt grandmother grandfather neighbor volunteer veteran refugee
    migrant trustee landlord tenant shareholder miner judge physicist chemist climatologist""".split()
)
GENERIC_SOURCES = frozenset(
    """official officials police authorities authority prosecutors prosecutor witnesses witness
    residents resident source sources spokesman spokeswoman spokesperson spokesmen spokespeople
    minister ministers ministry government governments rebels activists activist analysts analyst
    experts expert critics critic opponents opponent supporters supporter investigators doctors
    doctor medics medic researchers researcher scientists scientist economists economist lawyers
    lawyer judge court report reports study studies survey poll polls statement letter document
    documents media television newspaper newspapers agency group groups organisation organization
    company companies firm firms union unions party campaign campaigners diplomats diplomat
    military army troops soldiers militants fighters president leader leaders aide aides adviser
    advisers lawmakers lawmaker senators republicans democrats historians historian people many
    some others friends relatives family families neighbours neighbors parents father mother wife
    husband son daughter brother sister staff staffers workers council committee commission board
    department office bureau airline operator hospital school university club team coach manager
    captain chairman chairwoman director chief executive executives mayor governor pope bishop
    insider insiders observers observer data figures records indictment complaint lawsuit
    memo email emails voters voter teenager man woman men women student students teacher teachers
    survivors survivor driver drivers owner owners farmers farmer fans""".split()
)
ORGANISATION_WORDS = frozenset(
    """ministry department agency council committee commission court observatory university institute
    group party union front army navy force forces police bank corp inc ltd plc company association
    organisation organization federation foundation bureau office government parliament senate
    congress house cabinet coalition alliance league club city united team times post news press
    television tv radio network journal gazette herald tribune daily guardian reuters authority board
    centre center hospital school college church state states nation nations service services
    brigade movement airlines airways rights watch international campaign society trust fund""".split()
)
