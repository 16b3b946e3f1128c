"""Noun phrases of one sentence: who stands beside a cue, read leftwards and rightwards from it.

Phrases are ranges of token indices, first and last inclusive.
"""

import re
from collections.abc import Sequence

from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY_WORDS,
    DETERMINERS,
    GENERIC_SOURCES,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_WORDS,
    TIME_WORDS,
)
from summarizer.scan.tokens import Token

__all__ = ["QUOTATION_MARKS", "Phrase", "Phrases"]

Phrase = tuple[int, int]

# A noun phrase that names a speaker is at most this many tokens ("a spokesman for the regional
# health authority in the north of the country said").
MAX_SOURCE_TOKENS = 16
# An apposition between a speaker and the cue ("X, the mayor of Y, said").
MAX_APPOSITION_TOKENS = 40
# How far the comma after an opening like "Also on Thursday," is looked for.
MAX_OPENING_TOKENS = 12

QUOTATION_MARKS = frozenset('“”"«»„‘’')
# "to" joins a phrase together as often as it makes a verb: "an adviser to the mayor said".
_ENDS = (BOUNDARY_WORDS | AUXILIARIES | TIME_WORDS) - {"to"}
_HEADS = GENERIC_SOURCES | ROLE_WORDS
_LOOSE_PREPOSITIONS = PREPOSITIONS - {"of", "for"}
# What may follow a speaker named after the cue: `said X on Monday`, `said X, who …`.
_MAY_FOLLOW = (
    TIME_WORDS
    | PREPOSITIONS
    | frozenset("who whose which when as after before while where".split())
)
# "both sides", "all nine": adverbs elsewhere, and part of a phrase at its start.
_NO_OPENING = (PREPOSITIONS | ADVERBS | {"and", "or", "'s", "&"}) - {"both", "all"}
# Capitalised at the start of a sentence, and nobody's name.
_NO_NAMES = (
    DETERMINERS
    | TIME_WORDS
    | ADVERBS
    | PREPOSITIONS
    | BOUNDARY_WORDS
    | frozenset("perhaps maybe yet please well indeed certainly clearly eventually".split())
)
_DASHES = frozenset("—–―-")
_PARTING = (PREPOSITIONS | {"to"}) - {"of"}
_BEFORE_TIMES = frozenset("on late early last this in earlier later".split())
_POSSESSIVES = frozenset({"his", "her", "its", "their", "the"})
# "Mitch Marlow, R-Ky.,": party and state.
_STATE_TAG = re.compile(r"[A-Z]{1,3}-[A-Z]")
_OPENS_APPOSITION = DETERMINERS | {"who", "which", "whose", "now"}


