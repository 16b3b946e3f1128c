"""Noun phrases around an event word: whole phrases, one by one, joined ones taken apart.

Unlike `phrases`, which looks for speakers beside a cue, this reads subjects and objects of any verb:
"a doctor, two nurses and a driver" are three. What stands in brackets is passed over. Phrases come
as ranges of the text.
"""

from collections.abc import Sequence

from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY_WORDS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)
from summarizer.scan.phrases import QUOTATION_MARKS
from summarizer.scan.sentence import Range, Sentence
from summarizer.scan.tokens import Token

__all__ = ["NounPhrases"]

# A longer phrase is a list or a clause that was misread.
MAX_PHRASE_TOKENS = 16
# An apposition between a noun and its verb ("Lund, a fisherman of 43 from Orlen, was killed").
MAX_APPOSITION_TOKENS = 22
_BRACKETS = {"(": ")", "[": "]"}
_TIMES = TIME_WORDS | frozenset(
    """hours hour days weeks months years minutes minute day yesterday today dawn noon midnight
    daybreak mondays fridays saturdays sundays past early late earlier later ago""".split()
)
_NO_NOUN = (
    BOUNDARY_WORDS
    | AUXILIARIES
    | PRONOUNS
    | PREPOSITIONS
    | frozenset("including there it its' dead alive more less away back together apart".split())
)
_OPENS = frozenset(
    """that because when while after before although though if since which who whom whose where until
    unless whether but""".split()
)
# Adjectives and participles that stand before a noun in the past form: "suspected rebels".
_LIKE_ADJECTIVES = frozenset(
    """suspected alleged presumed masked armed hooded unidentified wanted convicted united retired
    so-called rival hundred red detained wounded injured unarmed""".split()
)
_LEADING = (ADVERBS | {"and", "or"}) - {"both", "all"}
_TRAILING = _TIMES | {"alone", "armed", "also", "alike", "last", "next", "this", "every"}
_NO_NAMES = frozenset(
    """others other least most than himself herself themselves itself either neither some none
    nobody everyone everybody anyone someone so such left forced millions more less""".split()
)
# "No group said …", "nobody": there is nobody who did it.
_NOBODY = frozenset("no nobody none neither".split())
_NO_END = PREPOSITIONS | DETERMINERS | ADVERBS | {"'s", "last", "next", "early", "late", "again"}
_MODALS = frozenset("will would can could may might should must to did do does not n't".split())
_BE = frozenset("is are was were be been being".split())
# Past forms that have no "-ed" and are no event words: they end a subject all the same.
_PASTS = frozenset(
    """made took got gave went came became began ran kept held brought led saw knew felt spoke put set
    hit fought built bought caught chose drew drove ate grew heard laid meant rode sat spent stood
    taught thought threw wore wrote broke blew forgot hid lay lent lit rang sang slept sought stuck
    swore woke underwent overcame seen known shown taken given""".split()
)
_ARTICLES = frozenset("the a an his her its their".split())
_BEFORE_ARTICLE = frozenset("and or half such many not only even than as".split())
_PLURAL_HEADS = frozenset(
    "people men women children police gunmen policemen troops dynamite gunfire".split()
)
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands
    scores several""".split()
)


class NounPhrases:
    """Reads the noun phrases of one sentence. Indices count `tokens`, brackets left out."""

    def __init__(self, sentence: Sentence, verbs: Sequence[int]) -> None:
        """`verbs` are the offsets of words known to be verbs; words of saying are known anyway."""
        self.tokens = _without_brackets(sentence.tokens)
        known = {*verbs, *(cue.start for cue in sentence.cues)}
        self._verbs = {at for at, token in enumerate(self.tokens) if token.start in known}

    # -- phrases -----------------------------------------------------------------------------

    def left(self, last: int) -> list[Range]:
        """The phrases that end at token `last`: the subject of a verb that follows."""
        while last >= 0 and self.tokens[last].lower in _TIMES:
            last -= 1
        if last >= 0 and self.tokens[last].text == ",":
            return self._before_apposition(last)
        first = last
        while first >= 0 and last - first < 2 * MAX_PHRASE_TOKENS and self._belongs(first, last):
            first -= 1
        if self._is_predicate(first):
            return []
        return self._subject_of(self._past_verb(first + 1, last), last)

    def right(self, first: int) -> list[Range]:
        """The phrases that begin at token `first`: the object of a verb or preposition before it."""
        found: list[Range] = []
        at = first
        while (core := self._core(at)) is not None:
            found.append(core)
            after = self._index_after(core)
            at = self._next_in_list(after)
            if at < 0 or not self._is_listed(at, after):
                break
        return [phrase for phrase in found if self._names_something(phrase)]

    def owner(self, noun: int) -> list[Range]:
        """Whose the noun at token `noun` is: "Norland's attack"."""
        at = noun - 1
        while at >= 0 and noun - at < 4 and self.tokens[at].lower != "'s":
            if not self.tokens[at].is_word or self.tokens[at].lower in _NO_NOUN | DETERMINERS:
                return []
            at -= 1
        return self.left(at - 1) if at > 0 and self.tokens[at].lower == "'s" else []

    def antecedent(self, last: int) -> list[Range]:
        """What "who" or "which" stands for: the last phrase before it."""
        while last >= 0 and self.tokens[last].text == ",":
            last -= 1
        first = last
        while first >= 0 and self._belongs(first, last):
            first -= 1
        chunks = self._chunks(self._past_verb(first + 1, last), last)
        return [self._range(*chunks[-1])] if chunks else []

    def clause_subject(self, before: int | None = None) -> list[Range]:
        """The subject that a verb shares with the first verb of its sentence."""
        stop = len(self.tokens) if before is None else before
        for at in range(stop):
            if self.is_verb(at) and at > 0:
                last = at - 1
                while last >= 0 and self.tokens[last].lower in AUXILIARIES | ADVERBS:
                    last -= 1
                return self.left(last)
        return []

    def head(self, phrase: Range) -> str:
        """The word, in lower case, that a phrase is about: the last before "of" and the like."""
        words = [t for t in self.tokens if phrase[0] <= t.start < phrase[1] and t.is_word]
        for at, token in enumerate(words):
            if at and token.lower in PREPOSITIONS:
                return words[at - 1].lower
        return words[-1].lower if words else ""

    def last_word(self, phrase: Range) -> str:
        """The last word of a phrase, in lower case."""
        words = [t.lower for t in self.tokens if phrase[0] <= t.start < phrase[1] and t.is_word]
        return words[-1] if words else ""

    def can_act(self, phrase: Range) -> bool:
        """Whether a phrase is more than a bare noun: nobody is meant by "by order" and "by force"."""
        words = [t for t in self.tokens if phrase[0] <= t.start < phrase[1] and t.is_word]
        first, head = words[0], self.head(phrase)
        told = first.is_capital or first.lower in DETERMINERS or first.text[0].isdigit()
        return (
            told
            or head.endswith("s")
            or head in _PLURAL_HEADS
            or (len(words) > 1 and not any(word.lower == "of" for word in words))
        )

    # -- tokens ------------------------------------------------------------------------------

    def is_verb(self, at: int) -> bool:
        """Whether a token is a verb, as far as its form and the word lists tell."""
        token = self.tokens[at]
        if token.lower in _LIKE_ADJECTIVES and (self._describes(at) or self._next_is(at, "with")):
            return False
        if at in self._verbs or token.lower in AUXILIARIES - {"to"}:
            return True
        if not token.is_word or token.is_capital:
            return False
        before = self.tokens[at - 1].lower if at else ""
        if before in _MODALS or (before in _BE and token.lower.endswith("ing")):
            return True
        if before in DETERMINERS | PREPOSITIONS | _NUMBERS:
            return False
        return token.lower in _PASTS or (len(token.text) > 4 and token.lower.endswith("ed"))

    def _describes(self, at: int) -> bool:
        """Whether an adjective stands before a noun: "alleged rebels", not "alleged that"."""
        if at + 1 >= len(self.tokens):
            return False
        after = self.tokens[at + 1]
        return after.is_word and after.lower not in _NO_NOUN | DETERMINERS

    def opens_clause(self, at: int) -> bool:
        """Whether another clause begins at a token: a mark, or a word like "when"."""
        token = self.tokens[at]
        return (not token.is_word and token.lower != "'s") or token.lower in _OPENS

    # -- inside ------------------------------------------------------------------------------

    def _belongs(self, at: int, last: int) -> bool:
        """Whether a token can be part of a subject that ends at `last`."""
        token = self.tokens[at]
        if token.lower == "'s" or token.text == "&":
            return True
        if not token.is_word or token.text in QUOTATION_MARKS:
            return False
        if token.lower == "than":
            return at > 0 and self.tokens[at - 1].lower in ("more", "fewer", "less")
        if token.lower in _NO_NOUN - PREPOSITIONS - {"more", "less"} and not (
            token.lower == "her" and at < last
        ):
            return False
        return not self.is_verb(at)

    def _is_predicate(self, verb: int) -> bool:
        """Whether what follows token `verb` is said of somebody: "France is uneasy", no subject."""
        if verb < 1 or self.tokens[verb].lower not in _BE:
            return False
        return self.tokens[verb - 1].lower != "there"

    def _past_verb(self, first: int, last: int) -> int:
        """Past a verb that no list knows: an article inside shows where the last phrase begins.

        "Detectives suspect a gang": the gang is what is spoken of.
        """
        for at in range(last, first, -1):
            before = self.tokens[at - 1]
            opens = self.tokens[at].lower in _ARTICLES and before.is_word and not before.is_capital
            if opens and before.lower not in PREPOSITIONS | DETERMINERS | _BEFORE_ARTICLE:
                return at
        return first

    def _subject_of(self, first: int, last: int) -> list[Range]:
        """The subject among the phrases of `first`..`last`: the first that no preposition governs."""
        while first <= last and self.tokens[first].lower in _LEADING:
            first += 1
        while last >= first and self.tokens[last].lower in _TRAILING:
            last -= 1
        chunks = self._chunks(first, last)
        if not chunks:
            return []
        opened = self.tokens[first].lower in PREPOSITIONS and not self._is_bound(first)
        chosen = chunks[-1] if opened else chunks[0]
        if opened and len(chunks) == 1:
            return []  # "In Orlen killed": all of it is where
        parts = self._joined(*chosen)
        if not opened:
            parts += self._joined_later(chunks)
        ranges = [self._range(*part) for part in parts]
        return [phrase for phrase in ranges if self._names_something(phrase)]

    def _joined_later(self, chunks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """What "and" adds after a preposition: "a man from Orlen and his wife"."""
        return [
            part
            for chunk in chunks[1:]
            for part in self._joined(*chunk)[1:]
            if self.tokens[part[0]].lower in DETERMINERS
        ]

    def _chunks(self, first: int, last: int) -> list[tuple[int, int]]:
        """`first`..`last` cut at prepositions; "of" and what follows it stay together."""
        chunks: list[tuple[int, int]] = []
        start = first
        for at in range(first, last + 2):
            ends = at > last or (
                self.tokens[at].lower in PREPOSITIONS - {"of"}
                and not self._in_name(at)
                and not self._is_bound(at)
            )
            if ends:
                if at > start and self._range_is_noun(start, at - 1):
                    chunks.append((start, at - 1))
                start = at + 1
        return [self._trimmed(*chunk) for chunk in chunks]

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        while last > first and self.tokens[last].lower in _TRAILING | PREPOSITIONS:
            last -= 1
        return first, last

    def _in_name(self, at: int) -> bool:
        """Whether a preposition is part of a name: "Movement for Change"."""
        if at == 0 or at + 1 >= len(self.tokens) or self.tokens[at].lower not in ("for",):
            return False
        return self.tokens[at - 1].is_capital and self.tokens[at + 1].is_capital

    def _is_bound(self, at: int) -> bool:
        """Whether "at" belongs to a figure: "at least 12"."""
        return self.tokens[at].lower == "at" and self._next_is(at, "least", "most")

    def _range_is_noun(self, first: int, last: int) -> bool:
        return any(self.tokens[i].lower not in _TIMES for i in range(first, last + 1))

    def _joined(self, first: int, last: int) -> list[tuple[int, int]]:
        """`first`..`last` cut at "and" where what follows can stand alone."""
        for at in range(first + 1, last):
            if self.tokens[at].lower == "and" and self._stands_alone(at + 1, first):
                return [(first, at - 1), *self._joined(at + 1, last)]
        return [(first, last)]

    def _stands_alone(self, at: int, first: int) -> bool:
        token = self.tokens[at]
        if token.lower in DETERMINERS or token.text[0].isdigit():
            return True
        return token.is_capital and self.tokens[first].is_capital

    def _before_apposition(self, comma: int) -> list[Range]:
        """Who stands before "…, the mayor of Oran," when `comma` is the second comma."""
        for at in range(comma - 1, max(0, comma - MAX_APPOSITION_TOKENS), -1):
            if self.tokens[at].text in QUOTATION_MARKS:
                return []
            if self.tokens[at].text == ",":
                inside = self.tokens[at + 1]
                if all(token.is_capital for token in self.tokens[at + 1 : comma]):
                    return [self._range(at + 1, comma - 1)]
                described = inside.lower in DETERMINERS | {"who", "which", "whose", "of", "from"}
                aged = inside.text[0].isdigit()
                return self.left(at - 1) if described or aged else []
        return []

    def _core(self, first: int) -> Range | None:
        """One phrase from token `first` on, with "of …" after it; None when there is none."""
        at = first
        while at < len(self.tokens) and at - first < MAX_PHRASE_TOKENS and self._goes_on(at, first):
            at += 1
        while at > first and self.tokens[at - 1].lower in _NO_END:
            at -= 1
        return self._range(first, at - 1) if at > first else None

    def _goes_on(self, at: int, first: int) -> bool:
        token = self.tokens[at]
        if token.lower == "'s" or token.text == "&":
            return at > first
        if not token.is_word or token.lower in _TIMES:
            return False
        if token.lower == "of":
            return at > first
        if token.lower in ("least", "most", "than", "more", "fewer"):
            return not any(t.lower == "of" for t in self.tokens[first:at])
        if token.lower == "as":
            return self._next_is(at, "many") or self.tokens[at - 1].lower == "many"
        if token.lower == "at":
            return at == first and self._is_bound(at)
        if token.lower in ("and", "or") or token.lower in _NO_NOUN:
            return self._in_name(at)
        return not self.is_verb(at) or (at == first and at not in self._verbs)

    def _next_is(self, at: int, *words: str) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].lower in words

    def _next_in_list(self, at: int) -> int:
        """Where the next member of a list begins, -1 when the list is over at token `at`."""
        if at >= len(self.tokens):
            return -1
        if self.tokens[at].lower == "and":
            return at + 1
        if self.tokens[at].text == ",":
            return at + 2 if self._next_is(at, "and") else at + 1
        return -1

    def _is_listed(self, at: int, mark: int) -> bool:
        """Whether a phrase at `at`, after a comma or "and", is one more of a list: no verb follows."""
        core = self._core(at) if at < len(self.tokens) else None
        if core is None:
            return False
        after = self._index_after(core)
        if after < len(self.tokens) and self.is_verb(after):
            return False
        first = self.tokens[at]
        fits = first.lower in DETERMINERS or first.text[0].isdigit() or first.is_capital
        if self.tokens[mark].text == "," and not self._next_is(mark, "and"):
            return fits and self._list_ends(after)
        follows = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        counts = follows is not None and (
            follows.text[0].isdigit() or follows.lower in DETERMINERS | _NUMBERS
        )
        return fits or not counts  # "cut 900 jobs and close 34 shops": a verb

    def _list_ends(self, at: int) -> bool:
        """Whether a list that goes on at token `at` comes to its "and"."""
        for token in self.tokens[at : at + MAX_PHRASE_TOKENS]:
            if token.lower == "and":
                return True
            if not token.is_word and token.text != ",":
                return False
        return False

    def _index_after(self, phrase: Range) -> int:
        return next(
            (i for i, token in enumerate(self.tokens) if token.start >= phrase[1]),
            len(self.tokens),
        )

    def _names_something(self, phrase: Range) -> bool:
        """Whether a phrase has a noun, and is no date, no sum and no pronoun."""
        words = [t for t in self.tokens if phrase[0] <= t.start < phrase[1] and t.is_word]
        telling = [
            word
            for word in words
            if word.lower not in DETERMINERS | PRONOUNS | PREPOSITIONS | _NUMBERS | ADVERBS
            and word.lower not in _NO_NAMES
            and not word.text[0].isdigit()
        ]
        if not telling or len(words) > MAX_PHRASE_TOKENS or words[0].lower in _NOBODY:
            return False
        sum_of_money = {"%", "$", "per", "percent", "million", "billion"} & {
            word.lower for word in words
        }
        return not sum_of_money and telling[-1].lower not in _TIMES

    def _range(self, first: int, last: int) -> Range:
        return self.tokens[first].start, self.tokens[last].end


def _without_brackets(tokens: Sequence[Token]) -> tuple[Token, ...]:
    kept: list[Token] = []
    closing: list[str] = []
    for token in tokens:
        if token.text in _BRACKETS:
            closing.append(_BRACKETS[token.text])
        elif closing:
            if token.text == closing[-1]:
                closing.pop()
        else:
            kept.append(token)
    return tuple(kept)
