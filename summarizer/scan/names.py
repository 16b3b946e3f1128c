"""Candidate names: runs of capitalised words, and which of them are the same person or body."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from summarizer.scan.lexicon import (
    BOUNDARY_WORDS,
    DETERMINERS,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
    TITLES,
)
from summarizer.scan.tokens import APOSTROPHES, Token

__all__ = ["Name", "Roster", "find_names", "name_key"]

# A longer run of capitals is a headline or a list, and is cut.
MAX_NAME_TOKENS = 12
# The names of some tens of articles: each of one is compared with the others dozens of times.
KEYS_KEPT = 4096
# Small words that stand inside a name between two capitalised ones: "Bank of Oran", "Ludwig van B".
_INNER = frozenset(
    "of the for de del della di da dos du la le el al bin ibn van von der den and & on".split()
)
_TIGHT = frozenset("of for de del della di da dos du la le el al bin ibn van von der den &".split())
_ORDINARY = (
    DETERMINERS
    | PREPOSITIONS
    | PRONOUNS
    | BOUNDARY_WORDS
    | TIME_WORDS
    | frozenset(
        """and also however meanwhile according more less dozens hundreds thousands millions mr mrs
        ms rebels officials police witnesses residents my your his her their our its us you me him
        yes well no i i'm i’m it's it’s that's that’s don't don’t let two three four five six seven
        eight nine ten earlier later last next experts critics many both
        neither nor either nobody nothing none noone someone somebody everyone everybody""".split()
    )
)
# "al-Assad", "d'Arc", "el-Sisi": a lower-case particle tied to a capital.
_PARTICLE = re.compile(
    r"(?:al|el|as|ad|ar|an|ash|at|az|ez|es|en|ben|bin|ibn|d|l|de|van)[-‐‑'’][A-Z]"
)
_HONORIFICS = frozenset("mr mr. mrs mrs. ms ms. miss dr dr. sir dame lord lady prof prof.".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate name as it stands in the text, title left out. `titled` when one precedes it."""

    start: int
    end: int
    text: str
    titled: bool = False


@lru_cache(maxsize=KEYS_KEPT)
def name_key(text: str) -> tuple[str, ...]:
    """The words of a name, lower case, for comparison: titles, hyphens and points left out."""
    words = re.findall(
        r"[^\W_]+(?:['’][^\W_]+)*", text.casefold().replace("'s", "").replace("’s", "")
    )
    kept = [word for word in words if word not in _HONORIFICS and word != "the"]
    return tuple(kept or words)


def find_names(sentences: Iterable[Sequence[Token]]) -> list[Name]:
    """The names in a text given as sentences of tokens, in order."""
    sentences = list(sentences)
    mid = Counter(
        token.text
        for tokens in sentences
        for before, token in itertools.pairwise(tokens)
        if token.is_capital and before.is_word
    )
    return [name for tokens in sentences for name in _in_sentence(tokens, mid)]


def _in_sentence(tokens: Sequence[Token], mid: Counter[str]) -> list[Name]:
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capital or not _can_begin(tokens, at, mid):
            at += 1
            continue
        stop = _name_end(tokens, at)
        first, titled = at, at > 0 and tokens[at - 1].lower.rstrip(".") in TITLES
        while first < stop - 1 and tokens[first].lower.rstrip(".") in TITLES:
            first, titled = first + 1, True
        text = _joined(tokens[first:stop])
        found.append(Name(tokens[first].start, tokens[stop - 1].end, text, titled))
        at = stop
    return found


def _joined(tokens: Sequence[Token]) -> str:
    """The tokens' own characters, single spaces where the text has white space."""
    parts = [tokens[0].text]
    for before, token in itertools.pairwise(tokens):
        parts.append((" " if token.start > before.end else "") + token.text)
    return "".join(parts)


def _can_begin(tokens: Sequence[Token], at: int, mid: Counter[str]) -> bool:
    token = tokens[at]
    if not token.is_word or not token.is_capital:
        return False
    lower = token.lower.rstrip(".")
    if lower in _ORDINARY and not (token.text.isupper() and len(token.text) > 1):
        return False
    if lower in TITLES and not (at + 1 < len(tokens) and tokens[at + 1].is_capital):
        return False
    opens = at == 0 or not tokens[at - 1].is_word
    if not opens:
        return True
    # A sentence's first word is capitalised anyway: a name when capitalised elsewhere too, when
    # another capital follows, or when it is all capitals.
    followed = at + 1 < len(tokens) and tokens[at + 1].is_capital and tokens[at + 1].is_word
    return (
        followed
        or mid[token.text] > 0
        or token.text.isupper()
        or not token.text.isascii()
        or (at + 1 < len(tokens) and tokens[at + 1].lower == "'s")
    )


