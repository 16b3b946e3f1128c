"""Words of a folded text with their offsets, and an index of where each word stands."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from summarizer.locate.folding import Folded, is_mark

__all__ = ["Words", "is_unspaced", "joins", "split_words", "whole_words"]

# Scripts written without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han.
# A character of theirs (with its marks) counts as a word of its own.
_UNSPACED_RANGES: Final = (
    "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNSPACED: Final = re.compile(f"[{_UNSPACED_RANGES}]")

# Arabic wa- and fa-, Hebrew ve-: who copies a clause leaves out the "and" before it.
_PROCLITICS: Final = "\u0648\u0641\u05d5"

# Signs that are part of a figure: "$5" is not "€5", nor "5%" "5".
_FIGURE_SIGNS: Final = "$€£¥₹₽₺₩₪₴%‰"


def is_unspaced(char: str) -> bool:
    """Whether `char` belongs to a script written without spaces between words."""
    return _UNSPACED.match(char) is not None


def _is_letter(char: str) -> bool:
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


def joins(text: str, position: int) -> bool:
    """Whether `position` is inside a word or a figure: "Lee|ds", "12|,000", "-|5", "can|'t"."""
    if not 0 < position < len(text):
        return False
    left, right = text[position - 1], text[position]
    if left == " " or right == " ":  # nearly always: worth asking first
        return False
    if _is_letter(left) and _is_letter(right):
        return not (is_unspaced(left) or is_unspaced(right) or _is_proclitic(text, position))
    following = text[position + 1 : position + 2]
    if left.isdecimal() and right in ".,:":
        return following.isdecimal()
    if left in ".,:" and right.isdecimal():
        return position > 1 and text[position - 2].isdecimal()
    if left in "-−" and right.isdecimal():
        return position == 1 or not text[position - 2].isalnum()
    return _negates(text, position) if right in "'’" else False


def _is_proclitic(text: str, position: int) -> bool:
    """Whether a word "and" ends at `position`, which these scripts write together with the next."""
    return text[position - 1] in _PROCLITICS and (
        position == 1 or not _is_letter(text[position - 2])
    )


def _negates(text: str, position: int) -> bool:
    """Whether "n't" is completed at `position`: a quote that ends in "can" is not in "can't"."""
    ending = text[position + 1 : position + 3].lower()
    return text[position - 1] in "nN" and ending[:1] == "t" and not ending[1:].isalnum()


@lru_cache(maxsize=256)
def whole_words(part: str) -> re.Pattern[str]:
    """`part` where it is not inside a longer word: what `joins` forbids, save for figures.

    For short parts, which occur inside words everywhere. The pattern begins with the part itself,
    so that the search for it stays fast.
    """
    letter = rf"[^\W_{_UNSPACED_RANGES}]"
    plain = re.escape(part)
    before = rf"(?<!{letter}{plain})" if _is_spaced_letter(part[0]) else ""
    after = rf"(?!{letter})" if _is_spaced_letter(part[-1]) else ""
    return re.compile(plain + before + after)


def _is_spaced_letter(char: str) -> bool:
    return char.isalnum() and not is_unspaced(char)


@lru_cache(maxsize=256)
def _pattern(marks: str, unspaced: bool) -> re.Pattern[str]:
    """The shape of a word, as simple as the characters that occur allow (it decides the speed)."""
    letter = rf"[^\W_{_UNSPACED_RANGES}]" if unspaced else r"[^\W_]"
    mark = f"[{re.escape(marks)}]" if marks else ""
    run = rf"(?:{letter}|{mark})+" if marks else f"{letter}+"
    figure = rf"(?:(?<![^\s(\[{_FIGURE_SIGNS}])-)?\d+(?:[.,:/]\d+)+(?:{run})?"
    negative = rf"(?<![^\s(\[{_FIGURE_SIGNS}])-\d(?:{run})?"
    alternatives = [figure, negative, f"{run}(?:'{run})*", f"[{_FIGURE_SIGNS}]"]
    if unspaced:
        alternatives.insert(0, f"[{_UNSPACED_RANGES}]{mark}*" if marks else f"[{_UNSPACED_RANGES}]")
    return re.compile("|".join(alternatives))


@dataclass(frozen=True)
class Words:
    """The words of a folded text: `folded.text[starts[k]:][:len(texts[k])] == texts[k]`."""

    folded: Folded
    texts: list[str]
    starts: list[int]

    def __len__(self) -> int:
        return len(self.texts)

    def end(self, word: int) -> int:
        """Where word number `word` ends, in folded positions."""
        return self.starts[word] + len(self.texts[word])

    def core(self) -> tuple[int, int]:
        """The folded range from the first word to the last: without marks around it."""
        return self.starts[0], self.end(len(self) - 1)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Original offsets of words `first` up to, not including, `last` (at least one word)."""
        return self.folded.span(self.starts[first], self.end(last - 1))

    def written(self, word: int) -> str:
        """Word number `word` as the original writes it."""
        start, end = self.span(word, word + 1)
        return self.folded.original[start:end]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """For every distinct word the numbers of its occurrences, ascending."""
        places: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.texts):
            places[word].append(number)
        return dict(places)

    @cached_property
    def weight(self) -> float:
        """How many words this counts for: one of an unspaced script for half a word."""
        return sum(0.5 if is_unspaced(word[0]) else 1.0 for word in self.texts)


def split_words(folded: Folded) -> Words:
    """Split a folded text into words: letters and digits, figures whole ("1,200.5", "-3")."""
    alphabet = set(folded.text)
    marks = "".join(sorted(filter(is_mark, alphabet)))
    pattern = _pattern(marks, any(map(is_unspaced, alphabet)))
    texts: list[str] = []
    starts: list[int] = []
    for match in pattern.finditer(folded.text):
        texts.append(match.group())
        starts.append(match.start())
    return Words(folded, texts, starts)
