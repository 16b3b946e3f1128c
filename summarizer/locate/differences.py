"""What differs between a quote and the words of the source it was found on."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from summarizer.locate.lexicon import (
    FUNCTION_WORDS,
    MULTIPLIERS,
    NEGATIONS,
    NEGATIVE_PREFIXES,
    NUMBER_WORDS,
    TENS,
    UNITS,
)
from summarizer.locate.words import is_unspaced

__all__ = [
    "Difference",
    "DifferenceKind",
    "Term",
    "compare",
    "is_function_word",
    "is_negation",
    "same_numbers",
    "same_sort",
]

DifferenceKind = Literal["number", "name", "negation", "word"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that stand in the quote where the source has others; "" where one side has none.

    `kind` is "number" (figures, number words, units such as "%" or "$"), "name" (a capitalised
    word; in scripts without capitals any word put in or changed), "negation" (a word that turns
    the statement round was added or dropped) or "word". The first three change what is said. A
    number, name or negation written in another way ("12" for "twelve", "didn't" for "did not",
    "Petrovic" for "Petrović") is a "word".
    """

    kind: DifferenceKind
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of either side: folded for comparing, and as it is written."""

    folded: str
    written: str


# Not "1.200": that is one and a fifth here and twelve hundred there, so it equals only itself.
_PLAIN_FIGURE: Final = re.compile(r"-?[0-9]+(\.(?![0-9]{3}$)[0-9]+)?")
_THOUSANDS: Final = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_NOT_BETWEEN_FIGURES: Final = re.compile(r"(?<!\d) | (?!\d)")
# Letters: "able" in "unable"; shorter ones pair words by chance ("it", "unit").
_SHORTEST_STEM: Final = 4


def compare(quote: Sequence[Term], source: Sequence[Term]) -> tuple[Difference, ...]:
    """The differences between two short stretches that were aligned to each other.

    Words cut differently ("air strike", "airstrike") or thousands grouped differently are none.
    """
    if _same_but_for_spaces(quote, source):
        return ()
    rest_quote, rest_source = list(quote), list(source)
    found: list[Difference] = []
    for kind, belongs, meaning in _KINDS:
        ours = [term for term in rest_quote if belongs(term)]
        theirs = [term for term in rest_source if belongs(term)]
        if meaning(ours) != meaning(theirs):
            if kind == "name":
                ours, theirs = ours or _content(rest_quote), theirs or _content(rest_source)
            found.append(_difference(kind, ours, theirs))
            rest_quote = [term for term in rest_quote if term not in ours]
            rest_source = [term for term in rest_source if term not in theirs]
    if rest_quote or rest_source:
        found.append(_difference(_turned(rest_quote, rest_source), rest_quote, rest_source))
    return tuple(item for item in found if item.kind != "word" or item.quote != item.source)


def is_function_word(term: Term) -> bool:
    """Whether changing the word changes little: articles, prepositions, auxiliaries."""
    return term.folded in FUNCTION_WORDS


def is_negation(word: str) -> bool:
    """Whether a folded word turns a statement round."""
    return word in NEGATIONS or word.endswith("n't")


def same_numbers(quote: Sequence[Term], source: Sequence[Term]) -> bool:
    """Whether both sides are one number, written in two ways."""
    return all(map(_is_number, (*quote, *source))) and _values(quote) == _values(source)


def same_sort(quote: Term, source: Term) -> bool:
    """Whether one word may stand for the other: figure for figure, name for name."""
    return _is_number(quote) == _is_number(source) and _is_name(quote) == _is_name(source)


def _difference(kind: DifferenceKind, quote: list[Term], source: list[Term]) -> Difference:
    return Difference(kind, _spelled(quote), _spelled(source))


def _spelled(terms: Sequence[Term]) -> str:
    """The words as written, with spaces where their script has them."""
    spaced = [
        " " * (not (is_unspaced(left.folded[-1]) and is_unspaced(right.folded[0])))
        for left, right in pairwise(terms)
    ]
    return "".join(term.written + space for term, space in zip(terms, [*spaced, ""], strict=False))


def _content(terms: Sequence[Term]) -> list[Term]:
    """What a name may have been put in place of: "carl" for "Boris" in a quote without capitals."""
    return [term for term in terms if not is_function_word(term)]


def _same_but_for_spaces(quote: Sequence[Term], source: Sequence[Term]) -> bool:
    """Whether only the spacing differs, and does not matter: "not able" is not "notable"."""
    negations = sum(map(_is_negation, quote)), sum(map(_is_negation, source))
    return negations[0] == negations[1] and _run_together(quote) == _run_together(source)


def _run_together(terms: Sequence[Term]) -> str:
    """The words without the spaces between them, but never two figures made into one."""
    spaced = " ".join(term.folded for term in terms)
    return _NOT_BETWEEN_FIGURES.sub("", _THOUSANDS.sub("", spaced))


def _is_number(term: Term) -> bool:
    return _counts(term.folded)


@lru_cache(maxsize=4_096)
def _counts(word: str) -> bool:
    return (
        word in NUMBER_WORDS
        or any(char.isnumeric() for char in word)
        or unicodedata.category(word[0]) == "Sc"
        or word in "%‰"
    )


def _is_name(term: Term) -> bool:
    first = term.written[0]
    capital = any(char.isupper() or char.istitle() for char in term.written)
    return (
        (capital or (first.isalpha() and not first.islower()))
        and term.folded not in FUNCTION_WORDS
        and not _is_negation(term)
        and not _is_number(term)
    )


def _is_negation(term: Term) -> bool:
    return is_negation(term.folded)


def _values(terms: Sequence[Term]) -> list[Decimal | str]:
    """What number words and figures amount to: "two hundred" and "200" are the same."""
    values: list[Decimal | str] = []
    last = ""
    for term in terms:
        word = _THOUSANDS.sub("", term.folded)
        value = _value(word)
        before = values[-1] if values else None
        if isinstance(value, Decimal) and isinstance(before, Decimal) and _adds_to(last, word):
            values[-1] = before * value if word in MULTIPLIERS else before + value
        else:
            values.append(value)
        last = word
    return values


def _adds_to(before: str, word: str) -> bool:
    """Whether two number words make one number: "two hundred", "twenty five"; not "12 300"."""
    if word in MULTIPLIERS:
        return True
    return before in TENS and 0 < UNITS.get(word, 0) < 10


def _value(word: str) -> Decimal | str:
    known = NUMBER_WORDS.get(word, word)
    if isinstance(known, int):
        return Decimal(known)
    return Decimal(known) if _PLAIN_FIGURE.fullmatch(known) else known


def _bare_names(terms: Sequence[Term]) -> list[str]:
    """Names without accents and without a possessive "'s"."""
    words = [unicodedata.normalize("NFD", term.folded.removesuffix("'s")) for term in terms]
    return ["".join(char for char in word if unicodedata.category(char) != "Mn") for word in words]


def _turned(quote: Sequence[Term], source: Sequence[Term]) -> DifferenceKind:
    """ "negation" when a word faces its own opposite ("likely", "unlikely"), else "word"."""
    ours, theirs = {term.folded for term in quote}, {term.folded for term in source}
    opposites = {prefix + word for word in ours for prefix in NEGATIVE_PREFIXES if _is_stem(word)}
    inverses = {prefix + word for word in theirs for prefix in NEGATIVE_PREFIXES if _is_stem(word)}
    return "negation" if opposites & theirs or inverses & ours else "word"


def _is_stem(word: str) -> bool:
    return len(word) >= _SHORTEST_STEM


_Meaning = Callable[[Sequence[Term]], object]
_KINDS: Final[tuple[tuple[DifferenceKind, Callable[[Term], bool], _Meaning], ...]] = (
    ("number", _is_number, _values),
    ("negation", _is_negation, len),
    ("name", _is_name, _bare_names),
)