def _name_end(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < min(len(tokens), at + MAX_NAME_TOKENS):
        token = tokens[end]
        if (
            token.is_word
            and token.lower not in TIME_WORDS
            and (token.is_capital or _PARTICLE.match(token.text))
        ) or (token.text[0].isdigit() and tokens[end - 1].is_capital and len(token.text) < 3):
            end += 1
        elif token.text in APOSTROPHES and end + 1 < len(tokens) and tokens[end + 1].is_capital:
            end += 2  # "Teachers’ Union"
        elif token.lower in _TIGHT and end + 1 < len(tokens) and tokens[end + 1].is_capital:
            if token.lower == "of" and _is_person_so_far(tokens[at:end]):
                return end  # "Davit Oru of Ozmar"
            end += 2
        elif (
            token.lower in ("of", "for")
            and end + 2 < len(tokens)
            and tokens[end + 1].lower == "the"
            and tokens[end + 2].is_capital
        ):
            end += 3
        else:
            return end
    return end


def _is_person_so_far(tokens: Sequence[Token]) -> bool:
    """Whether two or more words of a name have none for a body: "Davit Oru", not "Bank"."""
    return len(tokens) > 1 and not any(
        token.lower in ORGANISATION_WORDS or not token.is_capital for token in tokens
    )


class Roster:
    """Which names of a text mean the same person or body, and the fullest form of each.

    Built from the names in order of appearance. Two names are one when their words are equal, when
    one is the tail of the other ("Okoro", "Jane Okoro"), when one spells the other's initials, or
    when one is a single word of a body's name that no other body has ("the Observatory").
    """

    def __init__(
        self,
        names: Sequence[Name],
        aliases: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (),
    ) -> None:
        """`aliases` are pairs of `name_key`s, a fuller name and another of the same body."""
        counts = Counter(name_key(name.text) for name in names)
        self._first: dict[tuple[str, ...], str] = {}
        for name in names:
            self._first.setdefault(name_key(name.text), name.text)
        self._titled = {name_key(name.text) for name in names if name.titled}
        self._longer = _by_short_form(sorted(counts, key=lambda key: (-len(key), key)))
        self._canonical = {key: self._longest_match(key) for key in counts}
        for full, other in aliases:
            self._unite(full, other)
        self._forms: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for key, canonical in self._canonical.items():
            self._forms.setdefault(canonical, []).append(key)
        self._mentions: dict[tuple[str, ...], list[Name]] = {}
        for name in names:
            self._mentions.setdefault(self._canonical[name_key(name.text)], []).append(name)

    def _unite(self, full: tuple[str, ...], other: tuple[str, ...]) -> None:
        """Count what was `other`, in any of its forms, as what `full` is."""
        into, merged = self._canonical[full], self._canonical[other]
        for key, canonical in self._canonical.items():
            if canonical == merged:
                self._canonical[key] = into

    def canonical(self, text: str) -> str | None:
        """The fullest name for `text` in this roster, or None when it names nobody there."""
        key = name_key(text)
        if key not in self._canonical:
            match = self._longest_match(key)
            return self._first.get(match) if match in self._first else None
        return self._first[self._canonical[key]]

    def mentions(self, canonical: str) -> list[Name]:
        """Every name of the text that means `canonical`, in order."""
        key = self._canonical.get(name_key(canonical), name_key(canonical))
        return list(self._mentions.get(key, ()))

    def is_person(self, text: str) -> bool:
        """Whether the name is a person's, as far as titles and the words of bodies tell."""
        key = self._canonical.get(name_key(text), name_key(text))
        same = self._forms.get(key, [])
        if any(word in ORGANISATION_WORDS for word in key):
            return False
        if any(other in self._titled for other in same):
            return True
        return len(key) >= 2 and len(same) > 1 and any(len(other) == 1 for other in same)

    @property
    def canonical_names(self) -> list[str]:
        """The fullest form of each person or body, in order of first appearance."""
        return [self._first[key] for key in self._mentions]

    def _longest_match(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """The longest key of the text that `key` is a short form of; itself when there is none."""
        longer = self._longer.get(key, [])
        if not longer:
            return key
        best = longer[0]
        # Two different people with one surname: a bare surname then stays what it is.
        rivals = [other for other in longer if not _is_short_form(other, best) and other != best]
        return key if rivals else best


def _by_short_form(
    keys: Sequence[tuple[str, ...]],
) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Short form -> the keys it can stand for, in the order of `keys`."""
    longer: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in keys:
        for short in _short_forms(key):
            longer.setdefault(short, []).append(key)
    return longer


def _is_short_form(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return short in _short_forms(full)


def _short_forms(full: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What a name may be shortened to: its tails, its initials, the word for what a body is."""
    tails = {full[at:] for at in range(max(1, len(full) - MAX_NAME_TOKENS), len(full))}
    forms = {tail for tail in tails if tail[0] not in ORGANISATION_WORDS or len(tail) == 1}
    if len(full) >= 2:
        forms.add(("".join(word[0] for word in full if word not in _INNER),))
    if len(full) >= 3:
        forms.update((word,) for word in full if word in ORGANISATION_WORDS)
    return forms