class Phrases:
    """Reads the noun phrases of one sentence's tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def left(self, last: int) -> Phrase | None:
        """The noun phrase that ends at token `last`, times after it left out."""
        last = self._before_time(last)
        at = last
        while at >= 0 and last - at < MAX_SOURCE_TOKENS:
            token = self.tokens[at]
            if self._ends_phrase(at):
                break
            if token.lower in PRONOUNS and not self._is_possessive(at, last):
                at -= at == last
                break
            at -= 1
        return self._without_opening(at + 1, last)

    def _before_time(self, last: int) -> int:
        """The token before a time that ends at `last`: "Ada Brandt on Tuesday", "police last week"."""
        at = last
        while at >= 0 and self.tokens[at].lower in TIME_WORDS:
            at -= 1
        while at >= 0 and at < last and self.tokens[at].lower in _BEFORE_TIMES:
            at -= 1
        return at

    def right(self, first: int) -> Phrase | None:
        """The noun phrase that begins at token `first`, times and adverbs before it left out."""
        while first < len(self.tokens) and self.tokens[first].lower in TIME_WORDS | ADVERBS:
            first += 1
        at = first
        while at < len(self.tokens) and at - first < MAX_SOURCE_TOKENS:
            if self._ends_phrase(at) or (at > first and self._ends_right(first, at)):
                break
            at += 1
        last = at - 1
        while last >= first and not self._can_end(last):
            last -= 1
        if last < first or self.tokens[first].lower in PREPOSITIONS:
            return None
        return first, last

    def subject(self) -> Phrase | None:
        """Whom the sentence is about: the phrase before its first verb."""
        first = 0
        while first < len(self.tokens) and self.tokens[first].lower in ADVERBS | {","}:
            first += 1
        phrase = self.right(self._past_opening(first))
        return None if phrase is None else self._before_verb(*phrase)

    def apposed(self, comma: int) -> Phrase | None:
        """Who stands before ", the mayor of Oran," when `comma` is the second comma.

        "The mayor, Jane Okoro," is one phrase, name and all.
        """
        if comma <= 0:
            return None
        if self.tokens[comma].text in _DASHES:
            return self._between_dashes(comma)
        if self.tokens[comma].text != ",":
            return None
        for at in range(comma - 1, max(-1, comma - MAX_APPOSITION_TOKENS), -1):
            if self.tokens[at].text in QUOTATION_MARKS:
                return None
            if self.tokens[at].text == ",":
                found = self._around_apposition(at, comma) or self._opening_name(at)
                if found is not None:
                    return found
        return None

    def _between_dashes(self, last: int) -> Phrase | None:
        """Who stands before words set between dashes that end at token `last`."""
        close = last
        while close > 0 and self.tokens[close - 1].text in _DASHES:
            close -= 1
        for at in range(close - 1, max(0, close - MAX_APPOSITION_TOKENS), -1):
            if self.tokens[at].text in _DASHES and self.tokens[at].end != self.tokens[at + 1].start:
                while self.tokens[at - 1].text in _DASHES:
                    at -= 1
                return self.left(self.before_brackets(at - 1))
        return None

    def _opening_name(self, comma: int) -> Phrase | None:
        """A name that opens its clause and ends at a comma: "Ada Brandt, of Orlen, Norland, said"."""
        phrase = self.left(self.before_brackets(comma - 1))
        if phrase is None or not all(
            token.is_capital or token.lower in _HEADS | {"of", "the", "even"}
            for token in self.tokens[phrase[0] : phrase[1] + 1]
        ):
            return None
        opens = phrase[0] == 0 or self.tokens[phrase[0] - 1].text in QUOTATION_MARKS | {",", ";"}
        return phrase if opens and self.names_somebody(phrase) else None

    def before_brackets(self, at: int) -> int:
        """The token before `(pictured)` when that ends at token `at`, else `at`."""
        if at < 0 or self.tokens[at].text != ")":
            return at
        opened = [i for i in range(at) if self.tokens[i].text == "("]
        return opened[-1] - 1 if opened else at

    def with_name(self, phrase: Phrase) -> Phrase:
        """The phrase with a name that follows it: "its spokeswoman, Ada Brandt"."""
        comma = phrase[1] + 1
        if comma >= len(self.tokens) or self.tokens[comma].text != "," or not self._is_role(phrase):
            return phrase
        last = comma
        while last + 1 < len(self.tokens) and self.tokens[last + 1].is_capital:
            last += 1
        named = last > comma and self._is_name(self.tokens[comma + 1 : last + 1])
        return (phrase[0], last) if named and self.ends_clause((comma, last)) else phrase

    def antecedent(self, last: int) -> Phrase | None:
        """What "who" stands for: the phrase that ends at `last` or before commas there."""
        while last >= 0 and self.tokens[last].text == ",":
            last -= 1
        phrase = self.left(last)
        return phrase and self._named_at_end(phrase)

    def _named_at_end(self, phrase: Phrase) -> Phrase:
        """What follows a preposition where nobody stands before it: "risky for Lund" gives "Lund"."""
        for at in range(phrase[1] - 1, phrase[0], -1):
            if self.tokens[at].lower not in _PARTING:
                continue
            head = self.tokens[phrase[0] : at]
            if not any(word.is_capital or word.lower in _HEADS for word in head):
                return at + 1, phrase[1]
        return phrase

    def ends_clause(self, phrase: Phrase) -> bool:
        """Whether no verb follows: `…, said the mayor.`, not `said the mayor was wrong`."""
        if phrase[1] + 1 >= len(self.tokens):
            return True
        following = self.tokens[phrase[1] + 1]
        return not following.is_word or following.lower in _MAY_FOLLOW

    def is_pronoun(self, phrase: Phrase) -> bool:
        """Whether the phrase is a pronoun and nothing else."""
        return phrase[0] == phrase[1] and self.tokens[phrase[0]].lower in PRONOUNS

    def names_somebody(self, phrase: Phrase) -> bool:
        """Whether the phrase has a name, a title, a word for a source, or is a pronoun."""
        return self.is_pronoun(phrase) or any(
            (word.is_capital and word.lower not in _NO_NAMES)
            or word.lower in GENERIC_SOURCES
            or word.lower in ROLE_WORDS
            for word in self.tokens[phrase[0] : phrase[1] + 1]
        )

    def looks_like_verb(self, at: int) -> bool:
        """Whether the token is an auxiliary, or a past form that no noun phrase goes on with."""
        token = self.tokens[at]
        if token.lower in AUXILIARIES - {"to"}:
            return True
        before = self.tokens[at - 1].lower if at > 0 else ""
        return (
            token.is_word
            and not token.is_capital
            and len(token.text) > 4
            and token.lower.endswith("ed")
            and before not in DETERMINERS | PREPOSITIONS
        )

    # -- inside ------------------------------------------------------------------------------

    def _ends_phrase(self, at: int) -> bool:
        token = self.tokens[at]
        if token.lower == "'s" or self._is_told_to(at):
            return False
        if token.text in QUOTATION_MARKS or token.lower in _ENDS:
            return True
        if not token.is_word and token.text != "&":
            return True
        return token.lower in ("and", "or") and not self._joins_names(at)

    def _is_possessive(self, at: int, last: int) -> bool:
        """Whether "her" at `at` belongs to the noun after it: "Ida Moor and her lawyers"."""
        opens = at == 0 or not self.tokens[at - 1].is_word or self.tokens[at - 1].lower == "and"
        return self.tokens[at].lower == "her" and at < last and opens

    def _is_told_to(self, at: int) -> bool:
        """Whether "told" describes a noun: "people told to leave their homes"."""
        following = self.tokens[at + 1].lower if at + 1 < len(self.tokens) else ""
        return self.tokens[at].lower == "told" and following == "to"

    def _ends_right(self, first: int, at: int) -> bool:
        token = self.tokens[at]
        if token.lower in PRONOUNS or self.looks_like_verb(at):
            return True
        named = self.tokens[first].is_capital and self.tokens[at - 1].is_capital
        return named and token.lower in _LOOSE_PREPOSITIONS

    def _can_end(self, at: int) -> bool:
        lower = self.tokens[at].lower
        return lower not in PREPOSITIONS and lower not in DETERMINERS and lower != "&"

    def _without_opening(self, first: int, last: int) -> Phrase | None:
        """The phrase without leading words that cannot begin it; None when nothing is left."""
        for at in range(first, last + 1):
            lower = self.tokens[at].lower
            if lower not in _NO_OPENING:
                break
            # "In Oran officials said": what follows the place is the phrase.
            if lower not in PREPOSITIONS or at == first:
                first = at + 1
        if first > last or self.tokens[last].lower in PREPOSITIONS:
            return None
        return first, last

    def _joins_names(self, at: int) -> bool:
        if at == 0 or at + 1 >= len(self.tokens):
            return False
        left, right = self.tokens[at - 1], self.tokens[at + 1]
        if left.is_capital and right.is_capital:
            return True
        if right.lower in _POSSESSIVES and self._is_all_source(at - 1):
            return True
        if right.lower in ("other", "others") and left.is_capital:
            return True
        return left.lower in GENERIC_SOURCES and right.lower in GENERIC_SOURCES | DETERMINERS

    def _is_all_source(self, last: int) -> bool:
        """Whether only names and words for sources stand before, back to a mark or the start."""
        for token in reversed(self.tokens[: last + 1]):
            if not token.is_word:
                break
            if not token.is_capital and token.lower not in _HEADS | DETERMINERS | {"of", "for"}:
                return False
        return True

    def _around_apposition(self, first_comma: int, comma: int) -> Phrase | None:
        inside = self.tokens[first_comma + 1 : comma]
        if not inside:
            return None
        before = self.left(self.before_brackets(first_comma - 1))
        if before is not None and inside[0].lower in ("of", "from"):
            before = self._before_age(before)
        if (
            before is not None
            and self._names(inside)
            and (self._is_role(before) or self._is_common(before, inside))
        ):
            return before[0], comma - 1
        described = (
            inside[0].lower in _OPENS_APPOSITION
            or (inside[0].lower in ("of", "from") and inside[-1].is_capital)
            or (inside[0].lower == "along" and len(inside) > 2)
            or (inside[0].lower.endswith("ed") and len(inside) > 2)
            or inside[0].text[0].isdigit()
            or _STATE_TAG.match(inside[0].text) is not None
            or inside[0].lower.endswith("ing")
            or any(word.lower in _HEADS for word in inside)
        )
        return before if described else None

    def _is_role(self, phrase: Phrase) -> bool:
        """Whether the head of a phrase says what somebody is: "the mayor of Oran", "Oran's mayor"."""
        first = phrase[0]
        if (
            self.tokens[first].lower == "one"
            and self.tokens[min(first + 1, phrase[1])].lower == "of"
        ):
            first = min(first + 2, phrase[1])  # "one of its lawyers"
        head = first
        while head < phrase[1] and self.tokens[head + 1].lower not in PREPOSITIONS:
            head += 1
        word = self.tokens[head].lower
        return not self.tokens[head].is_capital and (
            word in _HEADS or word.removesuffix("s") in _HEADS
        )

    def _is_common(self, phrase: Phrase, name: Sequence[Token]) -> bool:
        """Whether a phrase with an article is a common noun before a name: "another host, Ada Moor"."""
        words = self.tokens[phrase[0] : phrase[1] + 1]
        plain = words[0].lower in DETERMINERS and not any(word.is_capital for word in words[1:])
        return plain and len(name) > 1

    def _before_age(self, phrase: Phrase) -> Phrase | None:
        """Who stands before an age: "Lund, 43" gives Lund."""
        first = phrase[0]
        aged = first == phrase[1] and self.tokens[first].text.isdigit()
        if aged and first > 1 and self.tokens[first - 1].text == ",":
            return self.left(first - 2)
        return phrase

    def _names(self, words: Sequence[Token]) -> bool:
        """Whether an apposition gives a name: "Solveig Aran", "former judge Solveig Aran"."""
        first = 0
        while first < len(words) - 2 and words[first].lower in _HEADS | {"former", "acting"}:
            first += 1
        return self._is_name(words[first:])

    def _is_name(self, words: Sequence[Token]) -> bool:
        return len(words) <= 5 and words[0].is_capital and words[-1].is_capital

    def _past_opening(self, first: int) -> int:
        """Past an opening like "Also on Thursday, however," to where the subject stands."""
        if first < len(self.tokens) and (
            self.tokens[first].lower in PREPOSITIONS | BOUNDARY_WORDS or self._is_participle(first)
        ):
            for at in range(first, min(len(self.tokens), first + MAX_OPENING_TOKENS)):
                if self.tokens[at].text == ",":
                    return self._past_adverbs(at + 1)
        return first

    def _past_adverbs(self, first: int) -> int:
        at = first
        while at < len(self.tokens) and self.tokens[at].lower in ADVERBS | {
            ",",
            "however",
            "though",
        }:
            at += 1
        return at if at < len(self.tokens) else first

    def _is_participle(self, first: int) -> bool:
        """Whether a participle opens the sentence: "Asked about the dam, Lund said …"."""
        lower = self.tokens[first].lower
        following = self.tokens[first + 1].lower if first + 1 < len(self.tokens) else ""
        return lower.endswith(("ed", "ing")) and following in PREPOSITIONS | DETERMINERS

    def _before_verb(self, first: int, last: int) -> Phrase:
        """The phrase up to where a verb begins: after a name or a head, no other noun follows."""
        for at in range(first + 1, last + 1):
            token, before = self.tokens[at], self.tokens[at - 1]
            if token.is_capital or not token.is_word or token.lower in PREPOSITIONS | {"and", "or"}:
                continue
            complete = before.lower in _HEADS or (
                before.is_capital and before.lower not in DETERMINERS
            )
            if complete and token.lower not in _HEADS:
                return first, at - 1
        return first, last
