"""Who does what to whom around an event word, as the grammar of its clause shows it. English only.

Read from the words alone: who stands before an active verb does it, who stands before a passive one
or after an active one suffers it, "by" names the doer of a passive or of a noun ("the attack by …"),
"of" and "on" whom a noun befell. Where the clause has a pronoun, or nothing, nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.scan.event_words import (
    MEASURES,
    PLACED,
    SITES,
    UNACCUSATIVE,
    UNDER_ARMS,
    VICTIM_NOUNS,
    WEAPONS,
)
from summarizer.scan.lexicon import ADVERBS, AUXILIARIES
from summarizer.scan.noun_phrases import NounPhrases
from summarizer.scan.sentence import Range, Sentence
from summarizer.scan.triggers import Trigger, is_event_noun

__all__ = ["Cast", "cast_of"]

# How far after a verb or noun its "by …" is looked for: "was robbed beside her car late in the
# evening on the way from a concert by two men" is 17 words.
MAX_BY_TOKENS = 20
_BE = frozenset("is are was were be been being got".split())
_MUTUAL = frozenset({"contact.meet", "contact.phone-write", "life.marry", "business.merge-org"})
_AIMED = frozenset({"on", "against", "at", "upon"})
_AT_SITE = frozenset({"at", "against", "outside", "under", "on", "inside", "of", "near", "in"})
# "staged an attack", "the attack was carried out": verbs that lend a noun their subject.
_LENDING = frozenset(
    """stage staged stages staging launch launched launches launching mount mounted mounting carry
    carried carrying conduct conducted perpetrate perpetrated commit committed make made executed
    claimed claim claims claiming""".split()
)
# What is said to "kill" or "hit" and does nothing: "the wave of crime has cost 12 lives".
_NO_DOERS = frozenset(
    """violence wave war wars conflict crisis incident incidents operation operations action actions
    act acts way event events one number toll total""".split()
)
_PARTICLES = frozenset({"down", "up", "out", "dead"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Ranges of the text, by part; `passive` when an event verb tells only whom it befell."""

    agents: tuple[Range, ...] = ()
    targets: tuple[Range, ...] = ()
    instruments: tuple[Range, ...] = ()
    passive: bool = False


def cast_of(sentence: Sentence, trigger: Trigger, triggers: Sequence[Trigger]) -> Cast:
    """Who takes part in what `trigger` names, as far as its clause shows it.

    `triggers` are all event words of the sentence.
    """
    reader = _Reader(sentence, trigger, triggers)
    if not reader.is_read:
        return Cast()  # what stands in brackets is passed over
    return reader.of_noun() if trigger.noun else reader.of_verb()


