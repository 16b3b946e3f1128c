"""Event words: the verbs and nouns that name a happening, and the type each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.scan.event_frames import (
    BE,
    FRAMED_FORMS,
    PAST_LIKE_BASE,
    framed_type,
    is_scheduled,
    of_trial,
)
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
from summarizer.scan.trigger_words import (
    ARMED,
    IRREGULARS,
    LAUNCHED,
    MESSAGES,
    MISHAPS,
    NOUN_INDEX,
    PHRASE_INDEX,
    PITCH,
    STANDARDS,
    STARTED,
    VERB_INDEX,
)
from summarizer.schemas.event import EventType

__all__ = ["Trigger", "find_triggers", "is_event_noun"]

# Verb forms that are far more often something else ("fire" the noun, "open" the adjective,
# "rise" in "sunrise"): they count only in a past form or after an auxiliary.
_ONLY_PAST = frozenset(
    """fire strike open close rise fall drop spread found fine free charge score
    raise pay sell sink search execute hang release march rally vote storm shell gun probe hurt
    sentence visit meet travel launch drown shut sail beat retire bomb ambush murder torch assault
    raid damage burn sabotage order ban scrap cancel surge jump tumble blockade""".split()
)
# Verbs that are an attack when their object is a weapon: "planted a bomb", "threw two grenades".
_WITH_WEAPON = frozenset(
    form
    for lemma in "plant place toss lob hurl throw fire launch leave".split()
    for form in (*inflect(lemma), *{"throw": ["threw", "thrown"], "leave": ["left"]}.get(lemma, []))
) - {"leave", "leaves", "place", "places", "plants"}
# How far after such a verb its weapon stands: "threw at least two home-made hand grenades".
_WEAPON_WITHIN = 6
# Prices and profits rise and fall in sentences that have one of these; forts and rain do too, without.
_MONEY_MARKS = frozenset(
    "% $ £ € ¥ per percent percentage cent cents point points million billion trillion bn crowns".split()
)


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
    deed: bool = False
    """What stands beside it says what was done, also where the verb can report speech."""


# Words that are a noun and the base form of a verb: "attack", "raid".
_BASE_NOUNS = frozenset(NOUN_INDEX) & frozenset(lemma for _, lemma in VERB_INDEX.values())

_FIRST_WORDS = frozenset(
    {
        *VERB_INDEX,
        *NOUN_INDEX,
        *_WITH_WEAPON,
        *FRAMED_FORMS,
        *(form for form, _ in PHRASE_INDEX),
    }
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


def _is_of_a_match(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is about a match, where strikers attack and shoot."""
    words = {token.lower for token in tokens}
    return bool(words & PITCH) and not words & WEAPONS


def is_event_noun(word: str) -> bool:
    """Whether a noun, in lower case, names a happening: "attack", "arrests"."""
    return word in NOUN_INDEX


def _trigger(tokens: Sequence[Token], at: int) -> Trigger | None:
    token, form = tokens[at], tokens[at].lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    phrase = PHRASE_INDEX.get((form, following))
    if phrase and (not phrase[1] or any(other.lower in phrase[1] for other in tokens)):
        text = f"{token.text} {tokens[at + 1].text}"
        end = tokens[at + 1].end
        return Trigger(token.start, end, text, phrase[0], False, _is_aim(tokens, at))
    if form in NOUN_INDEX and _reads_as_noun(tokens, at):
        if token.is_capital and at > 0:
            return None
        named = of_trial(NOUN_INDEX[form][0], tokens)
        return Trigger(token.start, token.end, token.text, named, True)
    return _verb(tokens, at)


def _verb(tokens: Sequence[Token], at: int) -> Trigger | None:
    """The verb at `at` as an event word; what stands beside it counts before the verb itself."""
    token, framed = tokens[at], None
    kind: EventType | None = "conflict.attack"
    if token.lower not in _WITH_WEAPON or not _handles_weapon(tokens, at):
        framed = framed_type(tokens, at) if token.lower in FRAMED_FORMS else None
        kind = framed or _verb_type(tokens, at)
    if kind is None:
        return None
    to, deed = _is_aim(tokens, at), framed is not None
    return Trigger(token.start, token.end, token.text, kind, False, to, deed)


def _verb_type(tokens: Sequence[Token], at: int) -> EventType | None:
    """What a verb names on its own, as far as its sentence says what it is about."""
    token = tokens[at]
    if token.lower not in VERB_INDEX or token.is_capital:
        return None
    event_type, lemma = VERB_INDEX[token.lower]
    priced = event_type == "business.results" or lemma == "raise"  # not: "rain raised the river"
    if priced and not any(other.lower in _MONEY_MARKS for other in tokens):
        return None
    if event_type == "conflict.attack" and _is_of_a_match(tokens):
        return None
    return _sense(event_type, lemma, tokens) if _reads_as_verb(tokens, at, lemma) else None


