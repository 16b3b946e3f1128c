"""Is a person or body that is named there in these sentences, by whatever they are called?"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from summarizer.grounding.reading import Reading
from summarizer.scan import name_key
from summarizer.schemas.span import Span

__all__ = ["ANAPHORS", "BACK", "Standing", "standing"]

Standing = Literal["named", "meant", "near", "elsewhere"]
"""How sentences have somebody: by a name or description; by a pronoun or noun that can mean them; not
at all, but beside them; or not even that."""

BACK: Final = 6
"""Sentences before in which somebody is named whom "he" or "the group" can mean."""

SHARED_STEM: Final = 4
"""Letters that a name and its adjective share: "Syria", "Syrian"; shorter words are compared whole."""

ANAPHORS = re.compile(
    r"\b(?:he|she|they|it|we|i|you|me|us|him|them|who|whose|whom|his|her|hers|its|their|theirs|our|my|mine|your"
    r"|(?:the|this|that|these|those)\s+(?:[a-z][\w’'-]*\s+){0,2}[a-z][\w’'-]*)\b",
    re.IGNORECASE,
)
"""What can take up somebody named before, in English; other languages leave it open."""

_WORDS = re.compile(r"[^\W_]+")


def standing(name: str, evidence: Sequence[Span], reading: Reading) -> Standing:
    """How the sentences `evidence` have whoever is called `name`."""
    words = _words(name)
    if any(_has_word(words, span.text) for span in evidence) or _is_mentioned(
        name, evidence, reading
    ):
        return "named"
    before = _before(evidence, reading)
    near = bool(_has_word(words, before)) or (
        reading.document.title is not None and _has_word(words, reading.document.title)
    )
    if not near:
        return "elsewhere"
    return "meant" if any(ANAPHORS.search(span.text) for span in evidence) else "near"


def _is_mentioned(name: str, evidence: Sequence[Span], reading: Reading) -> bool:
    """Whether another name of the same, or a description of them, stands in the sentences."""
    canonical = reading.scan.roster.canonical(name)
    if canonical is None:
        return False
    return any(
        span.start <= start < span.end
        for start, _ in reading.mentions.get(canonical, ())
        for span in evidence
    )


def _before(evidence: Sequence[Span], reading: Reading) -> str:
    numbers = reading.numbers_of(evidence)
    if not numbers:
        return ""
    first, last = max(1, numbers[0] - BACK), numbers[-1]
    return reading.document.text[
        reading.sentence_span(first).start : reading.sentence_span(last).end
    ]


def _words(name: str) -> list[str]:
    """The telling words of a name: those that begin with a capital, where any does."""
    capital = [word for word in _WORDS.findall(name) if not word.islower()]
    return list(name_key(" ".join(capital or _WORDS.findall(name))))


def _has_word(words: Sequence[str], text: str) -> bool:
    """Whether the text has a word of a name, or one of the same stem."""
    folded = text.casefold()
    return any(_found(word, folded) for word in words)


def _found(word: str, folded: str) -> bool:
    if not word.isascii() or len(word) <= SHARED_STEM:
        # Scripts without blanks, and cases put on at the end, are why no word's end is asked for.
        end = r"\b" if word.isascii() else ""
        return re.search(rf"(?<!\w){re.escape(word)}{end}", folded) is not None or (
            not word.isascii() and word in folded
        )
    stem = re.escape(word[: max(SHARED_STEM, len(word) - 3)])
    return re.search(rf"(?<!\w){stem}\w{{0,5}}(?!\w)", folded) is not None