class _Reader:
    """Reads the clause around one event word."""

    def __init__(self, sentence: Sentence, trigger: Trigger, triggers: Sequence[Trigger]) -> None:
        verbs = [found for found in triggers if not found.noun]
        self.nouns = NounPhrases(sentence, [verb.start for verb in verbs])
        self.before = [verb for verb in verbs if verb.start < trigger.start]
        self.tokens = self.nouns.tokens
        self.trigger = trigger
        inside = [i for i, t in enumerate(self.tokens) if trigger.start <= t.start < trigger.end]
        self.is_read = bool(inside)
        self.first, self.last = (inside[0], inside[-1]) if inside else (0, 0)
        self.word = self.tokens[self.first].lower if inside else ""

    # -- verbs -------------------------------------------------------------------------------

    def of_verb(self) -> Cast:
        if self.word in ("phone", "telephone", "video"):
            return Cast()  # "phone calls": a noun whose parties stand anywhere
        if self.word == "on":  # "went on trial": the verb stands before
            return self._sorted(targets=self._subject(self._auxiliaries(self.first - 2)[0]))
        before, chain = self._auxiliaries(self.first - 1)
        after = self._objects(self.last + 1)
        if not after and self.tokens[self.last].lower in ("fire", "ablaze"):
            after = self._after("to", "on", "at")  # "set fire to a bus", "opened fire on it"
        by = self._after("by")
        if self._is_passive(chain, after, by) or self._shares_passive(before, chain, after):
            return self._sorted(agents=by, targets=self._subject(before), passive=True)
        subject = self._subject(before)
        if self.trigger.type in _MUTUAL:
            return self._sorted(agents=[*subject, *after, *self._after("with")])
        if self.word in UNACCUSATIVE and not after:
            return self._sorted(targets=subject)
        return self._sorted(agents=subject, targets=after)

    def _auxiliaries(self, at: int) -> tuple[int, list[str]]:
        """The token before a verb's auxiliaries and adverbs, and these."""
        chain: list[str] = []
        while at >= 0 and (
            self.tokens[at].lower in AUXILIARIES | ADVERBS
            or (self.tokens[at].lower.endswith("ly") and not self.tokens[at].is_capital)
        ):
            chain.append(self.tokens[at].lower)
            at -= 1
        return at, chain

    def _is_passive(
        self, chain: Sequence[str], after: Sequence[Range], by: Sequence[Range]
    ) -> bool:
        if self.word.endswith("ing"):
            return False
        helping = [word for word in chain if word in AUXILIARIES - {"not", "n't", "never", "to"}]
        if helping:
            return helping[0] in _BE
        # "two men killed by a mob", "12 people wounded in the blast": "who were" is left out.
        return not after and (bool(by) or self._stands_alone())

    def _shares_passive(self, before: int, chain: Sequence[str], after: Sequence[Range]) -> bool:
        """Whether a verb after "and" goes on with a passive: "was detained and later released"."""
        if AUXILIARIES & set(chain) or after or not self.before or self.word.endswith("ing"):
            return False
        if before < 0 or self.tokens[before].lower not in ("and", "then"):
            return False
        earlier = [i for i, t in enumerate(self.tokens) if t.start == self.before[-1].start]
        return bool(earlier) and bool(_BE & set(self._auxiliaries(earlier[0] - 1)[1]))

    def _stands_alone(self) -> bool:
        """Whether a verb that always has an object lacks one."""
        return self.trigger.type in (
            "life.injure",
            "justice.arrest-jail",
        ) or self.word in ("killed", "murdered", "kidnapped", "abducted", "sent", "stolen")

    def _subject(self, before: int) -> list[Range]:
        if self.trigger.infinitive:
            return self.nouns.clause_subject()
        if before < 0:
            return []
        token = self.tokens[before]
        if token.lower in ("who", "which", "that"):
            return self.nouns.antecedent(before - 1)
        if token.lower in ("and", "then", "but") or (
            token.text == "," and self.word.endswith("ing")
        ):
            return self._shared_subject(before)
        subject = self.nouns.left(before)
        if self.word.endswith("ing"):  # "illicit trading": an adjective does nothing
            return [one for one in subject if self.nouns.can_act(one)]
        return subject

    def _shared_subject(self, before: int) -> list[Range]:
        """The subject of an earlier verb, unless that is one that only befalls: "sank, killing 12"."""
        earlier = self.before[-1].text.lower() if self.before else ""
        if self.word.endswith("ing") and earlier in UNACCUSATIVE:
            return []
        return self.nouns.clause_subject(before)

    def _objects(self, at: int) -> list[Range]:
        while at < len(self.tokens) and self.tokens[at].lower in ADVERBS | _PARTICLES - {"both"}:
            at += 1
        return self.nouns.right(at)

    def _after(self, *prepositions: str) -> list[Range]:
        """The phrases after the first of these prepositions in the clause."""
        stop = min(len(self.tokens), self.last + MAX_BY_TOKENS)
        for at in range(self.last + 1, stop):
            token = self.tokens[at]
            if token.lower in prepositions:
                found = [one for one in self.nouns.right(at + 1) if self.nouns.can_act(one)]
                if found:
                    return found
            elif not self._goes_on(at):
                break
        return []

    def _goes_on(self, at: int) -> bool:
        """Whether a clause goes on at a token: no comma, no other verb, no new clause."""
        if self.nouns.opens_clause(at):
            return False
        lent = self.tokens[at].lower in _LENDING or self.tokens[at].lower in _BE
        return (self.trigger.noun and lent) or not self.nouns.is_verb(at)

    # -- nouns -------------------------------------------------------------------------------

    def of_noun(self) -> Cast:
        agents, targets = self._after("by"), []
        if self.word in VICTIM_NOUNS:
            targets = self._directly_after(_AIMED | {"of"})
        elif self.trigger.type.startswith("conflict"):
            targets = self._directly_after(_AIMED)
        owner = self.nouns.owner(self.first)
        if owner:
            agents, targets = (
                (agents, targets or owner)
                if self.word in VICTIM_NOUNS
                else (agents or owner, targets)
            )
        agents = agents or self._lent_subject() or self._armed_before()
        return self._sorted(agents=agents, targets=targets)

    def _directly_after(self, prepositions: frozenset[str]) -> list[Range]:
        at = self.last + 1
        if at < len(self.tokens) and self.tokens[at].lower in ("attempt", "attempts"):
            at += 1
        if at < len(self.tokens) and self.tokens[at].lower in prepositions:
            return self.nouns.right(at + 1)
        return []

    def _lent_subject(self) -> list[Range]:
        """Who "staged an attack", or "claimed responsibility for the attack"."""
        for at in range(self.first - 1, max(-1, self.first - 8), -1):
            if self.nouns.opens_clause(at):
                break
            if self.tokens[at].lower in _LENDING:
                before, chain = self._auxiliaries(at - 1)
                return [] if _BE & set(chain) else self.nouns.left(before)
        return []

    def _armed_before(self) -> list[Range]:
        before = self.tokens[self.first - 1] if self.first else None
        if before is not None and before.lower in UNDER_ARMS:
            return [(before.start, before.end)]
        return []

    # -- what the phrases are ----------------------------------------------------------------

    def _sorted(
        self,
        agents: Sequence[Range] = (),
        targets: Sequence[Range] = (),
        passive: bool = False,
    ) -> Cast:
        """Weapons among the phrases are instruments; what they were placed at is the target."""
        instruments = [one for one in [*agents, *targets] if self._is_weapon(one)]
        doers = [one for one in agents if not self._is_weapon(one) and not self._happens(one)]
        befell = [one for one in targets if not self._is_weapon(one) and not self._happens(one)]
        held = [*self._after("with", "using"), *self._armed_with(), *self._weapon_before()]
        instruments += [one for one in held if self._is_weapon(one)]
        if instruments and not befell and self.word in PLACED:
            befell = self._sites_after()
        return Cast(
            tuple(dict.fromkeys(doers)),
            tuple(dict.fromkeys(befell)),
            tuple(dict.fromkeys(instruments)),
            passive,
        )

    def _weapon_before(self) -> list[Range]:
        """The weapon in "a car bomb attack"."""
        at = self.first - 1
        if not self.trigger.noun or at < 0 or self.tokens[at].lower not in WEAPONS:
            return []
        if at > 0 and self.tokens[at - 1].lower in ("car", "truck", "letter", "suicide", "petrol"):
            return [(self.tokens[at - 1].start, self.tokens[at].end)]
        return [(self.tokens[at].start, self.tokens[at].end)]

    def _armed_with(self) -> list[Range]:
        """What those who stand before the event word are "armed with"."""
        for at in range(self.first - 1, 0, -1):
            if self.nouns.opens_clause(at):
                break
            if self.tokens[at].lower == "with" and self.tokens[at - 1].lower == "armed":
                return self.nouns.right(at + 1)
        return []

    def _is_weapon(self, phrase: Range) -> bool:
        head = self.nouns.head(phrase)
        return head in WEAPONS or (head in MEASURES and self.nouns.last_word(phrase) in WEAPONS)

    def _happens(self, phrase: Range) -> bool:
        """Whether a phrase is itself a happening: "carried out an attack", "the blast killed 12"."""
        head = self.nouns.head(phrase)
        return is_event_noun(head) or head in _NO_DOERS

    def _sites_after(self) -> list[Range]:
        """What stands where a weapon was placed or went off: "in front of a school"."""
        stop = min(len(self.tokens), self.last + MAX_BY_TOKENS)
        for at in range(self.last + 1, stop):
            if self.nouns.opens_clause(at):
                break
            if self.tokens[at].lower in _AT_SITE:
                found = self.nouns.right(at + 1)
                if self.tokens[at].lower == "against":
                    return found
                sites = [one for one in found if self.nouns.head(one) in SITES]
                if sites:
                    return sites
        return []