def _is_aim(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb stands after "to" or "to be"."""
    before = [token.lower for token in tokens[max(0, at - 2) : at]]
    return before[-1:] == ["to"] or before == ["to", "be"]


def _handles_weapon(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb has a weapon for its object, or for its subject where it is passive."""
    before = tokens[at - 1].lower if at > 0 else ""
    if before in DETERMINERS or tokens[at].is_capital:
        return False
    passive = before in BE and tokens[at].lower.endswith(("ed", "n", "t"))
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
    if tokens[at].lower not in VERB_INDEX or _ends_noun_phrase(tokens, at):
        return True
    return before in _BEFORE_EVENT_NOUN or (at > 0 and tokens[at].lower.endswith("s"))


def _ends_noun_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a verb in its base form ends a noun phrase: "a rebel attack on"."""
    if at < 2 or tokens[at].lower not in _BASE_NOUNS:
        return False
    before, opening = tokens[at - 1], tokens[at - 2].lower
    plural = before.lower.endswith("s") and not before.lower.endswith(("ss", "us"))
    if not before.is_word or plural or before.lower in AUXILIARIES | PRONOUNS | PREPOSITIONS:
        return False
    if opening in DETERMINERS and tokens[at].lower not in PAST_LIKE_BASE:
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


def _sense(event_type: EventType, lemma: str, tokens: Sequence[Token]) -> EventType | None:
    """The type of a verb whose meaning depends on what it is said of; None where it names nothing."""
    words = {token.lower for token in tokens}
    if lemma in ("kill", "wound", "injure", "hurt") and words & MISHAPS and not words & ARMED:
        return "life.die" if lemma == "kill" else event_type
    if lemma == "send" and words & MESSAGES:
        return "contact.phone-write"
    if (lemma == "execute" and words & IRREGULARS) or (lemma == "explode" and words & WEAPONS):
        return "conflict.attack"
    if lemma in ("destroy", "damage", "burn", "sabotage"):
        return _of_destruction(words)
    if lemma == "launch":
        return _of_launch(words)
    if lemma == "meet" and words & STANDARDS:
        return None
    if lemma == "collapse" and words & _FIRMS:
        return "business.declare-bankruptcy"
    if lemma == "raise" and words & _MONEY_MARKS:
        return "business.results"
    return event_type


def _of_launch(words: set[str]) -> EventType | None:
    """What is launched: an attack, something that flies or is new, or something in business."""
    if words & {"attack", "attacks", "offensive", "assault", "raid", "raids"}:
        return "conflict.attack"
    if words & LAUNCHED:
        return "science.launch"
    return "business.start-org" if words & STARTED else None


def _of_destruction(words: set[str]) -> EventType:
    """What kind of event destroys: an attack, a disaster, or what the sentence does not say."""
    if words & ARMED:
        return "conflict.attack"
    return "disaster.natural" if words & MISHAPS else "other"


# What stands directly before a noun, a gerund, or a verb in its base form.
_BEFORE_NOUN = DETERMINERS | {"'s"}
_BEFORE_EVENT_NOUN = (DETERMINERS | PREPOSITIONS | {"'s", ""}) - {"to"}
_BEFORE_GERUND = BE | {"after", "before", "by", ",", "and"}
_BEFORE_BASE = AUXILIARIES - BE
_BEFORE_VERB = AUXILIARIES | PRONOUNS | ADVERBS | {"and", "or", "but", "then"}
_NO_VERB_AFTER = PREPOSITIONS - {"to"}
# Forms of another verb: "two boats were found empty" founds nothing.
_OTHER_VERBS = frozenset({("found", "found")})


_PLURALS = frozenset("people men women children police gunmen troops many".split())
_PRONOUN_LIKE = frozenset("that all both each many some several most".split())
# "The yearly meeting", "the opening": nouns, but after "was", "by" and the like.
_GERUND_NOUNS = frozenset(
    "meeting hearing opening building killing shooting bombing finding voting wedding".split()
)


def _follows_pronoun(before: str, form: str, lemma: str) -> bool:
    """Whether what looks like a determiner stands for a noun: "a bomb that exploded", "two killed"."""
    if not form.endswith(("ed", "n", "t")) or form == lemma:
        return False
    if before in _PRONOUN_LIKE:
        return True
    counted = before not in {"the", "a", "an", "this", "these", "those", "'s", "no"}
    return counted and lemma in ("kill", "wound", "injure", "arrest", "detain")


def _reads_as_verb(tokens: Sequence[Token], at: int, lemma: str) -> bool:
    form = tokens[at].lower
    before = tokens[at - 1].lower if at > 0 else ""
    if (form, lemma) in _OTHER_VERBS or (
        before in _BEFORE_NOUN and not _follows_pronoun(before, form, lemma)
    ):
        return False
    if form in _GERUND_NOUNS and before not in _BEFORE_GERUND:
        return False
    base = form in (lemma, lemma + "s", lemma + "es")
    if form.endswith("ed") and before in PREPOSITIONS and not base:
        return False  # "of retired miners"
    if lemma in _ONLY_PAST and base:
        if form == lemma and lemma in PAST_LIKE_BASE and _stands_between_names(tokens, at):
            return True
        if before in BE and form in PAST_LIKE_BASE - {"shut", "spread"}:
            return True  # "were hurt", "was cut"
        return before in _BEFORE_BASE and (before != "to" or is_scheduled(tokens, at))
    if (
        form == lemma
        and at > 0
        and tokens[at - 1].is_word
        and not _can_precede_verb(tokens[at - 1])
    ):
        return False
    return not (base and before in _NO_VERB_AFTER)


def _can_precede_verb(token: Token) -> bool:
    """Whether a verb in its base form can follow: not in "longer jail terms", "nine arrest warrants"."""
    if token.lower.endswith("s") or token.is_capital or token.lower in _PLURALS:
        return True
    return token.lower in _BEFORE_VERB
