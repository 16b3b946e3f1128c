"""What the peers are asked: the same instructions for both, with the definitions of the gold.

The articles of the examples are made up. langextract cannot do without examples; the incidents task
has one without an incident, so that it may learn to give none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from benchmarks.peers.answers import TaskName

__all__ = ["EXAMPLES", "INSTRUCTIONS", "Example", "Extracted"]

INSTRUCTIONS: Final[Mapping[TaskName, str]] = {
    "claims": (
        "List everything that the article attributes to somebody: what a person, a body, a poll or"
        " a document says, writes, thinks, wants, plans or believes. For each give the words that"
        " carry what is said, copied exactly from the article, without the words that say who"
        " says it; the speaker, in the words that stand beside them (it may be a pronoun); the"
        " speaker's full name in the article; and the cue, the word of saying or thinking. Do not"
        " list what the article tells in its own voice."
    ),
    "incidents": (
        "List the terrorist incidents that the article reports: attacks, bombings, kidnappings,"
        " cases of arson and robberies by guerrillas, terrorists, drug traffickers, death squads"
        " or unknown people, against civilians, officials, guards or property. Battles between"
        " an army and guerrillas are none, nor are threats, general trends, or what happened"
        " more than two months before the report. Each incident once, with its type (attack,"
        " bombing, kidnapping, arson or robbery), date, place, perpetrators (people and"
        " organisations), targets (people and things), weapons, who was killed and who was"
        " wounded, with their number. Copy the words from the article; leave empty what it does"
        " not say. Most articles have one incident or none: for none, give an empty list."
    ),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A piece of an example: its words, copied, and what is known of them."""

    text: str
    attributes: Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up article, and what should be found in it."""

    text: str
    extracted: tuple[Extracted, ...] = field(default=())


_PIER: Final = Example(
    "Harbour master Ilse Brandt said on Monday that the old pier would stay shut until spring. “We"
    " cannot let anyone walk on rotten planks,” she told reporters. According to the shopkeepers'"
    " union, takings have halved since the closure.",
    (
        Extracted(
            "the old pier would stay shut until spring",
            {"speaker": "Harbour master Ilse Brandt", "name": "Ilse Brandt", "cue": "said"},
        ),
        Extracted(
            "We cannot let anyone walk on rotten planks",
            {"speaker": "she", "name": "Ilse Brandt", "cue": "told"},
        ),
        Extracted(
            "takings have halved since the closure",
            {
                "speaker": "the shopkeepers' union",
                "name": "the shopkeepers' union",
                "cue": "According to",
            },
        ),
    ),
)

_TOWN_HALL: Final = Example(
    "PORT WESSEL, 4 MARCH 1987. Gunmen of the Red Lantern Front fired rifles at the town hall of"
    " Port Wessel on 3 March. Two guards were killed and a passer-by was wounded. The mayor,"
    " Tomas Arrel, was not in the building.",
    (
        Extracted(
            "Gunmen of the Red Lantern Front fired rifles at the town hall of Port Wessel",
            {
                "type": "attack",
                "date": "3 March",
                "place": "Port Wessel",
                "perpetrators": ["Gunmen", "Red Lantern Front"],
                "targets": ["the town hall", "guards", "a passer-by"],
                "weapons": ["rifles"],
                "killed": ["Two guards"],
                "wounded": ["a passer-by"],
            },
        ),
    ),
)

_BUDGET: Final = Example(
    "PORT WESSEL, 9 MARCH 1987. The council of Port Wessel discussed the security budget on Monday."
    " The police chief said that there was less violence this year than last."
)

EXAMPLES: Final[Mapping[TaskName, tuple[Example, ...]]] = {
    "claims": (_PIER,),
    "incidents": (_TOWN_HALL, _BUDGET),
}
