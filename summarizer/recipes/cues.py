"""A recipe's cues: regular expressions of its author, which may take time without end.

Python's `re` cannot be stopped once it matches; the package regex reads the same expressions within a time
limit. A cue is tried when its recipe is read, on what makes a repeat inside a repeat go wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import regex

from summarizer.errors import RecipeError

__all__ = ["LONGEST_SEARCH", "Cues", "cues_fault"]

LONGEST_SEARCH: Final = 0.5
"""Seconds for one sentence. A cue that is meant well takes some microseconds."""

LONGEST_SENTENCE: Final = 5000
"""Characters of a sentence that are looked at. The longest of news have 400; what is longer is a table or a
list, for which many a cue (".*fined.*court") takes time by the square of its length."""

_UNITS: Final = ("a", "A", "1", " ", "a ", "Aa ", "a1", "a-", "1,", "a.", "a, ", "\u00e9")
_REPEATS: Final = 60
"""A repeat inside a repeat takes two to the power of this many steps, one without it some thousands."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Finds any of the cues as whole words, in whatever case."""

    pattern: "regex.Pattern[str]"

    @classmethod
    def of(cls, cues: Sequence[str]) -> Self:
        """Cues in which `cues_fault` finds nothing wrong."""
        return cls(regex.compile(_together(cues), regex.IGNORECASE))

    def words_in(self, text: str) -> list[str]:
        """The words of a sentence that a cue fits. Raises RecipeError when that takes too long."""
        try:
            found = self.pattern.finditer(
                text, endpos=LONGEST_SENTENCE, timeout=LONGEST_SEARCH, concurrent=True
            )
            return [match[0] for match in found]
        except TimeoutError:
            raise RecipeError(
                f"the recipe's cues take more than {LONGEST_SEARCH:g} s for one sentence;"
                " a repeat inside a repeat, such as (a+)+, may be why"
            ) from None


def cues_fault(cues: Sequence[str]) -> str:
    """What is wrong with regular expressions that are to be cues; empty when nothing is."""
    for cue in cues:
        try:
            re.compile(cue)
            Cues.of([cue])
            found = re.compile(_together([cue]), re.IGNORECASE)
        except (re.error, regex.error, RecursionError, OverflowError) as error:
            said = getattr(error, "msg", str(error))
            return f"the cue {cue!r} is no regular expression that can be used: {said}"
        if _is_endless(cue):
            return (
                f"the cue {cue!r} takes time without end for some sentences;"
                " take out the repeat inside a repeat"
            )
        if found.search(""):
            return f"the cue {cue!r} fits where there are no words, and so everywhere"
    try:
        re.compile(_together(cues), re.IGNORECASE)
        Cues.of(cues)
    except (re.error, regex.error) as error:  # two groups of one name
        return f"the cues cannot be used together: {getattr(error, 'msg', error)}"
    return ""


def _is_endless(cue: str) -> bool:
    """Whether it takes too long on many times the same, followed by its own letters: of what an expression
    needs to fit anywhere, these have as much as it has.
    """
    tried = Cues.of([cue])
    try:
        for unit in _UNITS:
            tried.words_in(f"{unit * _REPEATS}\n{cue}")
    except RecipeError:
        return True
    return False


def _together(cues: Sequence[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(f'(?:{cue})' for cue in cues)})(?!\w)"
