"""Words and marks of a text, with their offsets. Everything else in this folder reads these."""

import re
from functools import partial
from typing import NamedTuple

__all__ = ["APOSTROPHES", "Token", "tokenize"]

# Words keep inner hyphens, apostrophes, points of initials and figures' separators: "al-Assad",
# "O'Neill", "U.S.", "1,200.5". Everything else that is not space is a mark of its own.
_TOKEN = re.compile(
    r"\d[\d.,]*\d|"  # figures with separators
    r"(?:[^\W\d_]\.){2,}|"  # U.S., J.K.
    r"\w+(?:[-‐‑'’]\w+)*|"
    r"[^\w\s]"
)
# Words that a point belongs to: "Mr.", and a single letter ("J. Okoro").
_POINTED = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt rev st jr sr hon maj det insp".split()
)
POSSESSIVE = ("'s", "’s")
APOSTROPHES = ("'", "’")
CONTRACTED_NOT = ("n't", "n’t")
# Only what ends in one of these may be a point, a possessive or a contraction.
_SPECIAL_ENDS = frozenset(".sStT'’")


# Bodies whose initials spell a word that is none of theirs: as words they would be pronouns.
_KEPT = {"WHO": "w.h.o."}


class Token(NamedTuple):
    """One word or mark; `start`/`end` are offsets into the text it was read from."""

    start: int
    end: int
    text: str
    lower: str
    is_word: bool
    """Whether it starts with a letter or digit."""
    is_capital: bool
    """Whether it starts with an upper-case letter."""


def _token(start: int, end: int, text: str) -> Token:
    first = text[0]
    return _new((start, end, text, text.lower(), first.isalnum(), first.isupper()))


# A named tuple's own constructor costs twice as much, and there is a token for every word.
_new = partial(tuple.__new__, Token)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`; offsets count from the start of `text`."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word, at = match[0], match.start()
        if word[-1] not in _SPECIAL_ENDS:  # most words: the call of a function would show
            first = word[0]
            lower = _KEPT.get(word) or word.lower()
            plain = (at, match.end(), word, lower, first.isalnum(), first.isupper())
            tokens.append(_new(plain))
        elif word == "." and tokens and _takes_point(tokens[-1], at, text):
            before = tokens[-1]
            tokens[-1] = _token(before.start, at + 1, before.text + ".")
        elif word.endswith(POSSESSIVE) and len(word) > 2:
            cut = match.end() - 2
            tokens.append(_token(at, cut, word[:-2]))
            tokens.append(Token(cut, match.end(), word[-2:], "'s", False, False))
        elif word.lower().endswith(CONTRACTED_NOT) and len(word) > 3:
            cut = match.end() - 3
            tokens.append(_token(at, cut, word[:-3]))
            tokens.append(Token(cut, match.end(), word[-3:], "n't", False, False))
        elif word in APOSTROPHES and tokens and _is_plural_possessive(tokens[-1], at, text):
            tokens.append(Token(at, at + 1, word, "'s", False, False))
        else:
            tokens.append(_token(at, match.end(), word))
    return tokens


def _is_plural_possessive(word: Token, at: int, text: str) -> bool:
    """Whether the apostrophe at `at` is that of "the teachers’ union"."""
    return word.end == at and word.lower.endswith("s") and text[at + 1 : at + 2] == " "


def _takes_point(word: Token, at: int, text: str) -> bool:
    """Whether the point at `at` belongs to the word before it, as an abbreviation's does."""
    if word.end != at:
        return False
    if word.lower in _POINTED:
        return text[at + 1 : at + 2].isspace()
    return len(word.text) == 1 and word.is_capital and text[at + 1 : at + 2] == " "
