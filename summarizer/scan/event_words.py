"""Words that tell what a phrase beside an event word is: a weapon, a site, somebody under arms."""

from summarizer.scan.lexicon import inflect

__all__ = [
    "BODIES",
    "MEASURES",
    "OUTCOMES",
    "PLACED",
    "SITES",
    "UNACCUSATIVE",
    "UNDER_ARMS",
    "VICTIM_NOUNS",
    "WEAPONS",
]

WEAPONS = frozenset(
    """bomb bombs bombing dynamite grenade grenades rifle rifles machinegun machineguns machine-gun
    machine-guns mortar mortars mine mines explosive explosives rocket rockets pistol pistols gun
    guns gunfire missile missiles molotov knife knives firebomb firebombs shotgun shotguns carbine
    carbines artillery shell shells bullet bullets torpedo torpedoes device devices charges ied ieds
    drone drones car-bomb car-bombs weapon weapons axe axes machete machetes sword swords stones
    teargas cannon flamethrower tnt submachinegun submachineguns
    submachine-gun submachine-guns projectile projectiles gasoline petrol round rounds petrol-bomb
    petrol-bombs landmine landmines vest""".split()
)
"""What is used to attack, singular and plural."""

MEASURES = frozenset(
    """stick sticks charge charges burst bursts load kilogram kilograms kilo kilos gram grams pound
    pounds ton tons tonnes hail volley number series quantity""".split()
)
"""Nouns of which "of" names the weapon: "two sticks of dynamite"."""

OUTCOMES = frozenset("kill kills killed killing".split())
"""What came of an event, where another word says what it was: "killed when rebels stormed a fort"."""

SITES = frozenset(
    """airport airbase airfield base barracks border bridge building buildings bus buses camp canal
    capital car cars cathedral checkpoint chapel church city club coast consulate convoy court
    department depot district embassy factory farm ferry field flat fort garage gate harbour harbor
    headquarters highway hill home homes hospital hotel hotels house houses inn inns installation
    installations island jail junction kiosk lake line lines mall market mill mine ministry mosque
    motorway mountain mouth museum neighbourhood neighborhood newspaper office offices outpost palace
    park patrol pipeline plant plaza pole poles police-station port post power-plant prison province
    pub quarter railway refinery region residence restaurant river road school sea shop shops square
    stadium station stations store street suburb substation supermarket synagogue temple territory
    terminal theatre theater tower towers town train trains truck trucks tunnel university vehicle vehicles
    villa village wall warehouse waterworks zone valley strait county jurisdiction canton
    peninsula desert forest gulf bay reef""".split()
)
"""Places and things that stand somewhere: where something happens, or what is attacked."""

BODIES = frozenset(
    """ministry party group union front army navy force forces police company association agency
    council committee government parliament congress senate times news press television radio network
    movement league club team united bank""".split()
)
"""What a name that is a body's, not a place's, ends in."""

UNDER_ARMS = frozenset(
    """rebel guerrilla terrorist militant insurgent extremist separatist jihadist government army
    police""".split()
)
"""Before "attack" these say whose it was: "a rebel attack"."""

UNACCUSATIVE = frozenset(
    form
    for lemma in """die drown perish sink capsize crash derail collapse flood collide erupt explode
        rise fall drop climb plunge soar slump rebound spread merge close open burn""".split()
    for form in inflect(lemma)
)
"""Verbs whose subject, where they have no object, is what it happened to: "the ferry sank"."""

PLACED = frozenset(
    form
    for lemma in "plant place throw hurl toss lob leave fire launch detonate explode".split()
    for form in inflect(lemma)
) | {"threw", "thrown", "left", "planted", "planting", "tossed", "lobbed", "lobbing", "set off"}
"""Verbs whose object is the weapon: "planted a bomb"."""

VICTIM_NOUNS = frozenset(
    """killing killings murder murders massacre assassination assassinations execution shooting
    kidnapping kidnappings abduction abductions arrest arrests capture seizure takeover bombing
    bombings shelling siege death deaths conviction acquittal trial indictment invasion hijacking
    explosion explosions blast resignation acquisition robbery burglary theft""".split()
)
"""Nouns of which "of" and a possessive name whom it befell: "the murder of Ida Moor"."""
